#include "tests/lint/proto_conventions.h"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/unknown_field_set.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <initializer_list>
#include <set>
#include <string_view>
#include <utility>

namespace klik::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::MethodOptions;
using google::protobuf::ServiceDescriptor;
using google::protobuf::SourceLocation;

using Words = std::vector<std::string>;

bool IsUpper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }
char Lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }
char Upper(char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }

// `ListResidents` -> {list, residents}.
Words WordsOfCamel(std::string_view name) {
  Words words;
  for (const char c : name) {
    if (IsUpper(c) || words.empty()) {
      words.emplace_back();
    }
    words.back() += Lower(c);
  }
  return words;
}

// `max_distance_metres` -> {max, distance, metres}.
Words WordsOfSnake(std::string_view name) {
  Words words(1);
  for (const char c : name) {
    if (c == '_') {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

std::string Snake(std::string_view camel) {
  std::string snake;
  for (const std::string& word : WordsOfCamel(camel)) {
    snake += (snake.empty() ? "" : "_") + word;
  }
  return snake;
}

std::string UpperSnake(std::string_view camel) {
  std::string upper = Snake(camel);
  std::transform(upper.begin(), upper.end(), upper.begin(), Upper);
  return upper;
}

bool HasAny(const Words& words, std::initializer_list<std::string_view> wanted) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return std::find(wanted.begin(), wanted.end(), word) != wanted.end();
  });
}

// Only a-z, 0-9 and single underscores within.
bool IsLowerSnake(std::string_view name) {
  const Words words = WordsOfSnake(name);
  return std::all_of(words.begin(), words.end(), [](const std::string& word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
      return std::islower(static_cast<unsigned char>(c)) != 0 || std::isdigit(static_cast<unsigned char>(c)) != 0;
    });
  });
}

bool IsMessage(const FieldDescriptor& field, std::string_view full_name) {
  return field.message_type() != nullptr && field.message_type()->full_name() == full_name;
}

bool IsTimestamp(const FieldDescriptor& field) { return IsMessage(field, "google.protobuf.Timestamp"); }

bool IsSingleString(const FieldDescriptor& field) {
  return field.type() == FieldDescriptor::TYPE_STRING && !field.is_repeated();
}

bool IsNumber(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return true;
    default:
      return false;
  }
}

// What there is to do today is worked out anew each time: a page of it would be of another list, and nothing in it is a
// resource.
bool IsOfToday(const MethodDescriptor& method) { return method.name() == "ListWork"; }

bool IsReader(const MethodDescriptor& method) {
  return method.options().idempotency_level() == MethodOptions::NO_SIDE_EFFECTS;
}

// Whether a field says that it holds a secret. The option is read by its number: the descriptors are not those that
// this program is linked with.
bool TakesSecret(const Descriptor& request) {
  constexpr int kDataClass = 50002;
  constexpr std::uint64_t kP4 = 5;
  for (int i = 0; i < request.field_count(); ++i) {
    const google::protobuf::FieldOptions& options = request.field(i)->options();
    const google::protobuf::UnknownFieldSet& unknown = options.GetReflection()->GetUnknownFields(options);
    for (int j = 0; j < unknown.field_count(); ++j) {
      const google::protobuf::UnknownField& option = unknown.field(j);
      if (option.number() == kDataClass && option.type() == google::protobuf::UnknownField::TYPE_VARINT &&
          option.varint() == kP4) {
        return true;
      }
    }
  }
  return false;
}

// Collects the breaches of one file.
class Checker {
 public:
  explicit Checker(const FileDescriptor& file) : file_(file) {}

  std::vector<Breach> Run() {
    CheckFile();
    FindResources();
    for (int i = 0; i < file_.service_count(); ++i) {
      CheckService(*file_.service(i));
    }
    for (int i = 0; i < file_.message_type_count(); ++i) {
      CheckMessage(*file_.message_type(i));
    }
    for (int i = 0; i < file_.enum_type_count(); ++i) {
      CheckEnum(*file_.enum_type(i));
    }
    std::stable_sort(breaches_.begin(), breaches_.end(),
                     [](const Breach& a, const Breach& b) { return a.line < b.line; });
    return std::move(breaches_);
  }

