// A small issuer, and the browser of somebody who has an account there.
//
// It keeps to OpenID Connect: a code is good once and only for the verifier, the redirect address and the client that
// it was made for. What it says, signs and answers can be bent, one thing at a time. Its time is the test's clock.
//
// Set up from the test's thread while nobody asks it; asked from any.
#ifndef KLIK_TESTS_SERVICES_OIDC_TEST_ISSUER_H_
#define KLIK_TESTS_SERVICES_OIDC_TEST_ISSUER_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "services/oidc/oidc_options.h"
#include "tests/services/oidc/signing_key.h"
#include "tests/services/oidc/web_server.h"
#include "tests/testing/fake_clock.h"

namespace klik::testing {

// What a browser is sent back with.
struct Redirect {
  std::string code;
  std::string state;
};

class TestIssuer {
 public:
  explicit TestIssuer(const FakeClock& clock);

  // `http://127.0.0.1:41234`
  std::string url() const { return "http://" + server_.address(); }
  // Of a Klik that it knows.
  services::OidcOptions Options() const;

  // Somebody signs in at this address; `claims` go over what would be in the token, one without a value goes out of it.
  Redirect SignIn(const std::string& authorization_url, const JsonFields& claims = {});

  // How often a path was asked for: `/keys`, `/token`, `/.well-known/openid-configuration`.
  int Asked(const std::string& path) const;

  // Keys it publishes, as JWK.
  void Publish(std::vector<std::string> keys);
  // Makes the token of the claims.
  using Sign = std::function<std::string(const std::string& claims)>;
  void SignBy(Sign sign);
  // Answers this path in place of what it would do; nullptr: no more.
  void AnswerBy(const std::string& path, WebServer::Handler handler);
  // Over what its document says; a field without a value goes out of it.
  void Say(JsonFields document);

 private:
  struct Grant {
    std::map<std::string, std::string> asked;  // The parameters of the authorization request.
    JsonFields claims;
  };

  void Answer(const WebRequest& request, WebConnection& connection);
  std::string Document() const;
  std::string Token(const WebRequest& request);

  const FakeClock& clock_;
  mutable std::mutex mutex_;  // Guards what follows but the server.
  std::map<std::string, int> asked_;
  std::map<std::string, WebServer::Handler> handlers_;
  std::map<std::string, Grant> grants_;  // By code.
  std::vector<std::string> keys_;
  Sign sign_;
  JsonFields document_;
  int last_code_ = 0;
  WebServer server_;  // Last: it uses all of the above.
};

// The keys of most tests: to make one takes a while.
const SigningKey& RsaKey();
const SigningKey& OtherRsaKey();

}  // namespace klik::testing

#endif  // KLIK_TESTS_SERVICES_OIDC_TEST_ISSUER_H_
