#include "clients/demo/town.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/demo/interests.h"
#include "clients/demo/villages.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "tests/clients/demo/record_checker.h"

namespace klik::demo {
namespace {

using ::testing::IsEmpty;

constexpr absl::CivilDay kToday(2026, 3, 9);
constexpr std::size_t kLongestLine = 64 * 1024;

TownOptions SmallTown() {
  return {.seed = 7, .residents = 1500, .volunteers = 300, .activities = 120, .today = kToday};
}

const Town& FullTown() {
  static const Town* town = new Town(MakeTown({.today = kToday}));
  return *town;
}

std::string JsonLines(const TownOptions& options) {
  std::ostringstream out;
  EXPECT_TRUE(WriteJsonLines(MakeTown(options), out).ok());
  return out.str();
}

// The ids in the taxonomy's own file: the first column.
std::set<std::string> TaxonomyIds() {
  std::ifstream file(KLIK_SOURCE_DIR "/engine/taxonomy/topics.tsv");
  std::set<std::string> ids;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') ids.insert(line.substr(0, line.find('\t')));
  }
  return ids;
}

TEST(TownTest, TheSameSeedGivesTheSameBytes) {
  TownOptions other = SmallTown();
  other.seed = 8;
  const std::string lines = JsonLines(SmallTown());
  EXPECT_EQ(lines, JsonLines(SmallTown()));
  EXPECT_NE(lines, JsonLines(other));
}

TEST(TownTest, MoreResidentsLeaveTheVolunteersAsTheyWere) {
  TownOptions larger = SmallTown();
  larger.residents += 10;
  const Town small = MakeTown(SmallTown());
  const Town large = MakeTown(larger);
  ASSERT_EQ(large.volunteers.size(), small.volunteers.size());
  EXPECT_EQ(large.volunteers.back().SerializeAsString(), small.volunteers.back().SerializeAsString());
}

TEST(TownTest, HasAsManyAsAskedFor) {
  const Town& town = FullTown();
  EXPECT_EQ(town.residents.size(), 18000u);
  EXPECT_EQ(town.volunteers.size(), 2000u);
  EXPECT_EQ(town.activities.size(), 300u);
  EXPECT_THAT(town.organisations.size(), ::testing::AllOf(::testing::Ge(50u), ::testing::Le(70u)));
  std::map<v1::Match::State, int> states;
  for (const v1::Match& match : town.matches) ++states[match.state()];
  EXPECT_NEAR(states[v1::Match::ACTIVE] + states[v1::Match::TRIAL] + states[v1::Match::PAUSED], 1500, 100);
  EXPECT_NEAR(states[v1::Match::PROPOSED] + states[v1::Match::SHOWN], 200, 20);
  EXPECT_GE(std::count_if(town.matches.begin(), town.matches.end(),
                          [](const v1::Match& match) { return match.end_reason() == v1::Match::CONFLICT; }),
            5);
}

TEST(TownTest, TeamsReferPeopleAndEveryStateIsThere) {
  std::map<v1::Referral::State, int> states;
  std::set<std::string> teams;
  for (const v1::Referral& referral : FullTown().referrals) {
    ++states[referral.state()];
    teams.insert(referral.referrer());
  }
  EXPECT_EQ(states.size(), 9U);
  EXPECT_EQ(FullTown().referrals.size(), 181U);
  EXPECT_EQ(teams.size(), 2U);
  EXPECT_GE(states[v1::Referral::COMPLETED], 30);
}

TEST(TownTest, ATeamSendsSomebodyWhomKlikKnows) {
  std::map<std::string, const v1::Resident*> known;
  for (const v1::Resident& resident : FullTown().residents) {
    known[absl::StrCat(resident.display_name(), resident.birth_year(), resident.place().settlement(),
                       resident.place().latitude(), resident.place().longitude())] = &resident;
  }
  const v1::Referral& last = FullTown().referrals.back();
  const v1::Resident& draft = last.resident_draft();
  EXPECT_EQ(last.state(), v1::Referral::REQUESTED);
  EXPECT_TRUE(known.contains(absl::StrCat(draft.display_name(), draft.birth_year(), draft.place().settlement(),
                                          draft.place().latitude(), draft.place().longitude())));
}

// Whoever looks at the work list finds something of every kind.
TEST(TownTest, SomethingIsLeftToDo) {
  const auto seconds = [](int days) {
    return absl::ToUnixSeconds(absl::FromCivil(kToday + days, absl::UTCTimeZone()));
  };
  int expiring = 0;
  int agreed = 0;
  int undecided = 0;
  int unasked = 0;
  int unwell = 0;
  int waiting = 0;
  int long_ago = 0;
  for (const v1::Match& match : FullTown().matches) {
    const bool open = match.has_expire_time();
    expiring += open && match.expire_time().seconds() < seconds(4);
    agreed += match.state() == v1::Match::SHOWN && match.consents_size() == 2;
    undecided += match.state() == v1::Match::TRIAL && match.feedback().empty() &&
                 match.steps().rbegin()->time().seconds() < seconds(-14);
    unasked += match.state() == v1::Match::ENDED && match.farewell() == v1::Match::FAREWELL_UNSPECIFIED;
    unwell += !match.check_ins().empty() && match.check_ins().rbegin()->mood() == v1::Match::CheckIn::POOR &&
              match.state() == v1::Match::ACTIVE;
    waiting += match.state() == v1::Match::WAITING;
    long_ago += match.start_time().seconds() > 0 && match.start_time().seconds() < seconds(-365);
  }
  EXPECT_GE(expiring, 10);
  EXPECT_GE(agreed, 5);
  EXPECT_GE(undecided, 5);
  EXPECT_GE(unasked, 2);
  EXPECT_GE(unwell, 5);
  EXPECT_EQ(waiting, 30);
  EXPECT_GE(long_ago, 50);
}

TEST(TownTest, AFewDozenAreKeptApartForEveryReason) {
  std::map<v1::Exclusion::Category, int> categories;
  int past = 0;
  for (const v1::Exclusion& exclusion : FullTown().exclusions) {
    ++categories[exclusion.category()];
    past += !exclusion.until().empty() && exclusion.until() < absl::FormatCivilTime(kToday);
  }
  EXPECT_EQ(FullTown().exclusions.size(), 41u);
  EXPECT_EQ(categories.size(), 6u);
  EXPECT_GE(categories[v1::Exclusion::FAMILY], 10);
  EXPECT_GE(past, 1);
}

TEST(TownTest, EveryLineIsARecordThatHoldsToTheLimits) {
  RecordChecker checker(kToday, TaxonomyIds());
  const std::string text = JsonLines(SmallTown());
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    ASSERT_LE(line.size(), kLongestLine);
    v1::ImportRecord record;
    const auto status = google::protobuf::util::JsonStringToMessage(std::string(line), &record);
    ASSERT_TRUE(status.ok()) << std::string(status.message()) << ": " << std::string(line);
    checker.Check(record);
  }
  EXPECT_THAT(checker.problems(), IsEmpty());
}

