// WatchChanges, as partners and coordinators see it.
#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "klik/v1/admin_service.grpc.pb.h"
#include "klik/v1/match_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "services/rpc/call_limits.h"
#include "storage/audit/audit_chain.h"
#include "tests/services/rpc/changes_world.h"
#include "tests/services/rpc/messages.h"

namespace klik::testing {
namespace {

using engine::EntityId;
using engine::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const EntityId kTruus{Kind::kResident, "truus"};
const EntityId kPiet{Kind::kVolunteer, "piet"};

std::vector<std::string> NamesIn(const Copy& copy) {
  std::vector<std::string> names;
  for (const auto& [name, record] : copy.records()) names.push_back(name);
  return names;
}

v1::RecordChange RecordIn(const Copy& copy, const std::string& name) {
  v1::RecordChange change;
  const auto found = copy.records().find(name);
  EXPECT_TRUE(found != copy.records().end()) << name;
  if (found != copy.records().end()) change.ParseFromString(found->second);
  return change;
}

class WatchTest : public ChangesTest {
 protected:
  // What comes after `after`, up to the present.
  Copy Since(const std::string& token, std::int64_t after) {
    Copy copy;
    Watch watch(*server_, token, after);
    watch.ReadTo(revision(), copy);
    return copy;
  }
  v1::Resident GetResident(const std::string& name, const std::string& token) {
    v1::GetResidentRequest request;
    request.set_name(name);
    return server_->Call<v1::ResidentService::Stub>(&v1::ResidentService::Stub::GetResident, request, token).value();
  }
  Outcome<v1::WatchChangesResponse> EndOf(const std::string& token, std::int64_t after) {
    Watch watch(*server_, token, after);
    v1::WatchChangesResponse message;
    EXPECT_FALSE(watch.Read(message));
    return watch.Finish();
  }
  std::vector<storage::AuditEntry> OnRecord() {
    storage::AuditQuery query;
    query.limit = 1000;
    query.readable = {"residents/truus", "residents/ans"};
    const auto page = server_->registry().audit().List(query);
    EXPECT_TRUE(page.ok()) << page.status();
    std::vector<storage::AuditEntry> entries;
    for (const storage::AuditEntry& entry : page->entries) {
      if (entry.event.operation == "klik.v1.TransferService/WatchChanges") entries.push_back(entry);
    }
    return entries;
  }
};

TEST_F(WatchTest, FirstComesEverythingThereIsForTheCallerAsGetShowsIt) {
  Commit({ChangeOf(Resident("truus", "zaak")), ChangeOf(Resident("ans", "wijk")),
          ChangeOf(Resident("bep", "wijk", "GM0441"))});
  const Copy zaak = CopyOf(zaak_);
  EXPECT_THAT(NamesIn(zaak), ElementsAre("residents/truus"));
  EXPECT_EQ(RecordIn(zaak, "residents/truus").resident().display_name(), "Truus truus");
  EXPECT_THAT(NamesIn(CopyOf(wijk_)), ElementsAre("residents/ans", "residents/bep"));
  const Copy all = CopyOf(coordinator_.token);
  EXPECT_THAT(NamesIn(all), ElementsAre("residents/ans", "residents/truus"));
  EXPECT_EQ(RecordIn(all, "residents/ans").resident().display_name(), "") << "not her case";
  for (const auto& [token, copy] : {std::pair(zaak_, zaak), std::pair(coordinator_.token, all)}) {
    for (const std::string& name : NamesIn(copy)) {
      EXPECT_EQ(RecordIn(copy, name).resident().SerializeAsString(), GetResident(name, token).SerializeAsString());
    }
  }
}

TEST_F(WatchTest, GoesOnTelling) {
  Watch watch(*server_, zaak_, 0);
  Copy copy;
  watch.ReadTo(revision(), copy);
  EXPECT_THAT(copy.records(), IsEmpty());
  watch.ReadTo(Commit({ChangeOf(Resident("truus", "zaak"))}), copy);
  EXPECT_THAT(NamesIn(copy), ElementsAre("residents/truus"));
  watch.ReadTo(Commit({ChangeOf(NextOf("truus"))}), copy);
  EXPECT_EQ(RecordIn(copy, "residents/truus").resident().display_name(), "Truus truus.");
  watch.ReadTo(Erase({kTruus}), copy);
  EXPECT_THAT(copy.records(), IsEmpty());
}

TEST_F(WatchTest, WhatChangedOftenIsToldOnceAsItIsNow) {
  Commit({ChangeOf(Resident("truus", "zaak"))});
  const std::int64_t before = revision();
  Commit({ChangeOf(NextOf("truus"))});
  Commit({ChangeOf(NextOf("truus"))});
  Commit({ChangeOf(Resident("ans", "zaak"))});
  Watch watch(*server_, zaak_, before);
  v1::WatchChangesResponse message;
  ASSERT_TRUE(watch.Read(message));
  EXPECT_EQ(message.revision(), revision());
  ASSERT_EQ(message.changes_size(), 2);
  EXPECT_EQ(message.changes(0).name(), "residents/ans");
  EXPECT_EQ(message.changes(1).resident().display_name(), "Truus truus..");
}

TEST_F(WatchTest, AMatchIsToldToWhoseProfileIsInItAndAsMuchAsAGetShows) {
  Commit({ChangeOf(Resident("truus", "zaak")), ChangeOf(Volunteer("piet", "wijk")), ChangeOf(Resident("ans", "wijk"))});
  Commit(
      {ChangeOf(Match("m1", "klik", kTruus, kPiet)), ChangeOf(Match("m2", "klik", {Kind::kResident, "ans"}, kPiet))});
  EXPECT_THAT(NamesIn(CopyOf(zaak_)), ElementsAre("matches/m1", "residents/truus"));
  EXPECT_THAT(NamesIn(CopyOf(wijk_)), ElementsAre("matches/m1", "matches/m2", "residents/ans", "volunteers/piet"));
  v1::GetMatchRequest request;
  request.set_name("matches/m1");
  const auto get = [&] {
    return server_->Call<v1::MatchService::Stub>(&v1::MatchService::Stub::GetMatch, request, zaak_);
  };
  EXPECT_EQ(RecordIn(CopyOf(zaak_), "matches/m1").match().SerializeAsString(), get().value().SerializeAsString());
  request.set_name("matches/m2");
  EXPECT_EQ(get().status.error_code(), grpc::NOT_FOUND);
}

TEST_F(WatchTest, ScopesSayOfWhat) {
  Commit({ChangeOf(Resident("truus", "zaak")), ChangeOf(Volunteer("piet", "zaak"))});
  Commit({ChangeOf(Match("m1", "zaak", kTruus, kPiet))});
  const std::string only_matches = NewToken("system: 'zaak' scopes: [ CHANGES_READ, MATCH_READ ]");
  EXPECT_THAT(NamesIn(CopyOf(only_matches)), ElementsAre("matches/m1"));
  const std::string none = NewToken("system: 'zaak' scopes: [ PROFILE_READ, MATCH_READ ]");
  EXPECT_EQ(EndOf(none, 0).status.error_code(), grpc::PERMISSION_DENIED);
  const std::int64_t before = revision();
  Erase({{Kind::kMatch, "m1"}, kTruus});
  EXPECT_THAT(Since(only_matches, before).removed(), ElementsAre("matches/m1"));
}

TEST_F(WatchTest, AReferralIsToldToItsSystemAndOnceItIsSentToTheMunicipality) {
  const std::string team = NewToken("system: 'zaak' scopes: [ CHANGES_READ, REFERRAL_WRITE ]");
  engine::Referral referral;
  referral.meta = Resident("any", "zaak").meta;
  referral.meta.id = {Kind::kReferral, "f1"};
  referral.municipality = "GM0420";
  engine::Referral dropped = referral;
  dropped.meta.id.id = "f2";
  Commit({ChangeOf(referral), ChangeOf(dropped)});
  const std::int64_t before = revision();
  EXPECT_THAT(NamesIn(CopyOf(team)), ElementsAre("referrals/f1", "referrals/f2"));
  EXPECT_THAT(NamesIn(CopyOf(zaak_)), IsEmpty());
  EXPECT_THAT(NamesIn(CopyOf(coordinator_.token)), IsEmpty());
  referral.state = engine::ReferralState::kRequested;
  Commit({ChangeOf(referral), engine::Erased{dropped.meta.id}});
  EXPECT_THAT(NamesIn(CopyOf(coordinator_.token)), ElementsAre("referrals/f1"));
  EXPECT_THAT(Since(coordinator_.token, before).removed(), IsEmpty());
  EXPECT_THAT(Since(team, before).removed(), ElementsAre("referrals/f2"));
}

TEST_F(WatchTest, ThatARecordIsGoneIsToldToWhoCouldKnowOfItAlone) {
  Commit({ChangeOf(Resident("truus", "zaak")), ChangeOf(Resident("ans", "wijk", "GM0441"))});
  const std::int64_t before = revision();
  Erase({kTruus, {Kind::kResident, "ans"}});
  EXPECT_THAT(Since(zaak_, before).removed(), ElementsAre("residents/truus"));
  EXPECT_THAT(Since(wijk_, before).removed(), ElementsAre("residents/ans"));
  EXPECT_THAT(Since(coordinator_.token, before).removed(), ElementsAre("residents/truus"));
}

TEST_F(WatchTest, WhoMovesAwayIsGoneForTheMunicipalityAndNotForThePartner) {
  Commit({ChangeOf(Resident("truus", "zaak"))});
  const std::int64_t before = revision();
  engine::Resident away = NextOf("truus");
  away.municipality = "GM0441";
  Commit({ChangeOf(std::move(away))});
  engine::Resident further = NextOf("truus");
  further.municipality = "GM0405";
  Commit({ChangeOf(std::move(further))});
  EXPECT_THAT(Since(coordinator_.token, before).removed(), ElementsAre("residents/truus"));
  EXPECT_THAT(NamesIn(Since(zaak_, before)), ElementsAre("residents/truus"));
  // What she does elsewhere is not told again.
  const std::int64_t gone = revision();
  Commit({ChangeOf(NextOf("truus"))});
  EXPECT_THAT(Since(coordinator_.token, gone).removed(), IsEmpty());
}

TEST_F(WatchTest, WhoWithdrewIsGoneForEverybody) {
  Commit({ChangeOf(Resident("truus", "zaak")), ChangeOf(Volunteer("piet", "wijk"))});
  Commit({ChangeOf(Match("m1", "klik", kTruus, kPiet))});
  const std::int64_t before = revision();
  engine::Resident withdrawn = NextOf("truus");
  withdrawn.state = engine::ProfileState::kWithdrawn;
  Commit({ChangeOf(std::move(withdrawn))});
  EXPECT_THAT(Since(zaak_, before).removed(), ElementsAre("residents/truus"));
  EXPECT_THAT(Since(coordinator_.token, before).removed(), ElementsAre("residents/truus"));
  EXPECT_THAT(NamesIn(CopyOf(zaak_)), ElementsAre("matches/m1"));
  EXPECT_THAT(NamesIn(Since(wijk_, before)), ElementsAre("matches/m1")) << "what it shows of her is another";
}

TEST_F(WatchTest, WhoTookSharingBackIsGoneForPartnersAlone) {
  Commit({ChangeOf(Resident("truus", "zaak"))});
  const auto share = [&](bool withdrawn) {
    engine::Resident next = NextOf("truus");
    next.legal_bases.assign(1, engine::LegalBasis());
    next.legal_bases.front().purpose = engine::Purpose::kSharingWithPartner;
    next.legal_bases.front().withdrawn = withdrawn;
    Commit({ChangeOf(std::move(next))});
  };
  share(false);
  EXPECT_THAT(NamesIn(CopyOf(zaak_)), ElementsAre("residents/truus"));
  const std::int64_t before = revision();
  share(true);
  EXPECT_THAT(Since(zaak_, before).removed(), ElementsAre("residents/truus"));
  EXPECT_THAT(NamesIn(CopyOf(zaak_)), IsEmpty());
  EXPECT_THAT(NamesIn(Since(coordinator_.token, before)), ElementsAre("residents/truus"));
}

TEST_F(WatchTest, EachMessageIsOneEntryWithWhomItTellsOf) {
  Commit({ChangeOf(Resident("truus", "zaak")), ChangeOf(Resident("ans", "zaak"))});
  Watch watch(*server_, zaak_, 0);
  Copy copy;
  watch.ReadTo(revision(), copy);
  ASSERT_EQ(OnRecord().size(), 1U);
  EXPECT_THAT(OnRecord().front().event.subjects, UnorderedElementsAre("residents/truus", "residents/ans"));
  watch.ReadTo(Commit({ChangeOf(NextOf("ans"))}), copy);
  ASSERT_EQ(OnRecord().size(), 2U);
  EXPECT_THAT(OnRecord().front().event.subjects, ElementsAre("residents/ans"));
  watch.ReadTo(Erase({kTruus}), copy);
  ASSERT_EQ(OnRecord().size(), 3U);
  EXPECT_THAT(OnRecord().front().event.subjects, IsEmpty());
}

TEST_F(WatchTest, ARevisionThatNeverWasIsUnknown) {
  Commit({ChangeOf(Resident("truus", "zaak"))});
  const auto ahead = EndOf(zaak_, revision() + 1);
  EXPECT_EQ(ahead.status.error_code(), grpc::OUT_OF_RANGE);
  EXPECT_EQ(ahead.reason(), "REVISION_UNKNOWN");
  EXPECT_THAT(EndOf(zaak_, -1).fields(), ElementsAre("after_revision"));
}

TEST_F(WatchTest, AHeartbeatTellsTheRevisionAndGoesNotOnRecord) {
  RestartWith({.heartbeat = absl::Milliseconds(5)});
  Watch watch(*server_, zaak_, 0);
  for (int i = 0; i < 3; ++i) {
    v1::WatchChangesResponse message;
    ASSERT_TRUE(watch.Read(message));
    EXPECT_EQ(message.changes_size(), 0);
    EXPECT_EQ(message.revision(), revision());
  }
  EXPECT_EQ(OnRecord().size(), 1U) << "that somebody asked, once";
}

TEST_F(WatchTest, ATokenThatIsTakenBackEndsIt) {
  v1::CreatePartnerTokenRequest request;
  *request.mutable_partner_token() =
      Parsed<v1::PartnerToken>("title: 'A' system: 'zaak' scopes: [ CHANGES_READ, PROFILE_READ ]");
  const auto token = Admin(&Accounts::CreatePartnerToken, request, admin_.token).value();
  Watch watch(*server_, token.secret(), 0);
  v1::WatchChangesResponse message;
  ASSERT_TRUE(watch.Read(message));
  v1::RevokePartnerTokenRequest revoke;
  revoke.set_name(token.name());
  EXPECT_TRUE(Admin(&Accounts::RevokePartnerToken, revoke, admin_.token).status.ok());
  Commit({ChangeOf(Resident("truus", "zaak"))});
  EXPECT_FALSE(watch.Read(message)) << message.ShortDebugString();
  EXPECT_EQ(watch.Finish().status.error_code(), grpc::UNAUTHENTICATED);
}

TEST_F(WatchTest, AnAccountWatchesSoOftenAndNoMore) {
  RestartWith({.most_of_account = 2});
  Watch first(*server_, zaak_, 0);
  v1::WatchChangesResponse message;
  ASSERT_TRUE(first.Read(message));
  {
    Watch second(*server_, zaak_, 0);
    ASSERT_TRUE(second.Read(message));
    const auto third = EndOf(zaak_, 0);
    EXPECT_EQ(third.status.error_code(), grpc::RESOURCE_EXHAUSTED);
    EXPECT_EQ(third.reason(), "TOO_MANY_WATCHERS");
    Watch other(*server_, wijk_, 0);
    EXPECT_TRUE(other.Read(message)) << "others may";
  }
  // Who has gone makes room, as soon as the server has noticed.
  for (bool let_in = false; !let_in;) {
    clock_.Advance(absl::Milliseconds(20));
    Watch again(*server_, zaak_, 0);
    let_in = again.Read(message);
    ASSERT_TRUE(let_in || again.Finish().status.error_code() == grpc::RESOURCE_EXHAUSTED);
  }
}

TEST_F(WatchTest, EndsWhenTheServerStops) {
  Watch watch(*server_, zaak_, 0);
  v1::WatchChangesResponse message;
  ASSERT_TRUE(watch.Read(message));
  server_->registry().changes().Close();
  EXPECT_FALSE(watch.Read(message));
  EXPECT_EQ(watch.Finish().reason(), "SHUTTING_DOWN");
  EXPECT_EQ(EndOf(zaak_, 0).reason(), "SHUTTING_DOWN");
}

}  // namespace
}  // namespace klik::testing
