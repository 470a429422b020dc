// Kills the server under writing load, over and over on the same data, and looks for every write that it acknowledged.
//
// What kill -9 can show: a write is not answered before it has left the process, and what belongs together is written
// together. That the disk has it too is for the store's own tests: the operating system outlives this process.
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "klik/v1/resident_service.grpc.pb.h"
#include "tests/e2e/client.h"
#include "tests/e2e/server_process.h"

namespace klik::testing {
namespace {

using google::protobuf::util::MessageDifferencer;
using Stub = v1::ResidentService::Stub;

constexpr int kWriters = 4;
constexpr int kRounds = 200;
constexpr int kRoundsLong = 2000;
// Writers then only update: what is read back in each round stays bounded.
constexpr std::size_t kResidentsPerWriter = 40;
constexpr int kGroupSizeMax = 1000;
constexpr std::chrono::microseconds kKillDelayMax{50'000};

int RoundsWanted() {
  if (const char* const rounds = std::getenv("KLIK_KILL_ROUNDS")) {
    return std::atoi(rounds);
  }
  return std::getenv("KLIK_LONG") != nullptr ? kRoundsLong : kRounds;
}

// A create, or an update when the resident in it has a name.
struct Write {
  v1::Resident resident;
  std::string request_id;
};

grpc::Status Send(Stub& stub, const Write& write, v1::Resident* answer) {
  if (write.resident.name().empty()) {
    v1::CreateResidentRequest request;
    *request.mutable_resident() = write.resident;
    request.set_request_id(write.request_id);
    return Call(stub, &Stub::CreateResident, request, answer);
  }
  v1::UpdateResidentRequest request;
  *request.mutable_resident() = write.resident;
  request.mutable_update_mask()->add_paths("display_name");
  request.mutable_update_mask()->add_paths("max_group_size");
  request.set_request_id(write.request_id);
  return Call(stub, &Stub::UpdateResident, request, answer);
}

// Two fields that must never be seen apart.
void Stamp(v1::Resident& resident, int serial) {
  resident.set_display_name("bewoner " + std::to_string(serial));
  resident.set_max_group_size(2 + serial % (kGroupSizeMax - 1));
}

bool SameStamp(const v1::Resident& a, const v1::Resident& b) {
  return a.display_name() == b.display_name() && a.max_group_size() == b.max_group_size();
}

// Whether `found` is what `write` would have made, as far as the writer can know.
bool IsOutcome(const v1::Resident& found, const Write& write) {
  return SameStamp(found, write.resident) && found.external_id() == write.resident.external_id();
}

// Writes residents of its own, one call after the other, and remembers what the server acknowledged.
class Writer {
 public:
  explicit Writer(int number) : number_(number), random_(static_cast<std::uint32_t>(number)) {}

  // Until a call fails because the server is gone. Any other failure is a failure of the test.
  void Run(const std::shared_ptr<grpc::Channel>& channel, std::atomic<int>& acknowledged) {
    const std::unique_ptr<Stub> stub = v1::ResidentService::NewStub(channel);
    for (;;) {
      pending_ = NextWrite();
      v1::Resident answer;
      const grpc::Status status = Send(*stub, *pending_, &answer);
      if (!status.ok()) {
        EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
        return;
      }
      Acknowledge(std::move(answer));
      acknowledged.fetch_add(1);
    }
  }

  // Sends again what had no answer, and what had the last one: the first must come to an end now, the second must give
  // the same answer again. Tells whether a write without an answer had landed.
  bool Retry(Stub& stub, bool landed) {
    if (last_) {
      v1::Resident again;
      const grpc::Status status = Send(stub, last_->first, &again);
      EXPECT_TRUE(status.ok()) << status.error_message();
      EXPECT_TRUE(MessageDifferencer::Equals(again, last_->second)) << "a retried call got another answer";
    }
    if (!pending_) {
      return false;
    }
    v1::Resident answer;
    const grpc::Status status = Send(stub, *pending_, &answer);
    EXPECT_TRUE(status.ok()) << "a retried write " << (landed ? "that landed" : "that did not land")
                             << " failed: " << status.error_message();
    if (status.ok()) {
      Acknowledge(std::move(answer));
    }
    return landed;
  }

  const std::optional<Write>& pending() const { return pending_; }
  const std::map<std::string, v1::Resident>& acknowledged() const { return acknowledged_; }

 private:
  Write NextWrite() {
    const int serial = ++serial_;
    Write write{{}, NewRequestId()};
    const bool full = acknowledged_.size() >= kResidentsPerWriter;
    if (!full && (acknowledged_.empty() || random_() % 4 == 0)) {
      write.resident = ValidResident();
      write.resident.set_external_id("R" + std::to_string(number_) + "-" + std::to_string(serial));
    } else {
      const auto chosen = std::next(acknowledged_.begin(), static_cast<long>(random_() % acknowledged_.size()));
      write.resident = chosen->second;
    }
    Stamp(write.resident, serial);
    return write;
  }

  void Acknowledge(v1::Resident answer) {
    EXPECT_TRUE(IsOutcome(answer, *pending_)) << "acknowledged something else";
    last_.emplace(*std::exchange(pending_, std::nullopt), answer);
    const std::string name = answer.name();
    acknowledged_[name] = std::move(answer);
  }

  const int number_;
  std::mt19937 random_;
  int serial_ = 0;
  // By name, as the server answered last.
  std::map<std::string, v1::Resident> acknowledged_;
  // Sent, and not answered.
  std::optional<Write> pending_;
  std::optional<std::pair<Write, v1::Resident>> last_;
};

struct Totals {
  int acknowledged = 0;
  int pending = 0;
  int pending_landed = 0;
};

class KillServer : public ::testing::Test {
 protected:
  KillServer() {
    for (int number = 0; number < kWriters; ++number) {
      writers_.emplace_back(number);
    }
  }

  void Start() {
    absl::StatusOr<std::unique_ptr<ServerProcess>> server = ServerProcess::StartReady(data_.path(), {"--dev-open"});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    channel_ = Connect(server_->grpc_address());
    stub_ = v1::ResidentService::NewStub(channel_);
  }

  // All writers at once until the server dies, a few milliseconds after the first acknowledgement.
  void WriteAndKill() {
    std::atomic<int> acknowledged = 0;
    std::vector<std::thread> threads;
    for (Writer& writer : writers_) {
      threads.emplace_back([&] { writer.Run(channel_, acknowledged); });
    }
    const auto patience = std::chrono::steady_clock::now() + kCallTimeout;
    while (acknowledged.load() == 0 && std::chrono::steady_clock::now() < patience) {
      std::this_thread::yield();
    }
    std::uniform_int_distribution<std::int64_t> delay(0, kKillDelayMax.count());
    // The moment of death is the point of the test: anywhere in the course of the writes.
    std::this_thread::sleep_for(std::chrono::microseconds(delay(random_)));
    server_->Send(SIGKILL);
    for (std::thread& thread : threads) {
      thread.join();
    }
    EXPECT_GT(acknowledged.load(), 0);
    totals_.acknowledged += acknowledged.load();
    EXPECT_EQ(server_->WaitExit(absl::Seconds(10)).value_or(-1), 128 + SIGKILL);
  }

  std::map<std::string, v1::Resident> ReadAll() {
    std::map<std::string, v1::Resident> found;
    v1::ListResidentsRequest request;
    request.set_page_size(1000);
    do {
      v1::ListResidentsResponse response;
      const grpc::Status status = Call(*stub_, &Stub::ListResidents, request, &response);
      EXPECT_TRUE(status.ok()) << status.error_message();
      for (v1::Resident& resident : *response.mutable_residents()) {
        const std::string name = resident.name();
        EXPECT_TRUE(found.emplace(name, std::move(resident)).second) << name << " is listed twice";
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return found;
  }

  // Every acknowledged write is there as acknowledged; a write without an answer is there wholly or not at all; there
  // is nothing else. Then every write is brought to an end, and there is exactly what was acknowledged.
  void Verify() {
    std::map<std::string, v1::Resident> found = ReadAll();
    std::vector<bool> landed;
    for (const Writer& writer : writers_) {
      landed.push_back(TakeOut(writer, found));
    }
    for (const auto& [name, resident] : found) {
      ADD_FAILURE() << name << " (" << resident.external_id() << ") was never written";
    }
    for (std::size_t i = 0; i < writers_.size(); ++i) {
      totals_.pending += writers_[i].pending() ? 1 : 0;
      totals_.pending_landed += writers_[i].Retry(*stub_, landed[i]) ? 1 : 0;
    }
    found = ReadAll();
    for (const Writer& writer : writers_) {
      TakeOut(writer, found);
    }
    EXPECT_TRUE(found.empty()) << "a retried write was done twice";
  }

  // Takes what the writer wrote out of `found`. True when its write without an answer had landed.
  bool TakeOut(const Writer& writer, std::map<std::string, v1::Resident>& found) {
    bool landed = false;
    for (const auto& [name, expected] : writer.acknowledged()) {
      const auto node = found.extract(name);
      if (node.empty()) {
        ADD_FAILURE() << name << " was acknowledged and is gone";
      } else if (!MessageDifferencer::Equals(node.mapped(), expected)) {
        const bool is_pending = writer.pending() && writer.pending()->resident.name() == name;
        EXPECT_TRUE(is_pending && IsOutcome(node.mapped(), *writer.pending()))
            << "acknowledged: " << expected.ShortDebugString() << "\nfound: " << node.mapped().ShortDebugString();
        landed = true;
      }
    }
    // A create without an answer is known by its external id only.
    for (auto it = found.begin(); writer.pending() && it != found.end(); ++it) {
      if (it->second.external_id() == writer.pending()->resident.external_id()) {
        EXPECT_TRUE(IsOutcome(it->second, *writer.pending())) << it->second.ShortDebugString();
        found.erase(it);
        return true;
      }
    }
    return landed;
  }

  TemporaryFolder data_;
  std::vector<Writer> writers_;
  std::mt19937 random_{20261123};
  Totals totals_;
  std::unique_ptr<ServerProcess> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<Stub> stub_;
};

TEST_F(KillServer, LosesNothingThatItAcknowledged) {
  const int rounds = RoundsWanted();
  const auto begin = std::chrono::steady_clock::now();
  for (int round = 1; round <= rounds; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    ASSERT_NO_FATAL_FAILURE(Start());
    Verify();
    ASSERT_FALSE(HasFailure()) << "the data of the first round that failed tell most";
    WriteAndKill();
  }
  ASSERT_NO_FATAL_FAILURE(Start());
  Verify();
  // A connection that nobody looks after keeps a server that drains waiting.
  stub_.reset();
  channel_.reset();
  server_->Send(SIGTERM);
  EXPECT_EQ(server_->WaitExit(absl::Seconds(30)).value_or(-1), 0) << server_->StandardError();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  std::cout << rounds << " kills in " << seconds.count() << " s: " << totals_.acknowledged
            << " acknowledged writes, all there; of " << totals_.pending << " writes without an answer "
            << totals_.pending_landed << " had landed, wholly\n";
}

}  // namespace
}  // namespace klik::testing
