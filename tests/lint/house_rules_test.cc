#include "tests/lint/house_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace klik::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(HouseRules, TheTreeKeepsThem) {
  const std::vector<SourceFile> files = ReadSourceTree(KLIK_SOURCE_DIR);
  ASSERT_GT(files.size(), 50U) << "looked in the wrong place?";
  for (const SourceFile& file : files) {
    EXPECT_THAT(CheckLength(file), IsEmpty());
    EXPECT_THAT(CheckLeftovers(file), IsEmpty());
    if (file.path.ends_with(".h")) {
      EXPECT_THAT(CheckGuard(file), IsEmpty());
    }
  }
  EXPECT_THAT(CheckHeadersListed(files), IsEmpty());
  EXPECT_THAT(CheckTopLevel(TopLevelNames(KLIK_SOURCE_DIR)), IsEmpty());
}

TEST(HouseRules, ALongFileIsTold) {
  std::string text;
  for (std::size_t i = 0; i < kFileLinesMax; ++i) {
    text += "x\n";
  }
  EXPECT_THAT(CheckLength({"engine/a.cc", text}), IsEmpty());
  EXPECT_THAT(CheckLength({"engine/a.cc", text + "x"}), ElementsAre("engine/a.cc: 501 lines, at most 500"));
}

TEST(HouseRules, AMarkOfUnfinishedWorkIsTold) {
  const std::string mark = std::string("TO") + "DO";
  EXPECT_THAT(CheckLeftovers({"engine/a.cc", "int a;\n// " + mark + ": later\n"}),
              ElementsAre("engine/a.cc:2: " + mark));
}

TEST(HouseRules, AWrongGuardIsTold) {
  EXPECT_THAT(CheckGuard({"engine/model/a_b.h",
                          "// What it is.\n"
                          "#ifndef KLIK_ENGINE_MODEL_A_B_H_\n"
                          "#define KLIK_ENGINE_MODEL_A_B_H_\n"
                          "#endif  // KLIK_ENGINE_MODEL_A_B_H_\n"}),
              IsEmpty());
  const auto told = ElementsAre("engine/model/a.h: the header guard is not KLIK_ENGINE_MODEL_A_H_");
  EXPECT_THAT(CheckGuard({"engine/model/a.h", "#pragma once\n"}), told);
  EXPECT_THAT(CheckGuard({"engine/model/a.h",
                          "#ifndef KLIK_ENGINE_MODEL_A_H_\n"
                          "#define KLIK_ENGINE_MODEL_A_H\n"
                          "#endif  // KLIK_ENGINE_MODEL_A_H_\n"}),
              told);
}

TEST(HouseRules, AHeaderOfNoTargetIsTold) {
  EXPECT_THAT(CheckHeadersListed({{"engine/CMakeLists.txt",
                                   "klik_library(klik_engine\n"
                                   "  HEADERS\n"
                                   "    model/listed.h  # not model/comment.h\n"
                                   "    model/last.h)\n"},
                                  {"engine/model/listed.h", ""},
                                  {"engine/model/last.h", ""},
                                  {"engine/model/comment.h", ""},
                                  {"storage/model/listed.h", ""}}),
              ElementsAre("engine/model/comment.h: no CMakeLists.txt lists this header",
                          "storage/model/listed.h: no CMakeLists.txt lists this header"));
}

TEST(HouseRules, AStrangerAtTheTopLevelIsTold) {
  EXPECT_THAT(CheckTopLevel({".clang-format", "dev", "engine", "notes.txt", "tests"}),
              ElementsAre("notes.txt: does not belong at the top level"));
}

}  // namespace
}  // namespace klik::testing
