// Where the master key comes from, and what is refused.
#include "storage/keyring/master_key.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/storage/scratch_directory.h"

namespace klik::storage {
namespace {

namespace fs = std::filesystem;

const std::string kHex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

class MasterKeyTest : public ::testing::Test {
 protected:
  MasterKeyTest() { fs::create_directories(directory_.store()); }

  fs::path File(const std::string& name, const std::string& text, fs::perms perms = fs::perms::owner_read) {
    const fs::path file = directory_.store() / name;
    std::ofstream(file, std::ios::binary) << text;
    fs::permissions(file, perms);
    return file;
  }

  static KeySource FromFile(const fs::path& file) {
    KeySource source;
    source.file = file;
    return source;
  }

  ScratchDirectory directory_;
};

TEST_F(MasterKeyTest, TheSameKeyInTextInBytesAndFromACommand) {
  std::string bytes;
  for (char byte = 0; byte < 32; ++byte) bytes += byte;
  const MasterKey key = LoadMasterKey(FromFile(File("hex", kHex + "\n"))).value();
  EXPECT_EQ(LoadMasterKey(FromFile(File("bytes", bytes)))->id(), key.id());
  KeySource command;
  command.command = "echo " + kHex;
  EXPECT_EQ(LoadMasterKey(command)->id(), key.id());
  KeySource credential = command;
  credential.command = "false";
  credential.credential = File("credential", kHex, fs::perms::owner_read | fs::perms::group_read);
  EXPECT_EQ(LoadMasterKey(credential)->id(), key.id()) << "systemd's credential comes first";
}

TEST_F(MasterKeyTest, WhatIsNoKeyIsRefusedAndNotQuoted) {
  for (const std::string& text : {std::string("x"), kHex.substr(1), kHex + "0", std::string(64, 'z'), std::string()}) {
    const fs::path file = File("bad", text, fs::perms::owner_read | fs::perms::owner_write);
    const absl::Status status = LoadMasterKey(FromFile(file)).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << text.size() << ": " << status;
    if (text.size() > 1) {
      EXPECT_EQ(status.message().find(text), absl::string_view::npos);
    }
  }
  KeySource command;
  command.command = "echo " + kHex + "; exit 3";
  EXPECT_TRUE(absl::IsFailedPrecondition(LoadMasterKey(command).status()));
  EXPECT_TRUE(absl::IsNotFound(LoadMasterKey(FromFile(directory_.store() / "none")).status()));
}

TEST_F(MasterKeyTest, AKeyThatOthersMayReadIsRefused) {
  for (const fs::perms more : {fs::perms::group_read, fs::perms::others_read, fs::perms::group_write}) {
    const absl::Status status = ReadKeyFile(File("open", kHex, fs::perms::owner_all | more)).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  }
}

TEST_F(MasterKeyTest, AMadeKeyIsItsOwnersAlone) {
  const fs::path file = directory_.store() / "klik.key";
  const MasterKey made = MakeKeyFile(file).value();
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read);
  EXPECT_EQ(ReadKeyFile(file)->id(), made.id());
  EXPECT_NE(MakeKeyFile(directory_.store() / "other")->id(), made.id());
  EXPECT_FALSE(MakeKeyFile(directory_.store() / "none" / "klik.key").ok());
}

}  // namespace
}  // namespace klik::storage
