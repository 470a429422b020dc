#include "storage/batch.h"

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

absl::Status CheckBatch(const Batch& batch) {
  if (batch.writes().empty()) return absl::InvalidArgumentError("batch: writes nothing");
  if (batch.writes().size() > kMaxBatchKeys) {
    return absl::InvalidArgumentError(absl::StrCat("batch: ", batch.writes().size(), " keys, at most ", kMaxBatchKeys));
  }
  std::size_t bytes = 0;
  for (const auto& [key, value] : batch.writes()) {
    if (absl::Status checked = CheckKey(key); !checked.ok()) return checked;
    bytes += key.size();
    if (!value.has_value()) continue;
    if (value->size() > kMaxValueBytes) {
      return absl::InvalidArgumentError(
          absl::StrCat("batch: ", key, " has a value of ", value->size(), " bytes, at most ", kMaxValueBytes));
    }
    bytes += value->size();
  }
  if (bytes > kMaxBatchBytes) {
    return absl::InvalidArgumentError(absl::StrCat("batch: ", bytes, " bytes, at most ", kMaxBatchBytes));
  }
  for (const Precondition& precondition : batch.preconditions()) {
    if (absl::Status checked = CheckKey(precondition.key); !checked.ok()) return checked;
  }
  return absl::OkStatus();
}

}  // namespace klik::storage
