#include "engine/match/bound.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "engine/match/bound_interests.h"
#include "engine/rules/travel.h"
#include "engine/rules/wishes.h"
#include "engine/score/term_values.h"

namespace klik::engine {
namespace {

constexpr unsigned FormBit(ContactForm form) { return 1U << (static_cast<unsigned>(form) - 1); }
constexpr unsigned kHome = FormBit(ContactForm::kHomeVisit);
constexpr unsigned kPublic = FormBit(ContactForm::kPublicPlace) | FormBit(ContactForm::kOutdoors);
constexpr unsigned kRemote = FormBit(ContactForm::kPhone) | FormBit(ContactForm::kOnline);
constexpr unsigned kGroup = FormBit(ContactForm::kGroup);

constexpr std::uint8_t kBroughtAlong = std::uint8_t{1} << static_cast<unsigned>(AccessNeed::kNoAnimals) |
                                       std::uint8_t{1} << static_cast<unsigned>(AccessNeed::kSmokeFree);

constexpr int kUnitCm = 1 << kDistanceShift;

std::int64_t StepCm(int step) { return std::int64_t{step} * step * kUnitCm; }

// Forms that both are open to; none stated is all, but only in person when neither states any.
unsigned SharedForms(unsigned first, unsigned second) {
  if (first == 0 && second == 0) return kHome | kPublic;
  constexpr unsigned kPersonal = kHome | kPublic | kRemote;
  return (first == 0 ? kPersonal : first) & (second == 0 ? kPersonal : second) & kPersonal;
}

// Which of its modes a side can take over this distance, or any of them.
std::optional<int> Quickest(const Row& row, std::int64_t distance_cm) {
  std::optional<int> quickest;
  for (std::size_t i = 1; i < row.max_minutes.size(); ++i) {
    if (row.max_minutes[i] == 0) continue;
    const int minutes = TravelMinutes(static_cast<TravelMode>(i), distance_cm);
    if (minutes <= row.max_minutes[i]) quickest = std::min(quickest.value_or(minutes), minutes);
  }
  return quickest;
}

// The farthest, in units, that an activity fetches somebody; negative: not even next door.
std::int32_t PickUpReach(int max_minutes) {
  std::int32_t within = -1;
  std::int32_t beyond = kFarthest + 1;
  while (beyond - within > 1) {
    const std::int32_t middle = within + (beyond - within) / 2;
    const bool can = TravelMinutes(TravelMode::kCar, std::int64_t{middle} * kUnitCm) <= max_minutes;
    (can ? within : beyond) = middle;
  }
  return within == kFarthest ? 65'535 : within;
}

// INTERESTS of so many points or a few more: a division for each candidate would take longer than all the rest.
int InterestsAtMost(std::int32_t points) {
  constexpr int kStep = 16;
  constexpr std::size_t kSteps = 1024;
  static constexpr auto kTable = [] {
    std::array<std::int16_t, kSteps> table{};
    for (std::size_t i = 0; i + 1 < kSteps; ++i) {
      const auto most = static_cast<int>(i) * kStep;
      table[i] = static_cast<std::int16_t>((kTermScale * most + most + 999) / (most + 1000));
    }
    table[kSteps - 1] = kTermScale;
    return table;
  }();
  return kTable[std::min(static_cast<std::size_t>(points + kStep - 1) / kStep, kSteps - 1)];
}

template <std::size_t kSize>
std::int32_t MostOf(const Table<std::int32_t, kSize>& table) {
  std::int32_t subject = 0;
  std::int32_t candidate = 0;
  for (const std::int32_t totals : table) {
    subject = std::max(subject, totals & 0x7fff'0000);
    candidate = std::max(candidate, totals & 0xffff);
  }
  return subject | candidate;
}

// Of the wishes about age and gender; nullopt: a hard one is not met.
std::optional<int> WishesMet(const Person& subject, int age, Gender gender) {
  int soft = 0;
  int met = 0;
  for (const Wish& wish : subject.wishes) {
    const bool meets = MeetsAge(wish, age) && MeetsGender(wish, gender);
    if (wish.hard && !meets) return std::nullopt;
    if (wish.hard) continue;
    ++soft;
    if (meets) ++met;
  }
  return soft == 0 ? kTermScale : met * kTermScale / soft;
}

}  // namespace

std::int32_t KindBound::Of(const RowBlock& block) const {
  const auto apart = [](std::int32_t at, std::int32_t lowest, std::int32_t highest) {
    const std::int64_t below = std::int64_t{lowest} - at;
    const std::int64_t above = std::int64_t{at} - highest;
    return std::min<std::int64_t>(std::max<std::int64_t>({0, below, above}) >> kDistanceShift, kFarthest);
  };
  const std::int64_t x = apart(tables.point.x_cm, block.lowest.x_cm, block.highest.x_cm);
  const std::int64_t y = apart(tables.point.y_cm, block.lowest.y_cm, block.highest.y_cm);
  const std::int64_t z = apart(tables.point.z_cm, block.lowest.z_cm, block.highest.z_cm);
  const auto distance = static_cast<std::int32_t>(std::sqrt(static_cast<float>(x * x + y * y + z * z)) * 0.9999F);
  if (distance > tables.max_distance) return kBar;
  const auto root = static_cast<std::int32_t>(std::sqrt(static_cast<float>(distance)));
  const auto step = static_cast<std::size_t>(std::min(root, kDistanceSteps - 1));
  std::array<std::int32_t, 3> ways = {kBar, kBar, kBar};
  if (subject_may_go && tables.subject_goes[step] >= 0) ways[0] = best_in_person + tables.subject_goes[step];
  if (distance <= std::min<std::int32_t>(block.farthest_reach, tables.max_reach)) {
    const std::int32_t goes = tables.candidate_goes[static_cast<std::size_t>(block.any_modes) * kDistanceSteps + step];
    ways[1] = best_in_person + (goes << tables.candidate_goes_shift) + tables.candidate_goes_other;
  }
  if (remote && block.any_remote) ways[2] = best_remotely;
  return BoundOf(ways, kSettled);
}

QuestionBound::QuestionBound(const Row& subject, const Policy& policy, const Moment& moment, const Taxonomy& taxonomy)
    : subject_(subject),
      policy_(policy),
      moment_(moment),
      packed_(Pack(subject)),
      interests_(InterestTablesOf(subject, taxonomy)) {
  for (std::size_t step = 0; step < kDistanceSteps; ++step) {
    going_[step] = 0;
    for (std::size_t mode = 0; mode < 5; ++mode) {
      const int minutes = TravelMinutes(static_cast<TravelMode>(mode + 1), StepCm(static_cast<int>(step)));
      going_[(std::size_t{1} << mode) * kDistanceSteps + step] = Units(Term::kTravel, MovingValue(minutes, policy));
    }
  }
  for (std::size_t modes = 1; modes < kModeSets; ++modes) {
    const std::size_t others = modes & (modes - 1);
    if (others == 0) continue;
    for (std::size_t step = 0; step < kDistanceSteps; ++step) {
      going_[modes * kDistanceSteps + step] =
          std::max(going_[others * kDistanceSteps + step], going_[(modes - others) * kDistanceSteps + step]);
    }
  }
  // Without topics of its own there is nothing to share.
  const std::int32_t most = interests_.most_for_subject();
  most_interests_ = most == 0 ? 0 : InterestTotals({most, InterestTables::kManyPoints});
}

std::optional<KindBound> QuestionBound::ForKind(Kind candidate, int max_distance_metres) const {
  if ((packed_.flags & kSurelyBarred) != 0) return std::nullopt;
  if (candidate == Kind::kVolunteer && (packed_.flags & kOnlyGives) != 0) return std::nullopt;
  const bool peers = candidate == Kind::kResident && subject_.kind == Kind::kResident;
  if (peers && (packed_.flags & kNoNeighbours) != 0) return std::nullopt;
  KindBound bound;
  BoundTables& tables = bound.tables;
  tables.point = subject_.point;
  tables.day_parts = packed_.day_parts;
  tables.languages = packed_.languages;
  if (max_distance_metres > 0) {
    tables.max_distance = static_cast<std::int32_t>(
        std::min<std::int64_t>(std::int64_t{max_distance_metres} * 100 >> kDistanceShift, kFarthest));
  }
  SetBars(candidate, tables);
  SetTravel(candidate, tables);
  SetWays(candidate, tables);
  const std::int32_t time = Units(Term::kAvailability, kTermScale);
  tables.in_person = tables.remotely = Totals(time, time);
  if (candidate == Kind::kActivity || subject_.kind == Kind::kActivity) {
    SetActivityTerms(candidate, tables);
  } else {
    SetPersonTerms(tables);
  }
  SetNeedFit(candidate, tables);
  SetFreshness(candidate, tables);
  tables.interests = most_interests_;

  const std::int32_t lasting = MostOf(tables.year_and_gender) + MostOf(tables.year_and_generation) +
                               MostOf(tables.commitment) + 2 * tables.experience + MostOf(tables.touched) +
                               tables.interests;
  bound.best_in_person = lasting + tables.in_person + MostOf(tables.offer);
  bound.best_remotely = lasting + tables.remotely + MostOf(tables.remote_offer);
  for (const std::int32_t ways : tables.ways) {
    bound.subject_may_go = bound.subject_may_go || (ways & kSubjectGoes) != 0;
    bound.remote = bound.remote || (ways & kRemotely) != 0;
  }
  return bound;
}

std::int32_t QuestionBound::Interests(const RowBlock& block, int slot) const {
  return InterestTotals(interests_.Of(block, slot));
}

std::optional<std::int32_t> QuestionBound::MissingTime(const Row& candidate) const {
  int longest = 0;
  std::size_t from = 0;
  const std::vector<Stretch>& theirs = candidate.stretches;
  for (const Stretch& mine : subject_.stretches) {
    while (from < theirs.size() && theirs[from].day < mine.day) ++from;
    for (std::size_t i = from; i < theirs.size() && theirs[i].day == mine.day; ++i) {
      if ((mine.weeks & theirs[i].weeks) == 0) continue;
      longest = std::max(longest, std::min(mine.end_minute, theirs[i].end_minute) -
                                      std::max(mine.start_minute, theirs[i].start_minute));
    }
  }
  if (longest < policy_.min_block_minutes) return std::nullopt;
  const int good = policy_.good_block_minutes;
  const std::int32_t missing =
      Units(Term::kAvailability, kTermScale) - Units(Term::kAvailability, std::min(longest, good) * kTermScale / good);
  return Totals(missing, missing);
}

void QuestionBound::SetTravel(Kind candidate, BoundTables& tables) const {
  const std::int32_t whole = Units(Term::kTravel, kTermScale);
  tables.candidate_goes = going_;
  tables.candidate_goes_other = Totals(whole, 0);
  if (candidate == Kind::kActivity) {
    // An activity never moves: it fetches, and the subject sits in the car.
    tables.candidate_goes_shift = 16;
    tables.candidate_goes_other = Totals(0, whole);
    tables.max_reach = PickUpReach(policy_.max_pick_up_minutes);
  }
  for (int step = 0; step < kDistanceSteps; ++step) {
    std::int32_t& goes = tables.subject_goes[static_cast<std::size_t>(step)];
    if (subject_.activity != nullptr) {
      const int minutes = TravelMinutes(TravelMode::kCar, StepCm(step));
      const bool fetches = subject_.activity->transport_offered && minutes <= policy_.max_pick_up_minutes;
      goes = fetches ? Totals(whole, Units(Term::kTravel, MovingValue(minutes, policy_))) : kBar;
    } else {
      const std::optional<int> minutes = Quickest(subject_, StepCm(step));
      goes = minutes ? Totals(Units(Term::kTravel, MovingValue(*minutes, policy_)), whole) : kBar;
    }
  }
}

void QuestionBound::SetWays(Kind candidate, BoundTables& tables) const {
  constexpr std::int32_t kEither = kSubjectGoes | kCandidateGoes;
  const unsigned own = packed_.forms & kFormBits;
  const bool peers = candidate == subject_.kind;
  for (unsigned forms = 0; forms < tables.ways.size(); ++forms) {
    const unsigned other = forms & kFormBits;
    std::int32_t& ways = tables.ways[forms];
    if (candidate == Kind::kActivity || subject_.kind == Kind::kActivity) {
      const unsigned persons = candidate == Kind::kActivity ? own : other;
      ways = persons == 0 || (persons & kGroup) != 0 ? kEither : 0;
      continue;
    }
    const unsigned shared = SharedForms(own, other);
    if ((shared & kPublic) != 0) ways |= kEither;
    if ((shared & kRemote) != 0) ways |= kRemotely;
    if ((shared & kHome) == 0) continue;
    // To a resident's home a volunteer comes, with a VOG.
    if (peers) {
      ways |= kEither;
    } else if (candidate == Kind::kVolunteer) {
      if ((forms & kFormVog) != 0) ways |= kCandidateGoes;
    } else if ((packed_.forms & kFormVog) != 0) {
      ways |= kSubjectGoes;
    }
  }
}

void QuestionBound::SetBars(Kind candidate, BoundTables& tables) const {
  tables.barring_flags = kSurelyBarred;
  if (candidate == Kind::kResident && subject_.kind == Kind::kVolunteer) tables.barring_flags |= kOnlyGives;
  if (candidate == Kind::kResident && subject_.kind == Kind::kResident) tables.barring_flags |= kNoNeighbours;
  tables.today = DayInUtc(moment_.now);
  // A full activity is still open to volunteers.
  const bool may_be_full = candidate == Kind::kVolunteer || subject_.kind == Kind::kResident;
  tables.full_day = may_be_full ? DayInUtc(moment_.now) : kAlwaysDay;
  tables.subject_needs = packed_.needs;
  tables.subject_lacks = packed_.facts_no;
  const auto unsettled = static_cast<std::uint8_t>(~packed_.facts_yes);
  if (candidate == Kind::kActivity) {
    tables.asked_of_candidate = packed_.needs;
  } else if (subject_.kind == Kind::kActivity) {
    tables.asked_of_subject = unsettled;
  } else if (candidate == Kind::kVolunteer) {
    tables.asked_of_candidate = packed_.needs & kBroughtAlong;
  } else if (subject_.kind == Kind::kVolunteer) {
    tables.asked_of_subject = unsettled & kBroughtAlong;
  }
}

void QuestionBound::SetPersonTerms(BoundTables& tables) const {
  const Person& person = *subject_.person;
  const std::int32_t wishes = Units(Term::kWishes, kTermScale);
  // What the other wishes is not in its columns: all of it may be met.
  tables.in_person += Totals(0, wishes);
  tables.remotely += Totals(0, wishes);
  const auto generation = [&](Intergenerational wish, bool gap) {
    return Units(Term::kIntergenerational, IntergenerationalValue(wish, gap));
  };
  for (unsigned year = 0; year < kYears; ++year) {
    const bool vague = year == 0 || year == kYears - 1;
    const int birth_year = kFirstYear + static_cast<int>(year);
    const int age = static_cast<int>(moment_.today.year()) - birth_year;
    const bool gap = std::abs(person.birth_year - birth_year) >= policy_.intergenerational_gap_years;
    for (unsigned gender = 0; gender < 4; ++gender) {
      std::int32_t& totals = tables.year_and_gender[gender << 7U | year];
      const std::optional<int> met =
          person.wishes.empty() ? kTermScale : WishesMet(person, age, static_cast<Gender>(gender));
      const bool barred = !met || (gap && person.intergenerational == Intergenerational::kNotWanted);
      if (vague) {
        const Intergenerational own = person.intergenerational;
        totals = Totals(wishes + std::max(generation(own, true), generation(own, false)), 0);
      } else {
        totals = barred ? kBar : Totals(Units(Term::kWishes, *met) + generation(person.intergenerational, gap), 0);
      }
    }
    for (unsigned bits = 0; bits < 4; ++bits) {
      const auto wish = bits == 0 ? Intergenerational::kNotWanted : static_cast<Intergenerational>(bits);
      std::int32_t& totals = tables.year_and_generation[bits << 7U | year];
      if (vague) {
        totals = Totals(0, std::max(generation(wish, true), generation(wish, false)));
      } else {
        totals = gap && wish == Intergenerational::kNotWanted ? kBar : Totals(0, generation(wish, gap));
      }
    }
  }
  SetCommitment(person.commitment, tables);
  const std::int32_t experience = Units(Term::kExperience, kTermScale / 2);
  tables.experiences = packed_.experiences;
  tables.experience = Totals(experience, experience);
}

void QuestionBound::SetCommitment(const Commitment& own, BoundTables& tables) const {
  // Of months and of times: what a part is worth to the subject and to the candidate.
  struct Part {
    int subject = 0;
    int candidate = 0;
  };
  const auto part = [](int wished, int stated) {
    // The last code stands for more as well, which may be enough.
    const bool enough = stated == kCommitmentMax && wished > 0;
    return Part{enough ? kTermScale : CommitmentPart(wished, stated), CommitmentPart(stated, wished)};
  };
  std::array<Part, kCommitmentMax + 1> times;
  for (int i = 0; i <= kCommitmentMax; ++i) times[static_cast<std::size_t>(i)] = part(own.times_per_month, i);
  for (int i = 0; i <= kCommitmentMax; ++i) {
    const Part months = part(own.months, i);
    for (std::size_t j = 0; j < times.size(); ++j) {
      tables.commitment[j << 4U | static_cast<std::size_t>(i)] =
          Totals(Units(Term::kCommitment, (months.subject + times[j].subject) / 2),
                 Units(Term::kCommitment, (months.candidate + times[j].candidate) / 2));
    }
  }
}

void QuestionBound::SetActivityTerms(Kind candidate, BoundTables& tables) const {
  const std::int32_t same = Units(Term::kCommitment, kNeutralCommitment) + Units(Term::kWishes, kTermScale);
  const std::int32_t activity = Units(Term::kIntergenerational, kNoGeneration);
  const auto generation = [&](Intergenerational wish, bool gap) {
    return Units(Term::kIntergenerational, IntergenerationalValue(wish, gap));
  };
  if (candidate == Kind::kActivity) {
    tables.in_person += Totals(same, same + activity);
    for (unsigned offer = 0; offer < tables.offer.size(); ++offer) {
      const bool gap = (offer & kOfferGenerations) != 0;
      tables.offer[offer] = Totals(generation(subject_.person->intergenerational, gap), 0);
    }
    return;
  }
  tables.in_person += Totals(same + activity, same);
  const bool gap = subject_.activity->intergenerational == Intergenerational::kWanted;
  for (unsigned bits = 0; bits < 4; ++bits) {
    const auto wish = bits == 0 ? Intergenerational::kNotWanted : static_cast<Intergenerational>(bits);
    const std::int32_t totals = gap && wish == Intergenerational::kNotWanted ? kBar : Totals(0, generation(wish, gap));
    for (unsigned year = 0; year < kYears; ++year) tables.year_and_generation[bits << 7U | year] = totals;
  }
}

void QuestionBound::SetNeedFit(Kind candidate, BoundTables& tables) const {
  const auto units = [&](int value) { return Units(Term::kNeedFit, value); };
  const auto both = [&](int value) { return Totals(units(value), units(value)); };
  const std::int32_t remote_travel = Units(Term::kTravel, kRemoteTravel);
  tables.remotely += Totals(remote_travel, remote_travel);
  if (subject_.kind == Kind::kVolunteer && candidate == Kind::kActivity) tables.in_person += both(kNoNeed);
  if (subject_.kind == Kind::kActivity && candidate == Kind::kVolunteer) tables.in_person += both(kNoNeed);
  if (subject_.kind == Kind::kResident && candidate == Kind::kVolunteer) {
    tables.in_person += both(NeedFit(subject_.resident->need.type, Offer::kOneToOne));
    tables.remotely += both(NeedFit(subject_.resident->need.type, Offer::kRemote));
  }
  if (subject_.kind == Kind::kResident && candidate == Kind::kActivity) {
    const NeedType need = subject_.resident->need.type;
    for (unsigned offer = 0; offer < tables.offer.size(); ++offer) {
      const int capacity = static_cast<int>(offer & static_cast<unsigned>(kOfferCapacityMax));
      const bool small = capacity <= policy_.small_group_capacity;
      GroupOffer group = {(offer & kOfferMeaning) != 0, (offer & kOfferPractical) != 0, small};
      int value = NeedFitInGroup(need, group);
      group.small = false;
      if (capacity == kOfferCapacityMax) value = std::max(value, NeedFitInGroup(need, group));
      tables.offer[offer] += both(value);
    }
  }
  if (candidate != Kind::kResident) return;
  for (unsigned code = 0; code < 8; ++code) {
    const auto need = static_cast<NeedType>(code);
    const int remote = NeedFit(need, Offer::kRemote);
    const int neighbour = NeedFit(need, Offer::kNeighbour);
    if (subject_.kind == Kind::kActivity) {
      tables.offer[code] = both(NeedFitInGroup(need, GroupOfferOf(*subject_.activity, policy_)));
    } else if (subject_.kind == Kind::kVolunteer) {
      tables.offer[code] = both(NeedFit(need, Offer::kOneToOne));
      tables.remote_offer[code] = both(remote);
    } else {
      tables.offer[code] = Totals(0, units(neighbour));
      tables.remote_offer[code] = Totals(0, units(std::min(neighbour, remote)));
    }
  }
  if (subject_.kind != Kind::kResident) return;
  const NeedType own = subject_.resident->need.type;
  const int neighbour = NeedFit(own, Offer::kNeighbour);
  tables.in_person += Totals(units(neighbour), 0);
  tables.remotely += Totals(units(std::min(neighbour, NeedFit(own, Offer::kRemote))), 0);
}

void QuestionBound::SetFreshness(Kind candidate, BoundTables& tables) const {
  const auto about = [&](int value) { return Totals(Units(Term::kFreshness, value), 0); };
  const std::int32_t own = Units(Term::kFreshness, FreshnessValue(subject_, policy_, moment_.now));
  tables.in_person += Totals(0, own);
  tables.remotely += Totals(0, own);
  std::fill(tables.touched.begin(), tables.touched.end(), about(kFreshnessNotKnown));
  if (candidate == Kind::kActivity) return;
  // The last day stands for all before it as well.
  const auto until = [&](int day) { return tables.touched.begin() + std::min(day, kDays); };
  if (candidate == Kind::kResident) {
    // Counted from days in UTC, it may be a day less. Who was confirmed in the last of them may be stale or not.
    const auto stale = until(std::max(0, policy_.stale_profile_days + 2));
    std::fill(tables.touched.begin(), stale, about(kTermScale));
    std::fill(stale, until(kDays), about(kStale));
    return;
  }
  const int rested = std::min(policy_.rested_days, kDays - 1);
  for (int days = 0; days < rested; ++days) {
    tables.touched[static_cast<std::size_t>(days)] = about(RestedValue(days, policy_));
  }
  std::fill(until(rested), until(kDays), about(kTermScale));
  tables.touched[kDays] = about(kTermScale);
  const int weight = policy_.weights[static_cast<std::size_t>(Term::kFreshness)];
  tables.unanswered = Totals(weight * kPerUnanswered / kTotalUnit, 0);
}

std::int32_t QuestionBound::InterestTotals(const InterestTables::Points& points) const {
  return Totals(Units(Term::kInterests, InterestsAtMost(points.subject)),
                Units(Term::kInterests, InterestsAtMost(points.candidate)));
}

std::int32_t QuestionBound::Units(Term term, int value) const {
  return InUnits(policy_.weights[static_cast<std::size_t>(term)] * value);
}

}  // namespace klik::engine
