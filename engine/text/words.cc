#include "engine/text/words.h"

#include <array>
#include <cctype>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"

namespace klik::engine {
namespace {

constexpr std::array<absl::string_view, 8> kDutchDays = {"",          "maandag", "dinsdag",  "woensdag",
                                                         "donderdag", "vrijdag", "zaterdag", "zondag"};
constexpr std::array<absl::string_view, 8> kEnglishDays = {"",         "Monday", "Tuesday",  "Wednesday",
                                                           "Thursday", "Friday", "Saturday", "Sunday"};
constexpr std::array<absl::string_view, 12> kDutchMonths = {"januari",   "februari", "maart",    "april",
                                                            "mei",       "juni",     "juli",     "augustus",
                                                            "september", "oktober",  "november", "december"};
constexpr std::array<absl::string_view, 12> kEnglishMonths = {"January",   "February", "March",    "April",
                                                              "May",       "June",     "July",     "August",
                                                              "September", "October",  "November", "December"};

std::string Clock(int minute) { return absl::StrFormat("%d:%02d", minute / 60, minute % 60); }

}  // namespace

std::string Who(const PairText& pair, Side side, Language language) {
  const Row& row = side == Side::kSubject ? pair.subject : pair.candidate;
  switch (row.kind) {
    case Kind::kVolunteer:
      return std::string(Pick(language, "de vrijwilliger", "the volunteer"));
    case Kind::kActivity:
      return std::string(Pick(language, "de activiteit", "the activity"));
    default:
      break;
  }
  if (pair.subject.kind != pair.candidate.kind) return std::string(Pick(language, "de inwoner", "the resident"));
  return std::string(side == Side::kSubject ? Pick(language, "deze inwoner", "this resident")
                                            : Pick(language, "de buurtgenoot", "the neighbour"));
}

std::string Capitalised(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

std::string Enumerate(const std::vector<std::string>& items, Language language) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0)
      absl::StrAppend(&text, i + 1 == items.size() ? Pick(language, " en ", " and ") : absl::string_view(", "));
    absl::StrAppend(&text, items[i]);
  }
  return text;
}

std::string WindowWords(const Window& window, Language language) {
  const auto day = static_cast<std::size_t>(window.weekday);
  std::string text =
      absl::StrCat(Pick(language, kDutchDays[day], kEnglishDays[day]), Pick(language, " van ", " from "),
                   Clock(window.start_minute), Pick(language, " tot ", " to "), Clock(window.end_minute));
  if (window.weeks == Weeks::kOdd) absl::StrAppend(&text, Pick(language, " in de oneven weken", " in odd weeks"));
  if (window.weeks == Weeks::kEven) absl::StrAppend(&text, Pick(language, " in de even weken", " in even weeks"));
  return text;
}

absl::string_view ModeWords(TravelMode mode, Language language) {
  switch (mode) {
    case TravelMode::kWalk:
      return Pick(language, "lopend", "on foot");
    case TravelMode::kBike:
      return Pick(language, "met de fiets", "by bike");
    case TravelMode::kCar:
      return Pick(language, "met de auto", "by car");
    case TravelMode::kPublicTransport:
      return Pick(language, "met het openbaar vervoer", "by public transport");
    case TravelMode::kWheelchairTaxi:
      return Pick(language, "met de rolstoeltaxi", "by wheelchair taxi");
    case TravelMode::kUnspecified:
      break;
  }
  return "";
}

std::string MinutesWords(int minutes, Language language) {
  if (minutes == 1) return std::string(Pick(language, "1 minuut", "1 minute"));
  return absl::StrCat(minutes, Pick(language, " minuten", " minutes"));
}

std::string MonthsWords(int months, Language language) {
  if (months == 1) return std::string(Pick(language, "1 maand", "1 month"));
  return absl::StrCat(months, Pick(language, " maanden", " months"));
}

std::string DateWords(const std::string& iso, Language language) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(iso, &day)) return iso;
  const auto month = static_cast<std::size_t>(day.month() - 1);
  return absl::StrCat(day.day(), " ", Pick(language, kDutchMonths[month], kEnglishMonths[month]), " ", day.year());
}

std::string EuroWords(const std::string& cents, Language language) {
  int value = 0;
  if (!absl::SimpleAtoi(cents, &value)) return cents;
  return absl::StrFormat("€%s%d%s%02d", Pick(language, " ", ""), value / 100, Pick(language, ",", "."), value % 100);
}

}  // namespace klik::engine
