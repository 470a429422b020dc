// The second factor: codes of six digits that change every 30 seconds, as RFC 6238 has them and every authenticator app
// makes them (HMAC-SHA-1, which is what those apps take for granted; it is not SHA-1's collisions that a code rests
// on).
//
// Pure but for NewTotpSecret; any thread.
#ifndef KLIK_SERVICES_ACCOUNTS_TOTP_H_
#define KLIK_SERVICES_ACCOUNTS_TOTP_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace klik::services {

inline constexpr absl::Duration kTotpStep = absl::Seconds(30);
inline constexpr int kTotpDigits = 6;

// 160 random bits, as bytes.
std::string NewTotpSecret();

std::int64_t TotpStepAt(absl::Time time);

// Of this number of digits, with zeros in front.
std::string TotpCode(std::string_view secret, std::int64_t step, int digits = kTotpDigits);

// The step that `code` is of: the present one, the one before or the one after, for clocks that differ. nullopt: of
// none of them, or of one that is not above `last_step`: a code passes once.
std::optional<std::int64_t> FindTotpStep(std::string_view secret, std::string_view code, absl::Time now,
                                         std::int64_t last_step);

// RFC 4648, without padding.
std::string Base32(std::string_view bytes);

// `otpauth://totp/Klik:USER?...`; the name may be empty.
std::string TotpUri(std::string_view user_name, std::string_view secret);

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCOUNTS_TOTP_H_
