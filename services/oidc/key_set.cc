#include "services/oidc/key_set.h"

#include <cjose/cjose.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "services/oidc/json.h"

namespace klik::services {
namespace {

constexpr std::array<std::string_view, 3> kAlgorithms = {"ES256", "PS256", "RS256"};
constexpr std::string_view kElliptic = "ES256";

// Shorter ones are guessed, longer ones take long to check.
constexpr std::size_t kMinRsaBits = 2048;
constexpr std::size_t kMaxRsaBits = 8192;
// An issuer has two or three.
constexpr std::size_t kMaxKeys = 64;

// Whether cjose takes it for a key of a fit size.
bool IsSound(const std::string& jwk) {
  cjose_err error{};
  cjose_jwk_t* const key = cjose_jwk_import(jwk.data(), jwk.size(), &error);
  if (key == nullptr) return false;
  const bool elliptic = cjose_jwk_get_kty(key, &error) == CJOSE_JWK_KTY_EC;
  const std::size_t bits = cjose_jwk_get_keysize(key, &error);
  cjose_jwk_release(key);
  return elliptic || (bits >= kMinRsaBits && bits <= kMaxRsaBits);
}

std::string Dump(json_t* object) {
  char* const dumped = json_dumps(object, JSON_COMPACT);
  json_decref(object);
  std::string text = dumped == nullptr ? "" : dumped;
  std::free(dumped);
  return text;
}

}  // namespace

bool IsAlgorithm(std::string_view name) {
  return std::find(kAlgorithms.begin(), kAlgorithms.end(), name) != kAlgorithms.end();
}

std::optional<KeySet::Key> KeySet::ReadKey(const Json& json) {
  const std::string kind = json.Text("kty").value_or("");
  if (json.Text("use").value_or("sig") != "sig") return std::nullopt;
  Key key{json.Text("kid").value_or(""), json.Text("alg").value_or(""), kind == "EC", ""};
  if (!key.algorithm.empty() && !IsAlgorithm(key.algorithm)) return std::nullopt;
  if (kind == "RSA" && json.Text("n").has_value() && json.Text("e").has_value()) {
    key.jwk =
        Dump(json_pack("{s:s,s:s,s:s}", "kty", "RSA", "n", json.Text("n")->c_str(), "e", json.Text("e")->c_str()));
  } else if (kind == "EC" && json.Text("crv") == "P-256" && json.Text("x").has_value() && json.Text("y").has_value()) {
    key.jwk = Dump(json_pack("{s:s,s:s,s:s,s:s}", "kty", "EC", "crv", "P-256", "x", json.Text("x")->c_str(), "y",
                             json.Text("y")->c_str()));
  }
  if (key.jwk.empty() || !IsSound(key.jwk)) return std::nullopt;
  return key;
}

absl::StatusOr<KeySet> KeySet::Parse(std::string_view json) {
  const std::optional<Json> object = Json::ParseObject(json);
  if (!object.has_value()) return absl::InvalidArgumentError("its keys are not a JWKS");
  KeySet set;
  for (const Json& entry : object->Objects("keys")) {
    if (set.keys_.size() == kMaxKeys) break;
    if (std::optional<Key> key = ReadKey(entry)) set.keys_.push_back(*std::move(key));
  }
  if (set.keys_.empty()) return absl::InvalidArgumentError("it has no key for RS256, PS256 or ES256");
  return set;
}

bool KeySet::Has(std::string_view key_id) const {
  return std::any_of(keys_.begin(), keys_.end(), [&](const Key& key) { return key.id == key_id; });
}

bool KeySet::Fits(const Key& key, std::string_view algorithm) {
  return key.elliptic == (algorithm == kElliptic) && (key.algorithm.empty() || key.algorithm == algorithm);
}

std::optional<std::string> KeySet::Find(std::string_view key_id, std::string_view algorithm) const {
  std::optional<std::string> found;
  for (const Key& key : keys_) {
    if (!Fits(key, algorithm) || (!key_id.empty() && key.id != key_id)) continue;
    if (found.has_value()) return std::nullopt;
    found = key.jwk;
  }
  return found;
}

}  // namespace klik::services
