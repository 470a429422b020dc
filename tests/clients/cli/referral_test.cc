#include <string>
#include <vector>

#include "tests/clients/cli/client_test.h"

namespace klik::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

using ReferralTest = ClientTest;

TEST_F(ReferralTest, ReferSendsTheJsonOfAReferral) {
  const std::string json = R"({"reason": "komt nergens meer", "residentDraft": {"birthYear": 1950}})";
  EXPECT_EQ(Run({"refer", "-"}, json), 0) << err;
  EXPECT_EQ(out, "name: referrals/q1\nreason: komt nergens meer\nresident_draft.birth_year: 1950\n");
  EXPECT_EQ(Run({"refer", "-", "--dry-run", "--json"}, json), 0) << err;
  EXPECT_EQ(out, "{\"reason\":\"komt nergens meer\",\"residentDraft\":{\"birthYear\":1950}}\n");
  EXPECT_EQ(Run({"refer", "-"}, R"({"naam": "Truus"})"), 1);
  EXPECT_EQ(err, "klik: INVALID_ARGUMENT: - is not JSON of a referral\n") << "and no word of who it is about";
  EXPECT_EQ(Run({"refer", "no/such/file.json"}), 2);
  EXPECT_EQ(Run({"refer"}), 2);
}

TEST_F(ReferralTest, EachStepIsACallOfItsOwn) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> steps = {
      {{"accept", "ext:Q1", "--resident", "ext:R1"}, R"(AcceptReferralRequest name: "ext:Q1" resident: "ext:R1")"},
      {{"accept", "ext:Q1", "--new"}, R"(AcceptReferralRequest name: "ext:Q1" new_resident: true)"},
      {{"reject", "ext:Q1", "not-for-us"}, R"(RejectReferralRequest name: "ext:Q1" reason: NOT_FOR_US)"},
      {{"hold", "ext:Q1", "person-unwell"}, R"(HoldReferralRequest name: "ext:Q1" reason: PERSON_UNWELL)"},
      {{"resume", "ext:Q1"}, R"(ResumeReferralRequest name: "ext:Q1")"},
      {{"cancel", "ext:Q1"}, R"(CancelReferralRequest name: "ext:Q1")"},
      {{"cancel", "ext:Q1", "made-by-mistake"}, R"(CancelReferralRequest name: "ext:Q1" reason: MADE_BY_MISTAKE)"},
      {{"complete", "ext:Q1", "contact-found"}, R"(CompleteReferralRequest name: "ext:Q1" reason: CONTACT_FOUND)"},
  };
  for (auto [args, asked] : steps) {
    args.insert(args.begin(), "referral");
    EXPECT_EQ(Run(args), 0) << err;
    EXPECT_THAT(out, HasSubstr("reason: " + asked + "\n"));
  }
  EXPECT_EQ(Run({"referral", "resume", "referrals/none"}), 1);
  EXPECT_THAT(err, StartsWith("klik: NOT_FOUND"));
  EXPECT_EQ(Run({"referral", "reject", "ext:Q1"}), 2);
  EXPECT_EQ(Run({"referral", "reject", "ext:Q1", "because"}), 2);
  EXPECT_EQ(Run({"referral"}), 2);
}

TEST_F(ReferralTest, AreListedByStateAndGot) {
  EXPECT_EQ(Run({"list", "referrals"}), 0) << err;
  EXPECT_EQ(out,
            "name          external_id  since       urgency  state    next_step  wait\n"
            "referrals/q1  Q1           2026-11-02  SOON     ON_HOLD  WAITING      30\n");
  EXPECT_EQ(Run({"list", "referrals", "--state", "requested", "--state", "on-hold", "--json"}), 0) << err;
  EXPECT_THAT(out, HasSubstr(R"({"name":"referrals/asked","state":"REQUESTED"},)"
                             R"({"name":"referrals/asked","state":"ON_HOLD"})"));
  EXPECT_EQ(Run({"list", "referrals", "--state", "gone"}), 2);
  EXPECT_EQ(Run({"list", "residents", "--state", "requested"}), 2);
  EXPECT_EQ(Run({"get", "referrals/q1"}), 0) << err;
  EXPECT_THAT(out, StartsWith("name: referrals/q1\nexternal_id: Q1\n"));
}

TEST_F(ReferralTest, DuplicatesTellWhatIsAlike) {
  EXPECT_EQ(Run({"referral", "duplicates", "ext:Q1"}), 0) << err;
  EXPECT_EQ(out,
            "Wie    Geboren  Plaats     Naam gelijk  Jaar gelijk  Plaats gelijk  Naam in Klik\n"
            "Zoë 1     1950  Medemblik  ja           ja           -              residents/r1\n");
}

TEST_F(ReferralTest, CapacityIsNoneAFewOrSeveral) {
  EXPECT_EQ(Run({"capacity", "--settlement", "Andijk", "--postcode", "1619", "--age", "70", "--language", "pl",
                 "--topic", "music.choir"}),
            0)
      << err;
  EXPECT_EQ(out,
            "Samen: meer (5 of meer)\n"
            "Vrijwilligers: een paar (minder dan 5)\n"
            "Activiteiten: niemand\n"
            "Tot de kennismaking duurt het meestal 30 dagen\n");
  EXPECT_EQ(server.matching.last_capacity.ShortDebugString(),
            R"(postcode: "1619" settlement: "Andijk" age_decade: 70 languages: "pl" topics: "music.choir")");
  EXPECT_EQ(Run({"capacity", "--postcode", "1619", "--json"}), 0);
  EXPECT_THAT(out, HasSubstr(R"("volunteers":"FEW")"));
  EXPECT_EQ(Run({"--lang", "en", "capacity", "--postcode", "1619"}), 0);
  EXPECT_THAT(out, HasSubstr("Activities: nobody\n"));
}

}  // namespace
}  // namespace klik::testing
