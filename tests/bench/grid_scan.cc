#include "tests/bench/grid_scan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <tuple>

#include "tests/bench/world/fail.h"

namespace klik::bench {
namespace {

using engine::ContactForm;
using engine::Term;
using engine::TravelMode;

constexpr unsigned BitOf(ContactForm form) { return 1U << static_cast<unsigned>(form); }
constexpr unsigned BitOf(engine::AccessNeed need) { return 1U << static_cast<unsigned>(need); }

constexpr unsigned kHomeForms = BitOf(ContactForm::kHomeVisit);
constexpr unsigned kPublicForms = BitOf(ContactForm::kPublicPlace) | BitOf(ContactForm::kOutdoors);
constexpr unsigned kRemoteForms = BitOf(ContactForm::kPhone) | BitOf(ContactForm::kOnline);
constexpr unsigned kBroughtAlong = BitOf(engine::AccessNeed::kNoAnimals) | BitOf(engine::AccessNeed::kSmokeFree);
constexpr unsigned kOfAHome =
    kBroughtAlong | BitOf(engine::AccessNeed::kStepFree) | BitOf(engine::AccessNeed::kAccessibleToilet);

int Minutes(std::size_t mode, std::int64_t distance_cm) {
  constexpr std::array<std::int64_t, kModes> kTenthsKmh = {1, 45, 150, 400, 250, 400};
  constexpr std::array<int, kModes> kExtra = {0, 0, 0, 4, 15, 10};
  const std::int64_t divisor = 10'000 * kTenthsKmh[mode];
  return static_cast<int>((2 * distance_cm * 78 + divisor) / (2 * divisor)) + kExtra[mode];
}

enum class Mover { kNobody, kCandidate, kSubject, kFetched };
constexpr std::size_t kMovers = 4;

// Somebody going by a mode.
struct Way {
  int minutes = 0;
  Mover mover = Mover::kNobody;
  std::uint8_t mode = 0;
  bool daylight_only = false;

  bool operator<(const Way& other) const {
    return std::tie(minutes, mover, mode) < std::tie(other.minutes, other.mover, other.mode);
  }
};

struct Ways {
  std::array<Way, 2 * kModes> all;
  std::size_t count = 0;

  void Add(const PersonPart& person, Mover mover, std::int64_t distance_cm) {
    for (std::size_t mode = 1; mode < kModes; ++mode) {
      if (person.limits[mode] < 0) continue;
      const int minutes = Minutes(mode, distance_cm);
      if (minutes > person.limits[mode]) continue;
      all[count++] = {minutes, mover, static_cast<std::uint8_t>(mode), (person.daylight_modes >> mode & 1U) != 0};
    }
  }
};

// What a meeting adds to the weighed values of either side.
struct Meeting {
  bool ask_first = false;
  std::int64_t subject = 0;
  std::int64_t candidate = 0;
};

std::int64_t ScoreOf(std::int64_t a, std::int64_t b) { return 3 * std::min(a, b) + std::max(a, b); }

int CommitmentPart(int wished, int offered) {
  if (wished == 0) return 700;
  return offered == 0 ? 500 : std::min(wished, offered) * 1000 / wished;
}

int CommitmentValue(const PersonPart& x, const PersonPart& y) {
  return (CommitmentPart(x.months, y.months) + CommitmentPart(x.times, y.times)) / 2;
}

int WishesValue(std::span<const Wish> wishes, const PersonPart& other) {
  if (wishes.empty()) return 1000;
  const auto met =
      std::count_if(wishes.begin(), wishes.end(), [&](const Wish& it) { return it.IsMet(other.age, other.gender); });
  return static_cast<int>(met) * 1000 / static_cast<int>(wishes.size());
}

// One search.
class Scan {
 public:
  Scan(const PackedWorld& world, const Subject& subject, std::size_t limit)
      : world_(world), taxonomy_(world.taxonomy()), subject_(subject), limit_(limit) {
    const std::size_t count = taxonomy_.topics().size();
    liked_.assign(count, 0);
    for (const Topic& mine : subject.topics) {
      for (std::size_t u = 0; u < count; ++u) {
        liked_[u] = std::max(liked_[u], mine.strength * Similarity(mine.topic, u));
      }
    }
  }

