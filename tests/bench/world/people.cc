#include "tests/bench/world/people.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace klik::bench {
namespace {

using engine::Attitude;
using engine::ContactForm;
using engine::TravelMode;

constexpr double kZipf = 0.9;

// Ids as long as those of the server.
engine::Metadata MetadataOf(engine::Kind kind, std::uint64_t number, std::uint64_t seed) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";
  Draw draw(seed ^ 0x5EED, static_cast<Stream>(100 + static_cast<int>(kind)), number);
  engine::Metadata meta;
  meta.id.kind = kind;
  for (int i = 0; i < 26; ++i) meta.id.id += kLetters[static_cast<std::size_t>(draw.Below(32))];
  meta.external_id = {"bench", absl::StrCat(static_cast<int>(kind), "-", number)};
  return meta;
}

// How likely a part of the day is free, per mille: morning, afternoon and evening, of a weekday and of the weekend.
struct Rhythm {
  std::array<int, 3> weekday;
  std::array<int, 3> weekend;
  int every_other_week;
};

Rhythm RhythmOf(int age, Draw& draw) {
  if (age < 25) return {{150, 300, 400}, {250, 450, 250}, 40};
  if (age >= 67) return {{520, 600, 130}, {160, 320, 60}, 20};
  constexpr Rhythm kAtWork = {{30, 50, 480}, {300, 430, 220}, 40};
  constexpr Rhythm kInShifts = {{260, 260, 240}, {200, 250, 120}, 650};
  constexpr Rhythm kPartTime = {{300, 280, 330}, {220, 330, 130}, 80};
  constexpr Rhythm kAtHome = {{430, 500, 280}, {260, 330, 170}, 30};
  switch (draw.PickWeighted({500, 100, 220, 180})) {
    case 0:
      return kAtWork;
    case 1:
      return kInShifts;
    case 2:
      return kPartTime;
    default:
      return kAtHome;
  }
}

engine::Window MakeWindow(int weekday, std::size_t part, int every_other_week, Draw& draw) {
  constexpr std::array<int, 3> kStarts = {8 * 60, 12 * 60 + 30, 18 * 60};
  constexpr std::array<int, 3> kEnds = {12 * 60 + 30, 18 * 60, 22 * 60 + 30};
  const int start = kStarts[part] + 15 * draw.Below(9);
  const int longest = std::min(240, kEnds[part] - start);
  engine::Window window;
  window.weekday = static_cast<engine::Weekday>(weekday);
  window.start_minute = start;
  window.end_minute = start + 60 + 5 * draw.Below((longest - 60) / 5 + 1);
  window.weeks = !draw.Chance(every_other_week) ? engine::Weeks::kEvery
                 : draw.Chance(500)             ? engine::Weeks::kOdd
                                                : engine::Weeks::kEven;
  return window;
}

std::vector<engine::Window> MakeWeek(const Rhythm& rhythm, Draw& draw) {
  std::vector<engine::Window> windows;
  for (int weekday = 1; weekday <= 7; ++weekday) {
    for (std::size_t part = 0; part < 3; ++part) {
      const int likely = (weekday >= 6 ? rhythm.weekend : rhythm.weekday)[part];
      if (draw.Chance(likely)) windows.push_back(MakeWindow(weekday, part, rhythm.every_other_week, draw));
    }
  }
  if (windows.empty()) windows.push_back(MakeWindow(6, 1, 0, draw));
  return windows;
}

