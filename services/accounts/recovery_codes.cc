#include "services/accounts/recovery_codes.h"

#include "absl/strings/ascii.h"
#include "services/accounts/secrets.h"
#include "services/accounts/totp.h"

namespace klik::services {
namespace {

constexpr std::size_t kCodeBytes = 10;
constexpr std::size_t kGroupCharacters = 4;

std::string Digest(std::string_view plain) { return DigestOfSecret("recovery", plain); }

}  // namespace

RecoveryCodes NewRecoveryCodes() {
  RecoveryCodes made;
  for (int i = 0; i < kRecoveryCodes; ++i) {
    const SecretText plain(absl::AsciiStrToLower(Base32(SecretText(RandomBytes(kCodeBytes)).text())));
    made.digests.push_back(Digest(plain.text()));
    std::string& shown = made.codes.emplace_back();
    for (std::size_t at = 0; at < plain.text().size(); ++at) {
      if (at > 0 && at % kGroupCharacters == 0) shown += '-';
      shown += plain.text()[at];
    }
  }
  return made;
}

std::optional<std::size_t> FindRecoveryCode(std::string_view code, const std::vector<std::string>& digests) {
  std::string plain;
  for (const char c : code) {
    if (c != '-' && c != ' ') plain += absl::ascii_tolower(static_cast<unsigned char>(c));
  }
  const std::string digest = Digest(SecretText(std::move(plain)).text());
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < digests.size(); ++i) {
    if (SameBytes(digest, digests[i])) found = i;
  }
  return found;
}

}  // namespace klik::services
