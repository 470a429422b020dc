#include "tests/bench/packed.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/time/civil_time.h"
#include "engine/rules/daylight.h"
#include "tests/bench/world/fail.h"

namespace klik::bench {
namespace {

using engine::Kind;

constexpr int kDayPartMinutes = engine::kMinutesPerDay / 9;
// Before this minute of a Sunday the clock may change.
constexpr int kClockIsSettled = 3 * 60;

template <typename Enum>
unsigned BitOf(Enum value) {
  return 1U << static_cast<unsigned>(value);
}

std::uint8_t WeeksMask(engine::Weeks weeks) {
  if (weeks == engine::Weeks::kOdd) return 1;
  return weeks == engine::Weeks::kEven ? 2 : 3;
}

int IsoWeek(absl::CivilDay day) {
  const absl::CivilDay thursday =
      day - (static_cast<int>(absl::GetWeekday(day)) - static_cast<int>(absl::Weekday::thursday));
  return (absl::GetYearDay(thursday) - 1) / 7 + 1;
}

std::vector<Stretch> StretchesOf(const engine::Availability& availability, std::uint64_t& day_parts) {
  std::vector<Stretch> all;
  for (const engine::Window& window : availability.windows) {
    const Stretch stretch = {static_cast<std::int16_t>(window.start_minute),
                             static_cast<std::int16_t>(window.end_minute),
                             static_cast<std::uint8_t>(static_cast<int>(window.weekday) - 1), WeeksMask(window.weeks)};
    if (window.weekday == engine::Weekday::kSunday && window.start_minute < kClockIsSettled) {
      Fail("somebody has time while the clock changes, which the peers know nothing about");
    }
    for (int part = stretch.start / kDayPartMinutes; part <= (stretch.end - 1) / kDayPartMinutes; ++part) {
      day_parts |= std::uint64_t{1} << (stretch.day * 9 + part);
    }
    all.push_back(stretch);
  }
  std::sort(all.begin(), all.end(), [](const Stretch& a, const Stretch& b) {
    return std::tie(a.day, a.weeks, a.start) < std::tie(b.day, b.weeks, b.start);
  });
  std::vector<Stretch> joined;
  for (const Stretch& stretch : all) {
    if (!joined.empty() && joined.back().day == stretch.day && joined.back().weeks == stretch.weeks &&
        joined.back().end >= stretch.start) {
      joined.back().end = std::max(joined.back().end, stretch.end);
    } else {
      joined.push_back(stretch);
    }
  }
  return joined;
}

struct Interests {
  std::vector<Topic> topics;
  std::vector<std::uint16_t> dislikes;
  std::vector<std::uint16_t> nevers;
};

Interests InterestsOf(const engine::Person& person) {
  using engine::Attitude;
  Interests out;
  for (const auto& [topic, attitude] : person.interests) {
    const std::uint16_t index = topic.value;
    if (attitude == Attitude::kDislikes) {
      out.dislikes.push_back(index);
    } else if (attitude == Attitude::kNever) {
      out.nevers.push_back(index);
    } else {
      const int strength = attitude == Attitude::kLikes ? 1000 : attitude == Attitude::kUsedTo ? 600 : 800;
      out.topics.push_back({index, static_cast<std::int16_t>(strength), attitude == Attitude::kCanTeach,
                            attitude == Attitude::kWantsToLearn});
    }
  }
  return out;
}

Wish PackWish(const engine::Wish& wish) {
  Wish out;
  out.min_age = static_cast<std::uint8_t>(wish.min_age);
  if (wish.max_age > 0) out.max_age = static_cast<std::uint8_t>(wish.max_age);
  if (wish.gender != engine::Gender::kUnspecified) out.genders = static_cast<std::uint8_t>(BitOf(wish.gender));
  return out;
}

std::vector<Wish> SoftWishesOf(const engine::Person& person) {
  std::vector<Wish> wishes;
  for (const engine::Wish& wish : person.wishes) {
    if (!wish.hard) wishes.push_back(PackWish(wish));
  }
  return wishes;
}

// All hard wishes at once.
Wish HardWishOf(const engine::Person& person) {
  Wish all;
  for (const engine::Wish& wish : person.wishes) {
    if (!wish.hard) continue;
    const Wish one = PackWish(wish);
    all.min_age = std::max(all.min_age, one.min_age);
    all.max_age = std::min(all.max_age, one.max_age);
    all.genders &= one.genders;
  }
  return all;
}

std::int16_t GenerationValue(engine::Intergenerational wish, bool gap) {
  switch (wish) {
    case engine::Intergenerational::kWanted:
      return gap ? 1000 : 200;
    case engine::Intergenerational::kWelcome:
      return gap ? 700 : 500;
    case engine::Intergenerational::kNotWanted:
      return gap ? 0 : 500;
    default:
      return 500;
  }
}

std::int64_t DaysSince(absl::Time then, absl::Time now) {
  return std::max<std::int64_t>(0, (now - then) / absl::Hours(24));
}

void SetFacts(const std::vector<engine::AccessFact>& facts, Candidate& out) {
  for (const engine::AccessFact& fact : facts) {
    const auto bit = static_cast<std::uint16_t>(BitOf(fact.need));
    if (fact.fact == engine::Fact::kYes) out.facts_yes |= bit;
    if (fact.fact == engine::Fact::kNo) out.facts_no |= bit;
  }
}

// NEED_FIT: one-to-one, remote, small group, group.
std::array<int, 4> FitsOf(engine::NeedType need) {
  switch (need) {
    case engine::NeedType::kEmotional:
      return {1000, 600, 700, 200};
    case engine::NeedType::kSocial:
      return {500, 300, 900, 1000};
    case engine::NeedType::kBoth:
      return {900, 500, 850, 850};
    case engine::NeedType::kMeaning:
      return {300, 200, 600, 600};
    case engine::NeedType::kPractical:
      return {800, 400, 400, 400};
    case engine::NeedType::kProfessionalFirst:
      return {0, 0, 0, 0};
    default:
      return {500, 300, 500, 500};
  }
}

void SetFits(engine::NeedType need, Subject& subject) {
  const std::array<int, 4> fits = FitsOf(need);
  subject.one_to_one_fit = fits[0];
  subject.remote_fit = fits[1];
  for (unsigned offer = 0; offer < subject.activity_fit.size(); ++offer) {
    int fit = (offer & 1U) != 0 ? fits[2] : fits[3];
    if (need == engine::NeedType::kMeaning && (offer & 2U) != 0) fit = 1000;
    if (need == engine::NeedType::kPractical && (offer & 4U) != 0) fit = 800;
    subject.activity_fit[offer] = fit;
  }
}

template <typename Bits>
Bits BitFor(const std::string& code, absl::flat_hash_map<std::string, int>& bits) {
  const int bit = bits.try_emplace(code, static_cast<int>(bits.size())).first->second;
  if (bit >= std::numeric_limits<Bits>::digits - 1) Fail("more languages or vouchers than a word has bits");
  return static_cast<Bits>(Bits{1} << bit);
}

}  // namespace

PackedWorld::PackedWorld(const engine::Snapshot& snapshot, const engine::Policy& policy, const engine::Moment& moment)
    : snapshot_(snapshot), policy_(policy), moment_(moment) {
  if (policy.horizon_days > 64) Fail("a horizon of more than 64 days does not fit a word");
  HorizonFrom(moment.today);
  struct Placed {
    std::pair<int, int> cell;
    const engine::Row* row;
  };
  std::vector<Placed> placed;
  const auto add = [&](const std::string&, const std::shared_ptr<const engine::Row>& row) {
    const engine::GeoPoint& point =
        row->volunteer != nullptr ? row->volunteer->place.point : row->activity->place.point;
    placed.push_back({{point.latitude_e6 / kRowHeightE6, point.longitude_e6}, row.get()});
  };
  snapshot.rows(Kind::kVolunteer).ForEach(add);
  snapshot.rows(Kind::kActivity).ForEach(add);
  std::sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) { return a.cell < b.cell; });
  candidates_.reserve(placed.size());
  metas_.reserve(placed.size());
  for (const Placed& it : placed) {
    if (it.row->volunteer != nullptr) {
      AddVolunteer(*it.row->volunteer);
    } else {
      AddActivity(*it.row->activity);
    }
  }
  SetPlaces();
}

