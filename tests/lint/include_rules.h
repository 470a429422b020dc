// The arrow table of the architecture, held against every #include: layering that nothing checks does not last.
//
//   engine <- storage <- services <- (gRPC only) clients
#ifndef KLIK_TESTS_LINT_INCLUDE_RULES_H_
#define KLIK_TESTS_LINT_INCLUDE_RULES_H_

#include <string>
#include <vector>

#include "tests/lint/source_file.h"

namespace klik::testing {

// One complaint for each include that the table does not allow; none when all is well. Files other than .h and .cc, and
// those of folders that have no arrows (tests), are not looked at.
std::vector<std::string> CheckIncludes(const SourceFile& file);

// One complaint for each ring of folders that include each other, such as `a -> b -> a`: folders in a ring are one
// folder with several names. `files` are all of the tree.
std::vector<std::string> CheckRings(const std::vector<SourceFile>& files);

}  // namespace klik::testing

#endif  // KLIK_TESTS_LINT_INCLUDE_RULES_H_
