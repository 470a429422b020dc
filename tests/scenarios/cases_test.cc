// Every case in cases/, through a real server: a drawn world as in world_text.h, then a line `steps`, and then what
// people do and what comes of it:
//
//   propose Resi Cor -> proposed
//   state Resi Cor is proposed
//
// `->` and `is` mean the same. case_server.h has the steps.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/scenarios/case_server.h"
#include "tests/testing/world_text.h"
#include "tests/testing/world_text_cells.h"

namespace klik::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct CaseStep {
  int line = 0;
  std::string does;
  std::optional<std::string> expected;  // nullopt: nothing is said of it.
};

struct Case {
  std::string name;  // As in complaints.
  Scenario scenario;
  std::vector<CaseStep> steps;
};

CaseStep StepOf(int line, const std::string& text) {
  for (const char* const mark : {" -> ", " is "}) {
    const std::size_t at = text.find(mark);
    if (at == std::string::npos) continue;
    return {line, Trimmed(text.substr(0, at)), Trimmed(text.substr(at + std::string(mark).size()))};
  }
  return {line, text, std::nullopt};
}

absl::StatusOr<Case> ParseCase(const std::string& name, const std::string& text) {
  Case parsed{name, {}, {}};
  std::string world;
  int line = 0;
  bool in_steps = false;
  for (const std::string& raw : std::vector<std::string>(absl::StrSplit(text, '\n'))) {
    ++line;
    const std::string trimmed = Trimmed(raw);
    if (trimmed == "steps") {
      in_steps = true;
    } else if (!in_steps) {
      absl::StrAppend(&world, raw, "\n");
    } else if (!trimmed.empty() && trimmed.front() != '#') {
      parsed.steps.push_back(StepOf(line, trimmed));
      // Only of time nothing can be said.
      const bool says = parsed.steps.back().expected.has_value();
      if (says == absl::StartsWith(trimmed, "days ")) {
        return absl::InvalidArgumentError(absl::StrCat(name, ", line ", line, ": what is to come of it?"));
      }
    }
  }
  absl::StatusOr<Scenario> scenario = ParseScenario(world);
  if (!scenario.ok()) return absl::InvalidArgumentError(absl::StrCat(name, ", ", scenario.status().message()));
  parsed.scenario = *std::move(scenario);
  return parsed;
}

// What did not come out as expected, a line each. A step that cannot be read ends it.
std::vector<std::string> ComplaintsOf(const Case& played) {
  CaseServer server(played.scenario.world, played.scenario.today);
  std::vector<std::string> complaints;
  for (const CaseStep& step : played.steps) {
    const absl::StatusOr<std::string> came = server.Take(step.does);
    const std::string where = absl::StrCat(played.name, ", line ", step.line, ": ", step.does);
    if (!came.ok()) {
      complaints.push_back(absl::StrCat(where, ": ", came.status().message()));
      break;
    }
    if (step.expected.has_value() && *came != *step.expected) {
      complaints.push_back(absl::StrCat(where, " -> ", *came));
    }
  }
  return complaints;
}

std::vector<fs::path> CaseFiles() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(KLIK_SOURCE_DIR) / "tests" / "scenarios" / "cases")) {
    if (entry.path().extension() == ".case") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

absl::StatusOr<Case> ReadCase(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return ParseCase(path.filename().string(), text.str());
}

class CaseTest : public ::testing::TestWithParam<fs::path> {};

TEST_P(CaseTest, ComesOutAsExpected) {
  const absl::StatusOr<Case> played = ReadCase(GetParam());
  ASSERT_TRUE(played.ok()) << played.status();
  ASSERT_THAT(played->steps, Not(IsEmpty()));
  EXPECT_THAT(ComplaintsOf(*played), IsEmpty());
}

TEST_P(CaseTest, EveryExpectationOfItCanFail) {
  absl::StatusOr<Case> played = ReadCase(GetParam());
  ASSERT_TRUE(played.ok()) << played.status();
  std::size_t expectations = 0;
  for (CaseStep& step : played->steps) {
    if (!step.expected.has_value()) continue;
    ++expectations;
    step.expected->append(" indeed");
  }
  EXPECT_THAT(ComplaintsOf(*played), SizeIs(expectations));
}

INSTANTIATE_TEST_SUITE_P(Cases, CaseTest, ::testing::ValuesIn(CaseFiles()),
                         [](const auto& file) { return file.param.stem().string(); });

TEST(CaseFilesTest, TheCasesOfTheFieldAreThere) {
  // Where an empty folder would make every test above pass.
  EXPECT_GE(CaseFiles().size(), 8U);
}

const std::string kResiAndCor =
    "today 2026-11-18\nresidents\n| id |\n| Resi |\nvolunteers\n| id | travel |\n| Cor | bike 20 |\nsteps\n";

std::vector<std::string> ComplaintsOf(const std::string& steps) {
  const absl::StatusOr<Case> played = ParseCase("a.case", kResiAndCor + steps);
  return played.ok() ? ComplaintsOf(*played) : std::vector<std::string>{std::string(played.status().message())};
}

TEST(CaseTextTest, SaysWhatCameInsteadAndWhere) {
  EXPECT_THAT(ComplaintsOf("propose Resi Cor -> proposed\nstate Resi Cor is proposed\n"), IsEmpty());
  EXPECT_THAT(ComplaintsOf("propose Resi Cor -> shown\n"), ElementsAre("a.case, line 9: propose Resi Cor -> proposed"));
  EXPECT_THAT(ComplaintsOf("search Resi volunteers -> Cor\nwho sees Resi -> nobody\n"),
              ElementsAre(AllOf(HasSubstr("a.case, line 9"), HasSubstr("Cor (need unknown)")),
                          AllOf(HasSubstr("a.case, line 10"), HasSubstr("resident, search, list of residents"))));
}

TEST(CaseTextTest, WhatCannotBeReadIsNamedWithItsLine) {
  EXPECT_THAT(ComplaintsOf("\npropose Resi Piet -> proposed\n"),
              ElementsAre(HasSubstr("line 10: propose Resi Piet: who is 'Piet'?")));
  EXPECT_THAT(ComplaintsOf("embrace Resi Cor -> proposed\n"), ElementsAre(HasSubstr("what is 'embrace'?")));
  EXPECT_THAT(ComplaintsOf("yes Resi Cor by all -> shown\n"), ElementsAre(HasSubstr("Resi and Cor have no match")));
  EXPECT_THAT(ComplaintsOf("propose Resi Cor\n"), ElementsAre("a.case, line 9: what is to come of it?"));
  EXPECT_THAT(ComplaintsOf("propose Resi Cor -> proposed\nyes Resi Cor -> shown\n"),
              ElementsAre(HasSubstr("by resident, other, companion or all")));
  EXPECT_THAT(ComplaintsOf("count lost -> 0\n"), ElementsAre(HasSubstr("no state 'lost'")));
  EXPECT_THAT(ComplaintsOf("days many\n"), ElementsAre(HasSubstr("days 7")));
}

}  // namespace
}  // namespace klik::testing
