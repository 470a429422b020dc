// What the server does at a start with data that has lost something: it refuses, says what is missing, and that
// starting it again will not help.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "tests/e2e/client.h"
#include "tests/e2e/server_process.h"

namespace klik::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using Stub = v1::ResidentService::Stub;

constexpr absl::Duration kEndTimeout = absl::Seconds(20);
constexpr int kExitConfiguration = 78;
constexpr int kResidents = 20;

class LostData : public ::testing::Test {
 protected:
  std::string data() const { return folder_.path() + "/data"; }
  std::filesystem::path store() const { return std::filesystem::path(data()) / "store"; }

  // Creates residents one after another, each acknowledged, and then ends without a word.
  void Fill() {
    const auto server = ServerProcess::StartReady(data(), Flags());
    ASSERT_TRUE(server.ok()) << server.status();
    const std::unique_ptr<Stub> stub = v1::ResidentService::NewStub(Connect((*server)->grpc_address()));
    for (int i = 0; i < kResidents; ++i) {
      v1::CreateResidentRequest request;
      *request.mutable_resident() = ValidResident();
      request.set_request_id(NewRequestId());
      v1::Resident created;
      const grpc::Status status = Call(*stub, &Stub::CreateResident, request, &created);
      ASSERT_TRUE(status.ok()) << status.error_message();
    }
    (*server)->Send(SIGKILL);
    ASSERT_EQ((*server)->WaitExit(kEndTimeout).value_or(-1), 128 + SIGKILL);
  }

  // The residents there are with these flags; -1 when it does not start.
  int Count(const std::vector<std::string>& more) const {
    const auto server = ServerProcess::StartReady(data(), more);
    if (!server.ok()) return -1;
    const std::unique_ptr<Stub> stub = v1::ResidentService::NewStub(Connect((*server)->grpc_address()));
    v1::ListResidentsResponse response;
    if (!Call(*stub, &Stub::ListResidents, v1::ListResidentsRequest(), &response).ok()) return -1;
    return response.residents_size();
  }

  void ExpectRefused(const std::string& pattern) const {
    std::vector<std::string> arguments = {"--data", data(), "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0"};
    for (const std::string& flag : Flags()) arguments.push_back(flag);
    const auto server = ServerProcess::Start(arguments);
    ASSERT_TRUE(server.ok()) << server.status();
    ASSERT_FALSE((*server)->WaitReady(kEndTimeout).ok()) << "it started";
    EXPECT_EQ((*server)->WaitExit(kEndTimeout).value_or(-1), kExitConfiguration);
    EXPECT_THAT((*server)->StandardError(), MatchesRegex("klikd: [^\n]*" + pattern + "\n"));
  }

  std::vector<std::string> Flags() const { return {"--dev-open", "--witness", folder_.path() + "/witness"}; }

  std::filesystem::path Log() const {
    for (const auto& file : std::filesystem::directory_iterator(store())) {
      if (file.path().extension() == ".log") return file.path();
    }
    return {};
  }

  TemporaryFolder folder_;
};

TEST_F(LostData, NothingIsMissedAfterAKill) {
  ASSERT_NO_FATAL_FAILURE(Fill());
  EXPECT_EQ(Count(Flags()), kResidents);
}

TEST_F(LostData, AFlippedBitInTheLog) {
  ASSERT_NO_FATAL_FAILURE(Fill());
  std::fstream log(Log(), std::ios::in | std::ios::out | std::ios::binary);
  const auto middle = static_cast<std::streamoff>(std::filesystem::file_size(Log()) / 2);
  log.seekg(middle);
  const int byte = log.get();
  log.seekp(middle);
  log.put(static_cast<char>(byte ^ 1));
  log.close();
  ExpectRefused(
      "the store is damaged: .*; it can be read up to revision [0-9]+, the witness has seen revision 20: "
      "revisions [0-9]+ to 20 are missing");
}

TEST_F(LostData, ATruncatedLog) {
  ASSERT_NO_FATAL_FAILURE(Fill());
  std::filesystem::resize_file(Log(), std::filesystem::file_size(Log()) / 2);
  ExpectRefused("the store has revision [0-9]+, the witness has seen revision 20: revisions [0-9]+ to 20 are missing");
}

TEST_F(LostData, AnOlderFolder) {
  ASSERT_NO_FATAL_FAILURE(Fill());
  const std::string kept = folder_.path() + "/kept";
  std::filesystem::copy(data(), kept, std::filesystem::copy_options::recursive);
  ASSERT_NO_FATAL_FAILURE(Fill());
  std::filesystem::remove_all(data());
  std::filesystem::rename(kept, data());
  ExpectRefused("the store has revision 20, the witness has seen revision 40: revisions 21 to 40 are missing");
  // Somebody who puts a backup back says so, once.
  std::vector<std::string> flags = Flags();
  flags.emplace_back("--take-store");
  EXPECT_EQ(Count(flags), kResidents);
  EXPECT_EQ(Count(Flags()), kResidents);
}

TEST_F(LostData, ADeletedStore) {
  ASSERT_NO_FATAL_FAILURE(Fill());
  std::filesystem::remove_all(store());
  ExpectRefused("the store has revision 0, the witness has seen revision 20: revisions 1 to 20 are missing");
}

// The control: without the witness the same loss is served as if it was all there ever was.
TEST_F(LostData, WithoutTheWitnessTheSameLossIsSilent) {
  ASSERT_NO_FATAL_FAILURE(Fill());
  std::filesystem::remove_all(store());
  EXPECT_EQ(Count({"--dev-open", "--witness", folder_.path() + "/another"}), 0);
}

TEST_F(LostData, AWitnessThatIsGone) {
  ASSERT_NO_FATAL_FAILURE(Fill());
  std::filesystem::remove(folder_.path() + "/witness");
  ExpectRefused("the witness is empty or another file, and the store had one up to revision 20");
}

}  // namespace
}  // namespace klik::testing
