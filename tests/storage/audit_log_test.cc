// Whether the audit trail shows every edit, cut, move and insertion, and keeps what is a person's own.
#include "storage/audit/audit_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "storage/memory/memory_store.h"
#include "tests/testing/key_table_sealer.h"

namespace klik::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::KeyTableSealer;

constexpr std::uint64_t kEntries = 1'000;
constexpr std::uint64_t kEntriesToTime = 50'000;

using Trail = std::map<std::string, std::string>;

AuditEvent Look(const std::string& account, std::vector<std::string> subjects) {
  AuditEvent event;
  event.operation = "klik.v1.ResidentService/GetResident";
  event.account = account;
  event.roles = {"coordinator"};
  event.purpose = "matching";
  event.subjects = std::move(subjects);
  return event;
}

// A snapshot of records that a test can damage as it likes, and quickly.
class TrailSnapshot final : public Snapshot {
 public:
  explicit TrailSnapshot(const Trail& trail) : trail_(trail) {}

  engine::Revision revision() const override { return 1; }
  absl::StatusOr<std::string> Get(std::string_view key) const override {
    const auto found = trail_.find(std::string(key));
    if (found == trail_.end()) return absl::NotFoundError("");
    return found->second;
  }
  absl::Status Scan(const KeyRange& range, RecordVisitor visit) const override {
    for (auto it = trail_.lower_bound(range.first); it != trail_.end() && it->first < range.end; ++it) {
      if (absl::Status visited = visit(it->first, it->second); !visited.ok()) return visited;
    }
    return absl::OkStatus();
  }
  absl::Status ChangedSince(engine::Revision, ChangeVisitor) const override { return absl::OkStatus(); }

 private:
  const Trail& trail_;
};

