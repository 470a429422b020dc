// Triads: a resident, an activity, and a volunteer who goes along the first times, judged as one unit.
//
// Pure functions over an immutable snapshot: any number of threads may call them at once. Same input, same answer, bit
// for bit. RULES.md section 6 is the definition.
#ifndef KLIK_ENGINE_MATCH_TRIADS_H_
#define KLIK_ENGINE_MATCH_TRIADS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "engine/index/snapshot.h"
#include "engine/match/pair.h"
#include "engine/model/entity.h"
#include "engine/model/policy.h"
#include "engine/rules/pair_context.h"

namespace klik::engine {

struct TriadQuery {
  EntityId resident;
  std::optional<EntityId> activity;  // nullopt: those that suit the resident best.
  int limit = 20;
  bool include_excluded = false;
  int excluded_limit = 200;
  // GM code: volunteers of no other municipality. Empty: any.
  std::string municipality;
  Moment moment;
};

// Which of the three a bar is about. Numbers are append only and the same as in the API.
enum class TriadPair : std::uint8_t {
  kUnspecified,
  kResidentActivity,
  kResidentVolunteer,
  kVolunteerActivity,
  kAllThree,
};

// The subject of its side is the one of the pair that is named first; of kAllThree the resident.
struct TriadBar {
  TriadPair pair = TriadPair::kAllThree;
  Bar bar;

  friend bool operator==(const TriadBar&, const TriadBar&) = default;
};

// Numbers are append only and the same as in the API.
enum class TriadWay : std::uint8_t { kNone, kTogether, kSeparately };

struct Visit {
  absl::CivilDay day;
  int start_minute = 0;
  int end_minute = 0;

  friend bool operator==(const Visit&, const Visit&) = default;
};

struct Triad {
  EntityId activity;
  EntityId volunteer;
  int rank = 0;                // From 1; 0 of an excluded one.
  std::vector<TriadBar> bars;  // In order of pair, code and side. Empty: eligible.
  bool ask_first = false;
  TriadWay way = TriadWay::kNone;
  // One way each. TOGETHER: the volunteer's is the leg to the resident, the resident's the one they drive together.
  TravelPlan volunteer_travel;
  TravelPlan resident_travel;
  std::vector<Visit> visits;  // The first ones, in order.
  // The scores the totals come from: the subject is the resident.
  PairResult with_activity;
  PairResult with_volunteer;
  std::int32_t resident_total = 0;
  std::int32_t volunteer_total = 0;
  std::int32_t activity_total = 0;
  std::int64_t score = 0;             // 0 to kTriadScoreScale
  std::vector<WarningCode> warnings;  // In order of code.
};

struct TriadResult {
  std::vector<Triad> triads;
  std::vector<Triad> excluded;
  int excluded_total = 0;
};

// The resident and, if there is one, the activity must be in the snapshot.
TriadResult SearchTriads(const Snapshot& snapshot, const Policy& policy, const TriadQuery& query);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MATCH_TRIADS_H_
