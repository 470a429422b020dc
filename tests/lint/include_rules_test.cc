#include "tests/lint/include_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace klik::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(IncludeRules, TheTreeKeepsThem) {
  const std::vector<SourceFile> files = ReadSourceTree(KLIK_SOURCE_DIR);
  ASSERT_GT(files.size(), 50U) << "looked in the wrong place?";
  for (const SourceFile& file : files) {
    EXPECT_THAT(CheckIncludes(file), IsEmpty());
  }
  EXPECT_THAT(CheckRings(files), IsEmpty());
}

TEST(IncludeRules, TheEngineKnowsOnlyValues) {
  EXPECT_THAT(CheckIncludes({"engine/match/search.cc",
                             "#include \"engine/match/search.h\"\n"
                             "\n"
                             "#include <vector>\n"
                             "#include \"absl/time/time.h\"\n"
                             "#include \"storage/store.h\"\n"
                             "#include \"klik/v1/common.pb.h\"\n"
                             "#include <rocksdb/db.h>\n"
                             "#include <unistd.h>\n"
                             "#include \"absl/time/clock.h\"\n"
                             "#include <random>\n"}),
              ElementsAre("engine/match/search.cc:5: engine/ may not include storage/store.h",
                          "engine/match/search.cc:6: engine/ may not include klik/v1/common.pb.h",
                          "engine/match/search.cc:7: engine/ may not include rocksdb/db.h",
                          "engine/match/search.cc:8: engine/ may not include unistd.h",
                          "engine/match/search.cc:9: the engine is pure: it may not include absl/time/clock.h",
                          "engine/match/search.cc:10: the engine is pure: it may not include random"));
}

TEST(IncludeRules, RocksDbStaysInItsFolder) {
  const std::string text = "#include <rocksdb/db.h>\n";
  EXPECT_THAT(CheckIncludes({"storage/rocksdb/rocks_store.cc", text}), IsEmpty());
  EXPECT_THAT(CheckIncludes({"storage/store.h", text}),
              ElementsAre("storage/store.h:1: storage/ may not include rocksdb/db.h"));
  EXPECT_THAT(CheckIncludes({"services/registry/registry.cc", text}),
              ElementsAre("services/registry/registry.cc:1: services/ may not include rocksdb/db.h"));
}

TEST(IncludeRules, RecordsAreNotTheApi) {
  EXPECT_THAT(CheckIncludes({"storage/record/codec.cc", "#include \"klik/v1/common.pb.h\"\n"}),
              ElementsAre("storage/record/codec.cc:1: storage/ may not include klik/v1/common.pb.h"));
  EXPECT_THAT(CheckIncludes({"services/rpc/resident.cc", "#include \"klik/store/v1/records.pb.h\"\n"}),
              ElementsAre("services/rpc/resident.cc:1: services/ may not include klik/store/v1/records.pb.h"));
}

TEST(IncludeRules, GatewayAndClientsKnowOnlyTheApi) {
  const std::string text =
      "#include \"klik/v1/common.pb.h\"\n"
      "#include <grpcpp/grpcpp.h>\n"
      "#include \"engine/model/person.h\"\n";
  EXPECT_THAT(CheckIncludes({"services/gateway/session.cc", text}),
              ElementsAre("services/gateway/session.cc:3: services/gateway/ may not include engine/model/person.h"));
  EXPECT_THAT(CheckIncludes({"clients/cli/main.cc", text}),
              ElementsAre("clients/cli/main.cc:3: clients/cli/ may not include engine/model/person.h"));
}

// What residents answered to questionnaires says nothing certain of one person: whoever matches must not come by it.
TEST(IncludeRules, OutcomesReachNobodyButTheirOwnService) {
  const std::vector<std::string_view> known = {"storage/", "services/outcomes/",
                                               "services/registry/ended_evaluations.cc",
                                               "services/rpc/outcome_service.cc", "services/rpc/convert/outcome."};
  const auto may = [&](const std::string& path) {
    return path.starts_with("tests/") ||
           std::any_of(known.begin(), known.end(), [&](std::string_view start) { return path.starts_with(start); });
  };
  int readers = 0;
  for (const SourceFile& file : ReadSourceTree(KLIK_SOURCE_DIR)) {
    for (const char* header :
         {"\"services/outcomes/", "\"services/rpc/convert/outcome.h\"", "\"storage/outcomes/",
          "\"storage/record/outcome_record.h\"", "\"klik/store/v1/outcomes", "\"klik/v1/outcome_service.grpc"}) {
      if (!absl::StrContains(file.text, absl::StrCat("#include ", header))) continue;
      EXPECT_TRUE(may(file.path) || file.path.starts_with("clients/")) << file.path << " includes " << header;
      ++readers;
    }
  }
  EXPECT_GT(readers, 8) << "looked for the wrong headers?";
  for (const char* header : {"storage/record/outcome_record.h", "services/outcomes/instruments.h"}) {
    EXPECT_THAT(CheckIncludes({"engine/match/search.cc", absl::StrCat("#include \"", header, "\"\n")}),
                ElementsAre(absl::StrCat("engine/match/search.cc:1: engine/ may not include ", header)));
  }
}

TEST(IncludeRules, TestsMayIncludeAnything) {
  EXPECT_THAT(CheckIncludes({"tests/storage/rocks_test.cc", "#include <rocksdb/db.h>\n"}), IsEmpty());
}

TEST(IncludeRules, FoldersThatIncludeEachOtherAreTold) {
  EXPECT_THAT(CheckRings({{"engine/a/x.h", "#include \"engine/b/y.h\"\n"},
                          {"engine/b/y.h", "#include \"engine/c/z.h\"\n#include \"engine/d/w.h\"\n"},
                          {"engine/c/z.h", "#include \"engine/a/x.h\"\n#include \"engine/c/other.h\"\n"}}),
              ElementsAre("ring of folders: engine/a -> engine/b -> engine/c -> engine/a"));
}

}  // namespace
}  // namespace klik::testing
