// What SearchCandidates costs over gRPC beyond what any call with these bytes costs: in one run, in turn, over one
// loopback connection to a server in a process of its own with the demo municipality, an empty call, an echo of the
// answer's bytes, an echo of the answer's message, the search, and in this process the engine's part of it alone.
// Then the same with several clients at once. Prints; judges no times, but an echo that is not the search's answer
// fails.
//
// klik_bench_rpc [ROUNDS [SECONDS]]
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "engine/match/matching_day.h"
#include "engine/match/search.h"
#include "engine/model/policy.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "klik/v1/matching_service.grpc.pb.h"
#include "tests/bench/rpc_server.h"
#include "tests/bench/times.h"
#include "tests/bench/world/bench_world.h"
#include "tests/bench/world/fail.h"

namespace klik::bench {
namespace {

constexpr std::size_t kResidents = 500;
constexpr std::size_t kCandidates = 20;
constexpr int kClients = 8;
constexpr std::chrono::milliseconds kTurn{250};

enum Way : std::size_t { kEmpty, kEchoOfBytes, kEchoOfMessages, kSearch, kEngine };
constexpr std::size_t kCalls = 4;
constexpr std::array<const char*, 5> kNames = {"empty call (grpc.health.v1.Health/Check)", "echo of the answer's bytes",
                                               "echo of the answer's message", "SearchCandidates",
                                               "engine::Search in this process"};

double Median(std::vector<double> values) { return Percentile(std::move(values), 0.5); }

engine::SearchResult SearchHere(const BenchWorld& world, const std::string& resident) {
  static const engine::MatchingDay day(engine::Policy(), world.moment);
  engine::SearchQuery query;
  query.subject = {engine::Kind::kResident, resident};
  query.limit = kCandidates;
  query.moment = world.moment;
  return engine::Search(*world.snapshot, day, query);
}

// Of chance, among those for whom there are as many candidates as are asked for.
std::vector<std::string> ResidentsToAskFor(const BenchWorld& world) {
  std::vector<std::string> residents;
  std::size_t looked_at = 0;
  for (const std::string& resident : world.residents) {
    if (residents.size() == kResidents) break;
    ++looked_at;
    if (SearchHere(world, resident).candidates.size() == kCandidates) residents.push_back(resident);
  }
  if (residents.empty()) Fail("nobody has enough candidates");
  std::printf("%zu residents with %zu candidates each, of %zu taken by chance\n", residents.size(), kCandidates,
              looked_at);
  return residents;
}

// One connection of its own.
class Client {
 public:
  explicit Client(const std::string& address) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    const auto channel = grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
    health_ = grpc::health::v1::Health::NewStub(channel);
    matching_ = v1::MatchingService::NewStub(channel);
  }

  void Call(Way way, const v1::SearchCandidatesRequest& request) {
    v1::SearchCandidatesResponse response;
    Call(way, request, response);
  }

  void Call(Way way, const v1::SearchCandidatesRequest& request, v1::SearchCandidatesResponse& response) {
    grpc::ClientContext context;
    if (way == kEchoOfBytes) context.set_authority(kBytes);
    if (way == kEchoOfMessages) context.set_authority(kMessages);
    grpc::health::v1::HealthCheckResponse healthy;
    const grpc::Status status = way == kEmpty ? health_->Check(&context, {}, &healthy)
                                              : matching_->SearchCandidates(&context, request, &response);
    if (!status.ok()) Fail(std::string(kNames[way]) + ": " + status.error_message());
  }

