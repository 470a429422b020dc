#include "services/oidc/url.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/access/access.h"

namespace klik::services {
namespace {

constexpr std::size_t kMaxUrlCharacters = 2048;
constexpr int kMaxPort = 65'535;

// Of a path and a query, RFC 3986.
constexpr std::string_view kPunctuation = "-._~!$&'()*+,;=:@/?%";

bool AreAll(std::string_view text, std::string_view more) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || more.find(c) != std::string_view::npos;
  });
}

bool IsPort(std::string_view text) {
  int port = 0;
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  return digits && absl::SimpleAtoi(absl::string_view(text.data(), text.size()), &port) && port > 0 && port <= kMaxPort;
}

// Takes the host, and the port if there is one, out of `url.authority`.
bool SplitAuthority(Url& url) {
  std::string_view rest = url.authority;
  if (rest.starts_with('[')) {
    const std::size_t end = rest.find(']');
    if (end == std::string_view::npos) return false;
    url.host = rest.substr(1, end - 1);
    if (!AreAll(url.host, ":")) return false;
    rest.remove_prefix(end + 1);
  } else {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    url.host = rest.substr(0, end);
    if (!AreAll(url.host, "-.")) return false;
    rest.remove_prefix(end);
  }
  if (url.host.empty()) return false;
  url.port = url.tls ? "443" : "80";
  if (rest.empty()) return true;
  url.port = rest.substr(1);
  return rest.front() == ':' && IsPort(url.port);
}

}  // namespace

std::optional<Url> ParseUrl(std::string_view text) {
  constexpr std::string_view kHttps = "https://";
  constexpr std::string_view kHttp = "http://";
  Url url;
  url.tls = text.starts_with(kHttps);
  if (text.size() > kMaxUrlCharacters || (!url.tls && !text.starts_with(kHttp))) return std::nullopt;
  text.remove_prefix(url.tls ? kHttps.size() : kHttp.size());
  const std::size_t end = std::min(text.find_first_of("/?"), text.size());
  url.authority = text.substr(0, end);
  url.target = text.substr(end);
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  if (!AreAll(url.target, kPunctuation) || !SplitAuthority(url)) return std::nullopt;
  return url;
}

bool IsSafe(const Url& url) {
  const bool v6 = url.host.find(':') != std::string::npos;
  return url.tls || CheckLoopback(absl::StrCat(v6 ? "[" : "", url.host, v6 ? "]:" : ":", url.port)).ok();
}

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || std::string_view("-._~").find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      encoded += '%';
      encoded += kDigits[byte >> 4];
      encoded += kDigits[byte & 0xF];
    }
  }
  return encoded;
}

std::string EncodeParameters(const Parameters& parameters) {
  std::string encoded;
  for (const auto& [name, value] : parameters) {
    absl::StrAppend(&encoded, encoded.empty() ? "" : "&", PercentEncode(name), "=", PercentEncode(value));
  }
  return encoded;
}

}  // namespace klik::services
