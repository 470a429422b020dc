// EraseResident and EraseVolunteer, as a client sees them, and the keys as an administrator does.
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "engine/model/match.h"
#include "gmock/gmock.h"
#include "klik/v1/admin_service.grpc.pb.h"
#include "klik/v1/exclusion_service.grpc.pb.h"
#include "klik/v1/match_service.grpc.pb.h"
#include "klik/v1/referral_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "klik/v1/volunteer_service.grpc.pb.h"
#include "tests/services/registry/registry_calls.h"
#include "tests/services/rpc/messages.h"
#include "tests/services/rpc/test_server.h"

namespace klik::services {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::kPerson;
using testing::Outcome;
using testing::Parsed;
using Residents = v1::ResidentService::Stub;
using Volunteers = v1::VolunteerService::Stub;

constexpr char kFirstId[] = "11111111-1111-4111-8111-111111111111";
constexpr char kSecondId[] = "22222222-2222-4222-8222-222222222222";

// Truus and Piet, who have a match and are kept apart from each other's friends.
class EraseTest : public ::testing::Test {
 protected:
  EraseTest() {
    resident_ = CreateResident().value();
    v1::CreateVolunteerRequest volunteer;
    *volunteer.mutable_volunteer() = Parsed<v1::Volunteer>(kPerson + "external_id: 'V1' display_name: 'Piet'");
    volunteer_ = testing::Call(*volunteers_, &Volunteers::CreateVolunteer, volunteer).value();
    v1::CreateExclusionRequest exclusion;
    exclusion.mutable_exclusion()->set_first(resident_.name());
    exclusion.mutable_exclusion()->set_second(volunteer_.name());
    exclusion.mutable_exclusion()->set_category(v1::Exclusion::FAMILY);
    testing::Call(*server_.Stub<v1::ExclusionService>(), &v1::ExclusionService::Stub::CreateExclusion, exclusion)
        .value();
    AddMatch();
  }

  Outcome<v1::Resident> CreateResident() {
    v1::CreateResidentRequest resident;
    *resident.mutable_resident() = Parsed<v1::Resident>(kPerson + "external_id: 'R1' display_name: 'Truus'");
    resident.set_request_id(kFirstId);
    return testing::Call(*residents_, &Residents::CreateResident, resident);
  }

  void AddMatch() {
    const auto add = [this](const engine::Snapshot&, absl::Time now) -> absl::StatusOr<Decision> {
      engine::Match match;
      match.meta = {.id = {engine::Kind::kMatch, "m1"},
                    .external_id = {},
                    .system = "crm",
                    .version = 1,
                    .create_time = now,
                    .update_time = now};
      match.resident = *engine::ParseName(resident_.name());
      match.other = *engine::ParseName(volunteer_.name());
      return Decision{{std::make_shared<const engine::Match>(match)}, ""};
    };
    ASSERT_TRUE(services::Call(server_.registry(), add).ok());
  }

  Outcome<v1::ErasureCertificate> Erase(const std::string& name, const std::string& rest = "") {
    auto request = Parsed<v1::EraseResidentRequest>(rest);
    request.set_name(name);
    return testing::Call(*residents_, &Residents::EraseResident, request);
  }

  Outcome<v1::Resident> Get(const std::string& name) {
    v1::GetResidentRequest request;
    request.set_name(name);
    return testing::Call(*residents_, &Residents::GetResident, request);
  }

  v1::KeyReport Keys() {
    return testing::Call(*admin_, &v1::AdminService::Stub::CheckKeys, v1::CheckKeysRequest()).value().keys();
  }

