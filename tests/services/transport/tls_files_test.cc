#include "services/transport/tls_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/testing/pem_folder.h"
#include "tests/testing/test_authority.h"

namespace klik::services {
namespace {

using testing::CertifiedKey;
using ::testing::HasSubstr;
using testing::TestAuthority;

class TlsFilesTest : public ::testing::Test {
 protected:
  TlsFilesTest() {
    Write("certificate", server_.certificate);
    Write("key", server_.key);
    Write("ca", authority_.certificate());
  }
  std::string Path(const std::string& name) const { return files_.Path(name); }
  void Write(const std::string& name, const std::string& text) const { files_.Write(name, text); }

  void ExpectWrong(const std::string& file, const std::string& words) const {
    const absl::Status status = CheckTlsFiles({Path("certificate"), Path("key"), Path("ca")});
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), HasSubstr(Path(file) + ": "));
    EXPECT_THAT(std::string(status.message()), HasSubstr(words));
  }

  const testing::PemFolder files_;
  const TestAuthority authority_{"authority"};
  const CertifiedKey server_ = authority_.Issue("server");
};

TEST_F(TlsFilesTest, WhatFitsTogetherIsTaken) {
  EXPECT_TRUE(CheckTlsFiles({Path("certificate"), Path("key"), Path("ca")}).ok());
  EXPECT_TRUE(CheckTlsFiles({Path("certificate"), Path("key"), ""}).ok());
  EXPECT_TRUE(CheckTlsFiles({}).ok());
}

TEST_F(TlsFilesTest, TheFileThatIsWrongIsNamed) {
  Write("certificate", "nothing of the kind");
  ExpectWrong("certificate", "no certificate");
  Write("certificate", authority_.Issue("server", -absl::Minutes(1)).certificate);
  ExpectWrong("certificate", "expired");
  Write("certificate", authority_.Issue("server").certificate);
  ExpectWrong("key", "not the key");
  Write("certificate", server_.certificate);
  Write("key", server_.certificate);
  ExpectWrong("key", "no private key");
  Write("key", server_.key);
  Write("ca", server_.key);
  ExpectWrong("ca", "no certificate");
}

TEST_F(TlsFilesTest, AFileThatIsNotThereIsNamed) {
  EXPECT_THAT(std::string(CheckTlsFiles({Path("none"), Path("key"), ""}).message()), HasSubstr(Path("none")));
  EXPECT_THAT(std::string(CheckTlsFiles({Path("certificate"), Path("none"), ""}).message()), HasSubstr(Path("none")));
  EXPECT_THAT(std::string(CheckTlsFiles({Path("certificate"), Path("key"), Path("none")}).message()),
              HasSubstr(Path("none")));
}

}  // namespace
}  // namespace klik::services
