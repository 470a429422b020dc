// Activities and the organisations that hold them, as plain values.
#ifndef KLIK_ENGINE_MODEL_ACTIVITY_H_
#define KLIK_ENGINE_MODEL_ACTIVITY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "engine/model/availability.h"
#include "engine/model/entity.h"
#include "engine/model/enums.h"
#include "engine/model/person.h"
#include "engine/model/place.h"
#include "engine/taxonomy/topic.h"

namespace klik::engine {

struct Sessions {
  Availability hours;
  std::optional<absl::CivilDay> start_date;  // nullopt: no bound.
  std::optional<absl::CivilDay> end_date;

  friend bool operator==(const Sessions&, const Sessions&) = default;
};

struct Activity {
  Metadata meta;
  std::optional<EntityId> organisation;
  std::string municipality;  // Empty: open to all.
  std::string title;
  std::string description;
  std::vector<TopicIndex> topics;
  Place place;
  Sessions sessions;
  ActivityFormat format = ActivityFormat::kUnspecified;
  std::optional<int> capacity;  // nullopt: no bound.
  int enrolled = 0;             // Came by another way than a match; live matches count on top.
  int cost_cents = 0;
  std::vector<std::string> vouchers_accepted;
  std::vector<AccessFact> access;
  std::vector<LanguageSkill> languages;  // Empty: Dutch.
  bool supervised = false;
  int min_age = 0;  // 0: no bound.
  int max_age = 0;  // 0: no bound.
  std::vector<WorkingElement> working_elements;
  bool transport_offered = false;
  Intergenerational intergenerational = Intergenerational::kNoPreference;  // Never kUnspecified.

  friend bool operator==(const Activity&, const Activity&) = default;
};

struct Organisation {
  Metadata meta;
  std::string title;
  OrganisationKind kind = OrganisationKind::kUnspecified;
  std::string contact;

  friend bool operator==(const Organisation&, const Organisation&) = default;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MODEL_ACTIVITY_H_
