// Sixty-four clients race for a hundred places, and the server is killed among them, over and over on the same data.
//
// Whoever decides on a place decides alone: however the calls meet, a place is never given twice, what was acknowledged
// is there after the restart, a call without an answer comes to one effect when it is sent again, and what is given
// back is free.
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "klik/v1/activity_service.grpc.pb.h"
#include "klik/v1/match_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "klik/v1/volunteer_service.grpc.pb.h"
#include "tests/e2e/client.h"
#include "tests/e2e/server_process.h"
#include "tests/services/rpc/messages.h"

namespace klik::testing {
namespace {

using google::protobuf::util::MessageDifferencer;
using v1::Match;
using Stub = v1::MatchService::Stub;

constexpr int kClients = 64;
// Fewer than an address may have.
constexpr int kChannels = 16;
constexpr int kVolunteers = 50;
constexpr int kActivities = 50;
constexpr int kRounds = 5;
constexpr int kAcknowledgedBeforeDeath = 100;
constexpr std::chrono::microseconds kKillDelayMax{100'000};

const std::string kSomebody = R"pb(
  display_name: "Iemand"
  birth_year: 1950
  place { postcode: "1693" }
  availability { windows { weekday: TUESDAY start_time: "09:00" end_time: "12:00" } }
  languages { code: "nl" level: FLUENT }
  travel { mode: BIKE max_minutes: 30 }
  interests { topic: "music.choir" attitude: LIKES }
  legal_bases { purpose: MATCHING basis: CONSENT }
)pb";
const std::string kChoir = R"pb(
  title: "Koor"
  topics: "music.choir"
  place { postcode: "1693" }
  sessions { windows { weekday: TUESDAY start_time: "09:00" end_time: "11:00" } }
  format: GROUP
  languages { code: "nl" level: FLUENT }
  supervised: true
  capacity: 1
)pb";

bool HoldsAPlace(const Match& match) {
  switch (match.state()) {
    case Match::PROPOSED:
    case Match::SHOWN:
    case Match::TRIAL:
    case Match::ACTIVE:
    case Match::PAUSED:
      return true;
    default:
      return false;
  }
}

std::string ReasonOf(const grpc::Status& status) {
  google::rpc::Status details;
  details.ParseFromString(status.error_details());
  google::rpc::ErrorInfo info;
  for (const auto& any : details.details()) any.UnpackTo(&info);
  return info.reason();
}

// One call, to be sent as often as it takes.
struct Step {
  std::function<grpc::Status(Stub&, Match*)> send;
  std::string external_id;  // Of a proposal.
  std::string match;        // Of every other step.
};

template <typename Request>
Step StepOf(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Match*), Request request) {
  request.set_request_id(NewRequestId());
  Step step;
  if constexpr (std::is_same_v<Request, v1::ProposeMatchRequest>) {
    step.external_id = request.external_id();
  } else {
    step.match = request.name();
  }
  step.send = [method, request = std::move(request)](Stub& stub, Match* answer) {
    return Call(stub, method, request, answer);
  };
  return step;
}

template <typename Request>
Request About(const Match& match) {
  Request request;
  request.set_name(match.name());
  return request;
}

Step AnswerOf(const Match& match, Match::Side side, Match::Answer answer) {
  auto request = About<v1::RecordAnswerRequest>(match);
  request.set_side(side);
  request.set_answer(answer);
  return StepOf(&Stub::RecordAnswer, std::move(request));
}

// A step on from where a match holds a place; `way` chooses among them.
Step NextStep(const Match& match, std::uint_fast32_t way) {
  if (match.state() == Match::TRIAL) {
    auto request = About<v1::EndMatchRequest>(match);
    request.set_end_reason(Match::MOVED_HOUSE);
    return StepOf(&Stub::EndMatch, std::move(request));
  }
  if (match.consents_size() == 2) return StepOf(&Stub::StartTrial, About<v1::StartTrialRequest>(match));
  if (match.consents_size() == 1) return AnswerOf(match, Match::OTHER_SIDE, Match::YES);
  if (way % 3 == 0) return StepOf(&Stub::RetractMatch, About<v1::RetractMatchRequest>(match));
  return AnswerOf(match, Match::RESIDENT, way % 3 == 1 ? Match::NO : Match::YES);
}

