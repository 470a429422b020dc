// An ordered map that is cheap to copy: copies share what neither has changed.
//
// Entries sit in sorted leaves; a copy shares the leaves, and a change copies only the leaf it touches. So a published
// map can be read by any thread while the next one is built beside it. One instance must not be changed by one thread
// while another uses that same instance. Pointers into a map live as long as that map, or a copy that still shares the
// entry, does.
//
// Most keys are strings that lie all over the memory. Beside those of a leaf, and the last ones of all leaves, lie
// their first bytes as numbers: these find the place, and mostly only one key has to be read.
#ifndef KLIK_ENGINE_INDEX_COW_MAP_H_
#define KLIK_ENGINE_INDEX_COW_MAP_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/model/entity.h"

namespace klik::engine {

// The first bytes of a key: in the order of the keys, but for those that begin alike.
using KeyStart = std::uint64_t;
inline KeyStart StartOf(std::string_view key) {
  KeyStart start = 0;
  for (std::size_t i = 0; i < sizeof(start); ++i) {
    start = start << 8U | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0U);
  }
  return start;
}
inline KeyStart StartOf(const EntityId& key) { return static_cast<KeyStart>(key.kind) << 56U | StartOf(key.id) >> 8U; }

template <typename Key, typename Value>
class CowMap {
 public:
  using Entry = std::pair<Key, Value>;

  std::size_t size() const { return size_; }

  // nullptr when absent.
  template <typename LookupKey>
  const Value* Find(const LookupKey& key) const {
    const std::size_t at = LeafFor(key);
    if (at == leaves_.size()) return nullptr;
    const Leaf& leaf = *leaves_[at];
    const std::size_t place = leaf.PlaceOf(key);
    return leaf.Holds(place, key) ? &leaf.entries[place].second : nullptr;
  }

  // Inserts or replaces. Quickest in order of key.
  void Put(Key key, Value value) {
    if (leaves_.empty() || leaves_.back()->entries.back().first < key) return PutLast(std::move(key), std::move(value));
    const std::size_t at = LeafFor(key);
    Leaf& leaf = Own(at);
    const std::size_t place = leaf.PlaceOf(key);
    if (leaf.Holds(place, key)) {
      leaf.entries[place].second = std::move(value);
      return;
    }
    leaf.starts.insert(leaf.starts.begin() + static_cast<std::ptrdiff_t>(place), StartOf(key));
    leaf.entries.insert(leaf.entries.begin() + static_cast<std::ptrdiff_t>(place),
                        Entry(std::move(key), std::move(value)));
    last_starts_[at] = leaf.starts.back();
    ++size_;
    if (leaf.entries.size() > kMaxLeaf) Split(at);
  }

  // All that is in `after`, whose keys must come after those that are here.
  void Append(CowMap after) {
    if (after.leaves_.empty()) return;
    const bool in_order =
        leaves_.empty() || leaves_.back()->entries.back().first < after.leaves_.front()->entries.front().first;
    if (!in_order) std::abort();
    leaves_.insert(leaves_.end(), std::make_move_iterator(after.leaves_.begin()),
                   std::make_move_iterator(after.leaves_.end()));
    last_starts_.insert(last_starts_.end(), after.last_starts_.begin(), after.last_starts_.end());
    size_ += after.size_;
  }

  // Whether there was anything to erase.
  bool Erase(const Key& key) {
    const std::size_t at = LeafFor(key);
    if (at == leaves_.size()) return false;
    const std::size_t place = leaves_[at]->PlaceOf(key);
    if (!leaves_[at]->Holds(place, key)) return false;
    Leaf& leaf = Own(at);
    leaf.starts.erase(leaf.starts.begin() + static_cast<std::ptrdiff_t>(place));
    leaf.entries.erase(leaf.entries.begin() + static_cast<std::ptrdiff_t>(place));
    --size_;
    if (leaf.entries.empty()) {
      leaves_.erase(leaves_.begin() + static_cast<std::ptrdiff_t>(at));
      last_starts_.erase(last_starts_.begin() + static_cast<std::ptrdiff_t>(at));
    } else {
      last_starts_[at] = leaf.starts.back();
    }
    return true;
  }

