// Around every record: one byte schema version, eight bytes checksum, the serialized message.
//
// The checksum covers the key, the version and the message: a flipped bit, a lost end and a record under the wrong key
// are all found, on any backend. It is no protection against somebody who means to change a record.
//
// Pure functions; any thread. Includes protobuf; outside storage/record use codec.h.
#ifndef KLIK_STORAGE_RECORD_ENVELOPE_H_
#define KLIK_STORAGE_RECORD_ENVELOPE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/message_lite.h"

namespace klik::storage {

// Rises with every change to klik.store.v1. Older versions stay readable.
inline constexpr std::uint8_t kSchemaVersion = 2;

// Another version than this build's is for tests, to make what a newer build would write.
std::string WrapRecord(std::string_view key, const google::protobuf::MessageLite& message,
                       std::uint8_t version = kSchemaVersion);

// DATA_LOSS: damaged. FAILED_PRECONDITION: written by a newer build. Both name the key.
absl::Status UnwrapRecord(std::string_view key, std::string_view bytes, google::protobuf::MessageLite& message);

}  // namespace klik::storage

#endif  // KLIK_STORAGE_RECORD_ENVELOPE_H_
