#include "services/accounts/bearer.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/accounts/secrets.h"
#include "storage/record/account_records.h"

namespace klik::services {
namespace {

constexpr std::string_view kScheme = "bearer ";
constexpr std::string_view kSessionPrefix = "kliks_";
constexpr std::string_view kPartnerPrefix = "klik_";
constexpr std::size_t kIdCharacters = 26;  // As NewId makes them.
constexpr std::size_t kChecksumCharacters = 8;
constexpr std::size_t kPartnerCharacters =
    kPartnerPrefix.size() + kIdCharacters + 1 + kSecretCharacters + 1 + kChecksumCharacters;

std::string DigestOfPartnerSecret(std::string_view secret) { return DigestOfSecret("partner", secret); }

std::string Checksum(std::string_view text) { return absl::StrFormat("%08x", Crc32(text)); }

bool IsId(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'); });
}

std::optional<Bearer> ParsePartner(std::string_view token) {
  if (token.size() != kPartnerCharacters) return std::nullopt;
  const std::string_view id = token.substr(kPartnerPrefix.size(), kIdCharacters);
  // By places: an underscore may be in the secret too.
  const std::size_t secret_at = kPartnerPrefix.size() + kIdCharacters + 1;
  const std::string_view secret = token.substr(secret_at, kSecretCharacters);
  const std::string_view checked = token.substr(0, secret_at + kSecretCharacters);
  const std::string_view checksum = token.substr(checked.size() + 1);
  const bool sound =
      IsId(id) && token[secret_at - 1] == '_' && token[checked.size()] == '_' && SameBytes(checksum, Checksum(checked));
  if (!sound) return std::nullopt;
  return PartnerBearer{std::string(storage::kTokens) + std::string(id), DigestOfPartnerSecret(secret)};
}

}  // namespace

std::string NewSessionToken() { return std::string(kSessionPrefix) + NewSecret(); }

std::string DigestOfSessionToken(std::string_view token) { return DigestOfSecret("session", token); }

NewPartnerSecret MakePartnerSecret(std::string_view name) {
  const SecretText secret(NewSecret());
  std::string token(kPartnerPrefix);
  token += name.substr(storage::kTokens.size());
  absl::StrAppend(&token, "_", secret.text());
  absl::StrAppend(&token, "_", Checksum(token));
  return {std::move(token), DigestOfPartnerSecret(secret.text())};
}

std::optional<Bearer> ParseBearer(std::string_view header) {
  if (header.size() < kScheme.size()) return std::nullopt;
  for (std::size_t i = 0; i < kScheme.size(); ++i) {
    if (absl::ascii_tolower(static_cast<unsigned char>(header[i])) != kScheme[i]) return std::nullopt;
  }
  const std::string_view token = header.substr(kScheme.size());
  if (token.starts_with(kSessionPrefix) && token.size() == kSessionPrefix.size() + kSecretCharacters) {
    return SessionBearer{DigestOfSessionToken(token)};
  }
  return token.starts_with(kPartnerPrefix) ? ParsePartner(token) : std::nullopt;
}

std::uint32_t Crc32(std::string_view bytes) {
  constexpr std::uint32_t kPolynomial = 0xEDB88320;
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ kPolynomial : crc >> 1;
  }
  return ~crc;
}

}  // namespace klik::services
