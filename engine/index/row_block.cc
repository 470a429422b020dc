#include "engine/index/row_block.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace klik::engine {
namespace {

static_assert(static_cast<int>(ContactForm::kGroup) <= 6, "contact forms no longer fit their bits");
static_assert(static_cast<int>(Experience::kGrieving) <= 15, "experiences no longer fit their bits");
static_assert(static_cast<int>(Intergenerational::kNotWanted) <= 4, "intergenerational no longer fits its bits");
static_assert(static_cast<int>(Gender::kNonBinary) <= 3, "genders no longer fit their bits");

constexpr std::uint32_t kRemoteForms = std::uint32_t{1} << static_cast<unsigned>(ContactForm::kPhone) |
                                       std::uint32_t{1} << static_cast<unsigned>(ContactForm::kOnline);

bool SurelyWithoutConsent(const Person& person) {
  return std::none_of(person.legal_bases.begin(), person.legal_bases.end(),
                      [](const LegalBasis& basis) { return basis.purpose == Purpose::kMatching && !basis.withdrawn; });
}

// The day before which no place is free, when `room` reservations fit beside what is certainly taken.
std::int16_t FreeFrom(const Load& load, int room) {
  if (room <= 0) return kAlwaysDay;
  const auto open = static_cast<int>(load.open_until.size());
  if (open < room) return kNeverDay;
  // Full as long as the room-th from the end, in order of lapsing, holds.
  return DayInUtc(load.open_until[static_cast<std::size_t>(open - room)]);
}

// In units, rounded up. A straight line of d cm takes d * 78 / (10,000 * s) minutes at s tenths of km/h, and at most
// half a minute less once rounded. The speeds are those of rules/travel.cc, which a test holds these to: the rules know
// rows, so that a row's columns cannot ask the rules.
int ReachOf(TravelMode mode, int max_minutes) {
  constexpr int kTenthsKmh[] = {0, 45, 150, 400, 250, 400};
  constexpr int kFixedMinutes[] = {0, 0, 0, 4, 15, 10};
  const auto at = static_cast<std::size_t>(mode);
  const std::int64_t half_minutes = 2 * (max_minutes - kFixedMinutes[at]) + 1;
  if (half_minutes <= 0) return 0;
  const std::int64_t cm = half_minutes * 5'000 * kTenthsKmh[at] / 78 + 1;
  return static_cast<int>(std::min<std::int64_t>((cm >> kDistanceShift) + 1, 65'535));
}

void PackTopics(const Row& row, Packed& packed) {
  const auto add = [&](Stance stance, const auto& topics) {
    for (const TopicIndex topic : topics) packed.stances[static_cast<std::size_t>(stance)].push_back(TopicByte(topic));
  };
  for (const Strength& strength : row.liked) packed.liked.push_back(TopicByte(strength.topic));
  add(Stance::kTeaches, row.topics.can_teach());
  add(Stance::kLearns, row.topics.wants_to_learn());
  add(Stance::kShuns, row.topics.dislikes());
  add(Stance::kShuns, row.topics.nevers());
}

void PackPerson(const Row& row, Packed& packed) {
  const Person& person = *row.person;
  const bool pausing = person.state == ProfileState::kPaused || person.state == ProfileState::kWithdrawn;
  if (pausing || SurelyWithoutConsent(person)) packed.flags |= kSurelyBarred;
  const int year = std::clamp(person.birth_year - kFirstYear, 0, kYears - 1);
  packed.year = static_cast<std::uint8_t>(year);
  packed.who = static_cast<std::uint8_t>(static_cast<unsigned>(person.gender) |
                                         (static_cast<unsigned>(person.intergenerational) & 3U) << 2U);
  const int months = std::min(person.commitment.months, kCommitmentMax);
  const int times = std::min(person.commitment.times_per_month, kCommitmentMax);
  packed.commitment = static_cast<std::uint8_t>(months | times << 4);
  packed.forms = static_cast<std::uint8_t>(row.contact_forms >> 1U & kFormBits);
  int reach = 0;
  for (std::size_t i = 1; i < row.max_minutes.size(); ++i) {
    if (row.max_minutes[i] == 0) continue;
    packed.modes = static_cast<std::uint8_t>(packed.modes | 1U << (i - 1));
    reach = std::max(reach, ReachOf(static_cast<TravelMode>(i), row.max_minutes[i]));
  }
  packed.reach = static_cast<std::uint16_t>(reach);
}

void PackResident(const Row& row, Packed& packed) {
  const Resident& resident = *row.resident;
  if (resident.need.type == NeedType::kProfessionalFirst) packed.flags |= kSurelyBarred;
  if (resident.role == Role::kGive) packed.flags |= kOnlyGives;
  if (!resident.peer_links) packed.flags |= kNoNeighbours;
  packed.offer = static_cast<std::uint8_t>(resident.need.type);
  packed.free_from = kNeverDay;
  packed.touched_day = resident.confirm_time ? DayInUtc(*resident.confirm_time) : kNeverDay;
}

void PackVolunteer(const Row& row, Packed& packed) {
  const Volunteer& volunteer = *row.volunteer;
  const int most = volunteer.max_matches.value_or(kDefaultMaxMatches);
  const int most_open = volunteer.max_open_requests.value_or(kDefaultMaxOpenRequests);
  packed.free_from = FreeFrom(row.load, std::min(most - row.load.running, most_open));
  packed.touched_day = volunteer.last_asked_time ? DayInUtc(*volunteer.last_asked_time) : kNeverDay;
  packed.unanswered = static_cast<std::uint8_t>(std::clamp(volunteer.unanswered_requests, 0, 5));
  if (volunteer.vog.state == VogState::kValid) packed.forms = static_cast<std::uint8_t>(packed.forms | kFormVog);
}

void PackActivity(const Row& row, Packed& packed) {
  const Activity& activity = *row.activity;
  packed.free_from =
      activity.capacity ? FreeFrom(row.load, *activity.capacity - activity.enrolled - row.load.running) : kNeverDay;
  packed.touched_day = kNeverDay;
  const auto& elements = activity.working_elements;
  const auto has = [&](WorkingElement element) {
    return std::find(elements.begin(), elements.end(), element) != elements.end();
  };
  unsigned offer =
      static_cast<unsigned>(std::clamp(activity.capacity.value_or(kOfferCapacityMax), 0, kOfferCapacityMax));
  if (has(WorkingElement::kMeaningfulRole)) offer |= kOfferMeaning;
  if (has(WorkingElement::kPracticalSupport)) offer |= kOfferPractical;
  if (activity.intergenerational == Intergenerational::kWanted) offer |= kOfferGenerations;
  packed.offer = static_cast<std::uint8_t>(offer);
  if (activity.transport_offered) {
    packed.modes = static_cast<std::uint8_t>(1U << (static_cast<unsigned>(TravelMode::kCar) - 1));
    packed.reach = 65'535;
  }
}

// By words: to ask for each of 256 languages takes longer than all else of a packing.
std::uint16_t FoldLanguages(const std::bitset<256>& languages) {
  const std::bitset<256> word(~std::uint64_t{0});
  std::uint64_t folded = 0;
  for (std::size_t at = 0; at < languages.size(); at += 64) folded |= (languages >> at & word).to_ullong();
  folded |= folded >> 32U;
  return static_cast<std::uint16_t>(folded | folded >> 16U);
}

}  // namespace

std::int16_t DayInUtc(absl::Time time) {
  if (time == absl::InfiniteFuture()) return kAlwaysDay;
  const std::int64_t seconds = absl::ToUnixSeconds(time);  // Rounded down.
  constexpr std::int64_t kDay = std::int64_t{24} * 60 * 60;
  const std::int64_t day = seconds / kDay - (seconds % kDay < 0 ? 1 : 0);
  return static_cast<std::int16_t>(std::clamp<std::int64_t>(day, kNeverDay + 1, kAlwaysDay));
}

WeekTimes WeekTimesOf(const std::vector<Stretch>& stretches, std::size_t from) {
  WeekTimes times;
  for (std::size_t i = 0; i < WeekTimes::kStretches && from + i < stretches.size(); ++i) {
    const Stretch& stretch = stretches[from + i];
    times.starts[i] = static_cast<std::int16_t>(stretch.day * kMinutesPerDay + stretch.start_minute);
    times.ends[i] = static_cast<std::int16_t>(stretch.day * kMinutesPerDay + stretch.end_minute);
    times.weeks[i] = stretch.weeks;
  }
  return times;
}

Packed Pack(const Row& row) {
  Packed packed;
  packed.member = {&row, WeekTimesOf(row.stretches, 0), row.stretches.size() > WeekTimes::kStretches};
  packed.point = row.point;
  packed.day_parts = row.day_parts;
  packed.languages = FoldLanguages(row.languages);
  packed.experiences = static_cast<std::uint16_t>(row.experiences);
  packed.needs = static_cast<std::uint8_t>(row.needs);
  packed.facts_yes = static_cast<std::uint8_t>(row.facts_yes);
  packed.facts_no = static_cast<std::uint8_t>(row.facts_no);
  PackTopics(row, packed);
  if (row.person != nullptr) PackPerson(row, packed);
  if (row.resident != nullptr) PackResident(row, packed);
  if (row.volunteer != nullptr) PackVolunteer(row, packed);
  if (row.activity != nullptr) PackActivity(row, packed);
  return packed;
}

void RowBlock::Add(const Packed& packed) {
  // Of everybody with fewer topics, the first with each number of them makes room for the one before.
  std::size_t slot = static_cast<std::size_t>(size++);
  for (std::size_t k = 0; k < packed.liked.size(); ++k) {
    if (k == liked.size()) liked.emplace_back();
    const auto first = static_cast<std::size_t>(liked[k].length++);
    if (first != slot) Move(first, slot);
    slot = first;
  }
  Set(slot, packed);
  for (std::size_t k = 0; k < packed.liked.size(); ++k) liked[k].topics[slot] = packed.liked[k];
  for (std::size_t stance = 0; stance < stances.size(); ++stance) {
    for (const std::uint8_t topic : packed.stances[stance]) {
      stances[stance].push_back({static_cast<std::uint8_t>(slot), topic});
    }
  }
  AddToSummary(slot);
}

void RowBlock::Remove(const Row& row) {
  const auto found =
      std::find_if(members.begin(), members.begin() + size, [&](const Member& member) { return member.row == &row; });
  if (found == members.begin() + size) std::abort();
  auto slot = static_cast<std::size_t>(found - members.begin());
  for (auto& statements : stances) {
    std::erase_if(statements, [slot](const Statement& statement) { return statement.slot == slot; });
  }
  // The last with each number of topics takes the place of the one before.
  for (std::size_t k = liked.size(); k-- > 0;) {
    if (slot >= static_cast<std::size_t>(liked[k].length)) continue;
    const auto last = static_cast<std::size_t>(liked[k].length - 1);
    if (last != slot) Move(last, slot);
    --liked[k].length;
    slot = last;
  }
  const auto last = static_cast<std::size_t>(--size);
  if (last != slot) Move(last, slot);
  while (!liked.empty() && liked.back().length == 0) liked.pop_back();
  summary = {};
  for (std::size_t i = 0; i < last; ++i) AddToSummary(i);
}

void RowBlock::Move(std::size_t from, std::size_t to) {
  const auto move = [from, to](auto&... columns) { ((columns[to] = columns[from]), ...); };
  move(x, y, z, day_parts, languages, experiences, reach, free_from, touched_day, year, who, flags, modes, forms,
       commitment, offer, unanswered, needs, facts_yes, facts_no, members);
  for (Topics& column : liked) column.topics[to] = column.topics[from];
  for (auto& statements : stances) {
    for (Statement& statement : statements) {
      if (statement.slot == from) statement.slot = static_cast<std::uint8_t>(to);
    }
  }
}

void RowBlock::Set(std::size_t i, const Packed& packed) {
  members[i] = packed.member;
  x[i] = packed.point.x_cm;
  y[i] = packed.point.y_cm;
  z[i] = packed.point.z_cm;
  day_parts[i] = packed.day_parts;
  languages[i] = packed.languages;
  experiences[i] = packed.experiences;
  year[i] = packed.year;
  who[i] = packed.who;
  reach[i] = packed.reach;
  free_from[i] = packed.free_from;
  touched_day[i] = packed.touched_day;
  flags[i] = packed.flags;
  modes[i] = packed.modes;
  forms[i] = packed.forms;
  commitment[i] = packed.commitment;
  offer[i] = packed.offer;
  unanswered[i] = packed.unanswered;
  needs[i] = packed.needs;
  facts_yes[i] = packed.facts_yes;
  facts_no[i] = packed.facts_no;
}

std::size_t RowBlock::MemoryBytes() const {
  std::size_t bytes = sizeof(RowBlock) + liked.capacity() * sizeof(Topics);
  for (const auto& statements : stances) bytes += statements.capacity() * sizeof(Statement);
  return bytes;
}

void RowBlock::AddToSummary(std::size_t i) {
  const auto lower = [](std::int32_t& lowest, std::int32_t value) { lowest = std::min(lowest, value); };
  const auto raise = [](std::int32_t& highest, std::int32_t value) { highest = std::max(highest, value); };
  lower(summary.lowest.x_cm, x[i]);
  lower(summary.lowest.y_cm, y[i]);
  lower(summary.lowest.z_cm, z[i]);
  raise(summary.highest.x_cm, x[i]);
  raise(summary.highest.y_cm, y[i]);
  raise(summary.highest.z_cm, z[i]);
  summary.farthest_reach = std::max(summary.farthest_reach, reach[i]);
  summary.any_modes = static_cast<std::uint8_t>(summary.any_modes | modes[i]);
  // Nothing stated is open to all.
  summary.any_remote = summary.any_remote || (forms[i] & kFormBits) == 0 || (forms[i] & kRemoteForms >> 1U) != 0;
}

}  // namespace klik::engine
