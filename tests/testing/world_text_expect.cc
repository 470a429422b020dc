// What was expected of a drawn world beside what the engine said.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/testing/world_text.h"

namespace klik::testing {
namespace {

using engine::Setting;
using engine::TravelMode;
using engine::WarningCode;

using WordSet = std::multiset<std::string>;

std::string WordOf(engine::BarCode code) {
  static constexpr const char* kWords[engine::kBarCodeCount] = {"unspecified",
                                                                "consent_missing",
                                                                "consent_withdrawn",
                                                                "vog_missing",
                                                                "vog_expired",
                                                                "capacity",
                                                                "capacity_reserved",
                                                                "activity_full",
                                                                "language",
                                                                "time_overlap",
                                                                "travel",
                                                                "transport",
                                                                "accessibility",
                                                                "excluded_pair",
                                                                "commitment",
                                                                "age_rule",
                                                                "pending_guardian",
                                                                "cost",
                                                                "hard_wish",
                                                                "contact_form",
                                                                "paused",
                                                                "own_relation",
                                                                "scope",
                                                                "already_matched",
                                                                "role",
                                                                "topic_never"};
  return kWords[static_cast<std::size_t>(code)];
}

std::string WordOf(WarningCode code) {
  static constexpr const char* kWords[engine::kWarningCodeCount] = {
      "unspecified",   "vog expires during", "ask first",        "stale profile",
      "confirm first", "need unknown",       "waitlist position"};
  return kWords[static_cast<std::size_t>(code)];
}

std::string WordOf(Setting setting) {
  switch (setting) {
    case Setting::kHome:
      return "at home";
    case Setting::kPublic:
      return "in public";
    case Setting::kRemote:
      return "from afar";
    case Setting::kActivity:
      return "in the group";
  }
  return "";
}

// `by bike 25`, or `fetched 9` when it is not the person who drives.
std::string WordOf(const engine::PairResult& pair, const engine::EntityId& subject, const engine::EntityId& candidate) {
  static constexpr const char* kModes[] = {"", "foot", "bike", "car", "public transport", "wheelchair taxi"};
  const engine::TravelPlan& travel = pair.travel;
  if (travel.mover == engine::Side::kPair) return "nobody travels";
  const engine::EntityId& mover = travel.mover == engine::Side::kSubject ? subject : candidate;
  if (mover.kind == engine::Kind::kActivity) return absl::StrCat("fetched ", travel.minutes);
  return absl::StrCat("by ", kModes[static_cast<std::size_t>(travel.mode)], " ", travel.minutes);
}

void CheckCandidate(const Expectation& expectation, const ExpectedRow& row, const engine::RankedCandidate& candidate,
                    std::vector<std::string>& complaints) {
  WordSet facts = {WordOf(candidate.pair.setting), WordOf(candidate.pair, expectation.subject, candidate.id)};
  WordSet warnings;
  for (const WarningCode code : candidate.warnings) warnings.insert(WordOf(code));
  for (const std::string& remark : row.remarks) {
    const auto warning = warnings.find(remark);
    if (warning != warnings.end()) {
      warnings.erase(warning);
    } else if (facts.count(remark) == 0) {
      complaints.push_back(absl::StrCat(
          "line ", row.line, ": ", row.name, " is not '", remark, "' but ", absl::StrJoin(facts, ", "), ", ",
          absl::StrJoin(candidate.warnings, ", ", [](std::string* out, WarningCode code) { *out += WordOf(code); })));
    }
  }
  for (const std::string& warning : warnings) {
    complaints.push_back(absl::StrCat("line ", row.line, ": ", row.name, " also has the warning '", warning, "'"));
  }
}

std::string ChangeOf(const engine::ExcludedCandidate& excluded) {
  if (!excluded.nearest_change) return "never";
  return absl::StrCat("then ", excluded.nearest_change->rank);
}

void CheckExcluded(const ExpectedRow& row, const engine::ExcludedCandidate& excluded,
                   std::vector<std::string>& complaints) {
  WordSet bars;
  for (const engine::Bar& bar : excluded.pair.bars) bars.insert(WordOf(bar.code));
  if (bars != WordSet(row.remarks.begin(), row.remarks.end())) {
    complaints.push_back(absl::StrCat("line ", row.line, ": ", row.name, " has the bars ", absl::StrJoin(bars, ", ")));
  }
  if (!row.nearest_change.empty() && row.nearest_change != ChangeOf(excluded)) {
    complaints.push_back(absl::StrCat("line ", row.line, ": ", row.name, ": ", ChangeOf(excluded)));
  }
}

}  // namespace

std::vector<std::string> Complaints(const Expectation& expectation, const engine::SearchResult& result) {
  std::vector<std::string> complaints;
  std::map<std::string, const ExpectedRow*> rows;
  for (const ExpectedRow& row : expectation.rows) rows[IdOfName(row.name)] = &row;
  for (const auto& candidate : result.candidates) {
    const auto row = rows.find(candidate.id.id);
    if (row == rows.end() || row->second->rank != candidate.rank) {
      complaints.push_back(absl::StrCat("line ", row == rows.end() ? expectation.line : row->second->line, ": rank ",
                                        candidate.rank, " is for ", Describe(candidate)));
    } else {
      CheckCandidate(expectation, *row->second, candidate, complaints);
    }
    rows.erase(candidate.id.id);
  }
  for (const auto& excluded : result.excluded) {
    const auto row = rows.find(excluded.id.id);
    if (row == rows.end() || row->second->rank) {
      complaints.push_back(
          absl::StrCat("line ", row == rows.end() ? expectation.line : row->second->line, ": ", Describe(excluded)));
    } else {
      CheckExcluded(*row->second, excluded, complaints);
    }
    rows.erase(excluded.id.id);
  }
  for (const auto& [id, row] : rows) {
    complaints.push_back(absl::StrCat("line ", row->line, ": ", row->name, " is not in the answer at all"));
  }
  return complaints;
}

}  // namespace klik::testing
