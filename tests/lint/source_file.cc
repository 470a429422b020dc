#include "tests/lint/source_file.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"

namespace klik::testing {
namespace {

namespace fs = std::filesystem;

// What .gitignore names.
bool IsProduct(std::string_view name) { return name.starts_with("build") || name == "node_modules"; }

bool IsHidden(std::string_view name) { return name.starts_with("."); }

bool IsSource(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".h" || extension == ".cc" || extension == ".proto" || path.filename() == "CMakeLists.txt";
}

std::string ReadText(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

std::vector<SourceFile> ReadSourceTree(const fs::path& root) {
  std::vector<SourceFile> files;
  for (auto it = fs::recursive_directory_iterator(root); it != fs::recursive_directory_iterator(); ++it) {
    const std::string name = it->path().filename().string();
    if (it->is_directory() && (IsProduct(name) || IsHidden(name))) {
      it.disable_recursion_pending();
    } else if (it->is_regular_file() && IsSource(it->path())) {
      files.push_back({fs::relative(it->path(), root).generic_string(), ReadText(it->path())});
    }
  }
  std::sort(files.begin(), files.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

std::vector<std::string> TopLevelNames(const fs::path& root) {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(root)) {
    std::string name = entry.path().filename().string();
    if (!IsProduct(name)) {
      names.push_back(std::move(name));
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string Complaint(const SourceFile& file, std::size_t line, std::string_view what) {
  return line == 0 ? file.path + ": " + std::string(what) : absl::StrCat(file.path, ":", line, ": ", std::string(what));
}

}  // namespace klik::testing
