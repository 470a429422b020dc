#include "storage/record/envelope.h"

#include <sodium/crypto_shorthash.h>

#include <array>
#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace klik::storage {
namespace {

constexpr std::size_t kVersionBytes = 1;
constexpr std::size_t kChecksumBytes = crypto_shorthash_BYTES;
constexpr std::size_t kHeaderBytes = kVersionBytes + kChecksumBytes;

using HashKey = std::array<unsigned char, crypto_shorthash_KEYBYTES>;
using Checksum = std::array<unsigned char, kChecksumBytes>;

// Not a secret.
constexpr HashKey kFixedHashKey = {'k', 'l', 'i', 'k', '.', 's', 't', 'o', 'r', 'e', '.', 'v', '1'};

Checksum Hash(std::string_view bytes, const HashKey& key) {
  Checksum checksum{};
  crypto_shorthash(checksum.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), key.data());
  return checksum;
}

// The message is hashed under a key made of the record's key and version, so that it passes with no others.
std::string ChecksumOf(std::string_view key, char version, std::string_view message) {
  std::string context(key);
  context += version;
  const Checksum context_hash = Hash(context, kFixedHashKey);
  HashKey hash_key{};
  static_assert(hash_key.size() == 2 * context_hash.size());
  for (std::size_t i = 0; i < hash_key.size(); ++i) hash_key[i] = context_hash[i % context_hash.size()];
  const Checksum checksum = Hash(message, hash_key);
  return {checksum.begin(), checksum.end()};
}

absl::Status Damaged(std::string_view key) {
  return absl::DataLossError(absl::StrCat(std::string(key), ": the record is damaged"));
}

}  // namespace

std::string WrapRecord(std::string_view key, const google::protobuf::MessageLite& message, std::uint8_t version) {
  std::string serialized;
  if (!message.SerializeToString(&serialized)) std::abort();  // Only a message of over 2 GiB fails.
  std::string record(1, static_cast<char>(version));
  record.reserve(kHeaderBytes + serialized.size());
  record += ChecksumOf(key, record.front(), serialized);
  record += serialized;
  return record;
}

absl::Status UnwrapRecord(std::string_view key, std::string_view bytes, google::protobuf::MessageLite& message) {
  if (bytes.size() < kHeaderBytes) return Damaged(key);
  const auto version = static_cast<std::uint8_t>(bytes.front());
  const std::string_view serialized = bytes.substr(kHeaderBytes);
  if (bytes.substr(kVersionBytes, kChecksumBytes) != ChecksumOf(key, bytes.front(), serialized)) return Damaged(key);
  if (version > kSchemaVersion) {
    return absl::FailedPreconditionError(absl::StrCat(std::string(key), ": written by a newer build, schema version ",
                                                      int{version}, ", this one reads up to ", int{kSchemaVersion}));
  }
  if (!message.ParseFromArray(serialized.data(), static_cast<int>(serialized.size()))) return Damaged(key);
  return absl::OkStatus();
}

}  // namespace klik::storage
