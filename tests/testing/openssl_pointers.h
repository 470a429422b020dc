// OpenSSL's objects, freed when they are no longer needed.
#ifndef KLIK_TESTS_TESTING_OPENSSL_POINTERS_H_
#define KLIK_TESTS_TESTING_OPENSSL_POINTERS_H_

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstddef>
#include <memory>
#include <string>

namespace klik::testing {

template <auto kFree>
struct FreeWith {
  template <typename Object>
  void operator()(Object* object) const {
    kFree(object);
  }
};
using BioPointer = std::unique_ptr<BIO, FreeWith<BIO_free>>;
using CertificatePointer = std::unique_ptr<X509, FreeWith<X509_free>>;
using ContextPointer = std::unique_ptr<SSL_CTX, FreeWith<SSL_CTX_free>>;
using KeyPointer = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using SslPointer = std::unique_ptr<SSL, FreeWith<SSL_free>>;

// All that was written to a BIO in memory.
inline std::string TextOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return std::string(data, static_cast<std::size_t>(size));
}

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_OPENSSL_POINTERS_H_
