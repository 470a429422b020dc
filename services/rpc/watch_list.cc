#include "services/rpc/watch_list.h"

#include <utility>

#include "absl/status/statusor.h"
#include "services/errors/errors.h"
#include "services/rpc/call_limits.h"
#include "services/rpc/watch_change.h"

namespace klik::services {
namespace {

absl::Status RevisionUnknown() {
  return Error(absl::StatusCode::kOutOfRange, "REVISION_UNKNOWN",
               "what has changed since that revision cannot be told; ask for everything, from 0");
}

absl::Status CannotRead() {
  return Error(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE", "the store cannot be read");
}

// The ids of a collection after `last`, in order, until `visit` returns false.
template <typename Visit>
void ForEachIdAfter(const engine::Snapshot& view, engine::Kind kind, const std::string& last, Visit visit) {
  const auto id_only = [&](const std::string& id, const auto&) { return visit(id); };
  switch (kind) {
    case engine::Kind::kOrganisation:
      return view.organisations().ForEachAfter(last, id_only);
    case engine::Kind::kMatch:
      return view.matches().ForEachAfter(last, id_only);
    case engine::Kind::kReferral:
      return view.referrals().ForEachAfter(last, id_only);
    case engine::Kind::kExclusion:
      return;
    case engine::Kind::kResident:
    case engine::Kind::kVolunteer:
    case engine::Kind::kActivity:
      return view.rows(kind).ForEachAfter(last, id_only);
  }
}

// Whether `change` still fitted in the message.
bool Add(v1::RecordChange change, std::size_t& bytes, v1::WatchChangesResponse& out) {
  const std::size_t more = change.ByteSizeLong();
  if (out.changes_size() > 0 && bytes + more > kMaxWatchBytes) return false;
  bytes += more;
  *out.add_changes() = std::move(change);
  return true;
}

bool IsFull(const v1::WatchChangesResponse& out) { return out.changes_size() >= kMaxChangesPerMessage; }

}  // namespace

absl::Status WatchList::Fill(const Caller& caller, const ChangeFeed& feed, v1::WatchChangesResponse& out) {
  out.Clear();
  bytes_ = 0;
  is_done_ = false;
  const engine::Revision newest = caller.snapshot()->revision();
  if (!std::exchange(started_, true) && listing_) read_ = newest;
  if (read_ > newest) return RevisionUnknown();
  if (absl::Status read = Read(feed, newest); !read.ok()) return read;
  if (listing_ && !List(caller, out)) return absl::OkStatus();
  listing_ = false;
  const absl::StatusOr<bool> told = TellPending(caller, feed, out);
  if (!told.ok()) return told.status();
  is_done_ = *told && read_ == newest;
  if (is_done_) out.set_revision(static_cast<std::int64_t>(newest));
  return absl::OkStatus();
}

absl::Status WatchList::Read(const ChangeFeed& feed, engine::Revision last) {
  if (read_ == last) return absl::OkStatus();
  const absl::StatusOr<ChangedRecords> changed = feed.Read(read_, last, kMaxChangesRead);
  if (absl::IsOutOfRange(changed.status())) return RevisionUnknown();
  if (!changed.ok()) return CannotRead();
  for (const auto& [id, departed] : changed->records) {
    bool& has_departed = pending_[id];
    has_departed = has_departed || departed;
  }
  read_ = changed->up_to;
  return pending_.size() > kMaxChangesPending ? RevisionUnknown() : absl::OkStatus();
}

bool WatchList::List(const Caller& caller, v1::WatchChangesResponse& out) {
  for (; collection_ < kWatchedKinds.size(); ++collection_, last_.clear()) {
    const engine::Kind kind = kWatchedKinds[collection_];
    if (!IsToldOf(caller, kind)) continue;
    bool fitted = true;
    ForEachIdAfter(*caller.snapshot(), kind, last_, [&](const std::string& id) {
      v1::RecordChange change;
      const engine::EntityId found{kind, id};
      if (FillChange(caller, found, change)) {
        fitted = !IsFull(out) && Add(std::move(change), bytes_, out);
        // As it is now.
        if (fitted) pending_.erase(found);
      }
      if (fitted) last_ = id;
      return fitted;
    });
    if (!fitted) return false;
  }
  return true;
}

absl::StatusOr<bool> WatchList::TellPending(const Caller& caller, const ChangeFeed& feed,
                                            v1::WatchChangesResponse& out) {
  while (!pending_.empty()) {
    if (IsFull(out)) return false;
    const auto& [id, has_departed] = *pending_.begin();
    v1::RecordChange change;
    bool to_tell = IsToldOf(caller, id.kind) && FillChange(caller, id, change);
    if (!to_tell && has_departed) {
      const auto departure = feed.FindDeparture(id);
      if (!departure.ok()) return CannotRead();
      to_tell = departure->has_value() && CouldKnow(caller, id.kind, **departure);
      change.set_name(engine::NameOf(id));
      change.set_removed(true);
    }
    if (to_tell && !Add(std::move(change), bytes_, out)) return false;
    pending_.erase(pending_.begin());
  }
  return true;
}

}  // namespace klik::services
