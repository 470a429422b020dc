// The work list and the counts for a reader.
//
// Pure, for any thread. The sentences come from the server in the language asked for; only the labels are ours.
#ifndef KLIK_CLIENTS_CLI_WORK_TABLE_H_
#define KLIK_CLIENTS_CLI_WORK_TABLE_H_

#include <string>

#include "clients/cli/labels.h"
#include "clients/cli/render.h"
#include "klik/v1/insight_service.pb.h"
#include "klik/v1/work_service.pb.h"

namespace klik::cli {

// What to do, the most pressing first, and under it how much there is of each kind that is not listed whole.
std::string RenderWork(const v1::ListWorkResponse& response, Language language, const Paint& paint);

// How many there are of everything, by state; `1-4` of what is not told.
std::string RenderCounts(const v1::CountStatesResponse& response, const Paint& paint);

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_WORK_TABLE_H_
