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

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/model/policy.h"
#include "engine/places/gazetteer.h"
#include "engine/taxonomy/taxonomy.h"
#include "services/access/access.h"
#include "services/access/method_access.h"
#include "services/accounts/account_authenticator.h"
#include "services/accounts/account_directory.h"
#include "services/accounts/sign_in_desk.h"
#include "services/casework/case_clock.h"
#include "services/casework/consequences.h"
#include "services/gateway/http_server.h"
#include "services/oidc/oidc_desk.h"
#include "services/oidc/oidc_options.h"
#include "services/registry/clock.h"
#include "services/registry/registry.h"
#include "services/rpc/api_server.h"
#include "services/rpc/api_services.h"
#include "services/rpc/convert/policy.h"
#include "services/transport/connection_limits.h"
#include "services/transport/grpc_server.h"
#include "services/transport/tls_files.h"
#include "storage/audit/keyring_sealer.h"
#include "storage/keyring/master_key.h"
#include "storage/sealed/vault.h"
#include "storage/witness/witnessed_directory.h"

namespace klik::services {
namespace {

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;
constexpr int kExitConfiguration = 78;  // EX_CONFIG of sysexits.h: starting it again will not help.

// What calls under way get after a stop signal, before they are cancelled.
constexpr std::chrono::seconds kDrainTimeout{20};
constexpr timespec kHealthInterval{.tv_sec = 1, .tv_nsec = 0};

struct Options {
  std::string data;
  std::string grpc = "127.0.0.1:50051";
  std::string http = "127.0.0.1:8080";
  std::string store = "rocksdb";
  std::string policy;  // Empty: Klik's own.
  std::string key_file;
  std::string key_command;
  std::string next_key_file;
  std::string witness;  // Empty: in `data`.
  bool take_store = false;
  TlsFiles tls;
  bool dev_open = false;
  OidcOptions oidc;
  std::string oidc_secret_file;
};

int Fail(int exit_code, std::string_view message) {
  std::fprintf(stderr, "klikd: %.*s\n", static_cast<int>(message.size()), message.data());
  return exit_code;
}

// What is damaged or lost stays so when it is started again.
int Fail(const absl::Status& status) {
  return Fail(absl::IsDataLoss(status) ? kExitConfiguration : kExitFailed, std::string(status.message()));
}

// Who has shown no certificate must not get as far as gRPC: one such connection can exhaust the memory, for gRPC's
// limits on headers can be got round.
absl::Status CheckAddresses(const Options& options) {
  const absl::Status grpc = CheckLoopback(options.grpc);
  if (!grpc.ok() && (options.dev_open || options.tls.client_ca.empty())) {
    const std::string_view why = options.dev_open
                                     ? "--dev-open lets everybody in, so --grpc is for loopback only: "
                                     : "--grpc on any address but loopback needs --tls-cert, --tls-key and "
                                       "--client-ca, so that only clients with a certificate get in: ";
    return absl::InvalidArgumentError(absl::StrCat(std::string(why), std::string(grpc.message())));
  }
  if (!options.dev_open) return absl::OkStatus();
  if (absl::Status http = CheckLoopback(options.http); !http.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--dev-open lets everybody in, so --http is for loopback only: ", std::string(http.message())));
  }
  return absl::OkStatus();
}

storage::KeySource KeySourceOf(const Options& options) {
  const std::filesystem::path data = options.data;
  storage::KeySource source;
  // How systemd hands over what LoadCredential= names; one that is not named is not there.
  if (const char* credentials = std::getenv("CREDENTIALS_DIRECTORY")) {
    const std::filesystem::path credential = std::filesystem::path(credentials) / "klik-key";
    if (std::error_code error; std::filesystem::exists(credential, error)) source.credential = credential;
  }
  source.file = options.key_file;
  source.command = options.key_command;
  source.own_file = data / "klik.key";
  source.next_file = options.next_key_file;
  if (source.next_file.empty()) source.next_file = data / "klik.key.next";
  return source;
}

absl::StatusOr<std::unique_ptr<storage::Vault>> OpenVault(const Options& options) {
  if (options.store == "memory") return storage::Vault::InMemory();
  const std::filesystem::path witness = options.witness.empty() ? std::filesystem::path(options.data) / "witness"
                                                                : std::filesystem::path(options.witness);
  // The witness stands below the seal: what it hashes must give nothing away.
  const auto open_data = [&](const std::filesystem::path& data) {
    return storage::OpenWitnessedDirectory(
        data, witness, options.take_store ? storage::WitnessCheck::kTakeStore : storage::WitnessCheck::kMustAgree);
  };
  absl::StatusOr<std::unique_ptr<storage::Vault>> vault =
      storage::Vault::Open(options.data, KeySourceOf(options), open_data);
  if (vault.ok() && (*vault)->made_key()) {
    std::fprintf(stderr,
                 "klikd: made the key %s/klik.key: keep a copy of it, apart from the data; without it the data cannot "
                 "be read, and beside the data it protects nothing\n",
                 options.data.c_str());
  }
  return vault;
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

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

// Tells, once, of files of TLS that would not be taken: a renewal that went wrong shows at the next connection only.
class TlsWatch {
 public:
  explicit TlsWatch(const TlsFiles& files) : files_(files) {}

  void Look() {
    const absl::Status status = CheckTlsFiles(files_);
    if (!status.ok() && status != last_) Fail(kExitFailed, std::string(status.message()));
    last_ = status;
  }

 private:
  const TlsFiles& files_;
  absl::Status last_;
};

// Until a stop signal; meanwhile tells the world when the registry can serve no more.
void WatchUntilStopped(const Registry& registry, const Options& options, GrpcServer& grpc, std::atomic<bool>& serving) {
  const sigset_t signals = StopSignals();
  TlsWatch tls(options.tls);
  while (sigtimedwait(&signals, nullptr, &kHealthInterval) < 0) {
    tls.Look();
    const absl::Status health = registry.health();
    if (health.ok() || !serving.exchange(false)) continue;
    grpc.SetNotServing();
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
  if (absl::Status tls = CheckTlsFiles(options.tls); !tls.ok()) {
    return Fail(kExitConfiguration, std::string(tls.message()));
  }
  const absl::StatusOr<engine::Policy> policy = LoadPolicy(options);
  if (!policy.ok()) return Fail(kExitConfiguration, std::string(policy.status().message()));
  if (absl::Status made = MakeDataDirectory(options); !made.ok()) return Fail(made);
  const auto vault = OpenVault(options);
  if (absl::IsPermissionDenied(vault.status())) {
    return Fail(kExitConfiguration, std::string(vault.status().message()));
  }
  if (!vault.ok()) return Fail(vault.status());
  const SystemClock clock;
  storage::Store& store = (*vault)->store();
  const auto directory = AccountDirectory::Load(store);
  if (!directory.ok()) return Fail(directory.status());
  auto failures = LoadThrottles(store);
  if (!failures.ok()) return Fail(failures.status());
  const storage::KeyringSealer sealer((*vault)->keyring());
  auto registry = Registry::Open(store, engine::Taxonomy::BuiltIn(), clock, sealer, CaseConsequences(*policy));
  if (!registry.ok()) return Fail(registry.status());

  std::optional<CaseClock> case_clock(std::in_place, **registry, clock);
  SignInDesk desk(**registry, **directory, clock, *std::move(failures));
  const auto oidc = OpenOidc(options, desk, clock);
  if (!oidc.ok()) return Fail(kExitConfiguration, std::string(oidc.status().message()));
  const AccountAuthenticator signed_in(**directory, **registry, clock);
  const Access access(options.dev_open, &signed_in);
  const auto services = MakeApiServices(**registry, access, engine::Taxonomy::BuiltIn(), engine::Gazetteer::BuiltIn(),
                                        *policy, clock, **directory, desk, **vault, oidc->get());
  const ConnectionLimits limits = ConnectionLimitsFor(RaiseDescriptorLimit());
  const auto grpc = GrpcServer::Start(
      {.address = options.grpc, .tls = options.tls, .limits = limits, .reflection = options.dev_open}, services);
  if (!grpc.ok()) return Fail(grpc.status());
  std::atomic<bool> serving = true;
  const auto http = HttpServer::Start(
      {.address = options.http, .ready = [&serving] { return serving.load(); }, .max_connections = limits.http});
  if (!http.ok()) return Fail(http.status());
  std::printf("klikd ready grpc=%s http=%s\n", (*grpc)->address().c_str(), (*http)->address().c_str());
  std::fflush(stdout);
  if (!options.dev_open) TellFirstStart(desk, (*http)->address());

  WatchUntilStopped(**registry, options, **grpc, serving);
  serving = false;
  (*grpc)->SetNotServing();
  // Who watches would have the stop wait.
  (*registry)->changes().Close();
  if (*oidc != nullptr) (*oidc)->Stop();
  (*grpc)->Stop(kDrainTimeout);
  (*http)->Stop();
  case_clock.reset();
  registry->reset();
  (*vault)->Close();
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
  app.add_option("--grpc", options.grpc,
                 "HOST:PORT of the API; port 0 takes a free one. Loopback only, unless with --client-ca.")
      ->capture_default_str();
  CLI::Option* const tls_cert = app.add_option("--tls-cert", options.tls.certificate,
                                               "PEM file with the server's certificate; read again when it changes.");
  CLI::Option* const tls_key = app.add_option("--tls-key", options.tls.key, "PEM file with its private key.");
  tls_cert->needs(tls_key);
  tls_key->needs(tls_cert);
  app.add_option("--client-ca", options.tls.client_ca,
                 "PEM file with who signs the certificates of clients; a client without one is not let in.")
      ->needs(tls_cert);
  app.add_option("--http", options.http, "HOST:PORT for browsers; port 0 takes a free one.")->capture_default_str();
  app.add_option("--store", options.store, "What keeps the data; `memory` forgets it at the end.")
      ->check(CLI::IsMember({"rocksdb", "memory"}))
      ->capture_default_str();
  app.add_option(
      "--witness", options.witness,
      "File that notices when the data has lost something; best on another disk. DIR/witness when not given.");
  app.add_flag(
      "--take-store", options.take_store,
      "Take what the data holds although the witness has seen more; for the start after a backup was put back.");
  app.add_option("--policy", options.policy,
                 "JSON file with weights and limits of matching; Klik's own when not given.");
  app.add_option("--key-file", options.key_file,
                 "File with the key that seals the data, 64 hexadecimal digits; `klik.key` beside the data when no key "
                 "is named here, by --key-command or as systemd's credential `klik-key`.");
  app.add_option("--key-command", options.key_command, "Command that writes that key to its standard output.");
  app.add_option("--next-key-file", options.next_key_file,
                 "File with the key that `klik admin key rotate` goes over to.");
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
  AllowOnlyTls13();
  return Serve(std::move(options));
}

}  // namespace
}  // namespace klik::services

int main(int argc, char** argv) { return klik::services::Main(argc, argv); }
