// Values for codec tests: one of each kind with every field set, and a way to walk through the enums.
#ifndef KLIK_TESTS_STORAGE_SAMPLE_RECORDS_H_
#define KLIK_TESTS_STORAGE_SAMPLE_RECORDS_H_

#include "engine/model/activity.h"
#include "engine/model/exclusion.h"
#include "engine/model/match.h"
#include "engine/model/person.h"
#include "engine/model/referral.h"

namespace klik::storage {

// Each with every field away from its default. Every enum has its `n`th enumerator, or its last when it has fewer.
engine::Resident FullResident(int n = 2);
engine::Volunteer FullVolunteer(int n = 2);
engine::Activity FullActivity(int n = 2);
engine::Organisation FullOrganisation(int n = 2);
engine::Match FullMatch(int n = 2);
engine::Exclusion FullExclusion(int n = 2);
engine::Referral FullReferral(int n = 2);

// The largest enum, Experience, has this many.
inline constexpr int kMostEnumerators = 18;

}  // namespace klik::storage

#endif  // KLIK_TESTS_STORAGE_SAMPLE_RECORDS_H_
