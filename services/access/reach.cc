#include "services/access/reach.h"

#include <algorithm>
#include <utility>

namespace klik::services {

using klik::v1::Access;

Reach::Reach(Principal principal, const Access& access, Access::Grant grant, bool stated_reason)
    : call_(std::make_shared<Call>(Call{std::move(principal), access, std::move(grant), stated_reason, {}, false})) {}

bool Reach::Includes(const Owner& owner) const {
  if (owner.withdrawn && call_->access.purpose() != Access::DATA_PROTECTION) return false;
  if (!for_candidates_) return Reaches(call_->principal, call_->grant, owner);
  return call_->grant.records() == Access::ALL || IsWithinMunicipality(call_->principal, owner);
}

bool Reach::Finds(const engine::Snapshot& view, const engine::EntityId& id) const {
  if (view.FindMetadata(id) == nullptr) return false;
  if (IsPerson(id.kind)) AddName(engine::NameOf(id), call_->named);
  // What there is to do, anybody may look at; and it is nobody's secret.
  const bool found = (for_candidates_ && !IsPerson(id.kind)) || Includes(OwnerOf(view, id));
  call_->withheld = call_->withheld || !found;
  return found;
}

Reach Reach::Fresh() const { return Reach(call_->principal, call_->access, call_->grant, call_->stated_reason); }

Reach Reach::ForCandidates() const {
  Reach wider = *this;
  wider.for_candidates_ = true;
  return wider;
}

klik::v1::DataClass Reach::HighestClassOf(const Owner& owner) const {
  return HighestClass(call_->principal, call_->access, call_->grant, owner, call_->stated_reason);
}

void AddName(std::string name, std::vector<std::string>& names) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
}

}  // namespace klik::services
