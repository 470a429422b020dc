#include "services/registry/change_feed.h"

#include <string_view>
#include <utility>

#include "storage/record/keys.h"

namespace klik::services {
namespace {

// Ends a visit early; never leaves this file.
absl::Status Enough() { return absl::CancelledError(); }

}  // namespace

void ChangeFeed::Listen(std::weak_ptr<ChangeListener> listener) {
  const std::lock_guard lock(mutex_);
  std::erase_if(listeners_, [](const auto& other) { return other.expired(); });
  listeners_.push_back(std::move(listener));
}

void ChangeFeed::Tell() {
  std::vector<std::weak_ptr<ChangeListener>> listeners;
  {
    const std::lock_guard lock(mutex_);
    listeners = listeners_;
  }
  for (const auto& listener : listeners) {
    if (const std::shared_ptr<ChangeListener> there = listener.lock()) there->OnChange();
  }
}

void ChangeFeed::Close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  Tell();
}

bool ChangeFeed::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

absl::StatusOr<ChangedRecords> ChangeFeed::Read(engine::Revision after, engine::Revision last, std::size_t most) const {
  const auto stored = store_.OpenSnapshot();
  if (!stored.ok()) return stored.status();
  ChangedRecords changed{.records = {}, .up_to = last};
  std::size_t keys = 0;
  engine::Revision reading = after;
  const auto visit = [&](engine::Revision revision, std::string_view key) {
    if (revision > last) return Enough();
    if (revision != reading) {
      if (keys >= most) {
        changed.up_to = reading;
        return Enough();
      }
      reading = revision;
    }
    ++keys;
    if (auto id = storage::ParseRecordKey(key)) {
      changed.records.push_back({*std::move(id), /*departed=*/false});
    } else if (auto gone = storage::ParseDepartureKey(key)) {
      changed.records.push_back({*std::move(gone), /*departed=*/true});
    }
    return absl::OkStatus();
  };
  const absl::Status visited = (*stored)->ChangedSince(after, visit);
  if (!visited.ok() && !absl::IsCancelled(visited)) return visited;
  return changed;
}

absl::StatusOr<std::optional<storage::Departure>> ChangeFeed::FindDeparture(const engine::EntityId& id) const {
  const std::string key = storage::DepartureKey(engine::NameOf(id));
  const absl::StatusOr<std::string> stored = store_.Get(key);
  if (absl::IsNotFound(stored.status())) return std::nullopt;
  if (!stored.ok()) return stored.status();
  return storage::DecodeDeparture(key, *stored);
}

}  // namespace klik::services
