// One line of an import: a record that was read, and the decision what becomes of it.
//
// Read on the thread of the stream; after that it belongs to whoever works on it, one thread at a time.
#ifndef KLIK_SERVICES_RPC_IMPORT_LINE_H_
#define KLIK_SERVICES_RPC_IMPORT_LINE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/index/snapshot.h"
#include "engine/model/entity.h"
#include "klik/v1/transfer_service.pb.h"
#include "services/access/reach.h"
#include "services/registry/registry.h"
#include "services/rpc/convert/context.h"
#include "services/rpc/stream_ids.h"

namespace klik::services {

// What the lines of a stream share; it must outlive them.
struct ImportScope {
  Reach reach;  // The caller's.
  ConvertContext context;
  bool validate_only = false;
  StreamIds ids;
};

class ImportLine {
 public:
  ImportLine(std::int32_t line, std::size_t bytes, Reach reach)
      : line_(line), bytes_(bytes), reach_(std::move(reach)) {}
  virtual ~ImportLine() = default;
  ImportLine(const ImportLine&) = delete;
  ImportLine& operator=(const ImportLine&) = delete;

  std::int32_t line() const { return line_; }
  std::size_t bytes() const { return bytes_; }
  // What the line has looked at.
  const Reach& reach() const { return reach_; }
  virtual const std::string& external_id() const = 0;

  // What becomes of the record, given what there is. May be asked again when something else has come.
  virtual absl::StatusOr<Decision> Decide(const engine::Snapshot& view, absl::Time now) = 0;

  // After Decide failed: whether it was for want of a record that a later line may bring.
  bool misses_reference() const { return misses_reference_; }

  // After Decide succeeded.
  v1::ImportResult::Outcome outcome() const { return outcome_; }
  const engine::EntityId& id() const { return id_; }

 protected:
  bool misses_reference_ = false;
  v1::ImportResult::Outcome outcome_ = v1::ImportResult::OUTCOME_UNSPECIFIED;
  engine::EntityId id_;

 private:
  std::int32_t line_;
  std::size_t bytes_;
  const Reach reach_;
};

// An error when it can be told already that the line is not good.
absl::StatusOr<std::shared_ptr<ImportLine>> ReadImportLine(const v1::ImportRecordsRequest& request, ImportScope& scope);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_IMPORT_LINE_H_