  void Visit(std::uint32_t index) {
    const Candidate& candidate = world_.candidates()[index];
    if (!candidate.open || (candidate.languages & subject_.languages) == 0) return;
    if ((candidate.day_parts & subject_.day_parts) == 0) return;
    const std::int64_t distance = engine::DistanceCm(subject_.point, candidate.point);
    if (subject_.max_distance_cm > 0 && distance > subject_.max_distance_cm) return;
    meeting_count_ = 0;
    if (candidate.is_activity) {
      JudgeActivity(index, candidate, distance);
    } else {
      JudgeVolunteer(index, candidate, distance);
    }
  }

  std::vector<Answer> Take() {
    std::sort_heap(best_.begin(), best_.end(), [this](const Answer& a, const Answer& b) { return Before(a, b); });
    return std::move(best_);
  }

 private:
  int Similarity(std::size_t a, std::size_t b) const {
    return taxonomy_.Similarity({static_cast<std::uint16_t>(a)}, {static_cast<std::uint16_t>(b)});
  }
  int Weight(std::size_t topic) const { return taxonomy_.Weight({static_cast<std::uint16_t>(topic)}); }
  bool IsWithin(std::uint16_t topic, std::uint16_t ancestor) const { return taxonomy_.IsWithin({topic}, {ancestor}); }
  std::int64_t WeightOf(Term term) const { return world_.policy().weights[static_cast<std::size_t>(term)]; }

  bool Before(const Answer& a, const Answer& b) const {
    if (a.ask_first != b.ask_first) return b.ask_first;
    if (a.score != b.score) return a.score > b.score;
    return world_.candidates()[a.candidate].place < world_.candidates()[b.candidate].place;
  }

  bool IsWanted(const Answer& answer) const { return best_.size() < limit_ || Before(answer, best_.front()); }

  void Offer(const Answer& answer) {
    const auto before = [this](const Answer& a, const Answer& b) { return Before(a, b); };
    if (best_.size() == limit_) {
      if (!Before(answer, best_.front())) return;
      std::pop_heap(best_.begin(), best_.end(), before);
      best_.pop_back();
    }
    best_.push_back(answer);
    std::push_heap(best_.begin(), best_.end(), before);
  }

  bool IsParted(std::uint32_t index) const {
    return std::find(subject_.not_these.begin(), subject_.not_these.end(), index) != subject_.not_these.end();
  }

  bool MeetsANever(const Candidate& candidate) const {
    for (const Topic& topic : world_.Topics(candidate)) {
      for (const std::uint16_t never : subject_.nevers) {
        if (IsWithin(topic.topic, never)) return true;
      }
    }
    for (const std::uint16_t never : world_.Nevers(candidate)) {
      for (const Topic& topic : subject_.topics) {
        if (IsWithin(topic.topic, never)) return true;
      }
    }
    return false;
  }

