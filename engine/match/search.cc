#include "engine/match/search.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <string_view>
#include <tuple>
#include <utility>

#include "engine/match/best_first.h"
#include "engine/match/evaluate.h"
#include "engine/match/history.h"
#include "engine/rules/gates.h"

namespace klik::engine {
namespace {

constexpr std::size_t kMaxMeetingWindows = 10;

// An eligible candidate, as far as its place depends on it.
struct Judged {
  const Row* row = nullptr;
  ScoredMeeting best;
};

// Evaluates one subject against rows.
class Judge {
 public:
  Judge(const Snapshot& snapshot, const MatchingDay& day, const Row& subject, const Moment& moment)
      : snapshot_(snapshot),
        day_(day),
        subject_(subject),
        moment_(moment),
        histories_(HistoriesOf(snapshot, subject.meta->id, moment)) {
    if (moment.today != day.today()) std::abort();
  }

  PairContext Context(const Row& candidate) const {
    PairContext pair =
        MakePairContext(subject_, candidate, day_.policy(), moment_, snapshot_.taxonomy(), day_.calendar());
    if (histories_.empty()) return pair;
    if (const auto found = histories_.find(&candidate); found != histories_.end()) found->second.Tell(pair);
    return pair;
  }

  EvaluatedPair Evaluate(const Row& candidate) const { return EvaluateWithChange(Context(candidate)); }
  std::optional<ScoredMeeting> MeetingIfEligible(const Row& candidate) const {
    PairContext pair = Context(candidate);
    // More time than good time changes no score.
    pair.enough_minutes = std::max(day_.policy().good_block_minutes, day_.policy().min_block_minutes);
    return engine::MeetingIfEligible(pair);
  }

 private:
  const Snapshot& snapshot_;
  const MatchingDay& day_;
  const Row& subject_;
  const Moment& moment_;
  Histories histories_;
};

int KindOrder(Kind kind) {
  switch (kind) {
    case Kind::kVolunteer:
      return 0;
    case Kind::kActivity:
      return 1;
    default:
      return 2;
  }
}

absl::Time LastAsked(const Row& row) { return row.last_asked_time.value_or(absl::InfinitePast()); }

// The end of the order, which the scores no longer decide: total.
bool FairlyBefore(const Row& a, const Row& b) {
  if (a.kind != b.kind) return KindOrder(a.kind) < KindOrder(b.kind);
  if (a.kind == Kind::kVolunteer && LastAsked(a) != LastAsked(b)) return LastAsked(a) < LastAsked(b);
  if (a.kind == Kind::kResident && a.resident->waiting_since != b.resident->waiting_since) {
    return a.resident->waiting_since < b.resident->waiting_since;
  }
  return std::tie(a.meta->external_id.id, a.meta->external_id.system, a.meta->id.id) <
         std::tie(b.meta->external_id.id, b.meta->external_id.system, b.meta->id.id);
}

struct Place {
  bool ask_first = false;
  std::int64_t score = 0;
  const Row& row;
};
bool Before(const Place& a, const Place& b) {
  if (a.ask_first != b.ask_first) return b.ask_first;
  if (a.score != b.score) return a.score > b.score;
  return FairlyBefore(a.row, b.row);
}
Place PlaceOf(const Judged& judged) { return {judged.best.ask_first, judged.best.score.score, *judged.row}; }
bool JudgedBefore(const Judged& a, const Judged& b) { return Before(PlaceOf(a), PlaceOf(b)); }

int RankOf(const Place& place, const std::vector<Judged>& eligible) {
  const auto after = std::partition_point(eligible.begin(), eligible.end(),
                                          [&](const Judged& other) { return Before(PlaceOf(other), place); });
  return static_cast<int>(after - eligible.begin()) + 1;
}

struct Excluded {
  const Row* row = nullptr;
  PairResult pair;
  std::optional<PairChange> change;
};

// `eligible` in order.
std::optional<NearestChange> NearestChangeOf(Excluded& excluded, const std::vector<Judged>& eligible) {
  if (!excluded.change) return std::nullopt;
  const int rank = RankOf({excluded.pair.ask_first, excluded.change->score.score, *excluded.row}, eligible);
  return NearestChange{std::move(excluded.change->lifted), excluded.change->cost, rank};
}

// What something makes eligible first, and of that what the fewest bars keep out.
bool NearerThan(const Excluded& a, const Excluded& b) {
  if (a.change.has_value() != b.change.has_value()) return a.change.has_value();
  if (a.pair.bars.size() != b.pair.bars.size()) return a.pair.bars.size() < b.pair.bars.size();
  if (a.pair.score.score != b.pair.score.score) return a.pair.score.score > b.pair.score.score;
  return FairlyBefore(*a.row, *b.row);
}

bool PassesFilter(const Row& row, const Row& subject, const Filter& filter, const Taxonomy& taxonomy) {
  if (filter.max_distance_metres > 0 &&
      DistanceCm(row.point, subject.point) > std::int64_t{filter.max_distance_metres} * 100) {
    return false;
  }
  if (!filter.municipality.empty() && row.is_person() && row.person->municipality != filter.municipality) {
    return false;
  }
  if (filter.topics.empty()) return true;
  return std::any_of(row.liked.begin(), row.liked.end(), [&](const Strength& strength) {
    return std::any_of(filter.topics.begin(), filter.topics.end(),
                       [&](TopicIndex topic) { return taxonomy.IsWithin(strength.topic, topic); });
  });
}

std::vector<Kind> KindsToSearch(const Row& subject, const std::vector<Kind>& asked) {
  std::vector<Kind> kinds;
  for (const Kind kind : {Kind::kVolunteer, Kind::kActivity, Kind::kResident}) {
    if (!CanLink(subject.kind, kind)) continue;
    const bool wanted = asked.empty() ? kind != Kind::kResident || subject.kind != Kind::kResident || subject.peer_links
                                      : std::find(asked.begin(), asked.end(), kind) != asked.end();
    if (wanted) kinds.push_back(kind);
  }
  return kinds;
}

// Never the subject itself, nobody who has withdrawn, nobody the filter leaves out.
bool IsInQuestion(const Row& row, const Row& subject, bool unasked_peers, const Filter& filter,
                  const Taxonomy& taxonomy) {
  if (&row == &subject) return false;
  if (row.state == ProfileState::kWithdrawn) return false;
  // Who never asked for neighbours is not left out, and is not named.
  if (unasked_peers && row.kind == Kind::kResident && !row.peer_links) return false;
  return PassesFilter(row, subject, filter, taxonomy);
}

bool PeersAreUnasked(const Row& subject, const std::vector<Kind>& kinds) {
  return kinds.empty() && subject.kind == Kind::kResident;
}

template <typename Visitor>
void ForEachInQuestion(const Snapshot& snapshot, const Row& subject, const std::vector<Kind>& kinds,
                       const Filter& filter, Visitor&& visit) {
  const bool unasked_peers = PeersAreUnasked(subject, kinds);
  for (const Kind kind : KindsToSearch(subject, kinds)) {
    snapshot.rows(kind).ForEach([&](const std::string&, const std::shared_ptr<const Row>& row) {
      if (IsInQuestion(*row, subject, unasked_peers, filter, snapshot.taxonomy())) visit(*row);
    });
  }
}

// The best of those it is told of. Only their places are put in order: all there is to tell of one is much to move.
class Best {
  auto ByPlace() const {
    return [this](std::size_t a, std::size_t b) { return JudgedBefore(judged_[a], judged_[b]); };
  }

