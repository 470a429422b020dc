#include "storage/batch.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "storage/store.h"

namespace klik::storage {
namespace {

Batch Putting(std::string key, std::string value) {
  Batch batch;
  batch.Put(std::move(key), std::move(value));
  return batch;
}

TEST(BatchTest, LaterWriteOfAKeyTakesThePlaceOfTheEarlier) {
  Batch batch;
  batch.Put("a", "1");
  batch.Put("a", "2");
  batch.Put("b", "1");
  batch.Delete("b");
  EXPECT_EQ(batch.writes(), (Batch::Writes{{"a", "2"}, {"b", std::nullopt}}));
}

TEST(BatchTest, WhoIsForgottenStaysSoUntilWrittenAboutAgain) {
  Batch batch;
  batch.Put("a", "1", {"residents/a", "residents/a/outcomes"});
  batch.Forget("residents/a/outcomes");
  batch.Put("b", "1", {"residents/a"});
  EXPECT_EQ(batch.forgotten(), (std::set<std::string>{"residents/a/outcomes"}));
  batch.Put("c", "1", {"residents/a/outcomes"});
  EXPECT_TRUE(batch.forgotten().empty());
}

TEST(BatchTest, WritingNothingIsRefused) {
  Batch batch;
  EXPECT_TRUE(absl::IsInvalidArgument(CheckBatch(batch)));
  batch.RequireAbsent("a");
  EXPECT_TRUE(absl::IsInvalidArgument(CheckBatch(batch)));
}

TEST(BatchTest, EachLimitIsTheLastAllowed) {
  EXPECT_TRUE(CheckBatch(Putting(std::string(kMaxKeyBytes, 'k'), "")).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(CheckBatch(Putting(std::string(kMaxKeyBytes + 1, 'k'), ""))));
  EXPECT_TRUE(absl::IsInvalidArgument(CheckBatch(Putting("", "v"))));

  EXPECT_TRUE(CheckBatch(Putting("k", std::string(kMaxValueBytes, 'v'))).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(CheckBatch(Putting("k", std::string(kMaxValueBytes + 1, 'v')))));

  Batch bytes;
  for (std::size_t i = 0; i < kMaxBatchBytes / kMaxValueBytes; ++i) {
    bytes.Put(std::string(1, static_cast<char>('a' + i)), std::string(kMaxValueBytes - 1, 'v'));
  }
  EXPECT_TRUE(CheckBatch(bytes).ok());
  bytes.Delete("z");
  EXPECT_TRUE(absl::IsInvalidArgument(CheckBatch(bytes)));

  Batch keys;
  for (std::size_t i = 0; i < kMaxBatchKeys; ++i) keys.Delete(std::to_string(i));
  EXPECT_TRUE(CheckBatch(keys).ok());
  keys.Delete("one more");
  EXPECT_TRUE(absl::IsInvalidArgument(CheckBatch(keys)));
}

TEST(BatchTest, PreconditionsHaveKeysToo) {
  Batch batch = Putting("a", "1");
  batch.RequireValue("", "1");
  EXPECT_TRUE(absl::IsInvalidArgument(CheckBatch(batch)));
}

TEST(KeyRangeTest, PrefixEndsBeforeTheFirstKeyThatLacksIt) {
  EXPECT_EQ(KeyRange::WithPrefix("a/").first, "a/");
  EXPECT_EQ(KeyRange::WithPrefix("a/").end, "a0");
  EXPECT_EQ(KeyRange::WithPrefix("a\xff").end, "b");
  EXPECT_EQ(KeyRange::WithPrefix("\xff").end, "");  // Nothing comes after it: no bound.
  EXPECT_EQ(KeyRange::WithPrefix("").end, "");
}

}  // namespace
}  // namespace klik::storage
