#include "tests/testing/tls_socket.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "tests/testing/openssl_pointers.h"
#include "tests/testing/test_socket.h"

namespace klik::testing {
namespace {

constexpr unsigned char kAlpn[] = {2, 'h', '2'};

ContextPointer NewContext(TlsVersion version) {
  const int number = version == TlsVersion::k12 ? TLS1_2_VERSION : TLS1_3_VERSION;
  ContextPointer context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_min_proto_version(context.get(), number);
  SSL_CTX_set_max_proto_version(context.get(), number);
  SSL_CTX_set_alpn_protos(context.get(), kAlpn, sizeof(kAlpn));
  return context;
}

void Use(const CertifiedKey& client, SSL_CTX* context) {
  const BioPointer certificate_text(BIO_new_mem_buf(client.certificate.data(), -1));
  const CertificatePointer certificate(PEM_read_bio_X509(certificate_text.get(), nullptr, nullptr, nullptr));
  const BioPointer key_text(BIO_new_mem_buf(client.key.data(), -1));
  const KeyPointer key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr));
  SSL_CTX_use_certificate(context, certificate.get());
  SSL_CTX_use_PrivateKey(context, key.get());
}

}  // namespace

std::string ClientHello() {
  const ContextPointer context = NewContext(TlsVersion::k13);
  const SslPointer ssl(SSL_new(context.get()));
  BIO* const sent = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), sent);
  SSL_connect(ssl.get());
  return TextOf(sent);
}

std::string ServerCertificate(const std::string& address, TlsVersion version, const CertifiedKey& client,
                              absl::Duration timeout) {
  const TestSocket socket;
  if (!socket.Connect(address)) return "";
  const timeval limit = absl::ToTimeval(timeout);
  setsockopt(socket.descriptor(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  const ContextPointer context = NewContext(version);
  Use(client, context.get());
  const SslPointer ssl(SSL_new(context.get()));
  SSL_set_fd(ssl.get(), socket.descriptor());
  if (SSL_connect(ssl.get()) != 1) return "";
  const BioPointer text(BIO_new(BIO_s_mem()));
  const CertificatePointer certificate(SSL_get1_peer_certificate(ssl.get()));
  PEM_write_bio_X509(text.get(), certificate.get());
  return TextOf(text.get());
}

}  // namespace klik::testing
