#include "storage/record/account_records.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <utility>

#include "klik/store/v1/accounts.pb.h"
#include "storage/record/envelope.h"

namespace klik::storage {
namespace {

const absl::Time kTime = absl::FromUnixNanos(1'790'000'000'123'456'789);

AccountRecord FullAccount() {
  return {.name = "accounts/a",
          .version = 3,
          .create_time = kTime,
          .update_time = kTime + absl::Seconds(1),
          .user_name = "els",
          .display_name = "Els",
          .roles = {1, 6},
          .municipality = "GM0420",
          .organisation = "organisations/o",
          .system = "gm0420",
          .state = AccountState::kActive,
          .password = PasswordRecord{.salt = std::string("\0s", 2), .verifier = "v", .passes = 3, .memory_bytes = 64},
          .sealed_totp = std::string("\xFF\0t", 3),
          .last_totp_step = 59'666'666,
          .recovery_codes = {"one", "two"},
          .invitation = "digest",
          .invitation_expire_time = kTime + absl::Hours(1),
          .issuer = "https://login.example/tenant/v2.0",
          .subject = "subject-1"};
}

SessionRecord FullSession() {
  return {.name = "sessions/s",
          .account = "accounts/a",
          .token = "digest",
          .create_time = kTime,
          .last_used_time = kTime + absl::Seconds(2)};
}

PartnerTokenRecord FullToken() {
  return {.name = "tokens/t",
          .version = 2,
          .create_time = kTime,
          .update_time = kTime,
          .title = "T",
          .system = "s",
          .organisation = "organisations/o",
          .municipality = "GM0420",
          .scopes = {1, 5},
          .secret = "digest",
          .certificate = std::string(32, '\x7F'),
          .expire_time = kTime + absl::Hours(1),
          .revoked = true};
}

ThrottleRecord FullThrottle() {
  return {.name = "throttles/x", .subject = "name \xFF", .failure_times = {kTime, kTime + absl::Seconds(1)}};
}

absl::Status DecodeAny(const std::string& key, const std::string& bytes) {
  if (key.starts_with(kAccounts)) return DecodeAccount(key, bytes).status();
  if (key.starts_with(kSessions)) return DecodeSession(key, bytes).status();
  if (key.starts_with(kTokens)) return DecodePartnerToken(key, bytes).status();
  return DecodeThrottle(key, bytes).status();
}

TEST(AccountRecordsTest, EveryFieldComesBack) {
  EXPECT_EQ(DecodeAccount("accounts/a", EncodeRecord(FullAccount())).value(), FullAccount());
  EXPECT_EQ(DecodeSession("sessions/s", EncodeRecord(FullSession())).value(), FullSession());
  EXPECT_EQ(DecodePartnerToken("tokens/t", EncodeRecord(FullToken())).value(), FullToken());
  EXPECT_EQ(DecodeThrottle("throttles/x", EncodeRecord(FullThrottle())).value(), FullThrottle());
  AccountRecord invited = FullAccount();
  invited.password.reset();
  invited.state = AccountState::kInvited;
  EXPECT_EQ(DecodeAccount("accounts/a", EncodeRecord(invited)).value(), invited);
}

TEST(AccountRecordsTest, EveryFlippedBitAndLostEndIsFound) {
  const std::pair<std::string, std::string> records[] = {{"accounts/a", EncodeRecord(FullAccount())},
                                                         {"sessions/s", EncodeRecord(FullSession())},
                                                         {"tokens/t", EncodeRecord(FullToken())},
                                                         {"throttles/x", EncodeRecord(FullThrottle())}};
  for (const auto& [key, bytes] : records) {
    EXPECT_EQ(DecodeAny(key, bytes), absl::OkStatus());
    EXPECT_FALSE(DecodeAny(key + "2", bytes).ok());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      EXPECT_FALSE(DecodeAny(key, bytes.substr(0, i)).ok()) << key << i;
      for (int bit = 0; bit < 8; ++bit) {
        std::string flipped = bytes;
        flipped[i] = static_cast<char>(flipped[i] ^ 1 << bit);
        EXPECT_FALSE(DecodeAny(key, flipped).ok()) << key << i;
      }
    }
  }
}

TEST(AccountRecordsTest, AStateThatThisBuildDoesNotKnowIsNotGuessed) {
  for (const int state : {0, 4, -1}) {
    ::klik::store::v1::Account message;
    message.set_state(state);
    const absl::Status decoded = DecodeAccount("accounts/a", WrapRecord("accounts/a", message)).status();
    EXPECT_EQ(decoded.code(), absl::StatusCode::kDataLoss) << state;
  }
}

}  // namespace
}  // namespace klik::storage
