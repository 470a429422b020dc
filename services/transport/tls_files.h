// The server's certificate, its key, and whose clients it takes: PEM files, looked at again as they change.
//
// Any thread.
#ifndef KLIK_SERVICES_TRANSPORT_TLS_FILES_H_
#define KLIK_SERVICES_TRANSPORT_TLS_FILES_H_

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "grpcpp/security/server_credentials.h"

namespace klik::services {

// How soon files that have changed are taken.
inline constexpr std::chrono::seconds kTlsReload{60};

struct TlsFiles {
  std::string certificate;  // The server's, and those between it and the authority; empty: no TLS.
  std::string key;
  std::string client_ca;  // Who signs the certificates of clients; empty: clients show none.
};

// INVALID_ARGUMENT, naming the file: it cannot be read or is not what it should be, the certificate is over its time,
// or the key is another's. OK when there is no TLS.
absl::Status CheckTlsFiles(const TlsFiles& files);

// gRPC would go down to TLS 1.2, and its interface for C++ cannot tell it not to. Holds for the whole process; before
// any thread is started and before gRPC is used.
void AllowOnlyTls13();

// Plain text when there is no TLS. Files that change are read again; while they do not fit together, as half-way
// through a renewal, nobody new gets in.
std::shared_ptr<grpc::ServerCredentials> TlsCredentials(const TlsFiles& files, std::chrono::seconds reload);

}  // namespace klik::services

#endif  // KLIK_SERVICES_TRANSPORT_TLS_FILES_H_
