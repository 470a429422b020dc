// The instruments: which items and answers they have, and how they are scored.
//
// De Jong Gierveld & van Tilburg, Manual of the loneliness scale (1999, updated 24-2-2022), sections 2, 7, 8 and 9, and
// Hughes et al., A short scale for measuring loneliness in large surveys (2004) for UCLA-3. Both were made for research
// among groups: what is worked out here says nothing certain of one person and decides nothing about anybody.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_OUTCOMES_INSTRUMENTS_H_
#define KLIK_SERVICES_OUTCOMES_INSTRUMENTS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "storage/record/outcome_record.h"

namespace klik::services {

// The lowest total of each class but the first. Manual section 9, of 11 items: 0-2, 3-8, 9-10, 11.
inline constexpr int kModerateOf11 = 3;
inline constexpr int kSevereOf11 = 9;
inline constexpr int kVerySevereOf11 = 11;
// Manual section 8, of 6 items: 0-1, 2-4, 5-6.
inline constexpr int kModerateOf6 = 2;
inline constexpr int kSevereOf6 = 5;

// A total is allowed with this many items left open, and these score no point; a part of the scale with none. Manual
// section 8 by its syntax (`count` of the answers that score; missing when more than 1, or more than 0, is missing).
inline constexpr int kMaxMissingOfTotal = 1;
inline constexpr int kMaxMissingOfPart = 0;

// The numbers are those of klik.v1.Outcome.
enum class LonelinessLevel : std::uint8_t { kUnspecified, kNotLonely, kModerate, kSevere, kVerySevere };

bool HasItem(storage::Instrument instrument, int item);
bool TakesReply(storage::Instrument instrument, storage::Reply reply);

// From the lowest on; none when the instrument has no classes.
std::vector<LonelinessLevel> LevelsOf(storage::Instrument instrument);

struct Score {
  std::optional<int> total = std::nullopt;  // Here and below: too many items were left open.
  std::optional<int> emotional = std::nullopt;
  std::optional<int> social = std::nullopt;
  LonelinessLevel level = LonelinessLevel::kUnspecified;  // Of the total.

  friend bool operator==(const Score&, const Score&) = default;
};

// `answers` are to items of the instrument, each at most once, with replies that it takes.
Score ScoreOf(storage::Instrument instrument, const std::vector<storage::ItemAnswer>& answers);

}  // namespace klik::services

#endif  // KLIK_SERVICES_OUTCOMES_INSTRUMENTS_H_
