#include "engine/taxonomy/taxonomy.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

extern const std::string_view kTopicsTsv;

namespace klik::engine {
namespace {

constexpr int kMaxLevels = 3;
// The similarities take two bytes for each pair: 32 MiB at this size.
constexpr std::size_t kMaxTopics = 4096;
constexpr int kWholePermille = 1000;
// A parent's share when it is only known as a sum: people name several topics, so the sum says too much.
constexpr int kMaxSummedPermille = 600;
constexpr int kLeastWeight = 400;
constexpr int kMostWeight = 1000;
constexpr int kIdentical = 1000;
constexpr std::size_t kMinColumns = 4;
constexpr std::size_t kMaxColumns = 6;

// A line of the table, before it is known whether the rest of the table fits it.
struct Row {
  int line = 0;
  Topic topic;
  std::string parent_id;     // Empty: a group.
  std::optional<int> share;  // nullopt: the sum of the rows below it.
};

absl::Status LineError(int line, const absl::AlphaNum& what) {
  return absl::InvalidArgumentError(absl::StrCat("line ", line, ": ", what));
}

bool IsId(absl::string_view id) {
  for (const absl::string_view part : absl::StrSplit(id, '.')) {
    if (part.empty()) return false;
    for (const char c : part) {
      if (!absl::ascii_islower(static_cast<unsigned char>(c)) && !absl::ascii_isdigit(static_cast<unsigned char>(c)) &&
          c != '_') {
        return false;
      }
    }
  }
  return true;
}

// `music` of `music.choir`; empty of `music`.
std::string_view WithoutLastPart(std::string_view id) {
  const std::size_t dot = id.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : id.substr(0, dot);
}

absl::StatusOr<Row> ParseRow(int line, absl::string_view text) {
  std::vector<std::string> columns = absl::StrSplit(text, '\t');
  if (columns.size() < kMinColumns || columns.size() > kMaxColumns) {
    return LineError(line, absl::StrCat(columns.size(), " columns; expected ", kMinColumns, " to ", kMaxColumns));
  }
  columns.resize(kMaxColumns);
  Row row;
  row.line = line;
  row.topic.id = columns[0];
  if (!IsId(row.topic.id)) return LineError(line, absl::StrCat("`", row.topic.id, "` is not an id"));

  row.topic.label_nl = columns[1];
  row.topic.label_en = columns[2];
  if (row.topic.label_nl.empty()) return LineError(line, "no Dutch label");
  if (row.topic.label_en.empty()) return LineError(line, "no English label");

  if (!columns[3].empty()) {
    int share = 0;
    if (!absl::SimpleAtoi(columns[3], &share) || share < 1 || share >= kWholePermille) {
      return LineError(line, absl::StrCat("share `", columns[3], "` is not a number of 1 to ", kWholePermille - 1));
    }
    row.share = share;
  }

  if (!columns[4].empty()) row.topic.synonyms = absl::StrSplit(columns[4], ',');
  for (const std::string& synonym : row.topic.synonyms) {
    if (absl::StripAsciiWhitespace(synonym) != synonym || synonym.empty()) {
      return LineError(line, "a synonym is empty or has space around it");
    }
  }

  row.parent_id = columns[5].empty() ? std::string(WithoutLastPart(row.topic.id)) : columns[5];
  if (row.parent_id >= row.topic.id) {
    return LineError(line, absl::StrCat("parent `", row.parent_id, "` does not sort before the id"));
  }
  return row;
}

// In order of id, each id once.
absl::StatusOr<std::vector<Row>> ParseRows(std::string_view tsv) {
  std::vector<Row> rows;
  int line = 0;
  for (const absl::string_view text : absl::StrSplit(absl::string_view(tsv.data(), tsv.size()), '\n')) {
    ++line;
    if (text.empty() || text.front() == '#') continue;
    absl::StatusOr<Row> row = ParseRow(line, text);
    if (!row.ok()) return row.status();
    rows.push_back(*std::move(row));
    if (rows.size() > kMaxTopics) return LineError(line, absl::StrCat("more than ", kMaxTopics, " topics"));
  }
  if (rows.empty()) return absl::InvalidArgumentError("no topics");
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.topic.id < b.topic.id; });
  const auto twice =
      std::adjacent_find(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.topic.id == b.topic.id; });
  if (twice != rows.end()) {
    return LineError((twice + 1)->line, absl::StrCat("`", twice->topic.id, "` is already on line ", twice->line));
  }
  return rows;
}

// Sets topic.parent; relies on a parent coming before its children.
absl::Status LinkParents(const absl::flat_hash_map<std::string, TopicIndex>& by_id, std::vector<Row>& rows) {
  std::vector<int> levels;
  for (Row& row : rows) {
    int level = 1;
    if (!row.parent_id.empty()) {
      const auto parent = by_id.find(row.parent_id);
      if (parent == by_id.end()) return LineError(row.line, absl::StrCat("there is no parent `", row.parent_id, "`"));
      row.topic.parent = parent->second;
      level = levels[parent->second.value] + 1;
    }
    if (level > kMaxLevels) {
      return LineError(row.line, absl::StrCat("`", row.topic.id, "` is below level ", kMaxLevels));
    }
    levels.push_back(level);
  }
  return absl::OkStatus();
}

