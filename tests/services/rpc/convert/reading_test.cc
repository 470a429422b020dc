// What is refused, and at which field: one table a message. A case is a message that is right but for one thing.
#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "engine/places/gazetteer.h"
#include "engine/taxonomy/taxonomy.h"
#include "gmock/gmock.h"
#include "services/rpc/convert/resources.h"
#include "tests/services/rpc/messages.h"

namespace klik::services {
namespace {

using ::klik::testing::kActivity;
using ::klik::testing::kFullActivity;
using ::klik::testing::kFullOrganisation;
using ::klik::testing::kFullResident;
using ::klik::testing::kFullVolunteer;
using ::klik::testing::kPerson;
using ::klik::testing::Parsed;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

template <typename Kind>
std::vector<std::string> FieldsRejected(const std::string& text, bool takes_state = false) {
  Violations violations;
  const ConvertContext context{engine::Taxonomy::BuiltIn(), engine::Gazetteer::BuiltIn(), absl::CivilDay(2026, 11, 23),
                               takes_state};
  const auto message = Parsed<typename Kind::Api>(text);
  Kind::Read(message, context, Field(violations, std::string(SingularOf(Kind::kKind))));
  std::vector<std::string> fields;
  for (const FieldViolation& violation : violations.all()) {
    EXPECT_FALSE(violation.description.empty()) << violation.field;
    fields.push_back(violation.field);
  }
  return fields;
}

struct Case {
  std::string change;  // Text format, merged into a valid message.
  std::vector<std::string> rejected;
};
void PrintTo(const Case& of, std::ostream* out) { *out << of.change.substr(0, 200); }

std::string Times(int count, const std::string& text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

// Replaces all `#` in `text` by 0, 1, ...
std::string Numbered(int count, const std::string& text) {
  std::string all;
  for (int i = 0; i < count; ++i) {
    std::string one = text;
    for (auto at = one.find('#'); at != std::string::npos; at = one.find('#')) one.replace(at, 1, std::to_string(i));
    all += one;
  }
  return all;
}

std::string Window(const std::string& day, const std::string& start, const std::string& end,
                   const std::string& weeks = "EVERY") {
  return "windows { weekday: " + day + " start_time: \"" + start + "\" end_time: \"" + end + "\" weeks: " + weeks +
         " }";
}

TEST(ReadingTest, TakesWhatIsRight) {
  EXPECT_THAT(FieldsRejected<ResidentKind>(kPerson), IsEmpty());
  EXPECT_THAT(FieldsRejected<ResidentKind>(kFullResident), IsEmpty());
  EXPECT_THAT(FieldsRejected<VolunteerKind>(kFullVolunteer), IsEmpty());
  EXPECT_THAT(FieldsRejected<ActivityKind>(kFullActivity), IsEmpty());
  EXPECT_THAT(FieldsRejected<OrganisationKind>(kFullOrganisation), IsEmpty());
}

TEST(ReadingTest, TakesWhatIsJustWithinTheLimits) {
  const std::vector<std::string> changes = {
      "birth_year: 1906",
      "birth_year: 2026",
      "display_name: '" + Times(100, "\u00e9") + "'",
      "place { postcode: '1693 ab' }",
      "place { postcode: '1693AB' }",
      "place { postcode: '9999' latitude: 90 longitude: -180 }",
      "availability { " + Window("TUESDAY", "12:00", "24:00") + " }",
      "availability { " + Window("TUESDAY", "00:00", "10:00", "ODD") + Window("TUESDAY", "00:00", "10:00", "EVEN") +
          " }",
      "availability { " + Times(50, "away { start_date: '2026-01-01' end_date: '2026-01-01' }") + " }",
      "languages { code: 'NL' level: BASIC }",
      "max_group_size: 2",
      "max_cost_cents: 2147483647",
      Numbered(10, "vouchers: '#'"),
      "commitment { months: 120 times_per_month: 31 }",
      "legal_bases { purpose: MATCHING basis: CONSENT since: '2026-01-01' until: '2026-01-01' }",
      "external_id: '123456789'",
  };
  for (const std::string& change : changes) {
    EXPECT_THAT(FieldsRejected<ResidentKind>(kPerson + change), IsEmpty()) << change;
  }
}

TEST(ReadingTest, NamesEveryFieldThatIsMissing) {
  EXPECT_THAT(FieldsRejected<ResidentKind>(""),
              UnorderedElementsAreArray({"resident.birth_year", "resident.place", "resident.availability"}));
  EXPECT_THAT(FieldsRejected<ResidentKind>("birth_year: 1950 place {} availability {}"),
              UnorderedElementsAreArray({"resident.place.postcode", "resident.availability.windows"}));
  EXPECT_THAT(FieldsRejected<ActivityKind>(""),
              UnorderedElementsAreArray({"activity.title", "activity.place", "activity.sessions"}));
  EXPECT_THAT(FieldsRejected<OrganisationKind>("title: ' '"), UnorderedElementsAreArray({"organisation.title"}));
}

class ResidentReadingTest : public ::testing::TestWithParam<Case> {};

TEST_P(ResidentReadingTest, NamesTheField) {
  EXPECT_THAT(FieldsRejected<ResidentKind>(kPerson + GetParam().change),
              UnorderedElementsAreArray(GetParam().rejected));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, ResidentReadingTest,
    ::testing::Values(Case{"external_id: '" + Times(101, "x") + "'", {"resident.external_id"}},
                      Case{"external_id: ' R1'", {"resident.external_id"}},
                      Case{"external_id: 'R\\t1'", {"resident.external_id"}},
                      // The citizen's service number that the government gives as an example.
                      Case{"external_id: '111222333'", {"resident.external_id"}},
                      Case{"municipality: 'GM042'", {"resident.municipality"}},
                      Case{"municipality: 'gm0420'", {"resident.municipality"}},
                      Case{"display_name: '" + Times(101, "\u00e9") + "'", {"resident.display_name"}},
                      Case{"display_name: 'a\\nb'", {"resident.display_name"}},
                      Case{"display_name: 'a\\302\\205b'", {"resident.display_name"}},
                      Case{"display_name: 'a\\177'", {"resident.display_name"}},
                      Case{"need { confirmed_by: '" + Times(201, "x") + "' }", {"resident.need.confirmed_by"}},
                      Case{"vouchers: ''", {"resident.vouchers[0]"}},
                      Case{"vouchers: 'A' vouchers: ' B' vouchers: 'A'",
                           {"resident.vouchers[1]", "resident.vouchers[2]"}},
                      Case{"vouchers: '" + Times(41, "A") + "'", {"resident.vouchers[0]"}},
                      Case{Numbered(11, "vouchers: '#'"), {"resident.vouchers"}},
                      Case{"target_groups: 'widowed'", {"resident.target_groups[0]"}},
                      Case{"target_groups: '" + Times(41, "A") + "'", {"resident.target_groups[0]"}},
                      Case{Numbered(21, "target_groups: 'A#'"), {"resident.target_groups"}}));

INSTANTIATE_TEST_SUITE_P(Numbers, ResidentReadingTest,
                         ::testing::Values(Case{"birth_year: 1905", {"resident.birth_year"}},
                                           Case{"birth_year: 2027", {"resident.birth_year"}},
                                           Case{"birth_year: -1", {"resident.birth_year"}},
                                           Case{"birth_year: -2147483648", {"resident.birth_year"}},
                                           Case{"max_group_size: 1", {"resident.max_group_size"}},
                                           Case{"max_group_size: -1", {"resident.max_group_size"}},
                                           Case{"max_group_size: 1001", {"resident.max_group_size"}},
                                           Case{"max_cost_cents: -1", {"resident.max_cost_cents"}},
                                           Case{"commitment { months: 121 times_per_month: -1 }",
                                                {"resident.commitment.months", "resident.commitment.times_per_month"}},
                                           Case{"wishes { min_age: 60 max_age: 50 }", {"resident.wishes[0].max_age"}},
                                           Case{"wishes {} wishes { min_age: 121 }", {"resident.wishes[1].min_age"}},
                                           Case{"wishes { max_age: -1 }", {"resident.wishes[0].max_age"}},
                                           Case{Times(11, "wishes {}"), {"resident.wishes"}}));

INSTANTIATE_TEST_SUITE_P(
    Enums, ResidentReadingTest,
    ::testing::Values(Case{"gender: 99", {"resident.gender"}}, Case{"experiences: 11", {"resident.experiences[0]"}},
                      Case{"experiences: [ WIDOWED, WIDOWED ]", {"resident.experiences[1]"}},
                      Case{"contact_forms: [ PHONE, CONTACT_FORM_UNSPECIFIED ]", {"resident.contact_forms[1]"}},
                      Case{"access_needs: 7", {"resident.access_needs[0]"}},
                      Case{"need { type: 8 }", {"resident.need.type"}}, Case{"role: -1", {"resident.role"}},
                      Case{"intergenerational: 5", {"resident.intergenerational"}},
                      Case{"wishes { gender: 4 }", {"resident.wishes[0].gender"}},
                      Case{"travel { max_minutes: 10 }", {"resident.travel[0].mode"}},
                      Case{"travel { mode: 6 max_minutes: 10 }", {"resident.travel[0].mode"}},
                      Case{"languages { code: 'nl' }", {"resident.languages[0].level"}},
                      Case{"interests { topic: 'music' }", {"resident.interests[0].attitude"}},
                      Case{"legal_bases { purpose: MATCHING }", {"resident.legal_bases[0].basis"}},
                      Case{"legal_bases { basis: CONSENT }", {"resident.legal_bases[0].purpose"}}));

INSTANTIATE_TEST_SUITE_P(
    Lists, ResidentReadingTest,
    ::testing::Values(
        Case{"travel { mode: BIKE max_minutes: 0 }", {"resident.travel[0].max_minutes"}},
        Case{"travel { mode: BIKE max_minutes: 241 }", {"resident.travel[0].max_minutes"}},
        Case{"travel { mode: BIKE max_minutes: 5 } travel { mode: BIKE max_minutes: 9 }", {"resident.travel[1].mode"}},
        Case{"languages { code: 'xx' level: BASIC }", {"resident.languages[0].code"}},
        Case{"languages { level: BASIC }", {"resident.languages[0].code"}},
        Case{"languages { code: 'nl-NL' level: BASIC }", {"resident.languages[0].code"}},
        Case{"languages { code: 'nl' level: BASIC } languages { code: 'NL' level: FLUENT }",
             {"resident.languages[1].code"}},
        Case{"interests { topic: 'music.spoons_of_mars' attitude: LIKES }", {"resident.interests[0].topic"}},
        Case{"interests { topic: 'topics/music' attitude: LIKES }", {"resident.interests[0].topic"}},
        Case{"interests { topic: 'music' attitude: LIKES } interests { topic: 'music' attitude: NEVER }",
             {"resident.interests[1].topic"}},
        Case{"legal_bases { purpose: CONTACT basis: CONSENT } legal_bases { purpose: CONTACT basis: AGREEMENT }",
             {"resident.legal_bases[1].purpose"}}));

INSTANTIATE_TEST_SUITE_P(
    Places, ResidentReadingTest,
    ::testing::Values(Case{"place { postcode: '0001' }", {"resident.place.postcode"}},
                      Case{"place { postcode: '9999' }", {"resident.place.postcode"}},
                      Case{"place { postcode: '169' }", {"resident.place.postcode"}},
                      Case{"place { postcode: '1693 A1' }", {"resident.place.postcode"}},
                      Case{"place { postcode: '1693  AB' }", {"resident.place.postcode"}},
                      Case{"place { postcode: 'nergens' latitude: 52 longitude: 5 }", {"resident.place.postcode"}},
                      Case{"place { latitude: 52 }", {"resident.place.longitude"}},
                      Case{"place { longitude: 5 }", {"resident.place.latitude"}},
                      Case{"place { latitude: 91 longitude: 5 }", {"resident.place.latitude"}},
                      Case{"place { latitude: nan longitude: inf }",
                           {"resident.place.latitude", "resident.place.longitude"}},
                      Case{"place { neighbourhood_code: 'BU0420010' }", {"resident.place.neighbourhood_code"}},
                      Case{"place { settlement: '" + Times(81, "x") + "' }", {"resident.place.settlement"}}));

INSTANTIATE_TEST_SUITE_P(
    Times, ResidentReadingTest,
    ::testing::Values(
        Case{"availability { " + Window("MONDAY", "9:00", "10:00") + " }",
             {"resident.availability.windows[1].start_time"}},
        Case{"availability { " + Window("MONDAY", "09:00", "25:00") + " }",
             {"resident.availability.windows[1].end_time"}},
        Case{"availability { " + Window("MONDAY", "09:60", "24:01") + " }",
             {"resident.availability.windows[1].start_time", "resident.availability.windows[1].end_time"}},
        Case{"availability { " + Window("MONDAY", "24:00", "24:00") + " }",
             {"resident.availability.windows[1].start_time"}},
        Case{"availability { " + Window("MONDAY", "10:00", "10:00") + " }",
             {"resident.availability.windows[1].end_time"}},
        Case{"availability { " + Window("MONDAY", "10:00", "09:00") + " }",
             {"resident.availability.windows[1].end_time"}},
        Case{"availability { " + Window("MONDAY", "", "") + " }",
             {"resident.availability.windows[1].start_time", "resident.availability.windows[1].end_time"}},
        Case{"availability { " + Window("WEEKDAY_UNSPECIFIED", "09:00", "10:00") + " }",
             {"resident.availability.windows[1].weekday"}},
        Case{"availability { " + Window("8", "09:00", "10:00", "4") + " }",
             {"resident.availability.windows[1].weekday", "resident.availability.windows[1].weeks"}},
        Case{"availability { " + Window("TUESDAY", "11:59", "13:00", "ODD") + " }",
             {"resident.availability.windows[1]"}},
        Case{"availability { away { start_date: '2026-02-02' end_date: '2026-02-01' } }",
             {"resident.availability.away[0].end_date"}},
        Case{"availability { away {} }",
             {"resident.availability.away[0].start_date", "resident.availability.away[0].end_date"}},
        Case{"availability { " + Times(51, "away { start_date: '2026-01-01' end_date: '2026-01-01' }") + " }",
             {"resident.availability.away"}}));

INSTANTIATE_TEST_SUITE_P(
    Dates, ResidentReadingTest,
    ::testing::Values(Case{"waiting_since: '2025-02-29'", {"resident.waiting_since"}},
                      Case{"waiting_since: '2025-13-01'", {"resident.waiting_since"}},
                      Case{"waiting_since: '0000-01-01'", {"resident.waiting_since"}},
                      Case{"waiting_since: '2025-1-1'", {"resident.waiting_since"}},
                      Case{"waiting_since: '01-01-2025'", {"resident.waiting_since"}},
                      Case{"waiting_since: '2025-01-01T00:00:00Z'", {"resident.waiting_since"}},
                      Case{"legal_bases { purpose: CONTACT basis: CONSENT since: '2026-01-02' until: '2026-01-01' }",
                           {"resident.legal_bases[0].until"}},
                      Case{"confirm_time { seconds: 1 nanos: 1000000000 }", {"resident.confirm_time"}},
                      Case{"confirm_time { seconds: -62135596800 }", {"resident.confirm_time"}},
                      Case{"confirm_time { seconds: 9223372036854775807 }", {"resident.confirm_time"}},
                      Case{"need { confirm_time { nanos: -1 } }", {"resident.need.confirm_time"}}));

TEST(ReadingTest, CountsWindows) {
  // Six a day, seven days.
  std::string windows;
  for (const char* day : {"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"}) {
    for (int i = 0; i < 6; ++i) {
      windows += Window(day, "0" + std::to_string(i) + ":00", "0" + std::to_string(i) + ":30");
    }
  }
  const std::string rest = "birth_year: 1950 place { postcode: '1693' } availability { ";
  EXPECT_THAT(FieldsRejected<ResidentKind>(rest + windows + " }"), IsEmpty());
  EXPECT_THAT(FieldsRejected<ResidentKind>(rest + windows + Window("MONDAY", "12:00", "13:00") + " }"),
              UnorderedElementsAreArray({"resident.availability.windows"}));
}

TEST(ReadingTest, CountsInterestsAndLanguages) {
  std::string interests;
  for (std::size_t i = 0; i < 61; ++i) {
    interests += "interests { topic: '" + engine::Taxonomy::BuiltIn().topics()[i].id + "' attitude: LIKES }";
  }
  EXPECT_THAT(FieldsRejected<ResidentKind>(kPerson + interests), UnorderedElementsAreArray({"resident.interests"}));
  std::string languages;
  for (const char* code : {"nl", "en", "de", "fr", "pl", "tr", "ar", "uk", "ru", "es", "it",
                           "pt", "fy", "el", "hu", "ro", "bg", "sv", "da", "fi", "no"}) {
    languages += std::string("languages { code: '") + code + "' level: BASIC }";
  }
  EXPECT_THAT(FieldsRejected<ResidentKind>(kPerson + languages), UnorderedElementsAreArray({"resident.languages"}));
}

TEST(ReadingTest, LooksAtAStateOnlyInAnImport) {
  EXPECT_THAT(FieldsRejected<ResidentKind>(kPerson + "state: 9"), IsEmpty());
  EXPECT_THAT(FieldsRejected<ResidentKind>(kPerson + "state: 9", /*takes_state=*/true),
              UnorderedElementsAreArray({"resident.state"}));
}

class VolunteerReadingTest : public ::testing::TestWithParam<Case> {};

TEST_P(VolunteerReadingTest, NamesTheField) {
  EXPECT_THAT(FieldsRejected<VolunteerKind>(kPerson + GetParam().change),
              UnorderedElementsAreArray(GetParam().rejected));
}

INSTANTIATE_TEST_SUITE_P(
    All, VolunteerReadingTest,
    ::testing::Values(
        Case{"birth_year: 1700 interests { topic: 'no.such' attitude: LIKES }",
             {"volunteer.birth_year", "volunteer.interests[0].topic"}},
        Case{"access { fact: NO }", {"volunteer.access[0].need"}},
        Case{"access { need: QUIET }", {"volunteer.access[0].fact"}},
        Case{"access { need: QUIET fact: NO } access { need: QUIET fact: YES }", {"volunteer.access[1].need"}},
        Case{"vog { state: VALID }", {"volunteer.vog.issued_date"}}, Case{"vog { state: 4 }", {"volunteer.vog.state"}},
        Case{"vog { state: VALID issued_date: '2026-31-01' }", {"volunteer.vog.issued_date"}},
        Case{"vog { checked_by: '" + Times(201, "x") + "' }", {"volunteer.vog.checked_by"}},
        Case{Numbered(21, "trainings: 'T#'"), {"volunteer.trainings"}},
        Case{"trainings: '" + Times(41, "T") + "'", {"volunteer.trainings[0]"}},
        Case{"max_matches: 51", {"volunteer.max_matches"}}, Case{"max_matches: -1", {"volunteer.max_matches"}},
        Case{"max_open_requests: 51", {"volunteer.max_open_requests"}},
        Case{"available_until: 'morgen'", {"volunteer.available_until"}},
        Case{"last_asked_time { seconds: 99999999999 }", {"volunteer.last_asked_time"}},
        Case{"unanswered_requests: 1001", {"volunteer.unanswered_requests"}}));

class ActivityReadingTest : public ::testing::TestWithParam<Case> {};

TEST_P(ActivityReadingTest, NamesTheField) {
  EXPECT_THAT(FieldsRejected<ActivityKind>(kActivity + GetParam().change),
              UnorderedElementsAreArray(GetParam().rejected));
}

INSTANTIATE_TEST_SUITE_P(
    All, ActivityReadingTest,
    ::testing::Values(
        Case{"title: '" + Times(201, "x") + "'", {"activity.title"}},
        Case{"description: '" + Times(2001, "x") + "'", {"activity.description"}},
        Case{"description: 'a\\001b'", {"activity.description"}},
        Case{"topics: 'music.choir' topics: 'no.such' topics: 'music.choir'",
             {"activity.topics[1]", "activity.topics[2]"}},
        Case{"sessions { start_date: '2026-02-02' end_date: '2026-02-01' }", {"activity.sessions.end_date"}},
        Case{"sessions { " + Window("TUESDAY", "11:00", "13:00") + " }", {"activity.sessions.windows[1]"}},
        Case{"format: 7", {"activity.format"}}, Case{"capacity: 10001", {"activity.capacity"}},
        Case{"capacity: -1", {"activity.capacity"}}, Case{"enrolled: 10001", {"activity.enrolled"}},
        Case{"cost_cents: 100001", {"activity.cost_cents"}}, Case{"cost_cents: -1", {"activity.cost_cents"}},
        Case{"vouchers_accepted: ''", {"activity.vouchers_accepted[0]"}},
        Case{"min_age: 20 max_age: 10", {"activity.max_age"}}, Case{"min_age: -1", {"activity.min_age"}},
        Case{"working_elements: 8", {"activity.working_elements[0]"}},
        Case{"intergenerational: 9", {"activity.intergenerational"}},
        Case{"languages { code: 'zz' level: BASIC }", {"activity.languages[0].code"}},
        Case{"municipality: 'Medemblik'", {"activity.municipality"}}));

TEST(ReadingTest, NamesTheFieldOfAnOrganisation) {
  EXPECT_THAT(FieldsRejected<OrganisationKind>("title: 'x' kind: 9 contact: '" + Times(201, "x") + "'"),
              UnorderedElementsAreArray({"organisation.kind", "organisation.contact"}));
}

TEST(ReadingTest, NamesTheFieldOfAMatch) {
  EXPECT_THAT(FieldsRejected<MatchKind>("state: 11 end_time { nanos: -1 }"),
              UnorderedElementsAreArray({"match.state", "match.end_time"}));
  EXPECT_THAT(FieldsRejected<MatchKind>("state: ACTIVE end_reason: CONFLICT"),
              UnorderedElementsAreArray({"match.end_reason"}));
  EXPECT_THAT(FieldsRejected<MatchKind>("state: ENDED end_reason: CONFLICT"), IsEmpty());
}

TEST(ReadingTest, NamesTheFieldOfAnExclusion) {
  EXPECT_THAT(FieldsRejected<ExclusionKind>("category: 7 until: '2027-02-29'"),
              UnorderedElementsAreArray({"exclusion.category", "exclusion.until"}));
  EXPECT_THAT(FieldsRejected<ExclusionKind>("external_id: ' x'"),
              UnorderedElementsAreArray({"exclusion.external_id", "exclusion.category"}));
  EXPECT_THAT(FieldsRejected<ExclusionKind>("category: FAMILY"), IsEmpty());
}

TEST(ReadingTest, NeverRepeatsWhatWasSent) {
  Violations violations;
  const ConvertContext context{engine::Taxonomy::BuiltIn(), engine::Gazetteer::BuiltIn(), absl::CivilDay(2026, 11, 23)};
  const auto message = Parsed<v1::Resident>(
      "display_name: 'Geheim\\n' place { postcode: 'Geheim' settlement: '\\001Geheim' } external_id: ' Geheim' "
      "languages { code: 'Geheim' } vouchers: ' Geheim' waiting_since: 'Geheim' municipality: 'Geheim'");
  ResidentKind::Read(message, context, Field(violations, "resident"));
  EXPECT_GT(violations.all().size(), 7U);
  for (const FieldViolation& violation : violations.all()) {
    EXPECT_EQ(violation.description.find("eheim"), std::string::npos) << violation.field;
  }
}

}  // namespace
}  // namespace klik::services