struct Totals {
  std::atomic<int> acknowledged = 0;
  std::atomic<int> refused = 0;
  int pending = 0;
  int pending_landed = 0;
};

// Proposes its own resident here and there, goes on with what came of it, and remembers what was acknowledged.
class Client {
 public:
  Client(int number, std::string resident)
      : number_(number), resident_(std::move(resident)), random_(static_cast<std::uint32_t>(number)) {}

  // Until the server is gone. Any other failure but a place that is taken is a failure of the test.
  void Run(const std::shared_ptr<grpc::Channel>& channel, const std::vector<std::string>& candidates, Totals& totals) {
    const std::unique_ptr<Stub> stub = v1::MatchService::NewStub(channel);
    for (;;) {
      pending_ = Choose(candidates);
      Match answer;
      const grpc::Status status = pending_->send(*stub, &answer);
      if (status.ok()) {
        Acknowledge(answer);
        totals.acknowledged.fetch_add(1);
      } else if (IsTaken(status)) {
        pending_.reset();
        totals.refused.fetch_add(1);
      } else {
        EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
        return;
      }
    }
  }

  // Takes what is this client's out of `found`. Whether its call without an answer had landed.
  bool TakeOut(std::map<std::string, Match>& found) {
    bool landed = false;
    for (const auto& [name, expected] : acknowledged_) {
      const auto node = found.extract(name);
      if (node.empty()) {
        ADD_FAILURE() << name << " was acknowledged and is gone";
      } else if (!MessageDifferencer::Equals(node.mapped(), expected)) {
        EXPECT_TRUE(pending_.has_value() && pending_->match == name)
            << "acknowledged: " << expected.ShortDebugString() << "\nfound: " << node.mapped().ShortDebugString();
        landed = true;
      }
    }
    if (!pending_.has_value() || pending_->external_id.empty()) return landed;
    return std::erase_if(found, [&](const auto& it) { return it.second.external_id() == pending_->external_id; }) > 0;
  }

  // Sends again what had no answer, twice: it must come to the same.
  void Retry(Stub& stub, bool landed, Totals& totals) {
    if (!pending_.has_value()) return;
    ++totals.pending;
    totals.pending_landed += landed ? 1 : 0;
    Match first;
    const grpc::Status status = pending_->send(stub, &first);
    if (!status.ok()) {
      // The place may have gone to another meanwhile, but nobody else goes on with a match of this client.
      EXPECT_TRUE(!landed && !pending_->external_id.empty() && IsTaken(status)) << status.error_message();
      pending_.reset();
      return;
    }
    Match again;
    EXPECT_TRUE(pending_->send(stub, &again).ok());
    EXPECT_TRUE(MessageDifferencer::Equals(first, again)) << "a retried call got another answer";
    Acknowledge(first);
  }

  // Until none of its matches holds a place.
  void GiveBackAll(Stub& stub) {
    std::map<std::string, Match> held = acknowledged_;
    for (auto& [name, match] : held) {
      while (HoldsAPlace(match) && !::testing::Test::HasFailure()) {
        pending_ = NextStep(match, 0);
        const grpc::Status status = pending_->send(stub, &match);
        EXPECT_TRUE(status.ok()) << status.error_message();
        Acknowledge(match);
      }
    }
  }

  std::size_t match_count() const { return acknowledged_.size(); }

 private:
  static bool IsTaken(const grpc::Status& status) { return ReasonOf(status) == "NOT_ELIGIBLE"; }

