#include "services/accounts/password_rules.h"

#include <gtest/gtest.h>

#include <string>

namespace klik::services {
namespace {

TEST(PasswordRulesTest, LongOnesOfOnesOwnAreTaken) {
  for (const char* password :
       {"welkom-Jansen-8371-x!", "kruiwagen vol pannenkoeken", "Tj9#kd02Lm!q", "dragon monkey summer welkom kermis",
        "een hele lange zin die niemand raadt", "ëëxtra lange zïn"}) {
    EXPECT_EQ(WeaknessOf(password, "els"), std::nullopt) << password;
  }
}

TEST(PasswordRulesTest, WhatManyChooseIsNot) {
  for (const char* password :
       {"password1234",   "Password123456!",     "welkom2024!!!", "Welkom2024welkom", "w3lk0mW3lk0m!",
        "qwertyuiop12",   "qwertyuiopasdfghjkl", "123456789012",  "111111111111",     "abababababab",
        "wachtwoord123",  "W@chtw00rd2026",      "ikhouvanjou12", "amsterdam2025",    "feyenoord1908!",
        "zomer2026zomer", "iloveyou1234",        "letmein12345",  "P@$$w0rdP@$$w0rd", "abcdefghijkl",
        "Medemblik2026!"}) {
    EXPECT_NE(WeaknessOf(password, "els"), std::nullopt) << password;
  }
}

TEST(PasswordRulesTest, FromTwelveTo128Characters) {
  const std::string good = "Tj9#kd02Lm!q";
  EXPECT_EQ(WeaknessOf(good, ""), std::nullopt);
  EXPECT_NE(WeaknessOf(good.substr(1), ""), std::nullopt);
  std::string longest;
  while (longest.size() < kMaxPasswordCharacters) longest += "Tj9#kd02Lm!q-xyw";
  EXPECT_EQ(WeaknessOf(longest, ""), std::nullopt);
  EXPECT_NE(WeaknessOf(longest + "x", ""), std::nullopt);
  // Characters, not bytes.
  EXPECT_NE(WeaknessOf("ëïöüáéíóúàè", ""), std::nullopt);
}

TEST(PasswordRulesTest, TheUserNameIsNoPassword) {
  EXPECT_NE(WeaknessOf("xQ7-truus.bakker!", "truus.bakker@andijk.nl"), std::nullopt);
  EXPECT_NE(WeaknessOf("xQ7-Truus.Bakker!", "truus.bakker"), std::nullopt);
  EXPECT_EQ(WeaknessOf("xQ7-els-kruiwagen!", "els"), std::nullopt);
}

}  // namespace
}  // namespace klik::services
