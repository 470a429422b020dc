#include "tests/testing/world_text.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/testing/world_text_cells.h"

namespace klik::testing {
namespace {

using engine::ContactForm;
using engine::EntityId;
using engine::Intergenerational;
using engine::Kind;

constexpr char kUsualPlace[] = "Medemblik 1671";
constexpr char kUsualHours[] = "mon-fri 9-17";

using Cells = std::vector<std::string>;
template <typename T>
using Columns = std::map<std::string, std::function<absl::Status(const std::string&, T&)>>;

absl::Status ReadGenerations(const std::string& cell, Intergenerational& value) {
  return ReadWord(cell,
                  {{"no preference", Intergenerational::kNoPreference},
                   {"welcome", Intergenerational::kWelcome},
                   {"wanted", Intergenerational::kWanted},
                   {"not wanted", Intergenerational::kNotWanted}},
                  value);
}

template <typename T>
Columns<T> PersonColumns(const absl::CivilDay& today) {
  using engine::Attitude;
  Columns<T> columns = {
      {"who", [today](const std::string& cell, T& it) { return ReadWho(cell, today, it); }},
      {"lives", [](const std::string& cell, T& it) { return ReadPlace(cell, it.place); }},
      {"travel", [](const std::string& cell, T& it) { return ReadTravel(cell, it.travel); }},
      {"free", [](const std::string& cell, T& it) { return ReadHours(cell, it.availability.windows); }},
      {"speaks", [](const std::string& cell, T& it) { return ReadLanguages(cell, it.languages); }},
      {"needs", [](const std::string& cell, T& it) { return ReadNeeds(cell, it.access_needs); }},
      {"wishes", [](const std::string& cell, T& it) { return ReadWishes(cell, it.wishes); }},
      {"away", [](const std::string& cell, T& it) { return ReadDateRanges(cell, it.availability.away); }},
      {"commitment", [](const std::string& cell, T& it) { return ReadCommitment(cell, it.commitment); }},
      {"generations", [](const std::string& cell, T& it) { return ReadGenerations(cell, it.intergenerational); }},
      {"guardian", [](const std::string& cell, T& it) { return ReadYesNo(cell, it.guardian_consent); }},
      {"consent", [](const std::string& cell, T& it) { return ReadConsent(cell, it.legal_bases); }},
      {"confirmed", [](const std::string& cell, T& it) { return ReadTime(cell, it.confirm_time); }},
      {"forms",
       [](const std::string& cell, T& it) {
         return ReadWords(cell,
                          {{"home visit", ContactForm::kHomeVisit},
                           {"public place", ContactForm::kPublicPlace},
                           {"outdoors", ContactForm::kOutdoors},
                           {"phone", ContactForm::kPhone},
                           {"online", ContactForm::kOnline},
                           {"group", ContactForm::kGroup}},
                          it.contact_forms);
       }},
      {"state", [](const std::string& cell, T& it) {
         return ReadWord(cell,
                         {{"active", engine::ProfileState::kActive},
                          {"paused", engine::ProfileState::kPaused},
                          {"withdrawn", engine::ProfileState::kWithdrawn}},
                         it.state);
       }}};
  for (const auto& [name, attitude] : std::map<std::string, Attitude>{{"likes", Attitude::kLikes},
                                                                      {"used to", Attitude::kUsedTo},
                                                                      {"wants to learn", Attitude::kWantsToLearn},
                                                                      {"can teach", Attitude::kCanTeach},
                                                                      {"dislikes", Attitude::kDislikes},
                                                                      {"never", Attitude::kNever}}) {
    columns[name] = [attitude = attitude](const std::string& cell, T& it) { return ReadInterests(cell, attitude, it); };
  }
  return columns;
}

Columns<engine::Resident> ResidentColumns(const absl::CivilDay& today) {
  using engine::NeedType;
  using engine::Resident;
  Columns<Resident> columns = PersonColumns<Resident>(today);
  columns["need"] = [](const std::string& cell, Resident& it) {
    return ReadWord(cell,
                    {{"emotional", NeedType::kEmotional},
                     {"social", NeedType::kSocial},
                     {"both", NeedType::kBoth},
                     {"meaning", NeedType::kMeaning},
                     {"practical", NeedType::kPractical},
                     {"professional first", NeedType::kProfessionalFirst},
                     {"unknown", NeedType::kUnknown}},
                    it.need.type);
  };
  columns["role"] = [](const std::string& cell, Resident& it) {
    return ReadWord(cell,
                    {{"receive", engine::Role::kReceive}, {"give", engine::Role::kGive}, {"both", engine::Role::kBoth}},
                    it.role);
  };
  columns["group at most"] = [](const std::string& cell, Resident& it) { return ReadNumber(cell, it.max_group_size); };
  columns["pays at most"] = [](const std::string& cell, Resident& it) { return ReadCents(cell, it.max_cost_cents); };
  columns["vouchers"] = [](const std::string& cell, Resident& it) {
    it.vouchers = Pieces(cell, ',');
    return absl::OkStatus();
  };
  columns["neighbours"] = [](const std::string& cell, Resident& it) { return ReadYesNo(cell, it.peer_links); };
  columns["waits since"] = [](const std::string& cell, Resident& it) { return ReadDay(cell, it.waiting_since); };
  return columns;
}

Columns<engine::Volunteer> VolunteerColumns(const absl::CivilDay& today) {
  using engine::Volunteer;
  Columns<Volunteer> columns = PersonColumns<Volunteer>(today);
  columns["vog"] = [](const std::string& cell, Volunteer& it) { return ReadVog(cell, it.vog); };
  columns["at once"] = [](const std::string& cell, Volunteer& it) { return ReadNumber(cell, it.max_matches); };
  columns["requests"] = [](const std::string& cell, Volunteer& it) { return ReadNumber(cell, it.max_open_requests); };
  columns["until"] = [](const std::string& cell, Volunteer& it) { return ReadDay(cell, it.available_until); };
  columns["last asked"] = [](const std::string& cell, Volunteer& it) { return ReadTime(cell, it.last_asked_time); };
  columns["unanswered"] = [](const std::string& cell, Volunteer& it) {
    return ReadNumber(cell, it.unanswered_requests);
  };
  columns["brings"] = [](const std::string& cell, Volunteer& it) { return ReadFacts(cell, it.access); };
  return columns;
}

Columns<engine::Activity> ActivityColumns() {
  using engine::Activity;
  using engine::ActivityFormat;
  using engine::WorkingElement;
  return {
      {"topics", [](const std::string& cell, Activity& it) { return ReadTopics(cell, it.topics); }},
      {"at", [](const std::string& cell, Activity& it) { return ReadPlace(cell, it.place); }},
      {"when", [](const std::string& cell, Activity& it) { return ReadHours(cell, it.sessions.hours.windows); }},
      {"except", [](const std::string& cell, Activity& it) { return ReadDateRanges(cell, it.sessions.hours.away); }},
      {"first day", [](const std::string& cell, Activity& it) { return ReadDay(cell, it.sessions.start_date); }},
      {"last day", [](const std::string& cell, Activity& it) { return ReadDay(cell, it.sessions.end_date); }},
      {"format",
       [](const std::string& cell, Activity& it) {
         return ReadWord(cell,
                         {{"group", ActivityFormat::kGroup},
                          {"workshop", ActivityFormat::kWorkshop},
                          {"meal", ActivityFormat::kMeal},
                          {"walk", ActivityFormat::kWalk},
                          {"course", ActivityFormat::kCourse},
                          {"drop-in", ActivityFormat::kDropIn}},
                         it.format);
       }},
      {"places", [](const std::string& cell, Activity& it) { return ReadNumber(cell, it.capacity); }},
      {"enrolled", [](const std::string& cell, Activity& it) { return ReadNumber(cell, it.enrolled); }},
      {"costs", [](const std::string& cell, Activity& it) { return ReadCents(cell, it.cost_cents); }},
      {"accepts",
       [](const std::string& cell, Activity& it) {
         it.vouchers_accepted = Pieces(cell, ',');
         return absl::OkStatus();
       }},
      {"has", [](const std::string& cell, Activity& it) { return ReadFacts(cell, it.access); }},
      {"speaks", [](const std::string& cell, Activity& it) { return ReadLanguages(cell, it.languages); }},
      {"supervised", [](const std::string& cell, Activity& it) { return ReadYesNo(cell, it.supervised); }},
      {"ages", [](const std::string& cell, Activity& it) { return ReadAges(cell, it.min_age, it.max_age); }},
      {"transport", [](const std::string& cell, Activity& it) { return ReadYesNo(cell, it.transport_offered); }},
      {"generations",
       [](const std::string& cell, Activity& it) { return ReadGenerations(cell, it.intergenerational); }},
      {"offers", [](const std::string& cell, Activity& it) {
         return ReadWords(cell,
                          {{"meaningful role", WorkingElement::kMeaningfulRole},
                           {"practical support", WorkingElement::kPracticalSupport},
                           {"meeting people", WorkingElement::kMeetingPeople}},
                          it.working_elements);
       }}};
}

// Reads a scenario line by line; the first thing that cannot be read ends it.
class ScenarioReader {
 public:
  absl::StatusOr<Scenario> Read(std::string_view text) {
    for (const std::string& raw : std::vector<std::string>(absl::StrSplit(std::string(text), '\n'))) {
      ++line_;
      const std::string line = Trimmed(raw);
      if (line.empty() || line.front() == '#') continue;
      absl::Status status = line.front() == '|' ? ReadRow(CellsOf(line)) : ReadHeading(line);
      if (!status.ok()) return absl::InvalidArgumentError(absl::StrCat("line ", line_, ": ", status.message()));
    }
    if (!has_today_) return absl::InvalidArgumentError("no line `today YYYY-MM-DD`");
    return std::move(scenario_);
  }

