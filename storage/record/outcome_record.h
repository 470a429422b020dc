// Outcomes as records, to bytes and back; see codec.h for what encoding and decoding promise. What the answers mean is
// the business of services/outcomes; neither they nor anything made of them ever gets to the engine.
//
// Plain values and pure functions; any thread.
#ifndef KLIK_STORAGE_RECORD_OUTCOME_RECORD_H_
#define KLIK_STORAGE_RECORD_OUTCOME_RECORD_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace klik::storage {

// The numbers are on disk, and those of klik.v1.Outcome.
enum class Instrument : std::uint8_t { kUnspecified, kDeJongGierveld11, kDeJongGierveld6, kUcla3 };
enum class Reply : std::uint8_t { kUnspecified, kNo, kMoreOrLess, kYes, kHardlyEver, kSomeOfTheTime, kOften };

struct ItemAnswer {
  int item = 0;
  Reply reply = Reply::kUnspecified;

  friend bool operator==(const ItemAnswer&, const ItemAnswer&) = default;
};

struct OutcomeRecord {
  std::string resident;  // The id alone, as is the next; both are in its key.
  std::string id;
  Instrument instrument = Instrument::kUnspecified;
  absl::CivilDay day;               // It was filled in.
  std::vector<ItemAnswer> answers;  // An item that was left open is not in here.
  absl::Time create_time;

  friend bool operator==(const OutcomeRecord&, const OutcomeRecord&) = default;
};

std::string EncodeRecord(const OutcomeRecord& outcome);

absl::StatusOr<OutcomeRecord> DecodeOutcome(std::string_view key, std::string_view bytes);

}  // namespace klik::storage

#endif  // KLIK_STORAGE_RECORD_OUTCOME_RECORD_H_
