// What the engine knows of one pair: its bars or its score, and how the two would meet.
#ifndef KLIK_ENGINE_MATCH_PAIR_H_
#define KLIK_ENGINE_MATCH_PAIR_H_

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/model/enums.h"
#include "engine/rules/bar.h"
#include "engine/rules/pair_context.h"
#include "engine/score/terms.h"

namespace klik::engine {

// Who travels to the meeting and how long, one way. `mover` is kPair when nobody does.
struct TravelPlan {
  Side mover = Side::kPair;
  TravelMode mode = TravelMode::kUnspecified;
  int minutes = 0;
  int distance_metres = 0;  // In a straight line.

  friend bool operator==(const TravelPlan&, const TravelPlan&) = default;
};

// By code and side, as answers list them.
inline void PutInOrder(std::vector<Bar>& bars) {
  std::stable_sort(bars.begin(), bars.end(),
                   [](const Bar& a, const Bar& b) { return std::pair(a.code, a.side) < std::pair(b.code, b.side); });
}

struct PairResult {
  std::vector<Bar> bars;  // Empty: eligible.
  bool ask_first = false;
  PairScore score;  // Also of an excluded pair: what the chosen setting would give.
  Setting setting = Setting::kHome;
  ContactForm contact_form = ContactForm::kUnspecified;
  TravelPlan travel;
  int longest_block_minutes = 0;

  friend bool operator==(const PairResult&, const PairResult&) = default;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MATCH_PAIR_H_