void Append(AuditHead& head, const AuditEvent& event, const Sealer& sealer, Trail& trail) {
  const SealedEvent sealed = SealEvent(event, head.entry + 1, sealer).value();
  const AuditLink link = ExtendChain(head, absl::FromUnixSeconds(1'800'000'000), EncodeAuditBody(sealed));
  trail[AuditKey(head.entry)] = EncodeAuditLink(AuditKey(head.entry), link);
  trail[AuditHeadKey()] = EncodeAuditHead(head);
}

Trail MakeTrail(std::uint64_t entries, AuditHead* end = nullptr) {
  Trail trail;
  AuditHead head;
  for (std::uint64_t n = 1; n <= entries; ++n) {
    Append(head, Look("accounts/" + std::to_string(n % 7), {"residents/" + std::to_string(n)}), PlainSealer(), trail);
  }
  if (end != nullptr) *end = head;
  return trail;
}

AuditVerdict Verify(const Trail& trail, const std::optional<AuditNote>& note = std::nullopt) {
  return VerifyAudit(TrailSnapshot(trail), note).value();
}

// The same entry under another number, sealed in an envelope that fits it: what somebody with the means would do.
std::string Moved(const Trail& trail, std::uint64_t from, std::uint64_t to) {
  return EncodeAuditLink(AuditKey(to), DecodeAuditLink(AuditKey(from), trail.at(AuditKey(from))).value());
}

AuditLink LinkAt(const Trail& trail, std::uint64_t entry) {
  return DecodeAuditLink(AuditKey(entry), trail.at(AuditKey(entry))).value();
}

class AuditTamperTest : public ::testing::Test {
 protected:
  // Damages the trail at each entry in turn, and expects that the verdict names `first_bad(entry)`.
  void ExpectLocated(const std::function<void(Trail&, std::uint64_t)>& damage, AuditFault fault,
                     std::uint64_t last = kEntries) {
    for (std::uint64_t entry = 1; entry <= last; ++entry) {
      Trail trail = whole_;
      damage(trail, entry);
      const AuditVerdict verdict = Verify(trail);
      ASSERT_TRUE(verdict.finding.has_value()) << entry;
      ASSERT_EQ(verdict.finding->entry, entry);
      ASSERT_EQ(verdict.finding->fault, fault) << entry;
      ASSERT_EQ(verdict.head.entry, entry - 1);
    }
  }

  AuditHead head_;
  const Trail whole_ = MakeTrail(kEntries, &head_);
};

TEST_F(AuditTamperTest, AWholeTrailIsInOrder) {
  const AuditVerdict verdict = Verify(whole_);
  EXPECT_FALSE(verdict.finding.has_value());
  EXPECT_EQ(verdict.head.entry, kEntries);
  EXPECT_EQ(verdict.head.hash, head_.hash);
  EXPECT_FALSE(Verify({}).finding.has_value());
}

TEST_F(AuditTamperTest, AnEditIsLocated) {
  ExpectLocated(
      [](Trail& trail, std::uint64_t entry) {
        AuditLink link = LinkAt(trail, entry);
        link.body.back() = static_cast<char>(link.body.back() ^ 1);
        trail[AuditKey(entry)] = EncodeAuditLink(AuditKey(entry), link);
      },
      AuditFault::kNotChained);
}

TEST_F(AuditTamperTest, AnEditOfTheTimeIsLocated) {
  ExpectLocated(
      [](Trail& trail, std::uint64_t entry) {
        AuditLink link = LinkAt(trail, entry);
        link.time += absl::Nanoseconds(1);
        trail[AuditKey(entry)] = EncodeAuditLink(AuditKey(entry), link);
      },
      AuditFault::kNotChained);
}

TEST_F(AuditTamperTest, AFlippedBitIsLocated) {
  ExpectLocated([](Trail& trail, std::uint64_t entry) { trail[AuditKey(entry)].back() ^= 1; }, AuditFault::kDamaged);
}

TEST_F(AuditTamperTest, ACutIsLocated) {
  ExpectLocated([](Trail& trail, std::uint64_t entry) { trail.erase(AuditKey(entry)); }, AuditFault::kMissing);
}

TEST_F(AuditTamperTest, ACutThatIsClosedAgainIsLocated) {
  ExpectLocated(
      [](Trail& trail, std::uint64_t entry) {
        for (std::uint64_t n = entry; n < kEntries; ++n) trail[AuditKey(n)] = Moved(trail, n + 1, n);
        trail.erase(AuditKey(kEntries));
      },
      AuditFault::kNotChained, kEntries - 1);
}

TEST_F(AuditTamperTest, TwoThatChangedPlacesAreLocated) {
  ExpectLocated(
      [](Trail& trail, std::uint64_t entry) {
        std::string moved = Moved(trail, entry + 1, entry);
        trail[AuditKey(entry + 1)] = Moved(trail, entry, entry + 1);
        trail[AuditKey(entry)] = std::move(moved);
      },
      AuditFault::kNotChained, kEntries - 1);
}

TEST_F(AuditTamperTest, AnInsertionIsLocated) {
  ExpectLocated(
      [](Trail& trail, std::uint64_t entry) {
        for (std::uint64_t n = kEntries; n >= entry; --n) trail[AuditKey(n + 1)] = Moved(trail, n, n + 1);
        AuditLink forged = LinkAt(trail, entry + 1);
        forged.body = EncodeAuditBody(SealEvent(Look("accounts/9", {}), entry, PlainSealer()).value());
        trail[AuditKey(entry)] = EncodeAuditLink(AuditKey(entry), forged);
      },
      AuditFault::kNotChained);
}

TEST_F(AuditTamperTest, AnEntryPutBehindTheLastIsLocated) {
  Trail trail = whole_;
  AuditHead head = head_;
  Append(head, Look("accounts/9", {}), PlainSealer(), trail);
  trail[AuditHeadKey()] = EncodeAuditHead(head_);
  const AuditVerdict verdict = Verify(trail);
  ASSERT_TRUE(verdict.finding.has_value());
  EXPECT_EQ(verdict.finding->entry, kEntries + 1);
  EXPECT_EQ(verdict.finding->fault, AuditFault::kBeyondEnd);
}

TEST_F(AuditTamperTest, ALostEndIsFound) {
  Trail trail = whole_;
  trail.erase(AuditHeadKey());
  EXPECT_EQ(Verify(trail).finding->fault, AuditFault::kBeyondEnd);
  trail[AuditHeadKey()] = "?";
  EXPECT_EQ(Verify(trail).finding->fault, AuditFault::kNotTheEnd);
}

// Only what was noted elsewhere shows this.
TEST_F(AuditTamperTest, ATrailWrittenAnewIsNotAsNoted) {
  Trail trail;
  AuditHead head;
  for (std::uint64_t n = 1; n <= kEntries; ++n) {
    Append(head, Look("accounts/" + std::to_string(n % 7), {}), PlainSealer(), trail);
  }
  EXPECT_FALSE(Verify(trail).finding.has_value());
  const AuditNote note{kEntries / 2, LinkAt(whole_, kEntries / 2).hash};
  EXPECT_FALSE(Verify(whole_, note).finding.has_value());
  const AuditVerdict verdict = Verify(trail, note);
  ASSERT_TRUE(verdict.finding.has_value());
  EXPECT_EQ(verdict.finding->entry, note.entry);
  EXPECT_EQ(verdict.finding->fault, AuditFault::kNotAsNoted);
  // So does a trail cut and ended anew before the entry that was noted.
  AuditHead early;
  const Trail cut = MakeTrail(note.entry - 1, &early);
  EXPECT_FALSE(Verify(cut).finding.has_value());
  EXPECT_EQ(Verify(cut, note).finding->entry, note.entry);
}

TEST(AuditChainTest, AClockSetBackDoesNotSetTheTrailBack) {
  AuditHead head;
  const AuditLink first = ExtendChain(head, absl::FromUnixSeconds(2'000), "a");
  const AuditHead after_first = head;
  const AuditLink second = ExtendChain(head, absl::FromUnixSeconds(1'000), "b");
  EXPECT_EQ(second.time, first.time);
  EXPECT_TRUE(Follows(after_first, second));
  EXPECT_FALSE(Follows(AuditHead(), second));
}

class AuditListTest : public ::testing::Test {
 protected:
  void Look(const std::string& account, std::vector<std::string> subjects, const std::string& reason = "") {
    AuditEvent event = storage::Look(account, std::move(subjects));
    event.reason = reason;
    Trail trail;
    Append(head_, event, sealer_, trail);
    Batch batch;
    for (auto& [key, value] : trail) batch.Put(key, value);
    ASSERT_TRUE(store_->Commit(batch).ok());
  }

  std::vector<std::uint64_t> Listed(const AuditQuery& query) {
    std::vector<std::uint64_t> numbers;
    const AuditPage page = log_.List(query).value();
    for (const AuditEntry& entry : page.entries) numbers.push_back(entry.entry);
    return numbers;
  }

  const std::unique_ptr<Store> store_ = NewMemoryStore();
  KeyTableSealer sealer_{{"residents/a", "residents/b"}};
  const AuditLog log_{*store_, sealer_};
  AuditHead head_;
};

TEST_F(AuditListTest, ThePersonCanBeToldWhoLooked) {
  Look("accounts/ann", {"residents/a", "residents/b"}, "asked by the doctor of A");
  Look("accounts/bob", {"residents/b"});
  Look("accounts/ann", {"residents/a"});
  const AuditPage page = log_.List({.subject = "residents/a", .account = "", .limit = 10, .readable = {}}).value();
  ASSERT_EQ(page.entries.size(), 2u);
  EXPECT_EQ(page.entries[0].entry, 3u);
  EXPECT_EQ(page.entries[1].entry, 1u);
  EXPECT_EQ(page.entries[1].event.account, "accounts/ann");
  EXPECT_EQ(page.entries[1].event.reason, "asked by the doctor of A");
  EXPECT_EQ(page.entries[1].event.purpose, "matching");
  // Who else was looked at in the same breath is not theirs to know.
  EXPECT_THAT(page.entries[1].event.subjects, ElementsAre("residents/a"));
  EXPECT_EQ(page.entries[1].closed_subjects, 1u);
  EXPECT_FALSE(page.more);
}

TEST_F(AuditListTest, AnAccountsEntriesComeInPagesTheLatestFirst) {
  for (int i = 0; i < 5; ++i) Look("accounts/ann", {"residents/a"});
  Look("accounts/bob", {"residents/a"});
  AuditQuery query{.subject = "", .account = "accounts/ann", .limit = 2, .readable = {"residents/a"}};
  EXPECT_THAT(Listed(query), ElementsAre(5, 4));
  EXPECT_TRUE(log_.List(query)->more);
  EXPECT_THAT(log_.List(query)->entries[0].event.subjects, ElementsAre("residents/a"));
  query.before = 4;
  EXPECT_THAT(Listed(query), ElementsAre(3, 2));
  query.before = 2;
  EXPECT_THAT(Listed(query), ElementsAre(1));
  EXPECT_FALSE(log_.List(query)->more);
  EXPECT_THAT(Listed({.subject = "", .account = "", .limit = 2, .readable = {}}), ElementsAre(6, 5));
}

TEST_F(AuditListTest, AReasonWithoutAPersonIsKept) {
  Look("accounts/ann", {}, "to see whether it works");
  const AuditPage page = log_.List({.subject = "", .account = "accounts/ann", .limit = 1, .readable = {""}}).value();
  EXPECT_EQ(page.entries.at(0).event.reason, "to see whether it works");
  EXPECT_THAT(page.entries.at(0).event.subjects, IsEmpty());
}

TEST_F(AuditListTest, ErasingAPersonClosesTheirPartsAndKeepsTheChain) {
  Look("accounts/ann", {"residents/a", "residents/b"}, "a secret of A and B");
  Look("accounts/ann", {"residents/nobody"});
  sealer_.Erase("residents/a");
  EXPECT_FALSE(log_.Verify(std::nullopt)->finding.has_value());
  EXPECT_THAT(Listed({.subject = "residents/a", .account = "", .limit = 10, .readable = {}}), IsEmpty());
  EXPECT_THAT(Listed({.subject = "residents/b", .account = "", .limit = 10, .readable = {}}), ElementsAre(1));
  const AuditPage page =
      log_.List({.subject = "", .account = "", .limit = 10, .readable = {"residents/a", "residents/b"}}).value();
  EXPECT_THAT(page.entries.at(1).event.subjects, ElementsAre("residents/b"));
  EXPECT_EQ(page.entries.at(1).erased_subjects, 1u);
  EXPECT_EQ(page.entries.at(1).closed_subjects, 0u);
  EXPECT_EQ(page.entries.at(0).erased_subjects, 0u) << "who was never there is not erased";
}

TEST_F(AuditListTest, NothingOfAPersonIsInTheClear) {
  Look("accounts/ann", {"residents/a"}, "a secret of A");
  const auto snapshot = store_->OpenSnapshot().value();
  ASSERT_TRUE(snapshot
                  ->Scan(KeyRange::All(),
                         [](std::string_view key, std::string_view value) {
                           EXPECT_EQ(key.find("residents/a"), std::string_view::npos) << key;
                           EXPECT_EQ(value.find("residents/a"), std::string_view::npos) << key;
                           EXPECT_EQ(value.find("secret"), std::string_view::npos) << key;
                           return absl::OkStatus();
                         })
                  .ok());
}

TEST_F(AuditListTest, APartOfAnotherEntryIsFound) {
  Look("accounts/ann", {"residents/a"});
  Look("accounts/bob", {"residents/b"});
  // The person's part of entry 1 moved into entry 2, and the chain made to fit.
  const AuditLink first = DecodeAuditLink(AuditKey(1), store_->Get(AuditKey(1)).value()).value();
  SealedEvent forged = DecodeAuditBody(1, first.body).value();
  forged.event.account = "accounts/bob";
  AuditHead head{1, first.hash, first.time};
  const AuditLink link = ExtendChain(head, first.time, EncodeAuditBody(forged));
  Batch batch;
  batch.Put(AuditKey(2), EncodeAuditLink(AuditKey(2), link));
  batch.Put(AuditHeadKey(), EncodeAuditHead(head));
  ASSERT_TRUE(store_->Commit(batch).ok());
  EXPECT_FALSE(log_.Verify(std::nullopt)->finding.has_value());
  const auto listed = log_.List({.subject = "residents/a", .account = "", .limit = 10, .readable = {}});
  EXPECT_TRUE(absl::IsDataLoss(listed.status())) << listed.status();
}

TEST(AuditLogTest, VerifyingIsQuick) {
  const Trail trail = MakeTrail(kEntriesToTime);
  const auto begin = std::chrono::steady_clock::now();
  const AuditVerdict verdict = Verify(trail);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  EXPECT_EQ(verdict.head.entry, kEntriesToTime);
  std::cout << kEntriesToTime << " entries verified in " << seconds.count() << " s, "
            << static_cast<double>(kEntriesToTime) / seconds.count() << " a second\n";
  EXPECT_LT(seconds.count(), 5.0);
}

}  // namespace
}  // namespace klik::storage
