// An exclusion: two who must not be brought together, as a plain value.
//
// A list of people to keep apart is a black list (AP's list of processing that needs a DPIA), so it holds no more than
// who, until when, and a category; there is no free text.
#ifndef KLIK_ENGINE_MODEL_EXCLUSION_H_
#define KLIK_ENGINE_MODEL_EXCLUSION_H_

#include <array>
#include <optional>

#include "absl/time/civil_time.h"
#include "engine/model/entity.h"
#include "engine/model/enums.h"

namespace klik::engine {

struct Exclusion {
  Metadata meta;
  EntityId first;  // A resident, volunteer or activity; so is the second, and not the same.
  EntityId second;
  ExclusionCategory category = ExclusionCategory::kUnspecified;  // Never kUnspecified.
  std::optional<absl::CivilDay> until;                           // The last day; nullopt: until taken away.

  friend bool operator==(const Exclusion&, const Exclusion&) = default;
};

constexpr bool HoldsOn(const Exclusion& exclusion, absl::CivilDay day) {
  return !exclusion.until || day <= *exclusion.until;
}

// In no order that means anything.
inline std::array<EntityId, 2> PartiesOf(const Exclusion& exclusion) { return {exclusion.first, exclusion.second}; }

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MODEL_EXCLUSION_H_
