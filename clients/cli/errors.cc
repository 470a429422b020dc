#include "clients/cli/errors.h"

#include <array>
#include <cstddef>

#include "clients/cli/render.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace klik::cli {
namespace {

// In the order of their numbers.
constexpr std::array<std::string_view, 17> kCodeNames = {
    "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED"};

// `{field}: {description}; ...`, for both messages that hold violations.
template <typename Violations>
std::string DescribeViolations(const Violations& violations) {
  std::string text;
  for (const auto& violation : violations) {
    if (!text.empty()) text += "; ";
    text += violation.field();
    if (!violation.field().empty() && !violation.description().empty()) text += ": ";
    text += violation.description();
  }
  return text;
}

std::string Line(std::string_view code, const std::string& violations, const std::string& message,
                 const std::string& reason) {
  std::string line(code);
  if (!violations.empty()) {
    line += ": " + violations;
  } else {
    if (!message.empty()) line += ": " + message;
    if (!reason.empty()) line += " [" + reason + "]";
  }
  return Printable(line);
}

}  // namespace

std::string_view CodeName(grpc::StatusCode code) {
  const auto index = static_cast<std::size_t>(code);
  return index < kCodeNames.size() ? kCodeNames[index] : "UNKNOWN";
}

std::string DescribeError(const grpc::Status& status) {
  google::rpc::Status details;
  // Details that do not parse are left out: the code and the message are still true.
  if (!details.ParseFromString(status.error_details())) details.Clear();
  std::string violations;
  std::string reason;
  for (const auto& detail : details.details()) {
    google::rpc::BadRequest bad_request;
    google::rpc::ErrorInfo info;
    if (detail.UnpackTo(&bad_request)) {
      violations = DescribeViolations(bad_request.field_violations());
    } else if (detail.UnpackTo(&info)) {
      reason = info.reason();
    }
  }
  return Line(CodeName(status.error_code()), violations, status.error_message(), reason);
}

std::string DescribeError(const v1::ImportError& error) {
  return Line(error.code().empty() ? "UNKNOWN" : error.code(), DescribeViolations(error.violations()), error.message(),
              error.reason());
}

}  // namespace klik::cli