std::vector<engine::TravelOption> MakeTravel(int age, Draw& draw) {
  std::vector<engine::TravelOption> travel;
  const bool careful = age >= 72;
  if (draw.Chance(age < 65 ? 8 : age < 80 ? 20 : 60)) {
    if (draw.Chance(800)) travel.push_back({TravelMode::kWheelchairTaxi, 5 * draw.Between(5, 9), false});
    return travel;
  }
  if (draw.Chance(age < 75 ? 10 : 150)) return travel;
  travel.push_back({TravelMode::kWalk, 5 * draw.Between(2, careful ? 4 : 6), careful && draw.Chance(350)});
  if (draw.Chance(age < 70 ? 860 : age < 80 ? 600 : 200)) {
    travel.push_back({TravelMode::kBike, 5 * draw.Between(3, careful ? 5 : 7), careful && draw.Chance(450)});
  }
  if (age >= 18 && draw.Chance(age < 25 ? 220 : age < 75 ? 680 : 300)) {
    travel.push_back({TravelMode::kCar, 5 * draw.Between(3, 7), careful && draw.Chance(400)});
  }
  if (draw.Chance(age < 25 ? 500 : 180)) {
    travel.push_back({TravelMode::kPublicTransport, 5 * draw.Between(6, 12), false});
  }
  return travel;
}

std::vector<engine::LanguageSkill> MakeLanguages(Draw& draw) {
  using engine::LanguageLevel;
  std::vector<engine::LanguageSkill> languages;
  const bool newcomer = draw.Chance(90);
  if (newcomer) {
    languages.push_back({draw.Pick({"pl", "ar", "tr", "uk", "ti", "so", "fa"}), LanguageLevel::kFluent});
    languages.push_back({"nl", draw.Chance(450) ? LanguageLevel::kBasic : LanguageLevel::kConversational});
  } else {
    languages.push_back({"nl", LanguageLevel::kFluent});
  }
  if (draw.Chance(350)) languages.push_back({"en", LanguageLevel::kConversational});
  if (!newcomer && draw.Chance(120)) {
    languages.push_back({draw.Pick({"de", "fr", "pl", "ar", "tr"}), LanguageLevel::kConversational});
  }
  return languages;
}

std::vector<ContactForm> MakeForms(int group, Draw& draw) {
  std::vector<ContactForm> forms;
  if (draw.Chance(250)) return forms;
  if (draw.Chance(700)) forms.push_back(ContactForm::kHomeVisit);
  if (draw.Chance(600)) forms.push_back(ContactForm::kPublicPlace);
  if (draw.Chance(450)) forms.push_back(ContactForm::kOutdoors);
  if (draw.Chance(250)) forms.push_back(ContactForm::kPhone);
  if (draw.Chance(100)) forms.push_back(ContactForm::kOnline);
  if (draw.Chance(group)) forms.push_back(ContactForm::kGroup);
  return forms;
}

std::vector<engine::Wish> MakeWishes(int age, Draw& draw) {
  std::vector<engine::Wish> wishes;
  if (draw.Chance(180)) {
    engine::Wish wish;
    wish.min_age = std::max(16, age - draw.Between(8, 25));
    wish.max_age = std::min(120, age + draw.Between(8, 25));
    wish.hard = draw.Chance(150);
    wishes.push_back(wish);
  }
  if (draw.Chance(120)) {
    engine::Wish wish;
    wish.gender = draw.Chance(650) ? engine::Gender::kFemale : engine::Gender::kMale;
    wish.hard = draw.Chance(350);
    wishes.push_back(wish);
  }
  return wishes;
}

std::vector<engine::Experience> MakeExperiences(int age, Draw& draw) {
  using engine::Experience;
  std::vector<Experience> experiences;
  const auto add = [&](Experience experience, int likely) {
    if (draw.Chance(likely)) experiences.push_back(experience);
  };
  add(Experience::kWidowed, age < 60 ? 10 : age < 75 ? 120 : 350);
  add(Experience::kMigrated, 80);
  add(Experience::kCarer, 120);
  add(Experience::kChronicIllness, 100);
  add(Experience::kNewInTown, 70);
  add(Experience::kDivorced, 130);
  add(Experience::kRetired, age >= 67 ? 700 : 0);
  add(Experience::kParent, age < 25 ? 20 : 450);
  return experiences;
}

