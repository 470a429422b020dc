// What there is to do about a match, and about a volunteer who has one.
//
// Pure; any thread.
#ifndef KLIK_SERVICES_CASEWORK_MATCH_WORK_H_
#define KLIK_SERVICES_CASEWORK_MATCH_WORK_H_

#include <vector>

#include "engine/model/match.h"
#include "engine/model/person.h"
#include "services/casework/work_item.h"

namespace klik::services {

// Nothing of a match one of whose people has withdrawn: they are not to be found any more.
void AddMatchWork(const WorkView& view, const engine::Match& match, std::vector<WorkItem>& items);

// When the VOG of somebody with a contact lapses soon, or has lapsed.
void AddVogWork(const WorkView& view, const engine::Volunteer& volunteer, std::vector<WorkItem>& items);

}  // namespace klik::services

#endif  // KLIK_SERVICES_CASEWORK_MATCH_WORK_H_