 private:
  template <typename D>
  static int LineOf(const D& descriptor) {
    SourceLocation location;
    return descriptor.GetSourceLocation(&location) ? location.start_line + 1 : 0;
  }

  template <typename D>
  static bool HasComment(const D& descriptor) {
    SourceLocation location;
    return descriptor.GetSourceLocation(&location) && !location.leading_comments.empty();
  }

  // Adds a breach unless `ok`; the name goes in front without the package.
  template <typename D>
  void Expect(bool ok, const D& descriptor, const std::string& rule) {
    if (!ok) {
      breaches_.push_back(
          {LineOf(descriptor), descriptor.full_name().substr(file_.package().size() + 1) + ": " + rule});
    }
  }

  void CheckFile() {
    // 12 is the number of `syntax` in FileDescriptorProto: the first statement of a file.
    SourceLocation syntax;
    const bool located = file_.GetSourceLocation({12}, &syntax);
    const auto expect = [&](bool ok, const std::string& rule) {
      if (!ok) {
        breaches_.push_back({located ? syntax.start_line + 1 : 0, rule});
      }
    };
    expect(located && !syntax.leading_comments.empty(), "a file opens with a comment: what it is about");
    expect(file_.syntax() == FileDescriptor::SYNTAX_PROTO3, "the syntax is proto3");
    expect(file_.service_count() <= 1, "one service a file");
    for (int i = 0; i < file_.dependency_count(); ++i) {
      expect(file_.dependency(i)->package().find(".store.") == std::string::npos,
             "the API does not import records of the store");
    }
    for (int i = 0; i < file_.service_count(); ++i) {
      for (int j = 0; j < file_.message_type_count(); ++j) {
        if (LineOf(*file_.message_type(j)) < LineOf(*file_.service(i))) {
          Expect(false, *file_.message_type(j), "the service comes first");
        }
      }
    }
  }

  // What a Get answers with, or a List is a list of.
  void FindResources() {
    for (int i = 0; i < file_.service_count(); ++i) {
      for (int j = 0; j < file_.service(i)->method_count(); ++j) {
        const MethodDescriptor& method = *file_.service(i)->method(j);
        const std::string verb = WordsOfCamel(method.name()).front();
        if (verb == "get") {
          resources_.insert(method.output_type());
        } else if (verb == "list" && !IsOfToday(method) && method.output_type()->field_count() > 0) {
          resources_.insert(method.output_type()->field(0)->message_type());
        } else if (verb == "update") {
          changed_.insert(method.output_type());
        }
      }
    }
  }

  void CheckService(const ServiceDescriptor& service) {
    Expect(WordsOfCamel(service.name()).back() == "service", service, "a service is called ...Service");
    for (int i = 0; i < service.method_count(); ++i) {
      CheckMethod(*service.method(i));
    }
  }

  void CheckMethod(const MethodDescriptor& method) {
    const Words words = WordsOfCamel(method.name());
    Expect(words.size() >= 2, method, "a method is called verb and noun");
    // To sign in is a verb, and a sign-in and a check-in are nouns.
    Expect(
        HasAny(words, {"sign", "check"}) || !HasAny(words, {"at", "by", "for", "from", "in", "of", "on", "to", "with"}),
        method, "no preposition in the name of a method");
    Expect(method.input_type()->name() == method.name() + "Request", method, "takes " + method.name() + "Request");
    const std::string noun = method.name().substr(words.front().size());
    if (words.front() == "get") {
      CheckGet(method, noun);
    } else if (words.front() == "list" && !IsOfToday(method)) {
      CheckList(method, noun);
    } else if (words.front() == "create") {
      CheckCreate(method, noun);
    } else if (words.front() == "update") {
      CheckUpdate(method, noun);
    } else if (words.front() == "delete") {
      CheckDelete(method);
    } else {
      CheckCustom(method, words.front());
    }
    if (!IsReader(method) && !method.client_streaming() && !TakesSecret(*method.input_type())) {
      ExpectField(method, "request_id", FieldDescriptor::TYPE_STRING);
    }
    Expect(!IsReader(method) || method.input_type()->FindFieldByName("request_id") == nullptr, method,
           "a call without side effects needs no request_id");
    Expect(!TakesSecret(*method.input_type()) || method.input_type()->FindFieldByName("request_id") == nullptr, method,
           "a call with a secret in it is not kept, so it has no request_id");
  }

