// ListWork and CountStates, as a client sees them.
#include <gmock/gmock.h>

#include <memory>
#include <string>

#include "klik/v1/insight_service.grpc.pb.h"
#include "klik/v1/match_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "klik/v1/volunteer_service.grpc.pb.h"
#include "klik/v1/work_service.grpc.pb.h"
#include "tests/services/rpc/account_server.h"
#include "tests/services/rpc/messages.h"
#include "tests/services/rpc/test_server.h"

namespace klik::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Work = v1::WorkService::Stub;
using Insight = v1::InsightService::Stub;

const std::string kSomebody = R"pb(
  birth_year: 1950
  place { postcode: "1693" }
  availability { windows { weekday: TUESDAY start_time: "09:00" end_time: "12:00" } }
  languages { code: "nl" level: FLUENT }
  travel { mode: BIKE max_minutes: 30 }
  legal_bases { purpose: MATCHING basis: CONSENT }
)pb";

class WorkTest : public ::testing::Test {
 protected:
  std::string NewResident(const std::string& changes) {
    v1::CreateResidentRequest request;
    *request.mutable_resident() = Parsed<v1::Resident>(kSomebody + changes);
    const auto stub = server_.Stub<v1::ResidentService>();
    return Call(*stub, &v1::ResidentService::Stub::CreateResident, request).value().name();
  }
  std::string NewVolunteer(const std::string& changes) {
    v1::CreateVolunteerRequest request;
    *request.mutable_volunteer() = Parsed<v1::Volunteer>(kSomebody + changes);
    const auto stub = server_.Stub<v1::VolunteerService>();
    return Call(*stub, &v1::VolunteerService::Stub::CreateVolunteer, request).value().name();
  }
  std::string Propose(const std::string& resident, const std::string& other) {
    v1::ProposeMatchRequest request;
    request.set_resident(resident);
    request.set_other(other);
    const auto stub = server_.Stub<v1::MatchService>();
    return Call(*stub, &v1::MatchService::Stub::ProposeMatch, request).value().name();
  }
  Outcome<v1::ListWorkResponse> List(const std::string& request = "") {
    return Call(*work_, &Work::ListWork, Parsed<v1::ListWorkRequest>(request));
  }

  TestServer server_;
  std::unique_ptr<Work> work_ = server_.Stub<v1::WorkService>();
  std::unique_ptr<Insight> insight_ = server_.Stub<v1::InsightService>();
};

TEST_F(WorkTest, TellsWhatToDoAboutWhomAndWhy) {
  const std::string truus = NewResident("display_name: 'Truus' waiting_since: '2026-10-01'");
  const std::string daan = NewVolunteer("display_name: 'Daan' max_matches: 3");
  const std::string alone = NewResident(
      "display_name: 'Alie' waiting_since: '2026-09-01' availability { windows { weekday: SUNDAY start_time: '20:00' "
      "end_time: '21:00' } away { start_date: '2026-11-01' end_date: '2027-11-01' } }");
  const std::string match = Propose(truus, daan);
  server_.clock().Advance(absl::Hours(24 * 12));
  const auto list = List().value();
  ASSERT_EQ(list.items_size(), 2);
  const v1::WorkItem& proposal = list.items(0);
  EXPECT_EQ(proposal.kind(), v1::WorkItem::PROPOSAL_EXPIRES);
  EXPECT_EQ(proposal.subject(), match);
  EXPECT_EQ(proposal.display_name(), "Truus");
  EXPECT_EQ(proposal.other_display_name(), "Daan");
  EXPECT_EQ(proposal.due_date(), "2026-11-16");
  EXPECT_THAT(proposal.text(), HasSubstr("16 november 2026"));
  const v1::WorkItem& nobody = list.items(1);
  EXPECT_EQ(nobody.kind(), v1::WorkItem::NOBODY_FITS);
  EXPECT_EQ(nobody.subject(), alone);
  EXPECT_EQ(nobody.due_date(), "");
  EXPECT_EQ(nobody.waiting_days(), 74);
  ASSERT_GE(nobody.obstacles_size(), 1);
  EXPECT_EQ(nobody.obstacles(0).code(), v1::TIME_OVERLAP);
  EXPECT_EQ(nobody.obstacles(0).candidates(), 1);
  ASSERT_EQ(list.counts_size(), 2);
  EXPECT_EQ(list.counts(0).kind(), v1::WorkItem::PROPOSAL_EXPIRES);
  EXPECT_EQ(list.counts(0).items(), 1);

  const auto english = List("language_code: 'en' kinds: PROPOSAL_EXPIRES").value();
  ASSERT_EQ(english.items_size(), 1);
  EXPECT_THAT(english.items(0).text(), HasSubstr("16 November 2026"));
  EXPECT_EQ(List("limit: 1").value().items_size(), 1);
}

