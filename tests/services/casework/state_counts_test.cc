#include "services/casework/state_counts.h"

#include <gmock/gmock.h>

#include "tests/services/casework/case_records.h"

namespace klik::services {
namespace {

using engine::MatchState;
using engine::ProfileState;
using engine::ReferralState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class StateCountsTest : public CaseRecords {};

TEST_F(StateCountsTest, CountsByStateAndWhoWithdrewToo) {
  Add(Resident("r"));
  engine::Resident gone = Resident("gone");
  gone.state = ProfileState::kWithdrawn;
  Add(gone);
  Add(Volunteer("v"));
  Add(Match("m1", MatchState::kActive));
  Add(Match("m2", MatchState::kEnded));
  Add(Referral("f1", ReferralState::kRequested, -1));
  Add(Referral("f2", ReferralState::kDraft, -1));
  const StateCounts counts = CountStates(*Build(), "");
  EXPECT_THAT(counts.residents, ElementsAre(Pair(ProfileState::kActive, 1), Pair(ProfileState::kWithdrawn, 1)));
  EXPECT_THAT(counts.volunteers, ElementsAre(Pair(ProfileState::kActive, 1)));
  EXPECT_THAT(counts.matches, ElementsAre(Pair(MatchState::kActive, 1), Pair(MatchState::kEnded, 1)));
  EXPECT_THAT(counts.referrals, ElementsAre(Pair(ReferralState::kRequested, 1)));
}

TEST_F(StateCountsTest, OfOneMunicipalityIsWhatIsOfItsPeople) {
  engine::Resident elsewhere = Resident("r");
  elsewhere.municipality = "GM0441";
  Add(elsewhere);
  Add(Resident("here"));
  Add(Volunteer("v"));
  Add(Match("m1", MatchState::kActive));
  Add(Referral("f1", ReferralState::kRequested, -1));
  const StateCounts here = CountStates(*Build(), "GM0420");
  EXPECT_THAT(here.residents, ElementsAre(Pair(ProfileState::kActive, 1)));
  EXPECT_THAT(here.matches, ElementsAre(Pair(MatchState::kActive, 1)));
  EXPECT_THAT(here.referrals, ElementsAre(Pair(ReferralState::kRequested, 1)));
  const StateCounts there = CountStates(*Build(), "GM0441");
  EXPECT_THAT(there.residents, ElementsAre(Pair(ProfileState::kActive, 1)));
  EXPECT_THAT(there.volunteers, IsEmpty());
  EXPECT_THAT(there.matches, ElementsAre(Pair(MatchState::kActive, 1)));
  EXPECT_THAT(there.referrals, IsEmpty());
}

}  // namespace
}  // namespace klik::services
