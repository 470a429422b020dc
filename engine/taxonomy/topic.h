// A topic's place in the taxonomy's table: small, comparable, and only meaningful beside that table.
//
// Never stored and never sent: records and the API carry the topic's id (`music.choir`), which outlives the table's
// order.
#ifndef KLIK_ENGINE_TAXONOMY_TOPIC_H_
#define KLIK_ENGINE_TAXONOMY_TOPIC_H_

#include <compare>
#include <cstdint>

namespace klik::engine {

struct TopicIndex {
  std::uint16_t value = 0;

  friend auto operator<=>(const TopicIndex&, const TopicIndex&) = default;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_TAXONOMY_TOPIC_H_
