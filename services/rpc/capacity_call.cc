#include "services/rpc/capacity_call.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/index/snapshot_builder.h"
#include "engine/match/search.h"
#include "engine/model/availability.h"
#include "engine/model/person.h"
#include "services/registry/registry.h"
#include "services/rpc/call_limits.h"
#include "services/rpc/convert/availability.h"
#include "services/rpc/convert/limits.h"
#include "services/rpc/convert/place.h"
#include "services/rpc/convert/scalars.h"
#include "services/rpc/convert/values.h"

namespace klik::services {
namespace {

// From this number on there are several.
constexpr int kSeveral = 5;
constexpr int kYearsOfADecade = 10;
constexpr int kMaxDecade = 110;
constexpr std::size_t kPc4Characters = 4;
// Of somebody whose age was not told; what is for either of them counts. Those who are most often referred come first.
constexpr int kAges[] = {75, 65, 85, 55, 45, 35, 25};
constexpr engine::Gender kGenders[] = {engine::Gender::kFemale, engine::Gender::kMale};

// The settlement's first row; one of the municipality before any other.
const engine::GazetteerEntry* FindSettlement(const engine::Gazetteer& gazetteer, const std::string& settlement,
                                             const std::string& municipality) {
  const absl::string_view wanted = absl::StripAsciiWhitespace(settlement);
  const engine::GazetteerEntry* found = nullptr;
  for (const engine::GazetteerEntry& entry : gazetteer.entries()) {
    if (!absl::EqualsIgnoreCase(entry.settlement, wanted)) continue;
    if (found == nullptr) found = &entry;
    if (entry.municipality == municipality) return &entry;
  }
  return found;
}

engine::Place ReadArea(const v1::CheckCapacityRequest& request, const engine::Gazetteer& gazetteer,
                       const std::string& municipality, Violations& violations) {
  engine::Place place;
  const Field postcode(violations, "postcode");
  const Field settlement(violations, "settlement");
  place.settlement = ReadText(request.settlement(), kMaxSettlementCharacters, settlement);
  place.postcode = request.postcode();
  if (place.postcode.empty()) {
    if (!settlement.Require(!place.settlement.empty(), "is required, or a postcode")) return place;
    const engine::GazetteerEntry* const entry = FindSettlement(gazetteer, place.settlement, municipality);
    if (settlement.Require(entry != nullptr, "is not a known settlement; a postcode tells the place too")) {
      place.postcode = entry->pc4;
    }
  }
  // A whole postcode is a handful of houses.
  const bool is_pc4 = place.postcode.size() == kPc4Characters &&
                      std::all_of(place.postcode.begin(), place.postcode.end(), absl::ascii_isdigit);
  if (request.postcode().empty() || postcode.Require(is_pc4, "is not the four digits of a postcode")) {
    const bool known = gazetteer.Resolve(place);
    if (!request.postcode().empty()) postcode.Require(known, "is not a known postcode");
  }
  return place;
}

std::vector<engine::LanguageSkill> ReadSpoken(const v1::CheckCapacityRequest& request, Violations& violations) {
  if (request.languages().empty()) return {{"nl", engine::LanguageLevel::kFluent}};
  const Field field(violations, "languages");
  CheckLength(request.languages(), kMaxCapacityLanguages, field);
  google::protobuf::RepeatedPtrField<v1::LanguageSkill> skills;
  for (const std::string& code : request.languages()) {
    v1::LanguageSkill& skill = *skills.Add();
    skill.set_code(code);
    skill.set_level(v1::LanguageSkill::FLUENT);
  }
  Violations found;
  std::vector<engine::LanguageSkill> spoken = ReadLanguages(skills, Field(found, "languages"));
  // Here a language is its code.
  for (const FieldViolation& violation : found.all()) {
    violations.Add(violation.field.substr(0, violation.field.find('.')), violation.description);
  }
  return spoken;
}

engine::Availability AnyTime() {
  engine::Availability any;
  for (int day = static_cast<int>(engine::Weekday::kMonday); day <= static_cast<int>(engine::Weekday::kSunday); ++day) {
    any.windows.push_back({static_cast<engine::Weekday>(day), 0, engine::kMinutesPerDay, engine::Weeks::kEvery});
  }
  return any;
}

// What is told, and of the rest what stands in nobody's way.
engine::Resident ReadSketch(const v1::CheckCapacityRequest& request, const Backend& backend, const Caller& caller,
                            Violations& violations) {
  const auto field = [&](const char* name) { return Field(violations, name); };
  engine::Resident sketch;
  sketch.meta.id = {engine::Kind::kResident, NewId()};
  sketch.municipality = caller.principal().municipality;
  sketch.place = ReadArea(request, backend.gazetteer, sketch.municipality, violations);
  sketch.languages = ReadSpoken(request, violations);
  for (const engine::TopicIndex topic : ReadTopics(request.topics(), kMaxTopics, backend.taxonomy, field("topics"))) {
    sketch.interests.push_back({topic, engine::Attitude::kLikes});
  }
  sketch.availability =
      request.has_availability() ? ReadAvailability(true, request.availability(), field("availability")) : AnyTime();
  sketch.travel = ReadTravel(request.travel(), field("travel"));
  if (sketch.travel.empty()) sketch.travel = {{engine::TravelMode::kCar, kMaxTravelMinutes, false}};
  sketch.contact_forms =
      ReadEnums<v1::ContactForm, engine::ContactForm>(request.contact_forms(), field("contact_forms"));
  sketch.guardian_consent = true;
  sketch.legal_bases.resize(1);
  sketch.legal_bases.front().purpose = engine::Purpose::kMatching;
  sketch.legal_bases.front().basis = engine::Basis::kConsent;
  sketch.waiting_since = caller.today();
  return sketch;
}

// The ages to try.
std::vector<int> ReadAges(int decade, const Field& field) {
  if (decade == 0) return {std::begin(kAges), std::end(kAges)};
  field.Require(decade > 0 && decade <= kMaxDecade && decade % kYearsOfADecade == 0,
                "is not the first year of a decade, 10 to 110");
  return {decade + kYearsOfADecade / 2};
}

v1::CheckCapacityResponse::Capacity CapacityOf(std::size_t found) {
  if (found == 0) return v1::CheckCapacityResponse::NONE;
  return found < kSeveral ? v1::CheckCapacityResponse::FEW : v1::CheckCapacityResponse::SEVERAL;
}

// Counts who fits the sketch, up to kSeveral of a kind. The sketch is in nobody's snapshot but its own.
class Counter {
 public:
  Counter(const Backend& backend, const Caller& caller) : builder_(caller.snapshot()) {
    query_.limit = kSeveral;
    query_.filter.municipality = caller.reach().municipality();
    query_.moment = MomentAt(caller.now());
    day_ = backend.matching_days.Of(query_.moment);
  }