 private:
  enum class Table { kNone, kResidents, kVolunteers, kActivities, kMatches, kExclusions, kExpected };

  static Cells CellsOf(const std::string& line) {
    Cells cells;
    for (const std::string& cell : std::vector<std::string>(absl::StrSplit(line, '|'))) cells.push_back(Trimmed(cell));
    // What stands before the first bar, and after the last.
    cells.erase(cells.begin());
    if (!cells.empty() && cells.back().empty()) cells.pop_back();
    return cells;
  }

  absl::Status ReadHeading(const std::string& line) {
    static const auto* const kTables = new std::map<std::string, Table>{{"residents", Table::kResidents},
                                                                        {"volunteers", Table::kVolunteers},
                                                                        {"activities", Table::kActivities},
                                                                        {"matches", Table::kMatches},
                                                                        {"exclusions", Table::kExclusions}};
    heads_.clear();
    if (absl::StartsWith(line, "today ")) return ReadToday(Trimmed(line.substr(6)));
    if (!has_today_) return absl::InvalidArgumentError("`today YYYY-MM-DD` comes first");
    if (absl::StartsWith(line, "expect for ")) return ReadExpectation(Trimmed(line.substr(11)));
    return ReadWord(line, *kTables, table_);
  }

  absl::Status ReadToday(const std::string& cell) {
    if (absl::Status status = ReadDay(cell, moment_.today); !status.ok()) return status;
    moment_.now = absl::FromCivil(absl::CivilHour(moment_.today) + 12, absl::UTCTimeZone());
    if (!absl::LoadTimeZone("Europe/Amsterdam", &moment_.zone)) return absl::NotFoundError("no Europe/Amsterdam");
    scenario_.today = moment_.today;
    has_today_ = true;
    return absl::OkStatus();
  }

