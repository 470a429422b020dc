// Nothing that people tell is found where it does not belong: a real server is told canaries in every field that may
// hold something personal, and everything that it writes and says is searched for them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "boost/asio/connect.hpp"
#include "boost/asio/io_context.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/beast/core.hpp"
#include "boost/beast/http.hpp"
#include "google/protobuf/text_format.h"
#include "klik/v1/account_service.grpc.pb.h"
#include "klik/v1/matching_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "klik/v1/session_service.grpc.pb.h"
#include "klik/v1/volunteer_service.grpc.pb.h"
#include "services/accounts/totp.h"
#include "tests/e2e/client.h"
#include "tests/e2e/server_process.h"
#include "tests/testing/base32.h"

namespace klik::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr absl::Duration kTimeout = absl::Seconds(20);
// In whatever case: a name may be kept in another one.
constexpr std::string_view kCanary = "kanarie";

// What may hold a text, holds the canary.
constexpr char kResident[] = R"pb(
  external_id: "KANARIE-1"
  municipality: "GM0420"
  display_name: "Mevrouw Kanarie"
  birth_year: 1950
  place { postcode: "1693 AB" settlement: "Wervershoof" }
  availability { windows { weekday: TUESDAY start_time: "08:00" end_time: "18:00" } }
  languages { code: "nl" level: FLUENT }
  interests { topic: "music.choir" attitude: LIKES }
  travel { mode: CAR max_minutes: 60 }
  legal_bases { purpose: MATCHING basis: CONSENT recorded_by: "Kanarie van het wijkteam" }
  need { type: SOCIAL confirmed_by: "Kanarie van het centrum" }
  vouchers: "KANARIE-PAS"
  target_groups: "KANARIE_GROEP"
)pb";
constexpr char kVolunteer[] = R"pb(
  external_id: "KANARIE-2"
  municipality: "GM0420"
  display_name: "Meneer Kanarie"
  birth_year: 1960
  place { postcode: "1693" }
  availability { windows { weekday: TUESDAY start_time: "08:00" end_time: "18:00" } }
  languages { code: "nl" level: FLUENT }
  travel { mode: CAR max_minutes: 60 }
  legal_bases { purpose: MATCHING basis: CONSENT recorded_by: "Kanarie van het centrum" }
  vog { state: VALID issued_date: "2026-01-31" checked_by: "Kanarie van het centrum" }
)pb";

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

