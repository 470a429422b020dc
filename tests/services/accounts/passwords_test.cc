#include "services/accounts/passwords.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "services/accounts/secrets.h"

namespace klik::services {
namespace {

constexpr PasswordCost kCheap{.passes = 1, .memory_bytes = 8192};
const std::string kPassword = "lange zin met fiets";

TEST(PasswordsTest, AsStrongAsAskedFor) {
  // OWASP ASVS 5 asks for argon2id with at least one pass and 46 MiB.
  EXPECT_GE(PasswordCost().passes, 1);
  EXPECT_GE(PasswordCost().memory_bytes, 46 << 20);
  const absl::StatusOr<NewPassword> made = MakePassword(kPassword, PasswordCost());
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->record.memory_bytes, PasswordCost().memory_bytes);
  EXPECT_TRUE(CheckPassword(kPassword, made->record)->has_value());
}

TEST(PasswordsTest, OnlyTheSameOnePasses) {
  const NewPassword made = *MakePassword(kPassword, kCheap);
  EXPECT_TRUE(CheckPassword(kPassword, made.record)->has_value());
  for (const char* other : {"", "lange zin met fietS", "lange zin met fiets "}) {
    EXPECT_FALSE(CheckPassword(other, made.record)->has_value()) << other;
  }
  storage::PasswordRecord salted = made.record;
  salted.salt[0] = static_cast<char>(salted.salt[0] ^ 1);
  EXPECT_FALSE(CheckPassword(kPassword, salted)->has_value());
}

TEST(PasswordsTest, TwoOfTheSamePasswordShareNothing) {
  const NewPassword one = *MakePassword(kPassword, kCheap);
  const NewPassword two = *MakePassword(kPassword, kCheap);
  EXPECT_NE(one.record.salt, two.record.salt);
  EXPECT_NE(one.record.verifier, two.record.verifier);
}

TEST(PasswordsTest, AVerifierIsNotTheKey) {
  const NewPassword made = *MakePassword(kPassword, kCheap);
  const std::string key(made.key.data(), made.key.data() + PasswordKey::kBytes);
  EXPECT_EQ(made.record.verifier.size(), key.size());
  EXPECT_NE(made.record.verifier, key);
}

TEST(PasswordsTest, TheSecondFactorOpensWithThePasswordOnly) {
  const NewPassword made = *MakePassword(kPassword, kCheap);
  const std::string sealed = SealTotp(made.key, "accounts/a", "the secret");
  EXPECT_EQ(sealed.find("the secret"), std::string::npos);
  const auto key = *CheckPassword(kPassword, made.record);
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(OpenTotp(*key, "accounts/a", sealed), "the secret");
  EXPECT_EQ(OpenTotp(*key, "accounts/b", sealed), std::nullopt);
  EXPECT_EQ(OpenTotp(MakePassword(kPassword, kCheap)->key, "accounts/a", sealed), std::nullopt);
  EXPECT_EQ(OpenTotp(*key, "accounts/a", ""), std::nullopt);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string damaged = sealed;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    EXPECT_EQ(OpenTotp(*key, "accounts/a", damaged), std::nullopt) << i;
  }
}

TEST(PasswordsTest, WithoutTheMemoryItIsTooBusy) {
  const PasswordCost impossible{.passes = 1, .memory_bytes = 1};
  EXPECT_EQ(MakePassword(kPassword, impossible).status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(SpendPassword(kPassword, impossible).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(SpendPassword(kPassword, kCheap), absl::OkStatus());
}

TEST(SecretsTest, AreLongAndNeverTheSame) {
  EXPECT_EQ(NewSecret().size(), kSecretCharacters);
  EXPECT_NE(NewSecret(), NewSecret());
  EXPECT_EQ(NewSecret().find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
}

TEST(SecretsTest, OneKindIsNoOther) {
  EXPECT_EQ(DigestOfSecret("session", "x"), DigestOfSecret("session", "x"));
  EXPECT_NE(DigestOfSecret("session", "x"), DigestOfSecret("partner", "x"));
  EXPECT_NE(DigestOfSecret("a", "bc"), DigestOfSecret("ab", "c"));
  EXPECT_TRUE(SameBytes("abc", "abc"));
  EXPECT_FALSE(SameBytes("abc", "abd"));
  EXPECT_FALSE(SameBytes("abc", "ab"));
}

TEST(SecretsTest, ATextMovesAndLeavesNothing) {
  SecretText first("short");
  SecretText second(std::move(first));
  EXPECT_EQ(second.text(), "short");
  EXPECT_EQ(first.text(), "");
}

}  // namespace
}  // namespace klik::services
