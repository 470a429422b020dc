#include "clients/cli/call.h"
#include "clients/cli/commands.h"
#include "clients/cli/links.h"
#include "clients/cli/render.h"
#include "klik/v1/matching_service.grpc.pb.h"

namespace klik::cli {

int RunTriads(const Session& session, const TriadOptions& options) {
  v1::SearchTriadsRequest request;
  request.set_resident(options.resident);
  request.set_activity(options.activity);
  request.set_limit(options.limit);
  request.set_include_excluded(options.excluded);
  request.set_language_code(LanguageCode(session.language));
  v1::SearchTriadsResponse response;
  const grpc::Status status =
      Call<v1::MatchingService>(session.channel, &v1::MatchingService::StubInterface::SearchTriads, request, response);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, response);
  const Paint paint(session.console.colour);
  session.console.out << RenderTriads(response, session.language, paint);
  if (options.excluded) session.console.out << "\n" << RenderExcludedTriads(response, session.language, paint);
  return kExitOk;
}

int RunCircles(const Session& session, const CircleOptions& options) {
  v1::SearchCirclesRequest request;
  for (const std::string& topic : options.topics) request.add_topics(topic);
  for (const std::string& settlement : options.settlements) request.add_settlements(settlement);
  request.set_min_size(options.min_size);
  request.set_max_size(options.max_size);
  request.set_limit(options.limit);
  request.set_language_code(LanguageCode(session.language));
  v1::SearchCirclesResponse response;
  const grpc::Status status =
      Call<v1::MatchingService>(session.channel, &v1::MatchingService::StubInterface::SearchCircles, request, response);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, response);
  session.console.out << RenderCircles(response, session.language, Paint(session.console.colour));
  return kExitOk;
}

}  // namespace klik::cli
