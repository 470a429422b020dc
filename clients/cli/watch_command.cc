#include <google/protobuf/util/json_util.h>

#include <string>

#include "clients/cli/commands.h"
#include "klik/v1/transfer_service.grpc.pb.h"

namespace klik::cli {
namespace {

// One line; nothing when the reader has gone.
bool PrintLine(const Session& session, const v1::WatchChangesResponse& message) {
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json).ok()) return false;
  session.console.out << json << std::endl;
  return session.console.out.good();
}

}  // namespace

int RunWatch(const Session& session, const WatchOptions& options) {
  const auto stub = v1::TransferService::NewStub(session.channel);
  grpc::ClientContext context;
  v1::WatchChangesRequest request;
  request.set_after_revision(options.after);
  const auto reader = stub->WatchChanges(&context, request);
  v1::WatchChangesResponse message;
  while (reader->Read(&message)) {
    if (!PrintLine(session, message)) context.TryCancel();
  }
  return Fail(session, reader->Finish());
}

}  // namespace klik::cli
