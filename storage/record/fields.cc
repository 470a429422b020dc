#include "storage/record/fields.h"

#include <cstdlib>
#include <limits>

#include "absl/strings/str_cat.h"
#include "storage/record/keys.h"

namespace klik::storage {
namespace {

constexpr std::int64_t kEarliest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLatest = std::numeric_limits<std::int64_t>::max();
constexpr absl::CivilDay kEpoch(1970, 1, 1);

}  // namespace

// absl clamps to the outermost numbers, which stand for "infinitely long ago" and "never".
std::int64_t NanosOf(absl::Time time) { return absl::ToUnixNanos(time); }

absl::Time TimeOf(std::int64_t nanos) {
  if (nanos == kEarliest) return absl::InfinitePast();
  if (nanos == kLatest) return absl::InfiniteFuture();
  return absl::FromUnixNanos(nanos);
}

std::int64_t DaysOf(absl::CivilDay day) { return day - kEpoch; }

absl::CivilDay DayOf(std::int64_t days) { return kEpoch + days; }

void Encode(const engine::EntityId& id, records::EntityRef& out) {
  out.set_kind(NumberOf(id.kind));
  out.set_id(id.id);
}

void Encode(const engine::Metadata& meta, records::Metadata& out) {
  out.set_external_system(meta.external_id.system);
  out.set_system(meta.system);
  out.set_external_id(meta.external_id.id);
  out.set_version(meta.version);
  out.set_create_time(NanosOf(meta.create_time));
  out.set_update_time(NanosOf(meta.update_time));
}

void Encode(const engine::Place& place, records::Place& out) {
  out.set_postcode(place.postcode);
  out.set_settlement(place.settlement);
  out.set_neighbourhood_code(place.neighbourhood_code);
  if (place.given.has_value()) {
    out.mutable_given()->set_latitude_e6(place.given->latitude_e6);
    out.mutable_given()->set_longitude_e6(place.given->longitude_e6);
  }
  out.mutable_point()->set_latitude_e6(place.point.latitude_e6);
  out.mutable_point()->set_longitude_e6(place.point.longitude_e6);
  out.set_accuracy(NumberOf(place.accuracy));
}

void Encode(const engine::Availability& availability, records::Availability& out) {
  for (const engine::Window& window : availability.windows) {
    records::Window& added = *out.add_windows();
    added.set_weekday(NumberOf(window.weekday));
    added.set_start_minute(window.start_minute);
    added.set_end_minute(window.end_minute);
    added.set_weeks(NumberOf(window.weeks));
  }
  for (const engine::DateRange& range : availability.away) {
    records::DateRange& added = *out.add_away();
    added.set_first_day(DaysOf(range.first));
    added.set_last_day(DaysOf(range.last));
  }
}

void Encode(const engine::LanguageSkill& skill, records::LanguageSkill& out) {
  out.set_code(skill.code);
  out.set_level(NumberOf(skill.level));
}

void Encode(const engine::AccessFact& fact, records::AccessFact& out) {
  out.set_need(NumberOf(fact.need));
  out.set_fact(NumberOf(fact.fact));
}

const std::string& TopicId(engine::TopicIndex topic, const engine::Taxonomy& taxonomy) {
  if (topic.value >= taxonomy.topics().size()) std::abort();
  return taxonomy.topic(topic).id;
}

void RecordReader::Fail(std::string_view field, std::string_view what) {
  if (!status_.ok()) return;
  status_ = absl::DataLossError(absl::StrCat(std::string(key_), ": ", std::string(field), " ", std::string(what)));
}

engine::TopicIndex RecordReader::ReadTopic(const std::string& id, const engine::Taxonomy& taxonomy,
                                           std::string_view field) {
  const std::optional<engine::TopicIndex> topic = taxonomy.Find(id);
  if (!topic.has_value()) Fail(field, "has a topic that this build does not know");
  return topic.value_or(engine::TopicIndex{});
}

engine::EntityId RecordReader::ReadId(const records::EntityRef& in, std::string_view field) {
  return {ReadEnum<engine::Kind>(in.kind(), field), in.id()};
}

engine::Metadata RecordReader::ReadMetadata(const records::Metadata& in, engine::Kind kind) {
  std::optional<engine::EntityId> id = ParseRecordKey(key_);
  if (!id.has_value() || id->kind != kind) Fail("the key", "is not one of this kind of record");
  return {.id = std::move(id).value_or(engine::EntityId{}),
          .external_id = {in.external_system(), in.external_id()},
          .system = in.system(),
          .version = in.version(),
          .create_time = TimeOf(in.create_time()),
          .update_time = TimeOf(in.update_time())};
}

engine::Place RecordReader::ReadPlace(const records::Place& in) {
  engine::Place place;
  place.postcode = in.postcode();
  place.settlement = in.settlement();
  place.neighbourhood_code = in.neighbourhood_code();
  if (in.has_given()) place.given = {in.given().latitude_e6(), in.given().longitude_e6()};
  place.point = {in.point().latitude_e6(), in.point().longitude_e6()};
  place.accuracy = ReadEnum<engine::PlaceAccuracy>(in.accuracy(), "place.accuracy");
  return place;
}

engine::Availability RecordReader::ReadAvailability(const records::Availability& in) {
  engine::Availability availability;
  availability.windows = ReadAll(in.windows(), [&](const records::Window& window) {
    return engine::Window{.weekday = ReadEnum<engine::Weekday>(window.weekday(), "window.weekday"),
                          .start_minute = window.start_minute(),
                          .end_minute = window.end_minute(),
                          .weeks = ReadEnum<engine::Weeks>(window.weeks(), "window.weeks")};
  });
  availability.away = ReadAll(in.away(), [](const records::DateRange& range) {
    return engine::DateRange{DayOf(range.first_day()), DayOf(range.last_day())};
  });
  return availability;
}

engine::LanguageSkill RecordReader::ReadLanguage(const records::LanguageSkill& in) {
  return {in.code(), ReadEnum<engine::LanguageLevel>(in.level(), "language.level")};
}

engine::AccessFact RecordReader::ReadAccessFact(const records::AccessFact& in) {
  return {ReadEnum<engine::AccessNeed>(in.need(), "access.need"), ReadEnum<engine::Fact>(in.fact(), "access.fact")};
}

void Encode(const engine::LegalBasis& basis, records::LegalBasis& out) {
  out.set_purpose(NumberOf(basis.purpose));
  out.set_basis(NumberOf(basis.basis));
  if (basis.since.has_value()) out.set_since_day(DaysOf(*basis.since));
  if (basis.until.has_value()) out.set_until_day(DaysOf(*basis.until));
  out.set_recorded_by(basis.recorded_by);
  out.set_withdrawn(basis.withdrawn);
}

engine::LegalBasis RecordReader::ReadLegalBasis(const records::LegalBasis& in) {
  engine::LegalBasis basis;
  basis.purpose = ReadEnum<engine::Purpose>(in.purpose(), "legal_basis.purpose");
  basis.basis = ReadEnum<engine::Basis>(in.basis(), "legal_basis.basis");
  if (in.has_since_day()) basis.since = DayOf(in.since_day());
  if (in.has_until_day()) basis.until = DayOf(in.until_day());
  basis.recorded_by = in.recorded_by();
  basis.withdrawn = in.withdrawn();
  return basis;
}

}  // namespace klik::storage