  void Try(const engine::Resident& sketch) {
    builder_.Apply(std::make_shared<const engine::Resident>(sketch));
    query_.subject = sketch.meta.id;
    Count(engine::Kind::kVolunteer, volunteers_);
    Count(engine::Kind::kActivity, activities_);
  }

  bool has_enough() const { return volunteers_.size() >= kSeveral && activities_.size() >= kSeveral; }
  std::size_t volunteers() const { return volunteers_.size(); }
  std::size_t activities() const { return activities_.size(); }

 private:
  void Count(engine::Kind kind, std::set<engine::EntityId>& found) {
    if (found.size() >= kSeveral) return;
    query_.kinds = {kind};
    for (const engine::RankedCandidate& candidate : engine::Search(builder_.view(), *day_, query_).candidates) {
      found.insert(candidate.id);
    }
  }

  engine::SnapshotBuilder builder_;
  engine::SearchQuery query_;
  std::shared_ptr<const engine::MatchingDay> day_;
  std::set<engine::EntityId> volunteers_;
  std::set<engine::EntityId> activities_;
};

}  // namespace

absl::Status CheckCapacity(Backend& backend, const Caller& caller, const v1::CheckCapacityRequest& request,
                           v1::CheckCapacityResponse& out) {
  Violations violations;
  engine::Resident sketch = ReadSketch(request, backend, caller, violations);
  const std::vector<int> ages = ReadAges(request.age_decade(), Field(violations, "age_decade"));
  if (!violations.empty()) return violations.ToStatus();
  Counter counter(backend, caller);
  for (const int age : ages) {
    for (const engine::Gender gender : kGenders) {
      if (counter.has_enough()) break;
      sketch.birth_year = static_cast<int>(caller.today().year()) - age;
      sketch.gender = gender;
      counter.Try(sketch);
    }
  }
  out.set_capacity(CapacityOf(counter.volunteers() + counter.activities()));
  out.set_volunteers(CapacityOf(counter.volunteers()));
  out.set_activities(CapacityOf(counter.activities()));
  const std::string& municipality = caller.principal().municipality;
  const std::optional<int> wait = backend.wait_times.Of(*caller.snapshot(), caller.now())->Of(municipality);
  if (wait.has_value()) out.set_expected_wait_days(*wait);
  return absl::OkStatus();
}

}  // namespace klik::services
