#include <cstdint>
#include <string>
#include <utility>

#include "clients/demo/town.h"
#include "engine/index/snapshot_builder.h"
#include "engine/places/gazetteer.h"
#include "klik/v1/transfer_service.pb.h"
#include "services/rpc/import_line.h"
#include "tests/bench/world/bench_world.h"
#include "tests/bench/world/fail.h"

namespace klik::bench {
namespace {

// Takes records up as an import does, but for the store.
// Of whoever may do anything, for one system.
services::Reach ReachOfAll(const std::string& system) {
  services::Principal principal;
  principal.system = system;
  v1::Access::Grant grant;
  grant.set_records(v1::Access::ALL);
  return services::Reach(std::move(principal), v1::Access(), grant, /*stated_reason=*/false);
}

class Import {
 public:
  explicit Import(const engine::Moment& moment)
      : now_(moment.now),
        scope_{ReachOfAll("demo"),
               {engine::Taxonomy::BuiltIn(), engine::Gazetteer::BuiltIn(), moment.today, /*takes_state=*/true},
               /*validate_only=*/false,
               {}},
        builder_(std::make_shared<const engine::Snapshot>(engine::Taxonomy::BuiltIn())) {}

  void Add(v1::ImportRecord record) {
    v1::ImportRecordsRequest request;
    request.set_line(++line_);
    *request.mutable_record() = std::move(record);
    const auto line = services::ReadImportLine(request, scope_);
    if (!line.ok()) Fail(std::string(line.status().message()));
    const auto decision = (*line)->Decide(builder_.view(), now_);
    if (!decision.ok()) Fail(std::string(decision.status().message()));
    for (const engine::Change& change : decision->changes) builder_.Apply(change);
  }

  std::shared_ptr<const engine::Snapshot> Build() { return builder_.Build(1); }

 private:
  const absl::Time now_;
  services::ImportScope scope_;
  engine::SnapshotBuilder builder_;
  std::int32_t line_ = 0;
};

}  // namespace

BenchWorld MakeDemoWorld() {
  BenchWorld world;
  world.moment = BenchMoment();
  demo::TownOptions options;
  options.today = world.moment.today;
  demo::Town town = demo::MakeTown(options);
  Import import(world.moment);
  const auto add = [&](auto& records, auto* (v1::ImportRecord::*field)()) {
    for (auto& message : records) {
      v1::ImportRecord record;
      *(record.*field)() = std::move(message);
      import.Add(std::move(record));
    }
  };
  add(town.organisations, &v1::ImportRecord::mutable_organisation);
  add(town.activities, &v1::ImportRecord::mutable_activity);
  add(town.residents, &v1::ImportRecord::mutable_resident);
  add(town.volunteers, &v1::ImportRecord::mutable_volunteer);
  add(town.matches, &v1::ImportRecord::mutable_match);
  add(town.exclusions, &v1::ImportRecord::mutable_exclusion);
  world.snapshot = import.Build();
  world.snapshot->rows(engine::Kind::kResident).ForEach([&](const std::string& id, const auto&) {
    world.residents.push_back(id);
  });
  world.residents_in_all = static_cast<std::int64_t>(world.residents.size());
  Shuffle(world.residents);
  return world;
}

}  // namespace klik::bench
