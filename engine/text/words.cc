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

}  // namespace

absl::string_view Who(const PairText& pair, Side side, Language language) {
  const Row& row = side == Side::kSubject ? pair.subject : pair.candidate;
  switch (row.kind) {
    case Kind::kVolunteer:
      return Pick(language, "de vrijwilliger", "the volunteer");
    case Kind::kActivity:
      return Pick(language, "de activiteit", "the activity");
    default:
      break;
  }
  if (pair.subject.kind != pair.candidate.kind) return Pick(language, "de inwoner", "the resident");
  return side == Side::kSubject ? Pick(language, "deze inwoner", "this resident")
                                : Pick(language, "de buurtgenoot", "the neighbour");
}

std::string Capitalised(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

absl::string_view CapitalOf(absl::string_view words) {
  constexpr absl::string_view kCapitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const bool is_small = !words.empty() && words.front() >= 'a' && words.front() <= 'z';
  return is_small ? kCapitals.substr(static_cast<std::size_t>(words.front() - 'a'), 1) : words.substr(0, 1);
}

absl::string_view Joint(std::size_t i, std::size_t count, Language language) {
  if (i == 0) return "";
  return i + 1 == count ? Pick(language, " en ", " and ") : ", ";
}

std::string Enumerate(const std::vector<std::string>& items, Language language) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) absl::StrAppend(&text, Joint(i, items.size(), language), items[i]);
  return text;
}

std::string WindowWords(const Window& window, Language language) {
  return absl::StrCat(WeekdayWords(window.weekday, language), Pick(language, " van ", " from "),
                      ClockWords(window.start_minute), Pick(language, " tot ", " to "), ClockWords(window.end_minute),
                      WeeksWords(window.weeks, language));
}

absl::string_view WeekdayWords(Weekday weekday, Language language) {
  const auto day = static_cast<std::size_t>(weekday);
  return Pick(language, kDutchDays[day], kEnglishDays[day]);
}

std::string ClockWords(int minute) { return absl::StrCat(minute / 60, ":", absl::Dec(minute % 60, absl::kZeroPad2)); }

absl::string_view WeeksWords(Weeks weeks, Language language) {
  if (weeks == Weeks::kOdd) return Pick(language, " in de oneven weken", " in odd weeks");
  if (weeks == Weeks::kEven) return Pick(language, " in de even weken", " in even weeks");
  return "";
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
