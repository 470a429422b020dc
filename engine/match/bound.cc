#include "engine/match/bound.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "engine/match/bound_interests.h"
#include "engine/rules/gates.h"
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

// Forms that both are open to; none stated is all, but only in person when neither states any.
unsigned SharedForms(unsigned first, unsigned second) {
  if (first == 0 && second == 0) return kHome | kPublic;
  constexpr unsigned kPersonal = kHome | kPublic | kRemote;
  return (first == 0 ? kPersonal : first) & (second == 0 ? kPersonal : second) & kPersonal;
}

// A code of two bits, of which the first stands for the last wish there is.
Intergenerational WishOf(unsigned code) {
  return code == 0 ? Intergenerational::kNotWanted : static_cast<Intergenerational>(code);
}

Units MostOf(const ByClass& units) {
  Units most = 0;
  for (const Units one : units) {
    if (one < kBarred) most = std::max(most, one);
  }
  return most;
}

Units Plus(Units units, int more) { return static_cast<Units>(units + more); }

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

// Whether the wishes say the same of both ages.
bool SameForAges(const Person& subject, int age, int other) {
  return std::all_of(subject.wishes.begin(), subject.wishes.end(),
                     [&](const Wish& wish) { return MeetsAge(wish, age) == MeetsAge(wish, other); });
}

// The class of these units: a new one while there is room; then the last, which stands for the most of those in it.
std::uint8_t ClassOf(Units units, std::size_t& count, ByClass& classes) {
  for (std::size_t i = 0; i < count; ++i) {
    if (classes[i] == units) return static_cast<std::uint8_t>(i);
  }
  const std::size_t at = std::min(count, std::size_t{kClasses} - 1);
  classes[at] = at < count ? std::max(classes[at], units) : units;
  count = at + 1;
  return static_cast<std::uint8_t>(at);
}

// Of two with these times, in minutes. All of theirs at once: the inner loop becomes a few instructions.
int LongestShared(const std::vector<Stretch>& own, const WeekTimes& theirs) {
  WeekTimes::Lanes longest{};
  for (const Stretch& mine : own) {
    const auto start = static_cast<std::int16_t>(mine.day * kMinutesPerDay + mine.start_minute);
    const auto end = static_cast<std::int16_t>(mine.day * kMinutesPerDay + mine.end_minute);
    const std::int16_t weeks = mine.weeks;
    for (std::size_t i = 0; i < WeekTimes::kStretches; ++i) {
      const std::int16_t first = std::max(start, theirs.starts[i]);
      const std::int16_t last = std::min(end, theirs.ends[i]);
      const auto shared = static_cast<std::int16_t>((weeks & theirs.weeks[i]) != 0 ? last - first : 0);
      longest[i] = std::max(longest[i], shared);
    }
  }
  return *std::max_element(longest.begin(), longest.end());
}

}  // namespace

ScoreBound KindBound::Of(const BlockSummary& block) const {
  const auto apart = [](std::int32_t at, std::int32_t lowest, std::int32_t highest) {
    const std::int64_t below = std::int64_t{lowest} - at;
    const std::int64_t above = std::int64_t{at} - highest;
    return static_cast<std::int32_t>(
        std::min<std::int64_t>(std::max<std::int64_t>({0, below, above}) >> kDistanceShift, kFarthest));
  };
  const std::int32_t x = apart(tables.point.x_cm, block.lowest.x_cm, block.highest.x_cm);
  const std::int32_t y = apart(tables.point.y_cm, block.lowest.y_cm, block.highest.y_cm);
  const std::int32_t z = apart(tables.point.z_cm, block.lowest.z_cm, block.highest.z_cm);
  // Most blocks of a country are out of reach in one direction already.
  if (std::max({x, y, z}) > tables.max_distance) return 0;
  const auto squares = static_cast<float>(std::int64_t{x} * x + std::int64_t{y} * y + std::int64_t{z} * z);
  const auto distance = static_cast<std::int32_t>(std::sqrt(squares) * 0.9999F);
  if (distance > tables.max_distance) return 0;
  const auto root = static_cast<std::int32_t>(std::sqrt(static_cast<float>(distance)));
  const auto step = static_cast<std::size_t>(std::min(root, kDistanceSteps - 1));
  const auto riding = [&](Units rider, bool subject_rides) {
    const Units subject = subject_rides ? rider : tables.whole_travel;
    const Units candidate = subject_rides ? tables.whole_travel : rider;
    return BoundOfTotals(Plus(best_in_person.subject, subject), Plus(best_in_person.candidate, candidate));
  };
  ScoreBound best =
      remote && block.any_remote ? BoundOfTotals(best_remotely.subject, best_remotely.candidate) : ScoreBound{0};
  if (subject_may_go && tables.subject_goes[step] < kBarred) {
    best = std::max(best, riding(tables.subject_goes[step], tables.subject_rides_when_it_goes));
  }
  if (distance <= std::min<std::int32_t>(block.farthest_reach, tables.max_reach)) {
    Units going = 0;
    for (std::size_t mode = 0; mode < kModes; ++mode) {
      if ((block.any_modes >> mode & 1U) != 0) going = std::max(going, (*tables.candidate_goes)[mode][step]);
    }
    best = std::max(best, riding(going, tables.subject_rides_when_candidate_goes));
  }
  return best;
}

