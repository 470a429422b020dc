// Takes out of an answer what the caller may not see, by the classes that the protos give to fields.
//
// Which fields to clear and where to look further is worked out once per type, so that nothing is walked when
// everything in an answer may be seen. Any thread once it is made.
#ifndef KLIK_SERVICES_ACCESS_REDACT_H_
#define KLIK_SERVICES_ACCESS_REDACT_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "klik/v1/access.pb.h"

namespace klik::services {

class Redactor {
 public:
  // For the answers of `services`, by full name, which the pool must have.
  Redactor(const google::protobuf::DescriptorPool& pool, const std::vector<std::string>& services);

  // Clears every field of a class above `highest`, however deep. Of a message of a type that no method answers with
  // nothing is left.
  void Redact(google::protobuf::Message& message, klik::v1::DataClass highest) const;

 private:
  struct Plan {
    std::vector<const google::protobuf::FieldDescriptor*> clear;
    std::vector<const google::protobuf::FieldDescriptor*> descend;
  };
  using Key = std::pair<const google::protobuf::Descriptor*, int>;

  void MakePlans(const google::protobuf::Descriptor& message);

  absl::flat_hash_map<Key, Plan> plans_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCESS_REDACT_H_
