#include "services/rpc/referral_calls.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/casework/duplicates.h"
#include "services/rpc/convert/resources.h"
#include "services/rpc/convert/scalars.h"
#include "services/rpc/resource_changes.h"

namespace klik::services {
namespace {

using engine::ReferralReason;
using engine::ReferralState;
using ReferralPtr = std::shared_ptr<const engine::Referral>;

const std::string kField = "referral";

// What a team says of it; the rest is the server's.
v1::Referral StatedIn(const v1::Referral& message) {
  v1::Referral stated = message;
  stated.clear_referrer();
  stated.clear_state();
  stated.clear_state_reason();
  stated.clear_resident();
  stated.clear_steps();
  return stated;
}

// Whether it says of one of the fields that a referral needs that it is not there: a draft may do without. What is
// missing within something that was filled in is a mistake all the same.
bool IsMissing(const FieldViolation& violation) {
  constexpr std::string_view kRequired[] = {"referral.reason",
                                            "referral.resident_draft",
                                            "referral.resident_draft.birth_year",
                                            "referral.resident_draft.place",
                                            "referral.resident_draft.place.postcode",
                                            "referral.resident_draft.availability",
                                            "referral.legal_bases"};
  return violation.description.starts_with("is required") &&
         std::find(std::begin(kRequired), std::end(kRequired), violation.field) != std::end(kRequired);
}

absl::Status CheckOrganisation(const Caller& caller) {
  const bool refers = caller.reach().grant().role() == v1::Access::REFERRER;
  if (!refers || !caller.principal().organisation.empty()) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "NO_ORGANISATION",
               "the account belongs to no organisation, so the referral would be nobody's; an administrator sets it");
}

absl::Status AlreadySubmitted() { return WrongState("the referral was submitted, and does not change any more"); }

v1::Referral WithoutIdentity(v1::Referral referral) {
  referral.clear_name();
  referral.clear_etag();
  referral.clear_create_time();
  referral.clear_update_time();
  return referral;
}

// All that the sender said; nothing of what became of it.
bool SaysTheSame(const engine::Referral& a, const engine::Referral& b) {
  return a.referrer == b.referrer && a.municipality == b.municipality && a.reason == b.reason &&
         a.urgency == b.urgency && a.draft == b.draft && a.legal_bases == b.legal_bases;
}

// Orders by age, the newest first, then by name.
std::string ListKeyOf(const engine::Referral& referral) {
  const std::int64_t newest = std::numeric_limits<std::int64_t>::max();
  const auto age = static_cast<std::uint64_t>(newest - absl::ToUnixNanos(referral.meta.create_time));
  return absl::StrCat(absl::Hex(age, absl::kZeroPad16), referral.meta.id.id);
}

// Whether the caller may keep it like this.
absl::Status CheckMayKeep(const engine::Snapshot& view, const Reach& reach, const engine::Referral& value) {
  Violations unused;
  const Field field(unused, kField);
  if (absl::Status may = CheckMayMake(reach, OwnerOf(view, value), field); !may.ok()) return may;
  return CheckExternalIdFree(view, value.meta, field.Member("external_id").path());
}

}  // namespace

absl::Status ReferralCalls::Get(const Caller& caller, const v1::GetReferralRequest& request, v1::Referral& out) const {
  Violations violations;
  const auto reference = ReadName(request.name(), engine::Kind::kReferral, caller.system(), Field(violations, "name"));
  if (!reference.has_value()) return violations.ToStatus();
  const ReferralPtr found = FindResource<ReferralKind>(*caller.snapshot(), caller.reach(), *reference);
  if (found == nullptr) return NotFound();
  out = ReferralAnswer(backend_, caller).ToApi(*caller.snapshot(), *found);
  return absl::OkStatus();
}

absl::Status ReferralCalls::List(const Caller& caller, const v1::ListReferralsRequest& request,
                                 v1::ListReferralsResponse& out) const {
  Violations violations;
  const auto states = ReadEnums<v1::Referral::State, ReferralState>(request.states(), Field(violations, "states"));
  if (!violations.empty()) return violations.ToStatus();
  const auto is_asked_for = [&](const engine::Snapshot& view, const engine::Referral& referral) {
    return (states.empty() || std::find(states.begin(), states.end(), referral.state) != states.end()) &&
           caller.reach().Includes(OwnerOf(view, referral));
  };
  const ReferralAnswer answer(backend_, caller);
  const engine::Snapshot* view = nullptr;
  return FillPage(
      backend_.pages, caller, request, *out.mutable_referrals(), out,
      [&](const Page& page, auto visit) {
        view = page.snapshot.get();
        std::vector<std::pair<std::string, ReferralPtr>> left;
        view->referrals().ForEach([&](const std::string&, const ReferralPtr& referral) {
          if (!is_asked_for(*view, *referral)) return;
          std::string key = ListKeyOf(*referral);
          if (key > page.after) left.emplace_back(std::move(key), referral);
        });
        std::sort(left.begin(), left.end());
        for (const auto& [key, referral] : left) {
          if (!visit(key, referral)) return;
        }
      },
      [&](const ReferralPtr& referral) { return answer.ToApi(*view, *referral); });
}

