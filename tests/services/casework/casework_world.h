// Snapshots of a few people for tests of casework.
#ifndef KLIK_TESTS_SERVICES_CASEWORK_CASEWORK_WORLD_H_
#define KLIK_TESTS_SERVICES_CASEWORK_CASEWORK_WORLD_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/index/snapshot_builder.h"
#include "engine/taxonomy/taxonomy.h"

namespace klik::testing {

inline std::shared_ptr<const engine::Snapshot> SnapshotOf(const std::vector<engine::Change>& changes) {
  engine::SnapshotBuilder builder(std::make_shared<const engine::Snapshot>(engine::Taxonomy::BuiltIn()));
  for (const engine::Change& change : changes) builder.Apply(change);
  return builder.Build(1);
}

// Of GM0420, in Wervershoof.
inline engine::Resident ResidentNamed(std::string id, std::string name, int birth_year) {
  engine::Resident resident;
  resident.meta.id = {engine::Kind::kResident, std::move(id)};
  resident.municipality = "GM0420";
  resident.display_name = std::move(name);
  resident.birth_year = birth_year;
  resident.place.postcode = "1693 AB";
  resident.place.settlement = "Wervershoof";
  return resident;
}

template <typename Value>
engine::Change Put(Value value) {
  return std::make_shared<const Value>(std::move(value));
}

}  // namespace klik::testing

#endif  // KLIK_TESTS_SERVICES_CASEWORK_CASEWORK_WORLD_H_
