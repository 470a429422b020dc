#include "services/oidc/attempts.h"

#include <sodium.h>

#include <array>
#include <utility>

namespace klik::services {
namespace {

constexpr std::string_view kStateKind = "oidc-state";
constexpr std::string_view kAttemptKind = "oidc-attempt";

// RFC 7636: base64url of SHA-256, without padding.
std::string ChallengeOf(const std::string& verifier) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(verifier.data()), verifier.size());
  std::array<char, sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING)>
      text{};
  return sodium_bin2base64(text.data(), text.size(), digest.data(), digest.size(),
                           sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

}  // namespace

NewAttempt Attempts::Start(std::string_view secret, const std::string& network, absl::Time now) {
  std::string verifier = NewSecret();
  NewAttempt made{NewSecret(), NewSecret(), ChallengeOf(verifier), now + kAttemptLifetime};
  Entry entry{DigestOfSecret(kStateKind, made.state), DigestOfSecret(kAttemptKind, secret), network,
              Attempt{made.nonce, SecretText(verifier)}, made.expire_time};
  Wipe(verifier);
  const std::lock_guard lock(mutex_);
  MakeRoom(network, now);
  ++last_;
  by_state_[entry.state_digest] = last_;
  by_network_[network].insert(last_);
  entries_.emplace(last_, std::move(entry));
  return made;
}

std::optional<Attempt> Attempts::Take(std::string_view state, std::string_view secret, absl::Time now) {
  const std::string state_digest = DigestOfSecret(kStateKind, state);
  const std::string secret_digest = DigestOfSecret(kAttemptKind, secret);
  const std::lock_guard lock(mutex_);
  const auto found = by_state_.find(state_digest);
  if (found == by_state_.end()) return std::nullopt;
  const auto entry = entries_.find(found->second);
  const bool holds = now < entry->second.expire_time && SameBytes(entry->second.secret_digest, secret_digest);
  Attempt attempt = std::move(entry->second.attempt);
  Remove(entry);
  if (!holds) return std::nullopt;
  return attempt;
}

void Attempts::Remove(Entries::iterator entry) {
  by_state_.erase(entry->second.state_digest);
  const auto of_network = by_network_.find(entry->second.network);
  of_network->second.erase(entry->first);
  if (of_network->second.empty()) by_network_.erase(of_network);
  entries_.erase(entry);
}

void Attempts::MakeRoom(const std::string& network, absl::Time now) {
  while (!entries_.empty() && now >= entries_.begin()->second.expire_time) Remove(entries_.begin());
  const auto of_network = by_network_.find(network);
  if (of_network != by_network_.end() && of_network->second.size() >= kMaxAttemptsOfNetwork) {
    Remove(entries_.find(*of_network->second.begin()));
  }
  if (entries_.size() >= kMaxAttempts) Remove(entries_.begin());
}

}  // namespace klik::services
