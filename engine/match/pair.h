// What the engine knows of one pair: its bars or its score, and how the two would meet.
#ifndef KLIK_ENGINE_MATCH_PAIR_H_
#define KLIK_ENGINE_MATCH_PAIR_H_

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/model/availability.h"
#include "engine/model/entity.h"
#include "engine/model/enums.h"
#include "engine/rules/bar.h"
#include "engine/score/policy.h"

namespace klik::engine {

enum class Setting : std::uint8_t { kHome, kPublic, kRemote, kActivity };

// Who travels to the meeting and how long, one way. `mover` is kPair when nobody does.
struct TravelPlan {
  Side mover = Side::kPair;
  TravelMode mode = TravelMode::kUnspecified;
  int minutes = 0;
  int distance_metres = 0;  // In a straight line.

  friend bool operator==(const TravelPlan&, const TravelPlan&) = default;
};

// Values of a side by Term, 0 to kTermScale each.
using TermValues = std::array<std::int16_t, kTermCount>;

struct PairScore {
  TermValues subject{};
  TermValues candidate{};
  std::int32_t subject_total = 0;    // 0 to kTermScale * kWeightScale
  std::int32_t candidate_total = 0;  // idem
  std::int64_t score = 0;            // 0 to kScoreScale

  friend bool operator==(const PairScore&, const PairScore&) = default;
};

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
