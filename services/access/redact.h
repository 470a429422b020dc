// Takes out of an answer what the caller may not see, by the classes that the protos give to fields and by whose record
// each message is about.
//
// Which fields to clear and where to look further is worked out once per type, so that nothing is walked when
// everything in an answer may be seen and it is about nobody. Any thread once it is made.
#ifndef KLIK_SERVICES_ACCESS_REDACT_H_
#define KLIK_SERVICES_ACCESS_REDACT_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "klik/v1/access.pb.h"

namespace klik::services {

class Redactor {
 public:
  // For the answers of `services`, by full name, which the pool must have.
  Redactor(const google::protobuf::DescriptorPool& pool, const std::vector<std::string>& services);

  // The highest class to be shown of the record with this name; empty: of one that has none yet.
  using HighestOf = absl::FunctionRef<klik::v1::DataClass(const std::string& name)>;

  // Clears every field of too high a class, however deep: above what `highest_of` says of the record that the innermost
  // message around it is about, and above `otherwise` where it is about nobody. Part of a record that names nobody of
  // its own, as the person in a referral, goes by that record. Of a message of a type that no method answers with
  // nothing is left.
  void Redact(google::protobuf::Message& message, klik::v1::DataClass otherwise, HighestOf highest_of) const;

 private:
  struct Plan {
    std::vector<const google::protobuf::FieldDescriptor*> clear;
    std::vector<const google::protobuf::FieldDescriptor*> descend;
  };
  using Key = std::pair<const google::protobuf::Descriptor*, int>;

  void MakePlans(const google::protobuf::Descriptor& message);

  absl::flat_hash_map<Key, Plan> plans_;
  // The field with the name of the record that a message is about; of messages that are about one.
  absl::flat_hash_map<const google::protobuf::Descriptor*, const google::protobuf::FieldDescriptor*> subjects_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCESS_REDACT_H_
