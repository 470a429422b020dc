// Everything in a store as one snapshot, made at once: the same as the changes one by one come to, many times sooner.
//
// First what rows hang on, then the rows, in parts that several threads may make, then all of it in its places.
//
// One thread at a time, but for what is said of Part and Build.
#ifndef KLIK_ENGINE_INDEX_SNAPSHOT_LOADER_H_
#define KLIK_ENGINE_INDEX_SNAPSHOT_LOADER_H_

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/index/run_all.h"
#include "engine/index/snapshot.h"
#include "engine/index/snapshot_builder.h"

namespace klik::engine {

class SnapshotLoader {
  using External = std::pair<Snapshot::ExternalKey, const Metadata*>;

 public:
  // `others` are all organisations, matches, exclusions and referrals, each kind in order of id. Whom these tell of
  // need not be there yet. `taxonomy` must outlive the snapshot.
  SnapshotLoader(const Taxonomy& taxonomy, const std::vector<Change>& others);

  // Some rows of one kind. Each part is for one thread, beside others.
  class Part {
   public:
    // `loader` must outlive it, and stay as it is meanwhile.
    Part(const SnapshotLoader& loader, Kind kind) : loader_(&loader), kind_(kind) {}

    // A resident, volunteer or activity, in order of id.
    void Add(const Change& change);

   private:
    friend class SnapshotLoader;

    const SnapshotLoader* loader_;
    Kind kind_;
    CowMap<std::string, std::shared_ptr<const Row>> rows_;
    std::vector<std::vector<SpatialTable::Placed>> placed_;  // So many at once, so that they stay where they are.
    std::vector<External> externals_;
  };

  // The parts of a kind in order of id.
  void Add(Part part);

  // Finds all that has been added, by id.
  const Snapshot& view() const { return next_; }

  // Once everything is added, and whatever is referred to is there. DATA_LOSS names two that share an external id.
  // `run_all` lends its threads.
  absl::StatusOr<std::shared_ptr<const Snapshot>> Build(Revision revision, RunAll run_all);

 private:
  static void AddExternal(const Metadata& meta, std::vector<External>& externals);
  std::vector<External> SortExternals() const;
  absl::Status PutExternals(const std::vector<External>& externals, RunAll run_all);

  Snapshot next_;
  std::array<std::vector<std::vector<SpatialTable::Placed>>, 3> placed_;  // As Snapshot::spatial_, in parts.
  std::vector<std::vector<External>> externals_;                          // In parts, too.
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_INDEX_SNAPSHOT_LOADER_H_
