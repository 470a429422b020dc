#include "clients/cli/call.h"
#include "clients/cli/commands.h"
#include "clients/cli/outcomes.h"
#include "clients/cli/pages.h"
#include "clients/cli/render.h"
#include "klik/v1/outcome_service.grpc.pb.h"

namespace klik::cli {

int RunRecordOutcome(const Session& session, const RecordOutcomeOptions& options) {
  v1::RecordOutcomeRequest request;
  v1::Outcome& outcome = *request.mutable_outcome();
  outcome.set_resident(options.resident);
  outcome.set_instrument(Instruments().at(options.instrument));
  outcome.set_date(options.date);
  if (!ReadAnswers(options.answers, outcome)) {
    return WrongUsage(session.console,
                      "--answers is a list such as 1=yes,2=no; an answer is no, more-or-less or yes, and of ucla-3 "
                      "hardly-ever, some-of-the-time or often");
  }
  request.set_validate_only(options.dry_run);
  v1::ListOutcomesResponse recorded;
  const grpc::Status status = Call<v1::OutcomeService>(
      session.channel, &v1::OutcomeService::StubInterface::RecordOutcome, request, *recorded.add_outcomes());
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, recorded.outcomes(0));
  session.console.out << RenderOutcomes(recorded.outcomes(), session.language, Paint(session.console.colour));
  return kExitOk;
}

int RunListOutcomes(const Session& session, const std::string& resident) {
  v1::ListOutcomesResponse response;
  const grpc::Status status = FetchAllPages<v1::ListOutcomesRequest>(
      [&](v1::ListOutcomesRequest request, v1::ListOutcomesResponse& page) {
        request.set_resident(resident);
        return Call<v1::OutcomeService>(session.channel, &v1::OutcomeService::StubInterface::ListOutcomes, request,
                                        page);
      },
      response);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, response);
  session.console.out << RenderOutcomes(response.outcomes(), session.language, Paint(session.console.colour));
  return kExitOk;
}

int RunSummariseOutcomes(const Session& session, const SummariseOutcomesOptions& options) {
  v1::SummariseOutcomesRequest request;
  request.set_instrument(Instruments().at(options.instrument));
  request.set_first_date(options.first_date);
  request.set_last_date(options.last_date);
  v1::SummariseOutcomesResponse response;
  const grpc::Status status = Call<v1::OutcomeService>(
      session.channel, &v1::OutcomeService::StubInterface::SummariseOutcomes, request, response);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, response);
  session.console.out << RenderSummary(response, session.language, Paint(session.console.colour));
  return kExitOk;
}

}  // namespace klik::cli
