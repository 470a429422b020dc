#include "services/rpc/update_mask.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/field_mask_util.h"
#include "services/rpc/call_limits.h"

namespace klik::services {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::util::FieldMaskUtil;

constexpr std::string_view kAll = "*";
constexpr auto kOutputOnly = std::to_array<std::string_view>({"name", "etag", "state", "create_time", "update_time"});
constexpr std::string_view kOutputOnlyOfPlace = "place.accuracy";

bool IsOutputOnly(std::string_view path) {
  const std::string_view top = path.substr(0, path.find('.'));
  return path == kOutputOnlyOfPlace || std::find(kOutputOnly.begin(), kOutputOnly.end(), top) != kOutputOnly.end();
}

bool IsField(const std::string& path, const Message& resource) {
  std::vector<const FieldDescriptor*> fields;
  // protobuf reads over empty parts: `place.` and `place..settlement`.
  const bool whole = !path.empty() && path.front() != '.' && path.back() != '.' && path.find("..") == std::string::npos;
  return whole && FieldMaskUtil::GetFieldDescriptors(resource.GetDescriptor(), path, &fields);
}

FieldMask AllFields(const Message& resource) {
  FieldMask all;
  for (int i = 0; i < resource.GetDescriptor()->field_count(); ++i) {
    const std::string& name = resource.GetDescriptor()->field(i)->name();
    if (!IsOutputOnly(name)) all.add_paths(name);
  }
  return all;
}

FieldMask PopulatedFields(const Message& resource) {
  FieldMask populated;
  std::vector<const FieldDescriptor*> fields;
  resource.GetReflection()->ListFields(resource, &fields);
  for (const FieldDescriptor* populated_field : fields) {
    if (!IsOutputOnly(populated_field->name())) populated.add_paths(populated_field->name());
  }
  return populated;
}

}  // namespace

std::optional<FieldMask> ReadMask(const FieldMask& mask, const Message& resource, const Field& field) {
  if (mask.paths().empty()) return PopulatedFields(resource);
  if (mask.paths_size() == 1 && mask.paths(0) == kAll) return AllFields(resource);
  if (!field.Require(mask.paths_size() <= kMaxMaskPaths, absl::StrCat("has too many paths, at most ", kMaxMaskPaths))) {
    return std::nullopt;
  }
  bool known = true;
  bool changeable = true;
  for (const std::string& path : mask.paths()) {
    known = known && IsField(path, resource);
    changeable = changeable && !IsOutputOnly(path);
  }
  if (!field.Require(known, "has a path that is not a field; `*` stands alone")) return std::nullopt;
  if (!field.Require(changeable, "has a field that is output only")) return std::nullopt;
  return mask;
}

void MergeMasked(const Message& from, const FieldMask& mask, Message& into) {
  FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  FieldMaskUtil::MergeMessageTo(from, mask, options, &into);
}

}  // namespace klik::services
