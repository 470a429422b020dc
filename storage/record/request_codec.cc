#include "storage/record/codec.h"
#include "storage/record/envelope.h"
#include "storage/record/fields.h"

namespace klik::storage {

std::string EncodeRequestResult(std::string_view key, const RequestResult& result) {
  records::RequestResult out;
  out.set_request_digest(result.request_digest);
  out.set_response_type(result.response_type);
  out.set_response(result.response);
  out.set_create_time(NanosOf(result.create_time));
  return WrapRecord(key, out);
}

absl::StatusOr<RequestResult> DecodeRequestResult(std::string_view key, std::string_view bytes) {
  records::RequestResult in;
  if (absl::Status unwrapped = UnwrapRecord(key, bytes, in); !unwrapped.ok()) return unwrapped;
  return RequestResult{.request_digest = in.request_digest(),
                       .response_type = in.response_type(),
                       .response = in.response(),
                       .create_time = TimeOf(in.create_time())};
}

}  // namespace klik::storage
