// What it costs that calls are guarded: the same searches and changes of the demo municipality over one sealed and
// witnessed store on disk, in one run and in turn, by somebody who has signed in (who calls is looked up, what they may
// see is worked out, and each call is on record, on disk, before its answer) and by a caller of --dev-open. Prints;
// judges no times, but a guarded answer that is not the open one fails.
//
// klik_bench_access [SECONDS]
#include <grpcpp/grpcpp.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/places/gazetteer.h"
#include "engine/taxonomy/taxonomy.h"
#include "klik/v1/access.pb.h"
#include "klik/v1/matching_service.grpc.pb.h"
#include "klik/v1/volunteer_service.grpc.pb.h"
#include "services/access/access.h"
#include "services/accounts/account_authenticator.h"
#include "services/accounts/account_directory.h"
#include "services/accounts/bearer.h"
#include "services/accounts/sign_in_desk.h"
#include "services/registry/registry.h"
#include "services/rpc/api_server.h"
#include "storage/audit/keyring_sealer.h"
#include "storage/record/account_records.h"
#include "storage/sealed/vault.h"
#include "storage/witness/witnessed_directory.h"
#include "tests/bench/stored_world.h"
#include "tests/bench/times.h"
#include "tests/bench/world/bench_world.h"
#include "tests/bench/world/fail.h"

namespace klik::bench {
namespace {

// So many that none of them calls too often.
constexpr int kAccounts = 400;
constexpr int kWriters = 16;
constexpr int kCallsInTurn = 25;
constexpr double kSliceSeconds = 0.5;

std::unique_ptr<storage::Vault> OpenVault(const ScratchDirectory& directory) {
  const auto open = [](const std::filesystem::path& data) {
    return storage::OpenWitnessedDirectory(data, data.parent_path() / "witness", storage::WitnessCheck::kMustAgree);
  };
  storage::KeySource source;
  source.own_file = directory.path() / "klik.key";
  auto vault = storage::Vault::Open(directory.path(), source, open);
  if (!vault.ok()) Fail(std::string(vault.status().message()));
  return *std::move(vault);
}

// Coordinators who have signed in; their sessions' tokens.
std::vector<std::string> SignIn(storage::Store& store, absl::Time now) {
  std::vector<std::string> tokens;
  storage::Batch batch;
  for (int i = 0; i < kAccounts; ++i) {
    storage::AccountRecord account;
    account.name = std::string(storage::kAccounts) + "a" + std::to_string(i);
    account.version = 1;
    account.create_time = account.update_time = now;
    account.user_name = absl::StrCat("user", i);
    account.roles = {v1::Access::COORDINATOR};
    account.system = "demo";
    account.state = storage::AccountState::kActive;
    storage::SessionRecord session;
    session.name = std::string(storage::kSessions) + "s" + std::to_string(i);
    session.account = account.name;
    session.create_time = session.last_used_time = now;
    tokens.push_back(services::NewSessionToken());
    session.token = services::DigestOfSessionToken(tokens.back());
    batch.Put(account.name, storage::EncodeRecord(account));
    batch.Put(session.name, storage::EncodeRecord(session));
  }
  if (!store.Commit(batch).ok()) Fail("the accounts cannot be stored");
  return tokens;
}

class Server {
 public:
  Server(services::Registry& registry, const services::Access& access, const services::Clock& clock,
         services::AccountDirectory& directory, services::SignInDesk& desk, storage::Vault& vault)
      : services_(services::MakeApiServices(registry, access, engine::Taxonomy::BuiltIn(), engine::Gazetteer::BuiltIn(),
                                            policy_, clock, directory, desk, vault)) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    for (const auto& service : services_) builder.RegisterService(service.get());
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) Fail("no server");
    address_ = absl::StrCat("127.0.0.1:", port);
  }
  ~Server() { server_->Shutdown(); }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // A connection that nobody shares.
  std::shared_ptr<grpc::Channel> Connect() const {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(address_, grpc::InsecureChannelCredentials(), arguments);
  }

