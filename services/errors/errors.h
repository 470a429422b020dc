// Errors as clients see them: an absl::Status that carries google.rpc details, made here and translated once, at the
// gRPC boundary.
//
// Any thread. No message and no detail ever holds personal data: fields, codes, limits and counts only.
#ifndef KLIK_SERVICES_ERRORS_ERRORS_H_
#define KLIK_SERVICES_ERRORS_ERRORS_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace klik::services {

inline constexpr std::string_view kErrorDomain = "klik";

struct FieldViolation {
  std::string field;  // `resident.place.postcode`, `resident.interests[2].topic`
  std::string description;
};

// INVALID_ARGUMENT, reason INVALID_FIELDS, with all violations at once; there must be one.
absl::Status InvalidFields(const std::vector<FieldViolation>& violations);

// Any code with ErrorInfo{reason, domain "klik"}. `reason` is UPPER_SNAKE.
absl::Status Error(absl::StatusCode code, std::string_view reason, std::string_view message);

// The same, with facts for a client to go on with: codes and names of resources, never a text about a person.
absl::Status Error(absl::StatusCode code, std::string_view reason, std::string_view message,
                   const std::map<std::string, std::string>& metadata);

// RESOURCE_EXHAUSTED, reason OVERLOADED, with RetryInfo.
absl::Status Overloaded(absl::Duration retry_delay);

// The same for a reason of its own.
absl::Status RetryLater(std::string_view reason, std::string_view message, absl::Duration retry_delay);

// `NOT_FOUND`, reason RESOURCE_NOT_FOUND.
absl::Status NotFound();

// All details of `status` as one google.rpc.Status; every error gets an ErrorInfo, with the canonical code's name as
// reason when the maker gave none.
google::rpc::Status ToRpcStatus(const absl::Status& status);

// The canonical code's name, `INVALID_ARGUMENT`.
std::string_view CodeName(absl::StatusCode code);

}  // namespace klik::services

#endif  // KLIK_SERVICES_ERRORS_ERRORS_H_
