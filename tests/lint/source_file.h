// The project's own text files, as the house rules look at them.
#ifndef KLIK_TESTS_LINT_SOURCE_FILE_H_
#define KLIK_TESTS_LINT_SOURCE_FILE_H_

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace klik::testing {

struct SourceFile {
  // From the root of the project, with slashes: `engine/model/person.h`.
  std::string path;
  std::string text;
};

// Every .h, .cc, .proto and CMakeLists.txt below `root`, in order of path, without what is built, installed or hidden.
std::vector<SourceFile> ReadSourceTree(const std::filesystem::path& root);

// Names directly under `root`, without what git never sees.
std::vector<std::string> TopLevelNames(const std::filesystem::path& root);

std::vector<std::string_view> LinesOf(std::string_view text);

// `engine/model/person.h:12: what is wrong`; lines count from 1, 0 leaves the line out.
std::string Complaint(const SourceFile& file, std::size_t line, std::string_view what);

}  // namespace klik::testing

#endif  // KLIK_TESTS_LINT_SOURCE_FILE_H_
