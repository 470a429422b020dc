#include <cstdlib>

#include "storage/record/codec.h"
#include "storage/record/envelope.h"
#include "storage/record/fields.h"
#include "storage/record/keys.h"

namespace klik::storage {

std::string EncodeMatch(const engine::Match& match) {
  if (match.meta.id.kind != engine::Kind::kMatch) std::abort();
  records::Match out;
  Encode(match.meta, *out.mutable_meta());
  Encode(match.resident, *out.mutable_resident());
  Encode(match.other, *out.mutable_other());
  if (match.companion.has_value()) Encode(*match.companion, *out.mutable_companion());
  out.set_state(NumberOf(match.state));
  out.set_end_reason(NumberOf(match.end_reason));
  if (match.expire_time.has_value()) out.set_expire_time(NanosOf(*match.expire_time));
  if (match.end_time.has_value()) out.set_end_time(NanosOf(*match.end_time));
  return WrapRecord(RecordKey(match.meta.id), out);
}

absl::StatusOr<engine::Match> DecodeMatch(std::string_view key, std::string_view bytes) {
  records::Match in;
  if (absl::Status unwrapped = UnwrapRecord(key, bytes, in); !unwrapped.ok()) return unwrapped;
  RecordReader reader(key);
  engine::Match match;
  match.meta = reader.ReadMetadata(in.meta(), engine::Kind::kMatch);
  match.resident = reader.ReadId(in.resident(), "resident");
  match.other = reader.ReadId(in.other(), "other");
  if (in.has_companion()) match.companion = reader.ReadId(in.companion(), "companion");
  match.state = reader.ReadEnum<engine::MatchState>(in.state(), "state");
  match.end_reason = reader.ReadEnum<engine::EndReason>(in.end_reason(), "end_reason");
  if (in.has_expire_time()) match.expire_time = TimeOf(in.expire_time());
  if (in.has_end_time()) match.end_time = TimeOf(in.end_time());
  if (!reader.status().ok()) return reader.status();
  return match;
}

}  // namespace klik::storage
