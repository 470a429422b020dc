#include "tests/bench/rpc_server.h"

#include <fcntl.h>
#include <grpcpp/grpcpp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "engine/model/policy.h"
#include "engine/places/gazetteer.h"
#include "engine/taxonomy/taxonomy.h"
#include "klik/v1/matching_service.grpc.pb.h"
#include "services/access/access.h"
#include "services/registry/registry.h"
#include "services/rpc/api_server.h"
#include "storage/audit/audit_log.h"
#include "storage/memory/memory_store.h"
#include "storage/sealed/vault.h"
#include "tests/bench/world/fail.h"
#include "tests/testing/fake_clock.h"

namespace klik::bench {
namespace {

// Keeps the snapshot it was given, behind a lock like the registry's own.
class StillRegistry final : public services::Registry {
 public:
  explicit StillRegistry(std::shared_ptr<const engine::Snapshot> snapshot) : snapshot_(std::move(snapshot)) {}

  std::shared_ptr<const engine::Snapshot> snapshot() const override {
    const std::lock_guard lock(mutex_);
    return snapshot_;
  }
  void Submit(services::Mutation mutation) override { mutation.done(absl::UnavailableError("read only")); }
  const storage::AuditLog& audit() const override { return audit_; }
  services::ChangeFeed& changes() override { return changes_; }
  absl::Status health() const override { return absl::OkStatus(); }

 private:
  mutable std::mutex mutex_;
  const std::shared_ptr<const engine::Snapshot> snapshot_;
  const std::unique_ptr<storage::Store> nothing_ = storage::NewMemoryStore();
  const storage::AuditLog audit_{*nothing_, storage::PlainSealer()};
  services::ChangeFeed changes_{*nothing_};
};

// By subject, and by the bytes of the whole request.
struct Answers {
  std::unordered_map<std::string, v1::SearchCandidatesResponse> messages;
  std::unordered_map<std::string, grpc::ByteBuffer> bytes;
};

grpc::Slice BytesOf(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.TrySingleSlice(&slice).ok() && !buffer.DumpToSingleSlice(&slice).ok()) Fail("a request without bytes");
  return slice;
}

class Echo final
    : public v1::MatchingService::WithRawCallbackMethod_SearchCandidates<v1::MatchingService::CallbackService> {
 public:
  Echo(const Answers& answers, bool of_messages) : answers_(answers), of_messages_(of_messages) {}

  grpc::ServerUnaryReactor* SearchCandidates(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                             grpc::ByteBuffer* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(of_messages_ ? Say(*request, *response) : Repeat(*request, *response));
    return reactor;
  }

 private:
  grpc::Status Repeat(const grpc::ByteBuffer& request, grpc::ByteBuffer& response) const {
    const grpc::Slice slice = BytesOf(request);
    const auto found = answers_.bytes.find(std::string(reinterpret_cast<const char*>(slice.begin()), slice.size()));
    if (found == answers_.bytes.end()) return {grpc::StatusCode::NOT_FOUND, "not prepared"};
    response = found->second;
    return grpc::Status::OK;
  }

  grpc::Status Say(grpc::ByteBuffer request, grpc::ByteBuffer& response) const {
    v1::SearchCandidatesRequest read;
    const grpc::Status status = grpc::SerializationTraits<v1::SearchCandidatesRequest>::Deserialize(&request, &read);
    if (!status.ok()) return status;
    const auto found = answers_.messages.find(read.subject());
    if (found == answers_.messages.end()) return {grpc::StatusCode::NOT_FOUND, "not prepared"};
    bool own_buffer = false;
    return grpc::SerializationTraits<v1::SearchCandidatesResponse>::Serialize(found->second, &response, &own_buffer);
  }

  const Answers& answers_;
  const bool of_messages_;
};

// Asks the API itself.
void Prepare(grpc::Server& server, const std::vector<std::string>& residents, Answers& answers) {
  const auto stub = v1::MatchingService::NewStub(server.InProcessChannel({}));
  for (const std::string& resident : residents) {
    const v1::SearchCandidatesRequest request = RequestOf(resident);
    grpc::ClientContext context;
    v1::SearchCandidatesResponse response;
    const grpc::Status status = stub->SearchCandidates(&context, request, &response);
    if (!status.ok()) Fail(status.error_message());
    const grpc::Slice slice(response.SerializeAsString());
    answers.bytes[request.SerializeAsString()] = grpc::ByteBuffer(&slice, 1);
    answers.messages[request.subject()] = std::move(response);
  }
}

// Until `until_closed` is, by the process that holds its other end; says its port on `out`.
void Serve(const BenchWorld& world, const std::vector<std::string>& residents, int out, int until_closed) {
  StillRegistry registry(world.snapshot);
  const testing::FakeClock clock(world.moment.now);
  const services::Access access(/*dev_open=*/true);
  const engine::Policy policy;
  const auto vault = storage::Vault::InMemory();
  services::AccountDirectory directory;
  services::SignInDesk desk(registry, directory, clock, {});
  const auto api = services::MakeApiServices(registry, access, engine::Taxonomy::BuiltIn(),
                                             engine::Gazetteer::BuiltIn(), policy, clock, directory, desk, *vault);
  Answers answers;
  Echo bytes(answers, /*of_messages=*/false);
  Echo messages(answers, /*of_messages=*/true);
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  for (const auto& service : api) builder.RegisterService(service.get());
  builder.RegisterService(kBytes, &bytes);
  builder.RegisterService(kMessages, &messages);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) Fail("cannot listen");
  Prepare(*server, residents, answers);
  dprintf(out, "%d\n", port);
  close(out);
  char byte = 0;
  while (read(until_closed, &byte, 1) > 0) continue;
  server->Shutdown();
}

}  // namespace

v1::SearchCandidatesRequest RequestOf(const std::string& resident) {
  v1::SearchCandidatesRequest request;
  request.set_subject("residents/" + resident);
  return request;
}

RpcServer::RpcServer(const BenchWorld& world, const std::vector<std::string>& residents) {
  int ready[2];
  int running[2];
  if (pipe2(ready, O_CLOEXEC) != 0 || pipe2(running, O_CLOEXEC) != 0) Fail("no pipe");
  pid_ = fork();
  if (pid_ < 0) Fail("cannot fork");
  if (pid_ == 0) {
    close(ready[0]);
    close(running[1]);
    Serve(world, residents, ready[1], running[0]);
    std::_Exit(EXIT_SUCCESS);
  }
  close(ready[1]);
  close(running[0]);
  until_closed_ = running[1];
  char port[16] = {};
  if (read(ready[0], port, sizeof port - 1) <= 0) Fail("the server did not get ready");
  close(ready[0]);
  address_ = "127.0.0.1:" + std::to_string(std::atoi(port));
}

RpcServer::~RpcServer() {
  close(until_closed_);
  waitpid(pid_, nullptr, 0);
}

}  // namespace klik::bench
