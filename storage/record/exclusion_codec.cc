#include <cstdlib>

#include "storage/record/codec.h"
#include "storage/record/envelope.h"
#include "storage/record/fields.h"
#include "storage/record/keys.h"

namespace klik::storage {

std::string EncodeExclusion(const engine::Exclusion& exclusion) {
  if (exclusion.meta.id.kind != engine::Kind::kExclusion) std::abort();
  records::Exclusion out;
  Encode(exclusion.meta, *out.mutable_meta());
  Encode(exclusion.first, *out.mutable_first());
  Encode(exclusion.second, *out.mutable_second());
  out.set_category(NumberOf(exclusion.category));
  if (exclusion.until.has_value()) out.set_until_day(DaysOf(*exclusion.until));
  return WrapRecord(RecordKey(exclusion.meta.id), out);
}

absl::StatusOr<engine::Exclusion> DecodeExclusion(std::string_view key, std::string_view bytes) {
  records::Exclusion in;
  if (absl::Status unwrapped = UnwrapRecord(key, bytes, in); !unwrapped.ok()) return unwrapped;
  RecordReader reader(key);
  engine::Exclusion exclusion;
  exclusion.meta = reader.ReadMetadata(in.meta(), engine::Kind::kExclusion);
  exclusion.first = reader.ReadId(in.first(), "first");
  exclusion.second = reader.ReadId(in.second(), "second");
  exclusion.category = reader.ReadEnum<engine::ExclusionCategory>(in.category(), "category");
  if (in.has_until_day()) exclusion.until = DayOf(in.until_day());
  if (!reader.status().ok()) return reader.status();
  return exclusion;
}

}  // namespace klik::storage
