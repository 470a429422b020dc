// What one watcher is still to be told, and the next message of it.
//
// It keeps names, never what is told: each message is made from the newest snapshot. What a record was told as before
// and has changed since is noted again, so once nothing is left the copy is what the snapshot shows, and only then the
// message has a revision. So nobody holds on to a snapshot, or to somebody who was erased meanwhile.
//
// One thread at a time.
#ifndef KLIK_SERVICES_RPC_WATCH_LIST_H_
#define KLIK_SERVICES_RPC_WATCH_LIST_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/index/snapshot.h"
#include "engine/model/entity.h"
#include "engine/taxonomy/taxonomy.h"
#include "klik/v1/transfer_service.pb.h"
#include "services/registry/change_feed.h"
#include "services/rpc/caller.h"

namespace klik::services {

class WatchList {
 public:
  // 0: everything there is, first.
  explicit WatchList(engine::Revision after) : read_(after), listing_(after == 0) {}

  // The next message, from `caller`'s snapshot; not redacted. With a revision when nothing is left to be told.
  // OUT_OF_RANGE, reason REVISION_UNKNOWN: everything must be asked for anew.
  absl::Status Fill(const Caller& caller, const ChangeFeed& feed, v1::WatchChangesResponse& out);

  // Whether the last message had a revision.
  bool is_done() const { return is_done_; }

 private:
  absl::Status Read(const ChangeFeed& feed, engine::Revision last);
  // Both return whether there was room for all.
  bool List(const Caller& caller, v1::WatchChangesResponse& out);
  absl::StatusOr<bool> TellPending(const Caller& caller, const ChangeFeed& feed, v1::WatchChangesResponse& out);

  engine::Revision read_;  // Up to here the change log has been read.
  bool started_ = false;
  bool is_done_ = false;
  bool listing_;
  std::size_t collection_ = 0;  // Of what is listed: which, and the last id.
  std::string last_;
  std::size_t bytes_ = 0;                     // Of the message in the making.
  std::map<engine::EntityId, bool> pending_;  // To be told, and whether somebody may know of it no more.
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_WATCH_LIST_H_