 public:
  explicit Best(std::size_t most) : most_(most) {
    constexpr std::size_t kUsualMost = 32;
    judged_.reserve(std::min(most, kUsualMost));
    order_.reserve(std::min(most, kUsualMost));
  }

  void Add(const Judged& judged) {
    if (!is_full()) {
      order_.push_back(judged_.size());
      judged_.push_back(judged);
    } else {
      if (!JudgedBefore(judged, last())) return;
      std::pop_heap(order_.begin(), order_.end(), ByPlace());
      judged_[order_.back()] = judged;
    }
    std::push_heap(order_.begin(), order_.end(), ByPlace());
  }
  bool is_full() const { return judged_.size() == most_; }
  // There must be one.
  const Judged& last() const { return judged_[order_.front()]; }

  std::vector<Judged> InOrder() {
    std::sort_heap(order_.begin(), order_.end(), ByPlace());
    std::vector<Judged> result;
    result.reserve(order_.size());
    for (const std::size_t at : order_) result.push_back(judged_[at]);
    return result;
  }

 private:
  std::size_t most_;
  std::vector<Judged> judged_;
  std::vector<std::size_t> order_;  // A heap, the last on top.
};

// The best `query.limit` of the eligible, in order, and how many pairs it took.
std::vector<Judged> FindBest(const Snapshot& snapshot, const MatchingDay& day, const SearchQuery& query,
                             const Row& subject, const Judge& judge, int& evaluated) {
  const auto most = static_cast<std::size_t>(query.limit);
  if (most == 0) return {};
  Best best(most);
  const std::vector<Kind> kinds = KindsToSearch(subject, query.kinds);
  const bool unasked_peers = PeersAreUnasked(subject, query.kinds);
  const auto visit = [&](const Row& row) {
    if (IsInQuestion(row, subject, unasked_peers, query.filter, snapshot.taxonomy())) {
      ++evaluated;
      if (const auto meeting = judge.MeetingIfEligible(row)) best.Add({&row, *meeting});
    }
    if (!best.is_full()) return kNobody;
    return StandingBeside(best.last().best.ask_first, best.last().best.score.score);
  };
  VisitBestFirst(
      snapshot, {subject, kinds, query.filter.max_distance_metres, day, query.moment, most, query.instructions}, visit);
  return best.InOrder();
}

RankedCandidate ToRanked(const Judge& judge, const Judged& judged, int rank) {
  const PairContext context = judge.Context(*judged.row);
  RankedCandidate ranked;
  ranked.id = judged.row->meta->id;
  ranked.row = judged.row;
  ranked.rank = rank;
  ranked.pair = ResultOfMeeting(context, judged.best);
  ranked.warnings = WarningsOf(context, ranked.pair);
  ranked.meeting_windows = MeetingWindows(context, ranked.pair, kMaxMeetingWindows);
  return ranked;
}

// What names them lies in profiles that nothing has looked at yet: fetched for all at once, not one after the other.
void FetchNames(const std::vector<Judged>& judged) {
  for (const Judged& one : judged) __builtin_prefetch(one.row->meta);
  for (const Judged& one : judged) __builtin_prefetch(one.row->meta->id.id.data());
}

std::vector<ExcludedCandidate> OrderExcluded(std::vector<Excluded> excluded, const std::vector<Judged>& eligible,
                                             int most) {
  const auto shown = std::min(excluded.size(), static_cast<std::size_t>(most));
  std::partial_sort(excluded.begin(), excluded.begin() + static_cast<std::ptrdiff_t>(shown), excluded.end(),
                    NearerThan);
  std::vector<ExcludedCandidate> result;
  result.reserve(shown);
  for (std::size_t i = 0; i < shown; ++i) {
    auto change = NearestChangeOf(excluded[i], eligible);
    result.push_back({excluded[i].row->meta->id, std::move(excluded[i].pair), std::move(change), excluded[i].row});
  }
  return result;
}

}  // namespace

SearchResult Search(const Snapshot& snapshot, const MatchingDay& day, const SearchQuery& query) {
  const Row* subject = snapshot.FindRow(query.subject);
  if (subject == nullptr) std::abort();
  const Judge judge(snapshot, day, *subject, query.moment);
  SearchResult result;
  std::vector<Judged> eligible;
  std::vector<Excluded> excluded;
  if (query.prune && !query.include_excluded) {
    eligible = FindBest(snapshot, day, query, *subject, judge, result.evaluated);
  } else {
    ForEachInQuestion(snapshot, *subject, query.kinds, query.filter, [&](const Row& row) {
      ++result.evaluated;
      if (!query.include_excluded) {
        if (const auto meeting = judge.MeetingIfEligible(row)) eligible.push_back({&row, *meeting});
        return;
      }
      EvaluatedPair pair = judge.Evaluate(row);
      if (pair.result.bars.empty()) {
        eligible.push_back({&row, pair.best});
      } else {
        excluded.push_back({&row, std::move(pair.result), std::move(pair.change)});
      }
    });
  }
  if (query.include_excluded) result.excluded_total = static_cast<int>(excluded.size());

  const auto shown = std::min(eligible.size(), static_cast<std::size_t>(query.limit));
  if (query.include_excluded) {
    std::sort(eligible.begin(), eligible.end(), JudgedBefore);
    result.excluded = OrderExcluded(std::move(excluded), eligible, query.excluded_limit);
  } else if (!query.prune) {
    std::partial_sort(eligible.begin(), eligible.begin() + static_cast<std::ptrdiff_t>(shown), eligible.end(),
                      JudgedBefore);
  }
  eligible.resize(shown);
  FetchNames(eligible);
  result.candidates.reserve(shown);
  for (std::size_t i = 0; i < shown; ++i) {
    result.candidates.push_back(ToRanked(judge, eligible[i], static_cast<int>(i) + 1));
  }
  return result;
}

std::optional<Explanation> Explain(const Snapshot& snapshot, const MatchingDay& day, const EntityId& subject,
                                   const EntityId& candidate, const Moment& moment, const Filter& filter) {
  const Row* subject_row = snapshot.FindRow(subject);
  const Row* candidate_row = snapshot.FindRow(candidate);
  if (subject_row == nullptr || candidate_row == nullptr || subject_row == candidate_row) return std::nullopt;
  if (!CanLink(subject.kind, candidate.kind)) return std::nullopt;
  const Judge judge(snapshot, day, *subject_row, moment);
  std::vector<Judged> eligible;
  ForEachInQuestion(snapshot, *subject_row, {candidate.kind}, filter, [&](const Row& row) {
    if (&row == candidate_row) return;
    if (const auto meeting = judge.MeetingIfEligible(row)) eligible.push_back({&row, *meeting});
  });
  std::sort(eligible.begin(), eligible.end(), JudgedBefore);

  EvaluatedPair pair = judge.Evaluate(*candidate_row);
  Explanation explanation;
  if (pair.result.bars.empty()) {
    const Judged judged{candidate_row, pair.best};
    explanation.candidate = ToRanked(judge, judged, RankOf(PlaceOf(judged), eligible));
  } else {
    Excluded excluded{candidate_row, std::move(pair.result), std::move(pair.change)};
    auto change = NearestChangeOf(excluded, eligible);
    explanation.excluded = ExcludedCandidate{candidate, std::move(excluded.pair), std::move(change), candidate_row};
  }
  return explanation;
}

}  // namespace klik::engine
