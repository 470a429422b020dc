// Dates and times of day in the form the API takes them.
#ifndef KLIK_CLIENTS_DEMO_CALENDAR_H_
#define KLIK_CLIENTS_DEMO_CALENDAR_H_

#include <cstdint>
#include <string>

#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace klik::demo {

// `2026-03-09`.
inline std::string DateText(absl::CivilDay day) { return absl::FormatCivilTime(day); }

// `09:05`, from minutes since midnight.
inline std::string TimeText(int minutes) { return absl::StrFormat("%02d:%02d", minutes / 60, minutes % 60); }

// At `hour` UTC on the day: nothing in the demo hangs on the minute.
inline google::protobuf::Timestamp TimestampOn(absl::CivilDay day, int hour) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(
      absl::ToUnixSeconds(absl::FromCivil(absl::CivilSecond(day) + std::int64_t{hour} * 3600, absl::UTCTimeZone())));
  return timestamp;
}

}  // namespace klik::demo

#endif  // KLIK_CLIENTS_DEMO_CALENDAR_H_
