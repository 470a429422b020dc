#include "tests/testing/random_world.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/index/snapshot_builder.h"
#include "engine/match/evaluate.h"
#include "engine/taxonomy/taxonomy.h"
#include "tests/testing/random_world_calm.h"
#include "tests/testing/random_world_dates.h"

namespace klik::testing {
namespace {

using engine::AccessNeed;
using engine::Attitude;
using engine::ContactForm;
using engine::EntityId;
using engine::Intergenerational;
using engine::Kind;
using engine::MatchState;
using engine::TravelMode;
using engine::Weekday;
using engine::Weeks;

absl::Time TimeAround(Random& random, int days_back, int days_on) {
  const absl::Time start = absl::FromCivil(random.day(), absl::UTCTimeZone());
  return start + absl::Hours(24 * random.Between(-days_back, days_on)) + absl::Hours(random.OneOf({0, 9, 22, 23}));
}

// Few topics, near each other: the same, above, below, beside and far off all occur.
std::vector<engine::TopicIndex> Topics() {
  std::vector<engine::TopicIndex> topics;
  for (const char* id : {"music", "music.choir", "music.choir.shanty", "music.classical", "game.cards",
                         "game.cards.bridge", "game.klaverjassen", "food.cooking", "together.company.coffee"}) {
    topics.push_back(*engine::Taxonomy::BuiltIn().Find(id));
  }
  return topics;
}

engine::Place SomePlace(Random& random) {
  static constexpr engine::GeoPoint kPoints[] = {
      {52'730'900, 5'152'200},  // Wervershoof
      {52'730'900, 5'152'200},  // next door
      {52'733'600, 5'152'200},  // 300 m further
      {52'737'902, 5'166'724},  // exactly 1,250 m from Wervershoof: six minutes and a half by bike
      {52'750'000, 5'133'000},  // Onderdijk
      {52'745'500, 5'220'900},  // Andijk
      {52'681'800, 5'022'800},  // Wognum
      {52'400'000, 4'900'000},  // Amsterdam
  };
  engine::Place place;
  place.point = kPoints[random.Below(random.Percent(80) ? 7 : 8)];
  return place;
}

std::vector<engine::Window> SomeWindows(Random& random) {
  std::vector<engine::Window> windows;
  // Somebody who is always there: with another such more blocks than an answer has room for.
  if (random.Percent(8)) {
    for (int day = 1; day <= 7; ++day) {
      windows.push_back({static_cast<Weekday>(day), 540, 540 + random.OneOf({90, 120}), Weeks::kEvery});
      windows.push_back({static_cast<Weekday>(day), 720, 900, random.OneOf({Weeks::kEvery, Weeks::kOdd})});
    }
    random.Shuffle(windows);
    return windows;
  }
  for (const Weekday day : {Weekday::kMonday, Weekday::kTuesday, Weekday::kSunday}) {
    // Windows of one day follow each other, so that they never overlap but often touch.
    int minute = random.OneOf({0, 420, 540, 570, 600, 720, 900});
    const int count = random.OneOf({0, 1, 1, 2, 3});
    for (int i = 0; i < count && minute < 1440; ++i) {
      const int end = std::min(1440, minute + random.OneOf({20, 30, 45, 90, 121, 300}));
      windows.push_back({day, minute, end, random.OneOf({Weeks::kEvery, Weeks::kEvery, Weeks::kOdd, Weeks::kEven})});
      minute = end + random.OneOf({0, 0, 0, 15, 120});
    }
    // The other weeks may have a window at the same hours.
    if (!windows.empty() && windows.back().weekday == day && random.Percent(20)) {
      engine::Window other = windows.back();
      if (other.weeks != Weeks::kEvery) {
        other.weeks = other.weeks == Weeks::kOdd ? Weeks::kEven : Weeks::kOdd;
        windows.push_back(other);
      }
    }
  }
  if (windows.empty()) windows.push_back({Weekday::kMonday, 1380, 1440, Weeks::kEvery});
  random.Shuffle(windows);
  return windows;
}

template <typename T>
std::vector<T> Some(Random& random, std::vector<T> values, int chance) {
  std::vector<T> chosen;
  for (const T& value : values) {
    if (random.Percent(chance)) chosen.push_back(value);
  }
  random.Shuffle(chosen);
  return chosen;
}

std::vector<engine::TravelOption> SomeTravel(Random& random) {
  std::vector<engine::TravelOption> travel;
  for (const TravelMode mode : Some<TravelMode>(random,
                                                {TravelMode::kWalk, TravelMode::kBike, TravelMode::kCar,
                                                 TravelMode::kPublicTransport, TravelMode::kWheelchairTaxi},
                                                30)) {
    travel.push_back({mode, random.OneOf({5, 15, 20, 25, 30, 60, 240}), random.Percent(30)});
  }
  return travel;
}

std::vector<engine::LanguageSkill> SomeLanguages(Random& random, int dutch) {
  std::vector<engine::LanguageSkill> languages;
  for (const std::string code : {"nl", "pl", "fy"}) {
    if (random.Percent(code == "nl" ? dutch : 20)) {
      languages.push_back(
          {code, random.OneOf({engine::LanguageLevel::kFluent, engine::LanguageLevel::kFluent,
                               engine::LanguageLevel::kConversational, engine::LanguageLevel::kBasic})});
    }
  }
  random.Shuffle(languages);
  return languages;
}

const std::vector<AccessNeed> kNeeds = {AccessNeed::kStepFree,  AccessNeed::kAccessibleToilet, AccessNeed::kHearingLoop,
                                        AccessNeed::kNoAnimals, AccessNeed::kSmokeFree,        AccessNeed::kQuiet};

std::vector<engine::AccessFact> SomeFacts(Random& random) {
  std::vector<engine::AccessFact> facts;
  for (const AccessNeed need : Some(random, kNeeds, 70)) {
    facts.push_back({need, random.OneOf({engine::Fact::kYes, engine::Fact::kYes, engine::Fact::kYes, engine::Fact::kNo,
                                         engine::Fact::kUnknown})});
  }
  return facts;
}

std::vector<engine::LegalBasis> SomeBases(Random& random) {
  std::vector<engine::LegalBasis> bases;
  const int count = random.OneOf({1, 1, 1, 1, 1, 1, 1, 0, 2});
  for (int i = 0; i < count; ++i) {
    engine::LegalBasis basis;
    basis.purpose = random.Percent(93) ? engine::Purpose::kMatching : engine::Purpose::kEvaluation;
    basis.basis = engine::Basis::kConsent;
    if (random.Percent(20)) basis.since = random.day() + random.OneOf({-300, 0, 1, 2, 3});
    if (random.Percent(20)) basis.until = random.day() + random.OneOf({0, 1, 2, 300});
    basis.withdrawn = random.Percent(6);
    bases.push_back(basis);
  }
  return bases;
}

engine::Metadata SomeMetadata(Random& random, Kind kind, int number) {
  engine::Metadata meta;
  // The same ids in every kind, and in another order than the residents have.
  meta.id = {kind, absl::StrCat(std::string(1, static_cast<char>('a' + (number * 7) % 26)), number)};
  if (random.Percent(40)) {
    // The same id in two systems occurs; unique all the same, for 7 and 10 have nothing in common.
    const int code = number * 7 % 10;
    meta.external_id = {code % 2 == 0 ? "crm" : "csv", absl::StrCat(code / 2, static_cast<int>(kind))};
  }
  return meta;
}

void FillPerson(Random& random, engine::Person& person) {
  // Around 18, around 25 years apart, and ordinary.
  int age = random.OneOf({17, 18, 19, 36, 43, 44, 61, 68, 69, 86});
  if (random.Percent(60)) age = random.OneOf({44, 69, 86});
  person.birth_year = static_cast<int>(random.day().year()) - age;
  person.display_name = random.OneOf({"Truus", "Kees"});
  person.gender = random.OneOf({engine::Gender::kFemale, engine::Gender::kMale, engine::Gender::kUnspecified});
  person.place = SomePlace(random);
  person.travel = SomeTravel(random);
  person.availability = {SomeWindows(random), SomeAway(random)};
  person.languages = SomeLanguages(random, 90);
  for (const engine::TopicIndex topic : Some(random, Topics(), 35)) {
    person.interests.push_back(
        {topic, random.OneOf({Attitude::kLikes, Attitude::kLikes, Attitude::kLikes, Attitude::kUsedTo,
                              Attitude::kWantsToLearn, Attitude::kCanTeach, Attitude::kDislikes, Attitude::kNever})});
    if (person.interests.back().attitude == Attitude::kNever && random.Percent(60)) person.interests.pop_back();
  }
  person.experiences = Some<engine::Experience>(
      random, {engine::Experience::kWidowed, engine::Experience::kMigrated, engine::Experience::kRetired}, 30);
  if (random.Percent(50)) {
    person.contact_forms =
        Some<ContactForm>(random,
                          {ContactForm::kHomeVisit, ContactForm::kPublicPlace, ContactForm::kOutdoors,
                           ContactForm::kPhone, ContactForm::kOnline, ContactForm::kGroup},
                          50);
  }
  if (random.Percent(40)) person.access_needs = Some(random, kNeeds, 25);
  const int wishes = random.OneOf({0, 0, 1, 2});
  for (int i = 0; i < wishes; ++i) {
    engine::Wish wish;
    if (random.Percent(50)) wish.min_age = random.OneOf({19, 43, 44, 45});
    if (random.Percent(30)) wish.max_age = random.OneOf({69, 86});
    if (random.Percent(30)) wish.gender = random.OneOf({engine::Gender::kFemale, engine::Gender::kMale});
    wish.hard = random.Percent(25);
    person.wishes.push_back(wish);
  }
  person.commitment = {random.OneOf({0, 3, 6, 12}), random.OneOf({0, 1, 4})};
  person.intergenerational = random.OneOf({Intergenerational::kNoPreference, Intergenerational::kWelcome,
                                           Intergenerational::kWanted, Intergenerational::kNotWanted});
  if (random.Percent(50)) person.intergenerational = Intergenerational::kNoPreference;
  person.guardian_consent = random.Percent(50);
  person.legal_bases = SomeBases(random);
  person.state = random.Percent(90) ? engine::ProfileState::kActive
                                    : random.OneOf({engine::ProfileState::kPaused, engine::ProfileState::kWithdrawn});
  if (random.Percent(70))
    person.confirm_time = TimeAround(random, 0, 5) - absl::Hours(24 * random.OneOf({0, 365, 800}));
}

engine::Resident SomeResident(Random& random, int number) {
  engine::Resident resident;
  resident.meta = SomeMetadata(random, Kind::kResident, number);
  FillPerson(random, resident);
  resident.need.type = random.OneOf({engine::NeedType::kEmotional, engine::NeedType::kSocial, engine::NeedType::kBoth,
                                     engine::NeedType::kMeaning, engine::NeedType::kPractical,
                                     engine::NeedType::kUnknown, engine::NeedType::kProfessionalFirst});
  if (resident.need.type == engine::NeedType::kProfessionalFirst && random.Percent(70)) {
    resident.need.type = engine::NeedType::kSocial;
  }
  if (random.Percent(30)) resident.max_group_size = random.OneOf({1, 2, 7, 8, 9});
  if (random.Percent(30)) resident.max_cost_cents = random.OneOf({0, 250, 500});
  if (random.Percent(30)) resident.vouchers = {"MEEDOEN"};
  resident.role =
      random.OneOf({engine::Role::kReceive, engine::Role::kReceive, engine::Role::kBoth, engine::Role::kGive});
  resident.peer_links = random.Percent(60);
  resident.waiting_since = random.day() - random.OneOf({0, 1, 30});
  return resident;
}

engine::Volunteer SomeVolunteer(Random& random, int number) {
  engine::Volunteer volunteer;
  volunteer.meta = SomeMetadata(random, Kind::kVolunteer, number);
  FillPerson(random, volunteer);
  if (random.Percent(40)) volunteer.access = SomeFacts(random);
  volunteer.vog.state = random.OneOf({engine::VogState::kValid, engine::VogState::kValid, engine::VogState::kValid,
                                      engine::VogState::kRequested, engine::VogState::kNone});
  if (volunteer.vog.state == engine::VogState::kValid) {
    volunteer.vog.issued_date =
        random.OneOf({random.day(), random.day() - 1096, random.day() - 1095, random.day() - 1094, random.day() - 1000,
                      random.day() - 915, absl::CivilDay(2024, 2, 29), absl::CivilDay(2024, 8, 31)});
  }
  if (random.Percent(70)) volunteer.max_matches = random.OneOf({0, 1, 2, 2, 3});
  if (random.Percent(40)) volunteer.max_open_requests = random.OneOf({0, 1, 2});
  volunteer.available_until = SomeLastDay(random);
  if (random.Percent(60)) volunteer.last_asked_time = TimeAround(random, 100, 3);
  volunteer.unanswered_requests = random.OneOf({0, 0, 0, 1, 2, 6});
  return volunteer;
}

engine::Activity SomeActivity(Random& random, int number) {
  engine::Activity activity;
  activity.meta = SomeMetadata(random, Kind::kActivity, number);
  activity.topics = Some(random, Topics(), 25);
  activity.place = SomePlace(random);
  activity.sessions.hours.windows = SomeWindows(random);
  SetSomeDates(random, activity.sessions);
  activity.format = random.OneOf({engine::ActivityFormat::kGroup, engine::ActivityFormat::kCourse,
                                  engine::ActivityFormat::kWorkshop, engine::ActivityFormat::kMeal});
  if (random.Percent(60)) activity.capacity = random.OneOf({0, 2, 7, 8, 9, 20});
  activity.enrolled = random.OneOf({0, 0, 1, 6, 7});
  activity.cost_cents = random.OneOf({0, 0, 250, 251, 1000});
  if (random.Percent(30)) activity.vouchers_accepted = {"STADSPAS", "MEEDOEN"};
  activity.access = SomeFacts(random);
  if (random.Percent(50)) activity.languages = SomeLanguages(random, 60);
  activity.supervised = random.Percent(50);
  if (random.Percent(20)) activity.min_age = random.OneOf({18, 19, 44, 45, 69});
  if (random.Percent(20)) activity.max_age = random.OneOf({69, 86, 85});
  activity.working_elements = Some<engine::WorkingElement>(
      random, {engine::WorkingElement::kMeaningfulRole, engine::WorkingElement::kPracticalSupport}, 25);
  activity.transport_offered = random.Percent(40);
  activity.intergenerational = random.OneOf({Intergenerational::kNoPreference, Intergenerational::kWanted});
  return activity;
}

engine::Match SomeMatch(Random& random, const World& world, int number) {
  engine::Match match;
  match.meta.id = {Kind::kMatch, absl::StrCat("m", number)};
  match.resident = random.OneOf(world.residents).meta.id;
  do {
    match.other = random.OneOf(IdsOf(world));
  } while (match.other == match.resident);
  if (match.other.kind == Kind::kActivity && !world.volunteers.empty() && random.Percent(50)) {
    match.companion = random.OneOf(world.volunteers).meta.id;
  }
  match.state = random.OneOf({MatchState::kProposed, MatchState::kShown, MatchState::kTrial, MatchState::kActive,
                              MatchState::kPaused, MatchState::kEnded, MatchState::kEnded, MatchState::kDeclined,
                              MatchState::kExpired, MatchState::kRetracted});
  if (match.state == MatchState::kEnded) {
    match.end_reason = random.OneOf({engine::EndReason::kConflict, engine::EndReason::kMovedHouse});
  }
  if (engine::IsOpen(match.state) && random.Percent(70)) match.expire_time = TimeAround(random, 1, 4);
  return match;
}

// Of two that could be brought together: others are nobody's business.
engine::Exclusion SomeExclusion(Random& random, const World& world, int number) {
  engine::Exclusion exclusion;
  exclusion.meta.id = {Kind::kExclusion, absl::StrCat("x", number)};
  do {
    exclusion.first = random.OneOf(IdsOf(world));
    exclusion.second = random.OneOf(IdsOf(world));
  } while (exclusion.first == exclusion.second || !engine::CanLink(exclusion.first.kind, exclusion.second.kind));
  exclusion.category = random.OneOf({engine::ExclusionCategory::kConflict, engine::ExclusionCategory::kSafety,
                                     engine::ExclusionCategory::kOwnChoice, engine::ExclusionCategory::kFamily,
                                     engine::ExclusionCategory::kColleague, engine::ExclusionCategory::kCaseWorker});
  // Around the moments at which the worlds are looked at.
  if (random.Percent(60)) exclusion.until = random.day() + random.OneOf({-300, -1, 0, 1, 2, 300});
  return exclusion;
}

}  // namespace

World RandomWorld(Random& random) {
  World world;
  // Half the worlds are tame, so that candidates are many enough to be put in order.
  const int residents = random.Between(2, 6);
  const int volunteers = random.Between(0, 5);
  const int activities = random.Between(0, 4);
  for (int i = 0; i < residents; ++i) world.residents.push_back(SomeResident(random, i));
  for (int i = 0; i < volunteers; ++i) world.volunteers.push_back(SomeVolunteer(random, i));
  for (int i = 0; i < activities; ++i) world.activities.push_back(SomeActivity(random, i));
  if (random.Percent(60)) CalmDown(random, world);
  StayUp(random, world);
  // Twins, but for their ids: only fairness and names can part them.
  if (random.Percent(50) && !world.volunteers.empty()) {
    engine::Volunteer twin = world.volunteers.front();
    twin.meta = SomeMetadata(random, Kind::kVolunteer, volunteers);
    if (random.Percent(30)) twin.last_asked_time = TimeAround(random, 200, 0);
    world.volunteers.push_back(twin);
  }
  if (random.Percent(50)) {
    engine::Resident twin = world.residents.front();
    twin.meta = SomeMetadata(random, Kind::kResident, residents);
    if (random.Percent(30)) twin.waiting_since = random.day() - random.Below(40);
    world.residents.push_back(twin);
  }
  if (random.Percent(30) && !world.activities.empty()) {
    engine::Activity twin = world.activities.front();
    twin.meta = SomeMetadata(random, Kind::kActivity, activities);
    world.activities.push_back(twin);
  }
  const int matches = random.Below(6);
  for (int i = 0; i < matches; ++i) world.matches.push_back(SomeMatch(random, world, i));
  const int exclusions = random.Below(5);
  for (int i = 0; i < exclusions; ++i) {
    world.exclusions.push_back(SomeExclusion(random, world, i));
    // The same two again, for another reason or the other way round.
    if (random.Percent(80)) continue;
    engine::Exclusion again = SomeExclusion(random, world, 10 + i);
    again.first = world.exclusions.back().second;
    again.second = world.exclusions.back().first;
    world.exclusions.push_back(again);
  }
  return world;
}

engine::Policy RandomPolicy(Random& random) {
  engine::Policy policy;
  if (random.Percent(50)) return policy;
  for (int i = 0; i < 10; ++i) {
    int& from = policy.weights[static_cast<std::size_t>(random.Below(engine::kTermCount))];
    int& to = policy.weights[static_cast<std::size_t>(random.Below(engine::kTermCount))];
    const int share = random.Below(from + 1);
    from -= share;
    to += share;
  }
  policy.min_block_minutes = random.OneOf({30, 1, 45});
  policy.good_block_minutes = random.OneOf({120, 90});
  policy.intergenerational_gap_years = random.OneOf({25, 26, 18});
  policy.vog_validity_months = random.OneOf({36, 30});
  policy.near_minutes = random.OneOf({15, 0});
  policy.far_minutes = random.OneOf({60, 7});
  policy.max_pick_up_minutes = random.OneOf({45, 14, 9});
  policy.small_group_capacity = random.OneOf({8, 7});
  policy.stale_profile_days = random.OneOf({365, 366});
  policy.rested_days = random.OneOf({90, 30});
  policy.confirm_first_requests = random.OneOf({2, 1});
  policy.default_commitment_months = random.OneOf({6, 7});
  policy.horizon_days = random.OneOf({56, engine::kMinHorizonDays, engine::kMinHorizonDays + 1, 57, 84});
  policy.steady_months = random.OneOf({6, 4, 12});
  policy.lasting_months = random.OneOf({3, 0, 6});
  engine::ChangeCosts& costs = policy.change_costs;
  for (int* cost : {&costs.consent_missing, &costs.vog_requested, &costs.vog_missing, &costs.vog_expired,
                    &costs.capacity, &costs.capacity_reserved, &costs.activity_full, &costs.time_overlap, &costs.ride,
                    &costs.pending_guardian, &costs.cost, &costs.contact_form, &costs.paused}) {
    *cost = random.Below(6);
  }
  return policy;
}

engine::SearchQuery RandomQuery(Random& random, const EntityId& subject, const engine::Moment& moment) {
  engine::SearchQuery query;
  query.subject = subject;
  query.moment = moment;
  if (random.Percent(50)) {
    query.kinds = Some<Kind>(random, {Kind::kResident, Kind::kVolunteer, Kind::kActivity}, 60);
  }
  if (random.Percent(20)) query.filter.topics = Some(random, Topics(), 20);
  if (random.Percent(20)) query.filter.max_distance_metres = random.OneOf({1, 299, 301, 2000, 10000});
  query.limit = random.OneOf({1, 2, 3, 20});
  query.include_excluded = random.Percent(50);
  query.excluded_limit = random.OneOf({1, 2, 200});
  return query;
}

std::vector<EntityId> IdsOf(const World& world) {
  std::vector<EntityId> ids;
  for (const auto& resident : world.residents) ids.push_back(resident.meta.id);
  for (const auto& volunteer : world.volunteers) ids.push_back(volunteer.meta.id);
  for (const auto& activity : world.activities) ids.push_back(activity.meta.id);
  return ids;
}

std::shared_ptr<const engine::Snapshot> SnapshotOf(const World& world) {
  engine::SnapshotBuilder builder(std::make_shared<engine::Snapshot>(engine::Taxonomy::BuiltIn()));
  for (const auto& resident : world.residents) builder.Apply(std::make_shared<const engine::Resident>(resident));
  for (const auto& volunteer : world.volunteers) builder.Apply(std::make_shared<const engine::Volunteer>(volunteer));
  for (const auto& activity : world.activities) builder.Apply(std::make_shared<const engine::Activity>(activity));
  for (const auto& match : world.matches) builder.Apply(std::make_shared<const engine::Match>(match));
  for (const auto& it : world.exclusions) builder.Apply(std::make_shared<const engine::Exclusion>(it));
  return builder.Build(1);
}

}  // namespace klik::testing