  absl::Status ReadExpectation(const std::string& text) {
    const std::vector<std::string> parts = absl::StrSplit(text, " among ");
    Expectation expectation;
    expectation.line = line_;
    expectation.moment = moment_;
    if (absl::Status status = FindId(parts.front(), expectation.subject); !status.ok()) return status;
    if (parts.size() > 1) {
      absl::Status status = ReadWords(
          parts[1], {{"residents", Kind::kResident}, {"volunteers", Kind::kVolunteer}, {"activities", Kind::kActivity}},
          expectation.kinds);
      if (!status.ok()) return status;
    }
    scenario_.expectations.push_back(expectation);
    table_ = Table::kExpected;
    return absl::OkStatus();
  }

  absl::Status ReadRow(const Cells& cells) {
    if (table_ == Table::kNone) return absl::InvalidArgumentError("a row before any table");
    if (table_ == Table::kExpected) return ReadExpectedRow(cells);
    if (heads_.empty()) {
      heads_ = cells;
      return absl::OkStatus();
    }
    if (cells.size() > heads_.size()) return absl::InvalidArgumentError("more cells than columns");
    World& world = scenario_.world;
    switch (table_) {
      case Table::kResidents:
        return ReadPerson(cells, Kind::kResident, ResidentColumns(moment_.today), world.residents);
      case Table::kVolunteers:
        return ReadPerson(cells, Kind::kVolunteer, VolunteerColumns(moment_.today), world.volunteers);
      case Table::kActivities:
        return ReadActivity(cells);
      case Table::kExclusions:
        return ReadExclusion(cells);
      default:
        return ReadMatch(cells);
    }
  }