QuestionBound::QuestionBound(const Row& subject, const MatchingDay& day, const Moment& moment, const Taxonomy& taxonomy)
    : subject_(subject),
      policy_(day.policy()),
      bound_policy_(day.bound_policy()),
      moment_(moment),
      packed_(Pack(subject)),
      interests_(InterestTablesOf(subject, taxonomy)) {
  // Without topics of its own there is nothing to share.
  const int most = interests_.MostForSubject();
  if (most == 0) return;
  most_interests_.subject = bound_policy_.interests().Of(most);
  most_interests_.candidate = UnitsOf(Term::kInterests, kTermScale);
}

bool QuestionBound::SetKind(Kind candidate, int max_distance_metres, KindBound& bound) const {
  if ((packed_.flags & kSurelyBarred) != 0) return false;
  if (candidate == Kind::kVolunteer && (packed_.flags & kOnlyGives) != 0) return false;
  const bool peers = candidate == Kind::kResident && subject_.kind == Kind::kResident;
  if (peers && (packed_.flags & kNoNeighbours) != 0) return false;
  BoundTables& tables = bound.tables;
  tables.point = subject_.point;
  tables.day_parts = packed_.day_parts;
  tables.languages = packed_.languages;
  if (max_distance_metres > 0) {
    const std::int64_t units = std::int64_t{max_distance_metres} * 100 >> kDistanceShift;
    // Beyond the farthest that is told apart, everybody may be within it.
    if (units < kFarthest) tables.max_distance = static_cast<std::int32_t>(units);
  }
  tables.interests = &interests_;
  tables.most_interests = most_interests_;
  tables.interest_units = &bound_policy_.interests();
  SetBars(candidate, tables);
  SetTravel(candidate, tables);
  SetWays(candidate, tables);
  const Units time = UnitsOf(Term::kAvailability, kTermScale);
  tables.in_person = tables.remotely = {time, time};
  if (candidate == Kind::kActivity || subject_.kind == Kind::kActivity) {
    SetActivityTerms(candidate, tables);
  } else {
    SetPersonTerms(candidate, tables);
  }
  SetNeedFit(candidate, tables);
  SetFreshness(candidate, tables);
  SetBest(bound);
  return true;
}

void QuestionBound::SetBest(KindBound& bound) const {
  const BoundTables& tables = bound.tables;
  const int subject = MostOf(tables.wishes_units) + MostOf(tables.months_subject) + MostOf(tables.times_subject) +
                      2 * tables.experience + MostOf(tables.touched_units) + most_interests_.subject;
  const int candidate = MostOf(tables.generation_units) + MostOf(tables.months_candidate) +
                        MostOf(tables.times_candidate) + 2 * tables.experience + most_interests_.candidate;
  bound.best_in_person = {Plus(tables.in_person.subject, subject + MostOf(tables.offer_subject)),
                          Plus(tables.in_person.candidate, candidate + MostOf(tables.offer_candidate))};
  bound.best_remotely = {Plus(tables.remotely.subject, subject + MostOf(tables.remote_offer_subject)),
                         Plus(tables.remotely.candidate, candidate + MostOf(tables.remote_offer_candidate))};
  for (const std::uint8_t ways : tables.ways) {
    bound.subject_may_go = bound.subject_may_go || (ways & kSubjectGoes) != 0;
    bound.remote = bound.remote || (ways & kRemotely) != 0;
  }
}

