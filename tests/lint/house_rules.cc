#include "tests/lint/house_rules.h"

#include <cctype>
#include <set>

#include "absl/strings/str_cat.h"

namespace klik::testing {
namespace {

std::string GuardOf(std::string_view path) {
  std::string guard = "KLIK_";
  for (const char c : path) {
    guard += std::isalnum(static_cast<unsigned char>(c)) != 0
                 ? static_cast<char>(std::toupper(static_cast<unsigned char>(c)))
                 : '_';
  }
  return guard + "_";
}

// Words of a CMakeLists.txt, without its comments.
std::set<std::string> WordsOf(std::string_view text) {
  std::set<std::string> words;
  for (std::string_view line : LinesOf(text)) {
    line = line.substr(0, line.find('#'));
    std::string word;
    for (const char c : std::string(line) + " ") {
      if (std::isspace(static_cast<unsigned char>(c)) != 0 || c == '(' || c == ')') {
        words.insert(word);
        word.clear();
      } else {
        word += c;
      }
    }
  }
  return words;
}

}  // namespace

std::vector<std::string> CheckLength(const SourceFile& file) {
  const std::size_t lines = LinesOf(file.text).size();
  if (lines <= kFileLinesMax) {
    return {};
  }
  return {Complaint(file, 0, absl::StrCat(lines, " lines, at most ", kFileLinesMax))};
}

std::vector<std::string> CheckLeftovers(const SourceFile& file) {
  // In two parts, so that this file passes itself.
  static const auto* const kMarks = new std::vector<std::string>{std::string("TO") + "DO", std::string("FIX") + "ME"};
  std::vector<std::string> complaints;
  const std::vector<std::string_view> lines = LinesOf(file.text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (const std::string& mark : *kMarks) {
      if (lines[i].find(mark) != std::string_view::npos) {
        complaints.push_back(Complaint(file, i + 1, mark));
      }
    }
  }
  return complaints;
}

std::vector<std::string> CheckGuard(const SourceFile& file) {
  const std::string guard = GuardOf(file.path);
  for (const std::string& line : {"#ifndef " + guard + "\n#define " + guard + "\n", "#endif  // " + guard + "\n"}) {
    if (file.text.find(line) == std::string::npos) {
      return {Complaint(file, 0, absl::StrCat("the header guard is not ", guard))};
    }
  }
  return {};
}

std::vector<std::string> CheckHeadersListed(const std::vector<SourceFile>& files) {
  constexpr std::string_view kCMake = "CMakeLists.txt";
  std::set<std::string> listed;
  for (const SourceFile& file : files) {
    if (file.path.ends_with(kCMake)) {
      const std::string folder = file.path.substr(0, file.path.size() - kCMake.size());
      for (const std::string& word : WordsOf(file.text)) {
        listed.insert(folder + word);
      }
    }
  }
  std::vector<std::string> complaints;
  for (const SourceFile& file : files) {
    if (file.path.ends_with(".h") && !listed.contains(file.path)) {
      complaints.push_back(Complaint(file, 0, "no CMakeLists.txt lists this header"));
    }
  }
  return complaints;
}

std::vector<std::string> CheckTopLevel(const std::vector<std::string>& names) {
  static const auto* const kAllowed = new std::set<std::string>{
      "CMakeLists.txt", "LICENSE", "README.md", "clients", "dev", "engine", "proto", "services", "storage", "tests"};
  std::vector<std::string> complaints;
  for (const std::string& name : names) {
    if (!name.starts_with('.') && !kAllowed->contains(name)) {
      complaints.push_back(name + ": does not belong at the top level");
    }
  }
  return complaints;
}

}  // namespace klik::testing
