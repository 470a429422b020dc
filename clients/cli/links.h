// Triads and circles for a reader: tables with the sentences underneath.
//
// Pure, for any thread. The sentences come from the server in the language asked for; only the labels are ours.
#ifndef KLIK_CLIENTS_CLI_LINKS_H_
#define KLIK_CLIENTS_CLI_LINKS_H_

#include <string>

#include "clients/cli/labels.h"
#include "clients/cli/render.h"
#include "klik/v1/matching_service.pb.h"

namespace klik::cli {

// Who could go along to what, and on which days.
std::string RenderTriads(const v1::SearchTriadsResponse& response, Language language, const Paint& paint);

// Each excluded triad with every reason, and how many more there are.
std::string RenderExcludedTriads(const v1::SearchTriadsResponse& response, Language language, const Paint& paint);

// The circles, and under each its members.
std::string RenderCircles(const v1::SearchCirclesResponse& response, Language language, const Paint& paint);

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_LINKS_H_
