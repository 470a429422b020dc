// The parts that several records share, to messages and back.
//
// Includes generated code; outside storage/record use codec.h.
#ifndef KLIK_STORAGE_RECORD_FIELDS_H_
#define KLIK_STORAGE_RECORD_FIELDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/model/activity.h"
#include "engine/model/match.h"
#include "engine/model/person.h"
#include "engine/taxonomy/taxonomy.h"
#include "klik/store/v1/records.pb.h"
#include "storage/record/enum_codec.h"

namespace klik::storage {

namespace records = ::klik::store::v1;

std::int64_t NanosOf(absl::Time time);
absl::Time TimeOf(std::int64_t nanos);
std::int64_t DaysOf(absl::CivilDay day);
absl::CivilDay DayOf(std::int64_t days);

void Encode(const engine::EntityId& id, records::EntityRef& out);
void Encode(const engine::Metadata& meta, records::Metadata& out);
void Encode(const engine::Place& place, records::Place& out);
void Encode(const engine::Availability& availability, records::Availability& out);
void Encode(const engine::LanguageSkill& skill, records::LanguageSkill& out);
void Encode(const engine::AccessFact& fact, records::AccessFact& out);
void Encode(const engine::LegalBasis& basis, records::LegalBasis& out);
void Encode(const engine::Resident& resident, const engine::Taxonomy& taxonomy, records::Resident& out);

// The id of a topic in the taxonomy; aborts when there is none.
const std::string& TopicId(engine::TopicIndex topic, const engine::Taxonomy& taxonomy);

// Reads the parts of one record, and remembers the first that is not as it should be. One thread.
class RecordReader {
 public:
  // `key` must outlive the reader.
  explicit RecordReader(std::string_view key) : key_(key) {}

  // OK, or DATA_LOSS that names key and field.
  const absl::Status& status() const { return status_; }

  void Fail(std::string_view field, std::string_view what);

  template <typename Enum>
  Enum ReadEnum(std::int32_t number, std::string_view field) {
    const std::optional<Enum> value = EnumOf<Enum>(number);
    if (!value.has_value()) Fail(field, "has a number that this build does not know");
    return value.value_or(EnumBounds<Enum>::kFirst);
  }

  template <typename Enum, typename Numbers>
  std::vector<Enum> ReadEnums(const Numbers& numbers, std::string_view field) {
    std::vector<Enum> values;
    values.reserve(static_cast<std::size_t>(numbers.size()));
    for (const std::int32_t number : numbers) values.push_back(ReadEnum<Enum>(number, field));
    return values;
  }

  engine::TopicIndex ReadTopic(const std::string& id, const engine::Taxonomy& taxonomy, std::string_view field);
  engine::EntityId ReadId(const records::EntityRef& in, std::string_view field);
  // The id is the key, which must be one of `kind`.
  engine::Metadata ReadMetadata(const records::Metadata& in, engine::Kind kind);
  engine::Place ReadPlace(const records::Place& in);
  engine::Availability ReadAvailability(const records::Availability& in);
  engine::LanguageSkill ReadLanguage(const records::LanguageSkill& in);
  engine::AccessFact ReadAccessFact(const records::AccessFact& in);
  engine::LegalBasis ReadLegalBasis(const records::LegalBasis& in);

 private:
  const std::string_view key_;
  absl::Status status_;
};

// But for the metadata.
engine::Resident ReadResident(const records::Resident& in, const engine::Taxonomy& taxonomy, RecordReader& reader);

// Lists, one part at a time.
template <typename Values, typename Messages>
void EncodeAll(const Values& values, Messages& out) {
  for (const auto& value : values) Encode(value, *out.Add());
}

template <typename Messages, typename Read>
auto ReadAll(const Messages& messages, Read read) {
  std::vector<decltype(read(*messages.begin()))> values;
  values.reserve(static_cast<std::size_t>(messages.size()));
  for (const auto& message : messages) values.push_back(read(message));
  return values;
}

template <typename Enum, typename Numbers>
void EncodeEnums(const std::vector<Enum>& values, Numbers& out) {
  for (const Enum value : values) out.Add(NumberOf(value));
}

}  // namespace klik::storage

#endif  // KLIK_STORAGE_RECORD_FIELDS_H_
