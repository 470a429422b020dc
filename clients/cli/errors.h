// The text of a failed call: the canonical code and every violated field, in one line.
//
// Pure functions, for any thread. What they return holds no control characters, whatever the server sent.
#ifndef KLIK_CLIENTS_CLI_ERRORS_H_
#define KLIK_CLIENTS_CLI_ERRORS_H_

#include <grpcpp/support/status.h>

#include <string>
#include <string_view>

#include "klik/v1/transfer_service.pb.h"

namespace klik::cli {

// `INVALID_ARGUMENT`. A number outside the canonical codes is UNKNOWN.
std::string_view CodeName(grpc::StatusCode code);

// `INVALID_ARGUMENT: resident.place.postcode: unknown postcode; resident.birth_year: ...`. Without violated fields the
// message stands there, and the reason behind it: `NOT_FOUND: no such resident [RESIDENT_NOT_FOUND]`.
std::string DescribeError(const grpc::Status& status);

// The same for a record of an import.
std::string DescribeError(const v1::ImportError& error);

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_ERRORS_H_
