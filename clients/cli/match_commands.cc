#include "clients/cli/call.h"
#include "clients/cli/candidates.h"
#include "clients/cli/commands.h"
#include "clients/cli/render.h"
#include "klik/v1/matching_service.grpc.pb.h"

namespace klik::cli {

int RunMatch(const Session& session, const MatchOptions& options) {
  v1::SearchCandidatesRequest request;
  request.set_subject(options.subject);
  for (const v1::CandidateKind kind : options.kinds) request.add_kinds(kind);
  request.set_limit(options.limit);
  request.set_include_excluded(options.excluded);
  request.set_language_code(LanguageCode(session.language));
  v1::SearchCandidatesResponse response;
  const grpc::Status status = Call<v1::MatchingService>(
      session.channel, &v1::MatchingService::StubInterface::SearchCandidates, request, response);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, response);
  const Paint paint(session.console.colour);
  session.console.out << RenderCandidates(response, session.language, paint);
  if (options.excluded) session.console.out << "\n" << RenderExcluded(response, session.language, paint);
  return kExitOk;
}

int RunExplain(const Session& session, const std::string& subject, const std::string& candidate) {
  v1::ExplainMatchRequest request;
  request.set_subject(subject);
  request.set_candidate(candidate);
  request.set_language_code(LanguageCode(session.language));
  v1::ExplainMatchResponse response;
  const grpc::Status status =
      Call<v1::MatchingService>(session.channel, &v1::MatchingService::StubInterface::ExplainMatch, request, response);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, response);
  if (!response.has_candidate() && !response.has_excluded()) {
    return Fail(session, grpc::Status(grpc::StatusCode::INTERNAL, "the answer explains nothing"));
  }
  session.console.out << RenderExplanation(response, session.language, Paint(session.console.colour));
  return kExitOk;
}

}  // namespace klik::cli
