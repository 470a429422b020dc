#include "tests/lint/proto_conventions.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

#include "tests/lint/source_file.h"

namespace klik::testing {
namespace {

using ::testing::UnorderedElementsAreArray;

// Descriptors as protoc wrote them, with comments and lines.
class DescriptorFile {
 public:
  explicit DescriptorFile(const char* path) {
    std::ifstream in(path, std::ios::binary);
    google::protobuf::FileDescriptorSet set;
    if (!set.ParseFromIstream(&in)) {
      ADD_FAILURE() << "cannot read " << path;
    }
    for (const google::protobuf::FileDescriptorProto& file : set.file()) {
      const google::protobuf::FileDescriptor* const built = pool_.BuildFile(file);
      if (built == nullptr) {
        ADD_FAILURE() << "cannot build " << file.name();
      } else if (!built->package().starts_with("google.")) {
        files_.push_back(built);
      }
    }
  }

  const std::vector<const google::protobuf::FileDescriptor*>& files() const { return files_; }

 private:
  google::protobuf::DescriptorPool pool_;
  std::vector<const google::protobuf::FileDescriptor*> files_;
};

// What the `// breach: ...; ...` comments of the example announce, each with its line.
std::vector<std::string> AnnouncedBreaches(std::string_view text) {
  std::vector<std::string> announced;
  const std::vector<std::string_view> lines = LinesOf(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    constexpr std::string_view kMark = "// breach: ";
    std::size_t start = lines[i].find(kMark);
    if (start == std::string_view::npos) {
      continue;
    }
    for (start += kMark.size(); start < lines[i].size();) {
      const std::size_t end = std::min(lines[i].find("; ", start), lines[i].size());
      announced.push_back(std::to_string(i + 1) + ": " + std::string(lines[i].substr(start, end - start)));
      start = end + 2;
    }
  }
  return announced;
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TEST(ProtoConventions, TheApiKeepsThem) {
  const DescriptorFile api(KLIK_API_DESCRIPTORS);
  ASSERT_GE(api.files().size(), 9U);
  for (const google::protobuf::FileDescriptor* const file : api.files()) {
    EXPECT_EQ(file->package(), "klik.v1");
    EXPECT_TRUE(file->name().starts_with("klik/v1/")) << file->name();
    for (const Breach& breach : CheckConventions(*file)) {
      ADD_FAILURE() << "proto/" << file->name() << ":" << breach.line << ": " << breach.text;
    }
  }
}

TEST(ProtoConventions, EveryBreachOfTheExampleIsTold) {
  const DescriptorFile example(KLIK_EXAMPLE_DESCRIPTORS);
  ASSERT_EQ(example.files().size(), 1U);
  std::vector<std::string> told;
  for (const Breach& breach : CheckConventions(*example.files().front())) {
    // The rule stands behind the name of what breaks it, when it is not the file itself.
    const std::size_t name = breach.text.find(": ");
    const bool named = name != std::string::npos && breach.text.substr(0, name).find(' ') == std::string::npos;
    told.push_back(std::to_string(breach.line) + ": " + (named ? breach.text.substr(name + 2) : breach.text));
  }
  const std::string text = ReadFile(std::string(KLIK_SOURCE_DIR) + "/tests/lint/examples/breaches.proto");
  const std::vector<std::string> announced = AnnouncedBreaches(text);
  ASSERT_GT(announced.size(), 30U);
  EXPECT_THAT(told, UnorderedElementsAreArray(announced));
}

}  // namespace
}  // namespace klik::testing
