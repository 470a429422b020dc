#include "storage/batch.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace klik::storage {
namespace {

absl::Status CheckKey(const std::string& key) {
  if (key.empty()) return absl::InvalidArgumentError("batch: empty key");
  if (key.size() > kMaxKeyBytes) {
    return absl::InvalidArgumentError(absl::StrCat("batch: a key of ", key.size(), " bytes, at most ", kMaxKeyBytes));
  }
  return absl::OkStatus();
}

}  // namespace

void Batch::Put(std::string key, std::string value, Subjects subjects) {
  std::sort(subjects.begin(), subjects.end());
  subjects.erase(std::unique(subjects.begin(), subjects.end()), subjects.end());
  for (const std::string& subject : subjects) forgotten_.erase(subject);
  subjects_.erase(key);
  if (!subjects.empty()) subjects_.emplace(key, std::move(subjects));
  writes_.insert_or_assign(std::move(key), std::move(value));
}

void Batch::Delete(std::string key) {
  subjects_.erase(key);
  writes_.insert_or_assign(std::move(key), std::nullopt);
}

void Batch::Forget(std::string subject) { forgotten_.insert(std::move(subject)); }

const Subjects& Batch::subjects(const std::string& key) const {
  static const auto& nobody = *new Subjects();
  const auto found = subjects_.find(key);
  return found == subjects_.end() ? nobody : found->second;
}

absl::Status CheckBatch(const Batch& batch) {
  if (batch.writes().empty()) return absl::InvalidArgumentError("batch: writes nothing");
  if (batch.writes().size() > kMaxBatchKeys + batch.own_records()) {
    return absl::InvalidArgumentError(absl::StrCat("batch: ", batch.writes().size(), " keys, at most ", kMaxBatchKeys));
  }
  const std::size_t seal = batch.sealed() ? kMaxSealBytes : 0;
  std::size_t bytes = 0;
  for (const auto& [key, value] : batch.writes()) {
    if (absl::Status checked = CheckKey(key); !checked.ok()) return checked;
    bytes += key.size();
    if (!value.has_value()) continue;
    if (batch.subjects(key).size() > kMaxSubjects) {
      return absl::InvalidArgumentError(absl::StrCat("batch: ", key, " is about more than ", kMaxSubjects, " people"));
    }
    if (value->size() > kMaxValueBytes + seal) {
      return absl::InvalidArgumentError(
          absl::StrCat("batch: ", key, " has a value of ", value->size(), " bytes, at most ", kMaxValueBytes));
    }
    bytes += value->size();
  }
  if (bytes > kMaxBatchBytes + seal * batch.writes().size() + kMaxOwnRecordBytes * batch.own_records()) {
    return absl::InvalidArgumentError(absl::StrCat("batch: ", bytes, " bytes, at most ", kMaxBatchBytes));
  }
  for (const Precondition& precondition : batch.preconditions()) {
    if (absl::Status checked = CheckKey(precondition.key); !checked.ok()) return checked;
  }
  return absl::OkStatus();
}

}  // namespace klik::storage