  int LongestBlock(const Candidate& candidate, const Way& way) const {
    const Horizon& horizon = world_.horizons()[candidate.horizon];
    const std::uint64_t there = candidate.there & subject_.there[candidate.horizon];
    const bool subject_moves = way.mover == Mover::kSubject || way.mover == Mover::kFetched;
    const int off_subject = subject_moves ? way.minutes : 0;
    const int off_candidate = subject_moves ? 0 : way.minutes;
    const auto light = [&](bool cut) {
      return cut ? std::pair(horizon.first_light, horizon.last_light) : std::pair(0, engine::kMinutesPerDay);
    };
    const auto [subject_dawn, subject_dusk] = light(way.daylight_only && subject_moves);
    const auto [candidate_dawn, candidate_dusk] = light(way.daylight_only && !subject_moves);
    int longest = 0;
    for (const Stretch& a : subject_.stretches) {
      for (const Stretch& b : world_.Stretches(candidate)) {
        if (a.day != b.day || (a.weeks & b.weeks) == 0) continue;
        const int start = std::max(std::max<int>(a.start, subject_dawn) + off_subject,
                                   std::max<int>(b.start, candidate_dawn) + off_candidate);
        const int end = std::min(std::min<int>(a.end, subject_dusk) - off_subject,
                                 std::min<int>(b.end, candidate_dusk) - off_candidate);
        if (end - start <= longest) continue;
        if ((horizon.days[a.day][static_cast<std::size_t>(a.weeks & b.weeks)] & there) != 0) longest = end - start;
      }
    }
    return longest;
  }

  void AddMeeting(bool ask_first, const Way& way, int block, int fit) {
    const engine::Policy& policy = world_.policy();
    const std::int64_t both =
        WeightOf(Term::kNeedFit) * fit +
        WeightOf(Term::kAvailability) * (std::min(block, policy.good_block_minutes) * 1000 / policy.good_block_minutes);
    int moving = std::max(0, 1000 - std::max(0, way.minutes - policy.near_minutes) * 1000 / policy.far_minutes);
    int staying = 1000;
    if (way.mover == Mover::kNobody) moving = staying = 700;
    const bool subject_moves = way.mover == Mover::kSubject || way.mover == Mover::kFetched;
    meetings_[meeting_count_++] = {ask_first, both + WeightOf(Term::kTravel) * (subject_moves ? moving : staying),
                                   both + WeightOf(Term::kTravel) * (subject_moves ? staying : moving)};
  }

  // By every way that leaves time enough, but for those that take a side longer and free it no more.
  void Meet(const Candidate& candidate, bool ask_first, Ways ways, int fit) {
    std::sort(ways.all.begin(), ways.all.begin() + static_cast<std::ptrdiff_t>(ways.count));
    std::array<bool, kMovers> at_any_hour{};
    std::array<bool, kMovers> by_daylight{};
    for (std::size_t i = 0; i < ways.count; ++i) {
      const Way& way = ways.all[i];
      const auto mover = static_cast<std::size_t>(way.mover);
      if (at_any_hour[mover] || (way.daylight_only && by_daylight[mover])) continue;
      (way.daylight_only ? by_daylight : at_any_hour)[mover] = true;
      const int block = LongestBlock(candidate, way);
      if (block >= world_.policy().min_block_minutes) AddMeeting(ask_first, way, block, fit);
    }
  }

  unsigned SharedForms(const PersonPart& person) const {
    constexpr unsigned kAll = kHomeForms | kPublicForms | kRemoteForms;
    const unsigned mine = subject_.person.forms;
    if (mine == 0 && person.forms == 0) return kHomeForms | kPublicForms;
    return (mine == 0 ? kAll : mine) & (person.forms == 0 ? kAll : person.forms) & kAll;
  }

  void MeetVolunteer(const Candidate& candidate, std::int64_t distance) {
    const PersonPart& volunteer = candidate.person;
    const PersonPart& resident = subject_.person;
    if (resident.minor && !candidate.vog_holds) return;
    const unsigned forms = SharedForms(volunteer);
    const bool accessible = (resident.needs & candidate.facts_no) == 0;
    const bool ask = (resident.needs & kBroughtAlong & ~unsigned{candidate.facts_yes}) != 0;
    if ((forms & kHomeForms) != 0 && accessible && candidate.vog_holds && !resident.minor && !volunteer.minor) {
      Ways ways;
      ways.Add(volunteer, Mover::kCandidate, distance);
      Meet(candidate, ask || (volunteer.needs & kOfAHome) != 0, ways, subject_.one_to_one_fit);
    }
    if ((forms & kPublicForms) != 0 && accessible) {
      Ways ways;
      ways.Add(volunteer, Mover::kCandidate, distance);
      ways.Add(resident, Mover::kSubject, distance);
      Meet(candidate, ask, ways, subject_.one_to_one_fit);
    }
    if ((forms & kRemoteForms) != 0) {
      Ways ways;
      ways.count = 1;
      Meet(candidate, false, ways, subject_.remote_fit);
    }
  }

