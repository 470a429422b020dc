// Snapshots that page tokens speak of, kept so that the pages that follow tell of the same revision.
//
// Any thread. At most kMaxPinnedSnapshots, each at most kPinnedSnapshotLifetime after its last token; then the list
// must be started again.
#ifndef KLIK_SERVICES_RPC_PINNED_SNAPSHOTS_H_
#define KLIK_SERVICES_RPC_PINNED_SNAPSHOTS_H_

#include <memory>
#include <mutex>
#include <vector>

#include "absl/time/time.h"
#include "engine/index/snapshot.h"

namespace klik::services {

class PinnedSnapshots {
 public:
  void Pin(std::shared_ptr<const engine::Snapshot> snapshot, absl::Time now);
  // nullptr when it is not kept any more.
  std::shared_ptr<const engine::Snapshot> Find(engine::Revision revision, absl::Time now) const;
  void Forget();

 private:
  struct Pinned {
    std::shared_ptr<const engine::Snapshot> snapshot;
    absl::Time last_token;
  };

  mutable std::mutex mutex_;
  std::vector<Pinned> pinned_;  // The one with the oldest last token first.
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_PINNED_SNAPSHOTS_H_