std::optional<int> QuestionBound::MissingTime(const Member& candidate) const {
  int longest = LongestShared(subject_.stretches, candidate.times);
  if (candidate.has_more_times) {
    const std::vector<Stretch>& all = candidate.row->stretches;
    for (std::size_t from = WeekTimes::kStretches; from < all.size(); from += WeekTimes::kStretches) {
      longest = std::max(longest, LongestShared(subject_.stretches, WeekTimesOf(all, from)));
    }
  }
  const int good = policy_.good_block_minutes;
  if (longest >= good) return 0;
  if (longest < policy_.min_block_minutes) return std::nullopt;
  return OffBoth(UnitsOf(Term::kAvailability, kTermScale) - UnitsOf(Term::kAvailability, longest * kTermScale / good));
}

void QuestionBound::SetTravel(Kind candidate, BoundTables& tables) const {
  tables.whole_travel = UnitsOf(Term::kTravel, kTermScale);
  tables.candidate_goes = &bound_policy_.going();
  const GoingTables& going = bound_policy_.going();
  if (candidate == Kind::kActivity) {
    // An activity never moves: it fetches, and the subject sits in the car.
    tables.subject_rides_when_candidate_goes = true;
    tables.max_reach = std::max(bound_policy_.pick_up_reach(), 0);
  }
  constexpr std::size_t kCar = static_cast<std::size_t>(TravelMode::kCar) - 1;
  tables.subject_rides_when_it_goes = subject_.activity == nullptr;
  for (std::size_t step = 0; step < kDistanceSteps; ++step) {
    Units& goes = tables.subject_goes[step];
    goes = kBarred;
    if (subject_.activity != nullptr) {
      const bool fetches =
          subject_.activity->transport_offered && BoundPolicy::StepMinutes(kCar, step) <= policy_.max_pick_up_minutes;
      if (fetches) goes = going[kCar][step];
      continue;
    }
    for (std::size_t mode = 0; mode < kModes; ++mode) {
      const int most = subject_.max_minutes[mode + 1];
      if (most == 0 || BoundPolicy::StepMinutes(mode, step) > most) continue;
      goes = goes == kBarred ? going[mode][step] : std::max(goes, going[mode][step]);
    }
  }
}

