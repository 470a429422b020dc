// Reads the simple values of the API: texts, numbers, days, times of day, points in time, enums and lists.
//
// Pure functions; any thread. What is wrong is reported at the field; the value returned is then of no use, and the
// caller goes on to find what else is wrong.
#ifndef KLIK_SERVICES_RPC_CONVERT_SCALARS_H_
#define KLIK_SERVICES_RPC_CONVERT_SCALARS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "google/protobuf/repeated_field.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/rpc/convert/violations.h"

namespace klik::services {

enum class Text : std::uint8_t { kLine, kLines };

// At most `most` characters, and no control characters; kLines may have line breaks.
std::string ReadText(const std::string& text, std::size_t most, const Field& field, Text kind = Text::kLine);
// The same, and more than space.
std::string ReadRequiredText(const std::string& text, std::size_t most, const Field& field);

// An id in another system: printable, no space around it, and not a citizen's service number. May be empty.
std::string ReadExternalId(const std::string& id, const Field& field);

// Whether an id could be one: what follows `ext:` in a name.
bool IsExternalId(std::string_view id);

// `GM0420` or empty.
std::string ReadMunicipality(const std::string& code, const Field& field);

// Codes of schemes and courses: short lines of text, each at most once.
std::vector<std::string> ReadCodes(const google::protobuf::RepeatedPtrField<std::string>& codes, int most,
                                   const Field& field);
// UPPER_SNAKE, each at most once.
std::vector<std::string> ReadUpperSnakeCodes(const google::protobuf::RepeatedPtrField<std::string>& codes, int most,
                                             const Field& field);

int ReadNumber(int number, int least, int most, const Field& field);

// `YYYY-MM-DD`, a day of the calendar; empty is nullopt.
std::optional<absl::CivilDay> ReadDay(const std::string& text, const Field& field);
std::string DayText(const std::optional<absl::CivilDay>& day);

// Minutes since midnight of `HH:MM`; `24:00` only when `is_end`. -1 when it is not a time.
int ReadTimeOfDay(const std::string& text, bool is_end, const Field& field);
std::string TimeOfDayText(int minute);

absl::Time ReadTime(const google::protobuf::Timestamp& time, const Field& field);
google::protobuf::Timestamp ToTimestamp(absl::Time time);

// Rejects a list that is too long.
template <typename List>
void CheckLength(const List& list, int most, const Field& field) {
  field.Require(list.size() <= most, "has too many items, at most " + std::to_string(most));
}

// An enum of the API as the engine's, which has the same numbers. Unspecified stays unspecified.
template <typename Value, typename Api>
Value ReadEnum(Api number, const Field& field) {
  const bool known = google::protobuf::GetEnumDescriptor<Api>()->FindValueByNumber(number) != nullptr;
  if (!field.Require(known, "is not a value of this enum")) return Value::kUnspecified;
  return static_cast<Value>(number);
}

template <typename Value, typename Api>
Value ReadRequiredEnum(Api number, const Field& field) {
  field.Require(number != Api{}, "is required");
  return ReadEnum<Value>(number, field);
}

// Unspecified is read as `otherwise`.
template <typename Value, typename Api>
Value ReadEnumOr(Api number, Value otherwise, const Field& field) {
  const Value value = ReadEnum<Value>(number, field);
  return value == Value::kUnspecified ? otherwise : value;
}

// A list of enum values, each stated, known and at most once.
template <typename Api, typename Value>
std::vector<Value> ReadEnums(const google::protobuf::RepeatedField<int>& numbers, const Field& field) {
  std::vector<Value> values;
  std::set<int> seen;
  for (int i = 0; i < numbers.size(); ++i) {
    const Field item = field.Item(i);
    values.push_back(ReadRequiredEnum<Value>(static_cast<Api>(numbers[i]), item));
    item.Require(seen.insert(numbers[i]).second, "is stated twice");
  }
  return values;
}

template <typename Api, typename Value>
Api ToApiEnum(Value value) {
  return static_cast<Api>(static_cast<int>(value));
}

template <typename Value>
void SetEnums(const std::vector<Value>& values, google::protobuf::RepeatedField<int>& out) {
  for (const Value value : values) out.Add(static_cast<int>(value));
}

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CONVERT_SCALARS_H_