template <typename T>
Range PackedWorld::Keep(const std::vector<T>& items, std::vector<T>& pool) {
  const Range range = {static_cast<std::uint32_t>(pool.size()), static_cast<std::uint16_t>(items.size())};
  pool.insert(pool.end(), items.begin(), items.end());
  return range;
}

bool PackedWorld::HasBasis(const engine::Person& person) const {
  return std::any_of(person.legal_bases.begin(), person.legal_bases.end(), [&](const engine::LegalBasis& basis) {
    return basis.purpose == engine::Purpose::kMatching && !basis.withdrawn &&
           (!basis.since || *basis.since <= moment_.today) && (!basis.until || moment_.today <= *basis.until);
  });
}

std::uint64_t PackedWorld::Languages(const std::vector<engine::LanguageSkill>& skills) const {
  std::uint64_t bits = 0;
  for (const engine::LanguageSkill& skill : skills) {
    if (skill.level != engine::LanguageLevel::kConversational && skill.level != engine::LanguageLevel::kFluent)
      continue;
    bits |= static_cast<std::uint64_t>(BitFor<std::int64_t>(skill.code, language_bits_));
  }
  return bits;
}

std::uint32_t PackedWorld::Vouchers(const std::vector<std::string>& vouchers) const {
  std::uint32_t bits = 0;
  for (const std::string& voucher : vouchers) {
    bits |= static_cast<std::uint32_t>(BitFor<std::int32_t>(voucher, voucher_bits_));
  }
  return bits;
}

