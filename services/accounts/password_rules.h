// Which passwords are taken. Long and not what many people choose; no rules about kinds of characters, which make
// people choose worse ones (NIST SP 800-63B).
//
// Pure; any thread.
#ifndef KLIK_SERVICES_ACCOUNTS_PASSWORD_RULES_H_
#define KLIK_SERVICES_ACCOUNTS_PASSWORD_RULES_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace klik::services {

// Unicode code points.
inline constexpr std::size_t kMinPasswordCharacters = 12;
inline constexpr std::size_t kMaxPasswordCharacters = 128;

// What is wrong with a new password; nullopt: nothing. Never repeats any of it.
std::optional<std::string_view> WeaknessOf(std::string_view password, std::string_view user_name);

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCOUNTS_PASSWORD_RULES_H_
