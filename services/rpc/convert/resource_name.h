// What clients call a resource: its name, or `ext:` and its id in the client's own system.
//
// Pure functions and immutable values; any thread.
#ifndef KLIK_SERVICES_RPC_CONVERT_RESOURCE_NAME_H_
#define KLIK_SERVICES_RPC_CONVERT_RESOURCE_NAME_H_

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "engine/index/snapshot.h"
#include "engine/model/entity.h"
#include "services/access/reach.h"
#include "services/rpc/convert/violations.h"

namespace klik::services {

using Reference = std::variant<engine::EntityId, engine::ExternalId>;

// nullopt when `text` is neither. `system` is the caller's.
std::optional<Reference> ParseReference(std::string_view text, std::string_view system);

// Where references are looked up.
class Directory {
 public:
  virtual ~Directory() = default;
  // nullopt when there is no such resource.
  virtual std::optional<engine::EntityId> Find(const Reference& reference) const = 0;
};

// What there is as far as a caller reaches.
class SnapshotDirectory final : public Directory {
 public:
  // `view` must outlive it.
  SnapshotDirectory(const engine::Snapshot& view, Reach reach) : view_(view), reach_(std::move(reach)) {}
  std::optional<engine::EntityId> Find(const Reference& reference) const override;

 private:
  const engine::Snapshot& view_;
  const Reach reach_;
};

// Whose references they are, and where to look them up. Of one call.
struct ReferenceScope {
  std::string_view system;
  const Directory& directory;
};

// A field that holds the name of a resource of one of these kinds. nullopt when it is empty, and when it is rejected.
std::optional<engine::EntityId> ReadReference(const std::string& text, std::initializer_list<engine::Kind> kinds,
                                              const ReferenceScope& scope, const Field& field);

// `resident`, `volunteer`, ...: the field of a request or an import line that holds one.
std::string_view SingularOf(engine::Kind kind);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CONVERT_RESOURCE_NAME_H_
