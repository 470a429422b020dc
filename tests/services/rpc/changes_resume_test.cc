// WatchChanges over a long life: whatever happens, and wherever the stream breaks, the copy is what the server has.
#include <gmock/gmock.h>

#include <array>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/services/rpc/changes_world.h"

namespace klik::testing {
namespace {

using engine::EntityId;
using engine::Kind;

constexpr int kRounds = 60;
constexpr int kChangesInARound = 6;

class ChangesResumeTest : public ChangesTest {
 protected:
  ChangesResumeTest() { StartAgain(); }

  // A change that is nothing to a watcher is told with the next heartbeat.
  void StartAgain() { RestartWith({.heartbeat = absl::Milliseconds(5), .most_of_account = 64}); }

  // A world that changes at random. Who could know of what is kept, to hold `removed` against it.
  void ChangeSomething(std::mt19937& random) {
    std::string& id = ids_[random() % 12];
    const auto before = server_->registry().snapshot()->FindResident(id);
    if (before == nullptr) {
      // An id is never used again.
      id = "r" + std::to_string(made_++);
      const std::string system = random() % 2 == 0 ? "zaak" : "wijk";
      const std::string municipality = random() % 3 == 0 ? "GM0441" : "GM0420";
      Commit({ChangeOf(Resident(id, system, municipality))});
      Note(EntityId{Kind::kResident, id}, system, municipality);
      return;
    }
    switch (random() % 7) {
      case 0: {
        std::vector<EntityId> gone;
        for (const std::string& match : server_->registry().snapshot()->MatchesOf({Kind::kResident, id})) {
          gone.push_back({Kind::kMatch, match});
        }
        gone.push_back({Kind::kResident, id});
        Erase(std::move(gone));
        return;
      }
      case 1: {
        engine::Resident moved = NextOf(id);
        moved.municipality = moved.municipality == "GM0420" ? "GM0441" : "GM0420";
        Note(moved.meta.id, moved.meta.system, moved.municipality);
        Commit({ChangeOf(std::move(moved))});
        return;
      }
      case 2: {
        engine::Resident back_or_gone = NextOf(id);
        const bool was_gone = back_or_gone.state == engine::ProfileState::kWithdrawn;
        back_or_gone.state = was_gone ? engine::ProfileState::kActive : engine::ProfileState::kWithdrawn;
        Commit({ChangeOf(std::move(back_or_gone))});
        return;
      }
      case 3: {
        engine::Resident shared = NextOf(id);
        const bool withdrawn = !shared.legal_bases.empty() && !shared.legal_bases.front().withdrawn;
        shared.legal_bases.assign(1, engine::LegalBasis());
        shared.legal_bases.front().purpose = engine::Purpose::kSharingWithPartner;
        shared.legal_bases.front().withdrawn = withdrawn;
        Commit({ChangeOf(std::move(shared))});
        return;
      }
      case 4: {
        const std::string match = "m" + std::to_string(made_++);
        Commit({ChangeOf(
            Match(match, random() % 4 == 0 ? "wijk" : "klik", {Kind::kResident, id}, {Kind::kVolunteer, "v"}))});
        return;
      }
      default:
        Commit({ChangeOf(NextOf(id))});
    }
  }

  void Note(const EntityId& id, const std::string& system, const std::string& municipality) {
    known_[system].insert(engine::NameOf(id));
    if (municipality == "GM0420") known_["klik"].insert(engine::NameOf(id));
  }

  int made_ = 0;
  std::array<std::string, 12> ids_;
  std::map<std::string, std::set<std::string>> known_;  // By whose copy; of people.
};

TEST_F(ChangesResumeTest, NothingIsLostWhereverItBreaks) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  Commit({ChangeOf(Volunteer("v", "zaak"))});
  std::map<std::string, std::pair<std::string, Copy>> copies = {
      {"zaak", {zaak_, {}}}, {"wijk", {wijk_, {}}}, {"klik", {coordinator_.token, {}}}};
  for (int round = 0; round < kRounds; ++round) {
    for (auto& [system, watcher] : copies) {
      auto& [token, copy] = watcher;
      // Some are away for a while.
      if (random() % 3 == 0) continue;
      Watch watch(*server_, token, copy.revision());
      for (int i = 0; i < kChangesInARound; ++i) {
        ChangeSomething(random);
        // It breaks before this is read, or after.
        if (random() % 2 == 0) watch.ReadTo(revision(), copy);
      }
      copy.Break();
    }
    if (round == kRounds / 2) StartAgain();
  }
  for (auto& [system, watcher] : copies) {
    auto& [token, copy] = watcher;
    {
      Watch watch(*server_, token, copy.revision());
      watch.ReadTo(revision(), copy);
    }
    const Copy anew = CopyOf(token);
    EXPECT_FALSE(anew.records().empty()) << system;
    EXPECT_EQ(copy.records(), anew.records()) << system;
    EXPECT_FALSE(copy.removed().empty()) << system;
    for (const std::string& name : copy.removed()) {
      const bool could_know = !name.starts_with("residents/") || known_[system].contains(name);
      EXPECT_TRUE(could_know) << system << " " << name;
    }
  }
}

TEST_F(ChangesResumeTest, WhoIsErasedWhileAClientIsSlowIsNotToldAnyMore) {
  // More than a client is sent before it reads.
  constexpr int kMany = 1500;
  std::vector<engine::Change> many;
  for (int i = 0; i < kMany; ++i) {
    engine::Resident resident = Resident("p" + std::to_string(1000 + i), "zaak");
    resident.display_name.assign(6000, 'x');
    many.push_back(ChangeOf(std::move(resident)));
  }
  Commit(std::move(many));
  Watch watch(*server_, zaak_, 0);
  v1::WatchChangesResponse message;
  ASSERT_TRUE(watch.Read(message));
  EXPECT_EQ(message.revision(), 0);
  EXPECT_LE(message.changes_size(), 200);
  const std::string last = "residents/p" + std::to_string(1000 + kMany - 1);
  const std::int64_t erased = Erase({*engine::ParseName(last)});
  Copy copy;
  copy.Take(message);
  while (copy.revision() < erased) {
    ASSERT_TRUE(watch.Read(message));
    for (const v1::RecordChange& change : message.changes()) EXPECT_TRUE(change.name() != last || change.removed());
    copy.Take(message);
  }
  EXPECT_EQ(copy.records().size(), kMany - 1U);
}

}  // namespace
}  // namespace klik::testing