 private:
  const engine::Policy policy_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
};

// Calls one of the two servers, each time as somebody else.
class Client {
 public:
  Client(const Server& server, std::vector<std::string> tokens)
      : tokens_(std::move(tokens)),
        matching_(v1::MatchingService::NewStub(server.Connect())),
        volunteers_(v1::VolunteerService::NewStub(server.Connect())) {}

  v1::SearchCandidatesResponse Search(const std::string& resident) {
    grpc::ClientContext context;
    Identify(context);
    v1::SearchCandidatesRequest request;
    request.set_subject(resident);
    v1::SearchCandidatesResponse response;
    Expect(matching_->SearchCandidates(&context, request, &response));
    return response;
  }

  void Touch(const std::string& volunteer, bool pause) {
    grpc::ClientContext context;
    Identify(context);
    v1::Volunteer response;
    if (pause) {
      v1::PauseVolunteerRequest request;
      request.set_name(volunteer);
      return Expect(volunteers_->PauseVolunteer(&context, request, &response));
    }
    v1::ResumeVolunteerRequest request;
    request.set_name(volunteer);
    Expect(volunteers_->ResumeVolunteer(&context, request, &response));
  }

 private:
  void Identify(grpc::ClientContext& context) {
    if (!tokens_.empty()) context.AddMetadata("authorization", "Bearer " + tokens_[next_++ % tokens_.size()]);
  }
  static void Expect(const grpc::Status& status) {
    if (!status.ok()) Fail(status.error_message());
  }

  const std::vector<std::string> tokens_;
  std::size_t next_ = 0;
  const std::unique_ptr<v1::MatchingService::Stub> matching_;
  const std::unique_ptr<v1::VolunteerService::Stub> volunteers_;
};

// The two ways in, in the order in which they are told.
struct Way {
  const char* name;
  const Server& server;
  std::vector<std::string> tokens;
};

void MeasureSearches(const std::array<Way, 2>& ways, const std::vector<std::string>& residents, double seconds) {
  std::array<Client, 2> clients = {Client(ways[0].server, ways[0].tokens), Client(ways[1].server, ways[1].tokens)};
  std::array<Times, 2> times;
  const auto start = SteadyClock::now();
  for (std::size_t i = 0; SecondsSince(start) < seconds; i += kCallsInTurn) {
    std::array<std::vector<std::string>, 2> answers;
    for (std::size_t turn = 0; turn < 2; ++turn) {
      // Each goes first as often as the other.
      const std::size_t way = (turn + i / kCallsInTurn) % 2;
      for (std::size_t k = 0; k < kCallsInTurn; ++k) {
        const std::string& resident = residents[(i + k) % residents.size()];
        const auto found = times[way].Take([&] { return clients[way].Search(resident); });
        std::string names;
        for (const v1::Candidate& candidate : found.candidates())
          absl::StrAppend(&names, candidate.SerializeAsString());
        answers[way].push_back(std::move(names));
      }
    }
    if (answers[0] != answers[1]) Fail("a guarded answer is not the open one");
  }
  std::printf("SearchCandidates, one call at a time\n");
  for (std::size_t way = 0; way < 2; ++way) {
    std::printf("  %-12s p50 %8.1f us  p99 %8.1f us  %zu calls\n", ways[way].name, times[way].Percentile(0.5),
                times[way].Percentile(0.99), times[way].count());
  }
  std::printf("  guarded costs %.1f us at the median\n", times[1].Percentile(0.5) - times[0].Percentile(0.5));
}

