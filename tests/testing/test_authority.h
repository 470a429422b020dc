// A certificate authority for tests: makes keys and signs certificates, in memory.
//
// Values, for any thread.
#ifndef KLIK_TESTS_TESTING_TEST_AUTHORITY_H_
#define KLIK_TESTS_TESTING_TEST_AUTHORITY_H_

#include <memory>
#include <string>

#include "absl/time/time.h"

namespace klik::testing {

// In PEM.
struct CertifiedKey {
  std::string certificate;
  std::string key;
};

class TestAuthority {
 public:
  explicit TestAuthority(const std::string& name);
  ~TestAuthority();

  const std::string& certificate() const;  // In PEM.

  // For `localhost`, 127.0.0.1 and ::1; over its time already when `lifetime` is negative.
  CertifiedKey Issue(const std::string& name, absl::Duration lifetime = absl::Hours(1)) const;

 private:
  struct Issuer;
  std::unique_ptr<Issuer> issuer_;
};

// SHA-256 of a certificate in PEM, as OpenSSL computes it: 32 bytes.
std::string ThumbprintOf(const std::string& certificate);

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_TEST_AUTHORITY_H_
