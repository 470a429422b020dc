#include "clients/cli/call.h"
#include "clients/cli/commands.h"
#include "clients/cli/render.h"
#include "clients/cli/work_table.h"
#include "klik/v1/insight_service.grpc.pb.h"
#include "klik/v1/work_service.grpc.pb.h"

namespace klik::cli {

int RunWork(const Session& session, const WorkOptions& options) {
  v1::ListWorkRequest request;
  request.set_limit(options.limit);
  for (const v1::WorkItem::Kind kind : options.kinds) request.add_kinds(kind);
  request.set_language_code(LanguageCode(session.language));
  v1::ListWorkResponse response;
  const grpc::Status status =
      Call<v1::WorkService>(session.channel, &v1::WorkService::StubInterface::ListWork, request, response);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, response);
  session.console.out << RenderWork(response, session.language, Paint(session.console.colour));
  return kExitOk;
}

int RunCounts(const Session& session) {
  const v1::CountStatesRequest request;
  v1::CountStatesResponse response;
  const grpc::Status status =
      Call<v1::InsightService>(session.channel, &v1::InsightService::StubInterface::CountStates, request, response);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, response);
  session.console.out << RenderCounts(response, Paint(session.console.colour));
  return kExitOk;
}

}  // namespace klik::cli
