#include "services/rpc/request_id.h"

#include <cstddef>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "services/rpc/convert/etag.h"

namespace klik::services {

bool IsUuid(const std::string& text) {
  constexpr std::size_t kUuidCharacters = 36;
  if (text.size() != kUuidCharacters) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hyphen_here = i == 8 || i == 13 || i == 18 || i == 23;
    const bool fits = hyphen_here ? text[i] == '-' : absl::ascii_isxdigit(static_cast<unsigned char>(text[i]));
    if (!fits) return false;
  }
  return true;
}

std::string MethodOf(const google::protobuf::Descriptor& request) {
  for (int i = 0; i < request.file()->service_count(); ++i) {
    const google::protobuf::ServiceDescriptor& service = *request.file()->service(i);
    for (int j = 0; j < service.method_count(); ++j) {
      if (service.method(j)->input_type() == &request) {
        return absl::StrCat(service.full_name(), "/", service.method(j)->name());
      }
    }
  }
  std::abort();  // Every request has its method, in the same file.
}

std::string DigestOfMessage(const google::protobuf::Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return DigestOf(bytes);
}

}  // namespace klik::services
