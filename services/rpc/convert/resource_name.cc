#include "services/rpc/convert/resource_name.h"

#include <algorithm>
#include <cstdlib>

#include "services/rpc/convert/scalars.h"

namespace klik::services {
namespace {

constexpr std::string_view kExternalPrefix = "ext:";

// `residents/{id}, volunteers/{id} or ext:{external id}`
std::string FormsOf(std::initializer_list<engine::Kind> kinds) {
  std::string forms;
  for (const engine::Kind kind : kinds) {
    forms += engine::CollectionOf(kind);
    forms += "/{id}, ";
  }
  return forms + "ext:{external id}";
}

}  // namespace

std::optional<Reference> ParseReference(std::string_view text, std::string_view system) {
  if (text.starts_with(kExternalPrefix)) {
    const std::string_view id = text.substr(kExternalPrefix.size());
    if (!IsExternalId(id)) return std::nullopt;
    return engine::ExternalId{std::string(system), std::string(id)};
  }
  std::optional<engine::EntityId> id = engine::ParseName(text);
  if (!id.has_value()) return std::nullopt;
  return *std::move(id);
}

std::optional<engine::EntityId> SnapshotDirectory::Find(const Reference& reference) const {
  std::optional<engine::EntityId> id;
  if (const auto* external = std::get_if<engine::ExternalId>(&reference)) {
    id = view_.FindExternal(*external);
  } else {
    id = std::get<engine::EntityId>(reference);
  }
  if (!id.has_value() || !reach_.Finds(view_, *id)) return std::nullopt;
  return id;
}

std::optional<engine::EntityId> ReadReference(const std::string& text, std::initializer_list<engine::Kind> kinds,
                                              const ReferenceScope& scope, const Field& field) {
  if (text.empty()) return std::nullopt;
  const auto allowed = [&](engine::Kind kind) { return std::find(kinds.begin(), kinds.end(), kind) != kinds.end(); };
  const std::optional<Reference> reference = ParseReference(text, scope.system);
  const auto* named = reference.has_value() ? std::get_if<engine::EntityId>(&*reference) : nullptr;
  const bool well_formed = reference.has_value() && (named == nullptr || allowed(named->kind));
  if (!field.Require(well_formed, "is not a name of the form " + FormsOf(kinds))) return std::nullopt;
  std::optional<engine::EntityId> found = scope.directory.Find(*reference);
  if (!field.Require(found.has_value(), "does not exist")) return std::nullopt;
  if (!field.Require(allowed(found->kind), "is not one of " + FormsOf(kinds))) return std::nullopt;
  return found;
}

std::string_view SingularOf(engine::Kind kind) {
  switch (kind) {
    case engine::Kind::kResident:
      return "resident";
    case engine::Kind::kVolunteer:
      return "volunteer";
    case engine::Kind::kActivity:
      return "activity";
    case engine::Kind::kOrganisation:
      return "organisation";
    case engine::Kind::kMatch:
      return "match";
    case engine::Kind::kExclusion:
      return "exclusion";
    case engine::Kind::kReferral:
      return "referral";
  }
  std::abort();  // A kind outside the enum: memory is not what it should be.
}

}  // namespace klik::services
