#include "tests/services/oidc/web_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"

namespace klik::testing {
namespace {

constexpr int kPollMs = 20;
constexpr long kDay = 86'400;

void Require(bool done) {
  if (!done) std::abort();
}

template <typename Write>
std::string Pem(Write write) {
  BIO* const bio = BIO_new(BIO_s_mem());
  Require(write(bio) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  std::string pem(text, static_cast<std::size_t>(size));
  BIO_free(bio);
  return pem;
}

std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> MakeTls(const Certificate& certificate) {
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> tls(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  BIO* const key_bio = BIO_new_mem_buf(certificate.key.data(), static_cast<int>(certificate.key.size()));
  BIO* const bio = BIO_new_mem_buf(certificate.certificate.data(), static_cast<int>(certificate.certificate.size()));
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(key_bio, nullptr, nullptr, nullptr);
  X509* const x509 = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
  Require(SSL_CTX_use_certificate(tls.get(), x509) == 1 && SSL_CTX_use_PrivateKey(tls.get(), key) == 1);
  X509_free(x509);
  EVP_PKEY_free(key);
  BIO_free(bio);
  BIO_free(key_bio);
  return tls;
}

// Until the headers and the body they announce are there.
WebRequest ReadRequest(WebConnection& connection) {
  std::string text;
  std::size_t head = std::string::npos;
  std::size_t body_bytes = 0;
  while (head == std::string::npos || text.size() < head + body_bytes) {
    const std::string part = connection.Read();
    if (part.empty()) return {};
    text += part;
    if (head != std::string::npos) continue;
    head = text.find("\r\n\r\n");
    if (head == std::string::npos) continue;
    head += 4;
    const std::string length = WebRequest{"", "", text.substr(0, head), ""}.Header("content-length");
    body_bytes = length.empty() ? 0 : std::stoul(length);
  }
  const std::size_t method_end = text.find(' ');
  const std::size_t target_end = text.find(' ', method_end + 1);
  return {text.substr(0, method_end), text.substr(method_end + 1, target_end - method_end - 1), text.substr(0, head),
          text.substr(head)};
}

}  // namespace

Certificate SelfSigned(const std::string& host) {
  EVP_PKEY* const key = EVP_EC_gen("P-256");
  X509* const x509 = X509_new();
  X509_set_version(x509, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
  X509_gmtime_adj(X509_getm_notBefore(x509), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(x509), kDay);
  X509_set_pubkey(x509, key);
  X509_NAME* const name = X509_get_subject_name(x509);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("klik test"), -1, -1, 0);
  X509_set_issuer_name(x509, name);
  X509_EXTENSION* const names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, ("DNS:" + host).c_str());
  X509_add_ext(x509, names, -1);
  X509_EXTENSION_free(names);
  Require(X509_sign(x509, key, EVP_sha256()) > 0);
  Certificate made{
      Pem([&](BIO* bio) { return PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr); }),
      Pem([&](BIO* bio) { return PEM_write_bio_X509(bio, x509); })};
  X509_free(x509);
  EVP_PKEY_free(key);
  return made;
}

std::string WebRequest::Header(const std::string& name) const {
  const std::string lower = absl::AsciiStrToLower(headers);
  const std::size_t at = lower.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  const std::size_t begin = at + name.size() + 4;
  return headers.substr(begin, headers.find("\r\n", begin) - begin);
}

std::string WebAnswer(int status, const std::string& body) {
  return "HTTP/1.1 " + std::to_string(status) +
         " Said\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

bool WebConnection::Write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = tls_ != nullptr ? SSL_write(tls_, text.data(), static_cast<int>(text.size()))
                                            : ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string WebConnection::Read() {
  std::array<char, 4096> part{};
  const ssize_t size = tls_ != nullptr ? SSL_read(tls_, part.data(), static_cast<int>(part.size()))
                                       : ::recv(socket_, part.data(), part.size(), 0);
  return size <= 0 ? "" : std::string(part.data(), static_cast<std::size_t>(size));
}

bool WebConnection::Stirs() const {
  pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
  return ::poll(&waiting, 1, kPollMs) > 0;
}

void WebConnection::Hang() const {
  while (!ending_ && !Stirs()) continue;
}

void WebConnection::Drip() {
  while (!ending_ && !Stirs() && Write(" ")) continue;
}

WebServer::WebServer(Handler handler, const Certificate& certificate) : handler_(std::move(handler)) {
  if (!certificate.key.empty()) tls_ = MakeTls(certificate);
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(at);
  Require(::bind(listener_, reinterpret_cast<const sockaddr*>(&at), size) == 0 && ::listen(listener_, SOMAXCONN) == 0);
  Require(::getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size) == 0);
  address_ = "127.0.0.1:" + std::to_string(ntohs(at.sin_port));
  accepting_ = std::thread([this] { AcceptAll(); });
}

WebServer::~WebServer() {
  ending_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  accepting_.join();
  ::close(listener_);
  for (std::thread& connection : connections_) connection.join();
}

void WebServer::AcceptAll() {
  while (!ending_) {
    const int socket = ::accept(listener_, nullptr, nullptr);
    if (socket < 0) continue;
    const std::lock_guard lock(mutex_);
    connections_.emplace_back([this, socket] { Serve(socket); });
  }
}

void WebServer::Serve(int socket) {
  SSL* const tls = tls_ != nullptr ? SSL_new(tls_.get()) : nullptr;
  if (tls != nullptr) SSL_set_fd(tls, socket);
  WebConnection connection(socket, tls, ending_);
  if (tls == nullptr || SSL_accept(tls) == 1) {
    const WebRequest request = ReadRequest(connection);
    if (!request.method.empty()) handler_(request, connection);
    if (tls != nullptr) SSL_shutdown(tls);
  }
  SSL_free(tls);
  ::shutdown(socket, SHUT_WR);
  ::close(socket);
}

}  // namespace klik::testing
