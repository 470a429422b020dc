// What a nearest change promises comes true: carried out in random worlds, the pair scores and stands as was said, and
// no other setting would have been cheaper.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "engine/match/evaluate.h"
#include "engine/match/search.h"
#include "tests/engine/match/carry_out.h"
#include "tests/engine/match/every_answer.h"
#include "tests/testing/oracle.h"
#include "tests/testing/random_world.h"

namespace klik::testing {
namespace {

using engine::BarCode;
using engine::ContactForm;
using engine::EntityId;
using engine::ExcludedCandidate;
using engine::SearchResult;

void RandomCosts(Random& random, engine::ChangeCosts& costs) {
  for (int* cost : {&costs.consent_missing, &costs.vog_requested, &costs.vog_missing, &costs.vog_expired,
                    &costs.capacity, &costs.capacity_reserved, &costs.activity_full, &costs.time_overlap, &costs.ride,
                    &costs.pending_guardian, &costs.cost, &costs.contact_form, &costs.paused}) {
    *cost = random.Between(1, 6);
  }
}

// A world in which more depends on the VOG than in most, and not all changes cost what they usually do.
Case MakeChangeCase(std::uint64_t seed) {
  Case it = MakeCase(seed);
  for (auto& resident : it.world.residents) {
    if (it.random.Percent(30)) resident.contact_forms = {ContactForm::kHomeVisit};
  }
  if (it.random.Percent(50)) RandomCosts(it.random, it.policy.change_costs);
  return it;
}

// Calls `visit` for every answer, until a test has failed.
template <typename Visitor>
void ForEveryChangeAnswer(Visitor&& visit) {
  constexpr std::uint64_t kWorlds = 3000;
  for (std::uint64_t seed = 1; seed <= kWorlds && !::testing::Test::HasFatalFailure(); ++seed) {
    Case it = MakeChangeCase(seed);
    for (const EntityId& subject : IdsOf(it.world)) visit(it, subject, Everything(it, it.world, subject));
  }
}

// The same for all who are left out of any.
template <typename Visitor>
void ForEveryExcluded(Visitor&& visit) {
  ForEveryChangeAnswer([&](Case& it, const EntityId& subject, const SearchResult& answer) {
    for (const ExcludedCandidate& excluded : answer.excluded) {
      visit(it, subject, answer, excluded);
      if (::testing::Test::HasFatalFailure()) return;
    }
  });
}

// What the pair, which no match links, would score once changed.
engine::PairScore ScoreOnceChanged(const Case& it, const EntityId& subject, const EntityId& candidate) {
  const auto snapshot = SnapshotOf(it.world);
  const engine::Calendar calendar = engine::CalendarAt(it.moment, it.policy);
  return engine::EvaluateWithChange(engine::MakePairContext(*snapshot->FindRow(subject), *snapshot->FindRow(candidate),
                                                            it.policy, it.moment, snapshot->taxonomy(), calendar))
      .change->score;
}

bool SameOthers(const SearchResult& before, const SearchResult& after, const EntityId& candidate) {
  const auto others = [&](const SearchResult& result) {
    std::vector<std::pair<EntityId, engine::PairResult>> pairs;
    for (const auto& other : result.candidates) {
      if (other.id != candidate) pairs.emplace_back(other.id, other.pair);
    }
    return pairs;
  };
  return others(before) == others(after);
}

// What has to be asked at a neighbour's home depends on whose it is, which a ride settles: the change leaves it as it
// was.
bool MayBeAskedOfAnother(const EntityId& subject, const ExcludedCandidate& excluded) {
  return subject.kind == excluded.id.kind && excluded.pair.setting == engine::Setting::kHome &&
         excluded.pair.travel.mover == engine::Side::kPair && excluded.pair.ask_first;
}

// The time that is found for one way may suit another way better, by which the pair then meets.
bool FoundABetterWay(const ExcludedCandidate& excluded, const engine::PairResult& now) {
  const auto& lifted = excluded.nearest_change->lifted;
  const bool time_was_found = std::any_of(lifted.begin(), lifted.end(),
                                          [](const engine::Bar& bar) { return bar.code == BarCode::kTimeOverlap; });
  return time_was_found && excluded.pair.travel.mover != engine::Side::kPair && !(now.travel == excluded.pair.travel);
}

// What is tried of a kind: by the code that it lifts, of all sorts together, and with a ride that leaves too little
// time.
struct Tried {
  std::map<BarCode, int> by_code;
  int several = 0;
  int time_after_ride = 0;
  int not_first = 0;

