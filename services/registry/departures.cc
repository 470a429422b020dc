#include "services/registry/departures.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>
#include <variant>

#include "services/access/audience.h"
#include "services/access/owner.h"
#include "storage/record/codec.h"
#include "storage/record/keys.h"

namespace klik::services {
namespace {

void AddTo(std::vector<std::string>& all, const std::string& value) {
  if (std::find(all.begin(), all.end(), value) == all.end()) all.push_back(value);
}

// Those who could know of records before the changes, by the name of the record.
class Finder {
 public:
  explicit Finder(const engine::Snapshot& view) : view_(view) {}

  template <typename Value>
  void operator()(const std::shared_ptr<const Value>& after) {
    const engine::EntityId& id = after->meta.id;
    if (view_.FindMetadata(id) == nullptr) return;
    const Owner owner = OwnerOf(view_, id);
    const Owner next = OwnerOf(view_, *after);
    if (owner.municipalities != next.municipalities || owner.party_systems != next.party_systems) Add(id);
  }
  void operator()(const std::shared_ptr<const engine::Resident>& after) { AddPerson(*after); }
  void operator()(const std::shared_ptr<const engine::Volunteer>& after) { AddPerson(*after); }
  // Nobody is told of those.
  void operator()(const std::shared_ptr<const engine::Exclusion>&) {}
  void operator()(const engine::Erased& gone) {
    if (gone.id.kind == engine::Kind::kExclusion) return;
    const engine::Person* const before = FindPerson(gone.id);
    // Of who had withdrawn before everybody was told then.
    if (before == nullptr || !HasWithdrawn(*before)) Add(gone.id);
  }

  const std::map<std::string, Owner>& found() const { return found_; }

 private:
  void Add(const engine::EntityId& id) {
    Owner owner = OwnerOf(view_, id);
    // Of one that was not sent the municipality knew nothing.
    if (id.kind == engine::Kind::kReferral && !owner.sent_to_staff) owner.municipalities.clear();
    found_.emplace(engine::NameOf(id), std::move(owner));
  }

  const engine::Person* FindPerson(const engine::EntityId& id) const {
    const engine::Row* const row = view_.FindRow(id);
    return row == nullptr ? nullptr : row->person;
  }

  void AddPerson(const engine::Person& after) {
    const engine::Person* const before = FindPerson(after.meta.id);
    if (before == nullptr) return;
    const bool same = before->municipality == after.municipality && HasWithdrawn(*before) == HasWithdrawn(after) &&
                      KeepsFromPartners(*before) == KeepsFromPartners(after);
    if (same) return;
    if (!HasWithdrawn(*before)) Add(after.meta.id);
    for (const std::string& match : view_.MatchesOf(after.meta.id)) Add({engine::Kind::kMatch, match});
  }

  const engine::Snapshot& view_;
  std::map<std::string, Owner> found_;
};

}  // namespace

absl::StatusOr<std::vector<RecordWrite>> DeparturesOf(const engine::Snapshot& view,
                                                      const std::vector<engine::Change>& changes, ReadRecord read) {
  Finder finder(view);
  for (const engine::Change& change : changes) std::visit(finder, change);
  std::vector<RecordWrite> writes;
  for (const auto& [name, owner] : finder.found()) {
    const std::string key = storage::DepartureKey(name);
    const auto earlier = read(key);
    if (!earlier.ok()) return earlier.status();
    storage::Departure departure;
    if (earlier->has_value()) {
      absl::StatusOr<storage::Departure> decoded = storage::DecodeDeparture(key, **earlier);
      if (!decoded.ok()) return decoded.status();
      departure = *std::move(decoded);
    }
    departure.system = owner.system;
    for (const std::string& system : owner.party_systems) AddTo(departure.party_systems, system);
    for (const std::string& municipality : owner.municipalities) AddTo(departure.municipalities, municipality);
    writes.push_back({key, storage::EncodeDeparture(key, departure), {}});
  }
  return writes;
}

}  // namespace klik::services
