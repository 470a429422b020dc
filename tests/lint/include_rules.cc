#include "tests/lint/include_rules.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace klik::testing {
namespace {

struct Arrow {
  // Start of the paths of the including files; the longest that fits counts.
  std::string_view from;
  // Starts of what they may include, apart from the standard library.
  std::vector<std::string_view> to;
};

const std::vector<Arrow>& Arrows() {
  static const auto* const kArrows = new std::vector<Arrow>{
      {"engine/", {"engine/", "absl/"}},
      // Instructions that no loop is compiled to.
      {"engine/index/slot_bounds_avx512.cc", {"engine/", "immintrin.h"}},
      {"storage/", {"storage/", "engine/", "klik/store/", "google/protobuf/", "absl/", "sodium"}},
      // A key that is made must be on the disk before anything is sealed with it.
      {"storage/keyring/", {"storage/", "engine/", "absl/", "sodium", "fcntl.h", "unistd.h"}},
      {"storage/rocksdb/", {"storage/", "engine/", "klik/store/", "google/protobuf/", "absl/", "rocksdb/", "sys/"}},
      // Durability by the system's own calls: the standard library knows no sync.
      {"storage/witness/witness_file.cc",
       {"storage/", "engine/", "absl/", "fcntl.h", "sys/file.h", "sys/stat.h", "unistd.h"}},
      {"services/",
       {"services/", "storage/", "engine/", "klik/v1/", "google/protobuf/", "google/rpc/", "grpc/", "grpcpp/", "absl/",
        "sodium"}},
      // Who may come in: codes as authenticator apps make them, and networks out of addresses.
      {"services/accounts/", {"services/", "storage/", "engine/", "klik/v1/", "absl/", "sodium", "openssl/", "arpa/"}},
      // Whom an issuer vouches for: asked over HTTP, its tokens checked.
      {"services/oidc/", {"services/", "boost/", "absl/", "sodium", "cjose/", "jansson.h"}},
      // A client of the API like any other, only in the same process.
      {"services/gateway/",
       {"services/gateway/", "services/transport/", "klik/v1/", "google/protobuf/", "google/rpc/", "grpc/", "grpcpp/",
        "boost/", "absl/", "sys/"}},
      // Sockets and certificates; knows nothing of what is served.
      {"services/transport/",
       {"services/transport/", "grpc/", "grpcpp/", "boost/", "openssl/", "absl/", "sodium", "fcntl.h", "unistd.h",
        "sys/"}},
      // The composition root: the only place that knows everybody.
      {"services/main.cc",
       {"services/", "storage/", "engine/", "klik/v1/", "google/protobuf/", "grpc/", "grpcpp/", "absl/", "CLI/",
        "sodium", "signal.h", "unistd.h", "sys/"}},
      {"clients/cli/",
       {"clients/cli/", "klik/v1/", "google/protobuf/", "google/rpc/", "grpc/", "grpcpp/", "absl/", "CLI/", "unistd.h",
        "sys/", "fcntl.h", "termios.h"}},
      {"clients/demo/", {"clients/demo/", "klik/v1/", "google/protobuf/", "absl/", "CLI/"}},
  };
  return *kArrows;
}

// Values in, matches out: no clock, no chance, no threads, no files.
const std::set<std::string_view>& NotInEngine() {
  static const auto* const kNames = new std::set<std::string_view>{"absl/time/clock.h",
                                                                   "chrono",
                                                                   "condition_variable",
                                                                   "ctime",
                                                                   "filesystem",
                                                                   "fstream",
                                                                   "future",
                                                                   "mutex",
                                                                   "random",
                                                                   "thread"};
  return *kNames;
}

struct Include {
  std::size_t line;
  std::string_view target;
  bool quoted;
};

std::optional<Include> ParseInclude(std::string_view text, std::size_t line) {
  constexpr std::string_view kDirective = "#include ";
  if (!text.starts_with(kDirective) || text.size() < kDirective.size() + 2) {
    return std::nullopt;
  }
  text.remove_prefix(kDirective.size());
  const bool quoted = text.front() == '"';
  text.remove_prefix(1);
  return Include{line, text.substr(0, text.find_first_of("\">")), quoted};
}

std::vector<Include> IncludesOf(const SourceFile& file) {
  std::vector<Include> includes;
  const std::vector<std::string_view> lines = LinesOf(file.text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (const std::optional<Include> include = ParseInclude(lines[i], i + 1)) {
      includes.push_back(*include);
    }
  }
  return includes;
}

const Arrow* ArrowOf(std::string_view path) {
  const Arrow* best = nullptr;
  for (const Arrow& arrow : Arrows()) {
    if (path.starts_with(arrow.from) && (best == nullptr || arrow.from.size() > best->from.size())) {
      best = &arrow;
    }
  }
  return best;
}

bool IsCpp(std::string_view path) { return path.ends_with(".h") || path.ends_with(".cc"); }

bool IsStandard(const Include& include) {
  return !include.quoted && include.target.find_first_of("/.") == std::string_view::npos;
}

std::string_view FolderOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

using Graph = std::map<std::string_view, std::set<std::string_view>>;

// The shortest way from one folder to another, both ends included; empty when there is none.
std::vector<std::string_view> WayBetween(const Graph& graph, std::string_view from, std::string_view to) {
  std::vector<std::vector<std::string_view>> ways = {{from}};
  std::set<std::string_view> seen = {from};
  for (std::size_t i = 0; i < ways.size(); ++i) {
    if (ways[i].back() == to) {
      return ways[i];
    }
    const auto next = graph.find(ways[i].back());
    if (next == graph.end()) {
      continue;
    }
    for (const std::string_view folder : next->second) {
      if (seen.insert(folder).second) {
        std::vector<std::string_view> longer = ways[i];
        longer.push_back(folder);
        ways.push_back(std::move(longer));
      }
    }
  }
  return {};
}

}  // namespace

