// Holds every cell of matrix.txt against a server: who may call what, of whose records, and what of them they see.
#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "klik/v1/access.pb.h"
#include "klik/v1/matching_service.pb.h"
#include "services/rpc/api_services.h"
#include "tests/services/rpc/matrix_world.h"

namespace klik::testing {
namespace {

using ::testing::IsEmpty;

struct Row {
  std::string method;
  Whose whose = Whose::kNobodys;
  std::vector<std::string> cells;  // By caller.
};

Whose WhoseOf(const std::string& word) {
  if (word == "own") return Whose::kOwn;
  if (word == "same") return Whose::kSame;
  if (word == "other") return Whose::kOther;
  return word == "nonexistent" ? Whose::kNonexistent : Whose::kNobodys;
}

std::vector<Row> ReadMatrix() {
  std::ifstream file(KLIK_SOURCE_DIR "/tests/services/rpc/matrix.txt");
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    Row row;
    std::string whose;
    words >> row.method >> whose;
    row.whose = WhoseOf(whose);
    for (std::string cell; words >> cell;) row.cells.push_back(cell);
    rows.push_back(std::move(row));
  }
  return rows;
}

// As the matrix writes it, for a call of which it says `expected`.
std::string CellOf(const GenericOutcome& outcome, const std::string& expected) {
  const bool refused = outcome.reason == "SIGN_IN_REQUIRED" || outcome.reason == "NOT_GRANTED";
  if (expected == "in" && !refused) return "in";
  switch (outcome.status.error_code()) {
    case grpc::OK:
      return "P" + std::to_string(HighestClassIn(*outcome.response) - v1::P0);
    case grpc::UNAUTHENTICATED:
      return "auth";
    case grpc::PERMISSION_DENIED:
      return "no";
    case grpc::NOT_FOUND:
      return "none";
    case grpc::INVALID_ARGUMENT:
      return "bad";
    default:
      return "status " + std::to_string(outcome.status.error_code()) + " " + outcome.status.error_message();
  }
}

std::string BodyOf(const GenericOutcome& outcome) {
  return std::to_string(outcome.status.error_code()) + outcome.status.error_message() + outcome.status.error_details() +
         outcome.response->SerializeAsString();
}

TEST(MatrixTextTest, HasARowForEveryMethodAndACellForEveryCaller) {
  std::set<std::string> methods;
  for (const Row& row : ReadMatrix()) {
    methods.insert("klik.v1." + row.method);
    EXPECT_EQ(row.cells.size(), 7U) << row.method;
  }
  for (const std::string& name : services::ApiServiceNames()) {
    const auto& service = *google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    for (int i = 0; i < service.method_count(); ++i) {
      EXPECT_TRUE(methods.contains(service.method(i)->full_name())) << service.method(i)->full_name();
    }
  }
}

TEST_F(MatrixTest, EveryCellIsAsWritten) {
  // So that there is something of the highest class in the audit trail.
  CallAbout("ResidentService.GetResident", Whose::kSame, "coordinator", "zij belde zelf");
  std::map<std::pair<std::string, std::string>, std::string>
      withheld;  // The answer about another's, by call and caller.
  for (const Row& row : ReadMatrix()) {
    for (std::size_t i = 0; i < kCallers.size(); ++i) {
      const GenericOutcome outcome = CallAbout(row.method, row.whose, kCallers[i]);
      EXPECT_EQ(CellOf(outcome, row.cells[i]), row.cells[i])
          << row.method << " " << static_cast<int>(row.whose) << " by " << kCallers[i] << ": "
          << outcome.status.error_message();
      if (row.cells[i] != "none") continue;
      const auto [other, first] = withheld.try_emplace({row.method, kCallers[i]}, BodyOf(outcome));
      EXPECT_EQ(other->second, BodyOf(outcome)) << row.method << " by " << kCallers[i];
    }
  }
}

TEST_F(MatrixTest, WithAStatedReasonACoordinatorSeesWhoIsNotHerCase) {
  const auto highest = [&](const std::string& reason) {
    return HighestClassIn(*CallAbout("ResidentService.GetResident", Whose::kSame, "coordinator", reason).response);
  };
  EXPECT_EQ(highest(""), v1::P1);
  EXPECT_EQ(highest("zij belde zelf"), v1::P3);
  EXPECT_EQ(CallAbout("ResidentService.GetResident", Whose::kOther, "coordinator", "reden").status.error_code(),
            grpc::NOT_FOUND);
  EXPECT_EQ(CallAbout("ResidentService.GetResident", Whose::kSame, "partner", "reden").status.error_code(),
            grpc::NOT_FOUND);
  EXPECT_EQ(CallAbout("ResidentService.GetResident", Whose::kSame, "coordinator", std::string(501, 'a')).reason,
            "INVALID_FIELDS");
}

// Of those who are not the caller's, a search tells no name, no address and no sentence.
TEST_F(MatrixTest, ACandidateWhoIsNotTheCallersIsAPseudonym) {
  const GenericOutcome outcome = CallAbout("MatchingService.SearchCandidates", Whose::kOwn, "partner");
  const auto& found = dynamic_cast<const v1::SearchCandidatesResponse&>(*outcome.response);
  ASSERT_EQ(found.candidates_size(), 1);
  EXPECT_EQ(found.candidates(0).candidate(), "volunteers/background");
  EXPECT_GT(found.candidates(0).score(), 0);
  EXPECT_EQ(found.candidates(0).display_name(), "");
  for (const v1::TermScore& term : found.candidates(0).terms()) EXPECT_THAT(term.evidence(), IsEmpty());
}

bool IsOnRecord(const Row& row, const std::string& caller, const std::string& cell) {
  if (caller == "anonymous" || cell == "auth") return false;
  const v1::Access& access = MethodNamed(row.method).options().GetExtension(v1::access);
  return cell == "no" || access.audit() != v1::Access::NOT_PERSONAL;
}

// Calls of anybody, in any order: what touches personal data or is refused is one entry of the trail, and nothing else
// is.
TEST_F(MatrixTest, EveryCallIsOneEntry) {
  std::vector<Row> rows;
  for (Row& row : ReadMatrix()) {
    // What signs in or out, and keys, are other tests' matter: they change who may call.
    // Nor what goes on telling, and may tell of the next call too.
    const bool is_call = !row.method.starts_with("SessionService") && row.method != "AdminService.RotateKey" &&
                         row.method != "TransferService.WatchChanges";
    if (is_call) rows.push_back(std::move(row));
  }
  std::mt19937 random(4);
  std::vector<std::string> expected;
  const std::size_t before = EntryCount();
  for (int i = 0; i < 10'000; ++i) {
    const Row& row = rows[random() % rows.size()];
    const std::size_t caller = random() % kCallers.size();
    CallAbout(row.method, row.whose, kCallers[caller]);
    const google::protobuf::MethodDescriptor& method = MethodNamed(row.method);
    if (!IsOnRecord(row, kCallers[caller], row.cells[caller])) continue;
    expected.push_back(method.service()->full_name() + "/" + method.name() + (row.cells[caller] == "no" ? " no" : ""));
  }
  const std::vector<std::string> entries = EntriesSince(before);
  EXPECT_EQ(entries.size(), expected.size());
  for (std::size_t i = 0; i < std::min(entries.size(), expected.size()); ++i)
    ASSERT_EQ(entries[i], expected[i]) << "entry " << i;
}

}  // namespace
}  // namespace klik::testing
