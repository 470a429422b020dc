// RULES.md section 2: the bars that hold however the two would meet.
#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>

#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "tests/testing/oracle_pair.h"

namespace klik::testing {
namespace {

using engine::Attitude;
using engine::Bar;
using engine::BarCode;
using engine::BarParams;
using engine::Intergenerational;
using engine::Match;
using engine::MatchState;
using engine::Side;

bool HasParty(const Match& match, const engine::EntityId& id) {
  return match.resident == id || match.other == id || (match.companion && *match.companion == id);
}

bool IsOpenNow(const Match& match, const engine::Moment& moment) {
  const bool waits = match.state == MatchState::kProposed || match.state == MatchState::kShown;
  return waits && (!match.expire_time || *match.expire_time > moment.now);
}

bool IsRunningNow(const Match& match) {
  return match.state == MatchState::kTrial || match.state == MatchState::kActive || match.state == MatchState::kPaused;
}

void ConsentBars(const Pair& pair, const Party& party, std::vector<Bar>& bars) {
  int withdrawn = 0;
  int all = 0;
  bool holds = false;
  const absl::CivilDay today = pair.question.moment.today;
  for (const engine::LegalBasis& basis : party.person->legal_bases) {
    if (basis.purpose != engine::Purpose::kMatching) continue;
    ++all;
    if (basis.withdrawn) {
      ++withdrawn;
    } else if ((!basis.since || *basis.since <= today) && (!basis.until || today <= *basis.until)) {
      holds = true;
    }
  }
  if (party.person->state == engine::ProfileState::kWithdrawn || (all > 0 && withdrawn == all)) {
    bars.push_back({BarCode::kConsentWithdrawn, party.side, {}});
  } else if (!holds) {
    bars.push_back({BarCode::kConsentMissing, party.side, {}});
  }
}

void StateBars(const Pair& pair, const Party& party, std::vector<Bar>& bars) {
  if (party.person->state == engine::ProfileState::kPaused) bars.push_back({BarCode::kPaused, party.side, {}});
  if (party.resident != nullptr && party.resident->need.type == engine::NeedType::kProfessionalFirst) {
    bars.push_back({BarCode::kPaused, party.side, {{"cause", "professional_first"}}});
  }
  if (party.resident != nullptr && pair.peers() && !party.resident->peer_links) {
    bars.push_back({BarCode::kRole, party.side, {}});
  }
  if (party.resident != nullptr && pair.OtherOf(party).volunteer != nullptr &&
      party.resident->role == engine::Role::kGive) {
    bars.push_back({BarCode::kRole, party.side, {}});
  }
  const bool supervised = pair.OtherOf(party).activity != nullptr && pair.OtherOf(party).activity->supervised;
  if (CountsAsMinor(*party.person, pair.question.moment) && !party.person->guardian_consent && !supervised) {
    bars.push_back({BarCode::kPendingGuardian, party.side, {}});
  }
}

void HistoryBars(const Pair& pair, std::vector<Bar>& bars) {
  bool live = false;
  for (const Match& match : pair.question.world.matches) {
    if (!HasParty(match, pair.subject.meta->id) || !HasParty(match, pair.candidate.meta->id)) continue;
    if (IsOpenNow(match, pair.question.moment) || IsRunningNow(match)) live = true;
  }
  if (live) bars.push_back({BarCode::kAlreadyMatched, Side::kPair, {}});
}

// Of everything that says that these two are to be kept apart. It is the same whichever of them comes first.
void ExclusionBars(const Pair& pair, std::vector<Bar>& bars) {
  using Category = engine::ExclusionCategory;
  const engine::EntityId& one = pair.subject.meta->id;
  const engine::EntityId& other = pair.candidate.meta->id;
  const auto is_kept_apart_as = [&](std::initializer_list<Category> categories) {
    return std::any_of(
        pair.question.world.exclusions.begin(), pair.question.world.exclusions.end(), [&](const engine::Exclusion& it) {
          const bool of_the_two = (it.first == one && it.second == other) || (it.first == other && it.second == one);
          const bool is_over = it.until && *it.until < pair.question.moment.today;
          return of_the_two && !is_over && std::count(categories.begin(), categories.end(), it.category) > 0;
        });
  };
  const bool ended_in_conflict =
      std::any_of(pair.question.world.matches.begin(), pair.question.world.matches.end(), [&](const Match& match) {
        return HasParty(match, one) && HasParty(match, other) && match.state == MatchState::kEnded &&
               match.end_reason == engine::EndReason::kConflict;
      });
  if (ended_in_conflict || is_kept_apart_as({Category::kConflict, Category::kSafety, Category::kOwnChoice})) {
    bars.push_back({BarCode::kExcludedPair, Side::kPair, {}});
  }
  const std::pair<Category, std::string> relations[] = {
      {Category::kFamily, "family"}, {Category::kColleague, "colleague"}, {Category::kCaseWorker, "case_worker"}};
  for (const auto& [category, relation] : relations) {
    if (!is_kept_apart_as({category})) continue;
    bars.push_back({BarCode::kOwnRelation, Side::kPair, {{"relation", relation}}});
    return;
  }
}

void CapacityBars(const Pair& pair, const Party& party, std::vector<Bar>& bars) {
  int running = 0;
  int open = 0;
  std::optional<absl::Time> first_lapse;
  for (const Match& match : pair.question.world.matches) {
    if (!HasParty(match, party.meta->id)) continue;
    if (IsRunningNow(match)) ++running;
    if (!IsOpenNow(match, pair.question.moment)) continue;
    ++open;
    if (match.expire_time && (!first_lapse || *match.expire_time < *first_lapse)) first_lapse = match.expire_time;
  }
  if (party.activity != nullptr) {
    const std::optional<int> capacity = party.activity->capacity;
    if (capacity && party.activity->enrolled + running + open >= *capacity && pair.resident() != nullptr) {
      bars.push_back({BarCode::kActivityFull, party.side, {{"capacity", std::to_string(*capacity)}}});
    }
    return;
  }
  const int max_matches = party.volunteer->max_matches.value_or(engine::kDefaultMaxMatches);
  const int max_open = party.volunteer->max_open_requests.value_or(engine::kDefaultMaxOpenRequests);
  BarParams params = {{"running", std::to_string(running)}, {"max", std::to_string(max_matches)}};
  if (running >= max_matches) {
    bars.push_back({BarCode::kCapacity, party.side, params});
  } else if (running + open >= max_matches || open >= max_open) {
    params["open"] = std::to_string(open);
    if (first_lapse) {
      params["until"] = absl::FormatCivilTime(absl::ToCivilDay(*first_lapse, pair.question.moment.zone));
    }
    bars.push_back({BarCode::kCapacityReserved, party.side, params});
  }
}

// Contact from person to person must last as long as the resident needs it.
void CommitmentBar(const Pair& pair, std::vector<Bar>& bars) {
  const engine::Policy& policy = pair.question.policy;
  int needed = policy.lasting_months;
  switch (pair.resident()->resident->need.type) {
    case engine::NeedType::kEmotional:
    case engine::NeedType::kBoth:
      needed = policy.steady_months;
      break;
    case engine::NeedType::kPractical:
      needed = 0;
      break;
    default:
      break;
  }
  const engine::Volunteer& volunteer = *pair.volunteer()->volunteer;
  const std::optional<absl::CivilDay>& until = volunteer.available_until;
  const int months = volunteer.commitment.months;
  BarParams params = {{"needed_months", std::to_string(needed)}};
  if (until && *until < MonthsAfter(pair.question.moment.today, needed)) {
    params["until"] = absl::FormatCivilTime(*until);
  } else if (months != 0 && months < needed) {
    params["months"] = std::to_string(months);
  } else {
    return;
  }
  bars.push_back({BarCode::kCommitment, pair.volunteer()->side, params});
}

// Whether the party speaks the language well enough to talk in it.
bool Speaks(const Party& party, const std::string& code) {
  const auto& languages = party.activity != nullptr ? party.activity->languages : party.person->languages;
  if (party.activity != nullptr && languages.empty()) return code == "nl";
  return std::any_of(languages.begin(), languages.end(), [&](const engine::LanguageSkill& skill) {
    return skill.code == code && skill.level >= engine::LanguageLevel::kConversational;
  });
}

void LanguageBar(const Pair& pair, std::vector<Bar>& bars) {
  const Party& speaker = pair.subject.person != nullptr ? pair.subject : pair.candidate;
  for (const engine::LanguageSkill& skill : speaker.person->languages) {
    if (Speaks(speaker, skill.code) && Speaks(pair.OtherOf(speaker), skill.code)) return;
  }
  bars.push_back({BarCode::kLanguage, Side::kPair, {}});
}

void HardWishBar(const Pair& pair, const Party& party, std::vector<Bar>& bars) {
  const Party& other = pair.OtherOf(party);
  bool age = false;
  bool gender = false;
  bool generation = false;
  const bool not_wanted = party.person->intergenerational == Intergenerational::kNotWanted;
  if (other.activity != nullptr) {
    generation = not_wanted && other.activity->intergenerational == Intergenerational::kWanted;
  } else {
    generation = not_wanted && HasAgeGap(pair);
    for (const engine::Wish& wish : party.person->wishes) {
      if (!wish.hard) continue;
      if (!AgeIsMet(wish, AgeToday(*other.person, pair.question.moment))) age = true;
      if (!GenderIsMet(wish, other.person->gender)) gender = true;
    }
  }
  std::vector<std::string> failed;
  if (age) failed.push_back("age");
  if (gender) failed.push_back("gender");
  if (generation) failed.push_back("intergenerational");
  if (!failed.empty()) bars.push_back({BarCode::kHardWish, party.side, {{"wish", absl::StrJoin(failed, ",")}}});
}

void TopicNeverBar(const Pair& pair, const Party& party, std::vector<Bar>& bars) {
  const engine::Taxonomy& taxonomy = pair.question.taxonomy;
  const Party& other = pair.OtherOf(party);
  std::vector<engine::TopicIndex> theirs;
  if (other.activity != nullptr) {
    theirs = other.activity->topics;
  } else {
    for (const engine::Interest& interest : other.person->interests) {
      const Attitude attitude = interest.attitude;
      if (attitude == Attitude::kLikes || attitude == Attitude::kUsedTo || attitude == Attitude::kCanTeach ||
          attitude == Attitude::kWantsToLearn) {
        theirs.push_back(interest.topic);
      }
    }
  }
  for (const engine::Interest& interest : party.person->interests) {
    if (interest.attitude != Attitude::kNever) continue;
    for (const engine::TopicIndex topic : theirs) {
      if (!taxonomy.IsWithin(topic, interest.topic)) continue;
      bars.push_back({BarCode::kTopicNever, party.side, {{"topic", taxonomy.topic(interest.topic).id}}});
      return;
    }
  }
}

// What only a resident at an activity is asked.
void AdmissionBars(const Pair& pair, std::vector<Bar>& bars) {
  const Party& party = *pair.resident();
  const engine::Resident& resident = *party.resident;
  const engine::Activity& activity = *pair.activity()->activity;
  const int age = AgeToday(resident, pair.question.moment);
  if (activity.min_age != 0 && age < activity.min_age) {
    bars.push_back(
        {BarCode::kAgeRule, party.side, {{"rule", "min_age"}, {"min_age", std::to_string(activity.min_age)}}});
  } else if (activity.max_age != 0 && age > activity.max_age) {
    bars.push_back(
        {BarCode::kAgeRule, party.side, {{"rule", "max_age"}, {"max_age", std::to_string(activity.max_age)}}});
  }
  const bool voucher = std::any_of(resident.vouchers.begin(), resident.vouchers.end(), [&](const std::string& code) {
    return std::count(activity.vouchers_accepted.begin(), activity.vouchers_accepted.end(), code) > 0;
  });
  if (resident.max_cost_cents && activity.cost_cents > *resident.max_cost_cents && !voucher) {
    bars.push_back({BarCode::kCost, party.side, {{"cost_cents", std::to_string(activity.cost_cents)}}});
  }
}

}  // namespace

int AgeToday(const engine::Person& person, const engine::Moment& moment) {
  return static_cast<int>(moment.today.year()) - person.birth_year;
}

// Only the year of birth is known: until the difference is 19 the person may still be 17.
bool CountsAsMinor(const engine::Person& person, const engine::Moment& moment) {
  return AgeToday(person, moment) <= 18;
}

bool HasAgeGap(const Pair& pair) {
  if (pair.activity() != nullptr) {
    return pair.activity()->activity->intergenerational == Intergenerational::kWanted;
  }
  const int difference = pair.subject.person->birth_year - pair.candidate.person->birth_year;
  return std::max(difference, -difference) >= pair.question.policy.intergenerational_gap_years;
}

bool AgeIsMet(const engine::Wish& wish, int age) {
  return (wish.min_age == 0 || age >= wish.min_age) && (wish.max_age == 0 || age <= wish.max_age);
}

bool GenderIsMet(const engine::Wish& wish, engine::Gender gender) {
  return wish.gender == engine::Gender::kUnspecified || gender == wish.gender;
}

int LiveMatches(const Question& question, const Party& party) {
  int live = 0;
  for (const Match& match : question.world.matches) {
    if (HasParty(match, party.meta->id) && (IsOpenNow(match, question.moment) || IsRunningNow(match))) ++live;
  }
  return live;
}

std::vector<Bar> LastingBars(const Pair& pair) {
  std::vector<Bar> bars;
  for (const Party* party : {&pair.subject, &pair.candidate}) {
    if (party->person != nullptr) {
      ConsentBars(pair, *party, bars);
      StateBars(pair, *party, bars);
      HardWishBar(pair, *party, bars);
      TopicNeverBar(pair, *party, bars);
    }
    if (party->resident == nullptr) CapacityBars(pair, *party, bars);
  }
  HistoryBars(pair, bars);
  ExclusionBars(pair, bars);
  LanguageBar(pair, bars);
  if (pair.resident() != nullptr && pair.activity() != nullptr) AdmissionBars(pair, bars);
  if (pair.resident() != nullptr && pair.volunteer() != nullptr) CommitmentBar(pair, bars);
  return bars;
}

}  // namespace klik::testing
