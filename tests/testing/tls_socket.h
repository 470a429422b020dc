// TLS spoken by OpenSSL itself, without gRPC: to see what the server does with clients that gRPC's own cannot play.
//
// Functions, for any thread.
#ifndef KLIK_TESTS_TESTING_TLS_SOCKET_H_
#define KLIK_TESTS_TESTING_TLS_SOCKET_H_

#include <string>

#include "absl/time/time.h"
#include "tests/testing/test_authority.h"

namespace klik::testing {

// The first message of a handshake, of a client that offers HTTP/2.
std::string ClientHello();

enum class TlsVersion { k12, k13 };

// Shakes hands in this version and no other. Returns the server's certificate in PEM; empty: the server refused, or
// took longer. What is wrong with the client's certificate is not for TLS 1.3 to tell here: the server says so later.
std::string ServerCertificate(const std::string& address, TlsVersion version, const CertifiedKey& client,
                              absl::Duration timeout);

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_TLS_SOCKET_H_
