// The outcomes in the store, read. There is no copy of them in memory: they are asked for seldom, and what matching can
// reach must not hold them.
//
// Any thread. Every call reads a snapshot of its own. Those of somebody who is erased, or whose key to them is gone,
// are as if they had been deleted. Errors are the store's.
#ifndef KLIK_STORAGE_OUTCOMES_OUTCOME_LOG_H_
#define KLIK_STORAGE_OUTCOMES_OUTCOME_LOG_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/record/keys.h"
#include "storage/record/outcome_record.h"
#include "storage/store.h"

namespace klik::storage {

class OutcomeLog {
 public:
  // `store` must outlive it.
  explicit OutcomeLog(const Store& store) : store_(store) {}

  absl::StatusOr<bool> Has(const OutcomeIds& ids) const;

  // In order of day, those of one day in the order of recording.
  absl::StatusOr<std::vector<OutcomeRecord>> Of(const std::string& resident) const;

  // Each resident who has any, once, with what Of() gives.
  using Visitor = absl::FunctionRef<void(const std::string& resident, const std::vector<OutcomeRecord>& outcomes)>;
  absl::Status ForEachResident(Visitor visit) const;

 private:
  const Store& store_;
};

}  // namespace klik::storage

#endif  // KLIK_STORAGE_OUTCOMES_OUTCOME_LOG_H_
