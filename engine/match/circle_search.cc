#include "engine/match/circle_search.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "engine/match/history.h"
#include "engine/rules/gates.h"

namespace klik::engine {
namespace {

using Languages = std::bitset<256>;

bool IsParticular(const Resident& resident) {
  return resident.intergenerational == Intergenerational::kNotWanted ||
         std::any_of(resident.wishes.begin(), resident.wishes.end(), [](const Wish& wish) { return wish.hard; });
}

// Looks for the best circle of one topic in one place.
class PlaceSearch {
 public:
  PlaceSearch(CircleWorld& world, const std::vector<TopicMember>& list, PlaceTimes& place);

  std::optional<FoundCircle> Best();

 private:
  struct Member {
    int rank = 0;
    int candidate = 0;
    int points = 0;
    const Row* row = nullptr;
    const StartsOfFortnight& starts;
  };
  using Pool = std::vector<const Member*>;

  int MostAtOnce() const;
  void TryDay(int day, int size);
  void TryStart(int day, std::size_t start, int size, const Pool& there);
  void TryPool(const Pool& pool, std::size_t size);
  void Extend(const Pool& pool, std::size_t from, std::size_t size, const Languages& languages);
  bool MayBeatBest(const Pool& pool, std::size_t next, std::size_t size) const;
  bool FitTogether(const Pool& chosen);
  bool HaveADate(const Pool& chosen, int day) const;
  FoundCircle FoundOf(const Pool& chosen) const;
  void Offer(const Pool& chosen) {
    FoundCircle found = FoundOf(chosen);
    if (!best_ || found.Beats(*best_)) best_ = std::move(found);
  }

