// Get, List, Create, Update, Delete and the changes of state: written once, for every kind of resource.
//
// Any thread. The writing ones check what the request alone tells and leave the rest to a Decide, which runs on the
// registry's thread while the request is still there: the call is only finished by its answer.
#ifndef KLIK_SERVICES_RPC_RESOURCE_CALLS_H_
#define KLIK_SERVICES_RPC_RESOURCE_CALLS_H_

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/index/snapshot.h"
#include "engine/model/person.h"
#include "google/protobuf/field_mask.pb.h"
#include "services/errors/errors.h"
#include "services/registry/registry.h"
#include "services/rpc/backend.h"
#include "services/rpc/convert/resource_name.h"
#include "services/rpc/convert/resources.h"
#include "services/rpc/pages.h"
#include "services/rpc/resource_changes.h"
#include "services/rpc/update_mask.h"

namespace klik::services {

// `Kind` is one of the structs of convert/resources.h.
template <typename Kind>
class ResourceCalls {
 public:
  using Api = typename Kind::Api;
  using Value = typename Kind::Value;

  explicit ResourceCalls(Backend& backend) : backend_(backend) {}

  template <typename Request>
  absl::Status Get(const Caller& caller, const Request& request, Api& out) const {
    Violations violations;
    const auto reference = ReadName(request.name(), Kind::kKind, caller.system(), Field(violations, "name"));
    if (!reference.has_value()) return violations.ToStatus();
    const std::shared_ptr<const Value> found = FindResource<Kind>(*caller.snapshot(), caller.reach(), *reference);
    if (found == nullptr) return NotFound();
    out = Kind::ToApi(*found, backend_.taxonomy);
    return absl::OkStatus();
  }

  // `out` is the list in the response.
  template <typename Request, typename Response, typename Items>
  absl::Status List(const Caller& caller, const Request& request, Items& out, Response& response) const {
    return FillPage(
        backend_.pages, caller, request, out, response,
        [&caller](const Page& page, auto visit) {
          EntriesOf(*page.snapshot).ForEachAfter(page.after, [&](const std::string& key, const auto& entry) {
            return !caller.reach().Includes(OwnerOf(*page.snapshot, ValueOf(entry))) || visit(key, entry);
          });
        },
        [this](const auto& entry) { return Kind::ToApi(ValueOf(entry), backend_.taxonomy); });
  }

  // `message` is the resource in the request, and `stated` whether there is one.
  absl::StatusOr<Decide> Create(const Caller& caller, bool stated, const Api& message, bool validate_only,
                                Violations& violations) const {
    const Field field = FieldIn(violations);
    if (!field.Require(stated, "is required")) return Decide();
    Value value = Kind::Read(message, backend_.ContextFor(caller), field);
    if (!violations.empty()) {
      // What else is wrong, as far as it can be told now.
      Kind::ReadReferences(message, {caller.system(), SnapshotDirectory(*caller.snapshot(), caller.reach())}, field,
                           value);
      return Decide();
    }
    return [this, &message, validate_only, reach = caller.reach(), value = std::move(value)](
               const engine::Snapshot& view, absl::Time now) mutable -> absl::StatusOr<Decision> {
      value.meta = NewMetadata(Kind::kKind, reach.principal().system, message.external_id(), now);
      if (absl::Status checked = CheckAgainst(view, reach, message, value); !checked.ok()) return checked;
      Kind::Complete(message, nullptr, value);
      if (validate_only) return Decision{{}, WithoutIdentity(value).SerializeAsString()};
      return Changed(std::move(value));
    };
  }

  absl::StatusOr<Decide> Update(const Caller& caller, bool stated, const Api& message,
                                const google::protobuf::FieldMask& update_mask, bool validate_only,
                                Violations& violations) const {
    const Field field = FieldIn(violations);
    if (!field.Require(stated, "is required")) return Decide();
    const auto reference = ReadName(message.name(), Kind::kKind, caller.system(), field.Member("name"));
    field.Member("etag").Require(!message.etag().empty(), "is required");
    auto mask = ReadMask(update_mask, message, Field(violations, "update_mask"));
    const ConvertContext context = backend_.ContextFor(caller);
    if (!violations.empty()) {
      if (reference.has_value() && mask.has_value()) {
        if (const auto now = FindResource<Kind>(*caller.snapshot(), caller.reach(), *reference)) {
          Kind::Read(Merge(*now, message, *mask), context, field);
        }
      }
      return Decide();
    }
    return [this, &message, validate_only, context, reach = caller.reach(), reference = *reference,
            mask = *std::move(mask)](const engine::Snapshot& view, absl::Time now) -> absl::StatusOr<Decision> {
      const std::shared_ptr<const Value> before = FindResource<Kind>(view, reach, reference);
      if (before == nullptr) return NotFound();
      if (absl::Status etag = CheckEtag(message.etag(), before->meta); !etag.ok()) return etag;
      const Api merged = Merge(*before, message, mask);
      Violations found;
      Value value = Kind::Read(merged, context, FieldIn(found));
      value.meta = NextMetadata(before->meta, reach.principal().system, merged.external_id(), now);
      if (absl::Status checked = CheckAgainst(view, reach, merged, value, std::move(found)); !checked.ok()) {
        return checked;
      }
      Kind::Complete(merged, before.get(), value);
      if (!validate_only) return Changed(std::move(value));
      value.meta = before->meta;
      return Decision{{}, Kind::ToApi(value, backend_.taxonomy).SerializeAsString()};
    };
  }

