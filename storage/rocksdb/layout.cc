#include "storage/rocksdb/layout.h"

#include <array>

namespace klik::storage {
namespace {

constexpr std::size_t kNumberBytes = 8;
// Of the length before a key. Two bytes hold any length up to kMaxKeyBytes.
constexpr std::size_t kLengthBytes = 2;
static_assert(kMaxKeyBytes < (1U << (8 * kLengthBytes)));

template <std::size_t kBytes>
void AppendBigEndian(std::uint64_t number, std::string& out) {
  for (std::size_t i = kBytes; i-- > 0;) out.push_back(static_cast<char>((number >> (8 * i)) & 0xff));
}

std::uint64_t ReadBigEndian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

}  // namespace

std::string SpaceKey(char space, std::string_view key) {
  std::string out;
  out.reserve(1 + key.size());
  out += space;
  out += key;
  return out;
}

std::string ChangeKey(engine::Revision revision) { return SpaceKey(kChangeSpace, EncodeNumber(revision)); }

std::string EncodeNumber(std::uint64_t number) {
  std::string out;
  AppendBigEndian<kNumberBytes>(number, out);
  return out;
}

std::optional<std::uint64_t> DecodeNumber(std::string_view bytes) {
  if (bytes.size() != kNumberBytes) return std::nullopt;
  return ReadBigEndian(bytes);
}

std::string EncodeChangedKeys(const Batch::Writes& writes) {
  std::string out;
  for (const auto& [key, value] : writes) {
    AppendBigEndian<kLengthBytes>(key.size(), out);
    out += key;
  }
  return out;
}

std::optional<std::vector<std::string_view>> DecodeChangedKeys(std::string_view bytes) {
  std::vector<std::string_view> keys;
  while (!bytes.empty()) {
    if (bytes.size() < kLengthBytes) return std::nullopt;
    const std::size_t length = ReadBigEndian(bytes.substr(0, kLengthBytes));
    bytes.remove_prefix(kLengthBytes);
    if (length == 0 || bytes.size() < length) return std::nullopt;
    keys.push_back(bytes.substr(0, length));
    bytes.remove_prefix(length);
  }
  return keys;
}

}  // namespace klik::storage