  CircleWorld& world_;
  std::vector<Member> members_;
  std::optional<FoundCircle> best_;
  // The best that can start at the time that is being tried; kept for its memory.
  Pool first_;
  // Of the pool that is being tried: who is chosen, their points, and the sums of the points from the first on.
  Pool chosen_;
  std::int64_t score_ = 0;
  std::vector<std::int64_t> sums_;
};

PlaceSearch::PlaceSearch(CircleWorld& world, const std::vector<TopicMember>& list, PlaceTimes& place) : world_(world) {
  for (std::size_t rank = 0; rank < list.size(); ++rank) {
    const auto [candidate, points] = list[rank];
    if (world.is_taken(candidate)) continue;
    const StartsOfFortnight* starts = place.StartsOf(candidate);
    if (starts == nullptr) continue;
    const Row& row = *world.candidates()[static_cast<std::size_t>(candidate)].row;
    members_.push_back({static_cast<int>(rank), candidate, points, &row, *starts});
  }
}

// No circle can be larger than this. The most that is asked for, when there can be at least as many.
int PlaceSearch::MostAtOnce() const {
  const auto enough = static_cast<std::size_t>(world_.query().max_size);
  std::size_t most = 0;
  for (std::size_t day = 0; day < kFortnightDays; ++day) {
    // By number: the starts at which at least that many can start.
    std::vector<Starts> at_least(enough + 1);
    at_least[0].set();
    for (const Member& member : members_) {
      const Starts& starts = member.starts[day];
      if (starts.none()) continue;
      for (std::size_t number = enough; number > 0; --number) at_least[number] |= at_least[number - 1] & starts;
      if (at_least[enough].any()) return static_cast<int>(enough);
    }
    while (at_least[most + 1].any()) ++most;
  }
  return static_cast<int>(most);
}

std::optional<FoundCircle> PlaceSearch::Best() {
  for (int size = MostAtOnce(); size >= world_.query().min_size; --size) {
    for (int day = 0; day < kFortnightDays; ++day) TryDay(day, size);
    if (best_ || !world_.HasSteps()) break;
  }
  return best_;
}

void PlaceSearch::TryDay(int day, int size) {
  Pool there;
  Starts comes;
  Starts leaves;
  for (const Member& member : members_) {
    const int most = member.row->resident->max_group_size;
    const Starts& starts = member.starts[static_cast<std::size_t>(day)];
    if (starts.none() || (most != 0 && most < size)) continue;
    there.push_back(&member);
    comes |= starts & ~(starts << 1);
    leaves |= starts & ~(starts >> 1);
  }
  if (static_cast<int>(there.size()) < size) return;
  // Whoever can start at a time at which nobody is at the last of theirs can also start at the next; and when nobody
  // has joined since, all could at the last one tried.
  bool somebody_came = false;
  for (std::size_t start = 0; start < kStartsPerDay; ++start) {
    somebody_came = somebody_came || comes[start];
    if (!leaves[start] || !somebody_came) continue;
    TryStart(day, start, size, there);
    somebody_came = false;
  }
}

void PlaceSearch::TryStart(int day, std::size_t start, int size, const Pool& there) {
  const auto can_start = [&](const Member* member) { return member->starts[static_cast<std::size_t>(day)][start]; };
  first_.clear();
  std::int64_t most = 0;
  for (const Member* member : there) {
    if (!can_start(member)) continue;
    first_.push_back(member);
    most += member->points;
    if (static_cast<int>(first_.size()) == size) break;
  }
  if (static_cast<int>(first_.size()) < size) return;
  if (best_ && (most < best_->score || !FoundOf(first_).Beats(*best_))) return;
  if (FitTogether(first_) && HaveADate(first_, day)) return Offer(first_);
  Pool last;
  for (const Date& date : world_.dates_of(day)) {
    Pool pool;
    for (const Member* member : there) {
      if (can_start(member) && IsThere(*member->row, date.day)) pool.push_back(member);
    }
    if (pool != last) TryPool(pool, static_cast<std::size_t>(size));
    last = std::move(pool);
  }
}

void PlaceSearch::TryPool(const Pool& pool, std::size_t size) {
  sums_.assign(1, 0);
  for (const Member* member : pool) sums_.push_back(sums_.back() + member->points);
  chosen_.clear();
  score_ = 0;
  Languages all;
  Extend(pool, 0, size, all.set());
}

// Whether the chosen ones, with `next` of the pool and the best that come after it, could be better than the best.
bool PlaceSearch::MayBeatBest(const Pool& pool, std::size_t next, std::size_t size) const {
  const std::size_t missing = size - chosen_.size();
  if (pool.size() - next < missing) return false;
  if (!best_) return true;
  const std::int64_t bound = score_ + sums_[next + missing] - sums_[next];
  if (bound != best_->score) return bound > best_->score;
  // Equal at most: then only those can do who are listed before the best, or with it so far.
  for (std::size_t i = 0; i < chosen_.size(); ++i) {
    if (chosen_[i]->rank != best_->ranks[i]) return chosen_[i]->rank < best_->ranks[i];
  }
  return pool[next]->rank <= best_->ranks[chosen_.size()];
}

void PlaceSearch::Extend(const Pool& pool, std::size_t from, std::size_t size, const Languages& languages) {
  if (chosen_.size() == size) return Offer(chosen_);
  for (std::size_t next = from; MayBeatBest(pool, next, size); ++next) {
    if (!world_.SpendStep()) return;
    const Member* member = pool[next];
    const Languages shared = languages & member->row->languages;
    if (shared.none()) continue;
    const bool get_along = std::all_of(chosen_.begin(), chosen_.end(), [&](const Member* other) {
      return world_.GetAlong(member->candidate, other->candidate);
    });
    if (!get_along) continue;
    chosen_.push_back(member);
    score_ += member->points;
    Extend(pool, next + 1, size, shared);
    chosen_.pop_back();
    score_ -= member->points;
  }
}

bool PlaceSearch::FitTogether(const Pool& chosen) {
  Languages languages;
  languages.set();
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    languages &= chosen[i]->row->languages;
    for (std::size_t j = 0; j < i; ++j) {
      if (!world_.GetAlong(chosen[i]->candidate, chosen[j]->candidate)) return false;
    }
  }
  return languages.any();
}

bool PlaceSearch::HaveADate(const Pool& chosen, int day) const {
  const auto& dates = world_.dates_of(day);
  return std::any_of(dates.begin(), dates.end(), [&](const Date& date) {
    return std::all_of(chosen.begin(), chosen.end(),
                       [&](const Member* member) { return IsThere(*member->row, date.day); });
  });
}

FoundCircle PlaceSearch::FoundOf(const Pool& chosen) const {
  FoundCircle found;
  for (const Member* member : chosen) {
    found.score += member->points;
    found.ranks.push_back(member->rank);
  }
  return found;
}

}  // namespace

