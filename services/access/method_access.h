// What the protos say of methods and fields, read once at the start. A server whose API has a gap does not run.
//
// Any thread once it is read.
#ifndef KLIK_SERVICES_ACCESS_METHOD_ACCESS_H_
#define KLIK_SERVICES_ACCESS_METHOD_ACCESS_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "klik/v1/access.pb.h"

namespace klik::services {

struct MethodAccess {
  std::string method;  // `klik.v1.ResidentService.GetResident`
  klik::v1::Access access;
};

class MethodTable {
 public:
  // By the type of its request, which no other method has; nullptr: no method takes it, so nobody may call it.
  const MethodAccess* Find(const google::protobuf::Descriptor* request) const;

 private:
  friend absl::StatusOr<MethodTable> ReadMethodTable(const google::protobuf::DescriptorPool& pool,
                                                     const std::vector<std::string>& services);
  absl::flat_hash_map<const google::protobuf::Descriptor*, MethodAccess> by_request_;
};

// Of `services`, by full name. FAILED_PRECONDITION that names every method and field with a gap: a service that the
// pool does not have, a method that does not say who may call it and within which bounds, two methods that take the
// same request, a field of any message that a method takes or gives without a data class.
absl::StatusOr<MethodTable> ReadMethodTable(const google::protobuf::DescriptorPool& pool,
                                            const std::vector<std::string>& services);

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCESS_METHOD_ACCESS_H_
