// Any message as lines of `field: value`, for a reader or for grep.
//
// Pure, for any thread.
#ifndef KLIK_CLIENTS_CLI_FIELDS_H_
#define KLIK_CLIENTS_CLI_FIELDS_H_

#include <google/protobuf/message.h>

#include <string>

namespace klik::cli {

// One line a value that is set, in the order of the fields' numbers: `place.postcode: 1693 AB`,
// `interests[0].topic: music.choir`, `contact_forms: HOME_VISIT, OUTDOORS`. Times are in UTC. Fields that are not set
// have no line. Maps are not expected: no resource has one.
std::string RenderFields(const google::protobuf::Message& message);

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_FIELDS_H_