  template <typename T>
  absl::Status ReadPerson(const Cells& cells, Kind kind, const Columns<T>& columns, std::vector<T>& people) {
    T person;
    person.birth_year = static_cast<int>(moment_.today.year()) - 50;
    absl::Status status = ReadPlace(kUsualPlace, person.place);
    status.Update(ReadHours(kUsualHours, person.availability.windows));
    status.Update(ReadLanguages("nl", person.languages));
    status.Update(ReadConsent("given", person.legal_bases));
    if constexpr (std::is_same_v<T, engine::Volunteer>) {
      status.Update(ReadVog(absl::StrCat("valid ", absl::FormatCivilTime(moment_.today)), person.vog));
    } else {
      person.waiting_since = moment_.today;
    }
    status.Update(ReadCells(cells, kind, columns, person));
    people.push_back(std::move(person));
    return status;
  }

  absl::Status ReadActivity(const Cells& cells) {
    engine::Activity activity;
    activity.format = engine::ActivityFormat::kGroup;
    absl::Status status = ReadPlace(kUsualPlace, activity.place);
    status.Update(ReadHours(kUsualHours, activity.sessions.hours.windows));
    status.Update(ReadCells(cells, Kind::kActivity, ActivityColumns(), activity));
    scenario_.world.activities.push_back(std::move(activity));
    return status;
  }

