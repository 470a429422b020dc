// Recovery codes: each stands for a code of the second factor, once, for who has lost the telephone. 80 random bits, so
// that a plain digest keeps them.
//
// Pure but for NewRecoveryCodes; any thread.
#ifndef KLIK_SERVICES_ACCOUNTS_RECOVERY_CODES_H_
#define KLIK_SERVICES_ACCOUNTS_RECOVERY_CODES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace klik::services {

inline constexpr int kRecoveryCodes = 10;

struct RecoveryCodes {
  std::vector<std::string> codes;    // `abcd-efgh-ijkl-mnop`, to be shown once.
  std::vector<std::string> digests;  // To be kept.
};

RecoveryCodes NewRecoveryCodes();

// Which of `digests` the code has, however it is typed: capitals, spaces and hyphens do not count. nullopt: none.
std::optional<std::size_t> FindRecoveryCode(std::string_view code, const std::vector<std::string>& digests);

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCOUNTS_RECOVERY_CODES_H_
