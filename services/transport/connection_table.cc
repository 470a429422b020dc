#include "services/transport/connection_table.h"

#include <algorithm>
#include <map>
#include <utility>

namespace klik::services {

ConnectionTable::Admission ConnectionTable::Admit(Connection connection) {
  const std::lock_guard lock(mutex_);
  const auto staying = static_cast<std::size_t>(std::count_if(
      entries_.begin(), entries_.end(), [](const Entry& entry) { return entry.state != State::kLeaving; }));
  Admission admission;
  if (CountOf(connection.address) >= most_per_address_) {
    admission.leaves = Dismiss(connection.address);
    if (!admission.leaves.has_value()) return admission;
  } else if (staying >= most_) {
    admission.leaves = Dismiss(MostCrowded());
    if (!admission.leaves.has_value()) return admission;
  }
  admission.admitted = true;
  entries_.push_back({std::move(connection), State::kNewcomer});
  CountNewcomers();
  return admission;
}

void ConnectionTable::MadeCall(std::string_view peer) {
  const std::lock_guard lock(mutex_);
  for (Entry& entry : entries_) {
    if (entry.state == State::kNewcomer && entry.connection.peer == peer) entry.state = State::kSettled;
  }
  CountNewcomers();
}

std::optional<Connection> ConnectionTable::TakeNewcomer() {
  const std::lock_guard lock(mutex_);
  std::optional<Connection> taken = Dismiss(MostCrowded());
  CountNewcomers();
  return taken;
}

std::size_t ConnectionTable::leaving() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(),
                                                [](const Entry& entry) { return entry.state == State::kLeaving; }));
}

void ConnectionTable::Sweep(const std::function<bool(const Connection&)>& is_open) {
  const std::lock_guard lock(mutex_);
  std::erase_if(entries_, [&](const Entry& entry) { return !is_open(entry.connection); });
  CountNewcomers();
}

std::size_t ConnectionTable::CountOf(std::string_view address) const {
  return static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.state != State::kLeaving && entry.connection.address == address;
  }));
}

std::optional<Connection> ConnectionTable::Dismiss(std::string_view address) {
  const auto longest = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.state == State::kNewcomer && entry.connection.address == address;
  });
  if (longest == entries_.end()) return std::nullopt;
  longest->state = State::kLeaving;
  return longest->connection;
}

std::string ConnectionTable::MostCrowded() const {
  std::map<std::string_view, std::size_t> counts;
  std::string_view crowded;
  std::size_t most = 0;
  for (const Entry& entry : entries_) {
    if (entry.state != State::kNewcomer) continue;
    const std::size_t count = ++counts[entry.connection.address];
    if (count <= most) continue;
    most = count;
    crowded = entry.connection.address;
  }
  return std::string(crowded);
}

void ConnectionTable::CountNewcomers() {
  newcomers_.store(
      static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(),
                                             [](const Entry& entry) { return entry.state == State::kNewcomer; })),
      std::memory_order_relaxed);
}

}  // namespace klik::services
