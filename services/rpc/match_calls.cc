#include "services/rpc/match_calls.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/match/evaluate.h"
#include "engine/match/history.h"
#include "services/casework/due.h"
#include "services/casework/judge.h"
#include "services/errors/errors.h"
#include "services/rpc/convert/availability.h"
#include "services/rpc/convert/limits.h"
#include "services/rpc/convert/resources.h"
#include "services/rpc/convert/scalars.h"
#include "services/rpc/match_answer.h"
#include "services/rpc/matching_request.h"
#include "services/rpc/pages.h"
#include "services/rpc/resource_changes.h"

namespace klik::services {
namespace {

using engine::Kind;
using engine::Match;
using engine::MatchState;
using engine::Snapshot;

constexpr std::size_t kMaxIntroductionWindows = 10;

// `CAPACITY,TRAVEL`
std::string NamesOf(const std::vector<engine::BarCode>& bars) {
  std::string names;
  for (const engine::BarCode bar : bars) {
    if (!names.empty()) names += ',';
    names += v1::ReasonCode_Name(ToApiEnum<v1::ReasonCode>(bar));
  }
  return names;
}

absl::Status NotEligible(const std::vector<engine::BarCode>& bars) {
  return Error(absl::StatusCode::kFailedPrecondition, "NOT_ELIGIBLE", "something stands in the way of this match",
               {{"bars", NamesOf(bars)}});
}

// Who is named in a request, as far as the caller reaches.
struct Parties {
  std::optional<engine::EntityId> resident;
  std::optional<engine::EntityId> other;
  std::optional<engine::EntityId> companion;
};

// The resident is the caller's own affair; the others are as candidates are.
absl::Status ReadParties(const v1::ProposeMatchRequest& request, const Snapshot& view, const Reach& reach,
                         Parties& out) {
  Violations violations;
  const auto field = [&](const char* name) { return Field(violations, name); };
  field("resident").Require(!request.resident().empty(), "is required");
  field("other").Require(!request.other().empty(), "is required");
  const std::string_view system = reach.principal().system;
  const SnapshotDirectory own(view, reach);
  const SnapshotDirectory anybody(view, reach.ForCandidates());
  out.resident = ReadReference(request.resident(), {Kind::kResident}, {system, own}, field("resident"));
  out.other = ReadReference(request.other(), {Kind::kVolunteer, Kind::kActivity, Kind::kResident}, {system, anybody},
                            field("other"));
  out.companion = ReadReference(request.companion(), {Kind::kVolunteer}, {system, anybody}, field("companion"));
  field("other").Require(!out.resident.has_value() || out.resident != out.other, "is the resident itself");
  const bool may_go_along = !out.companion.has_value() || !out.other.has_value() || out.other->kind == Kind::kActivity;
  field("companion").Require(may_go_along, "goes along to an activity only");
  return violations.empty() ? absl::OkStatus() : violations.ToStatus();
}

// The match by which the resident waits for the activity; nullptr when there is none.
std::shared_ptr<const Match> FindWaiting(const Snapshot& view, const engine::EntityId& resident,
                                         const engine::EntityId& activity) {
  for (const std::string& id : view.MatchesOf(resident)) {
    auto match = view.FindMatch(id);
    if (match->state == MatchState::kWaiting && match->resident == resident && match->other == activity) return match;
  }
  return nullptr;
}

absl::Status CheckExpireTime(const v1::ProposeMatchRequest& request, absl::Time now) {
  if (!request.has_expire_time()) return absl::OkStatus();
  Violations violations;
  const Field field(violations, "expire_time");
  const absl::Time until = ReadTime(request.expire_time(), field);
  field.Require(until > now, "is not in the future");
  field.Require(until <= now + absl::Hours(24) * kMaxProposalDays,
                "is more than " + std::to_string(kMaxProposalDays) + " days from now");
  return violations.empty() ? absl::OkStatus() : violations.ToStatus();
}

absl::Time ExpireTimeOf(const v1::ProposeMatchRequest& request, const engine::Policy& policy, absl::Time now) {
  if (!request.has_expire_time()) return now + absl::Hours(24) * policy.proposal_days;
  Violations checked;
  return ReadTime(request.expire_time(), Field(checked, "expire_time"));
}

// A new one, or the one by which the resident has waited so far.
Match MatchToPropose(const Snapshot& view, const Parties& parties, const std::string& system,
                     const std::string& external_id, absl::Time now) {
  if (const auto waiting = FindWaiting(view, *parties.resident, *parties.other)) {
    Match match = *waiting;
    match.companion = parties.companion;
    match.meta = NextMetadata(match.meta, system, external_id.empty() ? match.meta.external_id.id : external_id, now);
    return match;
  }
  Match match;
  match.meta = NewMetadata(Kind::kMatch, system, external_id, now);
  match.resident = *parties.resident;
  match.other = *parties.other;
  match.companion = parties.companion;
  return match;
}

absl::Status CheckMayMatch(const Snapshot& view, const Reach& reach, const Match& match) {
  if (!engine::CanLink(match.resident.kind, match.other.kind)) {
    return InvalidFields({{"other", "is of a kind that is not matched with a resident"}});
  }
  Violations unused;
  if (absl::Status may = CheckMayMake(reach, OwnerOf(view, match), Field(unused, "resident")); !may.ok()) return may;
  return CheckExternalIdFree(view, match.meta, "external_id");
}

// A copy of the answer is kept, so it is told as it is decided.
Decision Decided(Match match, const Snapshot& view, const engine::Policy& policy, absl::Time now) {
  std::string response = TellMatch(match, view, policy, MomentAt(now).today).SerializeAsString();
  return {{std::make_shared<const Match>(std::move(match))}, std::move(response)};
}

void Introduce(const Snapshot& view, const engine::EntityId& id, v1::Match::Side side, v1::Introduction& out) {
  const engine::Row& row = *view.FindRow(id);
  v1::Introduction::Person& person = *out.add_people();
  person.set_side(side);
  person.set_name(engine::NameOf(id));
  person.set_display_name(row.person != nullptr ? row.person->display_name : row.activity->title);
  person.set_settlement(row.person != nullptr ? row.person->place.settlement : row.activity->place.settlement);
}

bool IsOneOf(const google::protobuf::RepeatedField<int>& states, v1::Match::State state) {
  return states.empty() || std::find(states.begin(), states.end(), state) != states.end();
}

}  // namespace

absl::Status MatchCalls::Get(const Caller& caller, const v1::GetMatchRequest& request, v1::Match& out) const {
  Violations violations;
  const auto reference = ReadName(request.name(), Kind::kMatch, caller.system(), Field(violations, "name"));
  if (!reference.has_value()) return violations.ToStatus();
  const auto found = FindResource<MatchKind>(*caller.snapshot(), caller.reach(), *reference);
  if (found == nullptr) return NotFound();
  out = TellMatch(*found, *caller.snapshot(), backend_.policy, caller.today());
  return absl::OkStatus();
}

absl::Status MatchCalls::List(const Caller& caller, const v1::ListMatchesRequest& request,
                              v1::ListMatchesResponse& out) const {
  Violations violations;
  ReadEnums<v1::Match::State, MatchState>(request.states(), Field(violations, "states"));
  std::optional<engine::EntityId> party;
  if (!request.party().empty()) party = ReadParty(request.party(), caller, caller.reach(), Field(violations, "party"));
  if (!violations.empty()) return violations.ToStatus();
  if (!request.party().empty() && !party.has_value()) return NotFound();
  const auto is_asked_for = [&](const Snapshot& view, const Match& match) {
    if (!IsOneOf(request.states(), ToApiEnum<v1::Match::State>(match.state))) return false;
    const std::vector<engine::EntityId> parties = engine::PartiesOf(match);
    if (party.has_value() && std::find(parties.begin(), parties.end(), *party) == parties.end()) return false;
    if (request.may_drop_off() && !MayDropOff(match, backend_.policy, caller.today())) return false;
    return caller.reach().Includes(OwnerOf(view, match));
  };
  std::shared_ptr<const Snapshot> listed;
  return FillPage(
      backend_.pages, caller, request, *out.mutable_matches(), out,
      [&](const Page& page, auto visit) {
        listed = page.snapshot;
        listed->matches().ForEachAfter(page.after, [&](const std::string& key, const auto& match) {
          return !is_asked_for(*listed, *match) || visit(key, match);
        });
      },
      [&](const auto& match) { return TellMatch(*match, *listed, backend_.policy, caller.today()); });
}

absl::Status MatchCalls::Introduce(const Caller& caller, const v1::GetIntroductionRequest& request,
                                   v1::Introduction& out) const {
  Violations violations;
  const auto reference = ReadName(request.name(), Kind::kMatch, caller.system(), Field(violations, "name"));
  if (!reference.has_value()) return violations.ToStatus();
  const Snapshot& view = *caller.snapshot();
  const auto match = FindResource<MatchKind>(view, caller.reach(), *reference);
  if (match == nullptr) return NotFound();
  const bool together = match->state == MatchState::kShown || engine::IsRunning(match->state);
  if (!together || !AllSaidYes(*match) || HasExpired(*match, caller.now())) {
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_AGREED", "not everybody has said yes");
  }
  out.set_name(engine::NameOf(match->meta.id));
  services::Introduce(view, match->resident, v1::Match::RESIDENT, out);
  services::Introduce(view, match->other, v1::Match::OTHER_SIDE, out);
  if (match->companion.has_value()) services::Introduce(view, *match->companion, v1::Match::COMPANION, out);
  const engine::Moment moment = MomentAt(caller.now());
  const auto day = backend_.matching_days.Of(moment);
  const engine::PairContext pair = engine::MakeLinkedPair(view, backend_.policy, moment, *view.FindRow(match->resident),
                                                          *view.FindRow(match->other), day->calendar());
  const engine::PairResult result = engine::Evaluate(pair);
  out.set_contact_form(ToApiEnum<v1::ContactForm>(result.contact_form));
  for (const engine::Window& window : engine::MeetingWindows(pair, result, kMaxIntroductionWindows)) {
    SetWindow(window, *out.add_meeting_windows());
  }
  return absl::OkStatus();
}

absl::StatusOr<Decide> MatchCalls::Propose(const Caller& caller, const v1::ProposeMatchRequest& request,
                                           Violations& violations) const {
  ReadExternalId(request.external_id(), Field(violations, "external_id"));
  return [this, &request, reach = caller.reach()](const Snapshot& view, absl::Time now) -> absl::StatusOr<Decision> {
    Parties parties;
    if (absl::Status read = ReadParties(request, view, reach, parties); !read.ok()) return read;
    if (absl::Status time = CheckExpireTime(request, now); !time.ok()) return time;
    const Principal& principal = reach.principal();
    Match match = MatchToPropose(view, parties, principal.system, request.external_id(), now);
    if (absl::Status may = CheckMayMatch(view, reach, match); !may.ok()) return may;
    Judgement judgement = Judge(view, *backend_.matching_days.Of(MomentAt(now)), now, match);
    if (!judgement.bars.empty()) return NotEligible(judgement.bars);
    match = Proposed(std::move(match), std::move(judgement.proposal), ExpireTimeOf(request, backend_.policy, now),
                     {now, principal.account_id});
    if (!request.validate_only()) return Decided(std::move(match), view, backend_.policy, now);
    v1::Match checked = TellMatch(match, view, backend_.policy, MomentAt(now).today);
    checked.clear_name();
    checked.clear_etag();
    checked.clear_create_time();
    checked.clear_update_time();
    return Decision{{}, checked.SerializeAsString()};
  };
}

absl::StatusOr<Decide> MatchCalls::Wait(const Caller& caller, const v1::JoinWaitlistRequest& request,
                                        Violations&) const {
  return [this, &request, reach = caller.reach()](const Snapshot& view, absl::Time now) -> absl::StatusOr<Decision> {
    Violations violations;
    const auto field = [&](const char* name) { return Field(violations, name); };
    field("resident").Require(!request.resident().empty(), "is required");
    field("activity").Require(!request.activity().empty(), "is required");
    const Principal& principal = reach.principal();
    const SnapshotDirectory own(view, reach);
    const SnapshotDirectory anybody(view, reach.ForCandidates());
    Parties parties;
    parties.resident = ReadReference(request.resident(), {Kind::kResident}, {principal.system, own}, field("resident"));
    parties.other =
        ReadReference(request.activity(), {Kind::kActivity}, {principal.system, anybody}, field("activity"));
    if (!violations.empty()) return violations.ToStatus();
    if (FindWaiting(view, *parties.resident, *parties.other) != nullptr) {
      return Error(absl::StatusCode::kAlreadyExists, "ALREADY_WAITING", "the resident is on this waiting list");
    }
    Match match = MatchToPropose(view, parties, principal.system, "", now);
    if (absl::Status may = CheckMayMatch(view, reach, match); !may.ok()) return may;
    const Judgement judgement = Judge(view, *backend_.matching_days.Of(MomentAt(now)), now, match);
    if (judgement.bars.empty()) {
      return Error(absl::StatusCode::kFailedPrecondition, "NOT_FULL", "there is a place: propose the match");
    }
    if (judgement.bars != std::vector{engine::BarCode::kActivityFull}) return NotEligible(judgement.bars);
    match.state = MatchState::kWaiting;
    match.steps.push_back({MatchState::kWaiting, now, principal.account_id});
    return Decided(std::move(match), view, backend_.policy, now);
  };
}

absl::StatusOr<Decide> MatchCalls::Step(const Caller& caller, const std::string& name, const std::string& etag,
                                        TakeStep take, Violations& violations) const {
  auto reference = ReadName(name, Kind::kMatch, caller.system(), Field(violations, "name"));
  if (!violations.empty()) return Decide();
  return [this, etag, reach = caller.reach(), reference = *std::move(reference), take = std::move(take)](
             const Snapshot& view, absl::Time now) mutable -> absl::StatusOr<Decision> {
    const auto before = FindResource<MatchKind>(view, reach, reference);
    if (before == nullptr) return NotFound();
    if (absl::Status same = CheckOptionalEtag(etag, before->meta); !same.ok()) return same;
    NextMatch next = take(*before, {now, reach.principal().account_id});
    if (!next.ok()) return next.status();
    const engine::ExternalId& external_id = before->meta.external_id;
    next->meta = NextMetadata(before->meta, external_id.system, external_id.id, now);
    return Decided(*std::move(next), view, backend_.policy, now);
  };
}

}  // namespace klik::services
