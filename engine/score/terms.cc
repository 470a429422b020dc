#include "engine/score/terms.h"

#include <algorithm>
#include <span>

#include "absl/container/inlined_vector.h"
#include "engine/rules/wishes.h"
#include "engine/score/term_values.h"

namespace klik::engine {
namespace {

bool Contains(std::span<const TopicIndex> topics, TopicIndex topic) {
  return std::find(topics.begin(), topics.end(), topic) != topics.end();
}

int BestSimilarity(TopicIndex topic, std::span<const TopicIndex> others, const Taxonomy& taxonomy) {
  int best = 0;
  for (const TopicIndex other : others) best = std::max(best, taxonomy.Similarity(topic, other));
  return best;
}

struct Points {
  std::int64_t first = 0;
  std::int64_t second = 0;
};

// Of both sides at once: two topics are as alike whoever of the two has which.
Points Liked(const Row& first, const Row& second, const Taxonomy& taxonomy) {
  Points sums;
  absl::InlinedVector<std::int64_t, 32> best_of_second(second.liked.size());
  for (const Strength& mine : first.liked) {
    std::int64_t best = 0;
    for (std::size_t i = 0; i < second.liked.size(); ++i) {
      const Strength& theirs = second.liked[i];
      const int similarity = taxonomy.Similarity(mine.topic, theirs.topic);
      best = std::max(best, std::int64_t{theirs.value} * similarity);
      best_of_second[i] = std::max(best_of_second[i], std::int64_t{mine.value} * similarity);
    }
    sums.first += std::int64_t{taxonomy.Weight(mine.topic)} * mine.value * best / 1'000'000'000;
  }
  for (std::size_t i = 0; i < second.liked.size(); ++i) {
    const Strength& theirs = second.liked[i];
    sums.second += std::int64_t{taxonomy.Weight(theirs.topic)} * theirs.value * best_of_second[i] / 1'000'000'000;
  }
  return sums;
}

std::int64_t Taught(std::span<const TopicIndex> mine, std::span<const TopicIndex> theirs, const Taxonomy& taxonomy) {
  std::int64_t sum = 0;
  for (const TopicIndex topic : mine) {
    sum += std::int64_t{taxonomy.Weight(topic)} * BestSimilarity(topic, theirs, taxonomy) / 1000;
  }
  return sum;
}

std::int64_t SharedDislikes(const Row& x, const Row& y, const Taxonomy& taxonomy) {
  std::int64_t sum = 0;
  const auto add = [&](std::span<const TopicIndex> topics) {
    for (const TopicIndex topic : topics) {
      if (Contains(y.topics.dislikes(), topic) || Contains(y.topics.nevers(), topic)) sum += taxonomy.Weight(topic) / 5;
    }
  };
  add(x.topics.dislikes());
  add(x.topics.nevers());
  return sum;
}

// What the one dislikes and the other would do, unless the one would do that very thing all the same.
std::int64_t Cost(const Row& disliking, const Row& other, const Taxonomy& taxonomy) {
  std::int64_t sum = 0;
  for (const TopicIndex disliked : disliking.topics.dislikes()) {
    const bool met = std::any_of(other.liked.begin(), other.liked.end(), [&](const Strength& theirs) {
      return taxonomy.IsWithin(theirs.topic, disliked) &&
             std::none_of(disliking.liked.begin(), disliking.liked.end(),
                          [&](const Strength& mine) { return mine.topic == theirs.topic; });
    });
    if (met) sum += taxonomy.Weight(disliked) / 2;
  }
  return sum;
}

int InterestsValue(std::int64_t liked, const Row& x, const Row& y, std::int64_t cost, const Taxonomy& taxonomy) {
  // Where the term is half its maximum: one rare topic fully shared.
  constexpr std::int64_t kHalfway = 1000;
  const std::int64_t sum = liked + Taught(x.topics.wants_to_learn(), y.topics.can_teach(), taxonomy) +
                           Taught(x.topics.can_teach(), y.topics.wants_to_learn(), taxonomy) +
                           SharedDislikes(x, y, taxonomy) - cost;
  const std::int64_t points = std::max<std::int64_t>(0, sum);
  return static_cast<int>(kTermScale * points / (points + kHalfway));
}

int CommitmentValue(const Row& x, const Row& y) {
  return (CommitmentPart(x.commitment.months, y.commitment.months) +
          CommitmentPart(x.commitment.times_per_month, y.commitment.times_per_month)) /
         2;
}

int WishesValue(const Row& x, const Row& y, const Moment& moment) {
  int soft = 0;
  int met = 0;
  for (const Wish& wish : x.wishes) {
    if (wish.hard) continue;
    ++soft;
    if (MeetsAge(wish, AgeOf(y, moment)) && MeetsGender(wish, y.gender)) ++met;
  }
  return soft == 0 ? kTermScale : met * kTermScale / soft;
}

void SetNeedFit(const PairContext& pair, Setting setting, SideValues& values) {
  const bool remote = setting == Setting::kRemote;
  switch (pair.kind) {
    case PairKind::kResidentVolunteer: {
      const int value = NeedFit(pair.first.need, remote ? Offer::kRemote : Offer::kOneToOne);
      return values.Set(Term::kNeedFit, value, value);
    }
    case PairKind::kResidentActivity: {
      const int value = NeedFitInGroup(pair.first.need, GroupOfferOf(pair.second, pair.policy));
      return values.Set(Term::kNeedFit, value, value);
    }
    case PairKind::kVolunteerActivity:
      return values.Set(Term::kNeedFit, kNoNeed, kNoNeed);
    case PairKind::kPeers: {
      const auto own = [&](const Row& row) {
        const int neighbour = NeedFit(row.need, Offer::kNeighbour);
        return remote ? std::min(neighbour, NeedFit(row.need, Offer::kRemote)) : neighbour;
      };
      return values.Set(Term::kNeedFit, own(pair.first), own(pair.second));
    }
  }
}

void SetTravel(const PairContext& pair, const Meeting& meeting, SideValues& values) {
  const Journey& journey = meeting.journey;
  if (meeting.setting == Setting::kRemote) return values.Set(Term::kTravel, kRemoteTravel, kRemoteTravel);
  if (!journey.possible) return values.Set(Term::kTravel, 0, 0);
  const int moving = MovingValue(journey.minutes, pair.policy);
  const bool first_moves = journey.fetched || journey.mover == Party::kFirst;
  values.Set(Term::kTravel, first_moves ? moving : kTermScale, first_moves ? kTermScale : moving);
}

}  // namespace

SideValues LastingTerms(const PairContext& pair) {
  SideValues values;
  const Row& first = pair.first;
  const Row& second = pair.second;
  const std::int64_t cost = Cost(first, second, pair.taxonomy) + Cost(second, first, pair.taxonomy);
  const Points liked = Liked(first, second, pair.taxonomy);
  values.Set(Term::kInterests, InterestsValue(liked.first, first, second, cost, pair.taxonomy),
             InterestsValue(liked.second, second, first, cost, pair.taxonomy));
  values.Set(Term::kFreshness, FreshnessValue(second, pair.policy, pair.moment.now),
             FreshnessValue(first, pair.policy, pair.moment.now));
  const bool another_generation = OfAnotherGeneration(pair);
  const int first_generation = IntergenerationalValue(first.intergenerational, another_generation);
  if (pair.with_activity()) {
    values.Set(Term::kCommitment, kNeutralCommitment, kNeutralCommitment);
    values.Set(Term::kExperience, 0, 0);
    values.Set(Term::kWishes, kTermScale, kTermScale);
    values.Set(Term::kIntergenerational, first_generation, kNoGeneration);
    return values;
  }
  values.Set(Term::kCommitment, CommitmentValue(first, second), CommitmentValue(second, first));
  const int shared = std::min(kTermScale, 500 * __builtin_popcount(first.experiences & second.experiences));
  values.Set(Term::kExperience, shared, shared);
  values.Set(Term::kWishes, WishesValue(first, second, pair.moment), WishesValue(second, first, pair.moment));
  values.Set(Term::kIntergenerational, first_generation,
             IntergenerationalValue(second.intergenerational, another_generation));
  return values;
}

void SetMeetingTerms(const PairContext& pair, const Meeting& meeting, SideValues& values) {
  SetTravel(pair, meeting, values);
  const int good = pair.policy.good_block_minutes;
  const int time = std::min(meeting.longest_block_minutes, good) * kTermScale / good;
  values.Set(Term::kAvailability, time, time);
  SetNeedFit(pair, meeting.setting, values);
}

PairScore ScoreOf(const PairContext& pair, const SideValues& values) {
  PairScore score;
  score.subject = values.of(pair.subject_is_first ? Party::kFirst : Party::kSecond);
  score.candidate = values.of(pair.subject_is_first ? Party::kSecond : Party::kFirst);
  for (std::size_t i = 0; i < kTermCount; ++i) {
    score.subject_total += pair.policy.weights[i] * score.subject[i];
    score.candidate_total += pair.policy.weights[i] * score.candidate[i];
  }
  const std::int64_t lower = std::min(score.subject_total, score.candidate_total);
  const std::int64_t higher = std::max(score.subject_total, score.candidate_total);
  score.score = 3 * lower + higher;
  return score;
}

}  // namespace klik::engine
