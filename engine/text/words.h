// Words the sentences of the catalogue are made of: who, when, how long, how far, the Dutch and the English way.
//
// Pure; any thread.
#ifndef KLIK_ENGINE_TEXT_WORDS_H_
#define KLIK_ENGINE_TEXT_WORDS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "engine/model/availability.h"
#include "engine/model/enums.h"
#include "engine/rules/bar.h"
#include "engine/text/catalogue.h"

namespace klik::engine {

// Picks the text of the language.
inline absl::string_view Pick(Language language, absl::string_view dutch, absl::string_view english) {
  return language == Language::kDutch ? dutch : english;
}

// `de vrijwilliger`; of two residents `deze inwoner` and `de buurtgenoot`.
absl::string_view Who(const PairText& pair, Side side, Language language);

// With a capital, to begin a sentence.
std::string Capitalised(std::string text);
// The capital that these words have then, in place of their first letter.
absl::string_view CapitalOf(absl::string_view words);

// What stands before item `i` of `count` in `a, b en c`.
absl::string_view Joint(std::size_t i, std::size_t count, Language language);

// `a, b en c`.
std::string Enumerate(const std::vector<std::string>& items, Language language);

// `woensdag van 9:25 tot 11:35`, with `in de even weken` where it is not every week.
std::string WindowWords(const Window& window, Language language);
// Its parts: `woensdag`, `9:25`, and ` in de even weken` or nothing.
absl::string_view WeekdayWords(Weekday weekday, Language language);
std::string ClockWords(int minute);
absl::string_view WeeksWords(Weeks weeks, Language language);

// `met de fiets`.
absl::string_view ModeWords(TravelMode mode, Language language);

// `25 minuten`, `1 minuut`.
std::string MinutesWords(int minutes, Language language);

// `3 maanden`, `1 maand`.
std::string MonthsWords(int months, Language language);

// Of `2026-12-01`: `1 december 2026`, `1 December 2026`. As it is, when it is not a date.
std::string DateWords(const std::string& iso, Language language);

// `€ 9,50`, `€9.50`.
std::string EuroWords(const std::string& cents, Language language);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_TEXT_WORDS_H_