std::vector<engine::AccessFact> MakeFacts(int known, Draw& draw) {
  std::vector<engine::AccessFact> facts;
  for (int need = 1; need <= 6; ++need) {
    if (!draw.Chance(known)) continue;
    facts.push_back({static_cast<engine::AccessNeed>(need), draw.Chance(800)   ? engine::Fact::kYes
                                                            : draw.Chance(700) ? engine::Fact::kNo
                                                                               : engine::Fact::kUnknown});
  }
  return facts;
}

int ResidentAge(Draw& draw) {
  constexpr std::array<std::pair<int, int>, 5> kBands = {{{16, 24}, {25, 44}, {45, 64}, {65, 79}, {80, 96}}};
  const auto& [low, high] = kBands[draw.PickWeighted({110, 210, 250, 250, 180})];
  return draw.Between(low, high);
}

int VolunteerAge(Draw& draw) {
  constexpr std::array<std::pair<int, int>, 4> kBands = {{{17, 24}, {25, 44}, {45, 64}, {65, 82}}};
  const auto& [low, high] = kBands[draw.PickWeighted({120, 230, 320, 330})];
  return draw.Between(low, high);
}

}  // namespace

People::People(std::uint64_t seed, const Towns& towns, const engine::Taxonomy& taxonomy, absl::CivilDay today)
    : seed_(seed), towns_(towns), today_(today) {
  group_of_.resize(taxonomy.topics().size());
  for (std::size_t i = 0; i < group_of_.size(); ++i) {
    const engine::Topic& topic = taxonomy.topics()[i];
    if (!topic.parent) {
      group_of_[i] = groups_.size();
      groups_.emplace_back();
      continue;
    }
    group_of_[i] = group_of_[topic.parent->value];
    topics_.push_back({static_cast<std::uint16_t>(i)});
  }
  Draw draw(seed, Stream::kTopics);
  for (std::size_t i = topics_.size() - 1; i > 0; --i) {
    std::swap(topics_[i], topics_[static_cast<std::size_t>(draw.Below(static_cast<int>(i) + 1))]);
  }
  double total = 0;
  for (std::size_t i = 0; i < topics_.size(); ++i) {
    groups_[group_of_[topics_[i].value]].topics.push_back(topics_[i]);
    popular_.push_back(total += std::pow(static_cast<double>(i + 1), -kZipf));
  }
}

engine::TopicIndex People::PickTopic(Draw& draw) const {
  const double place = draw.Part() * popular_.back();
  const auto found = std::upper_bound(popular_.begin(), popular_.end(), place);
  const auto index = std::min(static_cast<std::size_t>(found - popular_.begin()), topics_.size() - 1);
  return topics_[index];
}

std::vector<engine::Interest> People::MakeInterests(Draw& draw) const {
  const std::vector<engine::TopicIndex>& favourites = groups_[group_of_[PickTopic(draw).value]].topics;
  std::vector<engine::Interest> interests;
  const auto add = [&](engine::TopicIndex topic, Attitude attitude) {
    const bool named =
        std::any_of(interests.begin(), interests.end(), [&](const auto& it) { return it.topic == topic; });
    if (!named) interests.push_back({topic, attitude});
  };
  const int liked = draw.Between(3, 8);
  for (int i = 0; i < liked; ++i) {
    const bool favourite = draw.Chance(400);
    const engine::TopicIndex topic =
        favourite ? favourites[static_cast<std::size_t>(draw.Below(static_cast<int>(favourites.size())))]
                  : PickTopic(draw);
    constexpr std::array kAttitudes = {Attitude::kLikes, Attitude::kUsedTo, Attitude::kWantsToLearn,
                                       Attitude::kCanTeach};
    add(topic, kAttitudes[draw.PickWeighted({680, 140, 90, 90})]);
  }
  if (draw.Chance(350)) add(PickTopic(draw), Attitude::kDislikes);
  if (draw.Chance(45)) add(PickTopic(draw), Attitude::kNever);
  return interests;
}

void People::AddAway(Draw& draw, engine::Availability& availability) const {
  const absl::CivilDay first = today_ + draw.Between(-10, 50);
  availability.away.push_back({first, first + draw.Between(4, 30)});
}

