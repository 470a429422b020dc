// Two answers side by side, in words.
#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/testing/oracle.h"

namespace klik::testing {
namespace {

using engine::Bar;

std::string Text(const Bar& bar) {
  const std::string params = absl::StrJoin(bar.params, " ", absl::PairFormatter("="));
  return absl::StrCat("{bar ", static_cast<int>(bar.code), " side ", static_cast<int>(bar.side), " ", params, "}");
}

std::string Text(const engine::PairResult& pair) {
  const auto enum_text = [](auto value) { return static_cast<int>(value); };
  return absl::StrCat(
      "score ", pair.score.score, " = ", pair.score.subject_total, " (", absl::StrJoin(pair.score.subject, " "), ") & ",
      pair.score.candidate_total, " (", absl::StrJoin(pair.score.candidate, " "), ") ask_first ", pair.ask_first,
      " setting ", enum_text(pair.setting), " form ", enum_text(pair.contact_form), " mover ",
      enum_text(pair.travel.mover), " mode ", enum_text(pair.travel.mode), " minutes ", pair.travel.minutes, " metres ",
      pair.travel.distance_metres, " block ", pair.longest_block_minutes, " bars ",
      absl::StrJoin(pair.bars, "", [](std::string* out, const Bar& bar) { *out += Text(bar); }));
}

std::string Text(const engine::Window& window) {
  return absl::StrCat("day ", static_cast<int>(window.weekday), " ", window.start_minute, "-", window.end_minute,
                      " weeks ", static_cast<int>(window.weeks));
}

std::vector<std::string> Lines(const engine::SearchResult& result) {
  std::vector<std::string> lines;
  for (const auto& candidate : result.candidates) lines.push_back(Describe(candidate));
  for (const auto& excluded : result.excluded) lines.push_back(Describe(excluded));
  lines.push_back(absl::StrCat("excluded in all ", result.excluded_total));
  return lines;
}

bool Same(const engine::RankedCandidate& a, const engine::RankedCandidate& b) {
  return a.id == b.id && a.rank == b.rank && a.pair == b.pair && a.warnings == b.warnings &&
         a.meeting_windows == b.meeting_windows;
}

bool Same(const engine::ExcludedCandidate& a, const engine::ExcludedCandidate& b) {
  if (a.id != b.id || !(a.pair == b.pair) || a.nearest_change.has_value() != b.nearest_change.has_value()) return false;
  return !a.nearest_change ||
         (a.nearest_change->lifted == b.nearest_change->lifted && a.nearest_change->cost == b.nearest_change->cost &&
          a.nearest_change->rank == b.nearest_change->rank);
}

bool Same(const engine::SearchResult& a, const engine::SearchResult& b) {
  const auto same = [](const auto& x, const auto& y) { return Same(x, y); };
  return a.excluded_total == b.excluded_total &&
         std::equal(a.candidates.begin(), a.candidates.end(), b.candidates.begin(), b.candidates.end(), same) &&
         std::equal(a.excluded.begin(), a.excluded.end(), b.excluded.begin(), b.excluded.end(), same);
}

}  // namespace

void SortBars(std::vector<Bar>& bars) {
  std::sort(bars.begin(), bars.end(), [](const Bar& a, const Bar& b) {
    return std::tie(a.code, a.side, a.params) < std::tie(b.code, b.side, b.params);
  });
}

void SortBars(engine::SearchResult& result) {
  for (auto& excluded : result.excluded) {
    SortBars(excluded.pair.bars);
  }
}

std::string Describe(const engine::RankedCandidate& candidate) {
  return absl::StrCat(
      candidate.rank, ". ", engine::NameOf(candidate.id), " ", Text(candidate.pair), " warnings ",
      absl::StrJoin(candidate.warnings, ",",
                    [](std::string* out, engine::WarningCode code) { absl::StrAppend(out, static_cast<int>(code)); }),
      " windows ", absl::StrJoin(candidate.meeting_windows, ", ", [](std::string* out, const engine::Window& window) {
        *out += Text(window);
      }));
}

std::string Describe(const engine::ExcludedCandidate& excluded) {
  std::string change = "none";
  if (excluded.nearest_change) {
    const engine::NearestChange& nearest = *excluded.nearest_change;
    change =
        absl::StrCat("cost ", nearest.cost, ", rank ", nearest.rank, " ",
                     absl::StrJoin(nearest.lifted, "", [](std::string* out, const Bar& bar) { *out += Text(bar); }));
  }
  return absl::StrCat("excluded ", engine::NameOf(excluded.id), " ", Text(excluded.pair), " nearest change: ", change);
}

std::string FirstDifference(const engine::SearchResult& actual, const engine::SearchResult& expected) {
  if (Same(actual, expected)) return "";
  const std::vector<std::string> found = Lines(actual);
  const std::vector<std::string> wanted = Lines(expected);
  std::size_t line = 0;
  while (line < found.size() && line < wanted.size() && found[line] == wanted[line]) ++line;
  return absl::StrCat("  engine: ", line < found.size() ? found[line] : "(no more)",
                      "\n  oracle: ", line < wanted.size() ? wanted[line] : "(no more)");
}

}  // namespace klik::testing
