#include "clients/cli/fields.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/reflection.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/time_util.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/render.h"

namespace klik::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// A scalar. `index` is -1 for a field that is not repeated.
std::string ScalarText(const Message& message, const FieldDescriptor& field, int index) {
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    const auto& reflection = *message.GetReflection();
    return Printable(index < 0 ? reflection.GetString(message, &field)
                               : reflection.GetRepeatedString(message, &field, index));
  }
  std::string text;
  google::protobuf::TextFormat::PrintFieldValueToString(message, &field, index, &text);
  return text;
}

void Append(const Message& message, const std::string& prefix, std::string& text);

void AppendMessage(const Message& value, const std::string& path, std::string& text) {
  if (value.GetDescriptor() == google::protobuf::Timestamp::descriptor()) {
    google::protobuf::Timestamp time;
    time.CopyFrom(value);
    absl::StrAppend(&text, path, ": ", google::protobuf::util::TimeUtil::ToString(time), "\n");
  } else {
    Append(value, path + ".", text);
  }
}

void AppendRepeated(const Message& message, const FieldDescriptor& field, const std::string& path, std::string& text) {
  const auto& reflection = *message.GetReflection();
  const int size = reflection.FieldSize(message, &field);
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    for (int i = 0; i < size; ++i) {
      AppendMessage(reflection.GetRepeatedMessage(message, &field, i), absl::StrCat(path, "[", i, "]"), text);
    }
    return;
  }
  absl::StrAppend(&text, path, ": ");
  for (int i = 0; i < size; ++i) absl::StrAppend(&text, i > 0 ? ", " : "", ScalarText(message, field, i));
  text += "\n";
}

void Append(const Message& message, const std::string& prefix, std::string& text) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const std::string path = prefix + field->name();
    if (field->is_repeated()) {
      AppendRepeated(message, *field, path, text);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      AppendMessage(message.GetReflection()->GetMessage(message, field), path, text);
    } else {
      absl::StrAppend(&text, path, ": ", ScalarText(message, *field, -1), "\n");
    }
  }
}

}  // namespace

std::string RenderFields(const Message& message) {
  std::string text;
  Append(message, "", text);
  return text;
}

}  // namespace klik::cli
