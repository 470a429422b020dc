// RULES.md sections 1 and 4: who is looked at, the order of the answer, nearest changes and warnings.
#include "tests/testing/oracle.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "tests/testing/oracle_pair.h"

namespace klik::testing {
namespace {

using engine::Attitude;
using engine::EntityId;
using engine::Kind;
using engine::Setting;
using engine::Side;
using engine::WarningCode;

// A pair with the meeting that was chosen for it.
struct Judged {
  Party candidate;
  engine::PairResult result;
  std::vector<WarningCode> warnings;
  std::vector<engine::Window> windows;
  std::optional<Change> change;
};

std::vector<Party> PartiesOf(const World& world, Kind kind, Side side) {
  std::vector<Party> parties;
  if (kind == Kind::kResident) {
    for (const auto& it : world.residents) parties.push_back({side, &it.meta, &it.place, &it, &it, nullptr, nullptr});
  } else if (kind == Kind::kVolunteer) {
    for (const auto& it : world.volunteers) parties.push_back({side, &it.meta, &it.place, &it, nullptr, &it, nullptr});
  } else if (kind == Kind::kActivity) {
    for (const auto& it : world.activities) {
      parties.push_back({side, &it.meta, &it.place, nullptr, nullptr, nullptr, &it});
    }
  }
  return parties;
}

Party PartyOf(const World& world, const EntityId& id, Side side) {
  for (const Party& party : PartiesOf(world, id.kind, side)) {
    if (party.meta->id == id) return party;
  }
  std::abort();
}

std::vector<Kind> KindsToLookAt(const Party& subject, const engine::SearchQuery& query) {
  std::vector<Kind> linkable;
  if (subject.resident != nullptr) {
    linkable = {Kind::kVolunteer, Kind::kActivity, Kind::kResident};
  } else if (subject.volunteer != nullptr) {
    linkable = {Kind::kResident, Kind::kActivity};
  } else {
    linkable = {Kind::kResident, Kind::kVolunteer};
  }
  if (query.kinds.empty()) return linkable;
  std::vector<Kind> kinds;
  for (const Kind kind : linkable) {
    if (std::count(query.kinds.begin(), query.kinds.end(), kind) > 0) kinds.push_back(kind);
  }
  return kinds;
}

// Residents who were not asked for come up as neighbours only where both sides want that.
bool IsLookedAt(const Party& subject, const Party& party, const engine::SearchQuery& query) {
  if (party.meta->id == query.subject) return false;
  if (party.person != nullptr && party.person->state == engine::ProfileState::kWithdrawn) return false;
  if (!query.kinds.empty() || subject.resident == nullptr || party.resident == nullptr) return true;
  return subject.resident->peer_links && party.resident->peer_links;
}

bool PassesFilter(const Question& question, const engine::Filter& filter, const Party& subject, const Party& party) {
  if (filter.max_distance_metres > 0 &&
      StraightLineCm(*subject.place, *party.place) > std::int64_t{100} * filter.max_distance_metres) {
    return false;
  }
  if (filter.topics.empty()) return true;
  std::vector<engine::TopicIndex> topics;
  if (party.activity != nullptr) {
    topics = party.activity->topics;
  } else {
    for (const engine::Interest& interest : party.person->interests) {
      if (interest.attitude == Attitude::kDislikes || interest.attitude == Attitude::kNever) continue;
      topics.push_back(interest.topic);
    }
  }
  for (const engine::TopicIndex wanted : filter.topics) {
    for (const engine::TopicIndex topic : topics) {
      if (question.taxonomy.IsWithin(topic, wanted)) return true;
    }
  }
  return false;
}

// The cheapest to make possible, then the fewest bars, then nothing to be asked first, then the best score; the first
// of equals.
const Meeting& Choose(const std::vector<Meeting>& meetings) {
  const Meeting* best = &meetings.front();
  for (const Meeting& meeting : meetings) {
    const auto worse = [](const Meeting& it) {
      return std::tuple(!it.change.has_value(), it.change ? it.change->cost : 0, it.bars.size(), it.ask_first,
                        -it.score.score);
    };
    if (worse(meeting) < worse(*best)) best = &meeting;
  }
  return *best;
}

bool MoreDaysThan(const engine::Moment& moment, const std::optional<absl::Time>& time, int days) {
  return time && (moment.now - *time) / absl::Hours(24) > days;
}

std::vector<WarningCode> WarningsOf(const Pair& pair, const Meeting& meeting) {
  const engine::Policy& policy = pair.question.policy;
  const engine::Moment& moment = pair.question.moment;
  std::vector<WarningCode> warnings;
  if (meeting.needs_vog && pair.volunteer()->volunteer->vog.state == engine::VogState::kValid) {
    const int months = pair.resident()->person->commitment.months;
    const absl::CivilDay end = MonthsAfter(moment.today, months == 0 ? policy.default_commitment_months : months);
    if (LastDayOf(pair.volunteer()->volunteer->vog, policy) < end) warnings.push_back(WarningCode::kVogExpiresDuring);
  }
  if (meeting.ask_first) warnings.push_back(WarningCode::kAccessibilityUnknown);
  const engine::Person* person = pair.candidate.person;
  if (person != nullptr && MoreDaysThan(moment, person->confirm_time, policy.stale_profile_days)) {
    warnings.push_back(WarningCode::kStaleProfile);
  }
  if (pair.candidate.volunteer != nullptr &&
      pair.candidate.volunteer->unanswered_requests >= policy.confirm_first_requests) {
    warnings.push_back(WarningCode::kConfirmFirst);
  }
  for (const Party* party : {&pair.subject, &pair.candidate}) {
    if (party->resident != nullptr && party->resident->need.type == engine::NeedType::kUnknown) {
      warnings.push_back(WarningCode::kNeedUnknown);
      break;
    }
  }
  return warnings;
}

Judged JudgePair(const Question& question, const Party& subject, const Party& candidate) {
  const Pair pair{question, subject, candidate};
  const std::vector<Meeting> meetings = WaysToMeet(pair);
  const Meeting& chosen = Choose(meetings);
  Judged judged;
  judged.candidate = candidate;
  judged.result.bars = chosen.bars;
  judged.result.ask_first = chosen.ask_first;
  judged.result.score = chosen.score;
  judged.result.setting = chosen.setting;
  judged.result.contact_form = chosen.form;
  judged.result.longest_block_minutes = LongestOf(chosen.blocks);
  engine::TravelPlan& travel = judged.result.travel;
  travel.mover = chosen.journey.mover == nullptr ? Side::kPair : chosen.journey.mover->side;
  travel.mode = chosen.journey.mode;
  travel.minutes = chosen.journey.minutes;
  travel.distance_metres = static_cast<int>(StraightLineCm(*subject.place, *candidate.place) / 100);
  if (chosen.bars.empty()) {
    judged.warnings = WarningsOf(pair, chosen);
    for (const engine::Window& block : chosen.blocks) {
      const bool long_enough = block.end_minute - block.start_minute >= question.policy.min_block_minutes;
      if (long_enough && judged.windows.size() < 10) judged.windows.push_back(block);
    }
  }
  judged.change = chosen.change;
  return judged;
}

int KindRank(const Party& party) {
  if (party.volunteer != nullptr) return 0;
  return party.activity != nullptr ? 1 : 2;
}

// Asked longest ago, or waiting longest, is first.
absl::Time Fairness(const Party& party) {
  if (party.volunteer != nullptr) return party.volunteer->last_asked_time.value_or(absl::InfinitePast());
  if (party.resident != nullptr) return absl::FromCivil(party.resident->waiting_since, absl::UTCTimeZone());
  return absl::InfinitePast();
}

auto OrderKey(const Judged& judged, bool ask_first, std::int64_t score) {
  const engine::Metadata& meta = *judged.candidate.meta;
  return std::tuple(ask_first, -score, KindRank(judged.candidate), Fairness(judged.candidate), meta.external_id.id,
                    meta.external_id.system, meta.id.id);
}

auto OrderKey(const Judged& judged) { return OrderKey(judged, judged.result.ask_first, judged.result.score.score); }

// Where the pair would stand among the eligible.
std::optional<engine::NearestChange> NearestChangeOf(const Judged& judged, const std::vector<Judged>& eligible) {
  if (!judged.change) return std::nullopt;
  engine::NearestChange nearest{judged.change->lifted, judged.change->cost, 1};
  const auto key = OrderKey(judged, judged.result.ask_first, judged.change->score.score);
  for (const Judged& other : eligible) {
    if (OrderKey(other) < key) ++nearest.rank;
  }
  return nearest;
}

}  // namespace

engine::SearchResult OracleSearch(const World& world, const engine::Taxonomy& taxonomy, const engine::Policy& policy,
                                  const engine::SearchQuery& query) {
  Calendar calendar(policy, query.moment);
  const Question question{world, taxonomy, policy, query.moment, calendar};
  const Party subject = PartyOf(world, query.subject, Side::kSubject);
  std::vector<Judged> eligible;
  std::vector<Judged> barred;
  for (const Kind kind : KindsToLookAt(subject, query)) {
    for (const Party& candidate : PartiesOf(world, kind, Side::kCandidate)) {
      if (!IsLookedAt(subject, candidate, query) || !PassesFilter(question, query.filter, subject, candidate)) continue;
      Judged judged = JudgePair(question, subject, candidate);
      (judged.result.bars.empty() ? eligible : barred).push_back(std::move(judged));
    }
  }
  std::sort(eligible.begin(), eligible.end(),
            [](const Judged& a, const Judged& b) { return OrderKey(a) < OrderKey(b); });
  engine::SearchResult result;
  for (const Judged& judged : eligible) {
    const int rank = static_cast<int>(result.candidates.size()) + 1;
    if (rank > query.limit) break;
    result.candidates.push_back({judged.candidate.meta->id, rank, judged.result, judged.warnings, judged.windows});
  }
  if (!query.include_excluded) return result;
  result.excluded_total = static_cast<int>(barred.size());
  std::vector<std::pair<Judged, std::optional<engine::NearestChange>>> excluded;
  for (const Judged& judged : barred) excluded.emplace_back(judged, NearestChangeOf(judged, eligible));
  const auto excluded_key = [](const auto& entry) {
    const auto& [judged, change] = entry;
    return std::tuple(!change.has_value(), judged.result.bars.size(), -judged.result.score.score,
                      OrderKey(judged, false, 0));
  };
  std::sort(excluded.begin(), excluded.end(),
            [&](const auto& a, const auto& b) { return excluded_key(a) < excluded_key(b); });
  for (const auto& [judged, change] : excluded) {
    if (static_cast<int>(result.excluded.size()) == query.excluded_limit) break;
    result.excluded.push_back({judged.candidate.meta->id, judged.result, change});
  }
  return result;
}

}  // namespace klik::testing