TEST_F(WorkTest, SaysAllThatIsWrongWithTheRequest) {
  const auto outcome = List("limit: 201 kinds: [ CHECK_IN_DUE, CHECK_IN_DUE ] language_code: 'fr'");
  EXPECT_EQ(outcome.status.error_code(), grpc::INVALID_ARGUMENT);
  EXPECT_THAT(outcome.fields(), ElementsAre("kinds[1]", "limit", "language_code"));
  EXPECT_EQ(List("limit: -1").status.error_code(), grpc::INVALID_ARGUMENT);
}

TEST_F(WorkTest, WhoWithdrewCountsOnAndIsNowhereElse) {
  NewResident("");
  const std::string gone = NewResident("");
  v1::WithdrawResidentRequest request;
  request.set_name(gone);
  v1::GetResidentRequest get;
  get.set_name(gone);
  const auto residents = server_.Stub<v1::ResidentService>();
  request.set_etag(Call(*residents, &v1::ResidentService::Stub::GetResident, get).value().etag());
  ASSERT_TRUE(Call(*residents, &v1::ResidentService::Stub::WithdrawResident, request).status.ok());
  const auto counts = Call(*insight_, &Insight::CountStates, v1::CountStatesRequest()).value();
  ASSERT_EQ(counts.residents_size(), 2);
  EXPECT_EQ(counts.residents(0).state(), v1::Resident::ACTIVE);
  EXPECT_EQ(counts.residents(0).residents(), 1);
  EXPECT_EQ(counts.residents(1).state(), v1::Resident::WITHDRAWN);
  EXPECT_EQ(counts.residents(1).residents(), 1);
  EXPECT_EQ(List().value().items_size(), 1);
}

class CountsTest : public AccountTest {
 protected:
  void Fill(int residents, const std::string& municipality, const std::string& token) {
    for (int i = 0; i < residents; ++i) {
      v1::CreateResidentRequest request;
      *request.mutable_resident() = Parsed<v1::Resident>(kSomebody + municipality);
      ASSERT_TRUE(server_->Call<v1::ResidentService::Stub>(&v1::ResidentService::Stub::CreateResident, request, token)
                      .status.ok());
    }
  }
  v1::CountStatesResponse Counts(const std::string& token) {
    return server_->Call<Insight>(&Insight::CountStates, v1::CountStatesRequest(), token).value();
  }
};

TEST_F(CountsTest, AnAnalystIsNotToldOfFewerThanFive) {
  const Person administrator = FirstAdministrator();
  const std::string here = "municipality: 'GM0420'";
  const std::string elsewhere = "municipality: 'GM0441'";
  const std::string els = NewPerson(administrator, "els", "roles: COORDINATOR system: 'a' " + here).token;
  const std::string jan = NewPerson(administrator, "jan", "roles: COORDINATOR system: 'b' " + elsewhere).token;
  const std::string analyst = NewPerson(administrator, "analist", "roles: ANALYST " + here).token;
  Fill(4, here, els);
  Fill(1, elsewhere, jan);
  EXPECT_EQ(Counts(els).residents(0).residents(), 4);
  EXPECT_EQ(Counts(jan).residents(0).residents(), 1);
  ASSERT_EQ(Counts(analyst).residents_size(), 1);
  EXPECT_FALSE(Counts(analyst).residents(0).has_residents());
  Fill(1, here, els);
  EXPECT_EQ(Counts(analyst).residents(0).residents(), 5);
}

}  // namespace
}  // namespace klik::testing