  void Count(const ExcludedCandidate& excluded) {
    const auto& change = *excluded.nearest_change;
    for (const engine::Bar& bar : change.lifted) ++by_code[bar.code];
    if (change.lifted.size() > 1) ++several;
    if (change.lifted.size() > excluded.pair.bars.size()) ++time_after_ride;
    if (change.rank > 1) ++not_first;
  }
};

TEST(NearestChangeComesTrueTest, ThePairStandsExactlyWhereItWasSaid) {
  Tried tried;
  ForEveryExcluded(
      [&](Case& it, const EntityId& subject, const SearchResult& before, const ExcludedCandidate& excluded) {
        if (!excluded.nearest_change || MayBeAskedOfAnother(subject, excluded)) return;
        World world = it.world;
        if (!CarryOut(it, subject, excluded, world)) return;
        const SearchResult after = Everything(it, world, subject);
        // What the subject changes may help others too, who then stand elsewhere.
        if (!SameOthers(before, after, excluded.id)) return;
        const engine::RankedCandidate* now = FindCandidate(after, excluded.id);
        ASSERT_NE(now, nullptr) << "seed " << it.seed << " " << engine::NameOf(subject) << " " << Describe(excluded);
        if (FoundABetterWay(excluded, now->pair)) {
          ASSERT_LE(now->rank, excluded.nearest_change->rank) << "seed " << it.seed << " " << Describe(excluded);
          return;
        }
        ASSERT_EQ(now->rank, excluded.nearest_change->rank)
            << "seed " << it.seed << " " << engine::NameOf(subject) << "\nbefore " << Describe(excluded) << "\nafter  "
            << Describe(*now);
        ASSERT_EQ(now->pair.setting, excluded.pair.setting) << "seed " << it.seed << " " << Describe(excluded);
        const engine::PairScore said = ScoreOnceChanged(it, subject, excluded.id);
        ASSERT_TRUE(said == now->pair.score)
            << "seed " << it.seed << " said " << said.score << "\nafter  " << Describe(*now);
        tried.Count(excluded);
      });
  for (const BarCode code :
       {BarCode::kConsentMissing, BarCode::kVogMissing, BarCode::kVogExpired, BarCode::kCapacity,
        BarCode::kCapacityReserved, BarCode::kActivityFull, BarCode::kTimeOverlap, BarCode::kTravel,
        BarCode::kTransport, BarCode::kPendingGuardian, BarCode::kCost, BarCode::kContactForm, BarCode::kPaused}) {
    EXPECT_GT(tried.by_code[code], 300) << static_cast<int>(code);
  }
  EXPECT_GT(tried.several, 1000);
  EXPECT_GT(tried.time_after_ride, 300);
  EXPECT_GT(tried.not_first, 1000);
}

bool IsOpenTo(World& world, const EntityId& id, ContactForm form) {
  const auto& forms = FindPerson(world, id)->contact_forms;
  return forms.empty() || std::find(forms.begin(), forms.end(), form) != forms.end();
}

// One form of each setting that is open to both.
std::vector<ContactForm> FormsOpenToBoth(World& world, const EntityId& a, const EntityId& b) {
  std::vector<ContactForm> forms;
  for (const ContactForm form : {ContactForm::kHomeVisit, ContactForm::kPublicPlace, ContactForm::kPhone}) {
    if (IsOpenTo(world, a, form) && IsOpenTo(world, b, form)) forms.push_back(form);
  }
  // Nobody has asked for the telephone.
  const bool none_stated = FindPerson(world, a)->contact_forms.empty() && FindPerson(world, b)->contact_forms.empty();
  if (none_stated) forms.pop_back();
  return forms;
}

TEST(NearestChangeComesTrueTest, WhoAgreesOnAnotherSettingDoesNotGetThereMoreCheaply) {
  int tried = 0;
  int dearer = 0;
  ForEveryExcluded(
      [&](const Case& it, const EntityId& subject, const SearchResult&, const ExcludedCandidate& excluded) {
        if (excluded.pair.setting == engine::Setting::kActivity) return;
        World world = it.world;
        for (const ContactForm form : FormsOpenToBoth(world, subject, excluded.id)) {
          World agreed = it.world;
          FindPerson(agreed, excluded.id)->contact_forms = {form};
          const auto alone =
              engine::Explain(*SnapshotOf(agreed), {it.policy, it.moment}, subject, excluded.id, it.moment)->excluded;
          ASSERT_TRUE(alone.has_value()) << "seed " << it.seed << " " << Describe(excluded);
          if (alone->pair.setting == excluded.pair.setting) continue;
          if (alone->nearest_change) {
            ASSERT_TRUE(excluded.nearest_change.has_value()) << "seed " << it.seed << " " << Describe(excluded);
            ASSERT_GE(alone->nearest_change->cost, excluded.nearest_change->cost)
                << "seed " << it.seed << " " << Describe(excluded);
          }
          if (!excluded.nearest_change) continue;
          ++tried;
          if (!alone->nearest_change || alone->nearest_change->cost > excluded.nearest_change->cost) ++dearer;
        }
      });
  EXPECT_GT(tried, 1000);
  EXPECT_GT(dearer, 300);
}

TEST(NearestChangeComesTrueTest, WhomTheFewestBarsKeepOutIsNamedFirst) {
  int fewer = 0;
  ForEveryChangeAnswer([&](const Case& it, const EntityId&, const SearchResult& answer) {
    for (std::size_t i = 1; i < answer.excluded.size(); ++i) {
      const ExcludedCandidate& first = answer.excluded[i - 1];
      const ExcludedCandidate& second = answer.excluded[i];
      if (!second.nearest_change) continue;
      ASSERT_TRUE(first.nearest_change.has_value()) << "seed " << it.seed;
      ASSERT_LE(first.pair.bars.size(), second.pair.bars.size()) << "seed " << it.seed;
      if (first.pair.bars.size() < second.pair.bars.size()) ++fewer;
    }
  });
  EXPECT_GT(fewer, 1000);
}

}  // namespace
}  // namespace klik::testing