PersonPart PackedWorld::PackPerson(const engine::Person& person) const {
  PersonPart out;
  out.birth_year = static_cast<std::int16_t>(person.birth_year);
  out.age = static_cast<std::uint8_t>(moment_.today.year() - person.birth_year);
  out.minor = out.age <= 18;
  out.gender = static_cast<std::uint8_t>(person.gender);
  for (const auto form : person.contact_forms) out.forms |= static_cast<std::uint16_t>(BitOf(form));
  for (const auto experience : person.experiences) out.experiences |= static_cast<std::uint16_t>(BitOf(experience));
  for (const auto need : person.access_needs) out.needs |= static_cast<std::uint16_t>(BitOf(need));
  out.months = static_cast<std::int16_t>(person.commitment.months);
  out.times = static_cast<std::int16_t>(person.commitment.times_per_month);
  for (const engine::TravelOption& option : person.travel) {
    out.limits[static_cast<std::size_t>(option.mode)] = static_cast<std::int16_t>(option.max_minutes);
    if (option.daylight_only) out.daylight_modes |= static_cast<std::uint8_t>(BitOf(option.mode));
  }
  out.generation_not_wanted = person.intergenerational == engine::Intergenerational::kNotWanted;
  out.gap_value = GenerationValue(person.intergenerational, true);
  out.no_gap_value = GenerationValue(person.intergenerational, false);
  if (person.confirm_time) {
    out.freshness = DaysSince(*person.confirm_time, moment_.now) <= policy_.stale_profile_days ? 1000 : 300;
  }
  out.hard = HardWishOf(person);
  return out;
}

int PackedWorld::LiveMatches(const engine::EntityId& id, int& open) const {
  int running = 0;
  open = 0;
  for (const std::string& match_id : snapshot_.MatchesOf(id)) {
    const auto match = snapshot_.FindMatch(match_id);
    if (engine::IsRunning(match->state)) ++running;
    if (engine::IsOpen(match->state) && (!match->expire_time || *match->expire_time > moment_.now)) ++open;
  }
  return running;
}

