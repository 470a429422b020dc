#include "services/casework/duplicates.h"

#include <gmock/gmock.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "tests/services/casework/casework_world.h"

namespace klik::services {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Put;
using testing::ResidentNamed;
using testing::SnapshotOf;

engine::Referral ReferralOf(const engine::Resident& draft) {
  engine::Referral referral;
  referral.municipality = "GM0420";
  referral.draft = draft;
  return referral;
}

std::vector<std::string> Ids(const std::vector<PossibleDuplicate>& duplicates) {
  std::vector<std::string> ids;
  for (const PossibleDuplicate& duplicate : duplicates) ids.push_back(duplicate.resident->meta.id.id);
  return ids;
}

TEST(DuplicatesTest, TheLikeliestComesFirst) {
  engine::Resident moved = ResidentNamed("moved", "Truus de Boer", 1950);
  moved.place.postcode = "1671";
  moved.place.settlement = "Medemblik";
  const auto view = SnapshotOf({Put(ResidentNamed("a-daughter", "Truus de Boer", 1975)),
                                Put(ResidentNamed("b-year-off", "Truus de Boer", 1951)),
                                Put(ResidentNamed("c-slip", "Trus de Boer", 1950)),
                                Put(ResidentNamed("d-same", "Boer, Truus de", 1950)), Put(moved)});
  const auto found = FindDuplicates(*view, ReferralOf(ResidentNamed("", "Truus de Boer", 1950)));
  EXPECT_THAT(Ids(found), ElementsAre("d-same", "b-year-off", "c-slip", "moved", "a-daughter"));
  EXPECT_TRUE(found[0].same_birth_year && found[0].same_place);
  EXPECT_TRUE(found[3].same_birth_year && !found[3].same_place);
  EXPECT_TRUE(!found[4].same_birth_year && found[4].same_place);
}

TEST(DuplicatesTest, ANameAloneIsNotEnough) {
  engine::Resident elsewhere = ResidentNamed("r", "Truus de Boer", 1975);
  elsewhere.place.postcode = "1671";
  elsewhere.place.settlement = "Medemblik";
  const auto view = SnapshotOf({Put(elsewhere), Put(ResidentNamed("s", "Jan Bakker", 1950)),
                                Put(ResidentNamed("t", "Truus", 1975)), Put(ResidentNamed("u", "Truus", 1950))});
  // A first name alone needs both.
  EXPECT_THAT(Ids(FindDuplicates(*view, ReferralOf(ResidentNamed("", "Truus de Boer", 1950)))), ElementsAre("u"));
  EXPECT_THAT(FindDuplicates(*view, ReferralOf(ResidentNamed("", "", 1950))), IsEmpty());
}

TEST(DuplicatesTest, ThePlaceIsTheVillageOrTheAreaOfThePostcode) {
  const auto view = SnapshotOf({Put(ResidentNamed("r", "Truus de Boer", 1975))});
  const auto finds = [&](const std::string& postcode, const std::string& settlement) {
    engine::Resident draft = ResidentNamed("", "Truus de Boer", 1950);
    draft.place.postcode = postcode;
    draft.place.settlement = settlement;
    return !FindDuplicates(*view, ReferralOf(draft)).empty();
  };
  EXPECT_TRUE(finds("1693", ""));
  EXPECT_TRUE(finds("1693 XY", "Onderdijk"));
  EXPECT_TRUE(finds("", " wervershoof"));
  EXPECT_FALSE(finds("1671", "Medemblik"));
  EXPECT_FALSE(finds("", ""));
}

TEST(DuplicatesTest, OnlyWhoTakesPartInTheSameMunicipality) {
  engine::Resident withdrawn = ResidentNamed("withdrawn", "Truus de Boer", 1950);
  withdrawn.state = engine::ProfileState::kWithdrawn;
  engine::Resident elsewhere = ResidentNamed("elsewhere", "Truus de Boer", 1950);
  elsewhere.municipality = "GM0441";
  engine::Resident paused = ResidentNamed("paused", "Truus de Boer", 1950);
  paused.state = engine::ProfileState::kPaused;
  const auto view = SnapshotOf({Put(withdrawn), Put(elsewhere), Put(paused)});
  engine::Referral referral = ReferralOf(ResidentNamed("", "Truus de Boer", 1950));
  EXPECT_THAT(Ids(FindDuplicates(*view, referral)), ElementsAre("paused"));
  referral.resident = paused.meta.id;
  EXPECT_THAT(FindDuplicates(*view, referral), IsEmpty());
}

TEST(DuplicatesTest, AtMostTen) {
  std::vector<engine::Change> changes;
  for (int i = 0; i < 12; ++i) changes.push_back(Put(ResidentNamed(absl::StrCat("r", i), "Truus de Boer", 1950)));
  const auto view = SnapshotOf(changes);
  EXPECT_EQ(FindDuplicates(*view, ReferralOf(ResidentNamed("", "Truus de Boer", 1950))).size(), kMaxDuplicates);
}

}  // namespace
}  // namespace klik::services