 private:
  std::unique_ptr<grpc::health::v1::Health::Stub> health_;
  std::unique_ptr<v1::MatchingService::Stub> matching_;
};

void CheckEchoes(Client& client, const std::vector<v1::SearchCandidatesRequest>& requests) {
  std::size_t bytes = 0;
  for (const v1::SearchCandidatesRequest& request : requests) {
    std::array<std::string, kCalls> answers;
    for (const Way way : {kEchoOfBytes, kEchoOfMessages, kSearch}) {
      v1::SearchCandidatesResponse response;
      client.Call(way, request, response);
      answers[way] = response.SerializeAsString();
    }
    if (answers[kSearch] != answers[kEchoOfBytes] || answers[kSearch] != answers[kEchoOfMessages]) {
      Fail("an echo is not the search's answer");
    }
    bytes += answers[kSearch].size();
  }
  std::printf("requests of %zu bytes, answers of %zu bytes on average\n", requests.front().ByteSizeLong(),
              bytes / requests.size());
}

void MeasureOneAtATime(const BenchWorld& world, const std::vector<std::string>& residents,
                       const std::vector<v1::SearchCandidatesRequest>& requests, Client& client, int rounds) {
  std::array<std::vector<double>, kNames.size()> micros;
  for (int round = 0; round < rounds; ++round) {
    const std::size_t i = static_cast<std::size_t>(round) % residents.size();
    for (std::size_t turn = 0; turn < kNames.size(); ++turn) {
      // Each goes first as often as the others: what came before leaves its traces in the processor.
      const Way way = static_cast<Way>((turn + static_cast<std::size_t>(round)) % kNames.size());
      const auto start = SteadyClock::now();
      if (way == kEngine) {
        SearchHere(world, residents[i]);
      } else {
        client.Call(way, requests[i]);
      }
      micros[way].push_back(std::chrono::duration<double>(SteadyClock::now() - start).count() * 1e6);
    }
  }
  std::printf("one call at a time, %d rounds\n", rounds);
  for (std::size_t way = 0; way < kNames.size(); ++way) {
    std::printf("  %-44s p50 %8.1f us  p99 %8.1f us\n", kNames[way], Median(micros[way]),
                Percentile(micros[way], 0.99));
  }
  const double empty = Median(micros[kEmpty]);
  const double bytes = Median(micros[kEchoOfMessages]) - empty;
  const double more = Median(micros[kSearch]) - Median(micros[kEchoOfMessages]);
  std::printf("  p50: the empty call %.1f us + the answer's bytes %.1f us + %.1f us, of which the engine %.1f us\n",
              empty, bytes, more, Median(micros[kEngine]));
}

// Calls a second of all clients together.
double Throughput(std::vector<Client>& clients, const std::vector<v1::SearchCandidatesRequest>& requests, Way way) {
  std::atomic<bool> ended = false;
  std::atomic<std::int64_t> calls = 0;
  std::vector<std::thread> threads;
  const auto start = SteadyClock::now();
  for (std::size_t c = 0; c < clients.size(); ++c) {
    threads.emplace_back([&, c] {
      std::int64_t made = 0;
      for (std::size_t i = c; !ended; i += clients.size(), ++made) clients[c].Call(way, requests[i % requests.size()]);
      calls += made;
    });
  }
  std::this_thread::sleep_for(kTurn);
  ended = true;
  for (std::thread& thread : threads) thread.join();
  return static_cast<double>(calls) / std::chrono::duration<double>(SteadyClock::now() - start).count();
}

void MeasureTogether(const std::string& address, const std::vector<v1::SearchCandidatesRequest>& requests,
                     int seconds) {
  std::vector<Client> clients;
  for (int i = 0; i < kClients; ++i) clients.emplace_back(address);
  std::array<std::vector<double>, kCalls> rates;
  std::array<std::vector<double>, kCalls> ratios;
  const auto turns = std::max<std::int64_t>(1, std::chrono::seconds(seconds) / kTurn / std::int64_t{kCalls});
  for (std::int64_t turn = 0; turn < turns; ++turn) {
    for (std::size_t way = 0; way < kCalls; ++way) {
      rates[way].push_back(Throughput(clients, requests, static_cast<Way>(way)));
    }
    for (std::size_t way = 0; way < kCalls; ++way) ratios[way].push_back(rates[kSearch].back() / rates[way].back());
  }
  std::printf("%d clients, each with a connection and one call at a time, %lld turns of %lld ms\n", kClients,
              static_cast<long long>(turns), static_cast<long long>(kTurn.count()));
  for (std::size_t way = 0; way < kCalls; ++way) {
    std::printf("  %-44s %8.0f calls a second  SearchCandidates has %5.1f %% of it\n", kNames[way], Median(rates[way]),
                100 * Median(ratios[way]));
  }
}

void Run(int rounds, int seconds) {
  const BenchWorld world = MakeDemoWorld();
  const std::vector<std::string> residents = ResidentsToAskFor(world);
  std::fflush(stdout);
  const RpcServer server(world, residents);
  std::vector<v1::SearchCandidatesRequest> requests;
  for (const std::string& resident : residents) requests.push_back(RequestOf(resident));
  Client client(server.address());
  CheckEchoes(client, requests);
  MeasureOneAtATime(world, residents, requests, client, rounds);
  MeasureTogether(server.address(), requests, seconds);
}

}  // namespace
}  // namespace klik::bench

int main(int argc, char** argv) try {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 5000;
  const int seconds = argc > 2 ? std::atoi(argv[2]) : 20;
  if (rounds < 1 || seconds < 1) klik::bench::Fail("usage: klik_bench_rpc [ROUNDS [SECONDS]]");
  klik::bench::Run(rounds, seconds);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "klik_bench_rpc: %s\n", error.what());
  return 1;
}