TEST(TownTest, TheFullTownHoldsToTheLimits) {
  RecordChecker checker(kToday, TaxonomyIds());
  const Town& town = FullTown();
  v1::ImportRecord record;
  for (const auto& organisation : town.organisations)
    *record.mutable_organisation() = organisation, checker.Check(record);
  for (const auto& activity : town.activities) *record.mutable_activity() = activity, checker.Check(record);
  for (const auto& resident : town.residents) *record.mutable_resident() = resident, checker.Check(record);
  for (const auto& volunteer : town.volunteers) *record.mutable_volunteer() = volunteer, checker.Check(record);
  for (const auto& match : town.matches) *record.mutable_match() = match, checker.Check(record);
  for (const auto& referral : town.referrals) *record.mutable_referral() = referral, checker.Check(record);
  for (const auto& exclusion : town.exclusions) *record.mutable_exclusion() = exclusion, checker.Check(record);
  EXPECT_THAT(checker.problems(), IsEmpty());
}

TEST(TownTest, TheCheckerSeesWhatIsWrong) {
  RecordChecker checker(kToday, TaxonomyIds());
  v1::ImportRecord record;
  *record.mutable_resident() = FullTown().residents.front();
  v1::Resident& resident = *record.mutable_resident();
  *resident.mutable_availability()->add_windows() = resident.availability().windows(0);
  resident.mutable_interests(0)->set_topic("music.nonsense");
  resident.mutable_place()->clear_latitude();
  checker.Check(record);
  EXPECT_THAT(checker.problems(), ::testing::SizeIs(4));
}