  void CheckGet(const MethodDescriptor& method, const std::string& noun) {
    Expect(method.output_type()->name() == noun, method, "answers with " + noun);
    Expect(IsReader(method), method, "NO_SIDE_EFFECTS");
    ExpectField(method, "name", FieldDescriptor::TYPE_STRING);
  }

  void CheckList(const MethodDescriptor& method, const std::string& noun) {
    Expect(IsReader(method), method, "NO_SIDE_EFFECTS");
    Expect(!method.server_streaming(), method, "a paged answer is never a stream");
    ExpectField(method, "page_size", FieldDescriptor::TYPE_INT32);
    ExpectField(method, "page_token", FieldDescriptor::TYPE_STRING);
    const Descriptor& response = *method.output_type();
    Expect(response.name() == method.name() + "Response", method, "answers with " + method.name() + "Response");
    const FieldDescriptor* const items = response.FindFieldByNumber(1);
    Expect(items != nullptr && items->is_repeated() && items->message_type() != nullptr && items->name() == Snake(noun),
           response, "the first field is the repeated " + Snake(noun));
    const FieldDescriptor* const token = response.FindFieldByName("next_page_token");
    Expect(token != nullptr && IsSingleString(*token), response, "has a string next_page_token");
  }

  void CheckCreate(const MethodDescriptor& method, const std::string& noun) {
    Expect(method.output_type()->name() == noun, method, "answers with " + noun);
    ExpectResource(method, noun);
    ExpectField(method, "validate_only", FieldDescriptor::TYPE_BOOL);
  }

  void CheckUpdate(const MethodDescriptor& method, const std::string& noun) {
    Expect(method.output_type()->name() == noun, method, "answers with " + noun);
    ExpectResource(method, noun);
    ExpectField(method, "validate_only", FieldDescriptor::TYPE_BOOL);
    const FieldDescriptor* const mask = method.input_type()->FindFieldByName("update_mask");
    Expect(mask != nullptr && IsMessage(*mask, "google.protobuf.FieldMask"), method, "takes a FieldMask update_mask");
  }

  void CheckDelete(const MethodDescriptor& method) {
    Expect(method.output_type()->full_name() == "google.protobuf.Empty", method, "answers with google.protobuf.Empty");
    ExpectField(method, "name", FieldDescriptor::TYPE_STRING);
    ExpectField(method, "etag", FieldDescriptor::TYPE_STRING);
  }

  // Methods that AIP does not know by name say what they do.
  void CheckCustom(const MethodDescriptor& method, const std::string& verb) {
    const Descriptor& response = *method.output_type();
    Expect(HasComment(method), method, "a method of its own kind has a comment");
    Expect(response.name() == method.name() + "Response" || response.FindFieldByName("name") != nullptr, method,
           "answers with a resource or " + method.name() + "Response");
    Expect(IsReader(method) || !HasAny({verb}, {"search", "explain", "check"}), method, "NO_SIDE_EFFECTS");
    if (!IsReader(method) && method.input_type()->FindFieldByName("name") != nullptr) {
      ExpectField(method, "etag", FieldDescriptor::TYPE_STRING);
    }
  }

  void ExpectField(const MethodDescriptor& method, const std::string& name, FieldDescriptor::Type type) {
    const FieldDescriptor* const field = method.input_type()->FindFieldByName(name);
    Expect(field != nullptr && field->type() == type && !field->is_repeated(), method,
           std::string("takes a ") + FieldDescriptor::TypeName(type) + " " + name);
  }

  void ExpectResource(const MethodDescriptor& method, const std::string& noun) {
    const FieldDescriptor* const field = method.input_type()->FindFieldByName(Snake(noun));
    Expect(field != nullptr && field->message_type() == method.output_type(), method,
           "takes the resource as " + Snake(noun));
  }

