#include "services/casework/duplicates.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "services/casework/names.h"

namespace klik::services {
namespace {

constexpr std::size_t kPc4Characters = 4;

struct Found {
  PossibleDuplicate duplicate;
  NameLikeness likeness = NameLikeness::kNone;
  bool exact_year = false;
};

// What of the person sought is compared with everybody.
struct Sought {
  std::vector<std::string> name;
  int birth_year = 0;
  std::string_view pc4;
  std::vector<std::string> settlement;
};

std::string_view Pc4Of(const engine::Place& place) {
  return std::string_view(place.postcode).substr(0, kPc4Characters);
}

bool IsSamePlace(const Sought& sought, const engine::Place& place) {
  if (!sought.pc4.empty() && sought.pc4 == Pc4Of(place)) return true;
  return !sought.settlement.empty() && !place.settlement.empty() && sought.settlement == NamePartsOf(place.settlement);
}

// The likeness is kNone when it is somebody else.
Found Compare(const Sought& sought, const std::shared_ptr<const engine::Resident>& resident) {
  Found found;
  const int years = std::abs(resident->birth_year - sought.birth_year);
  found.duplicate = {resident, sought.birth_year != 0 && years <= 1, IsSamePlace(sought, resident->place)};
  found.exact_year = years == 0;
  // Names cost the most, and few are left to compare.
  if (!found.duplicate.same_birth_year && !found.duplicate.same_place) return found;
  found.likeness = CompareNames(sought.name, NamePartsOf(resident->display_name));
  // A first name alone is many people's.
  const bool of_many = found.likeness == NameLikeness::kOnePart;
  if (of_many && !(found.duplicate.same_birth_year && found.duplicate.same_place)) found.likeness = NameLikeness::kNone;
  return found;
}

// The greater, the likelier.
auto RankOf(const Found& found) {
  return std::tuple(found.duplicate.same_birth_year && found.duplicate.same_place, found.likeness,
                    found.duplicate.same_birth_year, found.exact_year);
}

}  // namespace

std::vector<PossibleDuplicate> FindDuplicates(const engine::Snapshot& view, const engine::Referral& referral) {
  const Sought sought{NamePartsOf(referral.draft.display_name), referral.draft.birth_year, Pc4Of(referral.draft.place),
                      NamePartsOf(referral.draft.place.settlement)};
  if (sought.name.empty()) return {};
  std::vector<Found> all;
  view.rows(engine::Kind::kResident).ForEach([&](const std::string& id, const std::shared_ptr<const engine::Row>& row) {
    const std::shared_ptr<const engine::Resident>& resident = row->resident;
    if (resident->municipality != referral.municipality) return;
    if (resident->state == engine::ProfileState::kWithdrawn) return;
    if (referral.resident.has_value() && referral.resident->id == id) return;
    Found found = Compare(sought, resident);
    if (found.likeness != NameLikeness::kNone) all.push_back(std::move(found));
  });
  // Rows come in order of id, which decides among equals.
  std::stable_sort(all.begin(), all.end(), [](const Found& a, const Found& b) { return RankOf(a) > RankOf(b); });
  std::vector<PossibleDuplicate> duplicates;
  for (Found& found : all) {
    if (duplicates.size() == kMaxDuplicates) break;
    duplicates.push_back(std::move(found.duplicate));
  }
  return duplicates;
}

}  // namespace klik::services
