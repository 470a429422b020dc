// A block: up to 256 candidates of one kind, near each other, as columns that a search runs over before it looks at any
// row.
//
// A column holds no more of a profile than it takes to say that a pair is surely barred, or at most how well it can
// score: what does not fit a few bits is rounded towards "perhaps". So a block never decides for a pair, only against
// one, and needs no migration when a rule becomes stricter. What depends on the moment is kept as the day on which it
// changes, for a block outlives many questions.
//
// A block in a snapshot is immutable and any thread may read it; spatial_table.h changes copies. Rows are kept alive by
// the snapshot, not by the block. match/bound.h says what the columns are worth to a question.
#ifndef KLIK_ENGINE_INDEX_ROW_BLOCK_H_
#define KLIK_ENGINE_INDEX_ROW_BLOCK_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "engine/index/row.h"
#include "engine/taxonomy/taxonomy.h"

namespace klik::engine {

inline constexpr int kBlockSlots = 256;

// Distances are in units of 1,024 cm, always rounded down: a candidate may be nearer than it looks, never farther off.
inline constexpr int kDistanceShift = 10;
// Whatever is farther away in one direction counts as this far: 266 km, so that a distance fits 16 bits.
inline constexpr std::int32_t kFarthest = 26'000;

// Days since 1970, in UTC, so that both ends of a day are known whatever the zone of a question is.
inline constexpr std::int16_t kNeverDay = -32'768;
inline constexpr std::int16_t kAlwaysDay = 32'767;
std::int16_t DayInUtc(absl::Time time);

// Bits of Packed::flags.
inline constexpr std::uint8_t kSurelyBarred = 1;  // Whatever the moment and whoever the other is.
inline constexpr std::uint8_t kOnlyGives = 2;     // A resident who wants no volunteer.
inline constexpr std::uint8_t kNoNeighbours = 4;  // A resident without `peer_links`.

// Packed::year: birth year less kFirstYear, below kYears.
inline constexpr int kFirstYear = 1900;
inline constexpr int kYears = 128;  // The first and the last stand for every year beyond as well.
// Packed::who: gender in 2 bits, intergenerational in 2.
__attribute__((always_inline)) constexpr unsigned GenderOf(unsigned who) { return who & 3U; }
__attribute__((always_inline)) constexpr unsigned GenerationOf(unsigned who) { return who >> 2U & 3U; }

// Packed::offer of an activity: capacity in 5 bits, then what it offers. Of a resident: the need. Of a volunteer: 0.
inline constexpr int kOfferCapacityMax = 31;  // None, or more than fits.
inline constexpr unsigned kOfferMeaning = 32;
inline constexpr unsigned kOfferPractical = 64;
inline constexpr unsigned kOfferGenerations = 128;

// Packed::commitment: months and times a month, 4 bits each; 15 stands for everything above 14.
inline constexpr int kCommitmentMax = 15;

// Packed::forms: contact forms, and whether a volunteer has a VOG.
inline constexpr unsigned kFormBits = 63;
inline constexpr unsigned kFormVog = 64;

// How a topic stands in a profile, beside being liked.
enum class Stance : std::uint8_t {
  kTeaches,
  kLearns,
  kShuns,  // DISLIKES or NEVER.
};
inline constexpr int kStances = 3;
// Topics are told apart by a byte; should there ever be more than fit, some share theirs.
inline constexpr std::uint8_t kNoTopic = 255;
constexpr std::uint8_t TopicByte(TopicIndex topic) { return static_cast<std::uint8_t>(topic.value % kNoTopic); }

// An array whose elements are reached without a call, in whatever part of the program it is used: loops over them are
// compiled for several instruction sets (slot_bounds.cc), and a function of the library for none of those.
template <typename T, std::size_t kSize>
struct Table {
  T values[kSize];

  __attribute__((always_inline)) T& operator[](std::size_t i) { return values[i]; }
  __attribute__((always_inline)) const T& operator[](std::size_t i) const { return values[i]; }
  static constexpr std::size_t size() { return kSize; }
  T* begin() { return values; }
  T* end() { return values + kSize; }
  const T* begin() const { return values; }
  const T* end() const { return values + kSize; }

