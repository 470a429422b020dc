// Addresses on the web, as far as talking to an issuer needs them.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_OIDC_URL_H_
#define KLIK_SERVICES_OIDC_URL_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace klik::services {

struct Url {
  bool tls = false;       // https; else http.
  std::string host;       // Without the brackets of an IPv6 address.
  std::string port;       // 443 or 80 when none is stated.
  std::string authority;  // Host and port as stated.
  std::string target;     // Path and query; at least `/`.
};

// nullopt: not http or https, a user name or a fragment in it, or nothing that a browser and a server would surely read
// alike.
std::optional<Url> ParseUrl(std::string_view text);

// Nobody on the way can read or change what goes there: https, or this machine.
bool IsSafe(const Url& url);

using Parameters = std::vector<std::pair<std::string, std::string>>;

// `a=b&c=d%20e`
std::string EncodeParameters(const Parameters& parameters);
// Everything but letters, digits and `-._~` as %XX.
std::string PercentEncode(std::string_view text);

}  // namespace klik::services

#endif  // KLIK_SERVICES_OIDC_URL_H_
