#include "engine/index/spatial_table.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/types/span.h"

namespace klik::engine {
namespace {

// A block smaller than this is joined to its neighbour when the two fit with room to spare: otherwise one change could
// split what the last one joined.
constexpr int kSmall = kBlockSlots / 4;
constexpr int kFitsWithRoom = kBlockSlots * 3 / 4;
// Of blocks that are made at once, so that they take some more.
constexpr std::size_t kInNewBlock = kFitsWithRoom;
// Those that one thread makes in one go.
constexpr std::size_t kBlocksAtOnce = 32;

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

std::shared_ptr<RowBlock> BlockOf(absl::Span<const SpatialTable::InOrder> rows) {
  // In the order of their slots, the most topics first, so that nobody has to move.
  std::vector<std::pair<std::size_t, std::size_t>> order;
  order.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) order.emplace_back(~rows[i].packed->liked.size(), i);
  std::sort(order.begin(), order.end());
  auto block = std::make_shared<RowBlock>();
  for (const auto& [rank, i] : order) block->Add(*rows[i].packed);
  return block;
}

void Append(const RowBlock& from, int slot, RowBlock& to) {
  to.Add(Pack(*from.members[static_cast<std::size_t>(slot)].row));
}

}  // namespace

SpatialTable::Placed SpatialTable::Place(const Row& row) { return {PlaceOf(row), Pack(row)}; }

std::vector<SpatialTable::InOrder> SpatialTable::Sort(const std::vector<std::vector<Placed>>& parts) {
  std::vector<InOrder> rows;
  std::size_t size = 0;
  for (const std::vector<Placed>& part : parts) size += part.size();
  rows.reserve(size);
  for (const std::vector<Placed>& part : parts) {
    for (const Placed& placed : part) rows.push_back({placed.place, &placed.packed});
  }
  std::sort(rows.begin(), rows.end(), [](const InOrder& a, const InOrder& b) {
    return a.place != b.place ? a.place < b.place
                              : a.packed->member.row->meta->id.id < b.packed->member.row->meta->id.id;
  });
  return rows;
}

SpatialTable SpatialTable::Of(const std::vector<InOrder>& rows, RunAll run_all) {
  const std::size_t blocks = (rows.size() + kInNewBlock - 1) / kInNewBlock;
  SpatialTable table;
  table.size_ = rows.size();
  table.summaries_.resize(blocks);
  table.entries_.resize(blocks);
  run_all((blocks + kBlocksAtOnce - 1) / kBlocksAtOnce, [&](std::size_t task) {
    for (std::size_t i = task * kBlocksAtOnce; i < std::min(blocks, (task + 1) * kBlocksAtOnce); ++i) {
      const std::size_t begin = i * kInNewBlock;
      auto block = BlockOf({rows.data() + begin, std::min(kInNewBlock, rows.size() - begin)});
      table.summaries_[i] = block->summary;
      table.entries_[i] = std::make_shared<Entry>(Entry{KeyOf(*rows[begin].packed->member.row), std::move(block)});
    }
  });
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
