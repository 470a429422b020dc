// What the one may read about the other: never what somebody needs, can pay or cannot do.
//
// The reasons of a match are what staff pass on to both sides. So they must not change when nothing changes but what is
// the other's own business: a text that did would tell it.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "engine/text/catalogue.h"
#include "tests/engine/match/every_answer.h"
#include "tests/engine/text/evidence_texts.h"

namespace klik::testing {
namespace {

using engine::EntityId;

engine::Resident* FindResident(World& world, const EntityId& id) {
  for (auto& resident : world.residents) {
    if (resident.meta.id == id) return &resident;
  }
  return nullptr;
}

// Everything private, other than it was.
void MakeOther(Random& random, engine::Resident& resident) {
  using engine::AccessNeed;
  using engine::NeedType;
  resident.need.type = random.OneOf({NeedType::kEmotional, NeedType::kSocial, NeedType::kBoth, NeedType::kMeaning,
                                     NeedType::kPractical, NeedType::kUnknown});
  resident.access_needs = {random.OneOf({AccessNeed::kStepFree, AccessNeed::kHearingLoop, AccessNeed::kQuiet})};
  resident.max_cost_cents = random.Percent(50) ? std::optional<int>(random.Below(5000)) : std::nullopt;
  resident.vouchers = {random.Percent(50) ? "MEEDOEN" : "STADSPAS"};
  resident.max_group_size = random.Between(2, 30);
  resident.target_groups = {random.Percent(50) ? "POVERTY" : "CHRONICALLY_ILL"};
  resident.role = random.OneOf({engine::Role::kReceive, engine::Role::kBoth});
}

std::vector<std::string> AllEvidence(const Case& it, const World& world, const EntityId& subject,
                                     const engine::RankedCandidate& candidate, engine::Language language) {
  const auto snapshot = SnapshotOf(world);
  const engine::PairText pair{*snapshot->FindRow(subject), *snapshot->FindRow(candidate.id), snapshot->taxonomy(),
                              it.policy, candidate.meeting_windows};
  std::vector<std::string> texts;
  for (int term = 0; term < engine::kTermCount; ++term) {
    for (std::string& text : EvidenceTexts(pair, candidate.pair, static_cast<engine::Term>(term), language)) {
      texts.push_back(std::move(text));
    }
  }
  return texts;
}

TEST(PrivacyTest, NoReasonTellsWhatTheOtherNeedsOrCanPay) {
  int compared = 0;
  ForEveryAnswer([&](Case& it, const EntityId& subject, const engine::SearchResult& answer) {
    if (it.seed > 300) return;
    for (const engine::RankedCandidate& candidate : answer.candidates) {
      World world = it.world;
      bool changed = false;
      for (const EntityId& party : {subject, candidate.id}) {
        engine::Resident* const resident = FindResident(world, party);
        if (resident == nullptr) continue;
        MakeOther(it.random, *resident);
        changed = true;
      }
      if (!changed) continue;
      ++compared;
      for (const engine::Language language : {engine::Language::kDutch, engine::Language::kEnglish}) {
        ASSERT_EQ(AllEvidence(it, it.world, subject, candidate, language),
                  AllEvidence(it, world, subject, candidate, language))
            << "seed " << it.seed << " " << engine::NameOf(subject) << " and " << engine::NameOf(candidate.id);
      }
    }
  });
  EXPECT_GT(compared, 500);
}

}  // namespace
}  // namespace klik::testing