std::vector<std::string> CheckIncludes(const SourceFile& file) {
  std::vector<std::string> complaints;
  const Arrow* const arrow = ArrowOf(file.path);
  if (!IsCpp(file.path) || arrow == nullptr) {
    return complaints;
  }
  for (const Include& include : IncludesOf(file)) {
    const bool allowed = std::any_of(arrow->to.begin(), arrow->to.end(),
                                     [&](std::string_view start) { return include.target.starts_with(start); });
    if (!allowed && !IsStandard(include)) {
      complaints.push_back(
          Complaint(file, include.line,
                    absl::StrCat(std::string(arrow->from), " may not include ", std::string(include.target))));
    } else if (arrow->from == "engine/" && NotInEngine().contains(include.target)) {
      complaints.push_back(Complaint(
          file, include.line, absl::StrCat("the engine is pure: it may not include ", std::string(include.target))));
    }
  }
  return complaints;
}

std::vector<std::string> CheckRings(const std::vector<SourceFile>& files) {
  Graph graph;
  for (const SourceFile& file : files) {
    if (!IsCpp(file.path)) {
      continue;
    }
    for (const Include& include : IncludesOf(file)) {
      if (include.quoted && FolderOf(include.target) != FolderOf(file.path)) {
        graph[FolderOf(file.path)].insert(FolderOf(include.target));
      }
    }
  }
  std::vector<std::string> complaints;
  for (const auto& [folder, targets] : graph) {
    for (const std::string_view target : targets) {
      const std::vector<std::string_view> back = WayBetween(graph, target, folder);
      // Every ring is told once, from its first folder in order of name.
      if (!back.empty() && *std::min_element(back.begin(), back.end()) == folder) {
        complaints.push_back(absl::StrCat("ring of folders: ", std::string(folder), " -> ",
                                          absl::StrJoin(back, " -> ", [](std::string* out, std::string_view name) {
                                            absl::StrAppend(out, std::string(name));
                                          })));
      }
    }
  }
  return complaints;
}

}  // namespace klik::testing
