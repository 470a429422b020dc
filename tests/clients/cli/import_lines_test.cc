#include "clients/cli/import_lines.h"

#include <gtest/gtest.h>

#include <sstream>

#include "clients/cli/errors.h"

namespace klik::cli {
namespace {

using Outcome = LineReader::Outcome;

TEST(LineReaderTest, ReadsLinesWithAndWithoutALastNewline) {
  std::istringstream in("one\n\ntwo");
  LineReader reader(in);
  std::string line;
  ASSERT_EQ(reader.Next(line), Outcome::kLine);
  EXPECT_EQ(line, "one");
  ASSERT_EQ(reader.Next(line), Outcome::kLine);
  EXPECT_EQ(line, "");
  ASSERT_EQ(reader.Next(line), Outcome::kLine);
  EXPECT_EQ(line, "two");
  EXPECT_EQ(reader.Next(line), Outcome::kEnd);
  EXPECT_EQ(reader.Next(line), Outcome::kEnd);
  EXPECT_EQ(reader.bytes_read(), 8U);
}

TEST(LineReaderTest, SkipsALineThatIsTooLongAndNoOther) {
  const std::string longest(kMaxLineBytes, 'a');
  std::istringstream in(longest + "\n" + longest + "b\nshort\n" + longest + "\n" + longest + "b");
  LineReader reader(in);
  std::string line;
  ASSERT_EQ(reader.Next(line), Outcome::kLine);
  EXPECT_EQ(line.size(), kMaxLineBytes);
  EXPECT_EQ(reader.Next(line), Outcome::kTooLong);
  ASSERT_EQ(reader.Next(line), Outcome::kLine);
  EXPECT_EQ(line, "short");
  ASSERT_EQ(reader.Next(line), Outcome::kLine);
  EXPECT_EQ(line.size(), kMaxLineBytes);
  EXPECT_EQ(reader.Next(line), Outcome::kTooLong);
  EXPECT_EQ(reader.Next(line), Outcome::kEnd);
  EXPECT_EQ(reader.bytes_read(), 4 * kMaxLineBytes + 2 + 3 + 6);
}

TEST(LineReaderTest, TheLongestLineMayBeTheLastWithoutANewline) {
  std::istringstream in(std::string(kMaxLineBytes, 'a'));
  LineReader reader(in);
  std::string line;
  ASSERT_EQ(reader.Next(line), Outcome::kLine);
  EXPECT_EQ(line.size(), kMaxLineBytes);
  EXPECT_EQ(reader.Next(line), Outcome::kEnd);
}

TEST(LineReaderTest, AByteOrderMarkIsNoPartOfTheFirstLine) {
  std::istringstream in("\xEF\xBB\xBF{}\n\xEF\xBB\xBF");
  LineReader reader(in);
  std::string line;
  ASSERT_EQ(reader.Next(line), Outcome::kLine);
  EXPECT_EQ(line, "{}");
  ASSERT_EQ(reader.Next(line), Outcome::kLine);
  EXPECT_EQ(line, "\xEF\xBB\xBF");
}

TEST(LineReaderTest, TellsAnErrorFromTheEnd) {
  std::istringstream in("one\n");
  in.setstate(std::ios::badbit);
  LineReader reader(in);
  std::string line;
  EXPECT_EQ(reader.Next(line), Outcome::kFailed);
}

TEST(IsBlankTest, WhiteSpaceOfEverySystem) {
  EXPECT_TRUE(IsBlank(""));
  EXPECT_TRUE(IsBlank(" \t\r"));
  EXPECT_FALSE(IsBlank(" {"));
}

TEST(ParseRecordTest, BothSpellingsOfAFieldAndAWindowsLineEnd) {
  v1::ImportRecord record;
  ASSERT_FALSE(ParseRecord("{\"resident\": {\"externalId\": \"R1\", \"birth_year\": 1948}}\r", record).has_value());
  EXPECT_EQ(record.resident().external_id(), "R1");
  EXPECT_EQ(record.resident().birth_year(), 1948);
}

TEST(ParseRecordTest, NothingIsLeftOfTheLineBefore) {
  v1::ImportRecord record;
  ASSERT_FALSE(ParseRecord(R"({"resident": {"externalId": "R1", "birthYear": 1948}})", record).has_value());
  ASSERT_FALSE(ParseRecord(R"({"resident": {"externalId": "R2"}})", record).has_value());
  EXPECT_EQ(record.resident().birth_year(), 0);
}

struct BadLine {
  const char* line;
  const char* error;
};

class ParseErrorTest : public ::testing::TestWithParam<BadLine> {};

TEST_P(ParseErrorTest, SaysWhereAndRepeatsNoData) {
  v1::ImportRecord record;
  const auto error = ParseRecord(GetParam().line, record);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->code(), "INVALID_ARGUMENT");
  EXPECT_EQ(DescribeError(*error), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    Lines, ParseErrorTest,
    ::testing::Values(
        BadLine{"Jan de Vries", "INVALID_ARGUMENT: not valid JSON [INVALID_JSON]"},
        BadLine{"[]", "INVALID_ARGUMENT: not valid JSON [INVALID_JSON]"},
        BadLine{R"({"resident": {"displayName": "Jan)", "INVALID_ARGUMENT: not valid JSON [INVALID_JSON]"},
        BadLine{R"({"resident": {"displayName" "Jan"}})", "INVALID_ARGUMENT: not valid JSON [INVALID_JSON]"},
        BadLine{R"({"resident": {}} {"resident": {}})", "INVALID_ARGUMENT: not valid JSON [INVALID_JSON]"},
        BadLine{"{\"resident\": {\"displayName\": \"\xFF\"}}", "INVALID_ARGUMENT: not valid JSON [INVALID_JSON]"},
        BadLine{"{}",
                "INVALID_ARGUMENT: no resident, volunteer, activity, organisation, match, exclusion or referral in the "
                "line "
                "[INVALID_RECORD]"},
        BadLine{R"({"resident": {}, "volunteer": {}})",
                "INVALID_ARGUMENT: more than one record in a line [INVALID_RECORD]"},
        BadLine{R"({"residnet": {}})", "INVALID_ARGUMENT: residnet: unknown field"},
        BadLine{R"({"resident": {"place": {"town": "Medemblik"}}})",
                "INVALID_ARGUMENT: resident.place.town: unknown field"},
        BadLine{R"({"resident": {"Jan de Vries": 1}})", "INVALID_ARGUMENT: resident: unknown field"},
        BadLine{R"({"resident": {"birthYear": "Jan for type TYPE_BOOL"}})",
                "INVALID_ARGUMENT: resident.birth_year: not a whole number"},
        BadLine{R"({"resident": {"displayName": 5}})", "INVALID_ARGUMENT: resident.display_name: not a text"},
        BadLine{R"({"resident": {"peerLinks": "ja"}})", "INVALID_ARGUMENT: resident.peer_links: not true or false"},
        BadLine{R"({"resident": {"place": {"latitude": "noord"}}})",
                "INVALID_ARGUMENT: resident.place.latitude: not a number"},
        BadLine{R"({"resident": {"interests": [{}, {"attitude": "LOVES"}]}})",
                "INVALID_ARGUMENT: resident.interests[1].attitude: not a valid klik.v1.Interest.Attitude"},
        BadLine{R"({"resident": {"confirmTime": "gisteren"}})",
                "INVALID_ARGUMENT: resident.confirm_time: not a valid google.protobuf.Timestamp"},
        BadLine{R"({"resident": {"displayName": {"Jan": 1}}})", "INVALID_ARGUMENT: resident: not a valid value"},
        BadLine{R"({"resident": {"place": [1]}})", "INVALID_ARGUMENT: resident: not a valid value"}));

TEST(LineTooLongTest, NamesTheLimit) {
  EXPECT_EQ(DescribeError(LineTooLong()), "INVALID_ARGUMENT: the line is longer than 262144 bytes [LINE_TOO_LONG]");
}

}  // namespace
}  // namespace klik::cli