  testing::TestServer server_;
  std::unique_ptr<Residents> residents_ = server_.Stub<v1::ResidentService>();
  std::unique_ptr<Volunteers> volunteers_ = server_.Stub<v1::VolunteerService>();
  std::unique_ptr<v1::AdminService::Stub> admin_ = server_.Stub<v1::AdminService>();
  v1::Resident resident_;
  v1::Volunteer volunteer_;
};

// A referral is sealed under a key of its own until it leads to somebody, and so is the answer to who sent it.
TEST_F(EraseTest, ReferralsGoWithTheirOwnKeys) {
  const auto referrals = server_.Stub<v1::ReferralService>();
  v1::SubmitReferralRequest submission;
  submission.set_request_id(kSecondId);
  *submission.mutable_referral() = Parsed<v1::Referral>(
      "reason: 'a' legal_bases { purpose: MATCHING basis: CONSENT } "
      "resident_draft { " +
      kPerson + "}");
  const auto sent = testing::Call(*referrals, &v1::ReferralService::Stub::SubmitReferral, submission).value();
  v1::AcceptReferralRequest acceptance;
  acceptance.set_name(sent.name());
  acceptance.set_resident(resident_.name());
  testing::Call(*referrals, &v1::ReferralService::Stub::AcceptReferral, acceptance).value();
  EXPECT_TRUE(server_.vault().keyring()->Find(sent.name()).has_value());

  const v1::ErasureCertificate certificate = Erase(resident_.name()).value();
  std::map<std::string, int> erased;
  for (const auto& some : certificate.erased()) erased[some.collection()] = some.records();
  EXPECT_THAT(erased, ElementsAre(std::pair("exclusions", 1), std::pair("matches", 1), std::pair("referrals", 1),
                                  std::pair("requests", 2), std::pair("residents", 1)));
  EXPECT_EQ(server_.registry().snapshot()->referrals().size(), 0U);
  EXPECT_FALSE(server_.vault().keyring()->Find(sent.name()).has_value());
  EXPECT_EQ(Keys().erased(), 2);
  EXPECT_EQ(Erase(resident_.name()).value().SerializeAsString(), certificate.SerializeAsString());
  // The answer that was kept has gone too.
  EXPECT_NE(testing::Call(*referrals, &v1::ReferralService::Stub::SubmitReferral, submission).value().name(),
            sent.name());
}

TEST_F(EraseTest, EverythingAboutThePersonGoes) {
  const v1::ErasureCertificate certificate = Erase("ext:R1").value();
  EXPECT_EQ(certificate.name(), resident_.name());
  EXPECT_EQ(certificate.hits(), 0);
  EXPECT_EQ(certificate.erase_time().seconds(), absl::ToUnixSeconds(server_.clock().Now()));
  std::map<std::string, int> erased;
  for (const auto& some : certificate.erased()) erased[some.collection()] = some.records();
  EXPECT_THAT(erased, ElementsAre(std::pair("exclusions", 1), std::pair("matches", 1), std::pair("requests", 1),
                                  std::pair("residents", 1)));

  EXPECT_EQ(Get(resident_.name()).status.error_code(), grpc::NOT_FOUND);
  const auto snapshot = server_.registry().snapshot();
  EXPECT_EQ(snapshot->matches().size(), 0U);
  EXPECT_EQ(snapshot->exclusions().size(), 0U);
  v1::GetVolunteerRequest other;
  other.set_name(volunteer_.name());
  EXPECT_EQ(testing::Call(*volunteers_, &Volunteers::GetVolunteer, other).value().display_name(), "Piet");
  EXPECT_EQ(Keys().people(), 1);
  EXPECT_EQ(Keys().erased(), 1);
  EXPECT_THAT(Keys().damaged(), IsEmpty());

  // The answer that was kept has gone too: the call sent again is a new one.
  const v1::Resident again = CreateResident().value();
  EXPECT_NE(again.name(), resident_.name());
}

TEST_F(EraseTest, CalledAgainItGivesTheSameCertificate) {
  const std::string with_id = std::string("request_id: '") + kSecondId + "'";
  const v1::ErasureCertificate first = Erase("ext:R1", with_id).value();
  server_.clock().Advance(absl::Minutes(5));
  EXPECT_EQ(Erase("ext:R1", with_id).value().SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(Erase(resident_.name()).value().SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(Erase("ext:R1").status.error_code(), grpc::NOT_FOUND) << "the id in another system is forgotten";
}

TEST_F(EraseTest, AVolunteerGoesTheSameWay) {
  v1::EraseVolunteerRequest request;
  request.set_name(volunteer_.name());
  request.set_etag(volunteer_.etag());
  const auto certificate = testing::Call(*volunteers_, &Volunteers::EraseVolunteer, request).value();
  EXPECT_EQ(certificate.name(), volunteer_.name());
  EXPECT_EQ(Get("ext:R1").value().display_name(), "Truus");
  EXPECT_EQ(server_.registry().snapshot()->matches().size(), 0U);
}

TEST_F(EraseTest, WhoIsDeletedCanStillBeErased) {
  ASSERT_TRUE(Erase(resident_.name()).status.ok());
  v1::DeleteVolunteerRequest request;
  request.set_name(volunteer_.name());
  ASSERT_TRUE(testing::Call(*volunteers_, &Volunteers::DeleteVolunteer, request).status.ok());
  EXPECT_EQ(Keys().people(), 1) << "what was deleted by mistake keeps its key";
  v1::EraseVolunteerRequest erase;
  erase.set_name(volunteer_.name());
  EXPECT_EQ(testing::Call(*volunteers_, &Volunteers::EraseVolunteer, erase).value().name(), volunteer_.name());
  EXPECT_EQ(Keys().people(), 0);
}

TEST_F(EraseTest, NobodyElseIsErasedAndNothingByHalf) {
  EXPECT_EQ(Erase("residents/nobody").status.error_code(), grpc::NOT_FOUND);
  EXPECT_EQ(Erase("ext:nobody").status.error_code(), grpc::NOT_FOUND);
  EXPECT_EQ(Erase("ext:V1").status.error_code(), grpc::NOT_FOUND) << "that is a volunteer";
  EXPECT_THAT(Erase(volunteer_.name(), "request_id: 'x'").fields(),
              ::testing::UnorderedElementsAre("name", "request_id"));
  EXPECT_EQ(Erase(resident_.name(), "etag: '\"other\"'").reason(), "ETAG_MISMATCH");
  EXPECT_EQ(Get("ext:R1").value().display_name(), "Truus");
  EXPECT_EQ(Keys().people(), 2);
  EXPECT_EQ(Keys().erased(), 0);
}

TEST_F(EraseTest, ListsThatWereBegunAreBegunAgain) {
  v1::CreateResidentRequest second;
  *second.mutable_resident() = Parsed<v1::Resident>(kPerson);
  testing::Call(*residents_, &Residents::CreateResident, second).value();
  v1::ListResidentsRequest list;
  list.set_page_size(1);
  const auto page = testing::Call(*residents_, &Residents::ListResidents, list).value();
  ASSERT_TRUE(Erase(resident_.name()).status.ok());
  list.set_page_token(page.next_page_token());
  EXPECT_EQ(testing::Call(*residents_, &Residents::ListResidents, list).reason(), "PAGE_TOKEN_EXPIRED");
}

TEST_F(EraseTest, TheMasterKeyIsRotated) {
  const v1::KeyReport before = Keys();
  EXPECT_EQ(before.people(), 2);
  const auto after = testing::Call(*admin_, &v1::AdminService::Stub::RotateKey, v1::RotateKeyRequest()).value().keys();
  EXPECT_NE(after.master_key(), before.master_key());
  EXPECT_EQ(after.wrapped_otherwise(), 0);
  EXPECT_EQ(after.records(), before.records());
  EXPECT_THAT(after.damaged(), IsEmpty());
  EXPECT_EQ(Get("ext:R1").value().display_name(), "Truus");
  v1::RotateKeyRequest wrong;
  wrong.set_request_id("x");
  EXPECT_THAT(testing::Call(*admin_, &v1::AdminService::Stub::RotateKey, wrong).fields(), ElementsAre("request_id"));
}

}  // namespace
}  // namespace klik::services
