#include "storage/outcomes/outcome_log.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

namespace klik::storage {
namespace {

// Gathers what belongs together: keys of one resident follow each other.
class Gatherer {
 public:
  explicit Gatherer(OutcomeLog::Visitor visit) : visit_(visit) {}

  absl::Status Take(std::string_view key, std::string_view value) {
    absl::StatusOr<OutcomeRecord> outcome = DecodeOutcome(key, value);
    if (!outcome.ok()) return outcome.status();
    if (!gathered_.empty() && gathered_.front().resident != outcome->resident) Finish();
    gathered_.push_back(*std::move(outcome));
    return absl::OkStatus();
  }

  void Finish() {
    if (gathered_.empty()) return;
    const auto order = [](const OutcomeRecord& it) { return std::tie(it.day, it.create_time, it.id); };
    std::sort(gathered_.begin(), gathered_.end(),
              [&](const OutcomeRecord& a, const OutcomeRecord& b) { return order(a) < order(b); });
    visit_(gathered_.front().resident, gathered_);
    gathered_.clear();
  }

 private:
  OutcomeLog::Visitor visit_;
  std::vector<OutcomeRecord> gathered_;
};

absl::Status Visit(const Store& store, const KeyRange& range, OutcomeLog::Visitor visit) {
  const auto snapshot = store.OpenSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  Gatherer gatherer(visit);
  const auto take = [&](std::string_view key, std::string_view value) { return gatherer.Take(key, value); };
  if (absl::Status scanned = (*snapshot)->Scan(range, take); !scanned.ok()) return scanned;
  gatherer.Finish();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<bool> OutcomeLog::Has(const OutcomeIds& ids) const {
  const absl::Status found = store_.Get(OutcomeKey(ids)).status();
  if (!found.ok() && !absl::IsNotFound(found)) return found;
  return found.ok();
}

absl::StatusOr<std::vector<OutcomeRecord>> OutcomeLog::Of(const std::string& resident) const {
  std::vector<OutcomeRecord> all;
  const auto take = [&](const std::string&, const std::vector<OutcomeRecord>& outcomes) { all = outcomes; };
  if (absl::Status read = Visit(store_, OutcomesOf(resident), take); !read.ok()) return read;
  return all;
}

absl::Status OutcomeLog::ForEachResident(Visitor visit) const { return Visit(store_, AllOutcomes(), visit); }

}  // namespace klik::storage
