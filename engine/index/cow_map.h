// An ordered map that is cheap to copy: copies share what neither has changed.
//
// Entries sit in sorted leaves; a copy shares the leaves, and a change copies only the leaf it touches. So a published
// map can be read by any thread while the next one is built beside it. One instance must not be changed by one thread
// while another uses that same instance. Pointers into a map live as long as that map, or a copy that still shares the
// entry, does.
#ifndef KLIK_ENGINE_INDEX_COW_MAP_H_
#define KLIK_ENGINE_INDEX_COW_MAP_H_

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace klik::engine {

template <typename Key, typename Value>
class CowMap {
 public:
  using Entry = std::pair<Key, Value>;

  std::size_t size() const { return size_; }

  // nullptr when absent.
  template <typename LookupKey>
  const Value* Find(const LookupKey& key) const {
    const auto leaf = LeafFor(key);
    if (leaf == leaves_.end()) return nullptr;
    const auto entry = LowerBound(**leaf, key);
    return entry != (*leaf)->end() && entry->first == key ? &entry->second : nullptr;
  }

  // Inserts or replaces.
  void Put(Key key, Value value) {
    if (leaves_.empty()) leaves_.push_back(std::make_shared<Leaf>());
    auto position = LeafFor(key);
    if (position == leaves_.end()) --position;
    Leaf& leaf = Own(*position);
    const auto entry = LowerBound(leaf, key);
    if (entry != leaf.end() && entry->first == key) {
      leaf[static_cast<std::size_t>(entry - leaf.begin())].second = std::move(value);
      return;
    }
    leaf.insert(entry, Entry(std::move(key), std::move(value)));
    ++size_;
    if (leaf.size() > kMaxLeaf) Split(static_cast<std::size_t>(position - leaves_.begin()));
  }

  // Whether there was anything to erase.
  bool Erase(const Key& key) {
    const auto position = LeafFor(key);
    if (position == leaves_.end()) return false;
    const auto found = LowerBound(**position, key);
    if (found == (*position)->end() || !(found->first == key)) return false;
    const auto offset = found - (*position)->begin();
    Leaf& leaf = Own(*position);
    leaf.erase(leaf.begin() + offset);
    --size_;
    if (leaf.empty()) leaves_.erase(position);
    return true;
  }

  // In order of key.
  template <typename Visitor>
  void ForEach(Visitor&& visit) const {
    for (const auto& leaf : leaves_) {
      for (const auto& [key, value] : *leaf) visit(key, value);
    }
  }

  // In order of key, from the first key above `after`, until `visit` returns false.
  template <typename Visitor>
  void ForEachAfter(const Key& after, Visitor&& visit) const {
    for (auto leaf = LeafFor(after); leaf != leaves_.end(); ++leaf) {
      auto entry = LowerBound(**leaf, after);
      if (entry != (*leaf)->end() && entry->first == after) ++entry;
      for (; entry != (*leaf)->end(); ++entry) {
        if (!visit(entry->first, entry->second)) return;
      }
    }
  }

 private:
  using Leaf = std::vector<Entry>;
  // A change copies a leaf: small enough to be quick, large enough that the list of leaves stays short.
  static constexpr std::size_t kMaxLeaf = 256;

  template <typename LookupKey>
  auto LeafFor(const LookupKey& key) const {
    return std::partition_point(leaves_.begin(), leaves_.end(),
                                [&](const auto& leaf) { return leaf->back().first < key; });
  }
  auto LeafFor(const Key& key) {
    return std::partition_point(leaves_.begin(), leaves_.end(),
                                [&](const auto& leaf) { return !leaf->empty() && leaf->back().first < key; });
  }

  template <typename LookupKey>
  static auto LowerBound(const Leaf& leaf, const LookupKey& key) {
    return std::partition_point(leaf.begin(), leaf.end(), [&](const Entry& entry) { return entry.first < key; });
  }

  // A leaf nobody else holds may be changed in place.
  static Leaf& Own(std::shared_ptr<Leaf>& leaf) {
    if (leaf.use_count() > 1) leaf = std::make_shared<Leaf>(*leaf);
    return *leaf;
  }

  void Split(std::size_t index) {
    Leaf& left = *leaves_[index];
    const auto middle = left.begin() + static_cast<std::ptrdiff_t>(left.size() / 2);
    auto right = std::make_shared<Leaf>(std::make_move_iterator(middle), std::make_move_iterator(left.end()));
    left.erase(middle, left.end());
    leaves_.insert(leaves_.begin() + static_cast<std::ptrdiff_t>(index) + 1, std::move(right));
  }

  std::vector<std::shared_ptr<Leaf>> leaves_;
  std::size_t size_ = 0;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_INDEX_COW_MAP_H_
