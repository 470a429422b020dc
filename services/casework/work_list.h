// The work list: what a coordinator should do today, and why, the most pressing first.
//
// The order: by the day that something is due, where all that is a week late or more is equally late; at the same day
// by kind, as WorkKind has them; then what was due first; then by the number of the week and by name. Whom nobody fits
// comes last, for it is of no day: who waits longest first.
//
// Pure; any thread. It looks at every record, and searches for those who wait longest: some tenth of a second in
// a municipality.
#ifndef KLIK_SERVICES_CASEWORK_WORK_LIST_H_
#define KLIK_SERVICES_CASEWORK_WORK_LIST_H_

#include <array>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "engine/index/snapshot.h"
#include "engine/match/matching_day.h"
#include "services/casework/work_item.h"

namespace klik::services {

inline constexpr int kEquallyLateDays = 7;

struct WorkQuery {
  engine::Moment moment;
  std::vector<WorkKind> kinds;  // Empty: all.
  std::string municipality;     // GM code: where candidates are sought; empty: anywhere.
  int limit = 0;
};

struct WorkList {
  std::vector<WorkItem> items;               // At most as many as asked for.
  std::array<int, kWorkKindCount> counts{};  // By WorkKind, also of what is not listed; 0 of what was not asked for.
};

// `day` is that of the moment; `reaches` says whether a record exists for who asks.
WorkList FindWork(const engine::Snapshot& snapshot, const engine::MatchingDay& day, const WorkQuery& query,
                  absl::FunctionRef<bool(const engine::EntityId&)> reaches);

}  // namespace klik::services

#endif  // KLIK_SERVICES_CASEWORK_WORK_LIST_H_
