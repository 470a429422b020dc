// The keys that an issuer signs with: its JWKS.
//
// Only public keys that fit an algorithm Klik takes are in it. A key for secrets that both sides know is left out: with
// one, whoever can check a signature could make it.
//
// Immutable; any thread.
#ifndef KLIK_SERVICES_OIDC_KEY_SET_H_
#define KLIK_SERVICES_OIDC_KEY_SET_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace klik::services {

class Json;

// RS256, PS256 and ES256; no other signature is taken.
bool IsAlgorithm(std::string_view name);

class KeySet {
 public:
  // INVALID_ARGUMENT: it is no JWKS, or has no key that is of use.
  static absl::StatusOr<KeySet> Parse(std::string_view json);

  bool Has(std::string_view key_id) const;

  // As JWK, its public part. Without an id: the only key for that algorithm. nullopt: there is none, or more than one
  // to choose from.
  std::optional<std::string> Find(std::string_view key_id, std::string_view algorithm) const;

 private:
  struct Key {
    std::string id;
    std::string algorithm;  // The only one it is for; empty: any that its kind fits.
    bool elliptic = false;  // P-256; else RSA.
    std::string jwk;
  };

  static std::optional<Key> ReadKey(const Json& json);
  static bool Fits(const Key& key, std::string_view algorithm);

  std::vector<Key> keys_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_OIDC_KEY_SET_H_
