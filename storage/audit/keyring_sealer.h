// The keyring as the audit trail asks for it: a person's part of an entry lies under the key that all else about them
// does, and goes with it. Accounts and tokens have none of their own: theirs is the store's.
//
// Any thread may call anything.
#ifndef KLIK_STORAGE_AUDIT_KEYRING_SEALER_H_
#define KLIK_STORAGE_AUDIT_KEYRING_SEALER_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/audit/sealer.h"
#include "storage/keyring/keyring.h"

namespace klik::storage {

class KeyringSealer final : public Sealer {
 public:
  explicit KeyringSealer(std::shared_ptr<Keyring> keyring) : keyring_(std::move(keyring)) {}

  void Expect(const std::vector<std::string>& subjects) const override { keyring_->Reserve(subjects); }
  absl::StatusOr<std::string> Seal(std::string_view subject, std::string_view context,
                                   std::string_view bytes) const override;
  absl::StatusOr<std::string> Open(std::string_view subject, std::string_view context,
                                   std::string_view sealed) const override;
  bool IsErased(std::string_view sealed) const override;
  absl::StatusOr<std::string> Tag(std::string_view subject) const override;

 private:
  // What a subject's parts are sealed with; nullopt: they have no key, or no more.
  std::optional<KeyId> KeyOf(std::string_view subject) const;

  const std::shared_ptr<Keyring> keyring_;
};

}  // namespace klik::storage

#endif  // KLIK_STORAGE_AUDIT_KEYRING_SEALER_H_
