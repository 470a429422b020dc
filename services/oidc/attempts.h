// Attempts to sign in that are under way: from when somebody was sent to the issuer until they come back.
//
// Each has a `state` that travels through the browser and the issuer, a nonce that comes back in the token, a PKCE
// verifier that only this server knows, and a secret of whoever started it: without that, an address with somebody
// else's code in it could be slipped to a person, who would then work under another's name.
//
// Once, for ten minutes. No more than kMaxAttempts, and of one network kMaxAttemptsOfNetwork: one more takes the place
// of the oldest, so that a flood ends attempts but keeps nobody from starting one. In memory: a restart ends them.
//
// Any thread.
#ifndef KLIK_SERVICES_OIDC_ATTEMPTS_H_
#define KLIK_SERVICES_OIDC_ATTEMPTS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "services/accounts/secrets.h"

namespace klik::services {

inline constexpr absl::Duration kAttemptLifetime = absl::Minutes(10);
inline constexpr std::size_t kMaxAttempts = 10'000;
inline constexpr std::size_t kMaxAttemptsOfNetwork = 1'000;

// What goes out into the world.
struct NewAttempt {
  std::string state;
  std::string nonce;
  std::string challenge;  // Of the verifier, S256.
  absl::Time expire_time;
};

// What an answer is checked against.
struct Attempt {
  std::string nonce;
  SecretText verifier;
};

class Attempts {
 public:
  // `secret`: of whoever starts it.
  NewAttempt Start(std::string_view secret, const std::string& network, absl::Time now);

  // Takes it out: there is no second time. nullopt: used, too old, never started, or by somebody else.
  std::optional<Attempt> Take(std::string_view state, std::string_view secret, absl::Time now);

 private:
  struct Entry {
    std::string state_digest;
    std::string secret_digest;
    std::string network;
    Attempt attempt;
    absl::Time expire_time;
  };
  using Number = std::uint64_t;
  using Entries = std::map<Number, Entry>;

  void Remove(Entries::iterator entry);
  void MakeRoom(const std::string& network, absl::Time now);

  std::mutex mutex_;  // Guards what follows.
  Number last_ = 0;
  Entries entries_;  // From the oldest on.
  std::map<std::string, Number, std::less<>> by_state_;
  std::map<std::string, std::set<Number>> by_network_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_OIDC_ATTEMPTS_H_
