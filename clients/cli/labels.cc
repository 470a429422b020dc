#include "clients/cli/labels.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace klik::cli {
namespace {

struct Words {
  std::string_view dutch;
  std::string_view english;
};

// Each table is in the order of the enum's numbers; the first entry is the unspecified value.
constexpr std::array<Words, 4> kKinds = {
    {{"-", "-"}, {"inwoner", "resident"}, {"vrijwilliger", "volunteer"}, {"activiteit", "activity"}}};

constexpr std::array<Words, 7> kForms = {{{"-", "-"},
                                          {"thuis", "at home"},
                                          {"openbare plek", "public place"},
                                          {"buiten", "outdoors"},
                                          {"bellen", "phone"},
                                          {"online", "online"},
                                          {"in een groep", "in a group"}}};

constexpr std::array<Words, 6> kModes = {{{"-", "-"},
                                          {"lopend", "on foot"},
                                          {"fiets", "bike"},
                                          {"auto", "car"},
                                          {"bus of trein", "bus or train"},
                                          {"rolstoeltaxi", "wheelchair taxi"}}};

constexpr std::array<Words, 10> kTerms = {{{"-", "-"},
                                           {"Interesses", "Interests"},
                                           {"Reis", "Travel"},
                                           {"Tijd samen", "Time together"},
                                           {"Hoe vaak, hoe lang", "Commitment"},
                                           {"Zelf meegemaakt", "Experience"},
                                           {"Wensen", "Wishes"},
                                           {"Past bij de behoefte", "Fits the need"},
                                           {"Jong en oud", "Young and old"},
                                           {"Profiel is actueel", "Profile is up to date"}}};

constexpr std::array<Words, 11> kWork = {{{"-", "-"},
                                          {"nieuwe aanmelding", "new referral"},
                                          {"loopt misschien af", "may be about to stop"},
                                          {"voorstel loopt af", "proposal expires"},
                                          {"iedereen zei ja", "everybody said yes"},
                                          {"kennismaking", "getting acquainted"},
                                          {"vragen hoe het gaat", "ask how it goes"},
                                          {"afscheid", "farewell"},
                                          {"VOG loopt af", "VOG lapses"},
                                          {"aanmelding staat stil", "referral stands still"},
                                          {"er past nog niemand", "nobody fits yet"}}};

constexpr std::array<Words, 8> kWeekdays = {{{"-", "-"},
                                             {"ma", "Mon"},
                                             {"di", "Tue"},
                                             {"wo", "Wed"},
                                             {"do", "Thu"},
                                             {"vr", "Fri"},
                                             {"za", "Sat"},
                                             {"zo", "Sun"}}};

template <std::size_t kSize>
std::string Look(const std::array<Words, kSize>& table, Language language, int value) {
  if (value < 0 || static_cast<std::size_t>(value) >= kSize) return "?";
  const Words& words = table[static_cast<std::size_t>(value)];
  return Pick(language, words.dutch, words.english);
}

}  // namespace

std::string LanguageCode(Language language) { return Pick(language, "nl", "en"); }

std::string Label(Language language, v1::CandidateKind kind) { return Look(kKinds, language, kind); }
std::string Label(Language language, v1::ContactForm form) { return Look(kForms, language, form); }
std::string Label(Language language, v1::TravelOption::Mode mode) { return Look(kModes, language, mode); }
std::string Label(Language language, v1::TermScore::Term term) { return Look(kTerms, language, term); }
std::string Label(Language language, v1::WorkItem::Kind kind) { return Look(kWork, language, kind); }

std::string DescribeWindow(Language language, const v1::Availability::Window& window) {
  std::string text =
      absl::StrCat(Look(kWeekdays, language, window.weekday()), " ", window.start_time(), "-", window.end_time());
  if (window.weeks() == v1::Availability::ODD) text += Pick(language, " (oneven weken)", " (odd weeks)");
  if (window.weeks() == v1::Availability::EVEN) text += Pick(language, " (even weken)", " (even weeks)");
  return text;
}

std::string DescribeTravel(Language language, const v1::Travel& travel, std::string_view candidate) {
  if (travel.mover().empty()) return std::string(Pick(language, "niemand reist", "nobody travels"));
  std::string mover = Pick(language, "zoeker", "subject");
  if (travel.mover() == candidate) mover = Pick(language, "kandidaat", "candidate");
  std::string kilometres = absl::StrFormat("%.1f", travel.distance_metres() / 1000.0);
  if (language == Language::kDutch) std::replace(kilometres.begin(), kilometres.end(), '.', ',');
  return absl::StrCat(mover, ": ", Label(language, travel.mode()), ", ", travel.minutes(), " min, ", kilometres, " km");
}

}  // namespace klik::cli