// Fills in the shares that are sums, children before parents. After this every row has a share, and none a smaller one
// than a row below it: else a topic would be rarer than its own kind, and likeness could go over 1.
absl::Status SumShares(std::vector<Row>& rows) {
  std::vector<int> sums(rows.size(), 0);
  std::vector<int> largest(rows.size(), 0);
  for (std::size_t i = rows.size(); i-- > 0;) {
    Row& row = rows[i];
    if (!row.share.has_value()) {
      if (sums[i] == 0)
        return LineError(row.line, absl::StrCat("`", row.topic.id, "` has no share, nor topics below it"));
      row.share = std::max(largest[i], std::min(sums[i], kMaxSummedPermille));
    }
    if (*row.share < largest[i]) {
      return LineError(row.line,
                       absl::StrCat("share ", *row.share, " is smaller than ", largest[i], " of a topic below"));
    }
    if (row.topic.parent.has_value()) {
      sums[row.topic.parent->value] += *row.share;
      largest[row.topic.parent->value] = std::max(largest[row.topic.parent->value], *row.share);
    }
  }
  return absl::OkStatus();
}

// log2(value) with 24 bits behind the point, for 1 <= value < 2^31. Squaring a number in [1, 2) doubles its logarithm,
// whose next bit is then whether it came to 2.
std::int64_t BinaryLogarithm(std::uint32_t value) {
  constexpr int kFractionBits = 24;
  constexpr int kMantissaBits = 31;
  const int exponent = static_cast<int>(std::bit_width(value)) - 1;
  std::uint64_t mantissa = static_cast<std::uint64_t>(value) << (kMantissaBits - exponent);
  std::int64_t result = exponent;
  for (int bit = 0; bit < kFractionBits; ++bit) {
    mantissa = (mantissa * mantissa) >> kMantissaBits;
    const bool two = (mantissa >> (kMantissaBits + 1)) != 0;
    if (two) mantissa >>= 1;
    result = 2 * result + (two ? 1 : 0);
  }
  return result;
}

std::int64_t Information(int share_permille) {
  return BinaryLogarithm(kWholePermille) - BinaryLogarithm(static_cast<std::uint32_t>(share_permille));
}

std::int64_t DivideHalfUp(std::int64_t numerator, std::int64_t denominator) {
  return (2 * numerator + denominator) / (2 * denominator);
}

}  // namespace

const Taxonomy& Taxonomy::BuiltIn() {
  static const Taxonomy* const built_in = [] {
    absl::StatusOr<Taxonomy> parsed = Parse(kTopicsTsv);
    if (!parsed.ok()) {
      std::fprintf(stderr, "topics.tsv: %s\n", parsed.status().ToString().c_str());
      std::abort();
    }
    return new Taxonomy(*std::move(parsed));
  }();
  return *built_in;
}

absl::StatusOr<Taxonomy> Taxonomy::Parse(std::string_view tsv) {
  absl::StatusOr<std::vector<Row>> rows = ParseRows(tsv);
  if (!rows.ok()) return rows.status();
  Taxonomy taxonomy;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    taxonomy.by_id_.emplace((*rows)[i].topic.id, TopicIndex{static_cast<std::uint16_t>(i)});
  }
  if (const absl::Status linked = LinkParents(taxonomy.by_id_, *rows); !linked.ok()) return linked;
  if (const absl::Status summed = SumShares(*rows); !summed.ok()) return summed;

  std::vector<std::int64_t> information;
  for (Row& row : *rows) {
    information.push_back(Information(*row.share));
    taxonomy.parents_.push_back(static_cast<std::int16_t>(row.topic.parent ? row.topic.parent->value : -1));
    taxonomy.topics_.push_back(std::move(row.topic));
  }
  taxonomy.ComputeSimilarities(information);
  taxonomy.ComputeWeights(information);
  return taxonomy;
}

void Taxonomy::ComputeSimilarities(const std::vector<std::int64_t>& information) {
  // 0 when nothing is above both.
  const auto shared_information = [&](std::size_t a, std::size_t b) -> std::int64_t {
    const TopicIndex other{static_cast<std::uint16_t>(b)};
    for (std::optional<TopicIndex> up = TopicIndex{static_cast<std::uint16_t>(a)}; up; up = topic(*up).parent) {
      if (IsWithin(other, *up)) return information[up->value];
    }
    return 0;
  };
  const std::size_t count = topics_.size();
  similarity_.assign(count * count, kIdentical);
  for (std::size_t a = 0; a < count; ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      const std::int64_t likeness =
          DivideHalfUp(std::int64_t{2} * kIdentical * shared_information(a, b), information[a] + information[b]);
      // A parent may have the share of its only child and is still not the same.
      const auto stored = static_cast<std::uint16_t>(std::min<std::int64_t>(likeness, kIdentical - 1));
      similarity_[a * count + b] = stored;
      similarity_[b * count + a] = stored;
    }
  }
  alike_.resize(count);
  for (std::size_t a = 0; a < count; ++a) {
    for (std::size_t b = 0; b < count; ++b) {
      const int similarity = similarity_[a * count + b];
      if (similarity > 0) alike_[a].push_back({TopicIndex{static_cast<std::uint16_t>(b)}, similarity});
    }
  }
}

void Taxonomy::ComputeWeights(const std::vector<std::int64_t>& information) {
  const std::int64_t rarest = *std::max_element(information.begin(), information.end());
  for (const std::int64_t own : information) {
    weight_.push_back(
        static_cast<std::uint16_t>(kLeastWeight + DivideHalfUp((kMostWeight - kLeastWeight) * own, rarest)));
  }
}

std::optional<TopicIndex> Taxonomy::Find(std::string_view id) const {
  const auto found = by_id_.find(absl::string_view(id.data(), id.size()));
  if (found == by_id_.end()) return std::nullopt;
  return found->second;
}

}  // namespace klik::engine
