// What any change of a resource has to respect, whoever asks for it: a call or a line of an import.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_RPC_RESOURCE_CHANGES_H_
#define KLIK_SERVICES_RPC_RESOURCE_CHANGES_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "engine/index/snapshot.h"
#include "engine/index/snapshot_builder.h"
#include "engine/model/entity.h"
#include "services/rpc/convert/resource_name.h"
#include "services/rpc/convert/violations.h"

namespace klik::services {

// A field that names a resource of this kind; nullopt when it is rejected. Whether there is one is not looked at.
std::optional<Reference> ReadName(const std::string& name, engine::Kind kind, std::string_view system,
                                  const Field& field);

// nullptr when there is none for the caller, or `reference` is an external id of another kind of resource.
template <typename Kind>
std::shared_ptr<const typename Kind::Value> FindResource(const engine::Snapshot& view, const Reach& reach,
                                                         const Reference& reference) {
  const std::optional<engine::EntityId> id = SnapshotDirectory(view, reach).Find(reference);
  if (!id.has_value() || id->kind != Kind::kKind) return nullptr;
  return Kind::Find(view, id->id);
}

// The metadata of a new resource, with an id of its own.
engine::Metadata NewMetadata(engine::Kind kind, std::string_view system, const std::string& external_id,
                             absl::Time now);

// The metadata after a change. An external id that changes is one of `system`.
engine::Metadata NextMetadata(const engine::Metadata& before, std::string_view system, const std::string& external_id,
                              absl::Time now);

// ALREADY_EXISTS, reason EXTERNAL_ID_TAKEN, when another resource has the external id. `field` is the one it is in.
absl::Status CheckExternalIdFree(const engine::Snapshot& view, const engine::Metadata& meta, const std::string& field);
absl::Status ExternalIdTaken(const std::string& field);

// An error about one field for a reason of its own.
absl::Status FieldError(absl::StatusCode code, std::string_view reason, const std::string& field,
                        std::string_view description);

// ABORTED, reason ETAG_MISMATCH, unless `etag` is the one of `meta`.
absl::Status CheckEtag(const std::string& etag, const engine::Metadata& meta);

// The same of a call that need not say which version it means: empty is any.
absl::Status CheckOptionalEtag(const std::string& etag, const engine::Metadata& meta);

// FAILED_PRECONDITION, reason RESOURCE_IN_USE, while a match, an activity or a referral refers to the resource.
absl::Status CheckNotReferredTo(const engine::Snapshot& view, const engine::EntityId& id);

// What goes when the resource does: its exclusions, which would go on telling of somebody who is gone, and itself.
std::vector<engine::Change> ErasureOf(const engine::Snapshot& view, const engine::EntityId& id);

// INVALID_ARGUMENT, reason OUTSIDE_MUNICIPALITY, when the caller may not make such a record. `field` is the one that
// holds it.
absl::Status CheckMayMake(const Reach& reach, const Owner& owner, const Field& field);

// FAILED_PRECONDITION, reason WRONG_STATE.
absl::Status WrongState(std::string_view message);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_RESOURCE_CHANGES_H_