  friend bool operator==(const Table&, const Table&) = default;
};

// Some stretches, as columns: in minutes of a week, which tell the days apart as well. Unused ones are empty.
struct WeekTimes {
  static constexpr std::size_t kStretches = 8;
  using Lanes = Table<std::int16_t, kStretches>;
  Lanes starts{}, ends{}, weeks{};
};
// Of those from `from` on, as many as fit.
WeekTimes WeekTimesOf(const std::vector<Stretch>& stretches, std::size_t from);

// What is read of those alone who may still be among the best, side by side: one line of the cache each.
struct alignas(64) Member {
  const Row* row = nullptr;
  WeekTimes times;
  bool has_more_times = false;  // Than fit: the rest is in the row.
};
static_assert(sizeof(Member) == 64);

// One candidate, as its slot holds it.
struct Packed {
  Member member;
  SpherePoint point;
  std::uint64_t day_parts = 0;
  std::uint16_t languages = 0;  // Bit by index modulo 16.
  std::uint16_t experiences = 0;
  std::uint16_t reach = 0;       // The farthest it goes by any of its modes; an activity that fetches: no bound.
  std::int16_t free_from = 0;    // Surely full before this day.
  std::int16_t touched_day = 0;  // When a volunteer was asked, or a resident confirmed; kNeverDay.
  std::uint8_t year = 0;
  std::uint8_t who = 0;
  std::uint8_t flags = 0;
  std::uint8_t modes = 0;  // Bit by TravelMode, less one. An activity that fetches has a car.
  std::uint8_t forms = 0;
  std::uint8_t commitment = 0;
  std::uint8_t offer = 0;
  std::uint8_t unanswered = 0;
  std::uint8_t needs = 0;
  std::uint8_t facts_yes = 0;
  std::uint8_t facts_no = 0;
  // Whatever it would do, teach or learn, at whatever strength.
  absl::InlinedVector<std::uint8_t, 16> liked;
  std::array<absl::InlinedVector<std::uint8_t, 4>, kStances> stances;
};
Packed Pack(const Row& row);

template <typename T>
using Column = Table<T, kBlockSlots>;

// Of all slots in use, for a search to pass over a block at once.
struct BlockSummary {
  SpherePoint lowest = {kFarAway, kFarAway, kFarAway};
  SpherePoint highest = {-kFarAway, -kFarAway, -kFarAway};
  std::uint16_t farthest_reach = 0;
  std::uint8_t any_modes = 0;
  bool any_remote = false;  // Somebody is open to meeting from afar.

 private:
  static constexpr std::int32_t kFarAway = std::numeric_limits<std::int32_t>::max();
};

struct alignas(64) RowBlock {
  Column<std::int32_t> x, y, z;
  Column<std::uint64_t> day_parts;
  Column<std::uint16_t> languages, experiences, reach;
  Column<std::int16_t> free_from, touched_day;
  Column<std::uint8_t> year, who, flags, modes, forms, commitment, offer, unanswered, needs, facts_yes, facts_no;
  // Slots are in order of how many topics somebody likes, the most first: of each column of topics only the beginning
  // is filled, as far as its length.
  struct Topics {
    Column<std::uint8_t> topics;
    int length = 0;
  };
  std::vector<Topics> liked;
  // What few state is kept as they state it.
  struct Statement {
    std::uint8_t slot = 0;
    std::uint8_t topic = 0;
  };
  std::array<std::vector<Statement>, kStances> stances;

  int size = 0;
  BlockSummary summary;
  Column<Member> members;

  // There must be a slot left. Others may move to other slots.
  void Add(const Packed& packed);
  // There must be one with this row.
  void Remove(const Row& row);
  // With its columns of topics.
  std::size_t MemoryBytes() const;

 private:
  void Set(std::size_t slot, const Packed& packed);
  void Move(std::size_t from, std::size_t to);
  void AddToSummary(std::size_t slot);
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_INDEX_ROW_BLOCK_H_
