#include "engine/index/spatial_table.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace klik::engine {
namespace {

// A block smaller than this is joined to its neighbour when the two fit with room to spare: otherwise one change could
// split what the last one joined.
constexpr int kSmall = kBlockSlots / 4;
constexpr int kFitsWithRoom = kBlockSlots * 3 / 4;

// The bits of a number, with a zero before each.
std::uint64_t Spread(std::uint32_t value) {
  std::uint64_t bits = value;
  bits = (bits | bits << 16) & 0x0000'ffff'0000'ffff;
  bits = (bits | bits << 8) & 0x00ff'00ff'00ff'00ff;
  bits = (bits | bits << 4) & 0x0f0f'0f0f'0f0f'0f0f;
  bits = (bits | bits << 2) & 0x3333'3333'3333'3333;
  return (bits | bits << 1) & 0x5555'5555'5555'5555;
}

std::uint64_t MortonKey(const GeoPoint& point) {
  const auto from_edge = [](std::int32_t degrees_e6, std::int32_t edge_e6) {
    return Spread(static_cast<std::uint32_t>(degrees_e6) + static_cast<std::uint32_t>(edge_e6));
  };
  return from_edge(point.latitude_e6, 90'000'000) << 1 | from_edge(point.longitude_e6, 180'000'000);
}

std::uint64_t PlaceOf(const Row& row) {
  return MortonKey((row.person != nullptr ? row.person->place : row.activity->place).point);
}

void Append(const RowBlock& from, int slot, RowBlock& to) {
  to.Add(Pack(*from.members[static_cast<std::size_t>(slot)].row));
}

}  // namespace

SpatialTable SpatialTable::Of(const std::vector<const Row*>& rows) {
  struct Placed {
    std::uint64_t place;
    const Row* row;
  };
  std::vector<Placed> order;
  order.reserve(rows.size());
  for (const Row* row : rows) order.push_back({PlaceOf(*row), row});
  std::sort(order.begin(), order.end(), [](const Placed& a, const Placed& b) {
    return a.place != b.place ? a.place < b.place : a.row->meta->id.id < b.row->meta->id.id;
  });
  SpatialTable table;
  table.size_ = rows.size();
  std::vector<Packed> packed;
  for (std::size_t at = 0; at < order.size(); at += std::size_t{kFitsWithRoom}) {
    packed.clear();
    const std::size_t end = std::min(order.size(), at + std::size_t{kFitsWithRoom});
    for (std::size_t i = at; i < end; ++i) packed.push_back(Pack(*order[i].row));
    // In the order of their slots, so that nobody has to move.
    std::stable_sort(packed.begin(), packed.end(),
                     [](const Packed& a, const Packed& b) { return a.liked.size() > b.liked.size(); });
    auto block = std::make_shared<RowBlock>();
    for (const Packed& one : packed) block->Add(one);
    table.summaries_.push_back(block->summary);
    table.entries_.push_back(std::make_shared<Entry>(Entry{KeyOf(*order[at].row), std::move(block)}));
  }
  return table;
}

void SpatialTable::Insert(const Row& row) {
  Key key = KeyOf(row);
  if (entries_.empty()) {
    entries_.push_back(std::make_shared<Entry>(Entry{key, std::make_shared<RowBlock>()}));
    summaries_.emplace_back();
  }
  std::size_t index = EntryFor(key);
  if (entries_[index]->block->size == kBlockSlots) {
    Split(index);
    index = EntryFor(key);
  }
  Own(index).Add(Pack(row));
  Summarise(index);
  ++size_;
}

void SpatialTable::Erase(const Row& row) {
  if (entries_.empty()) std::abort();
  const std::size_t index = EntryFor(KeyOf(row));
  Own(index).Remove(row);
  Summarise(index);
  --size_;
  JoinIfSmall(index);
}

std::size_t SpatialTable::MemoryBytes() const {
  std::size_t bytes = entries_.size() * (sizeof(Entry) + sizeof(BlockSummary));
  for (const auto& entry : entries_) bytes += entry->block->MemoryBytes();
  return bytes;
}

SpatialTable::Key SpatialTable::KeyOf(const Row& row) { return {PlaceOf(row), row.meta->id.id}; }

std::size_t SpatialTable::EntryFor(const Key& key) const {
  const auto above =
      std::partition_point(entries_.begin(), entries_.end(), [&](const auto& entry) { return !(key < entry->low); });
  return above == entries_.begin() ? 0 : static_cast<std::size_t>(above - entries_.begin()) - 1;
}

// A block nobody else holds may be changed in place. An entry is only replaced, so whoever shares it shares the block.
RowBlock& SpatialTable::Own(std::size_t index) {
  std::shared_ptr<const Entry>& entry = entries_[index];
  if (entry.use_count() > 1) {
    entry = std::make_shared<Entry>(Entry{entry->low, std::make_shared<RowBlock>(*entry->block)});
  }
  return *entry->block;
}

void SpatialTable::Split(std::size_t index) {
  const Entry& full = *entries_[index];
  std::vector<std::pair<Key, int>> order;
  for (int slot = 0; slot < full.block->size; ++slot) {
    order.emplace_back(KeyOf(*full.block->members[static_cast<std::size_t>(slot)].row), slot);
  }
  std::sort(order.begin(), order.end());
  const std::size_t middle = order.size() / 2;
  auto left = std::make_shared<RowBlock>();
  auto right = std::make_shared<RowBlock>();
  for (std::size_t i = 0; i < order.size(); ++i) Append(*full.block, order[i].second, i < middle ? *left : *right);
  auto left_entry = std::make_shared<Entry>(Entry{full.low, std::move(left)});
  auto right_entry = std::make_shared<Entry>(Entry{std::move(order[middle].first), std::move(right)});
  entries_[index] = std::move(left_entry);
  const auto after = static_cast<std::ptrdiff_t>(index) + 1;
  entries_.insert(entries_.begin() + after, std::move(right_entry));
  summaries_.emplace(summaries_.begin() + after);
  Summarise(index);
  Summarise(index + 1);
}

void SpatialTable::JoinIfSmall(std::size_t index) {
  if (entries_[index]->block->size >= kSmall) return;
  if (entries_[index]->block->size == 0 && entries_.size() == 1) {
    entries_.clear();
    summaries_.clear();
    return;
  }
  if (entries_.size() == 1) return;
  const std::size_t left = index == 0 ? 0 : index - 1;
  const RowBlock& from = *entries_[left + 1]->block;
  const int least = std::min(entries_[left]->block->size, from.size);
  if (least > 0 && entries_[left]->block->size + from.size > kFitsWithRoom) return;
  RowBlock& to = Own(left);
  for (int slot = 0; slot < from.size; ++slot) Append(from, slot, to);
  const auto right = static_cast<std::ptrdiff_t>(left) + 1;
  entries_.erase(entries_.begin() + right);
  summaries_.erase(summaries_.begin() + right);
  Summarise(left);
}

}  // namespace klik::engine