absl::Status ReferralCalls::SearchDuplicates(const Caller& caller, const v1::SearchDuplicatesRequest& request,
                                             v1::SearchDuplicatesResponse& out) const {
  Violations violations;
  const auto reference = ReadName(request.name(), engine::Kind::kReferral, caller.system(), Field(violations, "name"));
  if (!reference.has_value()) return violations.ToStatus();
  const ReferralPtr found = FindResource<ReferralKind>(*caller.snapshot(), caller.reach(), *reference);
  if (found == nullptr) return NotFound();
  for (const PossibleDuplicate& duplicate : FindDuplicates(*caller.snapshot(), *found)) {
    v1::PossibleDuplicate& added = *out.add_duplicates();
    added.set_resident(engine::NameOf(duplicate.resident->meta.id));
    added.set_display_name(duplicate.resident->display_name);
    added.set_birth_year(duplicate.resident->birth_year);
    added.set_settlement(duplicate.resident->place.settlement);
    added.set_same_name(true);
    added.set_same_birth_year(duplicate.same_birth_year);
    added.set_same_place(duplicate.same_place);
  }
  return absl::OkStatus();
}

engine::Referral ReferralCalls::Read(const Caller& caller, const v1::Referral& message, bool leniently,
                                     Violations& violations) const {
  Violations found;
  const Field field(found, kField);
  const v1::Referral stated = StatedIn(message);
  engine::Referral value = ReferralKind::Read(stated, backend_.ContextFor(caller), field);
  const std::string& draft_id = stated.resident_draft().external_id();
  if (!draft_id.empty()) value.draft.meta.external_id = {caller.system(), draft_id};
  value.referrer = caller.principal().organisation;
  if (value.municipality.empty()) value.municipality = caller.principal().municipality;
  field.Member("municipality")
      .Require(value.draft.municipality.empty() || value.draft.municipality == value.municipality,
               "is another one than that of the person");
  // Coordinators are of one municipality each: what is of none would reach nobody.
  const bool is_staff = caller.reach().grant().role() == v1::Access::COORDINATOR;
  field.Member("municipality")
      .Require(leniently || is_staff || !value.municipality.empty(), "is required, for the caller belongs to none");
  for (const FieldViolation& violation : found.all()) {
    if (!leniently || !IsMissing(violation)) violations.Add(violation.field, violation.description);
  }
  return value;
}

absl::StatusOr<Decide> ReferralCalls::Save(const Caller& caller, const v1::SaveReferralRequest& request,
                                           Violations& violations) const {
  if (absl::Status belongs = CheckOrganisation(caller); !belongs.ok()) return belongs;
  const Field field(violations, kField);
  if (!field.Require(request.has_referral(), "is required")) return Decide();
  const v1::Referral& message = request.referral();
  std::optional<Reference> reference;
  if (!message.name().empty()) {
    reference = ReadName(message.name(), engine::Kind::kReferral, caller.system(), field.Member("name"));
    field.Member("etag").Require(!message.etag().empty(), "is required");
  }
  engine::Referral value = Read(caller, message, /*leniently=*/true, violations);
  if (!violations.empty()) return Decide();
  value.state = ReferralState::kDraft;
  return [&message, reach = caller.reach(), account = caller.principal().account_id, reference = std::move(reference),
          value = std::move(value), answer = ReferralAnswer(backend_, caller)](
             const engine::Snapshot& view, absl::Time now) mutable -> absl::StatusOr<Decision> {
    const std::string& system = reach.principal().system;
    if (reference.has_value()) {
      const ReferralPtr before = FindResource<ReferralKind>(view, reach, *reference);
      if (before == nullptr) return NotFound();
      if (absl::Status etag = CheckEtag(message.etag(), before->meta); !etag.ok()) return etag;
      if (before->state != ReferralState::kDraft) return AlreadySubmitted();
      value.meta = NextMetadata(before->meta, system, message.external_id(), now);
      value.referrer = before->referrer;
      value.steps = before->steps;
    } else {
      value.meta = NewMetadata(engine::Kind::kReferral, system, message.external_id(), now);
      TakeStep(ReferralState::kDraft, ReferralReason::kUnspecified, now, account, value);
    }
    if (absl::Status may = CheckMayKeep(view, reach, value); !may.ok()) return may;
    std::string response = answer.ToApi(view, value).SerializeAsString();
    return Decision{{std::make_shared<const engine::Referral>(std::move(value))}, std::move(response)};
  };
}

namespace {

// What was sent before with this external id; nullptr: nothing was.
absl::StatusOr<ReferralPtr> FindSent(const engine::Snapshot& view, const Reach& reach, const std::string& external_id,
                                     const engine::Referral& value) {
  if (external_id.empty()) return nullptr;
  const auto holder = view.FindExternal({reach.principal().system, external_id});
  if (!holder.has_value() || holder->kind != engine::Kind::kReferral) return nullptr;
  ReferralPtr found = view.FindReferral(holder->id);
  if (found->state == ReferralState::kDraft) return nullptr;
  if (reach.Includes(OwnerOf(view, *found)) && SaysTheSame(*found, value)) return found;
  return ExternalIdTaken(kField + ".external_id");
}

}  // namespace

