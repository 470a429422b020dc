// The witness: a file beside the store, best on another disk, that says how far the store had come.
//
// A store whose log was cut, or whose directory was put back from last week, opens as a smaller, healthy one; only what
// is kept elsewhere can tell. The file has a fixed number of places, written in turn, so that it does not grow:
//
//   place (count % kWitnessPlaces), kWitnessPlaceBytes each:
//     "klikwit1", count, revision (8 bytes each, big-endian), history head (32), checksum of all before it (32), zeros
//
// A place is a page of the disk, so that a write torn by a power cut damages no other place. The checksum finds damage;
// it does not stop somebody who means to forge a record.
//
// One thread at a time.
#ifndef KLIK_STORAGE_WITNESS_WITNESS_H_
#define KLIK_STORAGE_WITNESS_WITNESS_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/model/entity.h"
#include "storage/hash.h"

namespace klik::storage {

inline constexpr std::size_t kWitnessPlaces = 64;
inline constexpr std::size_t kWitnessPlaceBytes = 4096;
inline constexpr std::size_t kHistoryHeadBytes = kHashBytes;

// How far a store had come.
struct WitnessRecord {
  engine::Revision revision = 0;
  std::string history_head;  // Of all commits up to the revision; kHistoryHeadBytes.
};

// Where the bytes are. Errors are UNAVAILABLE and name the file.
class WitnessMedium {
 public:
  virtual ~WitnessMedium() = default;

  // All there is; may be shorter than what it will hold.
  virtual absl::StatusOr<std::string> Read() = 0;
  virtual absl::Status Write(std::size_t offset, std::string_view bytes) = 0;
  // OK: what was written survives a power cut.
  virtual absl::Status Sync() = 0;
};

// The file at `path`, made when it is not there, readable by this user only. FAILED_PRECONDITION when another process
// has it open.
absl::StatusOr<std::unique_ptr<WitnessMedium>> OpenWitnessFile(const std::filesystem::path& path);

class Witness {
 public:
  static absl::StatusOr<Witness> Open(std::unique_ptr<WitnessMedium> medium);

  // The last record that is whole; nullopt when there is none. One that a power cut tore had not been acknowledged.
  const std::optional<WitnessRecord>& last() const { return last_; }

  // On the disk when OK. After an error nobody knows whether it is.
  absl::Status Append(WitnessRecord record);

 private:
  explicit Witness(std::unique_ptr<WitnessMedium> medium) : medium_(std::move(medium)) {}

  std::unique_ptr<WitnessMedium> medium_;
  std::uint64_t count_ = 0;  // Of the last record.
  std::optional<WitnessRecord> last_;
};

}  // namespace klik::storage

#endif  // KLIK_STORAGE_WITNESS_WITNESS_H_
