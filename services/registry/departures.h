// Who may know of a record no more: what a commit keeps of it, so that they, and only they, can be told.
//
// The change log has keys without values, so of a record that is gone, or that went over to another municipality,
// nothing else tells who had it. Also of the matches of somebody whose standing changed: they are told again, for what
// is shown of them hangs on it.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_REGISTRY_DEPARTURES_H_
#define KLIK_SERVICES_REGISTRY_DEPARTURES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "engine/index/snapshot.h"
#include "engine/index/snapshot_builder.h"
#include "services/registry/change_record.h"

namespace klik::services {

// What is stored under a key; nullopt: nothing.
using ReadRecord = absl::FunctionRef<absl::StatusOr<std::optional<std::string>>(const std::string& key)>;

// `view` is what there is before `changes`. A departure adds to what `read` has of earlier ones. Errors are `read`'s
// and storage::DecodeDeparture's.
absl::StatusOr<std::vector<RecordWrite>> DeparturesOf(const engine::Snapshot& view,
                                                      const std::vector<engine::Change>& changes, ReadRecord read);

}  // namespace klik::services

#endif  // KLIK_SERVICES_REGISTRY_DEPARTURES_H_
