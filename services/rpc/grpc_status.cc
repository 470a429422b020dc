#include "services/rpc/grpc_status.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/any.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/errors/errors.h"
#include "services/rpc/call_limits.h"

namespace klik::services {
namespace {

static_assert(static_cast<int>(absl::StatusCode::kUnauthenticated) == grpc::StatusCode::UNAUTHENTICATED);
static_assert(static_cast<int>(absl::StatusCode::kInvalidArgument) == grpc::StatusCode::INVALID_ARGUMENT);

// Cut behind a whole field name. The details still have all of them.
std::string ShortMessage(std::string message) {
  if (message.size() <= kMaxErrorMessageBytes) return message;
  const std::size_t cut = message.rfind(',', kMaxErrorMessageBytes);
  message.resize(cut == std::string::npos ? kMaxErrorMessageBytes : cut);
  return message + ", ...";
}

// Drops violations from the end until `bad_request` is at most `most` bytes, and says how many went.
void Shorten(google::rpc::BadRequest& bad_request, std::size_t most) {
  int dropped = 0;
  while (bad_request.field_violations_size() > 1 && bad_request.ByteSizeLong() > most) {
    bad_request.mutable_field_violations()->RemoveLast();
    ++dropped;
  }
  if (dropped > 0) bad_request.add_field_violations()->set_description(absl::StrCat("and ", dropped, " more"));
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status details = ToRpcStatus(status);
  details.set_message(ShortMessage(details.message()));
  for (google::protobuf::Any& detail : *details.mutable_details()) {
    google::rpc::BadRequest bad_request;
    if (!detail.UnpackTo(&bad_request) || bad_request.ByteSizeLong() <= kMaxErrorDetailBytes) continue;
    Shorten(bad_request, kMaxErrorDetailBytes);
    detail.set_value(bad_request.SerializeAsString());
  }
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), details.message(), details.SerializeAsString());
}

v1::ImportError ToImportError(const absl::Status& status) {
  const google::rpc::Status details = ToRpcStatus(status);
  v1::ImportError error;
  error.set_code(std::string(CodeName(status.code())));
  error.set_message(details.message());
  for (const google::protobuf::Any& detail : details.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad_request;
    if (detail.UnpackTo(&info)) error.set_reason(info.reason());
    if (!detail.UnpackTo(&bad_request)) continue;
    for (const auto& violation : bad_request.field_violations()) {
      v1::ImportError::FieldViolation& added = *error.add_violations();
      added.set_field(violation.field());
      added.set_description(violation.description());
    }
  }
  return error;
}

}  // namespace klik::services
