// What a caller reaches in one call: which records exist for them, and how much of each they see. Whatever looks up a
// record by name asks for one, so that a handler that forgets to ask does not compile.
//
// Copies are of the same call, and share what it has looked at; one thread at a time, as a call goes from gRPC's to the
// registry's.
#ifndef KLIK_SERVICES_ACCESS_REACH_H_
#define KLIK_SERVICES_ACCESS_REACH_H_

#include <memory>
#include <string>
#include <vector>

#include "engine/index/snapshot.h"
#include "engine/model/entity.h"
#include "klik/v1/access.pb.h"
#include "services/access/decide.h"
#include "services/access/owner.h"
#include "services/access/principal.h"

namespace klik::services {

class Reach {
 public:
  // `access`, of the method, must outlive it. `stated_reason`: the caller said why they look at somebody who is not
  // their case.
  Reach(Principal principal, const klik::v1::Access& access, klik::v1::Access::Grant grant, bool stated_reason);

  const Principal& principal() const { return call_->principal; }
  const klik::v1::Access::Grant& grant() const { return call_->grant; }

  // Whether a record of `owner` exists for the caller.
  bool Includes(const Owner& owner) const;

  // The same of a record that the caller named, which is kept in mind for the audit trail.
  bool Finds(const engine::Snapshot& view, const engine::EntityId& id) const;

  // As far as the caller may see candidates for a record that they reach: anybody of the municipality, as a pseudonym
  // if not theirs, and whatever there is to do.
  Reach ForCandidates() const;

  // Whether the caller may make a record such as one of `owner`: of no municipality but theirs.
  bool MayMake(const Owner& owner) const { return IsWithinMunicipality(call_->principal, owner); }

  // The same caller in a call of their own, with nothing looked at yet.
  Reach Fresh() const;

  // The GM code outside which nobody exists for the caller; empty: none. Of a search's candidates, too.
  const std::string& municipality() const { return call_->principal.municipality; }

  klik::v1::DataClass HighestClassOf(const Owner& owner) const;

  // The residents and volunteers the caller named, `residents/{id}`, each once.
  const std::vector<std::string>& named() const { return call_->named; }
  // Whether one of them was withheld, as outside the caller's reach.
  bool withheld() const { return call_->withheld; }

 private:
  struct Call {
    Principal principal;
    const klik::v1::Access& access;
    klik::v1::Access::Grant grant;
    bool stated_reason = false;
    std::vector<std::string> named;
    bool withheld = false;
  };

  std::shared_ptr<Call> call_;
  bool for_candidates_ = false;
};

// Adds `name` unless it is there.
void AddName(std::string name, std::vector<std::string>& names);

// Whether a record of this kind is a person's.
constexpr bool IsPerson(engine::Kind kind) {
  return kind == engine::Kind::kResident || kind == engine::Kind::kVolunteer;
}

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCESS_REACH_H_
