#include "services/rpc/match_answer.h"

#include <tuple>

#include "services/access/audience.h"
#include "services/casework/due.h"
#include "services/rpc/convert/resources.h"

namespace klik::services {
namespace {

int WaitlistPosition(const engine::Match& match, const engine::Snapshot& view) {
  int position = 1;
  const auto turn = [](const engine::Match& of) { return std::tie(of.meta.create_time, of.meta.id); };
  for (const std::string& id : view.MatchesOf(match.other)) {
    const auto other = view.FindMatch(id);
    const bool waits = other->state == engine::MatchState::kWaiting && other->other == match.other;
    if (waits && turn(*other) < turn(match)) ++position;
  }
  return position;
}

}  // namespace

v1::Match TellMatch(const engine::Match& match, const engine::Snapshot& view) {
  v1::Match out = MatchKind::ToApi(match, view.taxonomy());
  if (HasWithdrawn(view, match.resident)) out.clear_resident();
  if (HasWithdrawn(view, match.other)) out.clear_other();
  if (match.companion.has_value() && HasWithdrawn(view, *match.companion)) out.clear_companion();
  return out;
}

v1::Match TellMatch(const engine::Match& match, const engine::Snapshot& view, const engine::Policy& policy,
                    absl::CivilDay today) {
  v1::Match out = TellMatch(match, view);
  out.set_may_drop_off(MayDropOff(match, policy, today));
  if (match.state == engine::MatchState::kWaiting) out.set_waitlist_position(WaitlistPosition(match, view));
  return out;
}

}  // namespace klik::services
