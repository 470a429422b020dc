// People and activities written by hand, whose answers show what Klik does; `striking_residents.txt` introduces the
// residents among them.
#ifndef KLIK_CLIENTS_DEMO_STRIKING_H_
#define KLIK_CLIENTS_DEMO_STRIKING_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "clients/demo/organisations.h"
#include "klik/v1/activity_service.pb.h"
#include "klik/v1/resident_service.pb.h"
#include "klik/v1/volunteer_service.pb.h"

namespace klik::demo {

std::vector<v1::Resident> StrikingResidents(absl::CivilDay today);
std::vector<v1::Volunteer> StrikingVolunteers(absl::CivilDay today);
std::vector<v1::Activity> StrikingActivities(const std::vector<Club>& clubs);

// Those written by hand have a hyphen in their external id; chance leaves them alone.
bool IsOrdinary(const auto& record) { return record.external_id().find('-') == std::string::npos; }

}  // namespace klik::demo

#endif  // KLIK_CLIENTS_DEMO_STRIKING_H_
