#include "tests/bench/measure.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "absl/strings/str_cat.h"

namespace klik::bench {
namespace {

using engine::Kind;

bool IsIn(const Box& box, const engine::Place& place) {
  return box.south <= place.point.latitude_e6 && place.point.latitude_e6 <= box.north &&
         box.west <= place.point.longitude_e6 && place.point.longitude_e6 <= box.east;
}

}  // namespace

engine::SearchQuery QueryOf(const BenchWorld& world, const std::string& resident, int max_distance_metres) {
  engine::SearchQuery query;
  query.subject = {Kind::kResident, resident};
  query.kinds = {Kind::kVolunteer, Kind::kActivity};
  query.filter.max_distance_metres = max_distance_metres;
  query.limit = kLimit;
  query.moment = world.moment;
  return query;
}

std::string Difference(const engine::SearchResult& engine, const std::vector<Answer>& peer, const PackedWorld& packed) {
  const std::size_t most = std::max(engine.candidates.size(), peer.size());
  for (std::size_t i = 0; i < most; ++i) {
    std::string wanted = "nobody";
    std::string found = "nobody";
    if (i < engine.candidates.size()) {
      const auto& [id, rank, pair, warnings, windows, row] = engine.candidates[i];
      wanted = absl::StrCat(engine::NameOf(id), pair.ask_first ? " ask first " : " ", pair.score.score);
    }
    if (i < peer.size()) {
      found = absl::StrCat(engine::NameOf(packed.IdOf(peer[i].candidate)), peer[i].ask_first ? " ask first " : " ",
                           peer[i].score);
    }
    if (wanted != found) return absl::StrCat("rank ", i + 1, ": the engine has ", wanted, ", the peer ", found);
  }
  return "";
}

std::string Difference(const engine::SearchResult& engine, engine::SearchResult oracle) {
  // Those far away were not shown to it.
  oracle.excluded_total = engine.excluded_total;
  return testing::FirstDifference(engine, oracle);
}

testing::World WorldIn(const engine::Snapshot& snapshot, const engine::EntityId& resident, const Box& box) {
  testing::World part;
  part.residents.push_back(*snapshot.FindResident(resident.id));
  snapshot.rows(Kind::kVolunteer).ForEach([&](const std::string&, const auto& row) {
    if (IsIn(box, row->volunteer->place)) part.volunteers.push_back(*row->volunteer);
  });
  snapshot.rows(Kind::kActivity).ForEach([&](const std::string&, const auto& row) {
    if (IsIn(box, row->activity->place)) part.activities.push_back(*row->activity);
  });
  snapshot.matches().ForEach([&](const std::string&, const auto& match) { part.matches.push_back(*match); });
  snapshot.exclusions().ForEach(
      [&](const std::string&, const auto& exclusion) { part.exclusions.push_back(*exclusion); });
  return part;
}

std::size_t ResidentMemory() {
  std::ifstream file("/proc/self/statm");
  std::size_t pages = 0;
  file >> pages >> pages;
  return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace klik::bench
