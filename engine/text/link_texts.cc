#include "engine/text/link_texts.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "engine/text/words.h"

namespace klik::engine {
namespace {

std::string DayWords(absl::CivilDay day, Language language) { return DateWords(absl::FormatCivilTime(day), language); }

// `3 december 2026 (donderdag van 14:00 tot 16:00)`
std::string VisitWords(const Visit& visit, Language language) {
  const auto weekday = static_cast<Weekday>(static_cast<int>(absl::GetWeekday(visit.day)) + 1);
  return absl::StrCat(DayWords(visit.day, language), " (",
                      WindowWords({weekday, visit.start_minute, visit.end_minute, Weeks::kEvery}, language), ")");
}

std::string TogetherText(const Triad& triad, Language language) {
  const std::string fetch = MinutesWords(triad.volunteer_travel.minutes, language);
  const std::string both = MinutesWords(triad.resident_travel.minutes, language);
  return language == Language::kDutch ? absl::StrCat("De vrijwilliger haalt de inwoner op met de auto: ", fetch,
                                                     "; samen naar de activiteit: ", both, ".")
                                      : absl::StrCat("The volunteer fetches the resident by car: ", fetch,
                                                     "; together to the activity: ", both, ".");
}

// One of them gets there by own means, or is fetched by the activity.
std::string AloneText(bool is_resident, const TravelPlan& travel, Language language) {
  const absl::string_view who =
      is_resident ? Pick(language, "inwoner", "resident") : Pick(language, "vrijwilliger", "volunteer");
  const std::string minutes = MinutesWords(travel.minutes, language);
  if (travel.mover == Side::kCandidate) {
    return language == Language::kDutch ? absl::StrCat("De activiteit haalt de ", who, " op: ", minutes, ".")
                                        : absl::StrCat("The activity fetches the ", who, ": ", minutes, ".");
  }
  const absl::string_view mode = ModeWords(travel.mode, language);
  return language == Language::kDutch ? absl::StrCat("De ", who, " is er in ", minutes, " ", mode, ".")
                                      : absl::StrCat("The ", who, " is there in ", minutes, " ", mode, ".");
}

}  // namespace

PairText PairOf(TriadPair pair, const EntityId& resident, const Triad& triad, const Snapshot& snapshot,
                const Policy& policy) {
  const bool of_volunteer_there = pair == TriadPair::kVolunteerActivity;
  const bool to_activity = of_volunteer_there || pair == TriadPair::kResidentActivity;
  const Row& subject = *snapshot.FindRow(of_volunteer_there ? triad.volunteer : resident);
  const Row& candidate = *snapshot.FindRow(to_activity ? triad.activity : triad.volunteer);
  return {subject, candidate, snapshot.taxonomy(), policy};
}

std::vector<std::string> TriadTexts(const Triad& triad, Language language) {
  std::vector<std::string> texts;
  if (triad.way == TriadWay::kNone) return texts;
  if (triad.way == TriadWay::kTogether) {
    texts.push_back(TogetherText(triad, language));
  } else {
    texts.push_back(AloneText(true, triad.resident_travel, language));
    texts.push_back(AloneText(false, triad.volunteer_travel, language));
  }
  if (triad.visits.empty()) return texts;
  std::vector<std::string> visits;
  for (const Visit& visit : triad.visits) visits.push_back(VisitWords(visit, language));
  texts.push_back(absl::StrCat(Pick(language, "Samen op ", "Together on "), Enumerate(visits, language), "."));
  texts.emplace_back(Pick(language, "Daarna is de groep bekend en kan de inwoner alleen verder.",
                          "After that the group is known and the resident can go on alone."));
  return texts;
}

std::string TriadBarText(const PairText& pair, const TriadBar& bar, Language language) {
  if (bar.pair != TriadPair::kAllThree) return BarText(pair, bar.bar, language);
  const std::string& visits = bar.bar.params.at("visits");
  const std::string& needed = bar.bar.params.at("needed_visits");
  return language == Language::kDutch
             ? absl::StrCat("Er zijn te weinig dagen waarop zij alle drie de hele tijd kunnen: ", visits, " van de ",
                            needed, ".")
             : absl::StrCat("There are too few days on which all three can be there the whole time: ", visits, " of ",
                            needed, ".");
}

std::vector<std::string> CircleTexts(const Circle& circle, const Taxonomy& taxonomy, Language language) {
  const Topic& topic = taxonomy.topic(circle.topic);
  const std::string label(Pick(language, topic.label_nl, topic.label_en));
  const std::string time = WindowWords(circle.time, language);
  const std::string day = DayWords(circle.first_day, language);
  int minutes = 0;
  for (const CircleMember& member : circle.members) minutes = std::max(minutes, member.minutes);
  const std::string way = MinutesWords(minutes, language);
  if (language == Language::kDutch) {
    return {absl::StrCat(circle.members.size(), " mensen die iets hebben met: ", label, "."),
            absl::StrCat("Samen in ", circle.settlement, " op ", time, "; voor het eerst op ", day, "."),
            absl::StrCat("Iedereen is er binnen ", way, ".")};
  }
  return {absl::StrCat(circle.members.size(), " people who have something with: ", label, "."),
          absl::StrCat("Together in ", circle.settlement, " on ", time, "; for the first time on ", day, "."),
          absl::StrCat("Everybody is there within ", way, ".")};
}

}  // namespace klik::engine
