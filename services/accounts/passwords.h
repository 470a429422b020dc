// Passwords: what argon2id makes of them, to check one against and to lock the second factor with.
//
// One run of argon2id gives a verifier, which is stored, and a key, which is not: the secret of the second factor is
// sealed under it. So a copy of the store holds neither, whatever else protects it.
//
// Pure but for chance; any thread. Takes about a tenth of a second and 64 MiB: call it behind the password gate.
#ifndef KLIK_SERVICES_ACCOUNTS_PASSWORDS_H_
#define KLIK_SERVICES_ACCOUNTS_PASSWORDS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/record/account_records.h"

namespace klik::services {

struct PasswordCost {
  std::int64_t passes = 3;
  std::int64_t memory_bytes = std::int64_t{64} << 20;
};

// Wiped when it goes.
class PasswordKey {
 public:
  static constexpr std::size_t kBytes = 32;

  PasswordKey() = default;
  PasswordKey(const PasswordKey&) = delete;
  PasswordKey& operator=(const PasswordKey&) = delete;
  PasswordKey(PasswordKey&& other) noexcept;
  PasswordKey& operator=(PasswordKey&& other) noexcept;
  ~PasswordKey();

  unsigned char* data() { return bytes_.data(); }
  const unsigned char* data() const { return bytes_.data(); }

 private:
  std::array<unsigned char, kBytes> bytes_{};
};

struct NewPassword {
  storage::PasswordRecord record;
  PasswordKey key;
};

// RESOURCE_EXHAUSTED when there is not the memory; so with the next two.
absl::StatusOr<NewPassword> MakePassword(std::string_view password, const PasswordCost& cost);

// nullopt: it is another one.
absl::StatusOr<std::optional<PasswordKey>> CheckPassword(std::string_view password,
                                                         const storage::PasswordRecord& record);

// Takes as long as CheckPassword, for when there is nothing to check against.
absl::Status SpendPassword(std::string_view password, const PasswordCost& cost);

// The second factor of `account`, locked and unlocked. nullopt: another key or account, or damaged.
std::string SealTotp(const PasswordKey& key, std::string_view account, std::string_view secret);
std::optional<std::string> OpenTotp(const PasswordKey& key, std::string_view account, std::string_view sealed);

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCOUNTS_PASSWORDS_H_
