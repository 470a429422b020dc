// The sequencer: the registry's thread, its queue, and the snapshot it publishes.
//
// Threads as registry.h says.
#ifndef KLIK_SERVICES_REGISTRY_SEQUENCER_H_
#define KLIK_SERVICES_REGISTRY_SEQUENCER_H_

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "engine/index/snapshot.h"
#include "services/registry/clock.h"
#include "services/registry/draft.h"
#include "services/registry/kept_answers.h"
#include "services/registry/registry.h"
#include "storage/store.h"

namespace klik::services {

// When somebody who found the queue full should come back.
inline constexpr absl::Duration kOverloadRetryDelay = absl::Milliseconds(250);

class Sequencer final : public Registry {
 public:
  // `loaded` is all there is in `store`. Starts the thread. `store`, `clock` and `sealer` must outlive it.
  // `audited` is where the audit trail ends.
  Sequencer(storage::Store& store, std::shared_ptr<const engine::Snapshot> loaded, const Clock& clock,
            storage::AuditHead audited, const storage::Sealer& sealer, Consequences consequences);
  ~Sequencer() override;

  std::shared_ptr<const engine::Snapshot> snapshot() const override;
  void Submit(Mutation mutation) override;
  const storage::AuditLog& audit() const override { return audit_log_; }
  ChangeFeed& changes() override { return changes_; }
  absl::Status health() const override;

 private:
  // OK when `mutation` has been moved to the queue.
  absl::Status Enqueue(Mutation& mutation);

  // The rest is the thread's.
  void Run();
  // Waits for mutations and takes at most one commit's worth; empty when it is time to stop.
  std::deque<Mutation> Take();
  // Decides from the front of `taken` until the draft is full, commits, publishes and answers.
  void Advance(std::deque<Mutation>& taken);
  void Fail(Draft& draft, const absl::Status& error);
  void Publish(std::shared_ptr<const engine::Snapshot> next);

  storage::Store& store_;
  const Clock& clock_;
  const Consequences consequences_;
  const storage::AuditLog audit_log_;
  ChangeFeed changes_;
  // The thread's.
  Forgetter forgetter_;
  AuditAppender audit_;
  engine::Revision revision_;  // Of the store. The snapshot's is older when nothing but the audit trail has grown.

  // A plain mutex, because the copy of the pointer is short, and the tools that look for races understand it.
  mutable std::mutex snapshot_mutex_;
  std::shared_ptr<const engine::Snapshot> snapshot_;

  mutable std::mutex queue_mutex_;  // Guards what follows.
  std::condition_variable arrived_;
  std::deque<Mutation> queue_;
  bool stopping_ = false;
  absl::Status health_;

  std::thread thread_;  // Last: it uses all of the above.
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_REGISTRY_SEQUENCER_H_
