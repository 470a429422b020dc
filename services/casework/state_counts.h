// How many there are of everything, by state: counts that tell of nobody.
//
// Pure; any thread.
#ifndef KLIK_SERVICES_CASEWORK_STATE_COUNTS_H_
#define KLIK_SERVICES_CASEWORK_STATE_COUNTS_H_

#include <map>
#include <string>

#include "engine/index/snapshot.h"
#include "engine/model/enums.h"

namespace klik::services {

// Each state of which there are any.
struct StateCounts {
  std::map<engine::ProfileState, int> residents;
  std::map<engine::ProfileState, int> volunteers;
  std::map<engine::ReferralState, int> referrals;  // Without drafts, which nobody but the team sees.
  std::map<engine::MatchState, int> matches;
};

// Of one municipality, its GM code, or of all when it is empty. Who withdrew counts on. A match belongs to the
// municipalities of its people.
StateCounts CountStates(const engine::Snapshot& snapshot, const std::string& municipality);

}  // namespace klik::services

#endif  // KLIK_SERVICES_CASEWORK_STATE_COUNTS_H_