  void JudgeVolunteer(std::uint32_t index, const Candidate& candidate, std::int64_t distance) {
    if (subject_.barred_from_volunteers) return;
    const PersonPart& volunteer = candidate.person;
    const PersonPart& resident = subject_.person;
    if (candidate.last_day < subject_.needed_until) return;
    if (volunteer.months > 0 && volunteer.months < subject_.needed_months) return;
    if (!resident.hard.IsMet(volunteer.age, volunteer.gender)) return;
    if (!volunteer.hard.IsMet(resident.age, resident.gender)) return;
    const bool gap =
        std::abs(resident.birth_year - volunteer.birth_year) >= world_.policy().intergenerational_gap_years;
    if (gap && (resident.generation_not_wanted || volunteer.generation_not_wanted)) return;
    MeetVolunteer(candidate, distance);
    if (meeting_count_ == 0 || IsParted(index) || MeetsANever(candidate)) return;
    const std::int64_t experiences =
        WeightOf(Term::kExperience) *
        std::min(1000, 500 * __builtin_popcount(static_cast<unsigned>(resident.experiences & volunteer.experiences)));
    const std::int64_t mine = experiences + WeightOf(Term::kCommitment) * CommitmentValue(resident, volunteer) +
                              WeightOf(Term::kWishes) * WishesValue(subject_.soft_wishes, volunteer) +
                              WeightOf(Term::kIntergenerational) * (gap ? resident.gap_value : resident.no_gap_value) +
                              WeightOf(Term::kFreshness) * volunteer.freshness;
    const std::int64_t theirs =
        experiences + WeightOf(Term::kCommitment) * CommitmentValue(volunteer, resident) +
        WeightOf(Term::kWishes) * WishesValue(world_.SoftWishes(candidate), resident) +
        WeightOf(Term::kIntergenerational) * (gap ? volunteer.gap_value : volunteer.no_gap_value) +
        WeightOf(Term::kFreshness) * resident.freshness;
    Rank(index, candidate, mine, theirs);
  }

  void JudgeActivity(std::uint32_t index, const Candidate& activity, std::int64_t distance) {
    if (activity.supervised ? subject_.barred_from_supervised : subject_.barred_from_activities) return;
    const PersonPart& resident = subject_.person;
    if (resident.forms != 0 && (resident.forms & BitOf(ContactForm::kGroup)) == 0) return;
    if (resident.age < activity.min_age || resident.age > activity.max_age) return;
    if (activity.group_size > subject_.max_group_size) return;
    if (activity.cost_cents > subject_.max_cost_cents && (activity.vouchers & subject_.vouchers) == 0) return;
    if (resident.generation_not_wanted && activity.for_generations) return;
    if ((resident.needs & activity.facts_no) != 0) return;
    Ways ways;
    ways.Add(resident, Mover::kSubject, distance);
    if (ways.count == 0 && activity.fetches) {
      const int minutes = Minutes(static_cast<std::size_t>(TravelMode::kCar), distance);
      if (minutes <= world_.policy().max_pick_up_minutes) ways.all[ways.count++] = {minutes, Mover::kFetched, 0, false};
    }
    Meet(activity, (resident.needs & ~unsigned{activity.facts_yes}) != 0, ways, subject_.activity_fit[activity.offer]);
    if (meeting_count_ == 0 || IsParted(index) || MeetsANever(activity)) return;
    constexpr int kNeutral = 700;
    const std::int64_t both = WeightOf(Term::kCommitment) * kNeutral + WeightOf(Term::kWishes) * 1000;
    const std::int64_t mine =
        both + WeightOf(Term::kFreshness) * kNeutral +
        WeightOf(Term::kIntergenerational) * (activity.for_generations ? resident.gap_value : resident.no_gap_value);
    const std::int64_t theirs =
        both + WeightOf(Term::kFreshness) * resident.freshness + WeightOf(Term::kIntergenerational) * 500;
    Rank(index, activity, mine, theirs);
  }

