#include "services/casework/work_list.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>

#include "services/casework/match_work.h"
#include "services/casework/nobody_fits.h"

namespace klik::services {
namespace {

using engine::Referral;
using engine::ReferralState;

absl::CivilDay AddWorkingDays(absl::CivilDay day, int count) {
  while (count > 0) {
    ++day;
    const absl::Weekday weekday = absl::GetWeekday(day);
    if (weekday != absl::Weekday::saturday && weekday != absl::Weekday::sunday) --count;
  }
  return day;
}

int WorkingDaysFor(engine::Urgency urgency) {
  switch (urgency) {
    case engine::Urgency::kUrgent:
      return kUrgentWorkingDays;
    case engine::Urgency::kSoon:
      return kSoonWorkingDays;
    default:
      return kRoutineWorkingDays;
  }
}

// When it became that state last; nullopt when its steps do not say.
std::optional<absl::Time> BecameAt(const Referral& referral, ReferralState state) {
  const auto step = std::find_if(referral.steps.rbegin(), referral.steps.rend(),
                                 [&](const engine::ReferralStep& it) { return it.state == state; });
  return step == referral.steps.rend() ? std::nullopt : std::optional(step->time);
}

// When somebody was last proposed to the resident, or something came of it; nullopt while there is a proposal, a
// contact or a place on a waiting list.
std::optional<absl::Time> LastMoveFor(const WorkView& view, const engine::EntityId& resident, absl::Time accepted) {
  absl::Time last = accepted;
  for (const std::string& id : view.snapshot.MatchesOf(resident)) {
    const auto match = view.snapshot.FindMatch(id);
    const bool is_going_on =
        engine::IsOpen(match->state) || engine::IsRunning(match->state) || match->state == engine::MatchState::kWaiting;
    if (is_going_on) return std::nullopt;
    last = std::max(last, match->end_time.value_or(match->meta.create_time));
  }
  return last;
}

std::optional<WorkItem> ReferralWork(const WorkView& view, const Referral& referral) {
  WorkItem item;
  item.subject = referral.meta.id;
  item.display_name = referral.draft.display_name;
  if (referral.state == ReferralState::kRequested) {
    const absl::Time sent = BecameAt(referral, ReferralState::kRequested).value_or(referral.meta.create_time);
    item.kind = WorkKind::kNewReferral;
    item.urgency = referral.urgency;
    item.due = AddWorkingDays(view.DayOf(sent), WorkingDaysFor(referral.urgency));
    return item;
  }
  const bool is_sought_for = referral.state == ReferralState::kAccepted || referral.state == ReferralState::kInProgress;
  if (!is_sought_for || !referral.resident.has_value()) return std::nullopt;
  const absl::Time accepted = BecameAt(referral, ReferralState::kAccepted).value_or(referral.meta.create_time);
  const std::optional<absl::Time> last = LastMoveFor(view, *referral.resident, accepted);
  if (!last.has_value()) return std::nullopt;
  item.kind = WorkKind::kReferralStandsStill;
  item.due = view.DayOf(*last) + kStandstillDays;
  if (*item.due > view.moment.today) return std::nullopt;
  return item;
}

std::vector<WorkItem> EverythingWithADay(const WorkView& view,
                                         absl::FunctionRef<bool(const engine::EntityId&)> reaches) {
  std::vector<WorkItem> items;
  view.snapshot.referrals().ForEach([&](const std::string&, const std::shared_ptr<const Referral>& referral) {
    std::optional<WorkItem> item = ReferralWork(view, *referral);
    if (item.has_value()) items.push_back(*std::move(item));
  });
  view.snapshot.matches().ForEach([&](const std::string&, const std::shared_ptr<const engine::Match>& match) {
    AddMatchWork(view, *match, items);
  });
  view.snapshot.rows(engine::Kind::kVolunteer)
      .ForEach([&](const std::string&, const std::shared_ptr<const engine::Row>& row) {
        AddVogWork(view, *row->volunteer, items);
      });
  // Of few records there is anything to do, so whose they are is asked last.
  std::erase_if(items, [&](const WorkItem& item) { return !reaches(item.subject); });
  return items;
}

void PutInOrder(absl::CivilDay today, std::vector<WorkItem>& items) {
  const auto place = [&](const WorkItem& item) {
    return std::tuple(std::max(*item.due, today - kEquallyLateDays), item.kind, *item.due, item.week, item.subject);
  };
  std::sort(items.begin(), items.end(), [&](const WorkItem& a, const WorkItem& b) { return place(a) < place(b); });
}

}  // namespace

WorkList FindWork(const engine::Snapshot& snapshot, const engine::MatchingDay& day, const WorkQuery& query,
                  absl::FunctionRef<bool(const engine::EntityId&)> reaches) {
  const WorkView view{snapshot, day.policy(), query.moment};
  const auto is_asked = [&](WorkKind kind) {
    return query.kinds.empty() || std::find(query.kinds.begin(), query.kinds.end(), kind) != query.kinds.end();
  };
  WorkList list;
  list.items = EverythingWithADay(view, reaches);
  std::erase_if(list.items, [&](const WorkItem& item) { return !is_asked(item.kind); });
  PutInOrder(query.moment.today, list.items);
  if (is_asked(WorkKind::kNobodyFits)) {
    std::vector<WorkItem> nobody = WhomNobodyFits(view, day, query.municipality, LongestWaiting(view, reaches));
    std::move(nobody.begin(), nobody.end(), std::back_inserter(list.items));
  }
  for (const WorkItem& item : list.items) ++list.counts[static_cast<std::size_t>(item.kind)];
  if (list.items.size() > static_cast<std::size_t>(query.limit))
    list.items.resize(static_cast<std::size_t>(query.limit));
  for (WorkItem& item : list.items) {
    if (item.kind == WorkKind::kNobodyFits) {
      item.obstacles = ObstaclesOf(view, day, query.municipality, item.subject);
    }
  }
  return list;
}

}  // namespace klik::services
