// How two stand to each other now: what stands in the way, or the proposal it makes.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_CASEWORK_JUDGE_H_
#define KLIK_SERVICES_CASEWORK_JUDGE_H_

#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "engine/index/snapshot.h"
#include "engine/match/matching_day.h"
#include "engine/match/pair.h"
#include "engine/model/match.h"
#include "engine/rules/bar.h"

namespace klik::services {

struct Judgement {
  std::vector<engine::BarCode> bars;  // In order, each once; empty: they can be matched.
  engine::Proposal proposal;          // Without time and account.
};

// Of resident and other, both in `view` and of kinds that can be linked, and of the companion with each of them; the
// companion goes along to an activity. `day` is that of `now`.
Judgement Judge(const engine::Snapshot& view, const engine::MatchingDay& day, absl::Time now,
                const engine::Match& match);

}  // namespace klik::services

#endif  // KLIK_SERVICES_CASEWORK_JUDGE_H_
