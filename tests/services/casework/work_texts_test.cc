#include "services/casework/work_texts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace klik::services {
namespace {

using engine::Language;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr absl::CivilDay kToday(2026, 11, 25);

WorkItem Item(WorkKind kind, int due_in_days = 2) {
  WorkItem item;
  item.kind = kind;
  item.due = kToday + due_in_days;
  item.week = 6;
  item.waiting_days = 40;
  item.sides = {engine::MatchSide::kResident, engine::MatchSide::kOther};
  return item;
}

std::string Dutch(const WorkItem& item) { return WorkText(item, kToday, Language::kDutch); }
std::string English(const WorkItem& item) { return WorkText(item, kToday, Language::kEnglish); }

TEST(WorkTextsTest, EveryKindHasASentenceInBothLanguages) {
  std::set<std::string> texts;
  for (int kind = 1; kind < kWorkKindCount; ++kind) {
    const WorkItem item = Item(static_cast<WorkKind>(kind));
    for (const std::string& text : {Dutch(item), English(item)}) {
      ASSERT_FALSE(text.empty());
      EXPECT_EQ(text.back(), '.') << text;
      EXPECT_THAT(text, Not(HasSubstr("  "))) << text;
      texts.insert(text);
    }
  }
  EXPECT_EQ(texts.size(), 2U * (kWorkKindCount - 1));
}

TEST(WorkTextsTest, WhatIsLateIsAskedForToday) {
  EXPECT_EQ(Dutch(Item(WorkKind::kCheckInDue)),
            "Week 6: vraag uiterlijk 27 november 2026 aan de inwoner en de vrijwilliger hoe het gaat.");
  EXPECT_EQ(English(Item(WorkKind::kCheckInDue)),
            "Week 6: ask the resident and the volunteer by 27 November 2026 how it goes.");
  EXPECT_EQ(Dutch(Item(WorkKind::kCheckInDue, -30)),
            "Week 6: vraag vandaag aan de inwoner en de vrijwilliger hoe het gaat.");
}

TEST(WorkTextsTest, AReferralSaysHowUrgentItIs) {
  WorkItem item = Item(WorkKind::kNewReferral, 0);
  EXPECT_EQ(Dutch(item), "Nieuwe aanmelding: kijk er vandaag naar.");
  item.urgency = engine::Urgency::kUrgent;
  EXPECT_EQ(Dutch(item), "Nieuwe aanmelding met spoed: kijk er vandaag naar.");
  EXPECT_EQ(English(item), "New urgent referral: please look at it today.");
}

TEST(WorkTextsTest, WhoIsAskedIsWhoIsOnTheOtherSide) {
  WorkItem item = Item(WorkKind::kProposalExpires);
  item.other_kind = engine::Kind::kActivity;
  item.sides = {engine::MatchSide::kOther, engine::MatchSide::kCompanion};
  EXPECT_EQ(Dutch(item), "Dit voorstel loopt af op 27 november 2026. Vraag nog eens aan de activiteit en wie meegaat.");
  item.other_kind = engine::Kind::kResident;
  item.sides = {engine::MatchSide::kOther};
  EXPECT_THAT(English(item), HasSubstr("Ask once more: the neighbour."));
}

TEST(WorkTextsTest, AFarewellMindsWhyItEnded) {
  WorkItem item = Item(WorkKind::kFarewellDue);
  EXPECT_THAT(Dutch(item), HasSubstr("goed afscheid"));
  item.end_reason = engine::EndReason::kDeceased;
  EXPECT_THAT(Dutch(item), HasSubstr("overleden"));
  item.end_reason = engine::EndReason::kConflict;
  EXPECT_THAT(Dutch(item), HasSubstr("ieder apart"));
}

TEST(WorkTextsTest, AVogIsValidOrWas) {
  EXPECT_THAT(Dutch(Item(WorkKind::kVogLapses, 0)), HasSubstr("is geldig tot en met 25 november 2026"));
  EXPECT_THAT(Dutch(Item(WorkKind::kVogLapses, -1)), HasSubstr("was geldig tot en met 24 november 2026"));
}

TEST(WorkTextsTest, WhomNobodyFitsIsToldWithWhatStandsInTheWay) {
  WorkItem item = Item(WorkKind::kNobodyFits);
  item.due.reset();
  EXPECT_EQ(Dutch(item), "Wacht al 40 dagen, en er past nu niemand.");
  item.waiting_days = 1;
  item.obstacles = {{engine::BarCode::kTimeOverlap, 9}, {engine::BarCode::kTravel, 3}};
  EXPECT_EQ(Dutch(item), "Wacht al 1 dag, en er past nu niemand. Hier ligt het vaakst aan: samen tijd en de reis.");
  EXPECT_EQ(
      English(item),
      "Has been waiting for 1 day, and nobody fits now. What stands in the way most often: time in common and the "
      "way there.");
}

TEST(WorkTextsTest, EveryObstacleHasWordsOfItsOwn) {
  std::set<std::string> words;
  for (int code = 1; code < engine::kBarCodeCount; ++code) {
    for (const Language language : {Language::kDutch, Language::kEnglish}) {
      const std::string text = ObstacleWords(static_cast<engine::BarCode>(code), language);
      EXPECT_FALSE(text.empty()) << code;
      words.insert(text);
    }
  }
  EXPECT_EQ(words.size(), 2U * (engine::kBarCodeCount - 1));
}

}  // namespace
}  // namespace klik::services