// Each writer has volunteers of its own.
double ChangesPerSecond(const Way& way, const std::vector<std::string>& volunteers, Times& times) {
  std::atomic<bool> stop = false;
  std::array<Times, kWriters> taken;
  std::vector<std::thread> threads;
  const auto start = SteadyClock::now();
  for (std::size_t writer = 0; writer < kWriters; ++writer) {
    threads.emplace_back([&, writer] {
      Client client(way.server, way.tokens);
      for (std::size_t i = writer; !stop; i = (i + kWriters) % (volunteers.size() / kWriters * kWriters)) {
        for (const bool pause : {true, false}) {
          taken[writer].Take([&] {
            client.Touch(volunteers[i], pause);
            return 0;
          });
        }
      }
    });
  }
  std::this_thread::sleep_for(std::chrono::duration<double>(kSliceSeconds));
  stop = true;
  for (std::thread& thread : threads) thread.join();
  const double seconds = SecondsSince(start);
  std::size_t count = 0;
  for (const Times& some : taken) {
    times.Add(some);
    count += some.count();
  }
  return static_cast<double>(count) / seconds;
}

void MeasureChanges(const std::array<Way, 2>& ways, const std::vector<std::string>& volunteers, double seconds) {
  std::array<Times, 2> times;
  std::array<std::vector<double>, 2> rates;
  const auto start = SteadyClock::now();
  for (std::size_t slice = 0; SecondsSince(start) < seconds; ++slice) {
    for (std::size_t turn = 0; turn < 2; ++turn) {
      const std::size_t way = (turn + slice) % 2;
      rates[way].push_back(ChangesPerSecond(ways[way], volunteers, times[way]));
    }
  }
  std::printf("changes of a profile, acknowledged, %d clients at once\n", kWriters);
  for (std::size_t way = 0; way < 2; ++way) {
    std::printf("  %-12s %8.0f a second  p50 %8.1f us  p99 %8.1f us\n", ways[way].name, Percentile(rates[way], 0.5),
                times[way].Percentile(0.5), times[way].Percentile(0.99));
  }
  std::printf("  guarded: %.0f %% of open\n", 100 * Percentile(rates[1], 0.5) / Percentile(rates[0], 0.5));
}

void Run(double seconds) {
  const BenchWorld world = MakeDemoWorld();
  const ScratchDirectory directory;
  const auto vault = OpenVault(directory);
  Fill(vault->store(), *world.snapshot);
  const services::SystemClock clock;
  const std::vector<std::string> tokens = SignIn(vault->store(), clock.Now());
  const storage::KeyringSealer sealer(vault->keyring());
  const auto accounts = services::AccountDirectory::Load(vault->store()).value();
  const auto registry = services::Registry::Open(vault->store(), engine::Taxonomy::BuiltIn(), clock, sealer).value();
  services::SignInDesk desk(*registry, *accounts, clock, {});
  const services::AccountAuthenticator authenticator(*accounts, *registry, clock);
  const services::Access open(/*dev_open=*/true);
  const services::Access guarded(/*dev_open=*/false, &authenticator);
  const Server open_server(*registry, open, clock, *accounts, desk, *vault);
  const Server guarded_server(*registry, guarded, clock, *accounts, desk, *vault);
  const std::array<Way, 2> ways = {Way{"--dev-open", open_server, {}}, Way{"signed in", guarded_server, tokens}};
  std::vector<std::string> residents;
  for (const std::string& resident : world.residents) residents.push_back("residents/" + resident);
  std::vector<std::string> volunteers;
  world.snapshot->rows(engine::Kind::kVolunteer).ForEach([&](const std::string& id, const auto& row) {
    if (row->person->state == engine::ProfileState::kActive) volunteers.push_back("volunteers/" + id);
  });
  MeasureSearches(ways, residents, seconds);
  MeasureChanges(ways, volunteers, seconds);
}

}  // namespace
}  // namespace klik::bench

int main(int argc, char** argv) try {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 8;
  if (seconds < 1) klik::bench::Fail("usage: klik_bench_access [SECONDS]");
  klik::bench::Run(seconds);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "klik_bench_access: %s\n", error.what());
  return 1;
}
