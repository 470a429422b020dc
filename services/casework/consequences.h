// What follows from a change, whoever made it and however it came in: part of the same commit, so that it can be
// neither forgotten nor seen half.
//
//   somebody withdraws, or the ground for matching them is withdrawn
//                           -> what is open or going on with them is over, their referrals are cancelled; who only went
//                              along is missed, and the others go on
//   a proposal is made      -> the volunteers in it were asked last now; the resident's referral is in progress
//   a volunteer answers     -> they have no unanswered requests any more
//   a proposal expires      -> one more for each volunteer who did not answer
//   a place comes free, or somebody who waits can come again
//                           -> it is offered to whoever has waited longest on the activity's list and can come
//
// Pure but for the day it keeps; the registry's thread.
#ifndef KLIK_SERVICES_CASEWORK_CONSEQUENCES_H_
#define KLIK_SERVICES_CASEWORK_CONSEQUENCES_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "absl/time/time.h"
#include "engine/index/snapshot.h"
#include "engine/index/snapshot_builder.h"
#include "engine/match/matching_day.h"
#include "engine/model/policy.h"

namespace klik::services {

class CaseConsequences {
 public:
  // `policy` must outlive it.
  explicit CaseConsequences(const engine::Policy& policy) : policy_(policy) {}

  // `before` is the view without `changes`, `after` the one with them. None of what follows from it has consequences of
  // its own but the next call's.
  std::vector<engine::Change> operator()(const engine::Snapshot& before, const engine::Snapshot& after,
                                         const std::vector<engine::Change>& changes, absl::Time now);

 private:
  const engine::MatchingDay& DayOf(absl::Time now);

  const engine::Policy& policy_;
  // Shared by copies, which are of the same policy.
  std::shared_ptr<const engine::MatchingDay> day_;
};

// What the clock alone brings: proposals whose time is over, and people whose ground for matching has lapsed while
// something is open or going on. Of a snapshot; at most `most`.
std::vector<engine::Change> LapsedAt(const engine::Snapshot& view, absl::Time now, std::size_t most);

}  // namespace klik::services

#endif  // KLIK_SERVICES_CASEWORK_CONSEQUENCES_H_
