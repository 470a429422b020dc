// RULES.md section 3 and the first half of section 4: the terms and the score.
#include <algorithm>
#include <string>
#include <utility>

#include "tests/testing/oracle_pair.h"

namespace klik::testing {
namespace {

using engine::Attitude;
using engine::Intergenerational;
using engine::NeedType;
using engine::Setting;
using engine::Taxonomy;
using engine::Term;
using engine::TopicIndex;

struct Liking {
  TopicIndex topic;
  std::int64_t strength = 0;
};

// What the party would do, teach or learn, and how much.
std::vector<Liking> LikingsOf(const Party& party) {
  std::vector<Liking> likings;
  if (party.activity != nullptr) {
    for (const TopicIndex topic : party.activity->topics) likings.push_back({topic, 1000});
    return likings;
  }
  for (const engine::Interest& interest : party.person->interests) {
    if (interest.attitude == Attitude::kLikes) likings.push_back({interest.topic, 1000});
    if (interest.attitude == Attitude::kUsedTo) likings.push_back({interest.topic, 600});
    if (interest.attitude == Attitude::kWantsToLearn) likings.push_back({interest.topic, 800});
    if (interest.attitude == Attitude::kCanTeach) likings.push_back({interest.topic, 800});
  }
  return likings;
}

std::vector<TopicIndex> TopicsWith(const Party& party, std::vector<Attitude> attitudes) {
  std::vector<TopicIndex> topics;
  if (party.person == nullptr) return topics;
  for (const engine::Interest& interest : party.person->interests) {
    if (std::count(attitudes.begin(), attitudes.end(), interest.attitude) > 0) topics.push_back(interest.topic);
  }
  return topics;
}

std::vector<TopicIndex> TaughtBy(const Party& party) {
  if (party.activity == nullptr) return TopicsWith(party, {Attitude::kCanTeach});
  const bool teaches = party.activity->format == engine::ActivityFormat::kCourse ||
                       party.activity->format == engine::ActivityFormat::kWorkshop;
  return teaches ? party.activity->topics : std::vector<TopicIndex>{};
}

// Each of the one's topics counts by the nearest of the other's.
std::int64_t NearestSum(const Taxonomy& taxonomy, const std::vector<TopicIndex>& ones,
                        const std::vector<TopicIndex>& others) {
  std::int64_t sum = 0;
  for (const TopicIndex t : ones) {
    std::int64_t nearest = 0;
    for (const TopicIndex u : others) nearest = std::max<std::int64_t>(nearest, taxonomy.Similarity(t, u));
    sum += taxonomy.Weight(t) * nearest / 1000;
  }
  return sum;
}

// What `dislikes` takes off because of what the other would like to do.
std::int64_t DislikeCost(const Taxonomy& taxonomy, const Party& hater, const Party& other) {
  const std::vector<Liking> own = LikingsOf(hater);
  std::int64_t cost = 0;
  for (const TopicIndex disliked : TopicsWith(hater, {Attitude::kDislikes})) {
    for (const Liking& liking : LikingsOf(other)) {
      const bool also_own =
          std::any_of(own.begin(), own.end(), [&](const Liking& mine) { return mine.topic == liking.topic; });
      if (taxonomy.IsWithin(liking.topic, disliked) && !also_own) {
        cost += taxonomy.Weight(disliked) / 2;
        break;
      }
    }
  }
  return cost;
}

int Interests(const Pair& pair, const Party& x) {
  const Taxonomy& taxonomy = pair.question.taxonomy;
  const Party& y = pair.OtherOf(x);
  const std::vector<Liking> theirs = LikingsOf(y);
  std::int64_t sum = 0;
  for (const Liking& mine : LikingsOf(x)) {
    std::int64_t best = 0;
    for (const Liking& their : theirs) {
      best = std::max(best, their.strength * taxonomy.Similarity(mine.topic, their.topic));
    }
    sum += taxonomy.Weight(mine.topic) * mine.strength * best / 1'000'000'000;
  }
  const std::vector<Attitude> learns = {Attitude::kWantsToLearn};
  sum += NearestSum(taxonomy, TopicsWith(x, learns), TaughtBy(y));
  sum += NearestSum(taxonomy, TaughtBy(x), TopicsWith(y, learns));
  const std::vector<TopicIndex> their_dislikes = TopicsWith(y, {Attitude::kDislikes, Attitude::kNever});
  for (const TopicIndex topic : TopicsWith(x, {Attitude::kDislikes, Attitude::kNever})) {
    if (std::count(their_dislikes.begin(), their_dislikes.end(), topic) > 0) sum += taxonomy.Weight(topic) / 5;
  }
  sum -= DislikeCost(taxonomy, x, y) + DislikeCost(taxonomy, y, x);
  const std::int64_t s = std::max<std::int64_t>(0, sum);
  return static_cast<int>(1000 * s / (s + 1000));
}

int Travel(const Pair& pair, const Party& x, const Meeting& meeting) {
  if (meeting.setting == Setting::kRemote) return 700;
  const Journey& journey = meeting.journey;
  if (!journey.possible) return 0;
  const bool on_the_way = journey.fetched ? x.person != nullptr : journey.mover == &x;
  if (!on_the_way) return 1000;
  const engine::Policy& policy = pair.question.policy;
  const int beyond = std::max(0, journey.minutes - policy.near_minutes);
  return std::max(0, 1000 - beyond * 1000 / policy.far_minutes);
}

int Commitment(const Pair& pair, const Party& x) {
  if (pair.activity() != nullptr) return 700;
  const auto share = [](int mine, int theirs) {
    if (mine == 0) return 700;
    return theirs == 0 ? 500 : std::min(mine, theirs) * 1000 / mine;
  };
  const engine::Commitment& mine = x.person->commitment;
  const engine::Commitment& theirs = pair.OtherOf(x).person->commitment;
  return (share(mine.months, theirs.months) + share(mine.times_per_month, theirs.times_per_month)) / 2;
}

int Experience(const Pair& pair) {
  if (pair.activity() != nullptr) return 0;
  int shared = 0;
  const auto& theirs = pair.candidate.person->experiences;
  for (const engine::Experience experience : pair.subject.person->experiences) {
    if (std::count(theirs.begin(), theirs.end(), experience) > 0) ++shared;
  }
  return std::min(1000, 500 * shared);
}

int Wishes(const Pair& pair, const Party& x) {
  const Party& y = pair.OtherOf(x);
  if (x.person == nullptr || y.person == nullptr) return 1000;
  int all = 0;
  int met = 0;
  for (const engine::Wish& wish : x.person->wishes) {
    if (wish.hard) continue;
    ++all;
    if (AgeIsMet(wish, AgeToday(*y.person, pair.question.moment)) && GenderIsMet(wish, y.person->gender)) ++met;
  }
  return all == 0 ? 1000 : met * 1000 / all;
}

struct NeedRow {
  int one_to_one, remote, small_group, group, neighbour;
};

NeedRow NeedTable(NeedType need) {
  switch (need) {
    case NeedType::kEmotional:
      return {1000, 600, 700, 200, 700};
    case NeedType::kSocial:
      return {500, 300, 900, 1000, 850};
    case NeedType::kBoth:
      return {900, 500, 850, 850, 850};
    case NeedType::kMeaning:
      return {300, 200, 600, 600, 800};
    case NeedType::kPractical:
      return {800, 400, 400, 400, 600};
    case NeedType::kProfessionalFirst:
      return {0, 0, 0, 0, 0};
    case NeedType::kUnknown:
    case NeedType::kUnspecified:
      break;
  }
  return {500, 300, 500, 500, 500};
}

int NeedFitOf(const Pair& pair, const engine::Resident& resident, Setting setting) {
  const NeedType need = resident.need.type;
  const NeedRow row = NeedTable(need);
  if (pair.peers()) return setting == Setting::kRemote ? std::min(row.remote, row.neighbour) : row.neighbour;
  if (setting != Setting::kActivity) return setting == Setting::kRemote ? row.remote : row.one_to_one;
  const engine::Activity& activity = *pair.activity()->activity;
  const auto offers = [&](engine::WorkingElement element) {
    return std::count(activity.working_elements.begin(), activity.working_elements.end(), element) > 0;
  };
  if (need == NeedType::kMeaning && offers(engine::WorkingElement::kMeaningfulRole)) return 1000;
  if (need == NeedType::kPractical && offers(engine::WorkingElement::kPracticalSupport)) return 800;
  const bool small = activity.capacity && *activity.capacity <= pair.question.policy.small_group_capacity;
  return small ? row.small_group : row.group;
}

int NeedFit(const Pair& pair, const Party& x, Setting setting) {
  if (pair.peers()) return NeedFitOf(pair, *x.resident, setting);
  if (pair.resident() != nullptr) return NeedFitOf(pair, *pair.resident()->resident, setting);
  return 500;
}

int Generations(const Pair& pair, const Party& x) {
  if (x.person == nullptr) return 500;
  const Intergenerational wish = x.person->intergenerational;
  if (!HasAgeGap(pair)) return wish == Intergenerational::kWanted ? 200 : 500;
  switch (wish) {
    case Intergenerational::kWanted:
      return 1000;
    case Intergenerational::kWelcome:
      return 700;
    case Intergenerational::kNotWanted:
      return 0;
    case Intergenerational::kNoPreference:
    case Intergenerational::kUnspecified:
      break;
  }
  return 500;
}

int FreshnessOf(const Pair& pair, const Party& y) {
  const engine::Policy& policy = pair.question.policy;
  const absl::Time now = pair.question.moment.now;
  if (y.activity != nullptr) return 700;
  if (y.resident != nullptr) {
    if (!y.person->confirm_time) return 700;
    const std::int64_t days = std::max<std::int64_t>(0, (now - *y.person->confirm_time) / absl::Hours(24));
    return days <= policy.stale_profile_days ? 1000 : 300;
  }
  std::int64_t rested = 1000;
  if (y.volunteer->last_asked_time) {
    const std::int64_t days = std::max<std::int64_t>(0, (now - *y.volunteer->last_asked_time) / absl::Hours(24));
    rested = std::min<std::int64_t>(days, policy.rested_days) * 1000 / policy.rested_days;
  }
  return static_cast<int>(std::max<std::int64_t>(0, rested - 200 * y.volunteer->unanswered_requests));
}

engine::TermValues ValuesOf(const Pair& pair, const Party& x, const Meeting& meeting) {
  engine::TermValues values{};
  const auto set = [&](Term term, int value) {
    values[static_cast<std::size_t>(term)] = static_cast<std::int16_t>(value);
  };
  set(Term::kInterests, Interests(pair, x));
  set(Term::kTravel, Travel(pair, x, meeting));
  const int good = pair.question.policy.good_block_minutes;
  set(Term::kAvailability, std::min(LongestOf(meeting.blocks), good) * 1000 / good);
  set(Term::kCommitment, Commitment(pair, x));
  set(Term::kExperience, Experience(pair));
  set(Term::kWishes, Wishes(pair, x));
  set(Term::kNeedFit, NeedFit(pair, x, meeting.setting));
  set(Term::kIntergenerational, Generations(pair, x));
  set(Term::kFreshness, FreshnessOf(pair, pair.OtherOf(x)));
  return values;
}

}  // namespace

engine::PairScore ScoreOf(const Pair& pair, const Meeting& meeting) {
  engine::PairScore score;
  score.subject = ValuesOf(pair, pair.subject, meeting);
  score.candidate = ValuesOf(pair, pair.candidate, meeting);
  for (std::size_t term = 0; term < engine::kTermCount; ++term) {
    score.subject_total += pair.question.policy.weights[term] * score.subject[term];
    score.candidate_total += pair.question.policy.weights[term] * score.candidate[term];
  }
  score.score = std::int64_t{3} * std::min(score.subject_total, score.candidate_total) +
                std::max(score.subject_total, score.candidate_total);
  return score;
}

}  // namespace klik::testing
