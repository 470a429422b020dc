// Outcomes on disk: as bytes, under their keys, and read back in order.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "klik/store/v1/outcomes.pb.h"
#include "storage/memory/memory_store.h"
#include "storage/outcomes/outcome_log.h"
#include "storage/record/envelope.h"
#include "storage/record/keys.h"
#include "storage/record/outcome_record.h"

namespace klik::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

const std::string kKey = "outcomes/r1/o1";

OutcomeRecord FullOutcome() {
  return {.resident = "r1",
          .id = "o1",
          .instrument = Instrument::kDeJongGierveld6,
          .day = absl::CivilDay(1969, 12, 31),
          .answers = {{3, Reply::kYes}, {4, Reply::kNo}, {10, Reply::kMoreOrLess}},
          .create_time = absl::FromUnixNanos(1'790'000'000'123'456'789)};
}

TEST(OutcomeRecordsTest, EveryFieldComesBack) {
  EXPECT_EQ(DecodeOutcome(kKey, EncodeRecord(FullOutcome())).value(), FullOutcome());
}

TEST(OutcomeRecordsTest, EveryFlippedBitLostEndAndOtherKeyIsFound) {
  const std::string bytes = EncodeRecord(FullOutcome());
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(DecodeOutcome(kKey, flipped).ok()) << bit;
  }
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(DecodeOutcome(kKey, bytes.substr(0, length)).ok()) << length;
  }
  EXPECT_TRUE(absl::IsDataLoss(DecodeOutcome("outcomes/r2/o1", bytes).status()));
}

TEST(OutcomeRecordsTest, NumbersThatThisBuildDoesNotKnowAreDamage) {
  const auto status_of = [](int instrument, int reply) {
    klik::store::v1::Outcome message;
    message.set_instrument(instrument);
    message.add_answers()->set_reply(reply);
    return DecodeOutcome(kKey, WrapRecord(kKey, message)).status();
  };
  EXPECT_TRUE(status_of(1, 6).ok());
  for (const auto& [instrument, reply] : {std::pair(0, 1), {4, 1}, {-1, 1}, {1, 0}, {1, 7}, {1, -1}}) {
    EXPECT_TRUE(absl::IsDataLoss(status_of(instrument, reply))) << instrument << " " << reply;
  }
}

TEST(OutcomeRecordsTest, AKeyTellsWhoseItIsAndNothingMore) {
  EXPECT_EQ(OutcomeKey({"r1", "o1"}), kKey);
  EXPECT_EQ(ParseOutcomeKey(kKey), (OutcomeIds{"r1", "o1"}));
  for (const char* other :
       {"outcomes/r1", "outcomes/r1/", "outcomes//o1", "outcomes/r1/o1/x", "residents/r1/o1", "outcomes/R1/o1"}) {
    EXPECT_EQ(ParseOutcomeKey(other), std::nullopt) << other;
  }
  EXPECT_EQ(ParseRecordKey(kKey), std::nullopt) << "no resource, so nothing is loaded for matching";
  EXPECT_EQ(OutcomeSubject("residents/r1"), "residents/r1/outcomes");
}

class OutcomeLogTest : public ::testing::Test {
 protected:
  void Put(const std::string& resident, const std::string& id, int day, int second) {
    const OutcomeRecord outcome{.resident = resident,
                                .id = id,
                                .instrument = Instrument::kUcla3,
                                .day = absl::CivilDay(2026, 11, day),
                                .answers = {},
                                .create_time = absl::FromUnixSeconds(second)};
    Batch batch;
    batch.Put(OutcomeKey({resident, id}), EncodeRecord(outcome));
    ASSERT_TRUE(store_->Commit(batch).ok());
  }

  static std::vector<std::string> IdsOf(const std::vector<OutcomeRecord>& outcomes) {
    std::vector<std::string> ids;
    for (const OutcomeRecord& outcome : outcomes) ids.push_back(outcome.id);
    return ids;
  }

  std::unique_ptr<Store> store_ = NewMemoryStore();
  const OutcomeLog log_{*store_};
};

TEST_F(OutcomeLogTest, ReadsThoseOfOneResidentInOrder) {
  Put("r1", "c", 1, 3);
  Put("r1", "b", 2, 2);
  Put("r1", "a", 2, 5);
  Put("r12", "d", 1, 1);
  EXPECT_THAT(IdsOf(log_.Of("r1").value()), ElementsAre("c", "b", "a"));
  EXPECT_THAT(log_.Of("r").value(), IsEmpty());
  EXPECT_TRUE(log_.Has({"r1", "a"}).value());
  EXPECT_FALSE(log_.Has({"r1", "d"}).value());
}

TEST_F(OutcomeLogTest, VisitsEachResidentOnce) {
  Put("r1", "b", 2, 2);
  Put("r2", "x", 1, 1);
  Put("r1", "a", 1, 1);
  std::map<std::string, std::vector<std::string>> seen;
  ASSERT_TRUE(log_.ForEachResident([&](const std::string& resident, const std::vector<OutcomeRecord>& outcomes) {
                    EXPECT_TRUE(seen.emplace(resident, IdsOf(outcomes)).second);
                  })
                  .ok());
  EXPECT_THAT(seen, ElementsAre(Pair("r1", ElementsAre("a", "b")), Pair("r2", ElementsAre("x"))));
}

TEST_F(OutcomeLogTest, ADamagedRecordIsToldByItsKey) {
  Batch batch;
  batch.Put(kKey, "not a record");
  ASSERT_TRUE(store_->Commit(batch).ok());
  EXPECT_TRUE(absl::IsDataLoss(log_.Of("r1").status()));
  EXPECT_THAT(std::string(log_.ForEachResident([](const auto&, const auto&) {}).message()), ::testing::HasSubstr(kKey));
}

}  // namespace
}  // namespace klik::storage
