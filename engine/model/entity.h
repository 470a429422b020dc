// What every resource has: an identity, where it came from, and its versions.
//
// Plain values; any thread may read them. An id is random, lower case and made by the server; it says nothing about a
// person.
#ifndef KLIK_ENGINE_MODEL_ENTITY_H_
#define KLIK_ENGINE_MODEL_ENTITY_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/time.h"
#include "engine/model/enums.h"

namespace klik::engine {

struct EntityId {
  Kind kind = Kind::kResident;
  std::string id;

  friend auto operator<=>(const EntityId&, const EntityId&) = default;

  template <typename H>
  friend H AbslHashValue(H h, const EntityId& value) {
    return H::combine(std::move(h), static_cast<int>(value.kind), value.id);
  }
};

// `residents`, `volunteers`, ...
std::string_view CollectionOf(Kind kind);

// `residents/{id}`.
std::string NameOf(const EntityId& id);

// nullopt when `name` is not a collection and a well-formed id (1 to 64 of a-z, 0-9).
std::optional<EntityId> ParseName(std::string_view name);

// Counts commits; 0 is before the first.
using Revision = std::uint64_t;

// An id in the system of whoever sent the resource; empty when it has none. Unique over all kinds of resource.
struct ExternalId {
  std::string system;
  std::string id;

  friend auto operator<=>(const ExternalId&, const ExternalId&) = default;

  template <typename H>
  friend H AbslHashValue(H h, const ExternalId& value) {
    return H::combine(std::move(h), value.system, value.id);
  }
};

struct Metadata {
  EntityId id;
  ExternalId external_id;
  // Which system brought it in, whatever becomes of its external id. Never changes.
  std::string system;
  // Rises by one with every change of this resource; the etag is made of it.
  std::int64_t version = 0;
  absl::Time create_time;
  absl::Time update_time;

  friend bool operator==(const Metadata&, const Metadata&) = default;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MODEL_ENTITY_H_