void PackedWorld::Add(const Candidate& candidate, const engine::Metadata& meta) {
  if (!snapshot_.MatchesOf(meta.id).empty() || !snapshot_.ExclusionsOf(meta.id).empty()) {
    linked_[&meta] = static_cast<std::uint32_t>(candidates_.size());
  }
  candidates_.push_back(candidate);
  metas_.push_back(&meta);
}

void PackedWorld::AddVolunteer(const engine::Volunteer& volunteer) {
  Candidate out;
  out.point = engine::ToSphere(volunteer.place.point);
  out.latitude_e6 = volunteer.place.point.latitude_e6;
  out.longitude_e6 = volunteer.place.point.longitude_e6;
  out.person = PackPerson(volunteer);
  int open = 0;
  const int running = LiveMatches(volunteer.meta.id, open);
  const int most = volunteer.max_matches.value_or(engine::kDefaultMaxMatches);
  const int most_open = volunteer.max_open_requests.value_or(engine::kDefaultMaxOpenRequests);
  out.open = volunteer.state == engine::ProfileState::kActive && HasBasis(volunteer) && running + open < most &&
             open < most_open && (!out.person.minor || volunteer.guardian_consent);
  out.languages = Languages(volunteer.languages);
  SetFacts(volunteer.access, out);
  if (volunteer.vog.state == engine::VogState::kValid && volunteer.vog.issued_date) {
    const absl::CivilDay issued = *volunteer.vog.issued_date;
    out.vog_holds =
        moment_.today <= absl::CivilDay(issued.year(), issued.month() + policy_.vog_validity_months, issued.day());
  }
  std::int64_t freshness = 1000;
  if (volunteer.last_asked_time) {
    const std::int64_t days = DaysSince(*volunteer.last_asked_time, moment_.now);
    freshness = std::min<std::int64_t>(days, policy_.rested_days) * 1000 / policy_.rested_days;
  }
  out.person.freshness =
      static_cast<std::int16_t>(std::max<std::int64_t>(0, freshness - 200 * volunteer.unanswered_requests));
  std::vector<engine::DateRange> away = volunteer.availability.away;
  if (volunteer.available_until) {
    out.last_day = static_cast<std::int16_t>(
        std::clamp<std::int64_t>(*volunteer.available_until - moment_.today, -1, kNoLastDay - 1));
    away.push_back({*volunteer.available_until + 1, absl::CivilDay(9999, 12, 31)});
  }
  out.there = There(away, 0);
  const Interests interests = InterestsOf(volunteer);
  out.topics = Keep(interests.topics, topics_);
  out.dislikes = Keep(interests.dislikes, refused_);
  out.nevers = Keep(interests.nevers, refused_);
  out.soft_wishes = Keep(SoftWishesOf(volunteer), wishes_);
  out.stretches = Keep(StretchesOf(volunteer.availability, out.day_parts), stretches_);
  Add(out, volunteer.meta);
}

