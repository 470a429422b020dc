// One change to a store: what to write, what to delete, and what must be so for it to happen. All of it happens, or
// none.
//
// A plain value; one thread at a time. Keys and values are bytes. A key never holds personal data: the change log and
// messages keep keys.
#ifndef KLIK_STORAGE_BATCH_H_
#define KLIK_STORAGE_BATCH_H_

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "engine/model/entity.h"

namespace klik::storage {

inline constexpr std::size_t kMaxKeyBytes = 256;
inline constexpr std::size_t kMaxValueBytes = std::size_t{4} << 20;
// Keys and values together.
inline constexpr std::size_t kMaxBatchBytes = std::size_t{64} << 20;
// Keys written or deleted.
inline constexpr std::size_t kMaxBatchKeys = 65'536;

// What sealing may add to a value, over kMaxValueBytes.
inline constexpr std::size_t kMaxSealBytes = 512;
// Key and value of a record that a store before another keeps for itself.
inline constexpr std::size_t kMaxOwnRecordBytes = 1024;
// Whose one record may be.
inline constexpr std::size_t kMaxSubjects = 16;

// The people a record is about, by their names in the API (`residents/{id}`), in order and each once; or what of
// somebody has a key of its own (OutcomeSubject). Once one of them is erased, nobody can read the record any more.
// Empty: about nobody.
using Subjects = std::vector<std::string>;

// What must be stored under a key before the batch.
struct Precondition {
  std::string key;
  std::optional<std::string> value;  // nullopt: nothing is stored there.
};

class Batch {
 public:
  // nullopt: the key is deleted.
  using Writes = std::map<std::string, std::optional<std::string>>;

  // A later Put or Delete of a key takes the place of an earlier one. To delete what is not there is no error, and
  // counts as a change.
  void Put(std::string key, std::string value, Subjects subjects = {});
  void Delete(std::string key);
  // Once the batch is stored, nothing that was ever put about the subject can be read any more, in a store that seals.
  // A later Put about it takes that back.
  void Forget(std::string subject);

  // All of these must hold.
  void RequireValue(std::string key, std::string value) {
    preconditions_.push_back({std::move(key), std::move(value)});
  }
  void RequireAbsent(std::string key) { preconditions_.push_back({std::move(key), std::nullopt}); }
  // Nobody has committed anything since this revision.
  void RequireRevision(engine::Revision revision) { required_revision_ = revision; }

  // What is put is sealed already: each may be longer by kMaxSealBytes.
  void MarkSealed() { sealed_ = true; }
  // A store that stands before another puts a small record of its own beside the rest.
  void MakeRoomForOwnRecord() { ++own_records_; }

  const Writes& writes() const { return writes_; }
  const std::set<std::string>& forgotten() const { return forgotten_; }
  // Of a key that is put.
  const Subjects& subjects(const std::string& key) const;
  bool sealed() const { return sealed_; }
  std::size_t own_records() const { return own_records_; }
  const std::vector<Precondition>& preconditions() const { return preconditions_; }
  std::optional<engine::Revision> required_revision() const { return required_revision_; }

 private:
  Writes writes_;
  std::map<std::string, Subjects> subjects_;  // Of those that have any.
  std::set<std::string> forgotten_;
  bool sealed_ = false;
  std::size_t own_records_ = 0;
  std::vector<Precondition> preconditions_;
  std::optional<engine::Revision> required_revision_;
};

// INVALID_ARGUMENT when the batch writes nothing, has an empty key, or is over a limit above.
absl::Status CheckBatch(const Batch& batch);

}  // namespace klik::storage

#endif  // KLIK_STORAGE_BATCH_H_