  template <typename Request>
  absl::StatusOr<Decide> Delete(const Caller& caller, const Request& request, Violations& violations) const {
    auto reference = ReadName(request.name(), Kind::kKind, caller.system(), Field(violations, "name"));
    if (!violations.empty()) return Decide();
    return [&request, reach = caller.reach(), reference = *std::move(reference)](
               const engine::Snapshot& view, absl::Time) -> absl::StatusOr<Decision> {
      const std::shared_ptr<const Value> before = FindResource<Kind>(view, reach, reference);
      if (before == nullptr) return NotFound();
      if (absl::Status etag = CheckOptionalEtag(request.etag(), before->meta); !etag.ok()) return etag;
      const engine::EntityId id = before->meta.id;
      if (absl::Status free = CheckNotReferredTo(view, id); !free.ok()) return free;
      return Decision{ErasureOf(view, id), ""};
    };
  }

  // Of a person, from one of the states `from`.
  template <typename Request>
  absl::StatusOr<Decide> ChangeState(const Caller& caller, const Request& request,
                                     std::vector<engine::ProfileState> from, engine::ProfileState to,
                                     Violations& violations) const {
    auto reference = ReadName(request.name(), Kind::kKind, caller.system(), Field(violations, "name"));
    if (!violations.empty()) return Decide();
    return [this, &request, reach = caller.reach(), reference = *std::move(reference), from = std::move(from), to](
               const engine::Snapshot& view, absl::Time now) -> absl::StatusOr<Decision> {
      const std::shared_ptr<const Value> before = FindResource<Kind>(view, reach, reference);
      if (before == nullptr) return NotFound();
      if (absl::Status etag = CheckOptionalEtag(request.etag(), before->meta); !etag.ok()) return etag;
      if (std::find(from.begin(), from.end(), before->state) == from.end()) {
        return WrongState("the profile is not in a state from which this can be done");
      }
      Value value = *before;
      value.state = to;
      value.meta = NextMetadata(before->meta, before->meta.external_id.system, before->meta.external_id.id, now);
      return Changed(std::move(value));
    };
  }

 private:
  static Field FieldIn(Violations& violations) { return Field(violations, std::string(SingularOf(Kind::kKind))); }

  // References and external id, after what was `found` before.
  static absl::Status CheckAgainst(const engine::Snapshot& view, const Reach& reach, const Api& message, Value& value,
                                   Violations found = {}) {
    const Field field = FieldIn(found);
    const SnapshotDirectory directory(view, reach);
    Kind::ReadReferences(message, {reach.principal().system, directory}, field, value);
    if (!found.empty()) return found.ToStatus();
    if (absl::Status may = CheckMayMake(reach, OwnerOf(view, value), field); !may.ok()) return may;
    return CheckExternalIdFree(view, value.meta, field.Member("external_id").path());
  }

  Api Merge(const Value& before, const Api& message, const google::protobuf::FieldMask& mask) const {
    Api merged = Kind::ToApi(before, backend_.taxonomy);
    MergeMasked(message, mask, merged);
    return merged;
  }

  Decision Changed(Value value) const {
    std::string response = Kind::ToApi(value, backend_.taxonomy).SerializeAsString();
    return {{std::make_shared<const Value>(std::move(value))}, std::move(response)};
  }

  Api WithoutIdentity(const Value& value) const {
    Api out = Kind::ToApi(value, backend_.taxonomy);
    out.clear_name();
    out.clear_etag();
    out.clear_create_time();
    out.clear_update_time();
    return out;
  }

  static const Value& ValueOf(const std::shared_ptr<const Value>& value) { return *value; }
  static const Value& ValueOf(const std::shared_ptr<const engine::Row>& row) {
    if constexpr (Kind::kKind == engine::Kind::kResident) return *row->resident;
    if constexpr (Kind::kKind == engine::Kind::kVolunteer) return *row->volunteer;
    if constexpr (Kind::kKind == engine::Kind::kActivity) return *row->activity;
  }
  static const auto& EntriesOf(const engine::Snapshot& snapshot) {
    if constexpr (Kind::kKind == engine::Kind::kOrganisation) {
      return snapshot.organisations();
    } else if constexpr (Kind::kKind == engine::Kind::kMatch) {
      return snapshot.matches();
    } else if constexpr (Kind::kKind == engine::Kind::kExclusion) {
      return snapshot.exclusions();
    } else if constexpr (Kind::kKind == engine::Kind::kReferral) {
      return snapshot.referrals();
    } else {
      return snapshot.rows(Kind::kKind);
    }
  }

  Backend& backend_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_RESOURCE_CALLS_H_
