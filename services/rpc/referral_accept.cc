#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/casework/duplicates.h"
#include "services/errors/errors.h"
#include "services/registry/clock.h"
#include "services/rpc/convert/resources.h"
#include "services/rpc/referral_calls.h"
#include "services/rpc/resource_changes.h"

namespace klik::services {
namespace {

absl::Status AskWhetherOneOf(const std::vector<PossibleDuplicate>& duplicates) {
  std::string names;
  for (const PossibleDuplicate& duplicate : duplicates) {
    absl::StrAppend(&names, names.empty() ? "" : ",", engine::NameOf(duplicate.resident->meta.id));
  }
  return Error(absl::StatusCode::kFailedPrecondition, "POSSIBLE_DUPLICATES",
               "there are residents who may be the same person; say whether it is one of them", {{"residents", names}});
}

// One for each purpose; of two the person's own.
std::vector<engine::LegalBasis> BasesOf(const engine::Referral& referral) {
  std::vector<engine::LegalBasis> bases = referral.draft.legal_bases;
  for (const engine::LegalBasis& basis : referral.legal_bases) {
    const bool there = std::any_of(bases.begin(), bases.end(),
                                   [&](const engine::LegalBasis& other) { return other.purpose == basis.purpose; });
    if (!there) bases.push_back(basis);
  }
  return bases;
}

// The person as the team told, from now on a case of `system`.
engine::Resident ResidentOf(const engine::Snapshot& view, const engine::Referral& referral, const std::string& system,
                            absl::Time now) {
  engine::Resident resident = referral.draft;
  const engine::ExternalId& told = referral.draft.meta.external_id;
  const bool carries_over = told.system == system && !view.FindExternal(told).has_value();
  resident.meta = NewMetadata(engine::Kind::kResident, system, carries_over ? told.id : "", now);
  resident.municipality = referral.municipality;
  resident.state = engine::ProfileState::kActive;
  resident.need = {};
  resident.legal_bases = BasesOf(referral);
  resident.waiting_since = MomentAt(SubmitTimeOf(referral).value_or(now)).today;
  return resident;
}

// Whether the referral may be about a resident who is known already.
absl::Status CheckKnown(const engine::Resident& resident, const engine::Referral& referral) {
  if (resident.municipality == referral.municipality) return absl::OkStatus();
  return FieldError(absl::StatusCode::kInvalidArgument, "OUTSIDE_MUNICIPALITY", "resident",
                    "is of another municipality than the referral");
}

}  // namespace

absl::StatusOr<Decide> ReferralCalls::Accept(const Caller& caller, const v1::AcceptReferralRequest& request,
                                             Violations& violations) const {
  auto reference = ReadName(request.name(), engine::Kind::kReferral, caller.system(), Field(violations, "name"));
  Field(violations, "new_resident")
      .Require(!request.new_resident() || request.resident().empty(), "is not for a resident who is known");
  if (!violations.empty()) return Decide();
  return [&request, reach = caller.reach(), account = caller.principal().account_id, reference = *std::move(reference),
          answer = ReferralAnswer(backend_, caller)](const engine::Snapshot& view,
                                                     absl::Time now) mutable -> absl::StatusOr<Decision> {
    const auto before = FindResource<ReferralKind>(view, reach, reference);
    if (before == nullptr) return NotFound();
    if (absl::Status etag = CheckOptionalEtag(request.etag(), before->meta); !etag.ok()) return etag;
    const std::optional<engine::ReferralState> next = StateAfter(*before, ReferralMove::kAccept);
    if (!next.has_value()) return WrongState("the referral is not one that waits to be accepted");
    engine::Referral value = *before;
    Decision decision;
    if (!request.resident().empty()) {
      Violations found;
      value.resident =
          ReadReference(request.resident(), {engine::Kind::kResident},
                        {reach.principal().system, SnapshotDirectory(view, reach)}, Field(found, "resident"));
      if (!found.empty()) return found.ToStatus();
      const absl::Status known = CheckKnown(*view.FindResident(value.resident->id), *before);
      if (!known.ok()) return known;
    } else {
      if (!request.new_resident()) {
        const std::vector<PossibleDuplicate> duplicates = FindDuplicates(view, *before);
        if (!duplicates.empty()) return AskWhetherOneOf(duplicates);
      }
      auto resident =
          std::make_shared<const engine::Resident>(ResidentOf(view, *before, reach.principal().system, now));
      value.resident = resident->meta.id;
      // Before the referral, which refers to it.
      decision.changes.emplace_back(std::move(resident));
    }
    value.meta = NextMetadata(before->meta, before->meta.external_id.system, before->meta.external_id.id, now);
    TakeStep(*next, engine::ReferralReason::kUnspecified, now, account, value);
    decision.response = answer.ToApi(view, value).SerializeAsString();
    decision.changes.emplace_back(std::make_shared<const engine::Referral>(std::move(value)));
    return decision;
  };
}

}  // namespace klik::services
