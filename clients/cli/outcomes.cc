#include "clients/cli/outcomes.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

namespace klik::cli {
namespace {

const std::map<std::string, v1::Outcome::Answer>& Answers() {
  static const auto& answers = *new std::map<std::string, v1::Outcome::Answer>{
      {"no", v1::Outcome::NO},
      {"more-or-less", v1::Outcome::MORE_OR_LESS},
      {"yes", v1::Outcome::YES},
      {"hardly-ever", v1::Outcome::HARDLY_EVER},
      {"some-of-the-time", v1::Outcome::SOME_OF_THE_TIME},
      {"often", v1::Outcome::OFTEN},
  };
  return answers;
}

std::string NameOf(v1::Outcome::Instrument instrument) {
  for (const auto& [name, value] : Instruments()) {
    if (value == instrument) return name;
  }
  return "?";
}

std::string LevelLabel(v1::Outcome::Level level, Language language) {
  switch (level) {
    case v1::Outcome::LEVEL_UNSPECIFIED:
      return "-";
    case v1::Outcome::NOT_LONELY:
      return Pick(language, "niet eenzaam", "not lonely");
    case v1::Outcome::MODERATE:
      return Pick(language, "matig eenzaam", "moderately lonely");
    case v1::Outcome::SEVERE:
      return Pick(language, "ernstig eenzaam", "severely lonely");
    case v1::Outcome::VERY_SEVERE:
      return Pick(language, "zeer ernstig eenzaam", "very severely lonely");
    default:
      return "?";
  }
}

std::string NumberOr(bool has, std::int32_t number, std::string_view otherwise) {
  return has ? absl::StrCat(number) : std::string(otherwise);
}

std::string Mean(double mean, Language language) {
  std::string text = absl::StrFormat("%.1f", mean);
  if (language == Language::kDutch) text[text.find('.')] = ',';
  return text;
}

}  // namespace

const std::map<std::string, v1::Outcome::Instrument>& Instruments() {
  static const auto& instruments =
      *new std::map<std::string, v1::Outcome::Instrument>{{"de-jong-gierveld-11", v1::Outcome::DE_JONG_GIERVELD_11},
                                                          {"de-jong-gierveld-6", v1::Outcome::DE_JONG_GIERVELD_6},
                                                          {"ucla-3", v1::Outcome::UCLA_3}};
  return instruments;
}

bool ReadAnswers(std::string_view text, v1::Outcome& outcome) {
  const std::string all(text);
  const std::vector<std::string> parts = absl::StrSplit(all, ',');
  for (const std::string& part : parts) {
    const std::vector<std::string> sides = absl::StrSplit(part, '=');
    if (sides.size() != 2) return false;
    const auto answer = Answers().find(sides[1]);
    std::int32_t item = 0;
    if (answer == Answers().end() || !absl::SimpleAtoi(sides[0], &item)) return false;
    v1::Outcome::ItemAnswer& added = *outcome.add_answers();
    added.set_item(item);
    added.set_answer(answer->second);
  }
  return true;
}

std::string RenderOutcomes(const google::protobuf::RepeatedPtrField<v1::Outcome>& outcomes, Language language,
                           const Paint& paint) {
  Table table;
  table.columns = {{Pick(language, "Datum", "Date")},
                   {Pick(language, "Vragenlijst", "Questionnaire")},
                   {Pick(language, "Totaal", "Total"), Align::kRight},
                   {Pick(language, "Emotioneel", "Emotional"), Align::kRight},
                   {Pick(language, "Sociaal", "Social"), Align::kRight},
                   {Pick(language, "Klasse", "Class")},
                   {Pick(language, "Naam in Klik", "Name in Klik")}};
  for (const v1::Outcome& outcome : outcomes) {
    table.rows.push_back(
        {{outcome.date(), NameOf(outcome.instrument()), NumberOr(outcome.has_total(), outcome.total(), "-"),
          NumberOr(outcome.has_emotional(), outcome.emotional(), "-"),
          NumberOr(outcome.has_social(), outcome.social(), "-"), LevelLabel(outcome.level(), language), outcome.name()},
         {}});
  }
  return RenderTable(table, paint);
}

std::string RenderSummary(const v1::SummariseOutcomesResponse& summary, Language language, const Paint& paint) {
  const std::string few = Pick(language, "niet getoond", "not shown");
  Table table;
  table.columns = {{Pick(language, "Wie", "Who")}, {Pick(language, "Mensen", "People"), Align::kRight}};
  const auto add = [&](std::string who, const std::string& people) {
    table.rows.push_back({{std::move(who), people}, {}});
  };
  add(Pick(language, "ingevuld", "filled in"), NumberOr(summary.has_people(), summary.people(), few));
  for (const auto& level : summary.levels()) {
    const bool no_total = level.level() == v1::Outcome::LEVEL_UNSPECIFIED;
    add(no_total ? Pick(language, "te veel vragen open", "too many questions left open")
                 : LevelLabel(level.level(), language),
        NumberOr(level.has_people(), level.people(), few));
  }
  add(Pick(language, "twee keer of vaker", "twice or more"), NumberOr(summary.has_followed(), summary.followed(), few));
  std::string text = RenderTable(table, paint);
  if (summary.has_first_mean() && summary.has_last_mean()) {
    absl::StrAppend(&text, Pick(language, "Gemiddeld de eerste keer ", "Mean the first time "),
                    Mean(summary.first_mean(), language), Pick(language, ", de laatste keer ", ", the last time "),
                    Mean(summary.last_mean(), language), "\n");
  }
  absl::StrAppend(&text,
                  Pick(language, "Niet getoond: een aantal onder de 10, of wat zo'n aantal zou verraden.",
                       "Not shown: a number under 10, or what would give one away."),
                  "\n");
  return text;
}

}  // namespace klik::cli
