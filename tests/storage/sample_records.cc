#include "tests/storage/sample_records.h"

#include <algorithm>
#include <string>

#include "storage/record/enum_codec.h"

namespace klik::storage {
namespace {

using namespace engine;  // Some forty names, and nothing else here.

// A field more makes a value larger: then extend the codec, the samples below and these sizes. (A bool may hide in
// padding.)
#if defined(__x86_64__) && defined(__GLIBCXX__)
static_assert(sizeof(Metadata) == 176);
static_assert(sizeof(Person) == 656);
static_assert(sizeof(Resident) == 808);
static_assert(sizeof(Volunteer) == 840);
static_assert(sizeof(Activity) == 704);
static_assert(sizeof(Organisation) == 248);
static_assert(sizeof(Match) == 696);
static_assert(sizeof(Exclusion) == 288);
static_assert(sizeof(Referral) == 1192);
#endif

template <typename Enum>
Enum Nth(int n) {
  constexpr int kFirst = static_cast<int>(EnumBounds<Enum>::kFirst);
  constexpr int kLast = static_cast<int>(EnumBounds<Enum>::kLast);
  static_assert(kLast < kMostEnumerators);
  return static_cast<Enum>(std::clamp(n, kFirst, kLast));
}

absl::Time At(std::int64_t seconds) { return absl::FromUnixSeconds(seconds) + absl::Nanoseconds(123'456'789); }

Metadata Meta(Kind kind, std::string id) {
  return {.id = {kind, std::move(id)},
          .external_id = {"zaaksysteem", "R-17"},
          .system = "zaaksysteem",
          .version = 41,
          .create_time = At(1'700'000'000),
          .update_time = At(1'790'000'000)};
}

Place SomePlace(int n) {
  return {.postcode = "1693 AB",
          .settlement = "Onderdijk",
          .neighbourhood_code = "BU04200101",
          .given = GeoPoint{52'745'001, 5'123'456},
          .point = {-52'745'002, -5'123'457},
          .accuracy = Nth<PlaceAccuracy>(n)};
}

Availability SomeHours(int n) {
  return {.windows = {{Nth<Weekday>(n), 635, 720, Nth<Weeks>(n)}, {Weekday::kSunday, 0, kMinutesPerDay, Weeks::kOdd}},
          .away = {{absl::CivilDay(2026, 7, 1), absl::CivilDay(2026, 7, 31)},
                   {absl::CivilDay(1969, 12, 31), absl::CivilDay(1970, 1, 1)}}};
}

void FillPerson(int n, Person& person) {
  person.municipality = "GM0420";
  person.display_name = "Añna \xF0\x9F\x8C\xB7 de \"Vries\"\n";
  person.birth_year = 1944;
  person.gender = Nth<Gender>(n);
  person.place = SomePlace(n);
  person.travel = {{Nth<TravelMode>(n), 25, true}, {TravelMode::kBike, 15, false}};
  person.availability = SomeHours(n);
  person.languages = {{"nl", LanguageLevel::kFluent}, {"ar", Nth<LanguageLevel>(n)}};
  person.interests = {{TopicIndex{3}, Nth<Attitude>(n)}, {TopicIndex{0}, Attitude::kNever}};
  person.experiences = {Nth<Experience>(n), Experience::kWidowed};
  person.contact_forms = {Nth<ContactForm>(n), ContactForm::kPhone};
  person.access_needs = {Nth<AccessNeed>(n), AccessNeed::kStepFree};
  person.wishes = {{60, 80, Nth<Gender>(n), true}, {0, 30, Gender::kFemale, false}};
  person.commitment = {6, 4};
  person.intergenerational = Nth<Intergenerational>(n);
  person.guardian_consent = true;
  person.legal_bases = {
      {Nth<Purpose>(n), Nth<Basis>(n), absl::CivilDay(2025, 1, 2), absl::CivilDay(2027, 3, 4), "wijkteam", true},
      {Purpose::kMatching, Basis::kConsent, std::nullopt, std::nullopt, "", false}};
  person.state = Nth<ProfileState>(n);
  person.confirm_time = At(1'780'000'000);
}

}  // namespace

Resident FullResident(int n) {
  Resident resident;
  resident.meta = Meta(Kind::kResident, "r1");
  FillPerson(n, resident);
  resident.need = {.type = Nth<NeedType>(n), .confirmed_by = "coordinator", .confirm_time = At(1'785'000'000)};
  resident.max_group_size = 8;
  resident.max_cost_cents = 0;
  resident.vouchers = {"HVC-pas", "Stadspas"};
  resident.role = Nth<Role>(n);
  resident.peer_links = true;
  resident.target_groups = {"mantelzorg", "75+"};
  resident.waiting_since = absl::CivilDay(2026, 2, 28);
  return resident;
}

Volunteer FullVolunteer(int n) {
  Volunteer volunteer;
  volunteer.meta = Meta(Kind::kVolunteer, "v1");
  FillPerson(n, volunteer);
  volunteer.access = {{Nth<AccessNeed>(n), Nth<Fact>(n)}, {AccessNeed::kNoAnimals, Fact::kNo}};
  volunteer.vog = {.state = Nth<VogState>(n), .issued_date = absl::CivilDay(2024, 5, 6), .checked_by = "balie"};
  volunteer.trainings = {"basiscursus"};
  volunteer.max_matches = 0;
  volunteer.max_open_requests = 3;
  volunteer.available_until = absl::CivilDay(2026, 12, 31);
  volunteer.last_asked_time = At(1'789'000'000);
  volunteer.unanswered_requests = 2;
  return volunteer;
}

Activity FullActivity(int n) {
  Activity activity;
  activity.meta = Meta(Kind::kActivity, "a1");
  activity.organisation = EntityId{Kind::kOrganisation, "o1"};
  activity.municipality = "GM0420";
  activity.title = "Samen zingen";
  activity.description = "Elke dinsdag";
  activity.topics = {TopicIndex{5}, TopicIndex{1}};
  activity.place = SomePlace(n);
  activity.sessions = {SomeHours(n), absl::CivilDay(2026, 1, 1), absl::CivilDay(2026, 6, 30)};
  activity.format = Nth<ActivityFormat>(n);
  activity.capacity = 0;
  activity.enrolled = 7;
  activity.cost_cents = 350;
  activity.vouchers_accepted = {"HVC-pas"};
  activity.access = {{Nth<AccessNeed>(n), Nth<Fact>(n)}};
  activity.languages = {{"nl", Nth<LanguageLevel>(n)}};
  activity.supervised = true;
  activity.min_age = 18;
  activity.max_age = 99;
  activity.working_elements = {Nth<WorkingElement>(n), WorkingElement::kPastime};
  activity.transport_offered = true;
  activity.intergenerational = Nth<Intergenerational>(n);
  return activity;
}

Organisation FullOrganisation(int n) {
  return {.meta = Meta(Kind::kOrganisation, "o1"),
          .title = "Muziekvereniging",
          .kind = Nth<OrganisationKind>(n),
          .contact = "info@example.org"};
}

Proposal SomeProposal() {
  Proposal proposal;
  proposal.score = 3'000'000;
  proposal.resident_values = {1, 2, 3, 4, 5, 6, 7, 8, 1000};
  proposal.other_values = {9, 8, 7, 6, 5, 4, 3, 2, 0};
  proposal.weights = {300, 100, 100, 80, 70, 50, 200, 50, 50};
  proposal.policy_version = "2026-11";
  proposal.revision = 42;
  proposal.input_digest = "00ff";
  proposal.time = At(1'791'000'000);
  proposal.account = "accounts/k1";
  return proposal;
}

Match FullMatch(int n) {
  return {.meta = Meta(Kind::kMatch, "m1"),
          .resident = {Kind::kResident, "r1"},
          .other = {Nth<Kind>(n), "x1"},
          .companion = EntityId{Kind::kVolunteer, "v1"},
          .state = Nth<MatchState>(n),
          .end_reason = Nth<EndReason>(n),
          .expire_time = At(1'791'000'000),
          .end_time = At(1'792'000'000),
          .start_time = At(1'791'500'000),
          .proposal = SomeProposal(),
          .consents = {{Nth<MatchSide>(n), Nth<Answer>(n), At(1'791'100'000), "accounts/k1"}},
          .check_ins = {{2, Nth<MatchSide>(n), Nth<Mood>(n), false, std::nullopt, At(1'791'600'000), "accounts/k1"},
                        {6, MatchSide::kOther, Mood::kGood, std::nullopt, true, At(1'791'700'000), ""}},
          .feedback = {{Nth<MatchSide>(n), Nth<Mood>(n), true, At(1'791'800'000), "accounts/k2"}},
          .farewell = Nth<Farewell>(n),
          .steps = {{Nth<MatchState>(n), At(1'791'000'000), "accounts/k1"}}};
}

Referral FullReferral(int n) {
  Referral referral;
  referral.meta = Meta(Kind::kReferral, "q1");
  referral.referrer = "organisations/team1";
  referral.municipality = "GM0420";
  referral.reason = "Wil weer eens onder de mensen.";
  referral.urgency = Nth<Urgency>(n);
  referral.draft = FullResident(n);
  referral.draft.meta = {};
  referral.draft.meta.external_id = {"crm", "R1"};
  referral.legal_bases = referral.draft.legal_bases;
  referral.state = Nth<ReferralState>(n);
  referral.state_reason = Nth<ReferralReason>(n);
  referral.resident = EntityId{Kind::kResident, "r1"};
  referral.steps = {{Nth<ReferralState>(n), Nth<ReferralReason>(n), At(1'791'000'000), "accounts/k1"}};
  return referral;
}

Exclusion FullExclusion(int n) {
  return {.meta = Meta(Kind::kExclusion, "x1"),
          .first = {Nth<Kind>(n), "a1"},
          .second = {Kind::kResident, "r1"},
          .category = Nth<ExclusionCategory>(n),
          .until = absl::CivilDay(2027, 8, 31)};
}

}  // namespace klik::storage
