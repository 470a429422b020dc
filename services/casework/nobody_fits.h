// Who waits, and whom nobody fits: found by searching for each of those who wait longest.
//
// Pure; any thread.
#ifndef KLIK_SERVICES_CASEWORK_NOBODY_FITS_H_
#define KLIK_SERVICES_CASEWORK_NOBODY_FITS_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "engine/match/matching_day.h"
#include "services/casework/work_item.h"

namespace klik::services {

// Among how many of those who wait longest somebody is sought for whom there is no candidate.
inline constexpr int kMostWaiting = 500;
inline constexpr int kMostObstacles = 3;

// Who could be matched today and has neither a contact nor a proposal, the longest first, at most kMostWaiting. Who
// needs professional help first is not waiting for anybody.
std::vector<const engine::Resident*> LongestWaiting(const WorkView& view,
                                                    absl::FunctionRef<bool(const engine::EntityId&)> reaches);

// Those of them whom nobody of the municipality fits, and nothing there is to do; in the same order, without obstacles.
// `municipality`: GM code; empty: anywhere.
std::vector<WorkItem> WhomNobodyFits(const WorkView& view, const engine::MatchingDay& day,
                                     const std::string& municipality,
                                     const std::vector<const engine::Resident*>& waiting);

// What stands in the way of those who come nearest to fitting, the commonest first, then in order of code: what has to
// change, or where nothing helps all that bars. Costs far more than finding out that nobody fits.
std::vector<Obstacle> ObstaclesOf(const WorkView& view, const engine::MatchingDay& day, const std::string& municipality,
                                  const engine::EntityId& resident);

}  // namespace klik::services

#endif  // KLIK_SERVICES_CASEWORK_NOBODY_FITS_H_