  // `id` is a column of all tables but matches and exclusions; an empty cell says nothing.
  template <typename T>
  absl::Status ReadCells(const Cells& cells, Kind kind, const Columns<T>& columns, T& it) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].empty()) continue;
      const std::string& head = heads_[i];
      absl::Status status;
      if (head == "id") {
        it.meta.id = {kind, IdOfName(cells[i])};
        if (!ids_.emplace(it.meta.id.id, it.meta.id).second) status = absl::InvalidArgumentError("there twice");
      } else if (const auto column = columns.find(head); column != columns.end()) {
        status = column->second(cells[i], it);
      } else {
        status = absl::InvalidArgumentError("no such column");
      }
      if (!status.ok()) return absl::InvalidArgumentError(absl::StrCat(head, ": ", status.message()));
    }
    return it.meta.id.id.empty() ? absl::InvalidArgumentError("no id") : absl::OkStatus();
  }

  absl::Status ReadMatch(const Cells& cells) {
    engine::Match match;
    match.meta.id = {Kind::kMatch, absl::StrCat("match", line_)};
    const Columns<engine::Match> columns = {
        {"resident", [this](const std::string& cell, engine::Match& it) { return FindId(cell, it.resident); }},
        {"other", [this](const std::string& cell, engine::Match& it) { return FindId(cell, it.other); }},
        {"companion",
         [this](const std::string& cell, engine::Match& it) { return FindId(cell, it.companion.emplace()); }},
        {"until", [](const std::string& cell, engine::Match& it) { return ReadTime(cell, it.expire_time); }},
        {"reason",
         [](const std::string& cell, engine::Match& it) {
           return ReadWord(
               cell, {{"conflict", engine::EndReason::kConflict}, {"moved house", engine::EndReason::kMovedHouse}},
               it.end_reason);
         }},
        {"state", [](const std::string& cell, engine::Match& it) {
           return ReadWord(cell,
                           {{"proposed", engine::MatchState::kProposed},
                            {"shown", engine::MatchState::kShown},
                            {"trial", engine::MatchState::kTrial},
                            {"active", engine::MatchState::kActive},
                            {"paused", engine::MatchState::kPaused},
                            {"ended", engine::MatchState::kEnded}},
                           it.state);
         }}};
    absl::Status status = ReadCellsOfNobody(cells, columns, match);
    scenario_.world.matches.push_back(match);
    return status;
  }

  absl::Status ReadExclusion(const Cells& cells) {
    using engine::Exclusion;
    using engine::ExclusionCategory;
    Exclusion exclusion;
    exclusion.meta.id = {Kind::kExclusion, absl::StrCat("exclusion", line_)};
    const Columns<Exclusion> columns = {
        {"first", [this](const std::string& cell, Exclusion& it) { return FindId(cell, it.first); }},
        {"second", [this](const std::string& cell, Exclusion& it) { return FindId(cell, it.second); }},
        {"until", [](const std::string& cell, Exclusion& it) { return ReadDay(cell, it.until); }},
        {"category", [](const std::string& cell, Exclusion& it) {
           return ReadWord(cell,
                           {{"conflict", ExclusionCategory::kConflict},
                            {"safety", ExclusionCategory::kSafety},
                            {"own choice", ExclusionCategory::kOwnChoice},
                            {"family", ExclusionCategory::kFamily},
                            {"colleague", ExclusionCategory::kColleague},
                            {"case worker", ExclusionCategory::kCaseWorker}},
                           it.category);
         }}};
    absl::Status status = ReadCellsOfNobody(cells, columns, exclusion);
    scenario_.world.exclusions.push_back(exclusion);
    return status;
  }

  // Of something that no other table speaks of, and so needs no id.
  template <typename T>
  absl::Status ReadCellsOfNobody(const Cells& cells, const Columns<T>& columns, T& it) {
    absl::Status status;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const auto column = columns.find(heads_[i]);
      if (column == columns.end()) return absl::InvalidArgumentError(absl::StrCat(heads_[i], ": no such column"));
      if (!cells[i].empty()) status.Update(column->second(cells[i], it));
    }
    return status;
  }

  absl::Status ReadExpectedRow(const Cells& cells) {
    if (cells.size() < 2 || cells.size() > 4) return absl::InvalidArgumentError("expected two to four cells");
    ExpectedRow row;
    row.line = line_;
    row.name = cells[1];
    EntityId id;
    if (absl::Status status = FindId(row.name, id); !status.ok()) return status;
    if (cells[0] == "SAYS") {
      scenario_.expectations.back().sentences.push_back({line_, id, cells.size() > 2 ? cells[2] : ""});
      return absl::OkStatus();
    }
    if (cells[0] != "BAR") {
      if (absl::Status status = ReadNumber(cells[0], row.rank); !status.ok()) return status;
    }
    if (cells.size() > 2) row.remarks = Pieces(cells[2], ',');
    if (cells.size() > 3) row.nearest_change = cells[3];
    scenario_.expectations.back().rows.push_back(row);
    return absl::OkStatus();
  }

  absl::Status FindId(const std::string& name, EntityId& id) const {
    const auto found = ids_.find(IdOfName(name));
    if (found == ids_.end()) return absl::InvalidArgumentError(absl::StrCat("who is '", name, "'?"));
    id = found->second;
    return absl::OkStatus();
  }

  Scenario scenario_;
  engine::Moment moment_;
  bool has_today_ = false;
  int line_ = 0;
  Table table_ = Table::kNone;
  Cells heads_;
  std::map<std::string, EntityId> ids_;
};

}  // namespace

absl::StatusOr<Scenario> ParseScenario(std::string_view text) { return ScenarioReader().Read(text); }

std::string IdOfName(std::string_view name) {
  std::string id;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      id += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return id;
}

}  // namespace klik::testing
