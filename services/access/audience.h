// Whether somebody is told of at all, beside whose they are.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_ACCESS_AUDIENCE_H_
#define KLIK_SERVICES_ACCESS_AUDIENCE_H_

#include <algorithm>

#include "engine/index/snapshot.h"
#include "engine/model/entity.h"
#include "engine/model/person.h"

namespace klik::services {

// Who has withdrawn is there for nobody but whoever guards or erases their data.
inline bool HasWithdrawn(const engine::Person& person) { return person.state == engine::ProfileState::kWithdrawn; }
// Of somebody or something in `view`, or gone from it.
inline bool HasWithdrawn(const engine::Snapshot& view, const engine::EntityId& id) {
  const engine::Row* const row = view.FindRow(id);
  return row != nullptr && row->person != nullptr && HasWithdrawn(*row->person);
}

// Who said yes to sharing with partners and took it back. Days on which a yes begins or ends are not looked at: what a
// copy holds hangs on what was changed, not on the date.
inline bool KeepsFromPartners(const engine::Person& person) {
  const auto is_sharing = [](const engine::LegalBasis& basis) {
    return basis.purpose == engine::Purpose::kSharingWithPartner;
  };
  const auto stands = [&](const engine::LegalBasis& basis) { return is_sharing(basis) && !basis.withdrawn; };
  return std::any_of(person.legal_bases.begin(), person.legal_bases.end(), is_sharing) &&
         std::none_of(person.legal_bases.begin(), person.legal_bases.end(), stands);
}

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCESS_AUDIENCE_H_
