#include "clients/cli/import_lines.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"

namespace klik::cli {
namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
// Longer names of unknown fields are not repeated: they are no misspelt names.
constexpr std::size_t kMaxNameBytes = 40;

v1::ImportError Invalid(std::string_view reason, std::string message) {
  v1::ImportError error;
  error.set_code("INVALID_ARGUMENT");
  error.set_reason(std::string(reason));
  error.set_message(std::move(message));
  return error;
}

void AddViolation(v1::ImportError& error, std::string field, std::string description) {
  auto& violation = *error.add_violations();
  violation.set_field(std::move(field));
  violation.set_description(std::move(description));
}

// A name that could be meant for a field: anything else in its place may be a piece of data.
bool LooksLikeFieldName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxNameBytes && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// What the JSON parser says of a value is `invalid value "Jan" for type TYPE_INT32`; only the type is taken over.
std::string DescribeValue(std::string_view text) {
  constexpr std::string_view kForType = " for type ";
  constexpr std::string_view kScalar = "TYPE_";
  constexpr std::string_view kMessage = "type.googleapis.com/";
  const std::size_t at = text.rfind(kForType);
  if (at == std::string_view::npos) return "not a valid value";
  const std::string_view type = text.substr(at + kForType.size());
  if (type == "TYPE_STRING") return "not a text";
  if (type == "TYPE_BOOL") return "not true or false";
  if (type == "TYPE_INT32") return "not a whole number";
  if (type == "TYPE_DOUBLE") return "not a number";
  if (type.starts_with(kScalar) || !type.starts_with(kMessage)) return "not a valid value";
  return "not a valid " + std::string(type.substr(kMessage.size()));
}

// The parser's errors come in these forms (protobuf 3.21):
//   (resident.birth_year): invalid value "Jan" for type TYPE_INT32
//   (resident.place) foo: Cannot find field.       foo: Cannot find field.
//   : invalid value oneof field 'record' is already set. Cannot set 'volunteer' for type oneof
//   Closing quote expected in string.              and then the piece of the line with the fault
v1::ImportError ExplainParseError(std::string_view text) {
  if (text.starts_with(": invalid value oneof")) return Invalid("INVALID_RECORD", "more than one record in a line");
  std::string_view path;
  const std::size_t close = text.find(')');
  if (text.starts_with("(") && close != std::string_view::npos) {
    path = text.substr(1, close - 1);
    text.remove_prefix(close + 1);
  }
  if (text.starts_with(": invalid value ")) {
    v1::ImportError error = Invalid("INVALID_RECORD", "a value does not fit its field");
    AddViolation(error, std::string(path), DescribeValue(text));
    return error;
  }
  const std::size_t unknown = text.rfind(": Cannot find field.");
  if (unknown != std::string_view::npos) {
    std::string_view name = text.substr(0, unknown);
    if (name.starts_with(" ")) name.remove_prefix(1);
    std::string field(path);
    if (LooksLikeFieldName(name)) field.append(path.empty() ? "" : ".").append(name);
    v1::ImportError error = Invalid("UNKNOWN_FIELD", "unknown field");
    AddViolation(error, std::move(field), "unknown field");
    return error;
  }
  if (!path.empty()) {
    v1::ImportError error = Invalid("INVALID_RECORD", "a value does not fit its field");
    AddViolation(error, std::string(path), "not a valid value");
    return error;
  }
  return Invalid("INVALID_JSON", "not valid JSON");
}

}  // namespace

LineReader::Outcome LineReader::Next(std::string& line) {
  if (in_.peek() == std::istream::traits_type::eof()) return in_.bad() ? Outcome::kFailed : Outcome::kEnd;
  const bool first = bytes_read_ == 0;
  in_.getline(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  std::streamsize count = in_.gcount();
  bytes_read_ += static_cast<std::uint64_t>(count);
  if (in_.bad()) return Outcome::kFailed;
  if (in_.fail()) {
    in_.clear();
    in_.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    bytes_read_ += static_cast<std::uint64_t>(in_.gcount());
    return in_.bad() ? Outcome::kFailed : Outcome::kTooLong;
  }
  // gcount() includes the newline, which the last line may lack.
  if (!in_.eof()) --count;
  std::string_view text(buffer_.data(), static_cast<std::size_t>(count));
  // Some office programs put it in front of a file.
  if (first && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  line.assign(text);
  return Outcome::kLine;
}

bool IsBlank(std::string_view line) { return line.find_first_not_of(kWhiteSpace) == std::string_view::npos; }

std::optional<v1::ImportError> ParseRecord(std::string_view line, v1::ImportRecord& record) {
  record.Clear();
  const auto status =
      google::protobuf::util::JsonStringToMessage(google::protobuf::StringPiece(line.data(), line.size()), &record);
  if (!status.ok()) {
    const auto message = status.message();
    return ExplainParseError(std::string_view(message.data(), message.size()));
  }
  if (record.record_case() == v1::ImportRecord::RECORD_NOT_SET) {
    return Invalid("INVALID_RECORD",
                   "no resident, volunteer, activity, organisation, match, exclusion or referral in the line");
  }
  return std::nullopt;
}

v1::ImportError LineTooLong() {
  return Invalid("LINE_TOO_LONG", absl::StrCat("the line is longer than ", kMaxLineBytes, " bytes"));
}

}  // namespace klik::cli
