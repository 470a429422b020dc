#include "engine/index/snapshot.h"

#include <algorithm>
#include <cstdlib>

namespace klik::engine {
namespace {

template <typename Value>
std::shared_ptr<const Value> FindIn(const CowMap<std::string, std::shared_ptr<const Value>>& map, std::string_view id) {
  const auto* found = map.Find(id);
  return found == nullptr ? nullptr : *found;
}

const std::vector<std::string>& IdsIn(const CowMap<EntityId, std::vector<std::string>>& map, const EntityId& id) {
  static const std::vector<std::string> kNone;
  const auto* found = map.Find(id);
  return found == nullptr ? kNone : *found;
}

}  // namespace

std::shared_ptr<const Resident> Snapshot::FindResident(std::string_view id) const {
  const auto* row = residents_.Find(id);
  return row == nullptr ? nullptr : (*row)->resident;
}

std::shared_ptr<const Volunteer> Snapshot::FindVolunteer(std::string_view id) const {
  const auto* row = volunteers_.Find(id);
  return row == nullptr ? nullptr : (*row)->volunteer;
}

std::shared_ptr<const Activity> Snapshot::FindActivity(std::string_view id) const {
  const auto* row = activities_.Find(id);
  return row == nullptr ? nullptr : (*row)->activity;
}

std::shared_ptr<const Organisation> Snapshot::FindOrganisation(std::string_view id) const {
  return FindIn(organisations_, id);
}

std::shared_ptr<const Match> Snapshot::FindMatch(std::string_view id) const { return FindIn(matches_, id); }

std::shared_ptr<const Exclusion> Snapshot::FindExclusion(std::string_view id) const { return FindIn(exclusions_, id); }

std::shared_ptr<const Referral> Snapshot::FindReferral(std::string_view id) const { return FindIn(referrals_, id); }

const Metadata* Snapshot::FindMetadata(const EntityId& id) const {
  switch (id.kind) {
    case Kind::kResident:
    case Kind::kVolunteer:
    case Kind::kActivity: {
      const Row* row = FindRow(id);
      return row == nullptr ? nullptr : row->meta;
    }
    case Kind::kOrganisation: {
      const auto* organisation = organisations_.Find(id.id);
      return organisation == nullptr ? nullptr : &(*organisation)->meta;
    }
    case Kind::kMatch: {
      const auto* match = matches_.Find(id.id);
      return match == nullptr ? nullptr : &(*match)->meta;
    }
    case Kind::kExclusion: {
      const auto* exclusion = exclusions_.Find(id.id);
      return exclusion == nullptr ? nullptr : &(*exclusion)->meta;
    }
    case Kind::kReferral: {
      const auto* referral = referrals_.Find(id.id);
      return referral == nullptr ? nullptr : &(*referral)->meta;
    }
  }
  std::abort();
}

std::optional<EntityId> Snapshot::FindExternal(const ExternalId& external_id) const {
  const Metadata* const* found = externals_.Find(ExternalKey(external_id));
  if (found == nullptr) return std::nullopt;
  return (*found)->id;
}

const Row* Snapshot::FindRow(const EntityId& id) const {
  if (id.kind != Kind::kResident && id.kind != Kind::kVolunteer && id.kind != Kind::kActivity) return nullptr;
  const auto* row = rows(id.kind).Find(id.id);
  return row == nullptr ? nullptr : row->get();
}

const CowMap<std::string, std::shared_ptr<const Row>>& Snapshot::rows(Kind kind) const {
  switch (kind) {
    case Kind::kResident:
      return residents_;
    case Kind::kVolunteer:
      return volunteers_;
    case Kind::kActivity:
      return activities_;
    case Kind::kOrganisation:
    case Kind::kMatch:
    case Kind::kExclusion:
    case Kind::kReferral:
      break;
  }
  std::abort();  // The other kinds are never matched.
}

const std::vector<std::string>& Snapshot::MatchesOf(const EntityId& id) const { return IdsIn(matches_of_, id); }

Load Snapshot::LoadOf(const EntityId& id) const {
  Load load;
  for (const std::string& match_id : MatchesOf(id)) {
    const auto& match = **matches_.Find(match_id);
    if (IsRunning(match.state)) ++load.running;
    if (IsOpen(match.state)) load.open_until.push_back(match.expire_time.value_or(absl::InfiniteFuture()));
  }
  std::sort(load.open_until.begin(), load.open_until.end());
  return load;
}

const std::vector<std::string>& Snapshot::ExclusionsOf(const EntityId& id) const { return IdsIn(exclusions_of_, id); }

const std::vector<std::string>& Snapshot::ReferralsOf(const EntityId& resident) const {
  return IdsIn(referrals_of_, resident);
}

// FNV-1a: the same in every process, and quick for a few bytes.
std::uint64_t Snapshot::HashOf(const ExternalId& external_id) {
  std::uint64_t hash = 0xcbf2'9ce4'8422'2325;
  const auto add = [&hash](char byte) { hash = (hash ^ static_cast<unsigned char>(byte)) * 0x0000'0100'0000'01b3; };
  for (const char byte : external_id.system) add(byte);
  add('\0');
  for (const char byte : external_id.id) add(byte);
  return hash;
}

}  // namespace klik::engine
