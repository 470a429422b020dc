// What is given comes back: every field of every resource, and every value of every enum.
#include <set>
#include <string>

#include "absl/time/time.h"
#include "engine/places/gazetteer.h"
#include "engine/taxonomy/taxonomy.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/rpc/convert/resources.h"
#include "tests/services/rpc/messages.h"

namespace klik::services {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using ::testing::IsEmpty;

template <typename Kind>
typename Kind::Api RoundTrip(const typename Kind::Api& message) {
  Violations violations;
  const ConvertContext context{engine::Taxonomy::BuiltIn(), engine::Gazetteer::BuiltIn(), absl::CivilDay(2026, 11, 23)};
  typename Kind::Value value = Kind::Read(message, context, Field(violations, "resource"));
  EXPECT_TRUE(violations.empty());
  value.meta.id = {Kind::kKind, "abc"};
  value.meta.external_id = {"dev", message.external_id()};
  value.meta.version = 1;
  value.meta.create_time = absl::FromUnixSeconds(1'795'000'000);
  value.meta.update_time = value.meta.create_time;
  Kind::Complete(message, nullptr, value);
  return Kind::ToApi(value, engine::Taxonomy::BuiltIn());
}

// The fields that are nowhere in `text`, below `place` and the like too: a field that this test forgot.
std::set<std::string> UnsetFields(const Message& message, const std::string& prefix = "") {
  std::set<std::string> unset;
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    const auto* reflection = message.GetReflection();
    const bool is_set =
        field->is_repeated() ? reflection->FieldSize(message, field) > 0 : reflection->HasField(message, field);
    if (!is_set) {
      unset.insert(prefix + field->name());
      continue;
    }
    const bool has_fields = field->message_type() != nullptr && field->message_type()->file()->package() == "klik.v1";
    if (!has_fields) continue;
    const Message& below = field->is_repeated() ? reflection->GetRepeatedMessage(message, field, 0)
                                                : reflection->GetMessage(message, field);
    unset.merge(UnsetFields(below, prefix + field->name() + "."));
  }
  return unset;
}

template <typename Kind>
void ExpectComesBack(const std::string& text) {
  const auto given = testing::Parsed<typename Kind::Api>(text);
  auto got = RoundTrip<Kind>(given);
  EXPECT_EQ(got.name(), std::string(engine::CollectionOf(Kind::kKind)) + "/abc");
  EXPECT_THAT(got.etag(), ::testing::MatchesRegex("\"[0-9a-f]+\""));
  EXPECT_EQ(got.create_time().seconds(), 1'795'000'000);
  got.clear_name();
  got.clear_etag();
  got.clear_create_time();
  got.clear_update_time();
  if constexpr (requires { got.clear_state(); }) got.clear_state();
  if constexpr (requires { got.mutable_place()->clear_accuracy(); }) got.mutable_place()->clear_accuracy();
  std::string difference;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&difference);
  EXPECT_TRUE(differencer.Compare(given, got)) << difference;
}

TEST(RoundTripTest, GivesBackEveryField) {
  ExpectComesBack<ResidentKind>(testing::kFullResident);
  ExpectComesBack<VolunteerKind>(testing::kFullVolunteer);
  ExpectComesBack<ActivityKind>(testing::kFullActivity);
  ExpectComesBack<OrganisationKind>(testing::kFullOrganisation);
  // Its parties are references, which are not read from the message alone.
  const auto exclusion = RoundTrip<ExclusionKind>(testing::Parsed<v1::Exclusion>(testing::kFullExclusion));
  EXPECT_EQ(exclusion.external_id(), "X-1");
  EXPECT_EQ(exclusion.category(), v1::Exclusion::CASE_WORKER);
  EXPECT_EQ(exclusion.until(), "2027-08-31");
}

TEST(RoundTripTest, KnowsEveryField) {
  const std::set<std::string> output_only = {"name",  "etag",           "create_time", "update_time",
                                             "state", "place.accuracy", "organisation"};
  const auto unknown = [&](std::set<std::string> unset) {
    for (const std::string& name : output_only) unset.erase(name);
    return unset;
  };
  EXPECT_THAT(unknown(UnsetFields(testing::Parsed<v1::Resident>(testing::kFullResident))), IsEmpty());
  EXPECT_THAT(unknown(UnsetFields(testing::Parsed<v1::Volunteer>(testing::kFullVolunteer))), IsEmpty());
  EXPECT_THAT(unknown(UnsetFields(testing::Parsed<v1::Organisation>(testing::kFullOrganisation))), IsEmpty());
  auto activity = unknown(UnsetFields(testing::Parsed<v1::Activity>(testing::kFullActivity)));
  for (const char* name : {"place.latitude", "place.longitude", "place.neighbourhood_code"}) activity.erase(name);
  EXPECT_THAT(activity, IsEmpty());
  auto exclusion = unknown(UnsetFields(testing::Parsed<v1::Exclusion>(testing::kFullExclusion)));
  for (const char* name : {"first", "second"}) exclusion.erase(name);
  EXPECT_THAT(exclusion, IsEmpty());
}

TEST(RoundTripTest, StatesTheDefaults) {
  const auto resident = RoundTrip<ResidentKind>(testing::Parsed<v1::Resident>(testing::kPerson));
  EXPECT_EQ(resident.state(), v1::Resident::ACTIVE);
  EXPECT_EQ(resident.role(), v1::Resident::RECEIVE);
  EXPECT_EQ(resident.need().type(), v1::Need::UNKNOWN);
  EXPECT_EQ(resident.intergenerational(), v1::NO_PREFERENCE);
  EXPECT_EQ(resident.availability().windows(0).weeks(), v1::Availability::EVERY);
  EXPECT_FALSE(resident.has_max_cost_cents());
  // The day of creation, in Amsterdam.
  EXPECT_EQ(resident.waiting_since(), "2026-11-18");
  const auto volunteer = RoundTrip<VolunteerKind>(testing::Parsed<v1::Volunteer>(testing::kPerson));
  EXPECT_EQ(volunteer.vog().state(), v1::CriminalRecordCheck::NONE);
  EXPECT_FALSE(volunteer.has_max_matches());
}

TEST(RoundTripTest, SaysWhatAPlaceWasResolvedFrom) {
  const auto accuracy = [](const std::string& place) {
    return RoundTrip<ResidentKind>(testing::Parsed<v1::Resident>(testing::kPerson + "place { " + place + " }"))
        .place()
        .accuracy();
  };
  EXPECT_EQ(accuracy(""), v1::Place::PC4);
  EXPECT_EQ(accuracy("settlement: 'onderdijk'"), v1::Place::SETTLEMENT);
  EXPECT_EQ(accuracy("latitude: 52.7 longitude: 5.1"), v1::Place::COORDINATES);
}

// The engine's enums have no names to compare, so their last values stand for all.
TEST(RoundTripTest, EnumsHaveTheSameNumbers) {
  EXPECT_EQ(static_cast<int>(engine::Gender::kNonBinary), v1::NON_BINARY);
  EXPECT_EQ(static_cast<int>(engine::PlaceAccuracy::kPc4), v1::Place::PC4);
  EXPECT_EQ(static_cast<int>(engine::Weekday::kSunday), v1::Availability::SUNDAY);
  EXPECT_EQ(static_cast<int>(engine::Weeks::kEven), v1::Availability::EVEN);
  EXPECT_EQ(static_cast<int>(engine::TravelMode::kPublicTransport), v1::TravelOption::PUBLIC_TRANSPORT);
  EXPECT_EQ(static_cast<int>(engine::TravelMode::kWheelchairTaxi), v1::TravelOption::WHEELCHAIR_TAXI);
  EXPECT_EQ(static_cast<int>(engine::Attitude::kCanTeach), v1::Interest::CAN_TEACH);
  EXPECT_EQ(static_cast<int>(engine::Attitude::kNever), v1::Interest::NEVER);
  EXPECT_EQ(static_cast<int>(engine::LanguageLevel::kFluent), v1::LanguageSkill::FLUENT);
  EXPECT_EQ(static_cast<int>(engine::ContactForm::kGroup), v1::GROUP);
  EXPECT_EQ(static_cast<int>(engine::AccessNeed::kQuiet), v1::QUIET);
  EXPECT_EQ(static_cast<int>(engine::Fact::kUnknown), v1::AccessFact::UNKNOWN);
  EXPECT_EQ(static_cast<int>(engine::Experience::kGrieving), v1::GRIEVING);
  EXPECT_EQ(static_cast<int>(engine::Intergenerational::kNotWanted), v1::NOT_WANTED);
  EXPECT_EQ(static_cast<int>(engine::Purpose::kContact), v1::LegalBasis::CONTACT);
  EXPECT_EQ(static_cast<int>(engine::Basis::kLegalTask), v1::LegalBasis::LEGAL_TASK);
  EXPECT_EQ(static_cast<int>(engine::NeedType::kUnknown), v1::Need::UNKNOWN);
  EXPECT_EQ(static_cast<int>(engine::Role::kBoth), v1::Resident::BOTH);
  EXPECT_EQ(static_cast<int>(engine::ProfileState::kWithdrawn), v1::Resident::WITHDRAWN);
  EXPECT_EQ(static_cast<int>(engine::ProfileState::kWithdrawn), v1::Volunteer::WITHDRAWN);
  EXPECT_EQ(static_cast<int>(engine::VogState::kValid), v1::CriminalRecordCheck::VALID);
  EXPECT_EQ(static_cast<int>(engine::ActivityFormat::kDropIn), v1::Activity::DROP_IN);
  EXPECT_EQ(static_cast<int>(engine::WorkingElement::kMeaningfulRole), v1::Activity::MEANINGFUL_ROLE);
  EXPECT_EQ(static_cast<int>(engine::OrganisationKind::kOther), v1::Organisation::OTHER);
  EXPECT_EQ(static_cast<int>(engine::MatchState::kWaiting), v1::Match::WAITING);
  EXPECT_EQ(static_cast<int>(engine::MatchSide::kCompanion), v1::Match::COMPANION);
  EXPECT_EQ(static_cast<int>(engine::Answer::kNo), v1::Match::NO);
  EXPECT_EQ(static_cast<int>(engine::Mood::kNotReached), v1::Match::CheckIn::NOT_REACHED);
  EXPECT_EQ(static_cast<int>(engine::Farewell::kNotPossible), v1::Match::NOT_POSSIBLE);
  EXPECT_EQ(static_cast<int>(engine::ReferralState::kInProgress), v1::Referral::IN_PROGRESS);
  EXPECT_EQ(static_cast<int>(engine::ReferralState::kFailed), v1::Referral::FAILED);
  EXPECT_EQ(static_cast<int>(engine::Urgency::kUrgent), v1::Referral::URGENT);
  EXPECT_EQ(static_cast<int>(engine::ReferralReason::kConsentWithdrawn), v1::Referral::CONSENT_WITHDRAWN);
  EXPECT_EQ(static_cast<int>(engine::ReferralReason::kOther), v1::Referral::OTHER);
  EXPECT_EQ(static_cast<int>(engine::EndReason::kOther), v1::Match::OTHER);
}

}  // namespace
}  // namespace klik::services
