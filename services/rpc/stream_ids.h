// The external ids that one import stream has brought so far.
//
// Any thread.
#ifndef KLIK_SERVICES_RPC_STREAM_IDS_H_
#define KLIK_SERVICES_RPC_STREAM_IDS_H_

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "engine/model/entity.h"

namespace klik::services {

class StreamIds {
 public:
  // Takes note that `line` brings the id. INVALID_ARGUMENT, reason DUPLICATE_EXTERNAL_ID, when an earlier one has;
  // RESOURCE_EXHAUSTED beyond kMaxStreamIds. `field` is the one the id is in.
  absl::Status Add(const std::string& external_id, std::int32_t line, const std::string& field);

  // Of a stream that is only checked: the resource that a good line would have made.
  void AddChecked(const std::string& external_id, engine::EntityId id);
  std::optional<engine::EntityId> FindChecked(const std::string& external_id) const;

 private:
  mutable std::mutex mutex_;
  absl::flat_hash_map<std::string, std::int32_t> lines_;
  absl::flat_hash_map<std::string, engine::EntityId> checked_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_STREAM_IDS_H_
