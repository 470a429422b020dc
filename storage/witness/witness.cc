#include "storage/witness/witness.h"

#include <utility>

namespace klik::storage {
namespace {

constexpr std::string_view kMagic = "klikwit1";
constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kCheckedBytes = kMagic.size() + 2 * kNumberBytes + kHistoryHeadBytes;
constexpr std::size_t kChecksumBytes = kHashBytes;
static_assert(kCheckedBytes + kChecksumBytes <= kWitnessPlaceBytes);

void AppendNumber(std::uint64_t number, std::string& out) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>((number >> shift) & 0xff);
}

std::uint64_t ReadNumber(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes.substr(0, kNumberBytes)) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

std::string ChecksumOf(std::string_view bytes) {
  Hash hash;
  hash.Add(bytes);
  return hash.Finish();
}

std::string EncodePlace(std::uint64_t count, const WitnessRecord& record) {
  std::string place(kMagic);
  AppendNumber(count, place);
  AppendNumber(record.revision, place);
  place += record.history_head;
  place += ChecksumOf(place);
  place.resize(kWitnessPlaceBytes, '\0');
  return place;
}

struct Place {
  std::uint64_t count = 0;
  WitnessRecord record;
};

// nullopt when there is no whole record.
std::optional<Place> DecodePlace(std::string_view place) {
  if (place.size() < kCheckedBytes + kChecksumBytes || place.substr(0, kMagic.size()) != kMagic) return std::nullopt;
  const std::string_view checked = place.substr(0, kCheckedBytes);
  if (place.substr(kCheckedBytes, kChecksumBytes) != ChecksumOf(checked)) return std::nullopt;
  const std::string_view numbers = checked.substr(kMagic.size());
  return Place{ReadNumber(numbers),
               {.revision = ReadNumber(numbers.substr(kNumberBytes)),
                .history_head = std::string(numbers.substr(2 * kNumberBytes))}};
}

}  // namespace

absl::StatusOr<Witness> Witness::Open(std::unique_ptr<WitnessMedium> medium) {
  const absl::StatusOr<std::string> bytes = medium->Read();
  if (!bytes.ok()) return bytes.status();
  Witness witness(std::move(medium));
  for (std::size_t at = 0; at < bytes->size(); at += kWitnessPlaceBytes) {
    std::optional<Place> place = DecodePlace(std::string_view(*bytes).substr(at, kWitnessPlaceBytes));
    if (!place.has_value() || place->count <= witness.count_) continue;
    witness.count_ = place->count;
    witness.last_ = std::move(place->record);
  }
  return witness;
}

absl::Status Witness::Append(WitnessRecord record) {
  const std::uint64_t count = count_ + 1;
  const std::size_t offset = count % kWitnessPlaces * kWitnessPlaceBytes;
  if (absl::Status written = medium_->Write(offset, EncodePlace(count, record)); !written.ok()) return written;
  if (absl::Status synced = medium_->Sync(); !synced.ok()) return synced;
  count_ = count;
  last_ = std::move(record);
  return absl::OkStatus();
}

}  // namespace klik::storage
