#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/index/snapshot_builder.h"
#include "tests/bench/world/bench_world.h"
#include "tests/bench/world/fail.h"
#include "tests/bench/world/people.h"

namespace klik::bench {
namespace {

constexpr std::uint64_t kSeed = 1;

// One resident in so many has, or had, somebody. Few: the oracle goes through all matches for every pair.
constexpr std::int64_t kResidentsPerMatch = 40;

void AddMatch(std::uint64_t number, const engine::EntityId& resident, const engine::EntityId& volunteer, absl::Time now,
              engine::SnapshotBuilder& builder) {
  Draw draw(kSeed, Stream::kMatches, number);
  engine::Match match;
  match.meta.id = {engine::Kind::kMatch, absl::StrCat("m", number)};
  match.resident = resident;
  match.other = volunteer;
  switch (draw.PickWeighted({400, 200, 100, 300})) {
    case 0:
      match.state = engine::MatchState::kActive;
      break;
    case 1:
      match.state = engine::MatchState::kProposed;
      match.expire_time = now + absl::Hours(24 * draw.Between(-7, 14));
      break;
    case 2:
      match.state = engine::MatchState::kEnded;
      match.end_reason = engine::EndReason::kConflict;
      break;
    default:
      match.state = engine::MatchState::kEnded;
      match.end_reason = engine::EndReason::kGoalReached;
  }
  builder.Apply(std::make_shared<const engine::Match>(std::move(match)));
}

}  // namespace

engine::Moment BenchMoment() {
  engine::Moment moment;
  if (!absl::LoadTimeZone("Europe/Amsterdam", &moment.zone)) Fail("the zone Europe/Amsterdam is not known: no tzdata");
  moment.today = absl::CivilDay(2026, 11, 25);
  moment.now = absl::FromCivil(absl::CivilHour(2026, 11, 25, 12), moment.zone);
  return moment;
}

void Shuffle(std::vector<std::string>& ids) {
  Draw draw(kSeed, Stream::kResidents);
  for (std::size_t i = ids.size(); i > 1; --i) {
    std::swap(ids[i - 1], ids[static_cast<std::size_t>(draw.Below(static_cast<int>(i)))]);
  }
}

BenchWorld MakeWorld(const MadeWorldSize& size) {
  BenchWorld world;
  world.moment = BenchMoment();
  const engine::Taxonomy& taxonomy = engine::Taxonomy::BuiltIn();
  const Towns towns(kSeed, size.land, size.towns, static_cast<double>(size.residents));
  const People people(kSeed, towns, taxonomy, world.moment.today);
  engine::SnapshotBuilder builder(std::make_shared<const engine::Snapshot>(taxonomy));
  for (std::int64_t i = 0; i < size.activities; ++i) {
    builder.Apply(std::make_shared<const engine::Activity>(people.MakeActivity(static_cast<std::uint64_t>(i))));
  }
  std::vector<std::string> volunteers;
  for (std::int64_t i = 0; i < size.volunteers; ++i) {
    auto volunteer = std::make_shared<const engine::Volunteer>(people.MakeVolunteer(static_cast<std::uint64_t>(i)));
    // Enough of them to be matched.
    if (i < size.residents_made) volunteers.push_back(volunteer->meta.id.id);
    builder.Apply(std::move(volunteer));
  }
  for (std::int64_t i = 0; i < size.residents_made; ++i) {
    const auto number = static_cast<std::uint64_t>(i * (size.residents / size.residents_made));
    auto resident = std::make_shared<const engine::Resident>(people.MakeResident(number));
    const engine::EntityId id = resident->meta.id;
    world.residents.push_back(id.id);
    builder.Apply(std::move(resident));
    if (i % kResidentsPerMatch != 0) continue;
    const std::string& other = volunteers[static_cast<std::size_t>(i) % volunteers.size()];
    AddMatch(number, id, {engine::Kind::kVolunteer, other}, world.moment.now, builder);
  }
  world.snapshot = builder.Build(1);
  world.residents_in_all = size.residents;
  Shuffle(world.residents);
  return world;
}

}  // namespace klik::bench
