// The conventions of the API, held against its descriptors: names, types and options that every service shares, so that
// who knows one service knows them all.
#ifndef KLIK_TESTS_LINT_PROTO_CONVENTIONS_H_
#define KLIK_TESTS_LINT_PROTO_CONVENTIONS_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

namespace klik::testing {

struct Breach {
  // In the .proto file, from 1.
  int line;
  // `Thing.created: a Timestamp is called ..._time`.
  std::string text;
};

// All breaches in a file of the API, in order of line. The file's descriptor must come with its source info.
std::vector<Breach> CheckConventions(const google::protobuf::FileDescriptor& file);

}  // namespace klik::testing

#endif  // KLIK_TESTS_LINT_PROTO_CONVENTIONS_H_
