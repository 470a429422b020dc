// Worlds drawn as text: tables that read like the case they stand for, and what is expected of them.
//
//   # Prose: every line that begins with # is for people.
//   today 2026-11-18
//
//   residents
//   | id    | who                 | lives            | free          | likes           |
//   | Truus | 78, female, widowed | Wervershoof 1693 | mon-fri 9-12  | music.classical |
//
//   expect for Truus
//   | 1   | Daan  | at home, by bike 25      |
//   | BAR | Kees  | time_overlap    | then 3 |
//   | SAYS | Kees | Wordt passend zodra er een gezamenlijk moment gevonden is (dan nummer 3). |
//
// Tables: residents, volunteers, activities, matches, exclusions, `expect for NAME` and `expect for NAME among
// volunteers, activities`. The first row of a table of the world names its columns; only `id` is needed, and whoever is
// not said to be different is active, has consented, speaks Dutch, is free on weekdays from 9 to 17, and lives in the
// middle of Medemblik. The columns are listed in world_text.cc, what may stand in a cell in world_text_cells.cc.
//
// Rows of an expectation are all candidates and all who are left out: a rank and a name, and if one likes what else
// must hold (the setting, the way there, and then exactly the warnings); or BAR, a name, exactly the bars by code, and
// if one likes the nearest change: `then 2` with the rank, `never` when there is none.
// SAYS is followed by one of the Dutch sentences about who is left out: why, or what would have to change. Another line
// `today` lets time pass for the expectations that follow it.
//
// Pure; any thread.
#ifndef KLIK_TESTS_TESTING_WORLD_TEXT_H_
#define KLIK_TESTS_TESTING_WORLD_TEXT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/match/search.h"
#include "tests/testing/oracle.h"

namespace klik::testing {

struct ExpectedRow {
  int line = 0;
  std::optional<int> rank;  // nullopt: left out.
  std::string name;
  std::vector<std::string> remarks;  // Of a candidate; bars by code of who is left out.
  std::string nearest_change;        // Empty: not said.
};

struct ExpectedSentence {
  int line = 0;
  engine::EntityId excluded;
  std::string dutch;
};

struct Expectation {
  int line = 0;
  engine::Moment moment;
  engine::EntityId subject;
  std::vector<engine::Kind> kinds;
  std::vector<ExpectedRow> rows;
  std::vector<ExpectedSentence> sentences;
};

struct Scenario {
  absl::CivilDay today;  // The last one.
  World world;
  std::vector<Expectation> expectations;
};

// INVALID_ARGUMENT names the line.
absl::StatusOr<Scenario> ParseScenario(std::string_view text);

// `Daan` is called that in the tables; his id is the same in lower case.
std::string IdOfName(std::string_view name);

// What the engine's answer lacks or has too much, a line each; empty when it is as expected.
std::vector<std::string> Complaints(const Expectation& expectation, const engine::SearchResult& result);

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_WORLD_TEXT_H_