void QuestionBound::SetWays(Kind candidate, BoundTables& tables) const {
  constexpr std::uint8_t kEither = kSubjectGoes | kCandidateGoes;
  const unsigned own = packed_.forms & kFormBits;
  const bool peers = candidate == subject_.kind;
  const bool too_far_next_door = candidate == Kind::kActivity && bound_policy_.pick_up_reach() < 0;
  for (unsigned forms = 0; forms < tables.ways.size(); ++forms) {
    const unsigned other = forms & kFormBits;
    unsigned ways = 0;
    if (candidate == Kind::kActivity || subject_.kind == Kind::kActivity) {
      const unsigned persons = candidate == Kind::kActivity ? own : other;
      if (persons == 0 || (persons & kGroup) != 0) ways = too_far_next_door ? kSubjectGoes : kEither;
    } else {
      const unsigned shared = SharedForms(own, other);
      if ((shared & kPublic) != 0) ways |= kEither;
      if ((shared & kRemote) != 0) ways |= kRemotely;
      // To a resident's home a volunteer comes, with a VOG.
      const bool by_volunteer =
          candidate == Kind::kVolunteer ? (forms & kFormVog) != 0 : (packed_.forms & kFormVog) != 0;
      if ((shared & kHome) != 0 && (peers || by_volunteer)) {
        ways |= peers ? kEither : candidate == Kind::kVolunteer ? kCandidateGoes : kSubjectGoes;
      }
    }
    tables.ways[forms] = static_cast<std::uint8_t>(ways);
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

Units QuestionBound::GenerationUnits(Intergenerational wish, bool gap) const {
  return UnitsOf(Term::kIntergenerational, IntergenerationalValue(wish, gap));
}

void QuestionBound::SetPersonTerms(Kind candidate, BoundTables& tables) const {
  const Units wishes = UnitsOf(Term::kWishes, kTermScale);
  // What the other wishes is not in its columns: all of it may be met.
  tables.in_person.candidate = Plus(tables.in_person.candidate, wishes);
  tables.remotely.candidate = Plus(tables.remotely.candidate, wishes);
  for (unsigned year = 0; year < kYears; ++year) {
    const bool vague = year == 0 || year == kYears - 1;
    const int apart = std::abs(subject_.person->birth_year - (kFirstYear + static_cast<int>(year)));
    tables.generations[year] = vague ? 2 : apart >= policy_.intergenerational_gap_years ? 1 : 0;
  }
  for (unsigned code = 0; code < 4; ++code) {
    const Intergenerational wish = WishOf(code);
    const Units same = GenerationUnits(wish, false);
    const Units another = GenerationUnits(wish, true);
    tables.generation_units[code] = same;
    tables.generation_units[code + 4] = wish == Intergenerational::kNotWanted ? kBarred : another;
    tables.generation_units[code + 8] = std::max(same, another);
  }
  SetWishes(tables);
  SetCommitment(candidate, tables);
  tables.experiences = packed_.experiences;
  tables.experience = UnitsOf(Term::kExperience, kTermScale / 2);
}

void QuestionBound::SetWishes(BoundTables& tables) const {
  const Person& person = *subject_.person;
  const Intergenerational own = person.intergenerational;
  const Units all = UnitsOf(Term::kWishes, kTermScale);
  const std::array<Units, 3> generation = {GenerationUnits(own, false),
                                           own == Intergenerational::kNotWanted ? kBarred : GenerationUnits(own, true),
                                           std::max(GenerationUnits(own, false), GenerationUnits(own, true))};
  const auto units_for = [&](int age, unsigned gap, unsigned gender) {
    // The first and the last year stand for others as well.
    const std::optional<int> met = gap == 2 ? kTermScale : WishesMet(person, age, static_cast<Gender>(gender));
    if (!met || generation[gap] == kBarred) return kBarred;
    return Plus(UnitsOf(Term::kWishes, *met), generation[gap]);
  };
  tables.by_gender = std::any_of(person.wishes.begin(), person.wishes.end(),
                                 [](const Wish& wish) { return wish.gender != Gender::kUnspecified; });
  std::size_t classes = 0;
  if (person.wishes.empty()) {
    for (const Units units : generation) tables.wishes_units[classes++] = units == kBarred ? kBarred : Plus(all, units);
    for (std::size_t i = 0; i < tables.wishes.size(); ++i) tables.wishes[i] = tables.generations[i % kYears];
    return;
  }
  tables.wishes_units[classes++] = kBarred;
  for (unsigned year = 0; year < kYears; ++year) {
    const int age = static_cast<int>(moment_.today.year()) - (kFirstYear + static_cast<int>(year));
    const bool as_before =
        year > 0 && tables.generations[year] == tables.generations[year - 1] && SameForAges(person, age, age + 1);
    for (unsigned gender = 0; gender < 4; ++gender) {
      std::uint8_t* place = &tables.wishes[gender * kYears + year];
      *place = as_before ? *(place - 1)
                         : ClassOf(units_for(age, tables.generations[year], gender), classes, tables.wishes_units);
    }
  }
}

void QuestionBound::SetCommitment(Kind candidate, BoundTables& tables) const {
  const Commitment& own = subject_.person->commitment;
  // Of the mean of two parts, rounded up for each.
  const auto half = [&](int part) { return UnitsOf(Term::kCommitment, (part + 1) / 2); };
  const auto set = [&](int wished, ByClass& subject, ByClass& other) {
    for (int stated = 0; stated <= kCommitmentMax; ++stated) {
      const auto at = static_cast<std::size_t>(stated);
      // The last code stands for more as well, which may be enough.
      const bool enough = stated == kCommitmentMax && wished > 0;
      subject[at] = half(enough ? kTermScale : CommitmentPart(wished, stated));
      // Who wishes for more than the last code gets less of it, never more.
      other[at] = half(CommitmentPart(stated, wished));
    }
  };
  set(own.months, tables.months_subject, tables.months_candidate);
  set(own.times_per_month, tables.times_subject, tables.times_candidate);
  if (candidate != Kind::kVolunteer || subject_.kind != Kind::kResident) return;
  const int needed = MonthsNeeded(subject_.resident->need.type, policy_);
  for (int months = 1; months < std::min(needed, kCommitmentMax); ++months) {
    tables.months_subject[static_cast<std::size_t>(months)] = kBarred;
  }
}

void QuestionBound::SetActivityTerms(Kind candidate, BoundTables& tables) const {
  const Units same = Plus(UnitsOf(Term::kCommitment, kNeutralCommitment), UnitsOf(Term::kWishes, kTermScale));
  const Units activity = UnitsOf(Term::kIntergenerational, kNoGeneration);
  SideUnits& in_person = tables.in_person;
  in_person = {Plus(in_person.subject, same), Plus(in_person.candidate, same)};
  if (candidate == Kind::kActivity) {
    in_person.candidate = Plus(in_person.candidate, activity);
    tables.offers = bound_policy_.group_classes();
    for (std::size_t i = 0; i < BoundPolicy::kGroupClasses; ++i) {
      const bool gap = BoundPolicy::GroupClassOf(i).generations;
      tables.offer_subject[i] = GenerationUnits(subject_.person->intergenerational, gap);
    }
    return;
  }
  in_person.subject = Plus(in_person.subject, activity);
  const bool gap = subject_.activity->intergenerational == Intergenerational::kWanted;
  for (unsigned code = 0; code < 4; ++code) {
    const Intergenerational wish = WishOf(code);
    tables.generation_units[code] = gap && wish == Intergenerational::kNotWanted ? kBarred : GenerationUnits(wish, gap);
  }
}

void QuestionBound::SetNeedFit(Kind candidate, BoundTables& tables) const {
  const auto units = [&](int value) { return UnitsOf(Term::kNeedFit, value); };
  const auto add = [](SideUnits& sides, Units subject, Units other) {
    sides = {Plus(sides.subject, subject), Plus(sides.candidate, other)};
  };
  const auto add_both = [&](SideUnits& sides, int value) { add(sides, units(value), units(value)); };
  const Units remote_travel = UnitsOf(Term::kTravel, kRemoteTravel);
  add(tables.remotely, remote_travel, remote_travel);
  const bool with_volunteer = subject_.kind == Kind::kVolunteer || candidate == Kind::kVolunteer;
  const bool with_activity = subject_.kind == Kind::kActivity || candidate == Kind::kActivity;
  if (with_volunteer && with_activity) add_both(tables.in_person, kNoNeed);
  if (subject_.kind == Kind::kResident && candidate == Kind::kVolunteer) {
    add_both(tables.in_person, NeedFit(subject_.resident->need.type, Offer::kOneToOne));
    add_both(tables.remotely, NeedFit(subject_.resident->need.type, Offer::kRemote));
  }
  if (subject_.kind == Kind::kResident && candidate == Kind::kActivity) {
    for (std::size_t i = 0; i < BoundPolicy::kGroupClasses; ++i) {
      const BoundPolicy::GroupClass group = BoundPolicy::GroupClassOf(i);
      GroupOffer offer = group.offer;
      int value = NeedFitInGroup(subject_.resident->need.type, offer);
      offer.small = false;
      if (group.may_be_large) value = std::max(value, NeedFitInGroup(subject_.resident->need.type, offer));
      tables.offer_subject[i] = Plus(tables.offer_subject[i], units(value));
      tables.offer_candidate[i] = units(value);
    }
  }
  if (candidate != Kind::kResident) return;
  for (unsigned code = 0; code < 8; ++code) {
    const auto need = static_cast<NeedType>(code);
    tables.offers[code] = static_cast<std::uint8_t>(code);
    const int remote = NeedFit(need, Offer::kRemote);
    const int neighbour = NeedFit(need, Offer::kNeighbour);
    if (subject_.kind == Kind::kResident) {
      tables.offer_candidate[code] = units(neighbour);
      tables.remote_offer_candidate[code] = units(std::min(neighbour, remote));
      continue;
    }
    const int value = subject_.kind == Kind::kActivity ? NeedFitInGroup(need, GroupOfferOf(subject_, policy_))
                                                       : NeedFit(need, Offer::kOneToOne);
    tables.offer_subject[code] = tables.offer_candidate[code] = units(value);
    if (subject_.kind == Kind::kVolunteer) {
      tables.remote_offer_subject[code] = tables.remote_offer_candidate[code] = units(remote);
    }
  }
  if (subject_.kind != Kind::kResident) return;
  const NeedType own = subject_.resident->need.type;
  const int neighbour = NeedFit(own, Offer::kNeighbour);
  add(tables.in_person, units(neighbour), 0);
  add(tables.remotely, units(std::min(neighbour, NeedFit(own, Offer::kRemote))), 0);
}

void QuestionBound::SetFreshness(Kind candidate, BoundTables& tables) const {
  const Units own = UnitsOf(Term::kFreshness, FreshnessValue(subject_, policy_, moment_.now));
  tables.in_person.candidate = Plus(tables.in_person.candidate, own);
  tables.remotely.candidate = Plus(tables.remotely.candidate, own);
  const BoundPolicy::Freshness& freshness = bound_policy_.freshness(candidate);
  tables.touched = freshness.steps;
  tables.touched_units = freshness.units;
  if (candidate == Kind::kVolunteer) tables.unanswered = bound_policy_.unanswered();
}

}  // namespace klik::engine
