#include "services/rpc/convert/scalars.h"

#include <algorithm>
#include <functional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/model/availability.h"
#include "services/rpc/convert/limits.h"

namespace klik::services {
namespace {

constexpr int kBsnDigits = 9;
constexpr int kNanosPerSecond = 1'000'000'000;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsDigits(std::string_view text) { return std::all_of(text.begin(), text.end(), IsDigit); }

// protobuf has made sure that the text is UTF-8: every byte but a continuation begins a character.
std::size_t CountCharacters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// C0, DEL and C1 (U+0080 to U+009F, of which the first byte is C2).
bool HasControlCharacter(std::string_view text, Text kind) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool line_break = text[i] == '\n' || text[i] == '\r';
    if ((byte < 0x20 || byte == 0x7F) && !(kind == Text::kLines && line_break)) return true;
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
  }
  return false;
}

bool HasSpaceAround(std::string_view text) {
  return !text.empty() && (absl::ascii_isspace(static_cast<unsigned char>(text.front())) ||
                           absl::ascii_isspace(static_cast<unsigned char>(text.back())));
}

// The 11-test of the Dutch citizen's service number.
bool PassesBsnTest(std::string_view text) {
  if (text.size() != kBsnDigits || !IsDigits(text)) return false;
  int sum = 0;
  for (int i = 0; i < kBsnDigits; ++i) {
    const int weight = i + 1 < kBsnDigits ? kBsnDigits - i : -1;
    sum += weight * (text[static_cast<std::size_t>(i)] - '0');
  }
  return sum % 11 == 0;
}

bool IsUpperSnake(std::string_view text) {
  if (text.empty() || text.front() < 'A' || text.front() > 'Z' || text.back() == '_') return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || IsDigit(c) || c == '_'; });
}

std::vector<std::string> ReadDistinct(const google::protobuf::RepeatedPtrField<std::string>& codes, int most,
                                      const Field& field,
                                      const std::function<void(const std::string&, const Field&)>& check) {
  CheckLength(codes, most, field);
  std::set<std::string> seen;
  for (int i = 0; i < codes.size(); ++i) {
    const Field item = field.Item(i);
    check(codes[i], item);
    item.Require(seen.insert(codes[i]).second, "is stated twice");
  }
  return {codes.begin(), codes.end()};
}

}  // namespace

std::string ReadText(const std::string& text, std::size_t most, const Field& field, Text kind) {
  field.Require(CountCharacters(text) <= most, absl::StrCat("is too long, at most ", most, " characters"));
  field.Require(!HasControlCharacter(text, kind), "has control characters");
  return text;
}

std::string ReadRequiredText(const std::string& text, std::size_t most, const Field& field) {
  field.Require(!absl::StripAsciiWhitespace(text).empty(), "is required");
  return ReadText(text, most, field);
}

bool IsExternalId(std::string_view id) {
  return !id.empty() && CountCharacters(id) <= kMaxExternalIdCharacters && !HasControlCharacter(id, Text::kLine) &&
         !HasSpaceAround(id);
}

std::string ReadExternalId(const std::string& id, const Field& field) {
  ReadText(id, kMaxExternalIdCharacters, field);
  field.Require(!HasSpaceAround(id), "has space around it");
  field.Require(!PassesBsnTest(id), "may be a citizen service number (BSN), which is never stored");
  return id;
}

std::string ReadMunicipality(const std::string& code, const Field& field) {
  const bool well_formed = code.size() == 6 && code.starts_with("GM") && IsDigits(std::string_view(code).substr(2));
  field.Require(code.empty() || well_formed, "is not `GM` and four digits");
  return code;
}

std::vector<std::string> ReadCodes(const google::protobuf::RepeatedPtrField<std::string>& codes, int most,
                                   const Field& field) {
  return ReadDistinct(codes, most, field, [](const std::string& code, const Field& item) {
    ReadRequiredText(code, kMaxCodeCharacters, item);
    item.Require(!HasSpaceAround(code), "has space around it");
  });
}

std::vector<std::string> ReadUpperSnakeCodes(const google::protobuf::RepeatedPtrField<std::string>& codes, int most,
                                             const Field& field) {
  return ReadDistinct(codes, most, field, [](const std::string& code, const Field& item) {
    item.Require(IsUpperSnake(code), "is not an UPPER_SNAKE code");
    item.Require(CountCharacters(code) <= kMaxCodeCharacters,
                 absl::StrCat("is too long, at most ", kMaxCodeCharacters, " characters"));
  });
}

int ReadNumber(int number, int least, int most, const Field& field) {
  if (number < least || number > most) field.Reject(absl::StrCat("is not a number of ", least, " to ", most));
  return number;
}

std::optional<absl::CivilDay> ReadDay(const std::string& text, const Field& field) {
  if (text.empty()) return std::nullopt;
  const bool well_formed = text.size() == 10 && text[4] == '-' && text[7] == '-' && IsDigits(text.substr(0, 4)) &&
                           IsDigits(text.substr(5, 2)) && IsDigits(text.substr(8, 2));
  if (!field.Require(well_formed, "is not a date written as YYYY-MM-DD")) return std::nullopt;
  const int year = std::stoi(text.substr(0, 4));
  const int month = std::stoi(text.substr(5, 2));
  const int day_of_month = std::stoi(text.substr(8, 2));
  // A CivilDay carries what is out of range over into the next month.
  const absl::CivilDay day(year, month, day_of_month);
  const bool exists = year > 0 && day.month() == month && day.day() == day_of_month;
  if (!field.Require(exists, "is not a day of the calendar")) return std::nullopt;
  return day;
}

std::string DayText(const std::optional<absl::CivilDay>& day) {
  if (!day.has_value()) return "";
  return absl::StrFormat("%04d-%02d-%02d", day->year(), day->month(), day->day());
}

int ReadTimeOfDay(const std::string& text, bool is_end, const Field& field) {
  constexpr std::string_view kRule = "is not a time of day written as HH:MM, 00:00 to 23:59";
  constexpr std::string_view kEndRule = "is not a time of day written as HH:MM, 00:00 to 24:00";
  const bool well_formed =
      text.size() == 5 && text[2] == ':' && IsDigits(text.substr(0, 2)) && IsDigits(text.substr(3, 2));
  if (!field.Require(well_formed, is_end ? kEndRule : kRule)) return -1;
  const int hours = std::stoi(text.substr(0, 2));
  const int minutes = std::stoi(text.substr(3, 2));
  const int total = 60 * hours + minutes;
  const bool within = minutes < 60 && (total < engine::kMinutesPerDay || (is_end && total == engine::kMinutesPerDay));
  return field.Require(within, is_end ? kEndRule : kRule) ? total : -1;
}

std::string TimeOfDayText(int minute) {
  return absl::StrCat(absl::Dec(minute / 60, absl::kZeroPad2), ":", absl::Dec(minute % 60, absl::kZeroPad2));
}

absl::Time ReadTime(const google::protobuf::Timestamp& time, const Field& field) {
  const bool nanos_fit = time.nanos() >= 0 && time.nanos() < kNanosPerSecond;
  // Compared before it is converted: what is far out would not fit.
  const bool within =
      time.seconds() >= absl::ToUnixSeconds(kEarliestTime) && time.seconds() <= absl::ToUnixSeconds(kLatestTime);
  if (!field.Require(nanos_fit && within, "is not a time from 1900 to 2199")) return kEarliestTime;
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  const std::int64_t seconds = absl::ToUnixSeconds(time);
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<std::int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return timestamp;
}

}  // namespace klik::services