  // In order of key.
  template <typename Visitor>
  void ForEach(Visitor&& visit) const {
    for (const auto& leaf : leaves_) {
      for (const auto& [key, value] : leaf->entries) visit(key, value);
    }
  }

  // In order of key, from the first key above `after`, until `visit` returns false.
  template <typename Visitor>
  void ForEachAfter(const Key& after, Visitor&& visit) const {
    for (std::size_t at = LeafFor(after); at < leaves_.size(); ++at) {
      const Leaf& leaf = *leaves_[at];
      std::size_t place = leaf.PlaceOf(after);
      if (leaf.Holds(place, after)) ++place;
      for (; place < leaf.entries.size(); ++place) {
        if (!visit(leaf.entries[place].first, leaf.entries[place].second)) return;
      }
    }
  }

 private:
  struct Leaf {
    std::vector<KeyStart> starts;  // Of the keys.
    std::vector<Entry> entries;

    // Of the first key that is not below.
    template <typename LookupKey>
    std::size_t PlaceOf(const LookupKey& key) const {
      return FirstNotBelow(starts, key, [this](std::size_t i) -> const Key& { return entries[i].first; });
    }
    template <typename LookupKey>
    bool Holds(std::size_t place, const LookupKey& key) const {
      return place < entries.size() && entries[place].first == key;
    }
  };
  // A change copies a leaf: small enough to be quick, large enough that the list of leaves stays short.
  static constexpr std::size_t kMaxLeaf = 256;

  // Of sorted keys, of which these are the starts; key_at(i) is one in full.
  template <typename LookupKey, typename KeyAt>
  static std::size_t FirstNotBelow(const std::vector<KeyStart>& starts, const LookupKey& key, KeyAt&& key_at) {
    const auto [first, last] = std::equal_range(starts.begin(), starts.end(), StartOf(key));
    auto from = static_cast<std::size_t>(first - starts.begin());
    auto until = static_cast<std::size_t>(last - starts.begin());
    while (from < until) {
      const std::size_t middle = from + (until - from) / 2;
      if (key_at(middle) < key) {
        from = middle + 1;
      } else {
        until = middle;
      }
    }
    return from;
  }

  // The leaf that has the key if any has; as many as there are leaves when it is above all.
  template <typename LookupKey>
  std::size_t LeafFor(const LookupKey& key) const {
    return FirstNotBelow(last_starts_, key,
                         [this](std::size_t i) -> const Key& { return leaves_[i]->entries.back().first; });
  }

  // A leaf nobody else holds may be changed in place.
  Leaf& Own(std::size_t at) {
    std::shared_ptr<Leaf>& leaf = leaves_[at];
    if (leaf.use_count() > 1) leaf = std::make_shared<Leaf>(*leaf);
    return *leaf;
  }

  // Leaves that are filled in order stay full.
  void PutLast(Key key, Value value) {
    if (leaves_.empty() || leaves_.back()->entries.size() == kMaxLeaf) {
      leaves_.push_back(std::make_shared<Leaf>());
      last_starts_.push_back(0);
    }
    Leaf& leaf = Own(leaves_.size() - 1);
    leaf.starts.push_back(StartOf(key));
    leaf.entries.emplace_back(std::move(key), std::move(value));
    last_starts_.back() = leaf.starts.back();
    ++size_;
  }

  void Split(std::size_t at) {
    Leaf& left = *leaves_[at];
    const auto half = static_cast<std::ptrdiff_t>(left.entries.size() / 2);
    auto right = std::make_shared<Leaf>();
    right->starts.assign(left.starts.begin() + half, left.starts.end());
    right->entries.assign(std::make_move_iterator(left.entries.begin() + half),
                          std::make_move_iterator(left.entries.end()));
    left.starts.resize(static_cast<std::size_t>(half));
    left.entries.erase(left.entries.begin() + half, left.entries.end());
    last_starts_[at] = left.starts.back();
    last_starts_.insert(last_starts_.begin() + static_cast<std::ptrdiff_t>(at) + 1, right->starts.back());
    leaves_.insert(leaves_.begin() + static_cast<std::ptrdiff_t>(at) + 1, std::move(right));
  }

  std::vector<std::shared_ptr<Leaf>> leaves_;
  std::vector<KeyStart> last_starts_;  // Of the last key of each.
  std::size_t size_ = 0;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_INDEX_COW_MAP_H_
