#include "services/casework/nobody_fits.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "engine/match/search.h"
#include "engine/rules/legal_basis.h"
#include "services/casework/due.h"

namespace klik::services {
namespace {

bool MayBeMatched(const engine::Resident& resident, absl::CivilDay today) {
  return resident.state == engine::ProfileState::kActive &&
         resident.need.type != engine::NeedType::kProfessionalFirst &&
         engine::HasBasisOn(resident, engine::Purpose::kMatching, today);
}

bool IsProvidedFor(const WorkView& view, const engine::Resident& resident) {
  const std::vector<std::string>& matches = view.snapshot.MatchesOf(resident.meta.id);
  return std::any_of(matches.begin(), matches.end(), [&](const std::string& id) {
    const auto match = view.snapshot.FindMatch(id);
    return engine::IsRunning(match->state) || (engine::IsOpen(match->state) && !HasExpired(*match, view.moment.now));
  });
}

engine::SearchQuery QueryFor(const WorkView& view, const std::string& municipality, const engine::EntityId& resident) {
  engine::SearchQuery query;
  query.subject = resident;
  query.filter.municipality = municipality;
  query.limit = 1;
  query.moment = view.moment;
  return query;
}

}  // namespace

std::vector<const engine::Resident*> LongestWaiting(const WorkView& view,
                                                    absl::FunctionRef<bool(const engine::EntityId&)> reaches) {
  std::vector<const engine::Resident*> waiting;
  view.snapshot.rows(engine::Kind::kResident)
      .ForEach([&](const std::string&, const std::shared_ptr<const engine::Row>& row) {
        const engine::Resident& resident = *row->resident;
        if (MayBeMatched(resident, view.moment.today) && reaches(resident.meta.id) && !IsProvidedFor(view, resident)) {
          waiting.push_back(&resident);
        }
      });
  const auto longest = std::min(waiting.size(), std::size_t{kMostWaiting});
  std::partial_sort(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(longest), waiting.end(),
                    [](const engine::Resident* a, const engine::Resident* b) {
                      return std::tie(a->waiting_since, a->meta.id) < std::tie(b->waiting_since, b->meta.id);
                    });
  waiting.resize(longest);
  return waiting;
}

std::vector<WorkItem> WhomNobodyFits(const WorkView& view, const engine::MatchingDay& day,
                                     const std::string& municipality,
                                     const std::vector<const engine::Resident*>& waiting) {
  std::vector<WorkItem> items;
  for (const engine::Resident* const resident : waiting) {
    const engine::SearchResult found =
        engine::Search(view.snapshot, day, QueryFor(view, municipality, resident->meta.id));
    if (!found.candidates.empty()) continue;
    WorkItem& item = items.emplace_back();
    item.kind = WorkKind::kNobodyFits;
    item.subject = resident->meta.id;
    item.display_name = resident->display_name;
    item.waiting_days = std::max(0, static_cast<int>(view.moment.today - resident->waiting_since));
  }
  return items;
}

std::vector<Obstacle> ObstaclesOf(const WorkView& view, const engine::MatchingDay& day, const std::string& municipality,
                                  const engine::EntityId& resident) {
  engine::SearchQuery query = QueryFor(view, municipality, resident);
  query.include_excluded = true;
  std::map<engine::BarCode, int> candidates;
  for (const engine::ExcludedCandidate& excluded : engine::Search(view.snapshot, day, query).excluded) {
    std::set<engine::BarCode> codes;
    const auto& bars = excluded.nearest_change.has_value() ? excluded.nearest_change->lifted : excluded.pair.bars;
    for (const engine::Bar& bar : bars) codes.insert(bar.code);
    for (const engine::BarCode code : codes) ++candidates[code];
  }
  std::vector<Obstacle> obstacles;
  for (const auto& [code, count] : candidates) obstacles.push_back({code, count});
  std::stable_sort(obstacles.begin(), obstacles.end(),
                   [](const Obstacle& a, const Obstacle& b) { return a.candidates > b.candidates; });
  if (obstacles.size() > kMostObstacles) obstacles.resize(kMostObstacles);
  return obstacles;
}

}  // namespace klik::services
