// Accounts, sessions, partners' tokens and throttles as records, to bytes and back; see codec.h for what encoding and
// decoding promise. What they mean is the business of services/accounts.
//
//   accounts/{id}, sessions/{id}, tokens/{id}, throttles/{id}; every id is random
//
// Pure functions; any thread.
#ifndef KLIK_STORAGE_RECORD_ACCOUNT_RECORDS_H_
#define KLIK_STORAGE_RECORD_ACCOUNT_RECORDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace klik::storage {

inline constexpr std::string_view kAccounts = "accounts/";
inline constexpr std::string_view kSessions = "sessions/";
inline constexpr std::string_view kTokens = "tokens/";
inline constexpr std::string_view kThrottles = "throttles/";

// The numbers are on disk.
enum class AccountState : std::uint8_t { kUnspecified, kInvited, kActive, kDisabled };

// What argon2id made of a password, and how.
struct PasswordRecord {
  std::string salt;
  std::string verifier;
  std::int64_t passes = 0;
  std::int64_t memory_bytes = 0;

  friend bool operator==(const PasswordRecord&, const PasswordRecord&) = default;
};

struct AccountRecord {
  std::string name;  // `accounts/{id}`, which is its key.
  std::int64_t version = 0;
  absl::Time create_time;
  absl::Time update_time;
  std::string user_name;
  std::string display_name;
  std::vector<std::int32_t> roles;
  std::string municipality;
  std::string organisation;
  std::string system;
  AccountState state = AccountState::kUnspecified;
  std::optional<PasswordRecord> password;
  std::string sealed_totp;
  std::int64_t last_totp_step = 0;
  std::vector<std::string> recovery_codes;  // Digests of those that are left.
  std::string invitation;                   // Digest; empty: none is open.
  absl::Time invitation_expire_time;
  std::string issuer;   // Who vouches for its owner, and
  std::string subject;  // who that is there; both empty: nobody does.

  friend bool operator==(const AccountRecord&, const AccountRecord&) = default;
};

struct SessionRecord {
  std::string name;     // `sessions/{id}`
  std::string account;  // `accounts/{id}`
  std::string token;    // Digest.
  absl::Time create_time;
  absl::Time last_used_time;

  friend bool operator==(const SessionRecord&, const SessionRecord&) = default;
};

struct PartnerTokenRecord {
  std::string name;  // `tokens/{id}`
  std::int64_t version = 0;
  absl::Time create_time;
  absl::Time update_time;
  std::string title;
  std::string system;
  std::string organisation;
  std::string municipality;
  std::vector<std::int32_t> scopes;
  std::string secret;       // Digest.
  std::string certificate;  // SHA-256 of the only one it comes with; empty: any, or none.
  absl::Time expire_time;
  bool revoked = false;

  friend bool operator==(const PartnerTokenRecord&, const PartnerTokenRecord&) = default;
};

struct ThrottleRecord {
  std::string name;  // `throttles/{id}`
  std::string subject;
  std::vector<absl::Time> failure_times;

  friend bool operator==(const ThrottleRecord&, const ThrottleRecord&) = default;
};

std::string EncodeRecord(const AccountRecord& account);
std::string EncodeRecord(const SessionRecord& session);
std::string EncodeRecord(const PartnerTokenRecord& token);
std::string EncodeRecord(const ThrottleRecord& throttle);

absl::StatusOr<AccountRecord> DecodeAccount(std::string_view key, std::string_view bytes);
absl::StatusOr<SessionRecord> DecodeSession(std::string_view key, std::string_view bytes);
absl::StatusOr<PartnerTokenRecord> DecodePartnerToken(std::string_view key, std::string_view bytes);
absl::StatusOr<ThrottleRecord> DecodeThrottle(std::string_view key, std::string_view bytes);

}  // namespace klik::storage

#endif  // KLIK_STORAGE_RECORD_ACCOUNT_RECORDS_H_
