#include "tests/testing/world_text_cells.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "engine/places/gazetteer.h"
#include "engine/taxonomy/taxonomy.h"

namespace klik::testing {
namespace {

using engine::AccessNeed;
using engine::Experience;
using engine::Gender;
using engine::TravelMode;
using engine::Weekday;
using engine::Weeks;

absl::Status Unreadable(std::string_view cell) {
  return absl::InvalidArgumentError(absl::StrCat("cannot read '", std::string(cell), "'"));
}

const std::map<std::string, Gender>& Genders() {
  static const auto* const kWords = new std::map<std::string, Gender>{
      {"female", Gender::kFemale}, {"male", Gender::kMale}, {"non-binary", Gender::kNonBinary}};
  return *kWords;
}

const std::map<std::string, AccessNeed>& Needs() {
  static const auto* const kWords = new std::map<std::string, AccessNeed>{
      {"step free", AccessNeed::kStepFree},       {"accessible toilet", AccessNeed::kAccessibleToilet},
      {"hearing loop", AccessNeed::kHearingLoop}, {"no animals", AccessNeed::kNoAnimals},
      {"smoke free", AccessNeed::kSmokeFree},     {"quiet", AccessNeed::kQuiet}};
  return *kWords;
}

// `9`, `13:30` or `24`, in minutes.
absl::Status ReadClock(const std::string& text, int& minutes) {
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  int hour = 0;
  int minute = 0;
  if (parts.size() > 2 || !absl::SimpleAtoi(parts[0], &hour) ||
      (parts.size() == 2 && !absl::SimpleAtoi(parts[1], &minute)) || hour < 0 || minute < 0 || minute > 59 ||
      hour * 60 + minute > engine::kMinutesPerDay) {
    return Unreadable(text);
  }
  minutes = hour * 60 + minute;
  return absl::OkStatus();
}

// `wed`, or `mon-fri`.
absl::Status ReadDays(const std::string& text, int& first, int& last) {
  static const auto* const kDays = new std::map<std::string, Weekday>{
      {"mon", Weekday::kMonday}, {"tue", Weekday::kTuesday},  {"wed", Weekday::kWednesday}, {"thu", Weekday::kThursday},
      {"fri", Weekday::kFriday}, {"sat", Weekday::kSaturday}, {"sun", Weekday::kSunday}};
  const std::vector<std::string> ends = absl::StrSplit(text, absl::MaxSplits('-', 1));
  Weekday day{};
  if (absl::Status status = ReadWord(ends.front(), *kDays, day); !status.ok()) return status;
  first = static_cast<int>(day);
  if (absl::Status status = ReadWord(ends.back(), *kDays, day); !status.ok()) return status;
  last = static_cast<int>(day);
  return first <= last ? absl::OkStatus() : Unreadable(text);
}

// A word before the last one, and the last one: `hearing loop yes`.
std::pair<std::string, std::string> SplitLast(const std::string& text) {
  const std::size_t space = text.rfind(' ');
  if (space == std::string::npos) return {text, ""};
  return {Trimmed(text.substr(0, space)), text.substr(space + 1)};
}

}  // namespace

std::string Trimmed(std::string_view text) {
  const absl::string_view stripped = absl::StripAsciiWhitespace(absl::string_view(text.data(), text.size()));
  return std::string(stripped.data(), stripped.size());
}

std::vector<std::string> Pieces(std::string_view text, char separator) {
  std::vector<std::string> pieces;
  for (const std::string& piece : std::vector<std::string>(absl::StrSplit(std::string(text), separator))) {
    if (!Trimmed(piece).empty()) pieces.push_back(Trimmed(piece));
  }
  return pieces;
}

absl::Status ReadYesNo(const std::string& cell, bool& value) {
  return ReadWord(cell, {{"yes", true}, {"no", false}}, value);
}

absl::Status ReadNumber(std::string_view cell, int& value) {
  return absl::SimpleAtoi(absl::string_view(cell.data(), cell.size()), &value) ? absl::OkStatus() : Unreadable(cell);
}

absl::Status ReadNumber(const std::string& cell, std::optional<int>& value) {
  return ReadNumber(cell, value.emplace());
}

absl::Status ReadCents(const std::string& cell, int& value) {
  const std::vector<std::string> parts = absl::StrSplit(cell, '.');
  int euros = 0;
  int cents = 0;
  if (parts.size() > 2 || !absl::SimpleAtoi(parts[0], &euros)) return Unreadable(cell);
  if (parts.size() == 2 && (parts[1].size() != 2 || !absl::SimpleAtoi(parts[1], &cents))) return Unreadable(cell);
  value = euros * 100 + cents;
  return absl::OkStatus();
}

absl::Status ReadCents(const std::string& cell, std::optional<int>& value) { return ReadCents(cell, value.emplace()); }

absl::Status ReadDay(const std::string& cell, absl::CivilDay& value) {
  return absl::ParseCivilTime(cell, &value) ? absl::OkStatus() : Unreadable(cell);
}

absl::Status ReadDay(const std::string& cell, std::optional<absl::CivilDay>& value) {
  return ReadDay(cell, value.emplace());
}

absl::Status ReadTime(const std::string& cell, std::optional<absl::Time>& value) {
  absl::CivilDay day;
  if (absl::Status status = ReadDay(cell, day); !status.ok()) return status;
  value = absl::FromCivil(absl::CivilHour(day) + 12, absl::UTCTimeZone());
  return absl::OkStatus();
}

absl::Status ReadDateRanges(const std::string& cell, std::vector<engine::DateRange>& ranges) {
  for (const std::string& piece : Pieces(cell, ',')) {
    const std::vector<std::string> ends = absl::StrSplit(piece, " to ");
    if (ends.size() > 2) return Unreadable(piece);
    engine::DateRange range;
    if (absl::Status status = ReadDay(ends.front(), range.first); !status.ok()) return status;
    if (absl::Status status = ReadDay(ends.back(), range.last); !status.ok()) return status;
    if (range.first > range.last) return Unreadable(piece);
    ranges.push_back(range);
  }
  return absl::OkStatus();
}

absl::Status ReadWho(const std::string& cell, const absl::CivilDay& today, engine::Person& person) {
  static const auto* const kExperiences = new std::map<std::string, Experience>{
      {"widowed", Experience::kWidowed},       {"migrated", Experience::kMigrated},
      {"carer", Experience::kCarer},           {"chronic illness", Experience::kChronicIllness},
      {"new in town", Experience::kNewInTown}, {"divorced", Experience::kDivorced},
      {"lost work", Experience::kLostWork},    {"retired", Experience::kRetired},
      {"parent", Experience::kParent},         {"grieving", Experience::kGrieving}};
  for (const std::string& piece : Pieces(cell, ',')) {
    int age = 0;
    if (absl::SimpleAtoi(piece, &age)) {
      person.birth_year = static_cast<int>(today.year()) - age;
    } else if (Genders().count(piece) > 0) {
      person.gender = Genders().at(piece);
    } else {
      Experience experience{};
      if (absl::Status status = ReadWord(piece, *kExperiences, experience); !status.ok()) return status;
      person.experiences.push_back(experience);
    }
  }
  return absl::OkStatus();
}

absl::Status ReadPlace(const std::string& cell, engine::Place& place) {
  const std::vector<std::string> parts = absl::StrSplit(cell, " m from ");
  const auto [settlement, postcode] = SplitLast(parts.back());
  engine::Place found;
  found.settlement = settlement;
  found.postcode = postcode;
  if (!engine::Gazetteer::BuiltIn().Resolve(found))
    return absl::InvalidArgumentError(absl::StrCat("where is '", cell, "'?"));
  int metres = 0;
  if (parts.size() == 2 && !absl::SimpleAtoi(parts.front(), &metres)) return Unreadable(cell);
  // Northwards: a degree of latitude is 111,195 m.
  found.point.latitude_e6 += static_cast<std::int32_t>(std::int64_t{metres} * 1'000'000 / 111'195);
  place = found;
  return absl::OkStatus();
}

absl::Status ReadTravel(const std::string& cell, std::vector<engine::TravelOption>& travel) {
  if (cell == "none") return absl::OkStatus();
  for (const std::string& piece : Pieces(cell, ',')) {
    const std::string by_daylight = " by daylight";
    engine::TravelOption option;
    option.daylight_only = absl::EndsWith(piece, by_daylight);
    const auto [word, minutes] =
        SplitLast(option.daylight_only ? piece.substr(0, piece.size() - by_daylight.size()) : piece);
    if (absl::Status status = ReadWord(word,
                                       {{"walk", TravelMode::kWalk},
                                        {"bike", TravelMode::kBike},
                                        {"car", TravelMode::kCar},
                                        {"public transport", TravelMode::kPublicTransport},
                                        {"wheelchair taxi", TravelMode::kWheelchairTaxi}},
                                       option.mode);
        !status.ok()) {
      return status;
    }
    if (absl::Status status = ReadNumber(minutes, option.max_minutes); !status.ok()) return status;
    travel.push_back(option);
  }
  return absl::OkStatus();
}

absl::Status ReadHours(const std::string& cell, std::vector<engine::Window>& windows) {
  windows.clear();
  for (const std::string& piece : Pieces(cell, ',')) {
    const std::vector<std::string> words = Pieces(piece, ' ');
    if (words.size() < 2 || words.size() > 3) return Unreadable(piece);
    int first = 0;
    int last = 0;
    if (absl::Status status = ReadDays(words[0], first, last); !status.ok()) return status;
    const std::vector<std::string> hours = absl::StrSplit(words[1], '-');
    if (hours.size() != 2) return Unreadable(piece);
    engine::Window window;
    if (absl::Status status = ReadClock(hours[0], window.start_minute); !status.ok()) return status;
    if (absl::Status status = ReadClock(hours[1], window.end_minute); !status.ok()) return status;
    if (window.start_minute >= window.end_minute) return Unreadable(piece);
    window.weeks = Weeks::kEvery;
    if (words.size() == 3) {
      absl::Status status = ReadWord(words[2], {{"odd", Weeks::kOdd}, {"even", Weeks::kEven}}, window.weeks);
      if (!status.ok()) return status;
    }
    for (int day = first; day <= last; ++day) {
      window.weekday = static_cast<Weekday>(day);
      windows.push_back(window);
    }
  }
  return absl::OkStatus();
}

absl::Status ReadLanguages(const std::string& cell, std::vector<engine::LanguageSkill>& languages) {
  languages.clear();
  for (const std::string& piece : Pieces(cell, ',')) {
    const auto [code, level] = SplitLast(piece);
    engine::LanguageSkill skill{code, engine::LanguageLevel::kFluent};
    if (!level.empty()) {
      absl::Status status =
          ReadWord(level, {{"basic", engine::LanguageLevel::kBasic}, {"well", engine::LanguageLevel::kConversational}},
                   skill.level);
      if (!status.ok()) return status;
    }
    languages.push_back(skill);
  }
  return absl::OkStatus();
}

absl::Status ReadTopics(const std::string& cell, std::vector<engine::TopicIndex>& topics) {
  for (const std::string& id : Pieces(cell, ',')) {
    const auto topic = engine::Taxonomy::BuiltIn().Find(id);
    if (!topic) return absl::InvalidArgumentError(absl::StrCat("no topic '", id, "'"));
    topics.push_back(*topic);
  }
  return absl::OkStatus();
}

absl::Status ReadInterests(const std::string& cell, engine::Attitude attitude, engine::Person& person) {
  std::vector<engine::TopicIndex> topics;
  if (absl::Status status = ReadTopics(cell, topics); !status.ok()) return status;
  for (const engine::TopicIndex topic : topics) person.interests.push_back({topic, attitude});
  return absl::OkStatus();
}

absl::Status ReadFacts(const std::string& cell, std::vector<engine::AccessFact>& facts) {
  for (const std::string& piece : Pieces(cell, ',')) {
    const auto [need, word] = SplitLast(piece);
    engine::AccessFact fact;
    if (absl::Status status = ReadWord(need, Needs(), fact.need); !status.ok()) return status;
    absl::Status status = ReadWord(
        word, {{"yes", engine::Fact::kYes}, {"no", engine::Fact::kNo}, {"unknown", engine::Fact::kUnknown}}, fact.fact);
    if (!status.ok()) return status;
    facts.push_back(fact);
  }
  return absl::OkStatus();
}

absl::Status ReadNeeds(const std::string& cell, std::vector<AccessNeed>& needs) {
  return ReadWords(cell, Needs(), needs);
}

absl::Status ReadWishes(const std::string& cell, std::vector<engine::Wish>& wishes) {
  for (const std::string& piece : Pieces(cell, ',')) {
    engine::Wish wish;
    const std::vector<std::string> words = Pieces(piece, ' ');
    if (words.size() < 2) return Unreadable(piece);
    if (absl::Status status = ReadWord(words[0], {{"hard", true}, {"soft", false}}, wish.hard); !status.ok()) {
      return status;
    }
    absl::Status status = words[1] == "age" && words.size() == 3 ? ReadAges(words[2], wish.min_age, wish.max_age)
                                                                 : ReadWord(words[1], Genders(), wish.gender);
    if (!status.ok()) return status;
    wishes.push_back(wish);
  }
  return absl::OkStatus();
}

absl::Status ReadCommitment(const std::string& cell, engine::Commitment& commitment) {
  for (const std::string& piece : Pieces(cell, ',')) {
    const auto [number, unit] = SplitLast(piece);
    int* field = nullptr;
    absl::Status status =
        ReadWord(unit, {{"months", &commitment.months}, {"times", &commitment.times_per_month}}, field);
    if (!status.ok()) return status;
    if (status = ReadNumber(number, *field); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReadConsent(const std::string& cell, std::vector<engine::LegalBasis>& bases) {
  bases.clear();
  if (cell == "missing") return absl::OkStatus();
  engine::LegalBasis basis;
  basis.purpose = engine::Purpose::kMatching;
  basis.basis = engine::Basis::kConsent;
  basis.withdrawn = cell == "withdrawn";
  if (const auto [word, day] = SplitLast(cell); word == "until") {
    if (absl::Status status = ReadDay(day, basis.until); !status.ok()) return status;
  } else if (cell != "given" && cell != "withdrawn") {
    return Unreadable(cell);
  }
  bases.push_back(basis);
  return absl::OkStatus();
}

absl::Status ReadVog(const std::string& cell, engine::Vog& vog) {
  const auto [word, day] = SplitLast(cell);
  vog.issued_date.reset();
  absl::Status status = ReadWord(word,
                                 {{"none", engine::VogState::kNone},
                                  {"requested", engine::VogState::kRequested},
                                  {"valid", engine::VogState::kValid}},
                                 vog.state);
  if (!status.ok() || vog.state != engine::VogState::kValid) return status;
  return ReadDay(day, vog.issued_date);
}

absl::Status ReadAges(const std::string& cell, int& min_age, int& max_age) {
  const std::vector<std::string> ends = absl::StrSplit(cell, '-');
  if (ends.size() != 2) return Unreadable(cell);
  if (!ends[0].empty() && !absl::SimpleAtoi(ends[0], &min_age)) return Unreadable(cell);
  if (!ends[1].empty() && !absl::SimpleAtoi(ends[1], &max_age)) return Unreadable(cell);
  return absl::OkStatus();
}

}  // namespace klik::testing
