#include "services/casework/match_work.h"

#include <algorithm>
#include <optional>

#include "services/access/audience.h"
#include "services/casework/due.h"

namespace klik::services {
namespace {

using engine::Match;
using engine::MatchSide;
using engine::MatchState;

bool AnyHasWithdrawn(const WorkView& view, const Match& match) {
  const std::vector<engine::EntityId> parties = engine::PartiesOf(match);
  return std::any_of(parties.begin(), parties.end(),
                     [&](const engine::EntityId& party) { return HasWithdrawn(view.snapshot, party); });
}

const std::string& NameOf(const engine::Row& row) {
  return row.person != nullptr ? row.person->display_name : row.activity->title;
}

WorkItem ItemOf(WorkKind kind, const WorkView& view, const Match& match, absl::CivilDay due) {
  WorkItem item;
  item.kind = kind;
  item.subject = match.meta.id;
  item.display_name = NameOf(*view.snapshot.FindRow(match.resident));
  item.other_display_name = NameOf(*view.snapshot.FindRow(match.other));
  item.other_kind = match.other.kind;
  item.due = due;
  return item;
}

// When it became that state last. A match from elsewhere may not say; then it counts from when Klik knew of it.
absl::Time BecameAt(const Match& match, MatchState state) {
  const auto step = std::find_if(match.steps.rbegin(), match.steps.rend(),
                                 [&](const engine::MatchStep& it) { return it.state == state; });
  return step == match.steps.rend() ? match.meta.create_time : step->time;
}

// Who has not said yes or no.
std::vector<MatchSide> StillToAnswer(const Match& match) {
  std::vector<MatchSide> sides = SidesOf(match);
  std::erase_if(sides, [&](MatchSide side) { return ConsentOf(match, side) != nullptr; });
  return sides;
}

void AddProposalWork(const WorkView& view, const Match& match, std::vector<WorkItem>& items) {
  if (HasExpired(match, view.moment.now)) return;
  std::optional<absl::CivilDay> expires;
  if (match.expire_time.has_value()) expires = view.DayOf(*match.expire_time);
  if (AllSaidYes(match)) {
    const absl::Time last = match.consents.empty() ? match.meta.create_time : match.consents.back().time;
    const absl::CivilDay due = view.DayOf(last) + kBeginDays;
    items.push_back(ItemOf(WorkKind::kAllSaidYes, view, match, expires.has_value() ? std::min(due, *expires) : due));
  } else if (expires.has_value() && *expires <= view.moment.today + kProposalWarningDays) {
    items.push_back(ItemOf(WorkKind::kProposalExpires, view, match, *expires));
    items.back().sides = StillToAnswer(match);
  }
}

void AddTrialWork(const WorkView& view, const Match& match, std::vector<WorkItem>& items) {
  const absl::CivilDay due = view.DayOf(BecameAt(match, MatchState::kTrial)) + kTrialDays;
  if (match.feedback.empty() && due <= view.moment.today) {
    items.push_back(ItemOf(WorkKind::kTrialToDecide, view, match, due));
  }
}

void AddContactWork(const WorkView& view, const Match& match, std::vector<WorkItem>& items) {
  const absl::CivilDay today = view.moment.today;
  // At most one for each side, all of the same week.
  const std::vector<DueCheckIn> due = DueCheckInsOf(match, view.policy, today);
  if (MayDropOff(match, view.policy, today)) {
    const absl::CivilDay sign =
        match.check_ins.empty() ? due.front().due + kOverdueCheckInDays : view.DayOf(match.check_ins.back().time);
    items.push_back(ItemOf(WorkKind::kMayDropOff, view, match, sign + kConcernDays));
  }
  if (due.empty()) return;
  items.push_back(ItemOf(WorkKind::kCheckInDue, view, match, due.front().due));
  items.back().week = due.front().week;
  for (const DueCheckIn& check_in : due) items.back().sides.push_back(check_in.side);
}

void AddFarewellWork(const WorkView& view, const Match& match, std::vector<WorkItem>& items) {
  if (match.farewell != engine::Farewell::kUnspecified) return;
  // Who withdrew is left in peace.
  if (match.end_reason == engine::EndReason::kConsentWithdrawn) return;
  const absl::CivilDay ended = view.DayOf(match.end_time.value_or(BecameAt(match, MatchState::kEnded)));
  if (ended < view.moment.today - kFarewellLostDays) return;
  items.push_back(ItemOf(WorkKind::kFarewellDue, view, match, ended + kFarewellDays));
  items.back().end_reason = match.end_reason;
}

}  // namespace

void AddMatchWork(const WorkView& view, const Match& match, std::vector<WorkItem>& items) {
  if (AnyHasWithdrawn(view, match)) return;
  if (engine::IsOpen(match.state)) AddProposalWork(view, match, items);
  if (match.state == MatchState::kTrial) AddTrialWork(view, match, items);
  if (match.state == MatchState::kActive || match.state == MatchState::kPaused) AddContactWork(view, match, items);
  if (match.state == MatchState::kEnded) AddFarewellWork(view, match, items);
}

void AddVogWork(const WorkView& view, const engine::Volunteer& volunteer, std::vector<WorkItem>& items) {
  if (HasWithdrawn(volunteer) || volunteer.vog.state != engine::VogState::kValid || !volunteer.vog.issued_date) return;
  const absl::CivilDay last = engine::AddMonths(*volunteer.vog.issued_date, view.policy.vog_validity_months);
  if (last > view.moment.today + kVogWarningDays) return;
  const std::vector<std::string>& matches = view.snapshot.MatchesOf(volunteer.meta.id);
  const bool has_contact = std::any_of(matches.begin(), matches.end(), [&](const std::string& id) {
    return engine::IsRunning(view.snapshot.FindMatch(id)->state);
  });
  if (!has_contact) return;
  WorkItem item;
  item.kind = WorkKind::kVogLapses;
  item.subject = volunteer.meta.id;
  item.display_name = volunteer.display_name;
  item.due = last;
  items.push_back(item);
}

}  // namespace klik::services
