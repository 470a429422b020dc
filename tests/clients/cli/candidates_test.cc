#include "clients/cli/candidates.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

namespace klik::cli {
namespace {

template <typename Message>
Message FromJson(const char* json) {
  Message message;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &message).ok());
  return message;
}

v1::SearchCandidatesResponse Search() {
  return FromJson<v1::SearchCandidatesResponse>(R"({
    "candidates": [
      {"candidate": "volunteers/v1", "kind": "VOLUNTEER", "rank": 1, "score": 0.874, "displayName": "Zoë",
       "sideScores": {"subject": 0.91, "candidate": 0.83},
       "terms": [
         {"term": "TRAVEL", "value": 0.5, "weight": 0.2, "evidence": ["Zoë fietst 12 minuten."]},
         {"term": "INTERESTS", "value": 0.9, "weight": 0.4, "evidence": ["Allebei dol op zingen.", "Allebei vogels."]},
         {"term": "WISHES", "value": 0, "weight": 0.4, "evidence": ["Geen wens komt uit."]}],
       "warnings": ["STALE_PROFILE"], "warningTexts": ["Het profiel is een jaar oud."],
       "meetingWindows": [{"weekday": "TUESDAY", "startTime": "10:00", "endTime": "12:00", "weeks": "ODD"},
                          {"weekday": "FRIDAY", "startTime": "09:00", "endTime": "10:00"}],
       "travel": {"mover": "volunteers/v1", "mode": "BIKE", "minutes": 12, "distanceMetres": 2100},
       "contactForm": "HOME_VISIT"},
      {"candidate": "activities/a1", "kind": "ACTIVITY", "rank": 2, "score": 0.5}],
    "excluded": [
      {"candidate": "volunteers/v2", "kind": "VOLUNTEER", "displayName": "Jan",
       "reasons": [{"code": "VOG_MISSING", "text": "Jan heeft nog geen VOG."},
                   {"code": "LANGUAGE", "text": "Jan en Anna spreken niet dezelfde taal."}],
       "nearestChange": {"text": "Vraag een VOG aan en regel een tolk (dan nummer 2).", "rank": 2}},
      {"candidate": "volunteers/v3", "kind": "VOLUNTEER", "reasons": [{"code": "EXCLUDED_PAIR"}]}],
    "excludedTotal": 14})");
}

TEST(RenderCandidatesTest, TableWithReasonsBestFirstAndWarnings) {
  EXPECT_EQ(RenderCandidates(Search(), Language::kDutch, Paint(false)),
            "#  Wie  Soort         Score  Beide kanten  Vorm   Reis                              Samen tijd            "
            "         Naam in Klik\n"
            "1  Zoë  vrijwilliger    87%  91% / 83%     thuis  kandidaat: fiets, 12 min, 2,1 km  di 10:00-12:00 (oneven"
            " weken)  volunteers/v1\n"
            "    + Allebei dol op zingen.\n"
            "    + Allebei vogels.\n"
            "    + Zoë fietst 12 minuten.\n"
            "    ! Het profiel is een jaar oud.\n"
            "2  -    activiteit      50%  0% / 0%       -      niemand reist                     -                     "
            "         activities/a1\n");
}

TEST(RenderCandidatesTest, LabelsInEnglish) {
  const std::string text = RenderCandidates(Search(), Language::kEnglish, Paint(false));
  EXPECT_NE(text.find("Both sides"), std::string::npos);
  EXPECT_NE(text.find("Tue 10:00-12:00 (odd weeks)"), std::string::npos);
  EXPECT_NE(text.find("candidate: bike, 12 min, 2.1 km"), std::string::npos);
}

TEST(RenderCandidatesTest, NobodyIsSaidInWords) {
  EXPECT_EQ(RenderCandidates({}, Language::kDutch, Paint(false)), "Er is nu nog niemand die past.\n");
  EXPECT_EQ(RenderCandidates({}, Language::kEnglish, Paint(false)), "Nobody fits yet.\n");
}

TEST(RenderExcludedTest, EveryReasonTheNearestChangeAndHowManyMore) {
  EXPECT_EQ(RenderExcluded(Search(), Language::kDutch, Paint(false)),
            "Past nu niet: 14\n"
            "Jan (volunteers/v2), vrijwilliger\n"
            "    - Jan heeft nog geen VOG.\n"
            "    - Jan en Anna spreken niet dezelfde taal.\n"
            "    > Vraag een VOG aan en regel een tolk (dan nummer 2).\n"
            "volunteers/v3, vrijwilliger\n"
            "    - EXCLUDED_PAIR\n"
            "    > Hier kunnen we nu niets aan veranderen.\n"
            "En nog 12 meer.\n");
}

TEST(RenderExcludedTest, NoMoreWhenAllAreListed) {
  v1::SearchCandidatesResponse response = Search();
  response.set_excluded_total(2);
  const std::string text = RenderExcluded(response, Language::kEnglish, Paint(false));
  EXPECT_EQ(text.find("Does not fit now: 2\n"), 0U);
  EXPECT_EQ(text.find("more"), std::string::npos);
}

TEST(RenderExplanationTest, EveryTermWithItsPartOfTheScore) {
  v1::ExplainMatchResponse response;
  *response.mutable_candidate() = Search().candidates(0);
  response.mutable_candidate()->set_score(0.46);
  EXPECT_EQ(RenderExplanation(response, Language::kDutch, Paint(false)),
            "Zoë (volunteers/v1), vrijwilliger\n"
            "    plek: 1\n"
            "    score: 46%\n"
            "    zoeker / kandidaat: 91% / 83%\n"
            "    vorm: thuis\n"
            "    reis: kandidaat: fiets, 12 min, 2,1 km\n"
            "    samen tijd: di 10:00-12:00 (oneven weken)\n"
            "    samen tijd: vr 09:00-10:00\n"
            "    ! Het profiel is een jaar oud.\n"
            "\n"
            "Onderdeel   Waarde  Gewicht  Telt mee\n"
            "Interesses   0,900    0,400     0,360\n"
            "    Allebei dol op zingen.\n"
            "    Allebei vogels.\n"
            "Reis         0,500    0,200     0,100\n"
            "    Zoë fietst 12 minuten.\n"
            "Wensen       0,000    0,400     0,000\n"
            "    Geen wens komt uit.\n"
            "Samen                           0,460\n");
}

TEST(RenderExplanationTest, OfAPairThatDoesNotFit) {
  v1::ExplainMatchResponse response;
  *response.mutable_excluded() = Search().excluded(0);
  EXPECT_EQ(RenderExplanation(response, Language::kEnglish, Paint(false)),
            "Jan (volunteers/v2), volunteer\n"
            "    - Jan heeft nog geen VOG.\n"
            "    - Jan en Anna spreken niet dezelfde taal.\n"
            "    > Vraag een VOG aan en regel een tolk (dan nummer 2).\n");
}

}  // namespace
}  // namespace klik::cli
