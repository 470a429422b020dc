#include "engine/text/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/match/evaluate.h"
#include "tests/engine/text/evidence_texts.h"

namespace klik::engine {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class CatalogueTest : public ::testing::Test {
 protected:
  CatalogueTest() {
    resident_->meta.id = {Kind::kResident, "r"};
    volunteer_->meta.id = {Kind::kVolunteer, "v"};
    for (Person* person : {static_cast<Person*>(resident_.get()), static_cast<Person*>(volunteer_.get())}) {
      person->interests = {{*taxonomy_.Find("music.choir"), Attitude::kLikes}};
      person->availability.windows = {{Weekday::kWednesday, 9 * 60, 12 * 60}};
    }
  }

  PairText Text() {
    subject_ = MakeRow(resident_);
    candidate_ = MakeRow(volunteer_, {});
    return {*subject_, *candidate_, taxonomy_, policy_};
  }

  const Taxonomy& taxonomy_ = Taxonomy::BuiltIn();
  Policy policy_;
  Moment moment_{absl::FromUnixSeconds(1'790'000'000), absl::CivilDay(2026, 9, 21)};
  std::shared_ptr<Resident> resident_ = std::make_shared<Resident>();
  std::shared_ptr<Volunteer> volunteer_ = std::make_shared<Volunteer>();
  std::shared_ptr<const Row> subject_;
  std::shared_ptr<const Row> candidate_;
};

BarParams EveryParam() {
  return {{"until", "2026-12-01"},
          {"issued", "2022-05-09"},
          {"running", "2"},
          {"open", "1"},
          {"max", "2"},
          {"capacity", "8"},
          {"minutes", "48"},
          {"needed_minutes", "30"},
          {"min_age", "55"},
          {"max_age", "70"},
          {"topic", "music.choir"},
          {"cost_cents", "950"},
          {"months", "2"},
          {"needed_months", "6"},
          {"group_size", "20"},
          {"relation", "family"},
          {"needs", "STEP_FREE"},
          {"wish", "age"}};
}

TEST_F(CatalogueTest, EveryBarHasASentenceInBothLanguagesWithNothingLeftOpen) {
  for (int code = 1; code < kBarCodeCount; ++code) {
    for (const Side side : {Side::kSubject, Side::kCandidate}) {
      const Bar bar{static_cast<BarCode>(code), side, EveryParam()};
      const std::string dutch = BarText(Text(), bar, Language::kDutch);
      const std::string english = BarText(Text(), bar, Language::kEnglish);
      EXPECT_THAT(dutch, ::testing::EndsWith(".")) << code;
      EXPECT_THAT(english, ::testing::EndsWith(".")) << code;
      EXPECT_NE(dutch, english) << code;
      EXPECT_THAT(dutch, Not(HasSubstr("{"))) << code;
      EXPECT_THAT(english, Not(HasSubstr("{"))) << code;
    }
  }
}

TEST_F(CatalogueTest, EveryWarningHasASentenceInBothLanguages) {
  for (int code = 1; code < kWarningCodeCount; ++code) {
    const auto warning = static_cast<WarningCode>(code);
    EXPECT_NE(WarningText(Text(), {}, warning, Language::kDutch), "") << code;
    EXPECT_NE(WarningText(Text(), {}, warning, Language::kEnglish), "") << code;
  }
}

TEST_F(CatalogueTest, EachFactHasItsOwnSentence) {
  const auto dutch = [&](BarCode code, BarParams params) {
    return BarText(Text(), {code, Side::kCandidate, std::move(params)}, Language::kDutch);
  };
  EXPECT_EQ(dutch(BarCode::kCommitment, {{"until", "2026-12-01"}, {"needed_months", "6"}}),
            "De vrijwilliger is er tot en met 1 december 2026; dit contact vraagt een langere tijd.");
  EXPECT_EQ(dutch(BarCode::kCommitment, {{"months", "1"}, {"needed_months", "3"}}),
            "De vrijwilliger kan 1 maand toezeggen; dit contact vraagt een langere tijd.");
  EXPECT_EQ(dutch(BarCode::kContactForm, {{"group_size", "20"}}),
            "Hier komen mensen samen in een groep van 20; een kleinere groep past beter.");
  EXPECT_EQ(dutch(BarCode::kContactForm, {}), "Er is geen manier van afspreken die allebei willen.");
  EXPECT_EQ(dutch(BarCode::kExcludedPair, {}), "Deze twee koppelen we niet (meer) aan elkaar.");
  std::set<std::string> relations;
  for (const char* relation : {"family", "colleague", "case_worker"}) {
    relations.insert(dutch(BarCode::kOwnRelation, {{"relation", relation}}));
  }
  EXPECT_EQ(relations.size(), 3U);
}

// How long is long enough follows from what the resident misses.
TEST_F(CatalogueTest, NoSentenceTellsHowLongTheResidentNeedsSomebody) {
  for (const char* fact : {"until", "months"}) {
    const auto text = [&](const char* needed, Language language) {
      const BarParams params = {{fact, EveryParam().at(fact)}, {"needed_months", needed}};
      return BarText(Text(), {BarCode::kCommitment, Side::kCandidate, params}, language);
    };
    EXPECT_EQ(text("6", Language::kDutch), text("3", Language::kDutch));
    EXPECT_EQ(text("6", Language::kEnglish), text("3", Language::kEnglish));
  }
}

// Which of these somebody needs is not told by asking.
TEST_F(CatalogueTest, WhatIsAskedFirstIsTheSameForAll) {
  PairResult result;
  const auto text = [&] { return WarningText(Text(), result, WarningCode::kAccessibilityUnknown, Language::kDutch); };
  const std::string asked(text());
  EXPECT_EQ(asked, "Vraag eerst na hoe het thuis is voor allebei: drempels, toilet, dieren en rook.");
  volunteer_->access_needs = {AccessNeed::kStepFree};
  resident_->access_needs = {AccessNeed::kNoAnimals};
  EXPECT_EQ(text(), asked);
  result.setting = Setting::kPublic;
  EXPECT_NE(text(), asked);
}

TEST_F(CatalogueTest, TheNearestChangeSaysWhatAndWhichPlace) {
  NearestChange change;
  change.lifted = {{BarCode::kVogMissing, Side::kCandidate, {{"state", "requested"}}}};
  change.rank = 1;
  EXPECT_EQ(NearestChangeText(Text(), change, Language::kDutch),
            "Wordt passend zodra de VOG binnen is (dan nummer 1).");
  EXPECT_EQ(NearestChangeText(Text(), change, Language::kEnglish),
            "Becomes suitable once the VOG is in (then number 1).");
}

TEST_F(CatalogueTest, SeveralChangesMakeOneSentence) {
  NearestChange change;
  change.rank = 2;
  const auto told = [&](std::vector<Bar> lifted, Language language) {
    change.lifted = std::move(lifted);
    return NearestChangeText(Text(), change, language);
  };
  const Bar vog{BarCode::kVogMissing, Side::kCandidate, {}};
  const Bar time{BarCode::kTimeOverlap, Side::kPair, {}};
  const Bar ride{BarCode::kTransport, Side::kPair, {}};
  EXPECT_EQ(told({ride}, Language::kDutch), "Wordt passend zodra er vervoer gevonden is (dan nummer 2).");
  EXPECT_EQ(told({ride}, Language::kEnglish), "Becomes suitable once a ride is found (then number 2).");
  EXPECT_EQ(told({vog, time}, Language::kDutch),
            "Wordt passend zodra de VOG binnen is en er een gezamenlijk moment gevonden is (dan nummer 2).");
  EXPECT_EQ(
      told({vog, time, {BarCode::kTravel, Side::kPair, {{"minutes", "48"}}}}, Language::kDutch),
      "Wordt passend zodra de VOG binnen is en er vervoer en een gezamenlijk moment gevonden zijn (dan nummer 2).");
  EXPECT_EQ(told({time, ride}, Language::kEnglish),
            "Becomes suitable once a ride and a time that suits both are found (then number 2).");
  EXPECT_EQ(
      told({{BarCode::kConsentMissing, Side::kSubject, {}}, {BarCode::kConsentMissing, Side::kCandidate, {}}, vog},
           Language::kDutch),
      "Wordt passend zodra er toestemming is voor de inwoner en de vrijwilliger en de VOG binnen is (dan nummer "
      "2).");
}

TEST_F(CatalogueTest, EveryChangeHasAClauseInBothLanguagesWithNothingLeftOpen) {
  const ChangeCosts costs;
  int changes = 0;
  for (int code = 1; code < kBarCodeCount; ++code) {
    const Bar bar{static_cast<BarCode>(code), Side::kCandidate, {}};
    if (!CostOfLifting(costs, std::vector<Bar>{bar})) continue;
    ++changes;
    const std::string dutch = ChangeText(Text(), bar, Language::kDutch);
    const std::string english = ChangeText(Text(), bar, Language::kEnglish);
    EXPECT_NE(dutch, "") << code;
    EXPECT_NE(dutch, english) << code;
    EXPECT_THAT(dutch + english, Not(HasSubstr("{"))) << code;
  }
  EXPECT_EQ(changes, 13);
}

TEST_F(CatalogueTest, EvidenceNamesWhatTheTwoShare) {
  PairResult result;
  result.setting = Setting::kRemote;
  EXPECT_THAT(EvidenceTexts(Text(), result, Term::kInterests, Language::kDutch),
              ::testing::ElementsAre("Allebei: Zingen en koor."));
  EXPECT_THAT(EvidenceTexts(Text(), result, Term::kTravel, Language::kDutch),
              ::testing::ElementsAre("Niemand hoeft te reizen."));
}

TEST_F(CatalogueTest, EvidenceAlsoNamesWhatIsOnlyAlike) {
  const auto like = [&](std::string_view mine, std::string_view theirs) {
    resident_->interests = {{*taxonomy_.Find(mine), Attitude::kLikes}};
    volunteer_->interests = {{*taxonomy_.Find(theirs), Attitude::kLikes}};
    return EvidenceTexts(Text(), {}, Term::kInterests, Language::kDutch);
  };
  EXPECT_THAT(like("game.klaverjassen", "game.cards.bridge"),
              ::testing::ElementsAre("Klaverjassen en Bridge liggen dicht bij elkaar."));
  EXPECT_THAT(like("music.classical", "music.instrument.cello"),
              ::testing::ElementsAre("Allebei iets met Muziek: Klassieke muziek en Cello."));
  EXPECT_THAT(like("music.classical", "game.cards.bridge"), ::testing::IsEmpty());
}

TEST_F(CatalogueTest, WhatBothWantNothingToDoWithIsNamedHoweverStrongly) {
  const TopicIndex bingo = *taxonomy_.Find("game.hall.bingo");
  resident_->interests = {{bingo, Attitude::kNever}};
  volunteer_->interests = {{bingo, Attitude::kDislikes}};
  EXPECT_THAT(EvidenceTexts(Text(), {}, Term::kInterests, Language::kDutch),
              ::testing::ElementsAre("Hebben allebei niets met Bingo."));
}

TEST_F(CatalogueTest, TimeIsToldTheDutchWay) {
  PairText text = Text();
  const Calendar calendar = CalendarAt(moment_, policy_);
  const PairContext pair = MakePairContext(text.subject, text.candidate, policy_, moment_, taxonomy_, calendar);
  const PairResult result = Evaluate(pair);
  EXPECT_THAT(EvidenceTexts(text, result, Term::kAvailability, Language::kDutch), ::testing::IsEmpty());
  const std::vector<Window> windows = MeetingWindows(pair, result, 2);
  text.meeting_windows = windows;
  EXPECT_THAT(EvidenceTexts(text, result, Term::kAvailability, Language::kDutch),
              ::testing::ElementsAre("Samen tijd op woensdag van 9:00 tot 12:00."));
}

// What somebody pays, or lives with, is not for the other side to read.
TEST_F(CatalogueTest, CostAndIllnessAreNotTold) {
  const Bar bar{BarCode::kCost, Side::kSubject, {{"cost_cents", "950"}}};
  EXPECT_EQ(BarText(Text(), bar, Language::kDutch), "De kosten (€ 9,50 per keer) zijn nog niet gedekt.");
  resident_->experiences = {Experience::kChronicIllness};
  volunteer_->experiences = {Experience::kChronicIllness};
  EXPECT_THAT(EvidenceTexts(Text(), {}, Term::kExperience, Language::kDutch),
              ::testing::ElementsAre("Delen een ervaring die zij zelf kunnen vertellen."));
}

TEST_F(CatalogueTest, ABarSaysWhoseItIs) {
  EXPECT_EQ(BarText(Text(), {BarCode::kPaused, Side::kSubject, {}}, Language::kDutch),
            "De inwoner staat nu even op pauze.");
  EXPECT_EQ(BarText(Text(), {BarCode::kPendingGuardian, Side::kCandidate, {}}, Language::kDutch),
            "Voor de vrijwilliger is nog toestemming van een ouder of voogd nodig.");
  EXPECT_EQ(ChangeText(Text(), {BarCode::kPendingGuardian, Side::kCandidate, {}}, Language::kDutch),
            "een ouder of voogd toestemming geeft voor de vrijwilliger");
}

TEST_F(CatalogueTest, ABarSaysItsFacts) {
  const auto says = [&](BarCode code, const BarParams& params) {
    return BarText(Text(), {code, Side::kCandidate, params}, Language::kDutch);
  };
  EXPECT_EQ(says(BarCode::kVogMissing, {{"state", "requested"}}), "De VOG is aangevraagd, maar nog niet binnen.");
  EXPECT_EQ(says(BarCode::kVogMissing, {{"state", "none"}}), "Er is nog geen VOG.");
  EXPECT_EQ(says(BarCode::kVogExpired, {{"issued", "2022-05-09"}}), "De VOG van 9 mei 2022 is te oud.");
  EXPECT_EQ(says(BarCode::kCapacity, {{"running", "3"}, {"max", "2"}}), "Heeft nu geen plek meer: 3 van 2 bezet.");
  EXPECT_EQ(says(BarCode::kCapacityReserved, {{"until", "2026-12-01"}}),
            "De vrije plek is tot 1 december 2026 gereserveerd voor een ander voorstel.");
  EXPECT_EQ(says(BarCode::kAgeRule, {{"rule", "min_age"}, {"min_age", "55"}}), "Deze activiteit is vanaf 55 jaar.");
  EXPECT_EQ(says(BarCode::kAgeRule, {{"rule", "max_age"}, {"max_age", "70"}}),
            "Deze activiteit is tot en met 70 jaar.");
  EXPECT_EQ(says(BarCode::kAgeRule, {{"rule", "never_alone_at_home"}}),
            "Wie nog geen 18 is, spreekt niet alleen bij iemand thuis af.");
  EXPECT_EQ(says(BarCode::kTopicNever, {{"topic", "music.choir"}}),
            "Zingen en koor: dat wil de vrijwilliger beslist niet.");
  EXPECT_EQ(says(BarCode::kHardWish, {{"wish", "age,gender"}}),
            "Past niet bij een vaste wens van de vrijwilliger: leeftijd en man of vrouw.");
}

// What the rules call liftable has words for what lifts it, and each its own.
TEST_F(CatalogueTest, EveryChangeIsNamed) {
  const auto change = [&](BarCode code) { return ChangeText(Text(), {code, Side::kPair, {}}, Language::kDutch); };
  EXPECT_EQ(change(BarCode::kVogMissing), "de VOG binnen is");
  EXPECT_EQ(change(BarCode::kVogExpired), "er een nieuwe VOG is");
  EXPECT_EQ(change(BarCode::kCapacity), "er een plek vrijkomt");
  EXPECT_EQ(change(BarCode::kActivityFull), "er een plek vrijkomt");
  EXPECT_EQ(change(BarCode::kCapacityReserved), "het andere voorstel vervalt");
  EXPECT_EQ(change(BarCode::kTimeOverlap), "er een gezamenlijk moment gevonden is");
  EXPECT_EQ(change(BarCode::kTravel), "er vervoer gevonden is");
  EXPECT_EQ(change(BarCode::kTransport), "er vervoer gevonden is");
  EXPECT_EQ(change(BarCode::kCost), "de kosten gedekt zijn");
  EXPECT_EQ(change(BarCode::kContactForm), "zij een manier van afspreken vinden");
}

TEST_F(CatalogueTest, WhatToAskFirstDependsOnWhereTheyMeet) {
  PairResult result;
  result.setting = Setting::kActivity;
  EXPECT_EQ(WarningText(Text(), result, WarningCode::kAccessibilityUnknown, Language::kDutch),
            "Vraag eerst na of de plek toegankelijk genoeg is.");
  result.setting = Setting::kHome;
  EXPECT_EQ(WarningText(Text(), result, WarningCode::kAccessibilityUnknown, Language::kDutch),
            "Vraag eerst na hoe het thuis is voor allebei: drempels, toilet, dieren en rook.");
}

TEST_F(CatalogueTest, EvidenceSaysWhoTeachesWhom) {
  const auto about = [&](Attitude residents, Attitude volunteers) {
    resident_->interests = {{*taxonomy_.Find("game.board.chess"), residents}};
    volunteer_->interests = {{*taxonomy_.Find("game.board.chess"), volunteers}};
    return EvidenceTexts(Text(), {}, Term::kInterests, Language::kDutch);
  };
  EXPECT_THAT(about(Attitude::kWantsToLearn, Attitude::kCanTeach),
              ::testing::ElementsAre("Allebei: Schaken.",
                                     "De inwoner wil Schaken leren, en de vrijwilliger kan het uitleggen."));
  EXPECT_THAT(about(Attitude::kCanTeach, Attitude::kWantsToLearn),
              ::testing::ElementsAre("Allebei: Schaken.",
                                     "De vrijwilliger wil Schaken leren, en de inwoner kan het uitleggen."));
  EXPECT_THAT(about(Attitude::kDislikes, Attitude::kLikes), ::testing::IsEmpty());
  EXPECT_THAT(about(Attitude::kDislikes, Attitude::kDislikes),
              ::testing::ElementsAre("Hebben allebei niets met Schaken."));
}

TEST_F(CatalogueTest, EvidenceNamesTheThreeRarestTopics) {
  std::vector<Interest> interests;
  for (const std::string_view id : {"music", "nature.garden", "game.board.chess", "music.instrument.cello"}) {
    interests.push_back({*taxonomy_.Find(id), Attitude::kLikes});
  }
  resident_->interests = volunteer_->interests = interests;
  EXPECT_THAT(EvidenceTexts(Text(), {}, Term::kInterests, Language::kDutch),
              ::testing::ElementsAre("Allebei: Cello, Schaken en Tuinieren."));
}

TEST_F(CatalogueTest, EvidenceSaysWhoTravelsAndHow) {
  PairResult result;
  result.travel = {Side::kCandidate, TravelMode::kBike, 25, 4800};
  const auto texts = [&] { return EvidenceTexts(Text(), result, Term::kTravel, Language::kDutch); };
  EXPECT_THAT(texts(), ::testing::ElementsAre("De vrijwilliger is er in 25 minuten met de fiets."));
  result.travel.mover = Side::kSubject;
  EXPECT_THAT(texts(), ::testing::ElementsAre("De inwoner is er in 25 minuten met de fiets."));
  result.travel.distance_metres = 0;
  EXPECT_THAT(texts(), ::testing::ElementsAre("In hetzelfde dorp."));
}

TEST_F(CatalogueTest, EvidenceOfTheOtherTermsHoldsForBoth) {
  PairResult result;
  const auto texts = [&](Term term) { return EvidenceTexts(Text(), result, term, Language::kDutch); };
  resident_->commitment.months = 12;
  EXPECT_THAT(texts(Term::kCommitment), ::testing::IsEmpty());
  volunteer_->commitment.months = 6;
  EXPECT_THAT(texts(Term::kCommitment), ::testing::ElementsAre("Willen allebei ten minste 6 maanden contact."));

  resident_->experiences = {Experience::kDivorced, Experience::kRetired};
  volunteer_->experiences = {Experience::kDivorced, Experience::kWidowed};
  EXPECT_THAT(texts(Term::kExperience), ::testing::ElementsAre("Hebben allebei een scheiding meegemaakt."));

  resident_->birth_year = 1940;
  volunteer_->birth_year = 1999;
  const auto generations = static_cast<std::size_t>(Term::kIntergenerational);
  result.score.subject[generations] = result.score.candidate[generations] = 500;
  EXPECT_THAT(texts(Term::kIntergenerational), ::testing::IsEmpty());
  result.score.subject[generations] = 700;
  EXPECT_THAT(texts(Term::kIntergenerational),
              ::testing::ElementsAre("Jong en oud: 59 jaar verschil, en dat is welkom."));

  const auto freshness = static_cast<std::size_t>(Term::kFreshness);
  result.score.candidate[freshness] = kTermScale;
  EXPECT_THAT(texts(Term::kFreshness), ::testing::IsEmpty());
  result.score.subject[freshness] = kTermScale;
  EXPECT_THAT(texts(Term::kFreshness), ::testing::ElementsAre("Is de laatste tijd niet gevraagd."));
}

}  // namespace
}  // namespace klik::engine
