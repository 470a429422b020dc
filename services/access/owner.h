// Whose a record is.
//
// Pure functions and plain values; any thread.
#ifndef KLIK_SERVICES_ACCESS_OWNER_H_
#define KLIK_SERVICES_ACCESS_OWNER_H_

#include <string>

#include "absl/container/inlined_vector.h"
#include "engine/index/snapshot.h"
#include "engine/model/activity.h"
#include "engine/model/exclusion.h"
#include "engine/model/match.h"
#include "engine/model/person.h"
#include "engine/model/referral.h"

namespace klik::services {

struct Owner {
  std::string system;          // That brought it in.
  std::string organisation;    // `organisations/{id}`; may be empty.
  bool sent_to_staff = false;  // What a team asks of the coordinators: it is their case.
  bool withdrawn = false;      // Somebody who left Klik: there for nobody but whoever guards or erases their data.
  bool is_draft = false;       // Of who saved it alone, whatever else a caller reaches.
  // GM codes; of what lies between people, those of all of them. None: it belongs to no municipality.
  absl::InlinedVector<std::string, 2> municipalities;
  // Of a match: the systems that brought in the people in it. They may know of it, and see no more of it for that.
  absl::InlinedVector<std::string, 2> party_systems = {};
};

// Of a value that need not be in the snapshot yet; whom it refers to must be.
Owner OwnerOf(const engine::Snapshot& view, const engine::Person& person);
Owner OwnerOf(const engine::Snapshot& view, const engine::Activity& activity);
Owner OwnerOf(const engine::Snapshot& view, const engine::Organisation& organisation);
Owner OwnerOf(const engine::Snapshot& view, const engine::Match& match);
Owner OwnerOf(const engine::Snapshot& view, const engine::Exclusion& exclusion);
Owner OwnerOf(const engine::Snapshot& view, const engine::Referral& referral);

// Of a record in the snapshot; nobody's when there is none.
Owner OwnerOf(const engine::Snapshot& view, const engine::EntityId& id);

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCESS_OWNER_H_
