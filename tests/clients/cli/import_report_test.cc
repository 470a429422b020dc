#include "clients/cli/import_report.h"

#include <gtest/gtest.h>

#include <sstream>

namespace klik::cli {
namespace {

TEST(LineNumbersTest, OneFileIsCountedAsItIs) {
  LineNumbers lines;
  lines.StartFile("people.jsonl", 1);
  EXPECT_EQ(lines.Where(7, false), "line 7");
}

TEST(LineNumbersTest, EachFileIsCountedFromOne) {
  LineNumbers lines;
  lines.StartFile("a.jsonl", 1);
  lines.StartFile("empty.jsonl", 4);
  lines.StartFile("b.jsonl", 4);
  EXPECT_EQ(lines.Where(1, true), "a.jsonl:1");
  EXPECT_EQ(lines.Where(3, true), "a.jsonl:3");
  EXPECT_EQ(lines.Where(4, true), "b.jsonl:1");
  EXPECT_EQ(lines.Where(10, true), "b.jsonl:7");
  EXPECT_EQ(lines.Where(0, true), "line 0");
}

TEST(SummaryTest, CountsAndRate) {
  EXPECT_EQ(Summary({.created = 3, .updated = 2, .unchanged = 1, .failed = 4}, std::chrono::milliseconds(500)),
            "created 3, updated 2, unchanged 1, failed 4: 10 records in 0.5 s, 20 per second");
  EXPECT_EQ(Summary({}, std::chrono::seconds(0)),
            "created 0, updated 0, unchanged 0, failed 0: 0 records in 0.0 s, 0 per second");
}

TEST(ProgressLineTest, ABarOnlyWhenTheSizeIsKnown) {
  EXPECT_EQ(ProgressLine(500, 1000, 12, std::chrono::seconds(2)), "[##########----------] 12 records, 6 per second");
  EXPECT_EQ(ProgressLine(2000, 1000, 1, std::chrono::seconds(1)), "[####################] 1 records, 1 per second");
  EXPECT_EQ(ProgressLine(500, 0, 12, std::chrono::seconds(2)), "12 records, 6 per second");
}

class ImportReportTest : public ::testing::Test {
 protected:
  static v1::ImportResult Result(int line, v1::ImportResult::Outcome outcome) {
    v1::ImportResult result;
    result.set_line(line);
    result.set_outcome(outcome);
    return result;
  }

  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
  Console console_{in_, out_, err_};
};

TEST_F(ImportReportTest, CountsOutcomesAndSortsResults) {
  ImportReport report(console_, false, true, 0);
  report.StartFile("a.jsonl", 1);
  report.Add(Result(3, v1::ImportResult::UPDATED));
  report.Add(Result(1, v1::ImportResult::CREATED));
  report.Add(Result(4, v1::ImportResult::UNCHANGED));
  v1::ImportError error;
  error.set_code("INVALID_ARGUMENT");
  error.set_message("not valid JSON");
  report.AddLocalFailure(2, error);
  EXPECT_EQ(report.counts().created, 1);
  EXPECT_EQ(report.counts().updated, 1);
  EXPECT_EQ(report.counts().unchanged, 1);
  EXPECT_EQ(report.counts().failed, 1);
  EXPECT_EQ(err_.str(), "klik: line 2: INVALID_ARGUMENT: not valid JSON\n");
  const v1::ImportRecordsResponse response = report.TakeResponse();
  ASSERT_EQ(response.results_size(), 4);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(response.results(i).line(), i + 1);
}

TEST_F(ImportReportTest, AnOutcomeThatIsNotKnownCountsAsFailed) {
  ImportReport report(console_, false, false, 0);
  report.StartFile("a.jsonl", 1);
  report.Add(Result(1, static_cast<v1::ImportResult::Outcome>(9)));
  EXPECT_EQ(report.counts().failed, 1);
  EXPECT_EQ(err_.str(), "klik: line 1: UNKNOWN\n");
}

TEST_F(ImportReportTest, NoProgressWithoutATerminal) {
  ImportReport report(console_, false, false, 100);
  report.Progress(50, ImportReport::Clock::now() + std::chrono::seconds(1));
  report.EndProgress();
  EXPECT_EQ(err_.str(), "");
}

TEST_F(ImportReportTest, TheBarMakesRoomForAnError) {
  console_.progress = true;
  ImportReport report(console_, false, false, 100);
  report.StartFile("a.jsonl", 1);
  report.Progress(50, ImportReport::Clock::now() + std::chrono::seconds(1));
  EXPECT_EQ(err_.str().find("[##########----------] 0 records"), 0U);
  err_.str("");
  v1::ImportError error;
  error.set_code("ABORTED");
  report.AddLocalFailure(1, error);
  EXPECT_EQ(err_.str(), "\r\033[Kklik: line 1: ABORTED\n");
}

}  // namespace
}  // namespace klik::cli