void PackedWorld::AddActivity(const engine::Activity& activity) {
  Candidate out;
  out.is_activity = true;
  out.point = engine::ToSphere(activity.place.point);
  out.latitude_e6 = activity.place.point.latitude_e6;
  out.longitude_e6 = activity.place.point.longitude_e6;
  int open = 0;
  const int live = LiveMatches(activity.meta.id, open) + open;
  out.open = !activity.capacity || activity.enrolled + live < *activity.capacity;
  out.group_size = activity.capacity.value_or(activity.enrolled + live + 1);
  out.languages =
      Languages(activity.languages.empty() ? std::vector<engine::LanguageSkill>{{"nl", engine::LanguageLevel::kFluent}}
                                           : activity.languages);
  SetFacts(activity.access, out);
  out.min_age = static_cast<std::uint8_t>(activity.min_age);
  if (activity.max_age > 0) out.max_age = static_cast<std::uint8_t>(activity.max_age);
  out.supervised = activity.supervised;
  out.fetches = activity.transport_offered;
  out.for_generations = activity.intergenerational == engine::Intergenerational::kWanted;
  if (activity.capacity && *activity.capacity <= policy_.small_group_capacity) out.offer |= 1;
  for (const auto element : activity.working_elements) {
    if (element == engine::WorkingElement::kMeaningfulRole) out.offer |= 2;
    if (element == engine::WorkingElement::kPracticalSupport) out.offer |= 4;
  }
  out.cost_cents = activity.cost_cents;
  out.vouchers = Vouchers(activity.vouchers_accepted);
  const absl::CivilDay start = activity.sessions.start_date.value_or(moment_.today);
  out.horizon = HorizonFrom(std::max(start, moment_.today));
  std::vector<engine::DateRange> away = activity.sessions.hours.away;
  if (activity.sessions.end_date) away.push_back({*activity.sessions.end_date + 1, absl::CivilDay(9999, 12, 31)});
  out.there = There(away, out.horizon);
  const bool teaches =
      activity.format == engine::ActivityFormat::kCourse || activity.format == engine::ActivityFormat::kWorkshop;
  std::vector<Topic> topics;
  for (const engine::TopicIndex topic : activity.topics) topics.push_back({topic.value, 1000, teaches, false});
  out.topics = Keep(topics, topics_);
  out.stretches = Keep(StretchesOf(activity.sessions.hours, out.day_parts), stretches_);
  Add(out, activity.meta);
}

