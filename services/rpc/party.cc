#include "services/rpc/party.h"

#include <string_view>
#include <variant>

#include "services/rpc/convert/resource_name.h"

namespace klik::services {
namespace {

bool IsMatched(engine::Kind kind) {
  return kind == engine::Kind::kResident || kind == engine::Kind::kVolunteer || kind == engine::Kind::kActivity;
}

}  // namespace

std::optional<engine::EntityId> ReadParty(const std::string& name, const Caller& caller, const Field& field) {
  constexpr std::string_view kRule = "is not the name of a resident, volunteer or activity, nor ext:{external id}";
  const std::optional<Reference> reference = ParseReference(name, caller.system());
  const auto* id = reference.has_value() ? std::get_if<engine::EntityId>(&*reference) : nullptr;
  if (!field.Require(reference.has_value() && (id == nullptr || IsMatched(id->kind)), kRule)) return std::nullopt;
  std::optional<engine::EntityId> found = SnapshotDirectory(*caller.snapshot()).Find(*reference);
  if (found.has_value() && !field.Require(IsMatched(found->kind), kRule)) return std::nullopt;
  return found;
}

const std::string& DisplayNameOf(const engine::Row& row) {
  return row.person != nullptr ? row.person->display_name : row.activity->title;
}

}  // namespace klik::services