TEST(TownTest, VillagesHaveTheirShareOfThePeople) {
  std::map<std::string, int> expected;
  int inhabitants = 0;
  for (const Area& area : Areas()) {
    expected[std::string(area.settlement)] += area.inhabitants;
    inhabitants += area.inhabitants;
  }
  EXPECT_EQ(expected.size(), 17u);
  EXPECT_EQ(expected["Onderdijk"], 1848);
  // CBS rounds every age class to fives, so their sum is a little off the 45,178 inhabitants it counts as a whole.
  EXPECT_NEAR(inhabitants, 45178, 100);
  std::map<std::string, int> residents;
  for (const v1::Resident& resident : FullTown().residents) ++residents[resident.place().settlement()];
  EXPECT_EQ(residents.size(), 17u);
  for (const auto& [village, heads] : expected) {
    const double share = 1000.0 * heads / inhabitants;
    EXPECT_NEAR(1000.0 * residents[village] / 18000, share, 6) << village;
  }
}

TEST(TownTest, PeopleAreOfAllAgesAndMinorsAreFew) {
  int minors = 0;
  int young = 0;
  int old = 0;
  for (const v1::Resident& resident : FullTown().residents) {
    const int age = static_cast<int>(kToday.year()) - resident.birth_year();
    minors += age < 18;
    young += age >= 18 && age < 35;
    old += age >= 75;
  }
  EXPECT_GT(minors, 50);
  EXPECT_LT(minors, 900);
  EXPECT_GT(young, 2500);
  EXPECT_GT(old, 1800);
}

TEST(TownTest, EveryTopicOfTheTableIsInTheTaxonomy) {
  const std::set<std::string> ids = TaxonomyIds();
  ASSERT_GT(ids.size(), 50u);
  std::vector<std::string> missing = AllTopicIds();
  std::erase_if(missing, [&](const std::string& id) { return ids.contains(id); });
  EXPECT_THAT(missing, IsEmpty());
}

// `./dev demo` reads the file: an id, a tab and a line of Dutch.
TEST(TownTest, StrikingResidentsAreIntroduced) {
  std::set<std::string> written_by_hand;
  for (const v1::Resident& resident : FullTown().residents) {
    if (absl::StrContains(resident.external_id(), "-"))
      written_by_hand.insert(absl::StrCat("ext:", resident.external_id()));
  }
  std::ifstream file(KLIK_SOURCE_DIR "/clients/demo/striking_residents.txt");
  std::set<std::string> introduced;
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> columns = absl::StrSplit(line, '\t');
    ASSERT_EQ(columns.size(), 2u) << line;
    EXPECT_FALSE(columns[1].empty());
    introduced.insert(columns[0]);
  }
  EXPECT_EQ(introduced, written_by_hand);
}

// The ideal volunteer of R-TRUUS has no room, and the one of R-SEM has room only when a proposal lapses.
TEST(TownTest, TheIdealVolunteersAreTaken) {
  const auto count = [](const std::string& other, v1::Match::State state) {
    return std::count_if(FullTown().matches.begin(), FullTown().matches.end(),
                         [&](const v1::Match& match) { return match.other() == other && match.state() == state; });
  };
  EXPECT_EQ(count("ext:V-MARIJKE", v1::Match::ACTIVE), 2);
  EXPECT_EQ(count("ext:V-NOOR", v1::Match::SHOWN), 1);
  EXPECT_EQ(count("ext:V-SJAAK", v1::Match::ENDED), 1);
}

}  // namespace
}  // namespace klik::demo
