#include "engine/index/row.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <string_view>
#include <tuple>
#include <utility>

#include "engine/model/language.h"

namespace klik::engine {
namespace {

constexpr double kEarthRadiusCm = 637'100'880.0;
// A ninth of a day: seven days of them fit a 64-bit word.
constexpr int kDayPartMinutes = kMinutesPerDay / 9;

template <typename Enum>
std::uint32_t BitOf(Enum value) {
  return std::uint32_t{1} << static_cast<unsigned>(value);
}

std::uint8_t WeeksMask(Weeks weeks) {
  switch (weeks) {
    case Weeks::kOdd:
      return 1;
    case Weeks::kEven:
      return 2;
    case Weeks::kEvery:
    case Weeks::kUnspecified:
      return 3;
  }
  std::abort();
}

// Bits of a day, nine of them, from `first` up to `end`.
std::uint64_t BitsOfDay(int day, int first, int end) {
  if (first >= end) return 0;
  return ((std::uint64_t{1} << (end - first)) - 1) << (day * 9 + first);
}

void SetStretches(const Availability& availability, Row& row) {
  std::vector<Stretch>& all = row.stretches;
  all.reserve(availability.windows.size());
  for (const Window& window : availability.windows) {
    all.push_back({static_cast<std::uint8_t>(static_cast<int>(window.weekday) - 1), WeeksMask(window.weeks),
                   static_cast<std::int16_t>(window.start_minute), static_cast<std::int16_t>(window.end_minute)});
  }
  std::sort(all.begin(), all.end(), [](const Stretch& a, const Stretch& b) {
    return std::tie(a.day, a.weeks, a.start_minute) < std::tie(b.day, b.weeks, b.start_minute);
  });
  std::size_t joined = 0;
  for (const Stretch stretch : all) {
    row.day_parts |=
        BitsOfDay(stretch.day, stretch.start_minute / kDayPartMinutes, (stretch.end_minute - 1) / kDayPartMinutes + 1);
    const bool touches = joined > 0 && all[joined - 1].day == stretch.day && all[joined - 1].weeks == stretch.weeks &&
                         all[joined - 1].end_minute >= stretch.start_minute;
    if (touches) {
      all[joined - 1].end_minute = std::max(all[joined - 1].end_minute, stretch.end_minute);
    } else {
      all[joined++] = stretch;
    }
  }
  all.resize(joined);
  row.week = Week(all);
}

void SetAway(const std::vector<DateRange>& away, Row& row) {
  for (const DateRange& range : away) row.absences.push_back({NumberOf(range.first), NumberOf(range.last)});
}

void SetLanguages(const std::vector<LanguageSkill>& languages, Row& row) {
  for (const LanguageSkill& skill : languages) {
    if (skill.level != LanguageLevel::kConversational && skill.level != LanguageLevel::kFluent) continue;
    if (const auto index = FindLanguage(skill.code)) row.languages.set(static_cast<std::size_t>(*index));
  }
}

void SetFacts(const std::vector<AccessFact>& facts, Row& row) {
  for (const AccessFact& fact : facts) {
    if (fact.fact == Fact::kYes) row.facts_yes |= BitOf(fact.need);
    if (fact.fact == Fact::kNo) row.facts_no |= BitOf(fact.need);
  }
}

void SetInterests(const std::vector<Interest>& interests, Row& row) {
  row.liked.reserve(interests.size());
  for (const auto& [topic, attitude] : interests) {
    switch (attitude) {
      case Attitude::kLikes:
        row.liked.push_back({topic, 1000});
        break;
      case Attitude::kUsedTo:
        row.liked.push_back({topic, 600});
        break;
      case Attitude::kWantsToLearn:
        row.liked.push_back({topic, 800});
        row.topics.AddWantsToLearn(topic);
        break;
      case Attitude::kCanTeach:
        row.liked.push_back({topic, 800});
        row.topics.AddCanTeach(topic);
        break;
      case Attitude::kDislikes:
        row.topics.AddDislikes(topic);
        break;
      case Attitude::kNever:
        row.topics.AddNever(topic);
        break;
      case Attitude::kUnspecified:
        std::abort();  // Profiles are checked before they get here.
    }
  }
}

void SetConsents(const std::vector<LegalBasis>& bases, Row& row) {
  for (const LegalBasis& basis : bases) {
    if (basis.purpose != Purpose::kMatching || basis.withdrawn) continue;
    row.consents.push_back({.first = basis.since ? NumberOf(*basis.since) : kDawnOfTime,
                            .last = basis.until ? NumberOf(*basis.until) : kEndOfTime});
  }
}

void SetPerson(const Person& person, Row& row) {
  row.person = &person;
  row.meta = &person.meta;
  row.state = person.state;
  row.gender = person.gender;
  row.intergenerational = person.intergenerational;
  row.guardian_consent = person.guardian_consent;
  row.birth_year = person.birth_year;
  row.commitment = person.commitment;
  row.wishes = person.wishes;
  row.confirm_time = person.confirm_time;
  SetConsents(person.legal_bases, row);
  row.point = ToSphere(person.place.point);
  for (const TravelOption& option : person.travel) {
    row.max_minutes[static_cast<std::size_t>(option.mode)] = static_cast<std::int16_t>(option.max_minutes);
    if (option.daylight_only) row.daylight_modes |= BitOf(option.mode);
  }
  SetStretches(person.availability, row);
  SetAway(person.availability.away, row);
  SetLanguages(person.languages, row);
  for (const ContactForm form : person.contact_forms) row.contact_forms |= BitOf(form);
  for (const Experience experience : person.experiences) row.experiences |= BitOf(experience);
  for (const AccessNeed need : person.access_needs) row.needs |= BitOf(need);
  SetInterests(person.interests, row);
}

void SetSessions(const Sessions& sessions, Row& row) {
  SetStretches(sessions.hours, row);
  SetAway(sessions.hours.away, row);
  if (sessions.start_date) {
    row.starts = NumberOf(*sessions.start_date);
    row.absences.push_back({.last = row.starts - 1});
  }
  if (sessions.end_date) row.absences.push_back({.first = NumberOf(*sessions.end_date) + 1});
}

}  // namespace

void TopicGroups::Add(Group group, TopicIndex topic) {
  topics_.insert(topics_.begin() + ends_[group], topic);
  for (std::size_t after = group; after < kGroups; ++after) ++ends_[after];
}

int Load::OpenAt(absl::Time now) const {
  // In order of end, so those that have lapsed come first.
  return static_cast<int>(open_until.end() - std::upper_bound(open_until.begin(), open_until.end(), now));
}

SpherePoint ToSphere(const GeoPoint& point) {
  const double latitude = point.latitude_e6 * 1e-6 * std::numbers::pi / 180.0;
  const double longitude = point.longitude_e6 * 1e-6 * std::numbers::pi / 180.0;
  const auto whole = [](double value) { return static_cast<std::int32_t>(std::lround(value * kEarthRadiusCm)); };
  return {whole(std::cos(latitude) * std::cos(longitude)), whole(std::cos(latitude) * std::sin(longitude)),
          whole(std::sin(latitude))};
}

std::int64_t DistanceCm(const SpherePoint& a, const SpherePoint& b) {
  const std::int64_t dx = std::int64_t{a.x_cm} - b.x_cm;
  const std::int64_t dy = std::int64_t{a.y_cm} - b.y_cm;
  const std::int64_t dz = std::int64_t{a.z_cm} - b.z_cm;
  // At most (2 * 6.4e8)^2 = 1.6e18: no overflow. The root of a whole number below 2^63 is off by less than one, which
  // the two steps mend, so that rounding never depends on the machine.
  const std::int64_t square = dx * dx + dy * dy + dz * dz;
  auto root = static_cast<std::int64_t>(std::sqrt(static_cast<double>(square)));
  while (root * root > square) --root;
  while ((root + 1) * (root + 1) <= square) ++root;
  return root;
}

std::shared_ptr<const Row> MakeRow(std::shared_ptr<const Resident> resident) {
  auto row = std::make_shared<Row>();
  row->kind = Kind::kResident;
  SetPerson(*resident, *row);
  row->need = resident->need.type;
  row->role = resident->role;
  row->peer_links = resident->peer_links;
  row->max_group_size = resident->max_group_size;
  row->max_cost_cents = resident->max_cost_cents.value_or(row->max_cost_cents);
  row->resident = std::move(resident);
  return row;
}

std::shared_ptr<const Row> MakeRow(std::shared_ptr<const Volunteer> volunteer, Load load) {
  auto row = std::make_shared<Row>();
  row->kind = Kind::kVolunteer;
  SetPerson(*volunteer, *row);
  SetFacts(volunteer->access, *row);
  if (volunteer->available_until) {
    row->available_until = NumberOf(*volunteer->available_until);
    row->absences.push_back({.first = row->available_until + 1});
  }
  const Vog& vog = volunteer->vog;
  if (vog.state == VogState::kValid && vog.issued_date) row->vog_issued = NumberOf(*vog.issued_date);
  row->last_asked_time = volunteer->last_asked_time;
  row->unanswered_requests = volunteer->unanswered_requests;
  row->max_matches = volunteer->max_matches.value_or(kDefaultMaxMatches);
  row->max_open_requests = volunteer->max_open_requests.value_or(kDefaultMaxOpenRequests);
  row->volunteer = std::move(volunteer);
  row->load = std::move(load);
  return row;
}

std::shared_ptr<const Row> MakeRow(std::shared_ptr<const Activity> activity, Load load) {
  auto row = std::make_shared<Row>();
  row->kind = Kind::kActivity;
  row->meta = &activity->meta;
  row->point = ToSphere(activity->place.point);
  SetSessions(activity->sessions, *row);
  SetLanguages(activity->languages, *row);
  if (activity->languages.empty()) row->languages.set(static_cast<std::size_t>(*FindLanguage("nl")));
  SetFacts(activity->access, *row);
  row->intergenerational = activity->intergenerational;
  row->supervised = activity->supervised;
  row->transport_offered = activity->transport_offered;
  row->capacity = activity->capacity;
  row->enrolled = activity->enrolled;
  row->min_age = activity->min_age;
  row->max_age = activity->max_age;
  row->cost_cents = activity->cost_cents;
  for (const WorkingElement element : activity->working_elements) {
    if (element == WorkingElement::kMeaningfulRole) row->meaningful_role = true;
    if (element == WorkingElement::kPracticalSupport) row->practical_support = true;
  }
  const bool teaches = activity->format == ActivityFormat::kCourse || activity->format == ActivityFormat::kWorkshop;
  for (const TopicIndex topic : activity->topics) {
    row->liked.push_back({topic, 1000});
    if (teaches) row->topics.AddCanTeach(topic);
  }
  row->activity = std::move(activity);
  row->load = std::move(load);
  return row;
}

}  // namespace klik::engine
