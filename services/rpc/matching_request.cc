#include "services/rpc/matching_request.h"

#include <algorithm>
#include <variant>

#include "services/rpc/convert/resource_name.h"
#include "services/rpc/convert/scalars.h"

namespace klik::services {

engine::Language ReadLanguage(const std::string& code, const Field& field) {
  field.Require(code.empty() || code == "nl" || code == "en", "is not `nl` or `en`");
  return code == "en" ? engine::Language::kEnglish : engine::Language::kDutch;
}

std::optional<engine::EntityId> ReadOneOf(const std::string& name, std::initializer_list<engine::Kind> kinds,
                                          std::string_view rule, const Caller& caller, const Reach& reach,
                                          const Field& field) {
  const auto is_one = [&](engine::Kind kind) { return std::find(kinds.begin(), kinds.end(), kind) != kinds.end(); };
  const std::optional<Reference> reference = ParseReference(name, caller.system());
  const auto* id = reference.has_value() ? std::get_if<engine::EntityId>(&*reference) : nullptr;
  if (!field.Require(reference.has_value() && (id == nullptr || is_one(id->kind)), rule)) return std::nullopt;
  std::optional<engine::EntityId> found = SnapshotDirectory(*caller.snapshot(), reach).Find(*reference);
  if (found.has_value() && !field.Require(is_one(found->kind), rule)) return std::nullopt;
  return found;
}

std::optional<engine::EntityId> ReadParty(const std::string& name, const Caller& caller, const Reach& reach,
                                          const Field& field) {
  return ReadOneOf(name, {engine::Kind::kResident, engine::Kind::kVolunteer, engine::Kind::kActivity},
                   "is not the name of a resident, volunteer or activity, nor ext:{external id}", caller, reach, field);
}

int ReadLimit(int limit, const Field& field, int most) {
  ReadNumber(limit, 0, most, field);
  return limit == 0 ? kDefaultSearchLimit : limit;
}

}  // namespace klik::services
