// Asks a server on the web one question and takes one answer, within limits of time and size.
//
// A certificate that does not hold is the end of it; there is no way around. A redirect is an answer like any other and
// is not followed: the addresses are the issuer's own, and a code or a secret goes nowhere else.
//
// Any thread; a call waits for its answer.
#ifndef KLIK_SERVICES_OIDC_HTTP_CLIENT_H_
#define KLIK_SERVICES_OIDC_HTTP_CLIENT_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/oidc/url.h"

namespace klik::services {

struct HttpLimits {
  // From connecting to the last byte. Looking the name up comes before it and has the limits of the machine's resolver.
  std::chrono::milliseconds total{5'000};
  std::size_t header_bytes = std::size_t{16} << 10;
  std::size_t body_bytes = std::size_t{256} << 10;
};

struct HttpAnswer {
  unsigned status = 0;
  std::string body;
};

class HttpClient {
 public:
  // Trusts the certificates in `ca_file`, or when it is empty those that the machine trusts. INVALID_ARGUMENT: there
  // are none in it.
  static absl::StatusOr<std::unique_ptr<HttpClient>> Make(const std::string& ca_file, const HttpLimits& limits = {});

  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // UNAVAILABLE: no answer; the message says why, and nothing of what came.
  absl::StatusOr<HttpAnswer> Get(const Url& url) const;
  // The same. `authorization` goes along as the header of that name unless it is empty.
  absl::StatusOr<HttpAnswer> PostForm(const Url& url, const std::string& form, const std::string& authorization) const;

 private:
  class Impl;
  explicit HttpClient(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_OIDC_HTTP_CLIENT_H_
