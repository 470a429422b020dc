#include "services/transport/tls_files.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_credentials_options.h"

namespace klik::services {
namespace {

template <auto kFree>
struct Free {
  template <typename Object>
  void operator()(Object* object) const {
    kFree(object);
  }
};
using BioPointer = std::unique_ptr<BIO, Free<BIO_free>>;
using CertificatePointer = std::unique_ptr<X509, Free<X509_free>>;
using KeyPointer = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;

// Nobody is there to type one.
int NoPassphrase(char*, int, int, void*) { return 0; }

absl::Status Wrong(const std::string& file, std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(file, ": ", std::string(what)));
}

absl::StatusOr<BioPointer> Read(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream) return Wrong(file, "cannot be read");
  BioPointer bio(BIO_new(BIO_s_mem()));
  BIO_write(bio.get(), text.data(), static_cast<int>(text.size()));
  return bio;
}

// The first in the file, which must not be over its time.
absl::StatusOr<CertificatePointer> ReadCertificate(const std::string& file) {
  const absl::StatusOr<BioPointer> bio = Read(file);
  if (!bio.ok()) return bio.status();
  CertificatePointer certificate(PEM_read_bio_X509(bio->get(), nullptr, NoPassphrase, nullptr));
  if (certificate == nullptr) return Wrong(file, "holds no certificate in PEM");
  if (X509_cmp_current_time(X509_get0_notAfter(certificate.get())) < 0)
    return Wrong(file, "the certificate has expired");
  return certificate;
}

}  // namespace

absl::Status CheckTlsFiles(const TlsFiles& files) {
  if (files.certificate.empty()) return absl::OkStatus();
  const absl::StatusOr<CertificatePointer> certificate = ReadCertificate(files.certificate);
  if (!certificate.ok()) return certificate.status();
  const absl::StatusOr<BioPointer> bio = Read(files.key);
  if (!bio.ok()) return bio.status();
  const KeyPointer key(PEM_read_bio_PrivateKey(bio->get(), nullptr, NoPassphrase, nullptr));
  if (key == nullptr) return Wrong(files.key, "holds no private key in PEM, or one with a passphrase");
  if (X509_check_private_key(certificate->get(), key.get()) != 1) {
    return Wrong(files.key, absl::StrCat("not the key of the certificate in ", files.certificate));
  }
  if (files.client_ca.empty()) return absl::OkStatus();
  return ReadCertificate(files.client_ca).status();
}

void AllowOnlyTls13() {
  // The suites of TLS 1.3 are not chosen here and stay as they are. For TLS 1.2 one has to be named: this one takes a
  // key that both sides share beforehand, which nobody has.
  setenv("GRPC_SSL_CIPHER_SUITES", "PSK-AES256-GCM-SHA384", 1);
}

std::shared_ptr<grpc::ServerCredentials> TlsCredentials(const TlsFiles& files, std::chrono::seconds reload) {
  if (files.certificate.empty()) return grpc::InsecureServerCredentials();
  grpc::experimental::TlsServerCredentialsOptions options(
      std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
          files.key, files.certificate, files.client_ca, static_cast<unsigned>(reload.count())));
  options.watch_identity_key_cert_pairs();
  if (!files.client_ca.empty()) {
    options.watch_root_certs();
    options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  return grpc::experimental::TlsServerCredentials(options);
}

}  // namespace klik::services
