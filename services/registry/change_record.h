// A change as what the store keeps of it, and back.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_REGISTRY_CHANGE_RECORD_H_
#define KLIK_SERVICES_REGISTRY_CHANGE_RECORD_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/index/snapshot_builder.h"
#include "engine/model/enums.h"
#include "engine/taxonomy/taxonomy.h"
#include "storage/batch.h"

namespace klik::services {

struct RecordWrite {
  std::string key;
  std::optional<std::string> value;  // nullopt: the record goes.
  storage::Subjects subjects = {};   // The people it is about.
};

// The people a change tells of; nobody when it takes a resource away.
storage::Subjects SubjectsOf(const engine::Change& change);

RecordWrite EncodeChange(const engine::Change& change, const engine::Taxonomy& taxonomy);

// The change that brings a stored resource back. Errors are storage::Decode...'s, and name the key.
absl::StatusOr<engine::Change> DecodeChange(engine::Kind kind, std::string_view key, std::string_view value,
                                            const engine::Taxonomy& taxonomy);

}  // namespace klik::services

#endif  // KLIK_SERVICES_REGISTRY_CHANGE_RECORD_H_
