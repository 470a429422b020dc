#include "services/errors/errors.h"

#include <map>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/util/time_util.h"

namespace klik::services {
namespace {

constexpr std::string_view kTypeUrlPrefix = "type.googleapis.com/";

// The payload's key is its type, so that ToRpcStatus can pack payloads it knows nothing of.
template <typename Detail>
std::string TypeUrl() {
  return std::string(kTypeUrlPrefix) + Detail::descriptor()->full_name();
}

template <typename Detail>
void Attach(absl::Status& status, const Detail& detail) {
  status.SetPayload(TypeUrl<Detail>(), absl::Cord(detail.SerializeAsString()));
}

google::rpc::ErrorInfo InfoWith(std::string_view reason) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain(std::string(kErrorDomain));
  return info;
}

}  // namespace

absl::Status InvalidFields(const std::vector<FieldViolation>& violations) {
  google::rpc::BadRequest bad_request;
  std::string message = "not valid:";
  for (const FieldViolation& violation : violations) {
    auto& out = *bad_request.add_field_violations();
    out.set_field(violation.field);
    out.set_description(violation.description);
    absl::StrAppend(&message, bad_request.field_violations_size() == 1 ? " " : ", ", violation.field);
  }
  absl::Status status = Error(absl::StatusCode::kInvalidArgument, "INVALID_FIELDS", message);
  Attach(status, bad_request);
  return status;
}

absl::Status Error(absl::StatusCode code, std::string_view reason, std::string_view message) {
  absl::Status status(code, absl::string_view(message.data(), message.size()));
  Attach(status, InfoWith(reason));
  return status;
}

absl::Status Error(absl::StatusCode code, std::string_view reason, std::string_view message,
                   const std::map<std::string, std::string>& metadata) {
  absl::Status status(code, absl::string_view(message.data(), message.size()));
  google::rpc::ErrorInfo info = InfoWith(reason);
  info.mutable_metadata()->insert(metadata.begin(), metadata.end());
  Attach(status, info);
  return status;
}

absl::Status Overloaded(absl::Duration retry_delay) {
  return RetryLater("OVERLOADED", "too busy, try again later", retry_delay);
}

absl::Status RetryLater(std::string_view reason, std::string_view message, absl::Duration retry_delay) {
  absl::Status status = Error(absl::StatusCode::kResourceExhausted, reason, message);
  google::rpc::RetryInfo retry;
  *retry.mutable_retry_delay() =
      google::protobuf::util::TimeUtil::NanosecondsToDuration(absl::ToInt64Nanoseconds(retry_delay));
  Attach(status, retry);
  return status;
}

absl::Status NotFound() {
  return Error(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND", "there is no such resource");
}

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status out;
  out.set_code(static_cast<int>(status.code()));
  out.set_message(std::string(status.message().data(), status.message().size()));
  if (status.ok()) return out;
  // In order of type: absl visits payloads in any order, and answers should not differ from call to call.
  std::map<std::string, std::string> details;
  status.ForEachPayload([&](absl::string_view type_url, const absl::Cord& value) {
    details.emplace(std::string(type_url.data(), type_url.size()), std::string(value));
  });
  details.try_emplace(TypeUrl<google::rpc::ErrorInfo>(), InfoWith(CodeName(status.code())).SerializeAsString());
  for (auto& [type_url, value] : details) {
    google::protobuf::Any& detail = *out.add_details();
    detail.set_type_url(type_url);
    detail.set_value(std::move(value));
  }
  return out;
}

std::string_view CodeName(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return "OK";
    case absl::StatusCode::kCancelled:
      return "CANCELLED";
    case absl::StatusCode::kInvalidArgument:
      return "INVALID_ARGUMENT";
    case absl::StatusCode::kDeadlineExceeded:
      return "DEADLINE_EXCEEDED";
    case absl::StatusCode::kNotFound:
      return "NOT_FOUND";
    case absl::StatusCode::kAlreadyExists:
      return "ALREADY_EXISTS";
    case absl::StatusCode::kPermissionDenied:
      return "PERMISSION_DENIED";
    case absl::StatusCode::kResourceExhausted:
      return "RESOURCE_EXHAUSTED";
    case absl::StatusCode::kFailedPrecondition:
      return "FAILED_PRECONDITION";
    case absl::StatusCode::kAborted:
      return "ABORTED";
    case absl::StatusCode::kOutOfRange:
      return "OUT_OF_RANGE";
    case absl::StatusCode::kUnimplemented:
      return "UNIMPLEMENTED";
    case absl::StatusCode::kInternal:
      return "INTERNAL";
    case absl::StatusCode::kUnavailable:
      return "UNAVAILABLE";
    case absl::StatusCode::kDataLoss:
      return "DATA_LOSS";
    case absl::StatusCode::kUnauthenticated:
      return "UNAUTHENTICATED";
    default:  // absl keeps the enum open; what has no name is unknown.
      return "UNKNOWN";
  }
}

}  // namespace klik::services
