// Matches for a reader: who fits, why, and why not for the others.
//
// Pure, for any thread. The sentences come from the server in the language asked for; only the labels are ours.
#ifndef KLIK_CLIENTS_CLI_CANDIDATES_H_
#define KLIK_CLIENTS_CLI_CANDIDATES_H_

#include <string>

#include "clients/cli/labels.h"
#include "clients/cli/render.h"
#include "klik/v1/matching_service.pb.h"

namespace klik::cli {

// A table of the candidates; under each the reasons, what weighs most first, and the warnings.
std::string RenderCandidates(const v1::SearchCandidatesResponse& response, Language language, const Paint& paint);

// Each excluded candidate with every reason and what would help, and how many more there are.
std::string RenderExcluded(const v1::SearchCandidatesResponse& response, Language language, const Paint& paint);

// All there is about one pair. One of the two sides of the answer must be set.
std::string RenderExplanation(const v1::ExplainMatchResponse& response, Language language, const Paint& paint);

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_CANDIDATES_H_