CircleWorld::CircleWorld(const Snapshot& snapshot, const Policy& policy, const CircleQuery& query)
    : snapshot_(snapshot),
      policy_(policy),
      query_(query),
      calendar_(CalendarAt(query.moment, policy)),
      dates_(DatesFrom(query.moment.today, policy.horizon_days, query.moment.zone)),
      daylight_(DaylightOf(query.moment.today, policy.horizon_days, query.moment.zone)),
      steps_left_(query.max_steps) {
  for (const Date& date : dates_) {
    if (!date.HasClockChange()) dates_of_[static_cast<std::size_t>(FortnightDay(date))].push_back(date);
  }
  snapshot.rows(Kind::kResident).ForEach([&](const std::string&, const std::shared_ptr<const Row>& row) {
    const Resident& resident = *row->resident;
    if (!CanJoinCircles(*row, query.moment)) return;
    if (!query.municipality.empty() && resident.municipality != query.municipality) return;
    const std::int64_t days = query.moment.today - resident.waiting_since;
    const auto waiting = std::clamp<std::int64_t>(days, 0, policy.circle_waiting_days);
    candidates_.push_back({row.get(), static_cast<int>(waiting), IsParticular(resident), HasHistory(snapshot, *row)});
  });
  const auto place = [](const CircleCandidate& it) {
    const Metadata& meta = *it.row->meta;
    return std::tie(it.row->resident->waiting_since, meta.external_id.id, meta.external_id.system, meta.id.id);
  };
  std::sort(candidates_.begin(), candidates_.end(),
            [&](const CircleCandidate& a, const CircleCandidate& b) { return place(a) < place(b); });
  taken_.resize(candidates_.size());
}

bool CircleWorld::GetAlong(int a, int b) {
  if (a > b) std::swap(a, b);
  const CircleCandidate& first = candidates_[static_cast<std::size_t>(a)];
  const CircleCandidate& second = candidates_[static_cast<std::size_t>(b)];
  const bool may_be_barred = first.is_particular || second.is_particular || (first.has_links && second.has_links);
  if (!may_be_barred) return true;
  const std::uint64_t key = static_cast<std::uint64_t>(a) << 32 | static_cast<std::uint64_t>(b);
  const auto [found, is_new] = get_along_.try_emplace(key, false);
  if (is_new) found->second = !AreBarred(*first.row, *second.row);
  return found->second;
}

bool CircleWorld::AreBarred(const Row& a, const Row& b) const {
  const PairContext pair = MakeLinkedPair(snapshot_, policy_, query_.moment, a, b, calendar_);
  BarList bars(BarList::Mode::kAll);
  for (const PersonGate gate : PersonGates()) gate(pair, bars);
  const std::vector<Bar> all = bars.Take();
  return std::any_of(all.begin(), all.end(), [](const Bar& bar) {
    return bar.code == BarCode::kExcludedPair || bar.code == BarCode::kAlreadyMatched || bar.code == BarCode::kHardWish;
  });
}

const StartsOfFortnight* PlaceTimes::StartsOf(int candidate) {
  auto& known = starts_[static_cast<std::size_t>(candidate)];
  if (known == nullptr) {
    const Row& row = *world_.candidates()[static_cast<std::size_t>(candidate)].row;
    const auto ways = WaysTo(row, place_, world_.daylight());
    known = std::make_unique<const Known>(Known{!ways.empty(), StartsWith(ways, world_.policy().circle_block_minutes)});
  }
  return known->is_reachable ? &known->starts : nullptr;
}

std::optional<FoundCircle> FindBestCircle(CircleWorld& world, const std::vector<TopicMember>& list, PlaceTimes& place) {
  return PlaceSearch(world, list, place).Best();
}

}  // namespace klik::engine
