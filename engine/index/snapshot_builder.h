// Builds the next snapshot beside the present one, change by change. What a start reads comes in through
// snapshot_loader.h, all at once.
//
// One thread at a time. Nothing of it is visible until Build().
#ifndef KLIK_ENGINE_INDEX_SNAPSHOT_BUILDER_H_
#define KLIK_ENGINE_INDEX_SNAPSHOT_BUILDER_H_

#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "engine/index/snapshot.h"

namespace klik::engine {

struct Erased {
  EntityId id;
};

// The new state of one resource, or that it is gone.
using Change =
    std::variant<std::shared_ptr<const Resident>, std::shared_ptr<const Volunteer>, std::shared_ptr<const Activity>,
                 std::shared_ptr<const Organisation>, std::shared_ptr<const Match>, std::shared_ptr<const Exclusion>,
                 std::shared_ptr<const Referral>, Erased>;

EntityId IdOf(const Change& change);

class SnapshotBuilder {
 public:
  // Keeps the base alive, so that every part shared with it is known to be shared.
  explicit SnapshotBuilder(std::shared_ptr<const Snapshot> base) : base_(std::move(base)), next_(*base_) {}

  // Changes are facts that were decided before: references must exist and external ids be free, or the process aborts.
  // What refers to a resource goes before the resource does.
  void Apply(const Change& change);

  // What has been built so far, still at the base's revision.
  const Snapshot& view() const { return next_; }

  std::shared_ptr<const Snapshot> Build(Revision revision);

 private:
  // Rows change here only, so that what a snapshot holds of them in several orders is always the same.
  void PutRow(const EntityId& id, std::shared_ptr<const Row> row);
  void EraseRow(const EntityId& id);
  void PutMatch(const std::shared_ptr<const Match>& match);
  void PutExclusion(std::shared_ptr<const Exclusion> exclusion);
  void PutReferral(std::shared_ptr<const Referral> referral);
  void Erase(const EntityId& id);
  void RefreshLoad(const EntityId& entity);
  void SetExternal(const Metadata* before, const Metadata* after);

  std::shared_ptr<const Snapshot> base_;
  Snapshot next_;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_INDEX_SNAPSHOT_BUILDER_H_
