// The whole service at the size of the task: the demo municipality imported, a cold start with it, and searches over
// gRPC beside an empty call in the same run. Prints medians and 99th percentiles; judges nothing. The server and the
// client are those that were built beside it.
#include <fcntl.h>
#include <grpcpp/grpcpp.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "grpc/health/v1/health.grpc.pb.h"
#include "klik/v1/matching_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "tests/bench/times.h"

extern char** environ;

namespace {

using klik::bench::SecondsSince;
using klik::bench::SteadyClock;
using klik::bench::Times;

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "klik_bench_municipality: %s\n", what.c_str());
  std::exit(1);
}

// Starts a program with its standard output going to `out`.
pid_t Start(const std::vector<std::string>& command, int out) {
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  pid_t pid = 0;
  if (posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ) != 0) Fail("cannot start " + command[0]);
  posix_spawn_file_actions_destroy(&actions);
  return pid;
}

void WaitFor(pid_t pid, const std::string& what) {
  int status = 0;
  if (waitpid(pid, &status, 0) != pid || status != 0) Fail(what + " failed");
}

void RunInto(const std::vector<std::string>& command, const std::filesystem::path& out) {
  const int fd = open(out.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  WaitFor(Start(command, fd), command[0]);
  close(fd);
}

// A klikd on a free port, ended when it goes out of scope.
class Server {
 public:
  Server(const std::filesystem::path& binaries, const std::filesystem::path& data) {
    int out[2];
    if (pipe2(out, O_CLOEXEC) != 0) Fail("no pipe");
    const auto start = SteadyClock::now();
    pid_ = Start({binaries / "klikd", "--data", data, "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0", "--dev-open"},
                 out[1]);
    close(out[1]);
    FILE* lines = fdopen(out[0], "r");
    char address[128];
    if (lines == nullptr || std::fscanf(lines, "klikd ready grpc=%127s", address) != 1) Fail("klikd did not get ready");
    seconds_to_ready_ = SecondsSince(start);
    std::fclose(lines);
    address_ = address;
  }
  ~Server() {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  const std::string& address() const { return address_; }
  double seconds_to_ready() const { return seconds_to_ready_; }

  // Resident memory in MiB.
  double Memory() const {
    std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("VmRSS:")) return std::atof(line.c_str() + 6) / 1024;
    }
    return 0;
  }

 private:
  pid_t pid_ = 0;
  std::string address_;
  double seconds_to_ready_ = 0;
};

template <typename Call>
void Time(Times& times, Call&& call) {
  const grpc::Status status = times.Take(call);
  if (!status.ok()) Fail(status.error_message());
}

std::vector<std::string> AllResidents(const std::shared_ptr<grpc::Channel>& channel) {
  const auto stub = klik::v1::ResidentService::NewStub(channel);
  std::vector<std::string> names;
  klik::v1::ListResidentsRequest request;
  request.set_page_size(1000);
  do {
    grpc::ClientContext context;
    klik::v1::ListResidentsResponse response;
    if (const auto status = stub->ListResidents(&context, request, &response); !status.ok())
      Fail(status.error_message());
    for (const auto& resident : response.residents()) names.push_back(resident.name());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return names;
}

void Row(const char* what, const Times& times, const Times& empty, std::size_t bytes) {
  const double p50 = times.Percentile(0.5);
  const double p99 = times.Percentile(0.99);
  std::printf("  %-44s p50 %8.0f us  p99 %8.0f us  %6.1f x the empty call  %7zu bytes\n", what, p50, p99,
              p50 / empty.Percentile(0.5), bytes);
}

void MeasureSearches(const std::string& address) {
  constexpr int kRounds = 3000;
  const auto channel = grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
  const auto matching = klik::v1::MatchingService::NewStub(channel);
  const auto health = grpc::health::v1::Health::NewStub(channel);
  const std::vector<std::string> residents = AllResidents(channel);
  std::mt19937_64 random(1);
  Times empty;
  Times search;
  Times excluded;
  std::size_t search_bytes = 0;
  std::size_t excluded_bytes = 0;
  // One after the other in every round, so that a busy moment of the machine falls on all alike.
  for (int round = 0; round < kRounds; ++round) {
    Time(empty, [&] {
      grpc::ClientContext context;
      grpc::health::v1::HealthCheckResponse response;
      return health->Check(&context, {}, &response);
    });
    klik::v1::SearchCandidatesRequest request;
    request.set_subject(residents[random() % residents.size()]);
    const auto call = [&](std::size_t& bytes) {
      grpc::ClientContext context;
      klik::v1::SearchCandidatesResponse response;
      const grpc::Status status = matching->SearchCandidates(&context, request, &response);
      bytes += response.ByteSizeLong();
      return status;
    };
    Time(search, [&] { return call(search_bytes); });
    if (round % 10 != 0) continue;
    request.set_include_excluded(true);
    Time(excluded, [&] { return call(excluded_bytes); });
  }
  std::printf("searches over gRPC, one at a time, %d random residents, 20 candidates each\n", kRounds);
  Row("empty call (grpc.health.v1.Health/Check)", empty, empty, 2);
  Row("SearchCandidates", search, empty, search_bytes / search.count());
  Row("SearchCandidates with include_excluded", excluded, empty, excluded_bytes / excluded.count());
}

}  // namespace

int main() {
  const std::filesystem::path binaries = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  char scratch[] = "/tmp/klik-bench-XXXXXX";
  if (mkdtemp(scratch) == nullptr) Fail("no scratch directory");
  const std::filesystem::path directory = scratch;
  const auto town = directory / "town.jsonl";
  RunInto({binaries / "klik-demo-town"}, town);
  std::ifstream file(town);
  const auto records = std::count(std::istreambuf_iterator<char>(file), {}, '\n');
  {
    const Server server(binaries, directory / "data");
    const auto start = SteadyClock::now();
    RunInto({binaries / "klik", "--server", server.address(), "import", town}, directory / "import.log");
    const double seconds = SecondsSince(start);
    std::printf("import of the demo municipality, every commit synced: %td records in %.2f s, %.0f a second\n", records,
                seconds, static_cast<double>(records) / seconds);
  }
  {
    const Server server(binaries, directory / "data");
    std::printf("cold start with it, until ready: %.2f s, resident memory %.0f MiB\n", server.seconds_to_ready(),
                server.Memory());
    MeasureSearches(server.address());
    std::printf("resident memory after the searches: %.0f MiB\n", server.Memory());
  }
  std::filesystem::remove_all(directory);
  return 0;
}
