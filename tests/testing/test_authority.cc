#include "tests/testing/test_authority.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <cstdlib>

#include "tests/testing/openssl_pointers.h"

namespace klik::testing {
namespace {

void Must(bool done) {
  if (!done) std::abort();
}

KeyPointer NewKey() {
  KeyPointer key(EVP_EC_gen("P-256"));
  Must(key != nullptr);
  return key;
}

std::string Pem(X509* certificate) {
  const BioPointer bio(BIO_new(BIO_s_mem()));
  Must(PEM_write_bio_X509(bio.get(), certificate) == 1);
  return TextOf(bio.get());
}

std::string Pem(EVP_PKEY* key) {
  const BioPointer bio(BIO_new(BIO_s_mem()));
  Must(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return TextOf(bio.get());
}

void Extend(X509* certificate, int what, const char* value) {
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, what, value);
  Must(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

// Without a signature.
CertificatePointer Certificate(const std::string& name, EVP_PKEY* key, absl::Duration lifetime) {
  CertificatePointer certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  std::uint32_t serial = 0;
  Must(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial)) == 1);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), static_cast<long>(serial >> 1));
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -7200L);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), absl::ToInt64Seconds(lifetime));
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return certificate;
}

CertificatePointer Parse(const std::string& pem) {
  const BioPointer bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  CertificatePointer certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  Must(certificate != nullptr);
  return certificate;
}

}  // namespace

struct TestAuthority::Issuer {
  KeyPointer key;
  CertificatePointer certificate;
  std::string pem;
};

TestAuthority::TestAuthority(const std::string& name) : issuer_(std::make_unique<Issuer>()) {
  issuer_->key = NewKey();
  issuer_->certificate = Certificate(name, issuer_->key.get(), absl::Hours(1));
  X509* const certificate = issuer_->certificate.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  Extend(certificate, NID_basic_constraints, "critical,CA:TRUE");
  Must(X509_sign(certificate, issuer_->key.get(), EVP_sha256()) > 0);
  issuer_->pem = Pem(certificate);
}

TestAuthority::~TestAuthority() = default;

const std::string& TestAuthority::certificate() const { return issuer_->pem; }

CertifiedKey TestAuthority::Issue(const std::string& name, absl::Duration lifetime) const {
  const KeyPointer key = NewKey();
  const CertificatePointer certificate = Certificate(name, key.get(), lifetime);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer_->certificate.get()));
  Extend(certificate.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1");
  Must(X509_sign(certificate.get(), issuer_->key.get(), EVP_sha256()) > 0);
  return {Pem(certificate.get()), Pem(key.get())};
}

std::string ThumbprintOf(const std::string& certificate) {
  unsigned int size = 0;
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  Must(X509_digest(Parse(certificate).get(), EVP_sha256(), reinterpret_cast<unsigned char*>(digest.data()), &size) ==
       1);
  digest.resize(size);
  return digest;
}

}  // namespace klik::testing