  Step Choose(const std::vector<std::string>& candidates) {
    std::vector<const Match*> held;
    for (const auto& [name, match] : acknowledged_) {
      if (HoldsAPlace(match)) held.push_back(&match);
    }
    if (!held.empty() && random_() % 2 == 0) return NextStep(*held[random_() % held.size()], random_());
    v1::ProposeMatchRequest request;
    request.set_resident(resident_);
    request.set_other(candidates[random_() % candidates.size()]);
    request.set_external_id("M-" + std::to_string(number_) + "-" + std::to_string(++serial_));
    return StepOf(&Stub::ProposeMatch, std::move(request));
  }

  void Acknowledge(const Match& answer) {
    acknowledged_[answer.name()] = answer;
    pending_.reset();
  }

  const int number_;
  const std::string resident_;
  std::mt19937 random_;
  int serial_ = 0;
  // By name, as the server answered last.
  std::map<std::string, Match> acknowledged_;
  // Sent, and not answered.
  std::optional<Step> pending_;
};

class Race : public ::testing::Test {
 protected:
  void Start() {
    absl::StatusOr<std::unique_ptr<ServerProcess>> server = ServerProcess::StartReady(data_.path(), {"--dev-open"});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    channel_ = Connect(server_->grpc_address());
    stub_ = v1::MatchService::NewStub(channel_);
  }

  std::string NewResident() {
    v1::CreateResidentRequest request;
    *request.mutable_resident() = Parsed<v1::Resident>(kSomebody);
    v1::Resident made;
    const auto stub = v1::ResidentService::NewStub(channel_);
    EXPECT_TRUE(Call(*stub, &v1::ResidentService::Stub::CreateResident, request, &made).ok());
    return made.name();
  }

  void MakeWorld() {
    const std::string issued = absl::FormatTime("%Y-%m-%d", absl::Now() - absl::Hours(24 * 30), absl::UTCTimeZone());
    const auto volunteers = v1::VolunteerService::NewStub(channel_);
    for (int i = 0; i < kVolunteers; ++i) {
      v1::CreateVolunteerRequest request;
      *request.mutable_volunteer() =
          Parsed<v1::Volunteer>(kSomebody + "max_matches: 1 vog { state: VALID issued_date: '" + issued + "' }");
      v1::Volunteer made;
      EXPECT_TRUE(Call(*volunteers, &v1::VolunteerService::Stub::CreateVolunteer, request, &made).ok());
      candidates_.push_back(made.name());
    }
    const auto activities = v1::ActivityService::NewStub(channel_);
    for (int i = 0; i < kActivities; ++i) {
      v1::CreateActivityRequest request;
      *request.mutable_activity() = Parsed<v1::Activity>(kChoir);
      v1::Activity made;
      EXPECT_TRUE(Call(*activities, &v1::ActivityService::Stub::CreateActivity, request, &made).ok());
      candidates_.push_back(made.name());
    }
    for (int i = 0; i < kClients; ++i) clients_.emplace_back(i, NewResident());
  }

