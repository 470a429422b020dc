// What may stand in the cells of a drawn world. world_text.h has the whole.
//
// Pure; any thread. Every reader returns INVALID_ARGUMENT for what it cannot read.
#ifndef KLIK_TESTS_TESTING_WORLD_TEXT_CELLS_H_
#define KLIK_TESTS_TESTING_WORLD_TEXT_CELLS_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/model/activity.h"
#include "engine/model/person.h"

namespace klik::testing {

// The pieces between the separators, without the space around them; empty ones are left out.
std::vector<std::string> Pieces(std::string_view text, char separator);
std::string Trimmed(std::string_view text);

template <typename T>
absl::Status ReadWord(const std::string& word, const std::map<std::string, T>& known, T& value) {
  const auto found = known.find(word);
  if (found == known.end()) return absl::InvalidArgumentError(absl::StrCat("what is '", word, "'?"));
  value = found->second;
  return absl::OkStatus();
}

// `hearing loop, quiet`
template <typename T>
absl::Status ReadWords(const std::string& cell, const std::map<std::string, T>& known, std::vector<T>& values) {
  for (const std::string& word : Pieces(cell, ',')) {
    T value{};
    if (absl::Status status = ReadWord(word, known, value); !status.ok()) return status;
    values.push_back(value);
  }
  return absl::OkStatus();
}

// `yes` or `no`
absl::Status ReadYesNo(const std::string& cell, bool& value);
// `12`
absl::Status ReadNumber(std::string_view cell, int& value);
absl::Status ReadNumber(const std::string& cell, std::optional<int>& value);
// `2.50`, in euros
absl::Status ReadCents(const std::string& cell, int& value);
absl::Status ReadCents(const std::string& cell, std::optional<int>& value);
// `2026-11-18`; as a time it is noon UTC.
absl::Status ReadDay(const std::string& cell, absl::CivilDay& value);
absl::Status ReadDay(const std::string& cell, std::optional<absl::CivilDay>& value);
absl::Status ReadTime(const std::string& cell, std::optional<absl::Time>& value);
// `78, female, widowed`, in any order
absl::Status ReadWho(const std::string& cell, const absl::CivilDay& today, engine::Person& person);
// `2026-12-24 to 2027-01-05, 2027-02-01`
absl::Status ReadDateRanges(const std::string& cell, std::vector<engine::DateRange>& ranges);
// `Wervershoof 1693`, or `300 m from Wervershoof 1693`
absl::Status ReadPlace(const std::string& cell, engine::Place& place);
// `bike 40 by daylight, car 20`, or `none`
absl::Status ReadTravel(const std::string& cell, std::vector<engine::TravelOption>& travel);
// `mon-fri 9-12, wed 13:30-16 odd`; replaces what was there
absl::Status ReadHours(const std::string& cell, std::vector<engine::Window>& windows);
// `nl, pl basic`; replaces what was there
absl::Status ReadLanguages(const std::string& cell, std::vector<engine::LanguageSkill>& languages);
// `music.choir, game.cards`
absl::Status ReadTopics(const std::string& cell, std::vector<engine::TopicIndex>& topics);
absl::Status ReadInterests(const std::string& cell, engine::Attitude attitude, engine::Person& person);
// `step free yes, hearing loop unknown`
absl::Status ReadFacts(const std::string& cell, std::vector<engine::AccessFact>& facts);
absl::Status ReadNeeds(const std::string& cell, std::vector<engine::AccessNeed>& needs);
// `hard female, soft age 40-60`
absl::Status ReadWishes(const std::string& cell, std::vector<engine::Wish>& wishes);
// `12 months, 4 times`: times are those in a month
absl::Status ReadCommitment(const std::string& cell, engine::Commitment& commitment);
// `given`, `missing`, `withdrawn`, `until 2026-01-01`
absl::Status ReadConsent(const std::string& cell, std::vector<engine::LegalBasis>& bases);
// `none`, `requested`, `valid 2025-03-01`
absl::Status ReadVog(const std::string& cell, engine::Vog& vog);
// `12-18`; `12-` and `-18` leave one end open
absl::Status ReadAges(const std::string& cell, int& min_age, int& max_age);

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_WORLD_TEXT_CELLS_H_
