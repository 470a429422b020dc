// The taxonomy of interests: twelve groups, three levels at most, Dutch and English labels, synonyms, and how alike two
// topics are.
//
// Immutable after construction; any thread may read it. The text it is read from is `topics.tsv` beside this file,
// compiled into the binary, so that a topic cannot be missing at run time.
//
// Likeness follows Lin (1998), "An information-theoretic definition of similarity": with p(t) the share of adults who
// would name t or something below it, IC(t) = -log p(t), and for the lowest topic c above both a and b
//   similarity(a, b) = 2 IC(c) / (IC(a) + IC(b)).
// So siblings come near a half, topics that share only their group near a fifth, and two different groups 0: above the
// groups there is only everything, with IC 0. The base of the logarithm drops out; it is computed in whole numbers, so
// that every machine has the same table.
#ifndef KLIK_ENGINE_TAXONOMY_TAXONOMY_H_
#define KLIK_ENGINE_TAXONOMY_TAXONOMY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/taxonomy/topic.h"

namespace klik::engine {

struct Topic {
  std::string id;  // `music.choir`
  std::string label_nl;
  std::string label_en;
  std::vector<std::string> synonyms;
  std::optional<TopicIndex> parent;  // nullopt: one of the groups.
};

struct Likeness {
  TopicIndex topic;
  int similarity = 0;  // Thousandths.
};

class Taxonomy {
 public:
  // The taxonomy compiled into this binary. Lives as long as the process.
  static const Taxonomy& BuiltIn();

  // Reads the format described at the top of `topics.tsv`. INVALID_ARGUMENT names the line.
  static absl::StatusOr<Taxonomy> Parse(std::string_view tsv);

  // In order of id; a topic comes after its parent.
  const std::vector<Topic>& topics() const { return topics_; }
  const Topic& topic(TopicIndex index) const { return topics_[index.value]; }

  // nullopt when there is no such topic.
  std::optional<TopicIndex> Find(std::string_view id) const;

  // Thousandths, 0 to 1000, rounded half up; 1000 only for a topic and itself; symmetric.
  int Similarity(TopicIndex a, TopicIndex b) const {
    return similarity_[static_cast<std::size_t>(a.value) * topics_.size() + b.value];
  }

  // All topics that are like this one at all, itself among them, in order of id.
  const std::vector<Likeness>& Alike(TopicIndex index) const { return alike_[index.value]; }

  // How much a shared topic says, in thousandths: 400 + 600 IC(t) / (the largest IC in the table), rounded half up. So
  // the rarest topic has 1000 and a common one counts for less, but never for nothing: two people who both like coffee
  // have something to sit down to.
  int Weight(TopicIndex index) const { return weight_[index.value]; }

  // Whether `topic` is `ancestor` or lies below it.
  bool IsWithin(TopicIndex topic, TopicIndex ancestor) const {
    int up = topic.value;
    while (up > ancestor.value) up = parents_[static_cast<std::size_t>(up)];
    return up == ancestor.value;
  }

 private:
  Taxonomy() = default;

  // Fill similarity_, alike_ and weight_ once topics_ is complete; a topic's IC is at its place in the table.
  void ComputeSimilarities(const std::vector<std::int64_t>& information);
  void ComputeWeights(const std::vector<std::int64_t>& information);

  std::vector<Topic> topics_;
  std::vector<std::int16_t> parents_;  // By topic, each before its children; -1: none.
  absl::flat_hash_map<std::string, TopicIndex> by_id_;
  std::vector<std::uint16_t> similarity_;     // topics x topics
  std::vector<std::vector<Likeness>> alike_;  // By topic.
  std::vector<std::uint16_t> weight_;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_TAXONOMY_TAXONOMY_H_
