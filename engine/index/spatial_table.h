// All candidates of one kind in blocks, near each other in a block when near each other on the map.
//
// Blocks are in order of place (a Morton key of latitude and longitude) and then of id, so that ten thousand people at
// one address are parted too. A copy shares the blocks; a change copies only the block it touches, splits one that is
// full and joins one that has become small to its neighbour. Within a block slots have no order.
//
// As CowMap: a published table may be read by any thread while the next one is built beside it; one instance must not
// be changed by one thread while another uses that same instance. Rows must outlive the table: the snapshot that owns
// both sees to it.
#ifndef KLIK_ENGINE_INDEX_SPATIAL_TABLE_H_
#define KLIK_ENGINE_INDEX_SPATIAL_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/index/row.h"
#include "engine/index/row_block.h"
#include "engine/index/run_all.h"

namespace klik::engine {

class SpatialTable {
 public:
  // A row and the place of it.
  struct Placed {
    std::uint64_t place = 0;
    Packed packed;
  };
  static Placed Place(const Row& row);

  // Of all these at once: what inserting them one by one comes to, for who reads a whole store. First they are put in
  // order, then into blocks; what is in order points to what was placed.
  struct InOrder {
    std::uint64_t place = 0;
    const Packed* packed = nullptr;
  };
  static std::vector<InOrder> Sort(const std::vector<std::vector<Placed>>& parts);
  static SpatialTable Of(const std::vector<InOrder>& rows, RunAll run_all);

  // The row must not be in it.
  void Insert(const Row& row);
  // The row must be in it.
  void Erase(const Row& row);

  std::size_t size() const { return size_; }
  std::size_t block_count() const { return entries_.size(); }
  const RowBlock& block(std::size_t i) const { return *entries_[i]->block; }
  // That of the same block: beside each other, for who looks at those of all.
  const BlockSummary& summary(std::size_t i) const { return summaries_[i]; }
  // Of the blocks, those that are shared with other tables too.
  std::size_t MemoryBytes() const;

 private:
  struct Key {
    std::uint64_t place = 0;
    std::string id;

    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Entry {
    Key low;  // No row of the block is below it. The first block takes everything below as well.
    std::shared_ptr<RowBlock> block;
  };

  static Key KeyOf(const Row& row);
  std::size_t EntryFor(const Key& key) const;
  RowBlock& Own(std::size_t index);
  void Summarise(std::size_t index) { summaries_[index] = entries_[index]->block->summary; }
  void Split(std::size_t index);
  void JoinIfSmall(std::size_t index);

  std::vector<std::shared_ptr<const Entry>> entries_;
  std::vector<BlockSummary> summaries_;  // As entries_.
  std::size_t size_ = 0;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_INDEX_SPATIAL_TABLE_H_
