#include "clients/cli/session.h"

#include <google/protobuf/util/json_util.h>

#include <string>

#include "clients/cli/errors.h"
#include "clients/cli/render.h"

namespace klik::cli {

int Fail(const Session& session, const grpc::Status& status) {
  session.console.err << "klik: " << DescribeError(status) << "\n";
  return kExitFailed;
}

int WrongUsage(const Console& console, std::string_view what) {
  console.err << "klik: " << Printable(what) << " (see klik --help)\n";
  return kExitUsage;
}

int PrintJson(const Session& session, const google::protobuf::Message& message) {
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json).ok()) {
    return Fail(session, grpc::Status(grpc::StatusCode::INTERNAL, "the answer cannot be written as JSON"));
  }
  session.console.out << json << "\n";
  return kExitOk;
}

}  // namespace klik::cli