  void CheckMessage(const Descriptor& message) {
    if (message.options().map_entry()) {
      return;
    }
    if (resources_.contains(&message)) {
      CheckResource(message);
    }
    for (int i = 0; i < message.field_count(); ++i) {
      CheckField(*message.field(i));
    }
    for (int i = 0; i < message.nested_type_count(); ++i) {
      CheckMessage(*message.nested_type(i));
    }
    for (int i = 0; i < message.enum_type_count(); ++i) {
      CheckEnum(*message.enum_type(i));
    }
  }

  void CheckResource(const Descriptor& message) {
    const FieldDescriptor* const name = message.FindFieldByNumber(1);
    Expect(name != nullptr && name->name() == "name" && IsSingleString(*name), message,
           "the first field of a resource is `string name = 1`");
    for (const std::string_view field : {"etag", "create_time", "update_time"}) {
      Expect(!changed_.contains(&message) || message.FindFieldByName(std::string(field)) != nullptr, message,
             "a resource that changes has " + std::string(field));
    }
  }

  void CheckField(const FieldDescriptor& field) {
    const Words words = WordsOfSnake(field.name());
    const std::string& last = words.back();
    Expect(IsLowerSnake(field.name()), field, "a field is called in lower_snake_case");
    Expect(!IsTimestamp(field) || last == "time", field, "a Timestamp is called ..._time");
    Expect(last != "time" || IsTimestamp(field) || IsSingleString(field), field,
           "..._time is a Timestamp, or a time of day as `HH:MM`");
    Expect(last != "date" || IsSingleString(field), field, "..._date is a string `YYYY-MM-DD`");
    Expect(last != "at", field, "a point in time is called ..._time");
    Expect((last != "id" && last != "ids") || field.name() == "request_id" || field.name() == "external_id", field,
           "a reference holds a name and is called by the noun, without _id");
    Expect(field.type() != FieldDescriptor::TYPE_BOOL || !HasAny({words.front()}, {"is", "has"}), field,
           "a bool is called without is_ or has_");
    if (IsNumber(field)) {
      CheckNumber(field, words);
    }
  }

  void CheckNumber(const FieldDescriptor& field, const Words& words) {
    const bool measures = HasAny(words, {"age", "cost", "delay", "distance", "duration", "length", "notice", "price",
                                         "radius", "timeout", "travel", "wait"});
    // Ages are in years, which nobody would read otherwise.
    const bool has_unit = HasAny(words, {"age", "cents", "days", "degrees", "hours", "metres", "minutes", "months",
                                         "percent", "seconds", "weeks", "years"});
    Expect(!measures || has_unit, field, "a number that measures has its unit in its name");
    const bool is_wide =
        field.cpp_type() == FieldDescriptor::CPPTYPE_INT64 || field.cpp_type() == FieldDescriptor::CPPTYPE_UINT64;
    Expect(!is_wide || words.back() == "revision", field, "a count is an int32: JSON writes an int64 as a string");
    Expect(words.back() != "max" && words.back() != "min", field, "max_ and min_ come first");
  }

  void CheckEnum(const EnumDescriptor& type) {
    const auto& zero = *type.value(0);
    Expect(zero.number() == 0 && zero.name() == UpperSnake(type.name()) + "_UNSPECIFIED", type,
           "zero is " + UpperSnake(type.name()) + "_UNSPECIFIED");
    Expect(!type.options().allow_alias(), type, "a value has one name");
    for (int i = 0; i < type.value_count(); ++i) {
      std::string lower = type.value(i)->name();
      const bool is_upper = std::none_of(lower.begin(), lower.end(), [](char c) { return Upper(c) != c; });
      std::transform(lower.begin(), lower.end(), lower.begin(), Lower);
      Expect(is_upper && IsLowerSnake(lower), *type.value(i), "a value is called in UPPER_SNAKE_CASE");
    }
  }

  const FileDescriptor& file_;
  std::set<const Descriptor*> resources_;
  // Those that an Update answers with.
  std::set<const Descriptor*> changed_;
  std::vector<Breach> breaches_;
};

}  // namespace

std::vector<Breach> CheckConventions(const FileDescriptor& file) { return Checker(file).Run(); }

}  // namespace klik::testing