  Answer BestOf(std::uint32_t index, std::int64_t mine, std::int64_t theirs) const {
    Answer best;
    for (std::size_t i = 0; i < meeting_count_; ++i) {
      const Meeting& meeting = meetings_[i];
      const Answer answer = {index, meeting.ask_first, ScoreOf(mine + meeting.subject, theirs + meeting.candidate)};
      if (i == 0 || std::pair(answer.ask_first, -answer.score) < std::pair(best.ask_first, -best.score)) best = answer;
    }
    return best;
  }

  // `mine` and `theirs`: everything but the interests and the meeting.
  void Rank(std::uint32_t index, const Candidate& candidate, std::int64_t mine, std::int64_t theirs) {
    const std::int64_t weight = WeightOf(Term::kInterests);
    if (!IsWanted(BestOf(index, mine + weight * 1000, theirs + weight * 1000))) return;
    const std::span<const Topic> topics = world_.Topics(candidate);
    const std::span<const std::uint16_t> dislikes = world_.Dislikes(candidate);
    const std::int64_t cost =
        Cost(subject_.dislikes, subject_.topics, topics) + Cost(dislikes, topics, subject_.topics);
    const std::int64_t shared = SharedDislikes(candidate);
    const auto value = [&](std::int64_t sum) {
      const std::int64_t points = std::max<std::int64_t>(0, sum + shared - cost);
      return weight * (1000 * points / (points + 1000));
    };
    mine += value(Liked(topics) + Taught(subject_.topics, topics));
    theirs += value(LikedBack(topics) + Taught(topics, subject_.topics));
    Offer(BestOf(index, mine, theirs));
  }

  std::int64_t Liked(std::span<const Topic> theirs) const {
    std::int64_t sum = 0;
    for (const Topic& mine : subject_.topics) {
      std::int64_t best = 0;
      for (const Topic& it : theirs) {
        best = std::max(best, std::int64_t{it.strength} * Similarity(mine.topic, it.topic));
      }
      sum += std::int64_t{Weight(mine.topic)} * mine.strength * best / 1'000'000'000;
    }
    return sum;
  }

  std::int64_t LikedBack(std::span<const Topic> theirs) const {
    std::int64_t sum = 0;
    for (const Topic& it : theirs) {
      sum += std::int64_t{Weight(it.topic)} * it.strength * liked_[it.topic] / 1'000'000'000;
    }
    return sum;
  }

  // What x would learn that y can teach, and the other way round.
  std::int64_t Taught(std::span<const Topic> x, std::span<const Topic> y) const {
    std::int64_t sum = 0;
    for (const Topic& mine : x) {
      if (!mine.wanted && !mine.taught) continue;
      int best = 0;
      for (const Topic& theirs : y) {
        if (mine.wanted ? theirs.taught : theirs.wanted) best = std::max(best, Similarity(mine.topic, theirs.topic));
      }
      sum += std::int64_t{Weight(mine.topic)} * best / 1000;
    }
    return sum;
  }

  std::int64_t SharedDislikes(const Candidate& candidate) const {
    const auto has = [](std::span<const std::uint16_t> list, std::uint16_t topic) {
      return std::find(list.begin(), list.end(), topic) != list.end();
    };
    std::int64_t sum = 0;
    for (const auto* list : {&subject_.dislikes, &subject_.nevers}) {
      for (const std::uint16_t topic : *list) {
        if (has(world_.Dislikes(candidate), topic) || has(world_.Nevers(candidate), topic)) sum += Weight(topic) / 5;
      }
    }
    return sum;
  }