absl::Time People::DaysAgo(int days) const { return absl::FromCivil(today_ - days, absl::UTCTimeZone()); }

void People::FillPerson(int age, Draw& draw, engine::Person& person) const {
  person.birth_year = static_cast<int>(today_.year()) - age;
  constexpr std::array kGenders = {engine::Gender::kFemale, engine::Gender::kMale, engine::Gender::kNonBinary,
                                   engine::Gender::kUnspecified};
  person.gender = kGenders[draw.PickWeighted({540, 440, 8, 12})];
  person.place.point = towns_.Somewhere(draw);
  person.travel = MakeTravel(age, draw);
  person.availability.windows = MakeWeek(RhythmOf(age, draw), draw);
  if (draw.Chance(120)) AddAway(draw, person.availability);
  person.languages = MakeLanguages(draw);
  person.interests = MakeInterests(draw);
  person.experiences = MakeExperiences(age, draw);
  person.wishes = MakeWishes(age, draw);
  if (draw.Chance(500)) person.commitment.months = draw.Pick({3, 6, 6, 12, 12, 24});
  if (draw.Chance(600)) person.commitment.times_per_month = draw.Pick({1, 2, 2, 4, 4, 8});
  using engine::Intergenerational;
  constexpr std::array kGenerations = {Intergenerational::kNoPreference, Intergenerational::kWelcome,
                                       Intergenerational::kWanted, Intergenerational::kNotWanted};
  person.intergenerational = kGenerations[draw.PickWeighted({550, 300, 100, 50})];
  person.guardian_consent = age <= 18 && draw.Chance(800);
  if (draw.Chance(970)) {
    engine::LegalBasis basis;
    basis.purpose = engine::Purpose::kMatching;
    basis.basis = engine::Basis::kConsent;
    basis.since = today_ - draw.Between(1, 700);
    if (draw.Chance(300)) basis.until = today_ + draw.Between(-20, 400);
    person.legal_bases.push_back(basis);
  }
  if (draw.Chance(40)) person.state = engine::ProfileState::kPaused;
  if (draw.Chance(850)) person.confirm_time = DaysAgo(draw.Between(1, 500));
}

engine::Resident People::MakeResident(std::uint64_t number) const {
  Draw draw(seed_, Stream::kResidents, number);
  engine::Resident out;
  out.meta = MetadataOf(engine::Kind::kResident, number, seed_);
  const int age = ResidentAge(draw);
  FillPerson(age, draw, out);
  out.contact_forms = MakeForms(550, draw);
  using engine::AccessNeed;
  if (draw.Chance(age < 75 ? 25 : 180)) out.access_needs.push_back(AccessNeed::kStepFree);
  if (draw.Chance(age < 75 ? 20 : 120)) out.access_needs.push_back(AccessNeed::kAccessibleToilet);
  if (draw.Chance(age < 65 ? 10 : 90)) out.access_needs.push_back(AccessNeed::kHearingLoop);
  if (draw.Chance(35)) out.access_needs.push_back(AccessNeed::kNoAnimals);
  if (draw.Chance(60)) out.access_needs.push_back(AccessNeed::kSmokeFree);
  if (draw.Chance(45)) out.access_needs.push_back(AccessNeed::kQuiet);
  using engine::NeedType;
  constexpr std::array kNeeds = {NeedType::kEmotional,        NeedType::kSocial,    NeedType::kBoth,
                                 NeedType::kMeaning,          NeedType::kPractical, NeedType::kUnknown,
                                 NeedType::kProfessionalFirst};
  out.need.type = kNeeds[draw.PickWeighted({200, 270, 160, 100, 120, 130, 20})];
  if (draw.Chance(200)) out.max_group_size = draw.Pick({4, 6, 8, 8, 12});
  if (draw.Chance(300)) {
    out.max_cost_cents = draw.Pick({0, 250, 500, 1000});
    if (draw.Chance(600)) out.vouchers.push_back("MEEDOEN");
  }
  out.role = draw.Chance(950) ? engine::Role::kReceive : engine::Role::kGive;
  out.waiting_since = today_ - draw.Between(0, 400);
  return out;
}

