#include <cstdint>
#include <optional>
#include <utility>

#include "klik/store/v1/outcomes.pb.h"
#include "storage/record/envelope.h"
#include "storage/record/fields.h"
#include "storage/record/keys.h"
#include "storage/record/outcome_record.h"

namespace klik::storage {
namespace {

// A number on disk as one of the values behind unspecified, up to `last`.
template <typename Enum>
Enum ReadNumber(std::int32_t number, Enum last, std::string_view field, RecordReader& reader) {
  const bool known = number > 0 && number <= static_cast<std::int32_t>(last);
  if (!known) reader.Fail(field, "has a number that this build does not know");
  return known ? static_cast<Enum>(number) : Enum::kUnspecified;
}

}  // namespace

std::string EncodeRecord(const OutcomeRecord& outcome) {
  records::Outcome out;
  out.set_instrument(static_cast<std::int32_t>(outcome.instrument));
  out.set_day(DaysOf(outcome.day));
  for (const ItemAnswer& answer : outcome.answers) {
    records::OutcomeAnswer& item = *out.add_answers();
    item.set_item(answer.item);
    item.set_reply(static_cast<std::int32_t>(answer.reply));
  }
  out.set_create_time(NanosOf(outcome.create_time));
  return WrapRecord(OutcomeKey({outcome.resident, outcome.id}), out);
}

absl::StatusOr<OutcomeRecord> DecodeOutcome(std::string_view key, std::string_view bytes) {
  records::Outcome in;
  if (absl::Status unwrapped = UnwrapRecord(key, bytes, in); !unwrapped.ok()) return unwrapped;
  RecordReader reader(key);
  OutcomeRecord outcome;
  if (std::optional<OutcomeIds> ids = ParseOutcomeKey(key)) {
    outcome.resident = std::move(ids->resident);
    outcome.id = std::move(ids->outcome);
  } else {
    reader.Fail("key", "is not one of an outcome");
  }
  outcome.instrument = ReadNumber(in.instrument(), Instrument::kUcla3, "instrument", reader);
  outcome.day = DayOf(in.day());
  for (const records::OutcomeAnswer& answer : in.answers()) {
    outcome.answers.push_back({answer.item(), ReadNumber(answer.reply(), Reply::kOften, "answers.reply", reader)});
  }
  outcome.create_time = TimeOf(in.create_time());
  if (!reader.status().ok()) return reader.status();
  return outcome;
}

}  // namespace klik::storage
