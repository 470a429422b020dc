#include "clients/cli/connection.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <fstream>
#include <iterator>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace klik::cli {
namespace {

constexpr int kConnectTimeoutMs = 2000;
// A page of a thousand full profiles is a few megabytes, more than gRPC takes unasked.
constexpr int kMaxResponseBytes = 64 * 1024 * 1024;
constexpr int kMaxPort = 65535;

// Empty when it is not HOST:PORT.
std::string HostOf(const std::string& server) {
  const std::size_t colon = server.rfind(':');
  int port = 0;
  if (colon == std::string::npos || !absl::SimpleAtoi(server.substr(colon + 1), &port)) return "";
  return port > 0 && port <= kMaxPort ? server.substr(0, colon) : "";
}

bool IsThisMachine(std::string_view host) {
  return host == "localhost" || host == "[::1]" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

absl::StatusOr<std::string> Read(const char* option, const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream || text.empty()) return absl::InvalidArgumentError(absl::StrCat(option, ": cannot read ", file));
  return text;
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> Tls(const TlsFiles& files) {
  grpc::SslCredentialsOptions options;
  const struct {
    const char* option;
    const std::string& file;
    std::string& text;
  } parts[] = {{"--ca", files.ca, options.pem_root_certs},
               {"--cert", files.certificate, options.pem_cert_chain},
               {"--key", files.key, options.pem_private_key}};
  for (const auto& [option, file, text] : parts) {
    if (file.empty()) continue;
    absl::StatusOr<std::string> read = Read(option, file);
    if (!read.ok()) return read.status();
    text = *std::move(read);
  }
  return grpc::SslCredentials(options);
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> CredentialsFor(const std::string& host,
                                                                         const TlsFiles& files) {
  if (files.certificate.empty() != files.key.empty()) {
    return absl::InvalidArgumentError("--cert and --key belong together");
  }
  if (!files.ca.empty()) return Tls(files);
  if (!files.certificate.empty()) return absl::InvalidArgumentError("--cert needs --ca");
  // What is asked and answered is personal data, and so is the token that lets somebody in.
  if (!IsThisMachine(host)) {
    return absl::InvalidArgumentError(absl::StrCat("--server: ", host, " is another machine, so --ca is required"));
  }
  return grpc::InsecureChannelCredentials();
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::Channel>> Connect(const std::string& server, const TlsFiles& files,
                                                       const CallHeaders& headers) {
  const std::string host = HostOf(server);
  if (host.empty()) return absl::InvalidArgumentError(absl::StrCat("--server: not HOST:PORT: ", server));
  const auto credentials = CredentialsFor(host, files);
  if (!credentials.ok()) return credentials.status();
  grpc::ChannelArguments arguments;
  // gRPC takes this for the time it gives a connection, too: 20 s for a host that does not answer is too long.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectTimeoutMs);
  // The traffic is personal data and is not for a proxy to read.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetMaxReceiveMessageSize(kMaxResponseBytes);
  return grpc::experimental::CreateCustomChannelWithInterceptors(server, *credentials, arguments, WithHeaders(headers));
}

}  // namespace klik::cli
