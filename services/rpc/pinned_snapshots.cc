#include "services/rpc/pinned_snapshots.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "services/rpc/call_limits.h"

namespace klik::services {

void PinnedSnapshots::Pin(std::shared_ptr<const engine::Snapshot> snapshot, absl::Time now) {
  std::vector<Pinned> dropped;  // Freed after the lock: there may be much to free.
  const std::lock_guard lock(mutex_);
  const auto goes = [&](const Pinned& pinned) {
    return pinned.snapshot->revision() == snapshot->revision() || pinned.last_token + kPinnedSnapshotLifetime <= now;
  };
  const auto stays = std::stable_partition(pinned_.begin(), pinned_.end(), goes);
  dropped.assign(std::make_move_iterator(pinned_.begin()), std::make_move_iterator(stays));
  pinned_.erase(pinned_.begin(), stays);
  if (pinned_.size() >= kMaxPinnedSnapshots) {
    dropped.push_back(std::move(pinned_.front()));
    pinned_.erase(pinned_.begin());
  }
  pinned_.push_back({std::move(snapshot), now});
}

std::shared_ptr<const engine::Snapshot> PinnedSnapshots::Find(engine::Revision revision, absl::Time now) const {
  const std::lock_guard lock(mutex_);
  for (const Pinned& pinned : pinned_) {
    const bool kept = pinned.last_token + kPinnedSnapshotLifetime > now;
    if (kept && pinned.snapshot->revision() == revision) return pinned.snapshot;
  }
  return nullptr;
}

void PinnedSnapshots::Forget() {
  std::vector<Pinned> dropped;
  const std::lock_guard lock(mutex_);
  dropped.swap(pinned_);
}

}  // namespace klik::services
