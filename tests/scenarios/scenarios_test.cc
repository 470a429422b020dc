// Every *.scenario file beside this one, through the real engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "engine/match/search.h"
#include "engine/text/catalogue.h"
#include "tests/testing/oracle.h"
#include "tests/testing/random_world.h"
#include "tests/testing/world_text.h"

namespace klik::testing {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> ScenarioFiles() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(KLIK_SOURCE_DIR) / "tests" / "scenarios")) {
    if (entry.path().extension() == ".scenario") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string NameOf(const fs::path& path) {
  std::string name = path.stem().string();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

Scenario ReadFile(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  auto scenario = ParseScenario(text.str());
  EXPECT_TRUE(scenario.ok()) << path.filename() << ", " << scenario.status();
  return scenario.ok() ? *std::move(scenario) : Scenario();
}

// The same facts in another order.
World Reversed(World world) {
  std::reverse(world.residents.begin(), world.residents.end());
  std::reverse(world.volunteers.begin(), world.volunteers.end());
  std::reverse(world.activities.begin(), world.activities.end());
  std::reverse(world.matches.begin(), world.matches.end());
  std::reverse(world.exclusions.begin(), world.exclusions.end());
  for (auto& volunteer : world.volunteers) std::reverse(volunteer.languages.begin(), volunteer.languages.end());
  for (auto& activity : world.activities) std::reverse(activity.languages.begin(), activity.languages.end());
  return world;
}

// Why somebody is left out, and what would have to change.
std::vector<std::string> SentencesAbout(const engine::Snapshot& snapshot, const engine::Policy& policy,
                                        const Expectation& expectation, const engine::SearchResult& result,
                                        const engine::EntityId& id) {
  std::vector<std::string> sentences;
  const engine::PairText pair{*snapshot.FindRow(expectation.subject), *snapshot.FindRow(id), snapshot.taxonomy(),
                              policy};
  for (const engine::ExcludedCandidate& excluded : result.excluded) {
    if (excluded.id != id) continue;
    for (const engine::Bar& bar : excluded.pair.bars) {
      sentences.push_back(engine::BarText(pair, bar, engine::Language::kDutch));
    }
    if (excluded.nearest_change) {
      sentences.push_back(engine::NearestChangeText(pair, *excluded.nearest_change, engine::Language::kDutch));
    }
  }
  return sentences;
}

class ScenarioTest : public ::testing::TestWithParam<fs::path> {};

TEST_P(ScenarioTest, ComesOutAsExpected) {
  const Scenario scenario = ReadFile(GetParam());
  ASSERT_FALSE(scenario.expectations.empty()) << "a scenario without expectations says nothing";
  const engine::Policy policy;
  for (const World& world : {scenario.world, Reversed(scenario.world)}) {
    const auto snapshot = SnapshotOf(world);
    for (const Expectation& expectation : scenario.expectations) {
      engine::SearchQuery query;
      query.subject = expectation.subject;
      query.kinds = expectation.kinds;
      query.include_excluded = true;
      query.moment = expectation.moment;
      engine::SearchResult found = engine::Search(*snapshot, {policy, query.moment}, query);
      EXPECT_EQ(absl::StrJoin(Complaints(expectation, found), "\n"), "") << GetParam().filename();
      for (const ExpectedSentence& sentence : expectation.sentences) {
        EXPECT_THAT(SentencesAbout(*snapshot, policy, expectation, found, sentence.excluded),
                    ::testing::Contains(sentence.dutch))
            << GetParam().filename() << ", line " << sentence.line;
      }
      engine::SearchResult wanted = OracleSearch(world, engine::Taxonomy::BuiltIn(), policy, query);
      SortBars(found);
      SortBars(wanted);
      EXPECT_EQ(FirstDifference(found, wanted), "") << GetParam().filename();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Scenarios, ScenarioTest, ::testing::ValuesIn(ScenarioFiles()),
                         [](const auto& file) { return NameOf(file.param); });

TEST(ScenarioFilesTest, TheCasesOfTheFieldAreThere) {
  // Where an empty folder would make every test above pass.
  EXPECT_GE(ScenarioFiles().size(), 23U);
}

}  // namespace
}  // namespace klik::testing
