#include "services/accounts/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/accounts/secrets.h"

namespace klik::services {
namespace {

constexpr std::size_t kTotpSecretBytes = 20;
constexpr std::size_t kSha1Bytes = 20;

std::array<unsigned char, kSha1Bytes> HmacSha1(std::string_view key, std::string_view message) {
  std::array<unsigned char, kSha1Bytes> mac{};
  unsigned int length = 0;
  if (HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(message.data()),
           message.size(), mac.data(), &length) == nullptr ||
      length != mac.size()) {
    std::abort();
  }
  return mac;
}

// What may stand in a URI as it is; a user name holds little else.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    if (plain) {
      escaped += c;
    } else {
      absl::StrAppendFormat(&escaped, "%%%02X", static_cast<unsigned char>(c));
    }
  }
  return escaped;
}

}  // namespace

std::string NewTotpSecret() { return RandomBytes(kTotpSecretBytes); }

std::int64_t TotpStepAt(absl::Time time) { return absl::ToUnixSeconds(time) / absl::ToInt64Seconds(kTotpStep); }

std::string TotpCode(std::string_view secret, std::int64_t step, int digits) {
  std::string counter;
  for (int shift = 56; shift >= 0; shift -= 8) {
    counter += static_cast<char>(static_cast<std::uint64_t>(step) >> shift & 0xFF);
  }
  const auto mac = HmacSha1(secret, counter);
  const std::size_t at = mac.back() & 0xF;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | mac.at(at + i);
  number &= 0x7FFFFFFF;
  std::uint32_t modulus = 1;
  for (int i = 0; i < digits; ++i) modulus *= 10;
  return absl::StrFormat("%0*d", digits, number % modulus);
}

std::optional<std::int64_t> FindTotpStep(std::string_view secret, std::string_view code, absl::Time now,
                                         std::int64_t last_step) {
  const std::int64_t present = TotpStepAt(now);
  std::optional<std::int64_t> found;
  // All three in any case, so that the time taken does not tell which.
  for (const std::int64_t step : {present - 1, present, present + 1}) {
    if (SameBytes(TotpCode(secret, step), code) && step > last_step) found = step;
  }
  return found;
}

std::string Base32(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char byte : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(byte);
    for (held += 8; held >= 5; held -= 5) text += kAlphabet[bits >> (held - 5) & 31];
  }
  if (held > 0) text += kAlphabet[bits << (5 - held) & 31];
  return text;
}

std::string TotpUri(std::string_view user_name, std::string_view secret) {
  const std::string label = user_name.empty() ? "Klik" : absl::StrCat("Klik:", Escaped(user_name));
  return absl::StrCat("otpauth://totp/", label, "?secret=", Base32(secret), "&issuer=Klik");
}

}  // namespace klik::services
