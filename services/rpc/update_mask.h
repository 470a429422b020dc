// update_mask as AIP-134 has it: absent stands for the populated fields, `*` for all, else the paths it names.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_RPC_UPDATE_MASK_H_
#define KLIK_SERVICES_RPC_UPDATE_MASK_H_

#include <optional>

#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"
#include "services/rpc/convert/violations.h"

namespace klik::services {

// The paths to change of a resource. nullopt when it is rejected: a path that is not a field, or one that is output
// only.
std::optional<google::protobuf::FieldMask> ReadMask(const google::protobuf::FieldMask& mask,
                                                    const google::protobuf::Message& resource, const Field& field);

// Makes the fields in `mask` what they are in `from`: also absent, when they are absent there.
void MergeMasked(const google::protobuf::Message& from, const google::protobuf::FieldMask& mask,
                 google::protobuf::Message& into);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_UPDATE_MASK_H_