template <typename Message>
Message Parsed(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

std::string GetOverHttp(const std::string& address, const std::string& path) {
  namespace http = boost::beast::http;
  boost::asio::io_context context;
  boost::asio::ip::tcp::socket socket(context);
  const std::size_t colon = address.rfind(':');
  boost::asio::connect(
      socket, boost::asio::ip::tcp::resolver(context).resolve(address.substr(0, colon), address.substr(colon + 1)));
  http::request<http::empty_body> request{http::verb::get, path, 11};
  request.set(http::field::host, address);
  http::write(socket, request);
  boost::beast::flat_buffer buffer;
  http::response<http::string_body> response;
  http::read(socket, buffer, response);
  return response.body();
}

class Canary : public ::testing::Test {
 protected:
  void Start() {
    auto server = ServerProcess::StartReady(data_.path(), {});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    channel_ = Connect(server_->grpc_address());
  }

  // What the call answers with, or its whole error.
  template <typename Service, typename Request, typename Response>
  std::string Say(grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                  const Request& request, Response& response, const std::string& token,
                  const std::string& reason = "") {
    typename Service::Stub stub(channel_);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kCallTimeout);
    if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
    if (!reason.empty()) context.AddMetadata("klik-reason-bin", reason);
    const grpc::Status status = (stub.*method)(&context, request, &response);
    return status.ok() ? response.SerializeAsString() : status.error_message() + status.error_details();
  }

  // The session of whoever this invitation is for.
  std::string Begin(const std::string& invitation, const std::string& user_name) {
    using Sessions = v1::SessionService;
    v1::PrepareFirstStartRequest prepare;
    prepare.set_invitation(invitation);
    v1::PrepareFirstStartResponse prepared;
    Say<Sessions>(&Sessions::Stub::PrepareFirstStart, prepare, prepared, "");
    v1::CompleteFirstStartRequest complete;
    complete.set_invitation(invitation);
    complete.set_user_name(user_name);
    complete.set_password("kanarie vol pannenkoeken");
    complete.set_code(services::TotpCode(FromBase32(prepared.totp_secret()), services::TotpStepAt(absl::Now())));
    v1::CompleteFirstStartResponse completed;
    const std::string said = Say<Sessions>(&Sessions::Stub::CompleteFirstStart, complete, completed, "");
    EXPECT_FALSE(completed.token().empty()) << said;
    return completed.token();
  }

  std::string NewAccount(const std::string& administrator, const std::string& account) {
    v1::CreateAccountRequest request;
    *request.mutable_account() = Parsed<v1::Account>(account);
    v1::Account created;
    const std::string said =
        Say<v1::AccountService>(&v1::AccountService::Stub::CreateAccount, request, created, administrator);
    EXPECT_FALSE(created.invitation().empty()) << said;
    return Begin(created.invitation(), "");
  }

  TemporaryFolder data_;
  std::unique_ptr<ServerProcess> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(Canary, IsInNoFileNoLogNoErrorAndNoAnswerToWhomItIsNotFor) {
  Start();
  const std::string administrator = Begin(server_->WaitForInvitation(), "beheer");
  const std::string coordinator = NewAccount(
      administrator, "user_name: 'kanarie.els' display_name: 'Els Kanarie' roles: COORDINATOR municipality: 'GM0420'");
  const std::string analyst =
      NewAccount(administrator, "user_name: 'kanarie.an' display_name: 'An Kanarie' roles: ANALYST");
  v1::CreatePartnerTokenRequest make_token;
  *make_token.mutable_partner_token() = Parsed<v1::PartnerToken>(
      "title: 'A' system: 'partner' municipality: 'GM0420' scopes: [ MATCH_READ, PROFILE_READ, PROFILE_WRITE ]");
  v1::PartnerToken partner;
  Say<v1::AccountService>(&v1::AccountService::Stub::CreatePartnerToken, make_token, partner, administrator);

  using Residents = v1::ResidentService;
  using Volunteers = v1::VolunteerService;
  v1::CreateResidentRequest create;
  *create.mutable_resident() = Parsed<v1::Resident>(kResident);
  create.set_request_id(NewRequestId());
  v1::Resident resident;
  std::string said = Say<Residents>(&Residents::Stub::CreateResident, create, resident, coordinator);
  ASSERT_FALSE(resident.name().empty()) << said;
  EXPECT_THAT(Lower(said), HasSubstr(kCanary));  // To whom it is for.
  v1::CreateVolunteerRequest create_volunteer;
  *create_volunteer.mutable_volunteer() = Parsed<v1::Volunteer>(kVolunteer);
  v1::Volunteer volunteer;
  said = Say<Volunteers>(&Volunteers::Stub::CreateVolunteer, create_volunteer, volunteer, coordinator);
  ASSERT_FALSE(volunteer.name().empty()) << said;

  std::vector<std::string> answers;
  v1::GetResidentRequest get;
  get.set_name(resident.name());
  v1::Resident gotten;
  for (const std::string& token : {partner.secret(), analyst, administrator, std::string()}) {
    answers.push_back(Say<Residents>(&Residents::Stub::GetResident, get, gotten, token, "Kanarie belde zelf"));
    v1::ListVolunteersResponse volunteers;
    answers.push_back(
        Say<Volunteers>(&Volunteers::Stub::ListVolunteers, v1::ListVolunteersRequest(), volunteers, token));
  }
  // A partner finds a candidate for somebody of its own, and no more of them than that.
  v1::CreateResidentRequest create_own;
  *create_own.mutable_resident() = Parsed<v1::Resident>(kResident);
  create_own.mutable_resident()->set_external_id("P-1");
  v1::Resident own;
  Say<Residents>(&Residents::Stub::CreateResident, create_own, own, partner.secret());
  v1::SearchCandidatesRequest search;
  search.set_subject(own.name());
  search.set_include_excluded(true);
  v1::SearchCandidatesResponse found;
  answers.push_back(
      Say<v1::MatchingService>(&v1::MatchingService::Stub::SearchCandidates, search, found, partner.secret()));
  EXPECT_GT(found.candidates_size() + found.excluded_size(), 0);
  // What is wrong with a request is told by field, not by what was in it.
  create.set_request_id(NewRequestId());
  answers.push_back(Say<Residents>(&Residents::Stub::CreateResident, create, resident, coordinator));  // Taken id.
  create.mutable_resident()->set_municipality("Kanarie");
  create.mutable_resident()->mutable_place()->set_postcode("Kanarie");
  create.mutable_resident()->add_vouchers("\x01kanarie");
  answers.push_back(Say<Residents>(&Residents::Stub::CreateResident, create, resident, coordinator));
  get.set_name("residents/Kanarie");
  answers.push_back(Say<Residents>(&Residents::Stub::GetResident, get, gotten, coordinator));
  for (const char* path : {"/metrics", "/livez", "/readyz", "/kanarie"}) {
    answers.push_back(GetOverHttp(server_->http_address(), path));
  }
  for (const std::string& answer : answers) EXPECT_THAT(Lower(answer), Not(HasSubstr(kCanary)));

  channel_.reset();
  server_->Send(SIGTERM);
  EXPECT_EQ(server_->WaitExit(kTimeout).value_or(-1), 0);
  EXPECT_THAT(Lower(server_->StandardError()), Not(HasSubstr(kCanary)));
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data_.path())) {
    if (!entry.is_regular_file()) continue;
    ++files;
    EXPECT_THAT(Lower(entry.path()), Not(HasSubstr(kCanary)));
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    EXPECT_THAT(Lower(text), Not(HasSubstr(kCanary))) << entry.path();
  }
  EXPECT_GT(files, 5);
}

}  // namespace
}  // namespace klik::testing