  // All clients at once until the server dies among them.
  void RaceAndKill() {
    const int before = totals_.acknowledged.load();
    std::vector<std::shared_ptr<grpc::Channel>> channels;
    for (int i = 0; i < kChannels; ++i) channels.push_back(Connect(server_->grpc_address()));
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      threads.emplace_back([&, i] { clients_[i].Run(channels[i % kChannels], candidates_, totals_); });
    }
    const auto patience = std::chrono::steady_clock::now() + kCallTimeout;
    while (totals_.acknowledged.load() < before + kAcknowledgedBeforeDeath &&
           std::chrono::steady_clock::now() < patience) {
      std::this_thread::yield();
    }
    std::uniform_int_distribution<std::int64_t> delay(0, kKillDelayMax.count());
    // The moment of death is the point of the test: anywhere in the course of the race.
    std::this_thread::sleep_for(std::chrono::microseconds(delay(random_)));
    server_->Send(SIGKILL);
    for (std::thread& thread : threads) thread.join();
    EXPECT_GE(totals_.acknowledged.load(), before + kAcknowledgedBeforeDeath);
    EXPECT_EQ(server_->WaitExit(absl::Seconds(10)).value_or(-1), 128 + SIGKILL);
  }

  // By name. Nobody has more than their one place.
  std::map<std::string, Match> ReadAll() {
    std::map<std::string, Match> found;
    std::map<std::string, int> used;
    v1::ListMatchesRequest request;
    request.set_page_size(1000);
    do {
      v1::ListMatchesResponse response;
      const grpc::Status status = Call(*stub_, &Stub::ListMatches, request, &response);
      EXPECT_TRUE(status.ok()) << status.error_message();
      for (Match& match : *response.mutable_matches()) {
        if (HoldsAPlace(match)) ++used[match.other()];
        const std::string name = match.name();
        EXPECT_TRUE(found.emplace(name, std::move(match)).second) << name << " is listed twice";
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    for (const auto& [candidate, places] : used) EXPECT_LE(places, 1) << candidate;
    most_used_ = std::max(most_used_, used.size());
    return found;
  }

  // What was acknowledged is there, what was not is there wholly or not at all, and nothing else is. Then every call is
  // brought to an end, and there is exactly what was acknowledged.
  void Verify() {
    std::map<std::string, Match> found = ReadAll();
    std::vector<bool> landed;
    for (Client& client : clients_) landed.push_back(client.TakeOut(found));
    EXPECT_TRUE(found.empty()) << found.begin()->second.ShortDebugString() << " was never asked for";
    for (std::size_t i = 0; i < clients_.size(); ++i) clients_[i].Retry(*stub_, landed[i], totals_);
    found = ReadAll();
    for (Client& client : clients_) client.TakeOut(found);
    EXPECT_TRUE(found.empty()) << "a retried call was done twice";
  }

  // Somebody new can have each of the places.
  void ExpectEveryPlaceIsFree() {
    v1::ProposeMatchRequest request;
    request.set_resident(NewResident());
    request.set_validate_only(true);
    for (const std::string& candidate : candidates_) {
      request.set_other(candidate);
      Match checked;
      const grpc::Status status = Call(*stub_, &Stub::ProposeMatch, request, &checked);
      EXPECT_TRUE(status.ok()) << candidate << ": " << ReasonOf(status);
    }
  }

  TemporaryFolder data_;
  std::vector<std::string> candidates_;
  std::vector<Client> clients_;
  std::mt19937 random_{20261125};
  Totals totals_;
  std::size_t most_used_ = 0;
  std::unique_ptr<ServerProcess> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<Stub> stub_;
};

TEST_F(Race, APlaceIsGivenOnceAndGivenBack) {
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_NO_FATAL_FAILURE(Start());
  MakeWorld();
  for (int round = 1; round <= kRounds; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    RaceAndKill();
    ASSERT_NO_FATAL_FAILURE(Start());
    Verify();
    ASSERT_FALSE(HasFailure()) << "the data of the first round that failed tell most";
  }
  // Otherwise they never met.
  EXPECT_GT(totals_.refused.load(), 0);
  EXPECT_GT(most_used_, 0U);
  for (Client& client : clients_) client.GiveBackAll(*stub_);
  Verify();
  ExpectEveryPlaceIsFree();
  std::size_t matches = 0;
  for (const Client& client : clients_) matches += client.match_count();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  std::cout << kRounds << " kills in " << seconds.count() << " s: " << totals_.acknowledged << " steps of " << matches
            << " matches acknowledged, " << totals_.refused << " proposals refused, at most " << most_used_ << " of "
            << candidates_.size() << " places taken; of " << totals_.pending << " calls without an answer "
            << totals_.pending_landed << " had landed, and came to one effect\n";
}

}  // namespace
}  // namespace klik::testing
