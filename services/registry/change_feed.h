// What has changed since a revision, and word of every new one: for those who keep a copy.
//
// The store's change log is what it goes by, read up to the revision of a snapshot that is published: so nobody is told
// of what the snapshot does not show yet. Revisions in which nothing but the audit trail grew come along with the next.
//
// Any thread. Whoever listens is told on the registry's thread, and must return at once.
#ifndef KLIK_SERVICES_REGISTRY_CHANGE_FEED_H_
#define KLIK_SERVICES_REGISTRY_CHANGE_FEED_H_

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/model/entity.h"
#include "storage/record/codec.h"
#include "storage/store.h"

namespace klik::services {

class ChangeListener {
 public:
  virtual ~ChangeListener() = default;
  // There is a new snapshot, or the feed was closed.
  virtual void OnChange() = 0;
};

struct ChangedRecords {
  struct Record {
    engine::EntityId id;
    bool departed = false;  // Somebody who could know of it may not any more.
  };
  std::vector<Record> records;  // One may be there more than once.
  engine::Revision up_to = 0;   // All of the revisions up to here.
};

class ChangeFeed {
 public:
  // `store` must outlive it.
  explicit ChangeFeed(const storage::Store& store) : store_(store) {}

  // Tells `listener` of every change from now on, for as long as it is there.
  void Listen(std::weak_ptr<ChangeListener> listener);
  void Tell();

  // No more is to come: whoever listens is told, and should end.
  void Close();
  bool closed() const;

  // The resources that the revisions after `after` wrote or deleted, of at most `most` keys or else of one revision,
  // and of none after `last`, which must have been published. OUT_OF_RANGE when the log cannot tell.
  absl::StatusOr<ChangedRecords> Read(engine::Revision after, engine::Revision last, std::size_t most) const;

  // Who could know of a resource before; nullopt: nobody but who can now.
  absl::StatusOr<std::optional<storage::Departure>> FindDeparture(const engine::EntityId& id) const;

 private:
  const storage::Store& store_;
  mutable std::mutex mutex_;
  std::vector<std::weak_ptr<ChangeListener>> listeners_;
  bool closed_ = false;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_REGISTRY_CHANGE_FEED_H_
