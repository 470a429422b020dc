#include "services/casework/expected_wait.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "services/casework/referral_steps.h"
#include "services/registry/clock.h"

namespace klik::services {
namespace {

// Of the calendar: from Monday evening to Tuesday morning is a day.
int DaysBetween(absl::Time from, absl::Time to) { return static_cast<int>(MomentAt(to).today - MomentAt(from).today); }

// Of an even number the longer of the two in the middle, so as not to promise too much.
int MedianOf(std::vector<int>& days) {
  const auto middle = days.begin() + static_cast<std::ptrdiff_t>(days.size() / 2);
  std::nth_element(days.begin(), middle, days.end());
  return *middle;
}

bool IsAcquaintance(engine::MatchState state) {
  return state == engine::MatchState::kTrial || state == engine::MatchState::kActive;
}

}  // namespace

std::optional<absl::Time> AcquaintedTimeOf(const engine::Snapshot& view, const engine::Referral& referral) {
  const std::optional<absl::Time> submitted = SubmitTimeOf(referral);
  if (!submitted.has_value() || !referral.resident.has_value()) return std::nullopt;
  std::optional<absl::Time> first;
  for (const std::string& id : view.MatchesOf(*referral.resident)) {
    const std::shared_ptr<const engine::Match> match = view.FindMatch(id);
    for (const engine::MatchStep& step : match->steps) {
      if (!IsAcquaintance(step.state) || step.time < *submitted) continue;
      first = std::min(first.value_or(step.time), step.time);
    }
  }
  return first;
}

ExpectedWaits ExpectedWaits::Read(const engine::Snapshot& view, absl::Time now) {
  std::map<std::string, std::vector<int>> days;
  view.referrals().ForEach([&](const std::string&, const std::shared_ptr<const engine::Referral>& referral) {
    const std::optional<absl::Time> submitted = SubmitTimeOf(*referral);
    if (!submitted.has_value() || *submitted < now - kWaitWindow) return;
    const std::optional<absl::Time> acquainted = AcquaintedTimeOf(view, *referral);
    if (!acquainted.has_value()) return;
    const int waited = DaysBetween(*submitted, *acquainted);
    days[""].push_back(waited);
    if (!referral->municipality.empty()) days[referral->municipality].push_back(waited);
  });
  ExpectedWaits waits;
  for (auto& [municipality, some] : days) {
    if (some.size() >= kMinWaitCases) waits.by_municipality_[municipality] = MedianOf(some);
  }
  return waits;
}

std::optional<int> ExpectedWaits::Of(const std::string& municipality) const {
  const auto found = by_municipality_.find(municipality);
  if (found == by_municipality_.end()) return std::nullopt;
  return found->second;
}

std::optional<int> RemainingWait(const engine::Snapshot& view, const engine::Referral& referral,
                                 std::optional<int> expected, absl::Time now) {
  const std::optional<absl::Time> submitted = SubmitTimeOf(referral);
  const bool waits = submitted.has_value() && !engine::IsFinal(referral.state) &&
                     referral.state != engine::ReferralState::kOnHold && !AcquaintedTimeOf(view, referral).has_value();
  if (!waits || !expected.has_value()) return std::nullopt;
  return std::max(0, *expected - DaysBetween(*submitted, now));
}

}  // namespace klik::services
