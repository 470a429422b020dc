// Residents who may be the person that a referral is about.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_CASEWORK_DUPLICATES_H_
#define KLIK_SERVICES_CASEWORK_DUPLICATES_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "engine/index/snapshot.h"
#include "engine/model/person.h"
#include "engine/model/referral.h"

namespace klik::services {

inline constexpr std::size_t kMaxDuplicates = 10;

struct PossibleDuplicate {
  std::shared_ptr<const engine::Resident> resident;
  // What is alike, the name aside: that always is.
  bool same_birth_year = false;  // Within a year: people err by one.
  bool same_place = false;       // The village or town, or the area of the postcode.
};

// The likeliest first, at most kMaxDuplicates; in the referral's municipality, and none who has withdrawn. Never the
// one whom the referral has led to already. Nobody when the referral gives no name.
std::vector<PossibleDuplicate> FindDuplicates(const engine::Snapshot& view, const engine::Referral& referral);

}  // namespace klik::services

#endif  // KLIK_SERVICES_CASEWORK_DUPLICATES_H_
