#include "services/casework/state_counts.h"

#include <algorithm>
#include <memory>

#include "services/access/owner.h"

namespace klik::services {

StateCounts CountStates(const engine::Snapshot& snapshot, const std::string& municipality) {
  const auto counts = [&](const auto& record) {
    if (municipality.empty()) return true;
    const Owner owner = OwnerOf(snapshot, record);
    return std::find(owner.municipalities.begin(), owner.municipalities.end(), municipality) !=
           owner.municipalities.end();
  };
  StateCounts found;
  const auto count_people = [&](engine::Kind kind, std::map<engine::ProfileState, int>& people) {
    snapshot.rows(kind).ForEach([&](const std::string&, const std::shared_ptr<const engine::Row>& row) {
      if (counts(*row->person)) ++people[row->person->state];
    });
  };
  count_people(engine::Kind::kResident, found.residents);
  count_people(engine::Kind::kVolunteer, found.volunteers);
  snapshot.referrals().ForEach([&](const std::string&, const std::shared_ptr<const engine::Referral>& referral) {
    if (referral->state != engine::ReferralState::kDraft && counts(*referral)) ++found.referrals[referral->state];
  });
  snapshot.matches().ForEach([&](const std::string&, const std::shared_ptr<const engine::Match>& match) {
    if (counts(*match)) ++found.matches[match->state];
  });
  return found;
}

}  // namespace klik::services
