// How each match came about and went: who said yes, when it began, how it was going, how it ended.
#ifndef KLIK_CLIENTS_DEMO_STORIES_H_
#define KLIK_CLIENTS_DEMO_STORIES_H_

#include <cstdint>
#include <vector>

#include "absl/time/civil_time.h"
#include "klik/v1/match_service.pb.h"

namespace klik::demo {

// Fills steps, answers, check-ins, feedback and farewells to fit the state and the times that each match has; nothing
// of it is later than yesterday. Here and there something is left for today: a check-in, a decision, a farewell.
void TellStories(std::uint64_t seed, absl::CivilDay today, std::vector<v1::Match>& matches);

}  // namespace klik::demo

#endif  // KLIK_CLIENTS_DEMO_STORIES_H_