  std::int64_t Cost(std::span<const std::uint16_t> dislikes, std::span<const Topic> own,
                    std::span<const Topic> others) const {
    std::int64_t sum = 0;
    for (const std::uint16_t disliked : dislikes) {
      const bool met = std::any_of(others.begin(), others.end(), [&](const Topic& theirs) {
        return IsWithin(theirs.topic, disliked) &&
               std::none_of(own.begin(), own.end(), [&](const Topic& it) { return it.topic == theirs.topic; });
      });
      if (met) sum += Weight(disliked) / 2;
    }
    return sum;
  }

  const PackedWorld& world_;
  const engine::Taxonomy& taxonomy_;
  const Subject& subject_;
  const std::size_t limit_;
  std::vector<int> liked_;  // By topic: how much the subject likes the nearest of its own.
  // Two ways at home, four in public, and from afar.
  std::array<Meeting, 7> meetings_;
  std::size_t meeting_count_ = 0;
  std::vector<Answer> best_;  // A heap with the last of the best on top.
};

}  // namespace

Box BoxAround(const Subject& subject) {
  if (subject.max_distance_cm == 0) return {-90'000'000, 90'000'000, -180'000'000, 180'000'000};
  // A tenth of a per cent and a metre more than the distance, for the chord is shorter than the way over ground.
  constexpr double kDegreesPerCm = 180.0 / (std::numbers::pi * 637'100'880.0);
  const double degrees = (static_cast<double>(subject.max_distance_cm) * 1.001 + 100.0) * kDegreesPerCm;
  const double latitude = subject.latitude_e6 * 1e-6;
  const double widest = (std::abs(latitude) + degrees) * std::numbers::pi / 180.0;
  const auto up = static_cast<std::int32_t>(degrees * 1e6) + 1;
  const auto sideways = static_cast<std::int32_t>(degrees * 1e6 / std::cos(widest)) + 1;
  return {subject.latitude_e6 - up, subject.latitude_e6 + up, subject.longitude_e6 - sideways,
          subject.longitude_e6 + sideways};
}

GridScan::GridScan(const PackedWorld& world) : world_(world) {
  const std::vector<Candidate>& all = world.candidates();
  if (all.empty()) Fail("nobody to search among");
  first_row_ = all.front().latitude_e6 / kRowHeightE6;
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    const auto row = static_cast<std::size_t>(all[i].latitude_e6 / kRowHeightE6 - first_row_);
    while (rows_.size() <= row) rows_.push_back(i);
  }
  rows_.push_back(static_cast<std::uint32_t>(all.size()));
}

std::vector<Answer> GridScan::Search(const Subject& subject, std::size_t limit) const {
  Scan scan(world_, subject, limit);
  const std::vector<Candidate>& all = world_.candidates();
  const Box box = BoxAround(subject);
  const int rows = static_cast<int>(rows_.size()) - 1;
  const int first = std::max(0, box.south / kRowHeightE6 - first_row_);
  const int last = std::min(rows - 1, box.north / kRowHeightE6 - first_row_);
  for (int row = first; row <= last; ++row) {
    const std::uint32_t end = rows_[static_cast<std::size_t>(row) + 1];
    const auto from =
        std::lower_bound(all.begin() + rows_[static_cast<std::size_t>(row)], all.begin() + end, box.west,
                         [](const Candidate& candidate, std::int32_t west) { return candidate.longitude_e6 < west; });
    for (auto i = static_cast<std::uint32_t>(from - all.begin()); i < end && all[i].longitude_e6 <= box.east; ++i) {
      scan.Visit(i);
    }
  }
  return scan.Take();
}

}  // namespace klik::bench
