#include "storage/erase/file_search.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string_view>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace klik::storage {
namespace {

constexpr std::size_t kReadBytes = std::size_t{1} << 20;
constexpr std::size_t kPairs = 65'536;

// All needles at once: most places are ruled out by their first two bytes.
class Needles {
 public:
  explicit Needles(const std::vector<std::string>& needles) : by_pair_(kPairs) {
    for (const std::string& needle : needles) {
      if (needle.size() < kMinNeedleBytes) std::abort();
      longest_ = std::max(longest_, needle.size());
      by_pair_[PairAt(needle.data())].push_back(needle);
    }
  }

  std::size_t longest() const { return longest_; }

  // How many are in `text`, beginning before `end`.
  std::size_t CountIn(std::string_view text, std::size_t end) const {
    std::size_t count = 0;
    for (std::size_t at = 0; at < end && at + 1 < text.size(); ++at) {
      for (const std::string_view needle : by_pair_[PairAt(text.data() + at)]) {
        if (text.substr(at, needle.size()) == needle) ++count;
      }
    }
    return count;
  }

 private:
  static std::size_t PairAt(const char* bytes) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) << 8 | static_cast<unsigned char>(bytes[1]);
  }

  std::vector<std::vector<std::string_view>> by_pair_;
  std::size_t longest_ = 0;
};

absl::Status SearchFile(const std::filesystem::path& file, const std::string& name, const Needles& needles,
                        FileSearch& search) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) return absl::OkStatus();
    return absl::UnavailableError(absl::StrCat(name, " cannot be read"));
  }
  ++search.files;
  std::string text;
  std::size_t carried = 0;  // The end of what was read before, in which a needle may begin.
  do {
    text.resize(carried + kReadBytes);
    stream.read(text.data() + carried, kReadBytes);
    const auto read = static_cast<std::size_t>(stream.gcount());
    search.bytes += static_cast<std::int64_t>(read);
    text.resize(carried + read);
    const bool more = !stream.eof();
    const std::size_t keep = more ? std::min(text.size(), needles.longest()) : 0;
    search.hits.insert(search.hits.end(), needles.CountIn(text, text.size() - keep), name);
    text.erase(0, text.size() - keep);
    carried = keep;
  } while (stream);
  if (stream.bad()) return absl::UnavailableError(absl::StrCat(name, " cannot be read"));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<FileSearch> SearchFiles(const std::filesystem::path& directory,
                                       const std::vector<std::string>& needles) {
  FileSearch search;
  const Needles all(needles);
  std::error_code error;
  std::filesystem::recursive_directory_iterator it(directory, error);
  for (; !error && it != std::filesystem::recursive_directory_iterator(); it.increment(error)) {
    std::error_code gone;
    if (!it->is_regular_file(gone)) continue;
    const std::string name = it->path().lexically_relative(directory).string();
    if (absl::Status searched = SearchFile(it->path(), name, all, search); !searched.ok()) return searched;
  }
  if (error) return absl::UnavailableError(absl::StrCat("the files cannot be listed: ", error.message()));
  return search;
}

}  // namespace klik::storage
