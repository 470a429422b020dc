#include "storage/record/keys.h"

#include <gtest/gtest.h>

#include <set>

namespace klik::storage {
namespace {

using engine::EntityId;
using engine::Kind;

constexpr std::string_view kUuid = "0195d0a6-7c5e-7b1a-9d52-2f6f0a9c1e11";

bool Holds(const KeyRange& range, const std::string& key) {
  return key >= range.first && (range.end.empty() || key < range.end);
}

TEST(KeysTest, AResourceIsStoredUnderItsName) {
  EXPECT_EQ(RecordKey({Kind::kResident, "abc2"}), "residents/abc2");
  EXPECT_EQ(ParseRecordKey("residents/abc2"), (EntityId{Kind::kResident, "abc2"}));
  EXPECT_EQ(ParseRecordKey("requests/abc2"), std::nullopt);
  EXPECT_EQ(ParseRecordKey("residents/"), std::nullopt);
}

TEST(KeysTest, EachKindHasARangeOfItsOwn) {
  const Kind kinds[] = {Kind::kResident, Kind::kVolunteer, Kind::kActivity, Kind::kOrganisation,
                        Kind::kMatch,    Kind::kExclusion, Kind::kReferral};
  for (const Kind kind : kinds) {
    for (const Kind other : kinds) {
      EXPECT_EQ(Holds(RecordRange(kind), RecordKey({other, "a"})), kind == other);
    }
    EXPECT_FALSE(Holds(RecordRange(kind), RequestKey("caller", kUuid)));
    EXPECT_FALSE(Holds(RecordRange(kind), MetaKey("policy")));
  }
}

TEST(KeysTest, ADepartureKeyNamesAResourceThatMayBeGone) {
  const engine::EntityId id{engine::Kind::kMatch, "m1"};
  EXPECT_EQ(DepartureKey(engine::NameOf(id)), "removed/matches/m1");
  EXPECT_EQ(ParseDepartureKey(DepartureKey(engine::NameOf(id))), id);
  EXPECT_EQ(ParseDepartureKey("matches/m1"), std::nullopt);
  EXPECT_EQ(ParseDepartureKey("removed/audit/1"), std::nullopt);
  EXPECT_EQ(ParseRecordKey("removed/matches/m1"), std::nullopt);
}

TEST(KeysTest, PiecesOfAKindAreAllOfItOneAfterAnother) {
  const KeyRange whole = RecordRange(Kind::kVolunteer);
  const std::vector<KeyRange> pieces = RecordPieces(Kind::kVolunteer);
  ASSERT_EQ(pieces.size(), 36U);
  EXPECT_EQ(pieces.front().first, whole.first);
  EXPECT_EQ(pieces.back().end, whole.end);
  for (std::size_t i = 1; i < pieces.size(); ++i) EXPECT_EQ(pieces[i].first, pieces[i - 1].end);
  // What is no id is in one of them too, and so found to be none.
  for (const char begin : std::string("0159amz~A /", 11)) {
    const std::string key = std::string("volunteers/") + begin + "x";
    EXPECT_EQ(std::count_if(pieces.begin(), pieces.end(), [&](const KeyRange& piece) { return Holds(piece, key); }), 1);
  }
}

TEST(KeysTest, RequestsOfDifferentCallersNeverMeet) {
  std::set<std::string> keys;
  keys.insert(RequestKey("caller", kUuid));
  keys.insert(RequestKey("caller2", kUuid));
  keys.insert(RequestKey("calle", "r" + std::string(kUuid)));
  keys.insert(RequestKey("", "caller" + std::string(kUuid)));
  keys.insert(RequestKey("caller", "0195d0a6-7c5e-7b1a-9d52-2f6f0a9c1e12"));
  EXPECT_EQ(keys.size(), 5U);
  EXPECT_EQ(RequestKey("caller", kUuid), RequestKey("caller", kUuid));
}

TEST(KeysTest, ARequestKeyDoesNotShowWhoCalled) {
  const std::string key = RequestKey("j.jansen@example.org", kUuid);
  EXPECT_EQ(key.find("jansen"), std::string::npos);
  EXPECT_EQ(key.size(), std::string_view("requests/").size() + 32);
}

TEST(KeysTest, OldRequestsAreFoundInOrderOfTime) {
  const absl::Time noon = absl::FromUnixSeconds(1'790'000'000);
  const std::string request = RequestKey("caller", kUuid);
  const std::string time_key = RequestTimeKey(noon, request);
  EXPECT_EQ(RequestKeyOf(time_key), request);
  EXPECT_FALSE(Holds(RequestTimesBefore(noon), time_key));
  EXPECT_TRUE(Holds(RequestTimesBefore(noon + absl::Microseconds(1)), time_key));
  EXPECT_TRUE(Holds(RequestTimesBefore(absl::InfiniteFuture()), time_key));
  EXPECT_FALSE(Holds(RequestTimesBefore(absl::InfinitePast()), time_key));
  EXPECT_LT(RequestTimeKey(noon - absl::Hours(24), request), time_key);
  EXPECT_FALSE(Holds(RequestTimesBefore(absl::InfiniteFuture()), request)) << "answers and their times are kept apart";
}

TEST(KeysTest, OnlyATimeKeyLeadsToARequest) {
  EXPECT_EQ(RequestKeyOf(RequestKey("caller", kUuid)), std::nullopt);
  EXPECT_EQ(RequestKeyOf("requests_by_time/"), std::nullopt);
  EXPECT_EQ(RequestKeyOf(""), std::nullopt);
}

}  // namespace
}  // namespace klik::storage
