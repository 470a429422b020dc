#include "services/accounts/totp.h"

#include <gtest/gtest.h>

#include <cctype>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "services/accounts/recovery_codes.h"

namespace klik::services {
namespace {

const std::string kRfcSecret = "12345678901234567890";

// RFC 6238, appendix B, the column of SHA-1.
TEST(TotpTest, GivesTheCodesOfTheRfc) {
  const std::pair<std::int64_t, const char*> vectors[] = {{59, "94287082"},         {1111111109, "07081804"},
                                                          {1111111111, "14050471"}, {1234567890, "89005924"},
                                                          {2000000000, "69279037"}, {20000000000, "65353130"}};
  for (const auto& [seconds, code] : vectors) {
    EXPECT_EQ(TotpCode(kRfcSecret, TotpStepAt(absl::FromUnixSeconds(seconds)), 8), code) << seconds;
    // An app shows the last six.
    EXPECT_EQ(TotpCode(kRfcSecret, TotpStepAt(absl::FromUnixSeconds(seconds))), std::string(code).substr(2));
  }
}

TEST(TotpTest, ACodeIsGoodForAStepBeforeAndAfterItsOwn) {
  const absl::Time now = absl::FromUnixSeconds(1111111111);
  const std::int64_t step = TotpStepAt(now);
  const std::string code = TotpCode(kRfcSecret, step);
  for (const int steps : {-1, 0, 1}) EXPECT_EQ(FindTotpStep(kRfcSecret, code, now + steps * kTotpStep, 0), step);
  for (const int steps : {-2, 2}) EXPECT_EQ(FindTotpStep(kRfcSecret, code, now + steps * kTotpStep, 0), std::nullopt);
}

TEST(TotpTest, ACodePassesOnceAndNoneBeforeIt) {
  const absl::Time now = absl::FromUnixSeconds(1111111111);
  const std::int64_t step = TotpStepAt(now);
  EXPECT_EQ(FindTotpStep(kRfcSecret, TotpCode(kRfcSecret, step), now, step), std::nullopt);
  EXPECT_EQ(FindTotpStep(kRfcSecret, TotpCode(kRfcSecret, step - 1), now, step), std::nullopt);
  EXPECT_EQ(FindTotpStep(kRfcSecret, TotpCode(kRfcSecret, step + 1), now, step), step + 1);
}

TEST(TotpTest, WhatIsNoCodeIsNone) {
  const absl::Time now = absl::FromUnixSeconds(1111111111);
  for (const char* code : {"", "1", "00000", "0000000", "abcdef"}) {
    EXPECT_EQ(FindTotpStep(kRfcSecret, code, now, 0), std::nullopt) << code;
  }
}

// RFC 4648, section 10, without the padding.
TEST(TotpTest, Base32IsTheRfcs) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "MY"},
                                                         {"fo", "MZXQ"},
                                                         {"foo", "MZXW6"},
                                                         {"foob", "MZXW6YQ"},
                                                         {"fooba", "MZXW6YTB"},
                                                         {"foobar", "MZXW6YTBOI"}};
  for (const auto& [plain, encoded] : vectors) EXPECT_EQ(Base32(plain), encoded);
}

TEST(TotpTest, TheUriIsWhatAnAppReads) {
  EXPECT_EQ(TotpUri("els@andijk.nl", "foobar"), "otpauth://totp/Klik:els%40andijk.nl?secret=MZXW6YTBOI&issuer=Klik");
  EXPECT_EQ(TotpUri("", "foobar"), "otpauth://totp/Klik?secret=MZXW6YTBOI&issuer=Klik");
  EXPECT_EQ(NewTotpSecret().size(), 20U);
  EXPECT_NE(NewTotpSecret(), NewTotpSecret());
}

TEST(RecoveryCodesTest, TenThatAreFoundHoweverTheyAreTyped) {
  const RecoveryCodes made = NewRecoveryCodes();
  ASSERT_EQ(made.codes.size(), 10U);
  ASSERT_EQ(made.digests.size(), 10U);
  for (std::size_t i = 0; i < made.codes.size(); ++i) {
    EXPECT_EQ(FindRecoveryCode(made.codes[i], made.digests), i);
    std::string typed = made.codes[i];
    for (char& c : typed) c = c == '-' ? ' ' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    EXPECT_EQ(FindRecoveryCode(typed, made.digests), i);
    // The digest is no code, and does not hold one.
    EXPECT_EQ(made.digests[i].find(made.codes[i].substr(0, 4)), std::string::npos);
  }
  EXPECT_EQ(made.codes.front().size(), 19U);
  EXPECT_EQ(FindRecoveryCode("", made.digests), std::nullopt);
  EXPECT_EQ(FindRecoveryCode("aaaa-aaaa-aaaa-aaaa", made.digests), std::nullopt);
  EXPECT_EQ(FindRecoveryCode(made.codes[0], {}), std::nullopt);
}

}  // namespace
}  // namespace klik::services
