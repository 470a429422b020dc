#include "services/rpc/resource_changes.h"

#include <variant>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "services/errors/errors.h"
#include "services/registry/registry.h"
#include "services/rpc/convert/etag.h"

namespace klik::services {

std::optional<Reference> ReadName(const std::string& name, engine::Kind kind, std::string_view system,
                                  const Field& field) {
  if (!field.Require(!name.empty(), "is required")) return std::nullopt;
  std::optional<Reference> reference = ParseReference(name, system);
  const auto* id = reference.has_value() ? std::get_if<engine::EntityId>(&*reference) : nullptr;
  const bool fits = reference.has_value() && (id == nullptr || id->kind == kind);
  const std::string rule =
      "is not a name of the form " + std::string(engine::CollectionOf(kind)) + "/{id} or ext:{external id}";
  if (!field.Require(fits, rule)) return std::nullopt;
  return reference;
}

engine::Metadata NewMetadata(engine::Kind kind, std::string_view system, const std::string& external_id,
                             absl::Time now) {
  engine::Metadata meta;
  meta.id = {kind, NewId()};
  meta.system = system;
  meta.create_time = now;
  return NextMetadata(meta, system, external_id, now);
}

engine::Metadata NextMetadata(const engine::Metadata& before, std::string_view system, const std::string& external_id,
                              absl::Time now) {
  engine::Metadata meta = before;
  if (external_id.empty()) {
    meta.external_id = {};
  } else if (external_id != before.external_id.id) {
    meta.external_id = {std::string(system), external_id};
  }
  ++meta.version;
  meta.update_time = now;
  return meta;
}

absl::Status CheckExternalIdFree(const engine::Snapshot& view, const engine::Metadata& meta, const std::string& field) {
  if (meta.external_id.id.empty()) return absl::OkStatus();
  const std::optional<engine::EntityId> holder = view.FindExternal(meta.external_id);
  if (!holder.has_value() || *holder == meta.id) return absl::OkStatus();
  return ExternalIdTaken(field);
}

absl::Status ExternalIdTaken(const std::string& field) {
  return FieldError(absl::StatusCode::kAlreadyExists, "EXTERNAL_ID_TAKEN", field,
                    "is the external id of another resource");
}

absl::Status FieldError(absl::StatusCode code, std::string_view reason, const std::string& field,
                        std::string_view description) {
  absl::Status status = Error(code, reason, absl::StrCat(field, ": ", std::string(description)));
  google::rpc::BadRequest bad_request;
  google::rpc::BadRequest::FieldViolation& violation = *bad_request.add_field_violations();
  violation.set_field(field);
  violation.set_description(std::string(description));
  status.SetPayload(absl::StrCat("type.googleapis.com/", bad_request.GetTypeName()),
                    absl::Cord(bad_request.SerializeAsString()));
  return status;
}

absl::Status CheckEtag(const std::string& etag, const engine::Metadata& meta) {
  if (etag == EtagOf(meta)) return absl::OkStatus();
  return Error(absl::StatusCode::kAborted, "ETAG_MISMATCH",
               "the resource has changed since it was read; read it again");
}

absl::Status CheckOptionalEtag(const std::string& etag, const engine::Metadata& meta) {
  return etag.empty() ? absl::OkStatus() : CheckEtag(etag, meta);
}

absl::Status CheckNotReferredTo(const engine::Snapshot& view, const engine::EntityId& id) {
  bool referred_to = !view.MatchesOf(id).empty();
  if (id.kind == engine::Kind::kOrganisation) {
    view.rows(engine::Kind::kActivity).ForEachAfter("", [&](const std::string&, const auto& row) {
      referred_to = row->activity->organisation == id;
      return !referred_to;
    });
    view.referrals().ForEachAfter("", [&](const std::string&, const auto& referral) {
      referred_to = referred_to || referral->referrer == engine::NameOf(id);
      return !referred_to;
    });
  }
  if (!referred_to) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "RESOURCE_IN_USE", "another resource refers to this one");
}

std::vector<engine::Change> ErasureOf(const engine::Snapshot& view, const engine::EntityId& id) {
  std::vector<engine::Change> changes;
  for (const std::string& exclusion : view.ExclusionsOf(id)) {
    changes.emplace_back(engine::Erased{{engine::Kind::kExclusion, exclusion}});
  }
  for (const std::string& referral : view.ReferralsOf(id)) {
    changes.emplace_back(engine::Erased{{engine::Kind::kReferral, referral}});
  }
  changes.emplace_back(engine::Erased{id});
  return changes;
}

absl::Status CheckMayMake(const Reach& reach, const Owner& owner, const Field& field) {
  if (reach.MayMake(owner)) return absl::OkStatus();
  return FieldError(absl::StatusCode::kInvalidArgument, "OUTSIDE_MUNICIPALITY", field.Member("municipality").path(),
                    "is not the municipality that the caller works for");
}

absl::Status WrongState(std::string_view message) {
  return Error(absl::StatusCode::kFailedPrecondition, "WRONG_STATE", message);
}

}  // namespace klik::services