absl::StatusOr<Decide> ReferralCalls::Submit(const Caller& caller, const v1::SubmitReferralRequest& request,
                                             Violations& violations) const {
  if (absl::Status belongs = CheckOrganisation(caller); !belongs.ok()) return belongs;
  const Field field(violations, kField);
  if (!field.Require(request.has_referral(), "is required")) return Decide();
  const v1::Referral& message = request.referral();
  std::optional<Reference> reference;
  if (!message.name().empty()) {
    reference = ReadName(message.name(), engine::Kind::kReferral, caller.system(), field.Member("name"));
  }
  engine::Referral value = Read(caller, message, /*leniently=*/false, violations);
  if (!violations.empty()) return Decide();
  return [&message, validate_only = request.validate_only(), reach = caller.reach(),
          account = caller.principal().account_id, reference = std::move(reference), value = std::move(value),
          answer = ReferralAnswer(backend_, caller)](const engine::Snapshot& view,
                                                     absl::Time now) mutable -> absl::StatusOr<Decision> {
    const auto respond = [&](const engine::Referral& referral) {
      v1::Referral out = answer.ToApi(view, referral);
      return (validate_only ? WithoutIdentity(std::move(out)) : std::move(out)).SerializeAsString();
    };
    ReferralPtr before;
    if (reference.has_value()) {
      before = FindResource<ReferralKind>(view, reach, *reference);
      if (before == nullptr) return NotFound();
      value.referrer = before->referrer;
    }
    const absl::StatusOr<ReferralPtr> sent = FindSent(view, reach, message.external_id(), value);
    if (!sent.ok()) return sent.status();
    if (*sent != nullptr && (before == nullptr || before == *sent)) return Decision{{}, respond(**sent)};
    const std::string& system = reach.principal().system;
    if (before != nullptr) {
      if (absl::Status etag = CheckOptionalEtag(message.etag(), before->meta); !etag.ok()) return etag;
      if (!StateAfter(*before, ReferralMove::kSubmit).has_value()) return AlreadySubmitted();
      value.meta = NextMetadata(before->meta, system, message.external_id(), now);
      value.steps = before->steps;
    } else {
      value.meta = NewMetadata(engine::Kind::kReferral, system, message.external_id(), now);
    }
    TakeStep(ReferralState::kRequested, ReferralReason::kUnspecified, now, account, value);
    if (absl::Status may = CheckMayKeep(view, reach, value); !may.ok()) return may;
    std::string response = respond(value);
    if (validate_only) return Decision{{}, std::move(response)};
    return Decision{{std::make_shared<const engine::Referral>(std::move(value))}, std::move(response)};
  };
}

absl::StatusOr<Decide> ReferralCalls::MoveTo(const Caller& caller, Order order, Violations& violations) const {
  auto reference = ReadName(order.name, engine::Kind::kReferral, caller.system(), Field(violations, "name"));
  const Field field(violations, "reason");
  const auto reason = ReadEnum<ReferralReason>(order.reason, field);
  // A draft is taken away without one.
  const bool left_out = order.move == ReferralMove::kCancel && reason == ReferralReason::kUnspecified;
  if (violations.empty() && !left_out && !GoesWith(reason, order.move)) {
    field.Reject(reason == ReferralReason::kUnspecified ? "is required" : "does not go with the new state");
  }
  if (!violations.empty()) return Decide();
  return [order = std::move(order), reason, left_out, reach = caller.reach(), account = caller.principal().account_id,
          reference = *std::move(reference), answer = ReferralAnswer(backend_, caller)](
             const engine::Snapshot& view, absl::Time now) mutable -> absl::StatusOr<Decision> {
    const ReferralPtr before = FindResource<ReferralKind>(view, reach, reference);
    if (before == nullptr) return NotFound();
    if (absl::Status etag = CheckOptionalEtag(order.etag, before->meta); !etag.ok()) return etag;
    const std::optional<ReferralState> next = StateAfter(*before, order.move, reason);
    if (!next.has_value()) return WrongState("the referral is not in a state from which this can be done");
    if (before->state == ReferralState::kDraft) {
      // No more than that it is gone: the answer is kept under nobody's key.
      v1::Referral gone;
      gone.set_name(engine::NameOf(before->meta.id));
      gone.set_state(v1::Referral::CANCELLED);
      return Decision{{engine::Erased{before->meta.id}}, gone.SerializeAsString()};
    }
    if (left_out) return InvalidFields({{"reason", "is required"}});
    engine::Referral value = *before;
    value.meta = NextMetadata(before->meta, before->meta.external_id.system, before->meta.external_id.id, now);
    TakeStep(*next, reason, now, account, value);
    std::string response = answer.ToApi(view, value).SerializeAsString();
    return Decision{{std::make_shared<const engine::Referral>(std::move(value))}, std::move(response)};
  };
}

}  // namespace klik::services
