// The issuer, asked over HTTP: what it says of itself, its keys, and a token for a code.
//
// An answer of its is believed only as far as it is about this issuer: the document must name it to the letter, and
// every address in it must be safe. Errors are UNAVAILABLE, reason OIDC_ISSUER_UNAVAILABLE, unless stated; the message
// says what went wrong and nothing of what came.
//
// Any thread; a call waits for the issuer, or for another call that does.
#ifndef KLIK_SERVICES_OIDC_ISSUER_H_
#define KLIK_SERVICES_OIDC_ISSUER_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/oidc/cached.h"
#include "services/oidc/http_client.h"
#include "services/oidc/key_set.h"
#include "services/oidc/oidc_options.h"
#include "services/oidc/url.h"
#include "services/registry/clock.h"

namespace klik::services {

// What it says of itself.
struct IssuerDocument {
  std::string authorization_endpoint;
  Url token_endpoint;
  Url keys;
  bool secret_in_body = false;  // It does not take the secret as a header.
};

// INVALID_ARGUMENT: it is not about `issuer`, or names an address that is not safe.
absl::StatusOr<IssuerDocument> ReadIssuerDocument(std::string_view json, const std::string& issuer);

class Issuer {
 public:
  // All must outlive it.
  Issuer(const OidcOptions& options, const HttpClient& http, const Clock& clock);

  absl::StatusOr<std::shared_ptr<const IssuerDocument>> Document();

  // Its keys; when it has none of this id, as fresh as may be. An empty id: whatever there is.
  absl::StatusOr<std::shared_ptr<const KeySet>> KeysWith(std::string_view key_id);

  // The id token. UNAUTHENTICATED, reason OIDC_CODE_REFUSED: the issuer does not know the code, or not any more.
  absl::StatusOr<std::string> Redeem(const std::string& code, const std::string& verifier);

 private:
  absl::StatusOr<IssuerDocument> FetchDocument() const;
  absl::StatusOr<KeySet> FetchKeys();

  const OidcOptions& options_;
  const HttpClient& http_;
  const Clock& clock_;
  const Url document_url_;
  Cached<IssuerDocument> document_;
  Cached<KeySet> keys_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_OIDC_ISSUER_H_
