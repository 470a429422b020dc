#include "engine/model/entity.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace klik::engine {
namespace {

constexpr std::size_t kMaxIdLength = 64;

constexpr std::array<std::pair<Kind, std::string_view>, 7> kCollections = {{
    {Kind::kResident, "residents"},
    {Kind::kVolunteer, "volunteers"},
    {Kind::kActivity, "activities"},
    {Kind::kOrganisation, "organisations"},
    {Kind::kMatch, "matches"},
    {Kind::kExclusion, "exclusions"},
    {Kind::kReferral, "referrals"},
}};

}  // namespace

std::string_view CollectionOf(Kind kind) {
  for (const auto& [candidate, collection] : kCollections) {
    if (candidate == kind) return collection;
  }
  std::abort();  // A kind outside the enum: memory is not what it should be.
}

std::string NameOf(const EntityId& id) {
  std::string name(CollectionOf(id.kind));
  name += '/';
  name += id.id;
  return name;
}

std::optional<EntityId> ParseName(std::string_view name) {
  const auto slash = name.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view id = name.substr(slash + 1);
  const bool well_formed = !id.empty() && id.size() <= kMaxIdLength && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  });
  if (!well_formed) return std::nullopt;
  for (const auto& [kind, collection] : kCollections) {
    if (name.substr(0, slash) == collection) return EntityId{kind, std::string(id)};
  }
  return std::nullopt;
}

}  // namespace klik::engine
