// The audit trail under the keys of the people it speaks of: what is left of an entry when one of them is erased.
#include "storage/audit/keyring_sealer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "storage/audit/audit_chain.h"
#include "storage/audit/audit_codec.h"
#include "storage/audit/audit_log.h"
#include "storage/sealed/vault.h"

namespace klik::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class KeyringSealerTest : public ::testing::Test {
 protected:
  KeyringSealerTest() { EXPECT_TRUE(vault_->keyring()->Ensure({"residents/a", "residents/b"}).ok()); }

  void Look(std::vector<std::string> subjects, const std::string& reason = "") {
    AuditEvent event;
    event.operation = "klik.v1.ResidentService/GetResident";
    event.account = "accounts/ann";
    event.subjects = std::move(subjects);
    event.reason = reason;
    const SealedEvent sealed = SealEvent(std::move(event), head_.entry + 1, sealer_).value();
    const AuditLink link = ExtendChain(head_, absl::FromUnixSeconds(1'800'000'000), EncodeAuditBody(sealed));
    Batch batch;
    batch.Put(AuditKey(head_.entry), EncodeAuditLink(AuditKey(head_.entry), link));
    batch.Put(AuditHeadKey(), EncodeAuditHead(head_));
    ASSERT_TRUE(vault_->store().Commit(batch).ok());
  }

  std::vector<AuditEntry> List(const std::string& subject) const {
    return log_.List({.subject = subject, .account = "", .limit = 10, .readable = {"residents/a", "residents/b", ""}})
        .value()
        .entries;
  }

  void Erase(const std::string& subject) {
    ASSERT_TRUE(vault_->BeginErasure(subject).ok());
    ASSERT_TRUE(vault_->FinishErasure(subject, absl::Now()).ok());
  }

  std::unique_ptr<Vault> vault_ = Vault::InMemory();
  KeyringSealer sealer_{vault_->keyring()};
  AuditLog log_{vault_->store(), sealer_};
  AuditHead head_;
};

TEST_F(KeyringSealerTest, WhoIsErasedCannotBeReadAndTheChainHolds) {
  Look({"residents/a", "residents/b"}, "asked by the doctor of A");
  Look({"residents/b"});
  Erase("residents/a");
  const AuditVerdict verdict = log_.Verify(std::nullopt).value();
  EXPECT_FALSE(verdict.finding.has_value());
  EXPECT_EQ(verdict.head.entry, 2U);
  EXPECT_THAT(List("residents/a"), IsEmpty());
  const std::vector<AuditEntry> listed = List("");
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_THAT(listed[1].event.subjects, ElementsAre("residents/b"));
  EXPECT_EQ(listed[1].erased_subjects, 1U);
  EXPECT_EQ(listed[1].closed_subjects, 0U);
  EXPECT_EQ(listed[1].event.account, "accounts/ann") << "who looked stays on record";
  EXPECT_EQ(listed[0].erased_subjects, 0U);

  Erase("residents/b");
  EXPECT_FALSE(log_.Verify(std::nullopt)->finding.has_value());
  EXPECT_EQ(List("").at(1).erased_subjects, 2U);
  EXPECT_EQ(List("").at(1).event.reason, "") << "what was said of them goes with them";
}

TEST_F(KeyringSealerTest, AMasterKeyThatIsRotatedChangesNothing) {
  Look({"residents/a"}, "why");
  ASSERT_TRUE(vault_->Rotate().ok());
  EXPECT_EQ(List("residents/a").at(0).event.reason, "why");
}

TEST_F(KeyringSealerTest, WhoIsNotThereFallsUnderTheStoresOwnKey) {
  Look({"residents/nobody"});
  Look({}, "to see whether it works");
  EXPECT_EQ(List("").at(1).closed_subjects, 1U);
  EXPECT_EQ(List("").at(1).erased_subjects, 0U);
  EXPECT_EQ(List("").at(0).event.reason, "to see whether it works");
}

TEST_F(KeyringSealerTest, WhoIsExpectedHasAKeyBeforeTheirRecordIsKept) {
  sealer_.Expect({"residents/new"});
  Look({"residents/new"});
  EXPECT_EQ(List("residents/new").size(), 1U);
  ASSERT_TRUE(vault_->keyring()->FindWrapped("residents/new").ok()) << "with the commit that kept the entry";
  Erase("residents/new");
  EXPECT_EQ(List("").at(0).erased_subjects, 1U);
}

TEST_F(KeyringSealerTest, APartOfSomebodyElseOrFromElsewhereDoesNotOpen) {
  const std::string sealed = sealer_.Seal("residents/a", "audit/1", "text").value();
  EXPECT_EQ(sealer_.Open("residents/a", "audit/1", sealed).value(), "text");
  EXPECT_TRUE(absl::IsDataLoss(sealer_.Open("residents/b", "audit/1", sealed).status()));
  EXPECT_TRUE(absl::IsDataLoss(sealer_.Open("residents/a", "audit/2", sealed).status()));
  EXPECT_TRUE(absl::IsNotFound(sealer_.Open("residents/nobody", "audit/1", sealed).status()));
  EXPECT_NE(sealer_.Tag("residents/a").value(), sealer_.Tag("residents/b").value());
  EXPECT_EQ(sealer_.Tag("residents/a").value(), sealer_.Tag("residents/a").value());
  EXPECT_TRUE(absl::IsNotFound(sealer_.Tag("residents/nobody").status()));
}

}  // namespace
}  // namespace klik::storage