// Kind, fairness, external id, id: who comes first at equal scores never depends on who asks.
void PackedWorld::SetPlaces() {
  std::vector<std::uint32_t> order(candidates_.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto key = [&](std::uint32_t i) {
    const engine::Metadata& meta = *metas_[i];
    absl::Time asked = absl::InfinitePast();
    if (!candidates_[i].is_activity) {
      asked = snapshot_.FindVolunteer(meta.id.id)->last_asked_time.value_or(absl::InfinitePast());
    }
    return std::tuple(candidates_[i].is_activity, asked, std::string_view(meta.external_id.id),
                      std::string_view(meta.external_id.system), std::string_view(meta.id.id));
  };
  std::vector<decltype(key(0))> keys;
  keys.reserve(order.size());
  for (const std::uint32_t i : order) keys.push_back(key(i));
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
  for (std::size_t place = 0; place < order.size(); ++place) {
    candidates_[order[place]].place = static_cast<std::int32_t>(place);
  }
}

std::uint16_t PackedWorld::HorizonFrom(absl::CivilDay first) {
  const auto known = std::find(horizon_starts_.begin(), horizon_starts_.end(), first);
  if (known != horizon_starts_.end()) return static_cast<std::uint16_t>(known - horizon_starts_.begin());
  Horizon horizon;
  for (int i = 0; i < policy_.horizon_days; ++i) {
    const absl::CivilDay day = first + i;
    auto& of_day = horizon.days[static_cast<std::size_t>(absl::GetWeekday(day))];
    const std::uint64_t bit = std::uint64_t{1} << i;
    of_day[3] |= bit;
    of_day[IsoWeek(day) % 2 == 1 ? 1 : 2] |= bit;
  }
  const engine::Daylight light = engine::DaylightOf(first, policy_.horizon_days, moment_.zone);
  horizon.first_light = light.from;
  horizon.last_light = light.until;
  horizons_.push_back(horizon);
  horizon_starts_.push_back(first);
  return static_cast<std::uint16_t>(horizons_.size() - 1);
}

std::uint64_t PackedWorld::There(const std::vector<engine::DateRange>& away, std::size_t horizon) const {
  std::uint64_t there = ~std::uint64_t{0} >> (64 - policy_.horizon_days);
  for (int i = 0; i < policy_.horizon_days && !away.empty(); ++i) {
    const absl::CivilDay day = horizon_starts_[horizon] + i;
    const bool is_away = std::any_of(away.begin(), away.end(), [&](const engine::DateRange& range) {
      return range.first <= day && day <= range.last;
    });
    if (is_away) there &= ~(std::uint64_t{1} << i);
  }
  return there;
}

// Those who are linked with the resident already, or must not be.
std::vector<std::uint32_t> PackedWorld::PartedFrom(const engine::EntityId& resident) const {
  std::vector<std::uint32_t> parted;
  const auto add = [&](const auto& parties) {
    for (const engine::EntityId& party : parties) {
      const auto found = linked_.find(snapshot_.FindMetadata(party));
      if (found != linked_.end()) parted.push_back(found->second);
    }
  };
  for (const std::string& id : snapshot_.MatchesOf(resident)) {
    const auto match = snapshot_.FindMatch(id);
    const bool open = engine::IsOpen(match->state) && (!match->expire_time || *match->expire_time > moment_.now);
    const bool conflict =
        match->state == engine::MatchState::kEnded && match->end_reason == engine::EndReason::kConflict;
    if (engine::IsRunning(match->state) || open || conflict) add(engine::PartiesOf(*match));
  }
  for (const std::string& id : snapshot_.ExclusionsOf(resident)) {
    const auto exclusion = snapshot_.FindExclusion(id);
    if (engine::HoldsOn(*exclusion, moment_.today)) add(engine::PartiesOf(*exclusion));
  }
  return parted;
}

Subject PackedWorld::Pack(const engine::Resident& resident, int max_distance_metres) const {
  Subject out;
  out.id = resident.meta.id;
  out.point = engine::ToSphere(resident.place.point);
  out.latitude_e6 = resident.place.point.latitude_e6;
  out.longitude_e6 = resident.place.point.longitude_e6;
  out.person = PackPerson(resident);
  const engine::NeedType need = resident.need.type;
  out.barred_from_supervised = resident.state != engine::ProfileState::kActive || !HasBasis(resident) ||
                               need == engine::NeedType::kProfessionalFirst;
  const bool guarded = !out.person.minor || resident.guardian_consent;
  out.barred_from_activities = out.barred_from_supervised || !guarded;
  out.barred_from_volunteers = out.barred_from_activities || resident.role == engine::Role::kGive;
  const bool confidant = need == engine::NeedType::kEmotional || need == engine::NeedType::kBoth;
  if (need != engine::NeedType::kPractical) {
    out.needed_months = confidant ? policy_.steady_months : policy_.lasting_months;
  }
  const absl::CivilDay today = moment_.today;
  out.needed_until =
      static_cast<std::int16_t>(absl::CivilDay(today.year(), today.month() + out.needed_months, today.day()) - today);
  out.languages = Languages(resident.languages);
  for (std::size_t i = 0; i < horizons_.size(); ++i) out.there.push_back(There(resident.availability.away, i));
  Interests interests = InterestsOf(resident);
  out.topics = std::move(interests.topics);
  out.dislikes = std::move(interests.dislikes);
  out.nevers = std::move(interests.nevers);
  out.stretches = StretchesOf(resident.availability, out.day_parts);
  out.soft_wishes = SoftWishesOf(resident);
  if (resident.max_cost_cents) out.max_cost_cents = *resident.max_cost_cents;
  if (resident.max_group_size > 0) out.max_group_size = resident.max_group_size;
  out.vouchers = Vouchers(resident.vouchers);
  SetFits(need, out);
  out.not_these = PartedFrom(resident.meta.id);
  out.max_distance_cm = std::int64_t{100} * max_distance_metres;
  return out;
}

std::size_t PackedWorld::bytes() const {
  return candidates_.size() * sizeof(Candidate) + topics_.size() * sizeof(Topic) + stretches_.size() * sizeof(Stretch) +
         refused_.size() * sizeof(std::uint16_t) + wishes_.size() * sizeof(Wish);
}

}  // namespace klik::bench
