// House rules that a compiler does not check.
//
// Each function answers with one complaint for each breach, none when all is well.
#ifndef KLIK_TESTS_LINT_HOUSE_RULES_H_
#define KLIK_TESTS_LINT_HOUSE_RULES_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/lint/source_file.h"

namespace klik::testing {

inline constexpr std::size_t kFileLinesMax = 500;

// A file that somebody can still read in one go.
std::vector<std::string> CheckLength(const SourceFile& file);

// Work that waits belongs in the issues, where it is seen.
std::vector<std::string> CheckLeftovers(const SourceFile& file);

// `engine/model/person.h` is guarded by KLIK_ENGINE_MODEL_PERSON_H_, at the top and in the comment at the end.
std::vector<std::string> CheckGuard(const SourceFile& file);

// A header that no target lists is not compiled alone, and may be dead. `files` are all of the tree.
std::vector<std::string> CheckHeadersListed(const std::vector<SourceFile>& files);

// The top level is fixed: who opens the project sees its whole shape.
std::vector<std::string> CheckTopLevel(const std::vector<std::string>& names);

}  // namespace klik::testing

#endif  // KLIK_TESTS_LINT_HOUSE_RULES_H_
