// klikd: the composition root. It puts the parts together, in order, and takes them apart in reverse.
#include <signal.h>
#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/model/policy.h"
#include "engine/places/gazetteer.h"
#include "engine/taxonomy/taxonomy.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/impl/server_builder_option.h"
#include "grpcpp/impl/server_builder_plugin.h"
#include "services/access/access.h"
#include "services/access/method_access.h"
#include "services/accounts/account_authenticator.h"
#include "services/accounts/account_directory.h"
#include "services/accounts/sign_in_desk.h"
#include "services/gateway/http_server.h"
#include "services/oidc/oidc_desk.h"
#include "services/oidc/oidc_options.h"
#include "services/registry/clock.h"
#include "services/registry/registry.h"
#include "services/rpc/api_server.h"
#include "services/rpc/api_services.h"
#include "services/rpc/convert/policy.h"
#include "storage/memory/memory_store.h"
#include "storage/rocksdb/rocksdb_store.h"

namespace klik::services {
namespace {

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;
constexpr int kExitConfiguration = 78;  // EX_CONFIG of sysexits.h: starting it again will not help.

// What calls under way get after a stop signal, before they are cancelled.
constexpr std::chrono::seconds kDrainTimeout{20};
constexpr timespec kHealthInterval{.tv_sec = 1, .tv_nsec = 0};

constexpr int kMaxRequestBytes = 4 << 20;
constexpr int kMaxMetadataBytes = 8192;
// A peer that says nothing holds a connection no longer than this.
constexpr int kHandshakeTimeoutMs = 5'000;
constexpr int kMaxConnectionIdleMs = 300'000;
// A peer that is gone without a word is found out.
constexpr int kKeepaliveTimeMs = 60'000;
constexpr int kKeepaliveTimeoutMs = 20'000;
constexpr int kMinPingIntervalMs = 30'000;
constexpr int kMaxPingStrikes = 2;

struct Options {
  std::string data;
  std::string grpc = "127.0.0.1:50051";
  std::string http = "127.0.0.1:8080";
  std::string store = "rocksdb";
  std::string policy;  // Empty: Klik's own.
  bool dev_open = false;
  OidcOptions oidc;
  std::string oidc_secret_file;
};

int Fail(int exit_code, std::string_view message) {
  std::fprintf(stderr, "klikd: %.*s\n", static_cast<int>(message.size()), message.data());
  return exit_code;
}

int Fail(const absl::Status& status) { return Fail(kExitFailed, std::string(status.message())); }

absl::Status CheckAddresses(const Options& options) {
  if (absl::Status grpc = CheckLoopback(options.grpc); !grpc.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("--grpc is for loopback only while there is no transport security: ",
                                                   std::string(grpc.message())));
  }
  if (!options.dev_open) return absl::OkStatus();
  if (absl::Status http = CheckLoopback(options.http); !http.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--dev-open lets everybody in, so --http is for loopback only: ", std::string(http.message())));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<storage::Store>> OpenStore(const Options& options) {
  if (options.store == "memory") return storage::NewMemoryStore();
  return storage::OpenRocksDbStore(std::filesystem::path(options.data) / "store");
}

absl::Status MakeDataDirectory(const Options& options) {
  std::error_code error;
  std::filesystem::create_directories(options.data, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot make ", options.data, ": ", error.message()));
}

absl::StatusOr<engine::Policy> LoadPolicy(const Options& options) {
  if (options.policy.empty()) return engine::Policy();
  std::ifstream file(options.policy, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) return absl::UnavailableError(absl::StrCat("cannot read ", options.policy));
  absl::StatusOr<engine::Policy> policy = ParsePolicy(text);
  if (policy.ok()) return policy;
  return absl::InvalidArgumentError(absl::StrCat(options.policy, ": ", std::string(policy.status().message())));
}

// Linking reflection is enough to switch it on; this takes it out again.
class WithoutReflection final : public grpc::ServerBuilderOption {
 public:
  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    std::erase_if(*plugins, [](const auto& plugin) { return plugin->name() == "proto_server_reflection"; });
  }
};

struct GrpcServer {
  std::unique_ptr<grpc::Server> server;
  std::string address;  // With the port it listens on.
};

absl::StatusOr<GrpcServer> StartGrpc(const Options& options,
                                     const std::vector<std::unique_ptr<grpc::Service>>& services) {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  if (options.dev_open) {
    // The built-in health service brings no descriptor, and reflection would not find it.
    grpc::health::v1::HealthCheckRequest::descriptor();
  } else {
    builder.SetOption(std::make_unique<WithoutReflection>());
  }
  int port = 0;
  builder.AddListeningPort(options.grpc, grpc::InsecureServerCredentials(), &port);
  // By default a second server on the same port starts, and takes half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, kMaxConnectionIdleMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveTimeMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kMinPingIntervalMs);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, kMaxPingStrikes);
  builder.SetMaxReceiveMessageSize(kMaxRequestBytes);
  for (const auto& service : services) builder.RegisterService(service.get());
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    return absl::UnavailableError(absl::StrCat("cannot listen on ", options.grpc));
  }
  const std::string host = options.grpc.substr(0, options.grpc.rfind(':'));
  return GrpcServer{std::move(server), absl::StrCat(host, ":", port)};
}

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

// Until a stop signal; meanwhile tells the world when the registry can serve no more.
void WatchUntilStopped(const Registry& registry, grpc::Server& server, std::atomic<bool>& serving) {
  const sigset_t signals = StopSignals();
  while (sigtimedwait(&signals, nullptr, &kHealthInterval) < 0) {
    const absl::Status health = registry.health();
    if (health.ok() || !serving.exchange(false)) continue;
    server.GetHealthCheckService()->SetServingStatus(false);
    Fail(kExitFailed, absl::StrCat("not serving: ", std::string(health.message())));
  }
}

// On standard error: standard output is one line for scripts. Behind `#`, which no browser sends along.
void TellFirstStart(SignInDesk& desk, const std::string& http_address) {
  const std::optional<std::string> invitation = desk.OpenFirstStart();
  if (!invitation.has_value()) return;
  std::fprintf(
      stderr,
      "klikd: nobody has an account yet. This link makes the first administrator; it is good for one hour, for "
      "one use, and until klikd stops:\n  http://%s/first-start#%s\n",
      http_address.c_str(), invitation->c_str());
}

// nullptr: no issuer is named.
absl::StatusOr<std::unique_ptr<OidcDesk>> OpenOidc(Options& options, SignInDesk& desk, const Clock& clock) {
  if (options.oidc.issuer.empty()) return nullptr;
  if (!options.oidc_secret_file.empty()) {
    absl::StatusOr<SecretText> secret = ReadSecretFile(options.oidc_secret_file);
    if (!secret.ok()) return secret.status();
    options.oidc.client_secret = *std::move(secret);
  }
  return OidcDesk::Make(std::move(options.oidc), desk, clock);
}

int Serve(Options options) {
  const auto methods = ReadMethodTable(*google::protobuf::DescriptorPool::generated_pool(), ApiServiceNames());
  if (!methods.ok()) return Fail(kExitConfiguration, std::string(methods.status().message()));
  if (absl::Status addresses = CheckAddresses(options); !addresses.ok()) {
    return Fail(kExitConfiguration, std::string(addresses.message()));
  }
  const absl::StatusOr<engine::Policy> policy = LoadPolicy(options);
  if (!policy.ok()) return Fail(kExitConfiguration, std::string(policy.status().message()));
  if (absl::Status made = MakeDataDirectory(options); !made.ok()) return Fail(made);
  const auto store = OpenStore(options);
  if (!store.ok()) return Fail(store.status());
  const SystemClock clock;
  const auto directory = AccountDirectory::Load(**store);
  if (!directory.ok()) return Fail(directory.status());
  auto failures = LoadThrottles(**store);
  if (!failures.ok()) return Fail(failures.status());
  auto registry = Registry::Open(**store, engine::Taxonomy::BuiltIn(), clock);
  if (!registry.ok()) return Fail(registry.status());

  SignInDesk desk(**registry, **directory, clock, *std::move(failures));
  const auto oidc = OpenOidc(options, desk, clock);
  if (!oidc.ok()) return Fail(kExitConfiguration, std::string(oidc.status().message()));
  const AccountAuthenticator signed_in(**directory, **registry, clock);
  const Access access(options.dev_open, &signed_in);
  const auto services = MakeApiServices(**registry, access, engine::Taxonomy::BuiltIn(), engine::Gazetteer::BuiltIn(),
                                        *policy, clock, **directory, desk, oidc->get());
  const auto grpc = StartGrpc(options, services);
  if (!grpc.ok()) return Fail(grpc.status());
  std::atomic<bool> serving = true;
  const auto http = HttpServer::Start({.address = options.http, .ready = [&serving] { return serving.load(); }});
  if (!http.ok()) return Fail(http.status());
  std::printf("klikd ready grpc=%s http=%s\n", grpc->address.c_str(), (*http)->address().c_str());
  std::fflush(stdout);
  if (!options.dev_open) TellFirstStart(desk, (*http)->address());

  WatchUntilStopped(**registry, *grpc->server, serving);
  serving = false;
  grpc->server->GetHealthCheckService()->SetServingStatus(false);
  if (*oidc != nullptr) (*oidc)->Stop();
  grpc->server->Shutdown(std::chrono::system_clock::now() + kDrainTimeout);
  (*http)->Stop();
  registry->reset();
  (*store)->Close();
  return EXIT_SUCCESS;
}

void AddOidcOptions(CLI::App& app, Options& options) {
  CLI::Option* const issuer = app.add_option("--oidc-issuer", options.oidc.issuer,
                                             "Whose accounts people may sign in with, by OpenID Connect: its address.");
  const auto add = [&](const char* name, auto& value, const char* help) {
    return app.add_option(name, value, help)->needs(issuer);
  };
  issuer->needs(add("--oidc-client-id", options.oidc.client_id, "What the issuer knows Klik by."));
  add("--oidc-client-secret-file", options.oidc_secret_file, "File with what Klik proves that by.");
  issuer->needs(add("--oidc-redirect-uri", options.oidc.redirect_uri, "Where the issuer sends people back to."));
  add("--oidc-claim", options.oidc.account_claim,
      "What is compared with the user name that was invited; preferred_username only where nobody can choose it.")
      ->check(CLI::IsMember({"email", "preferred_username"}))
      ->capture_default_str();
  add("--oidc-require-amr", options.oidc.amr, "Second factor: one of these must be among the token's amr.");
  add("--oidc-require-acr", options.oidc.acr, "Second factor: the token's acr must be one of these.");
  add("--oidc-ca", options.oidc.ca_file, "File with the certificates to trust; the machine's when not given.");
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Klik's server.", "klikd");
  app.add_option("--data", options.data, "Directory of the data; made when it is not there.")->required();
  app.add_option("--grpc", options.grpc, "HOST:PORT of the API, loopback only; port 0 takes a free one.")
      ->capture_default_str();
  app.add_option("--http", options.http, "HOST:PORT for browsers; port 0 takes a free one.")->capture_default_str();
  app.add_option("--store", options.store, "What keeps the data; `memory` forgets it at the end.")
      ->check(CLI::IsMember({"rocksdb", "memory"}))
      ->capture_default_str();
  app.add_option("--policy", options.policy,
                 "JSON file with weights and limits of matching; Klik's own when not given.");
  app.add_flag("--dev-open", options.dev_open, "Everybody may do everything, without signing in. Loopback only.");
  AddOidcOptions(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? EXIT_SUCCESS : kExitUsage;
  }

  // What it writes is for its own user's eyes.
  umask(S_IRWXG | S_IRWXO);
  // A reader that has gone away is an error of that write, not the end of the server.
  signal(SIGPIPE, SIG_IGN);
  // Before any thread is started, so that all of them leave the stop signals to this one.
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // gRPC writes its own lines on standard error, which may quote what a peer sent; who needs them sets the variable.
  setenv("GRPC_VERBOSITY", "NONE", 0);
  return Serve(std::move(options));
}

}  // namespace
}  // namespace klik::services

int main(int argc, char** argv) { return klik::services::Main(argc, argv); }
