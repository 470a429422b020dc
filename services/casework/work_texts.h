// The sentences of the work list, in Dutch (B1) and English: what to do, and why.
//
// Pure; any thread. Warm, and never blaming: not those it is about, and not who reads it. No sentence has a name.
#ifndef KLIK_SERVICES_CASEWORK_WORK_TEXTS_H_
#define KLIK_SERVICES_CASEWORK_WORK_TEXTS_H_

#include <string>

#include "absl/time/civil_time.h"
#include "engine/text/catalogue.h"
#include "services/casework/work_item.h"

namespace klik::services {

std::string WorkText(const WorkItem& item, absl::CivilDay today, engine::Language language);

// What stands in the way, in a few words: `samen tijd`.
std::string ObstacleWords(engine::BarCode code, engine::Language language);

}  // namespace klik::services

#endif  // KLIK_SERVICES_CASEWORK_WORK_TEXTS_H_