engine::Volunteer People::MakeVolunteer(std::uint64_t number) const {
  Draw draw(seed_, Stream::kVolunteers, number);
  engine::Volunteer out;
  out.meta = MetadataOf(engine::Kind::kVolunteer, number, seed_);
  FillPerson(VolunteerAge(draw), draw, out);
  out.contact_forms = MakeForms(100, draw);
  if (draw.Chance(30)) {
    out.access_needs.push_back(
        draw.Pick({engine::AccessNeed::kNoAnimals, engine::AccessNeed::kSmokeFree, engine::AccessNeed::kQuiet}));
  }
  out.access = MakeFacts(500, draw);
  if (draw.Chance(750)) {
    out.vog = {engine::VogState::kValid, today_ - draw.Between(0, 1300), ""};
  } else if (draw.Chance(400)) {
    out.vog.state = engine::VogState::kRequested;
  }
  out.max_matches = draw.Chance(250) ? 0 : draw.Between(1, 3);
  if (draw.Chance(80)) out.available_until = today_ + draw.Between(-30, 400);
  if (draw.Chance(600)) out.last_asked_time = DaysAgo(draw.Between(0, 200));
  if (draw.Chance(150)) out.unanswered_requests = draw.Between(1, 3);
  return out;
}

engine::Activity People::MakeActivity(std::uint64_t number) const {
  Draw draw(seed_, Stream::kActivities, number);
  engine::Activity out;
  out.meta = MetadataOf(engine::Kind::kActivity, number, seed_);
  const int topics = draw.Between(1, 3);
  for (int i = 0; i < topics; ++i) {
    const engine::TopicIndex topic = PickTopic(draw);
    if (std::find(out.topics.begin(), out.topics.end(), topic) == out.topics.end()) out.topics.push_back(topic);
  }
  out.place.point = towns_.Somewhere(draw);
  const int sessions = draw.Between(1, 3);
  std::vector<engine::Window>& windows = out.sessions.hours.windows;
  for (int weekday = draw.Between(1, 5), i = 0; i < sessions; ++i, ++weekday) {
    windows.push_back(MakeWindow(weekday, draw.PickWeighted({400, 400, 200}), 150, draw));
  }
  if (draw.Chance(150)) AddAway(draw, out.sessions.hours);
  if (draw.Chance(200)) out.sessions.start_date = today_ + draw.Between(-60, 60);
  if (draw.Chance(150)) out.sessions.end_date = today_ + draw.Between(60, 200);
  out.format = static_cast<engine::ActivityFormat>(draw.Between(1, 6));
  if (draw.Chance(800)) {
    out.capacity = draw.Between(5, 25);
    out.enrolled = std::max(0, *out.capacity - draw.Between(0, 6));
  } else {
    out.enrolled = draw.Between(0, 40);
  }
  if (draw.Chance(500)) out.cost_cents = 50 * draw.Between(2, 30);
  if (out.cost_cents > 0 && draw.Chance(500)) out.vouchers_accepted.push_back("MEEDOEN");
  out.access = MakeFacts(700, draw);
  if (draw.Chance(60)) out.languages = {{draw.Pick({"pl", "ar", "tr", "en"}), engine::LanguageLevel::kFluent}};
  out.supervised = draw.Chance(400);
  if (draw.Chance(150)) out.min_age = draw.Pick({18, 50, 55, 65});
  if (out.min_age == 0 && draw.Chance(80)) out.max_age = draw.Pick({27, 30, 35});
  if (draw.Chance(120)) out.working_elements.push_back(engine::WorkingElement::kMeaningfulRole);
  if (draw.Chance(120)) out.working_elements.push_back(engine::WorkingElement::kPracticalSupport);
  out.transport_offered = draw.Chance(100);
  if (draw.Chance(100)) out.intergenerational = engine::Intergenerational::kWanted;
  return out;
}

}  // namespace klik::bench
