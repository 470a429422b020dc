// What goes with a resident who no longer takes part in evaluation: their outcomes, in the commit that says so, and the
// key that seals them.
//
// The sequencer's thread only.
#ifndef KLIK_SERVICES_REGISTRY_ENDED_EVALUATIONS_H_
#define KLIK_SERVICES_REGISTRY_ENDED_EVALUATIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/index/snapshot.h"
#include "engine/index/snapshot_builder.h"
#include "services/registry/change_record.h"
#include "storage/batch.h"
#include "storage/store.h"

namespace klik::services {

struct EndedEvaluations {
  std::vector<RecordWrite> deletions;
  storage::Subjects subjects;  // To be forgotten.
};

// Of those who took part `before` the changes and do not after. Looks for their outcomes in the store, and in what is
// yet to be stored with `pending`. An error of the store's: it cannot be read.
absl::Status FindEndedEvaluations(const engine::Snapshot& before, const std::vector<engine::Change>& changes,
                                  const storage::Store& store, const storage::Batch& pending, EndedEvaluations& ended);

}  // namespace klik::services

#endif  // KLIK_SERVICES_REGISTRY_ENDED_EVALUATIONS_H_
