// Snapshot: everything there is at one revision, ready to be searched.
//
// Immutable once built: any thread may read it, and a request uses one from beginning to end. Copies share what did not
// change. `snapshot_builder.h` is the only way to a next one, `snapshot_loader.h` to one of a whole store.
#ifndef KLIK_ENGINE_INDEX_SNAPSHOT_H_
#define KLIK_ENGINE_INDEX_SNAPSHOT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/index/cow_map.h"
#include "engine/index/row.h"
#include "engine/index/spatial_table.h"
#include "engine/model/activity.h"
#include "engine/model/entity.h"
#include "engine/model/exclusion.h"
#include "engine/model/match.h"
#include "engine/model/person.h"
#include "engine/model/referral.h"
#include "engine/taxonomy/taxonomy.h"

namespace klik::engine {

class Snapshot {
 public:
  // Nothing at all, at revision 0. `taxonomy` must outlive every snapshot that comes from this one.
  explicit Snapshot(const Taxonomy& taxonomy) : taxonomy_(&taxonomy) {}

  Revision revision() const { return revision_; }
  const Taxonomy& taxonomy() const { return *taxonomy_; }

  // nullptr when there is no such resource.
  std::shared_ptr<const Resident> FindResident(std::string_view id) const;
  std::shared_ptr<const Volunteer> FindVolunteer(std::string_view id) const;
  std::shared_ptr<const Activity> FindActivity(std::string_view id) const;
  std::shared_ptr<const Organisation> FindOrganisation(std::string_view id) const;
  std::shared_ptr<const Match> FindMatch(std::string_view id) const;
  std::shared_ptr<const Exclusion> FindExclusion(std::string_view id) const;
  std::shared_ptr<const Referral> FindReferral(std::string_view id) const;

  // Of any kind; nullptr when there is no such resource.
  const Metadata* FindMetadata(const EntityId& id) const;

  // nullopt when nothing has this external id.
  std::optional<EntityId> FindExternal(const ExternalId& external_id) const;

  // Residents, volunteers and activities as matching sees them. nullptr when there is none.
  const Row* FindRow(const EntityId& id) const;
  // By kind: kResident, kVolunteer or kActivity; in order of id.
  const CowMap<std::string, std::shared_ptr<const Row>>& rows(Kind kind) const;
  // The same rows, by place.
  const SpatialTable& spatial(Kind kind) const { return spatial_[SpatialAt(kind)]; }

  const CowMap<std::string, std::shared_ptr<const Organisation>>& organisations() const { return organisations_; }
  const CowMap<std::string, std::shared_ptr<const Match>>& matches() const { return matches_; }
  const CowMap<std::string, std::shared_ptr<const Exclusion>>& exclusions() const { return exclusions_; }
  const CowMap<std::string, std::shared_ptr<const Referral>>& referrals() const { return referrals_; }

  // Ids of all matches, ended ones too, in which the resource is the resident, the other or the companion.
  const std::vector<std::string>& MatchesOf(const EntityId& id) const;

  // What the matches of a volunteer or an activity take of it.
  Load LoadOf(const EntityId& id) const;

  // Ids of all exclusions, past ones too, of which the resource is one of the two.
  const std::vector<std::string>& ExclusionsOf(const EntityId& id) const;

  // Ids of all referrals, ended ones too, that led to the resident.
  const std::vector<std::string>& ReferralsOf(const EntityId& resident) const;

 private:
  friend class SnapshotBuilder;
  friend class SnapshotLoader;

  // An external id, where its resource has it. In order of a hash: nobody goes through them in order, and numbers are
  // compared sooner than texts.
  struct ExternalKey {
    explicit ExternalKey(const ExternalId& external_id) : hash(HashOf(external_id)), id(&external_id) {}

    std::uint64_t hash;
    const ExternalId* id;

    friend bool operator==(const ExternalKey& a, const ExternalKey& b) { return a.hash == b.hash && *a.id == *b.id; }
    friend bool operator<(const ExternalKey& a, const ExternalKey& b) {
      return a.hash != b.hash ? a.hash < b.hash : *a.id < *b.id;
    }
    friend KeyStart StartOf(const ExternalKey& key) { return key.hash; }
  };
  static std::uint64_t HashOf(const ExternalId& external_id);

  static constexpr std::size_t SpatialAt(Kind kind) {
    static_assert(static_cast<int>(Kind::kResident) == 1 && static_cast<int>(Kind::kActivity) == 3);
    return static_cast<std::size_t>(kind) - 1;
  }

  CowMap<std::string, std::shared_ptr<const Row>>& RowsOf(Kind kind) {
    return const_cast<CowMap<std::string, std::shared_ptr<const Row>>&>(rows(kind));
  }

  const Taxonomy* taxonomy_;
  Revision revision_ = 0;
  CowMap<std::string, std::shared_ptr<const Row>> residents_;
  CowMap<std::string, std::shared_ptr<const Row>> volunteers_;
  CowMap<std::string, std::shared_ptr<const Row>> activities_;
  std::array<SpatialTable, 3> spatial_;
  CowMap<std::string, std::shared_ptr<const Organisation>> organisations_;
  CowMap<std::string, std::shared_ptr<const Match>> matches_;
  CowMap<std::string, std::shared_ptr<const Exclusion>> exclusions_;
  CowMap<std::string, std::shared_ptr<const Referral>> referrals_;
  CowMap<ExternalKey, const Metadata*> externals_;  // Of resources that are here, so that they live as long.
  CowMap<EntityId, std::vector<std::string>> matches_of_;
  CowMap<EntityId, std::vector<std::string>> exclusions_of_;
  CowMap<EntityId, std::vector<std::string>> referrals_of_;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_INDEX_SNAPSHOT_H_
