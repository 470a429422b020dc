#include "tests/clients/demo/record_checker.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace klik::demo {
namespace {

using v1::Availability;
using v1::ImportRecord;
using v1::Match;

constexpr int kEndOfDay = 24 * 60;

bool IsDigits(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// -1 when it is not `HH:MM`.
int Minutes(const std::string& time) {
  if (time.size() != 5 || time[2] != ':' || !IsDigits(time.substr(0, 2)) || !IsDigits(time.substr(3))) return -1;
  const int minutes = std::stoi(time.substr(0, 2)) * 60 + std::stoi(time.substr(3));
  return std::stoi(time.substr(3)) < 60 && minutes <= kEndOfDay ? minutes : -1;
}

bool MeetInSomeWeek(Availability::Weeks a, Availability::Weeks b) {
  return a == b || a == Availability::EVERY || b == Availability::EVERY;
}

bool Overlap(const Availability::Window& a, const Availability::Window& b) {
  return a.weekday() == b.weekday() && MeetInSomeWeek(a.weeks(), b.weeks()) &&
         Minutes(a.start_time()) < Minutes(b.end_time()) && Minutes(b.start_time()) < Minutes(a.end_time());
}

bool AllStatedOnce(const google::protobuf::RepeatedField<int>& values) {
  const std::set<int> distinct(values.begin(), values.end());
  return static_cast<int>(distinct.size()) == values.size() && !distinct.contains(0);
}

bool AreCodes(const google::protobuf::RepeatedPtrField<std::string>& codes, int most) {
  return codes.size() <= most && std::all_of(codes.begin(), codes.end(), [](const std::string& code) {
           return !code.empty() && code.size() <= 40 && std::all_of(code.begin(), code.end(), [](char c) {
             return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
           });
         });
}

// The external id in `ext:V0001`.
std::string Referred(const std::string& name) {
  return std::string(absl::StartsWith(name, "ext:") ? absl::string_view(name).substr(4) : absl::string_view());
}

bool IsWithin(int value, int low, int high) { return low <= value && value <= high; }

}  // namespace

void RecordChecker::Expect(bool holds, std::string_view problem) {
  if (!holds) problems_.push_back(absl::StrCat(current_, ": ", std::string(problem)));
}

void RecordChecker::CheckId(const std::string& external_id) {
  current_ = external_id;
  Expect(IsWithin(static_cast<int>(external_id.size()), 1, 100), "external_id has 1 to 100 characters");
}

void RecordChecker::CheckDate(const std::string& date, std::string_view field) {
  absl::CivilDay day;
  Expect(date.empty() || (date.size() == 10 && absl::ParseCivilTime(date, &day)), field);
}

void RecordChecker::CheckPlace(const v1::Place& place) {
  Expect(place.postcode().size() == 4 && IsDigits(place.postcode()), "place.postcode");
  Expect(IsWithin(static_cast<int>(place.settlement().size()), 1, 80), "place.settlement");
  Expect(place.has_latitude() == place.has_longitude(), "place has both coordinates or neither");
  if (!place.has_latitude()) return;
  Expect(place.latitude() > 52.5 && place.latitude() < 53 && place.longitude() > 4.8 && place.longitude() < 5.4,
         "place lies in West-Friesland");
}

void RecordChecker::CheckWindows(const google::protobuf::RepeatedPtrField<Availability::Window>& windows) {
  Expect(IsWithin(windows.size(), 1, 42), "1 to 42 windows");
  for (const Availability::Window& window : windows) {
    Expect(window.weekday() != Availability::WEEKDAY_UNSPECIFIED, "window.weekday");
    const int start = Minutes(window.start_time());
    Expect(start >= 0 && start < Minutes(window.end_time()), "window starts before it ends");
    Expect(
        std::count_if(windows.begin(), windows.end(), [&](const auto& other) { return Overlap(window, other); }) == 1,
        "windows do not overlap");
  }
}

void RecordChecker::CheckAway(const google::protobuf::RepeatedPtrField<v1::DateRange>& away) {
  Expect(away.size() <= 50, "away: at most 50");
  for (const v1::DateRange& range : away) {
    CheckDate(range.start_date(), "away.start_date");
    CheckDate(range.end_date(), "away.end_date");
    Expect(!range.start_date().empty() && range.start_date() <= range.end_date(), "away starts before it ends");
  }
}

void RecordChecker::CheckTopic(const std::string& topic, std::set<std::string>& seen) {
  Expect(topics_.contains(topic), absl::StrCat("topic ", topic, " is in the taxonomy"));
  Expect(seen.insert(topic).second, absl::StrCat("topic ", topic, " comes once"));
}

template <typename Profile>
void RecordChecker::CheckLists(const Profile& person) {
  std::set<int> modes;
  for (const v1::TravelOption& option : person.travel()) {
    Expect(option.mode() != v1::TravelOption::MODE_UNSPECIFIED && modes.insert(option.mode()).second, "travel.mode");
    Expect(IsWithin(option.max_minutes(), 1, 240), "travel.max_minutes");
  }
  std::set<std::string> languages;
  for (const v1::LanguageSkill& skill : person.languages()) {
    Expect(skill.code().size() == 2 && languages.insert(skill.code()).second, "languages.code");
    Expect(skill.level() != v1::LanguageSkill::LEVEL_UNSPECIFIED, "languages.level");
  }
  Expect(IsWithin(person.languages_size(), 1, 20), "1 to 20 languages");
  std::set<std::string> topics;
  for (const v1::Interest& interest : person.interests()) {
    CheckTopic(interest.topic(), topics);
    Expect(interest.attitude() != v1::Interest::ATTITUDE_UNSPECIFIED, "interests.attitude");
  }
  Expect(IsWithin(person.interests_size(), 3, 60), "3 to 60 interests");
  for (const v1::Wish& wish : person.wishes()) {
    Expect(IsWithin(wish.min_age(), 0, 120) && IsWithin(wish.max_age(), 0, 120), "wishes: ages");
    Expect(wish.max_age() == 0 || wish.min_age() <= wish.max_age(), "wishes: youngest before oldest");
  }
  Expect(person.wishes_size() <= 10, "wishes: at most 10");
  std::set<int> purposes;
  for (const v1::LegalBasis& basis : person.legal_bases()) {
    Expect(basis.purpose() != v1::LegalBasis::PURPOSE_UNSPECIFIED && purposes.insert(basis.purpose()).second,
           "legal_bases.purpose");
    Expect(basis.basis() != v1::LegalBasis::BASIS_UNSPECIFIED, "legal_bases.basis");
    CheckDate(basis.since(), "legal_bases.since");
    CheckDate(basis.until(), "legal_bases.until");
    Expect(basis.recorded_by().size() <= 200, "legal_bases.recorded_by");
  }
}

template <typename Profile>
void RecordChecker::CheckPerson(const Profile& person) {
  CheckId(person.external_id());
  CheckProfile(person);
  Expect(person.state() == Profile::ACTIVE || person.state() == Profile::PAUSED, "state");
}

template <typename Profile>
void RecordChecker::CheckProfile(const Profile& person) {
  Expect(person.municipality() == "GM0420", "municipality");
  Expect(IsWithin(static_cast<int>(person.display_name().size()), 3, 100), "display_name");
  Expect(IsWithin(static_cast<int>(today_.year()) - person.birth_year(), 12, 120), "birth_year");
  CheckPlace(person.place());
  CheckWindows(person.availability().windows());
  CheckAway(person.availability().away());
  CheckLists(person);
  Expect(AllStatedOnce(person.experiences()), "experiences");
  Expect(AllStatedOnce(person.contact_forms()), "contact_forms");
  Expect(AllStatedOnce(person.access_needs()), "access_needs");
  Expect(IsWithin(person.commitment().months(), 0, 120), "commitment.months");
  Expect(IsWithin(person.commitment().times_per_month(), 0, 31), "commitment.times_per_month");
}

void RecordChecker::CheckResident(const v1::Resident& resident) {
  CheckPerson(resident);
  Expect(resident.max_group_size() == 0 || IsWithin(resident.max_group_size(), 2, 1000), "max_group_size");
  Expect(!resident.has_max_cost_cents() || IsWithin(resident.max_cost_cents(), 0, 100000), "max_cost_cents");
  Expect(AreCodes(resident.vouchers(), 10), "vouchers");
  Expect(AreCodes(resident.target_groups(), 20), "target_groups");
  Expect(resident.need().confirmed_by().size() <= 200, "need.confirmed_by");
  CheckDate(resident.waiting_since(), "waiting_since");
  Expect(resident.waiting_since() <= absl::FormatCivilTime(today_), "waiting_since is not in the future");
}

void RecordChecker::CheckVolunteer(const v1::Volunteer& volunteer) {
  CheckPerson(volunteer);
  const int age = static_cast<int>(today_.year()) - volunteer.birth_year();
  Expect(age > 17 || (volunteer.contact_forms_size() == 1 && volunteer.contact_forms(0) == v1::GROUP),
         "pupils help in groups only");
  Expect(volunteer.vog().state() != v1::CriminalRecordCheck::STATE_UNSPECIFIED, "vog.state");
  Expect((volunteer.vog().state() == v1::CriminalRecordCheck::VALID) == !volunteer.vog().issued_date().empty(),
         "vog.issued_date goes with VALID");
  CheckDate(volunteer.vog().issued_date(), "vog.issued_date");
  CheckDate(volunteer.available_until(), "available_until");
  Expect(AreCodes(volunteer.trainings(), 20), "trainings");
  Expect(volunteer.has_max_matches() && IsWithin(volunteer.max_matches(), 0, 50), "max_matches");
  Expect(IsWithin(volunteer.max_open_requests(), 0, 50), "max_open_requests");
  Expect(IsWithin(volunteer.unanswered_requests(), 0, 1000), "unanswered_requests");
  const int requests = volunteer.has_max_open_requests() ? volunteer.max_open_requests() : 5;
  rooms_[volunteer.external_id()] = {volunteer.max_matches(), requests};
}

void RecordChecker::CheckActivity(const v1::Activity& activity) {
  CheckId(activity.external_id());
  Expect(IsWithin(static_cast<int>(activity.title().size()), 1, 200), "title");
  Expect(!absl::StrContains(activity.title(), "{") && !absl::StrContains(activity.description(), "{"),
         "title and description are filled in");
  Expect(activity.description().size() <= 2000, "description");
  Expect(absl::StartsWith(activity.organisation(), "ext:O"), "organisation");
  const auto host = kinds_.find(Referred(activity.organisation()));
  Expect(host != kinds_.end() && host->second == ImportRecord::kOrganisation, "organisation is known");
  std::set<std::string> topics;
  for (const std::string& topic : activity.topics()) CheckTopic(topic, topics);
  Expect(IsWithin(activity.topics_size(), 1, 20), "1 to 20 topics");
  CheckPlace(activity.place());
  CheckWindows(activity.sessions().windows());
  CheckAway(activity.sessions().away());
  CheckDate(activity.sessions().start_date(), "sessions.start_date");
  CheckDate(activity.sessions().end_date(), "sessions.end_date");
  Expect(activity.format() != v1::Activity::FORMAT_UNSPECIFIED, "format");
  Expect(IsWithin(activity.capacity(), 0, 10000) && IsWithin(activity.enrolled(), 0, 10000), "capacity, enrolled");
  Expect(IsWithin(activity.cost_cents(), 0, 100000), "cost_cents");
  Expect(AreCodes(activity.vouchers_accepted(), 10), "vouchers_accepted");
  Expect(activity.max_age() == 0 || activity.min_age() <= activity.max_age(), "youngest before oldest");
  Expect(AllStatedOnce(activity.working_elements()), "working_elements");
  Expect(activity.municipality().empty() || activity.municipality() == "GM0420", "municipality");
  const int places = activity.has_capacity() ? activity.capacity() - activity.enrolled() : 10000;
  Expect(places >= 0, "not more people than places");
  rooms_[activity.external_id()] = {places, 10000};
}

void RecordChecker::CheckOrganisation(const v1::Organisation& organisation) {
  CheckId(organisation.external_id());
  Expect(IsWithin(static_cast<int>(organisation.title().size()), 1, 200), "title");
  Expect(organisation.kind() != v1::Organisation::KIND_UNSPECIFIED, "kind");
  Expect(organisation.contact().size() <= 200 && absl::EndsWith(organisation.contact(), ".example"), "contact");
  if (absl::StartsWith(organisation.title(), "Wijkteam ")) teams_.insert(organisation.external_id());
}

void RecordChecker::CheckMatch(const Match& match) {
  CheckId(match.external_id());
  const std::string resident = Referred(match.resident());
  const std::string other = Referred(match.other());
  Expect(kinds_.contains(resident) && kinds_[resident] == ImportRecord::kResident, "resident is known");
  Expect(kinds_.contains(other) && kinds_[other] != ImportRecord::kOrganisation && resident != other, "other is known");
  Expect(pairs_.insert(resident < other ? std::pair(resident, other) : std::pair(other, resident)).second,
         "one match a pair");
  const bool open = match.state() == Match::PROPOSED || match.state() == Match::SHOWN;
  const bool running =
      match.state() == Match::TRIAL || match.state() == Match::ACTIVE || match.state() == Match::PAUSED;
  Expect(match.state() != Match::STATE_UNSPECIFIED, "state");
  Expect((match.state() == Match::ENDED) == (match.end_reason() != Match::END_REASON_UNSPECIFIED), "end_reason");
  const bool waiting = match.state() == Match::WAITING;
  Expect(match.has_end_time() == !(open || running || waiting), "end_time goes with an end");
  Expect(!waiting || kinds_[other] == ImportRecord::kActivity, "a waiting list is of an activity");
  const absl::Time tomorrow = absl::FromCivil(today_ + 1, absl::UTCTimeZone());
  Expect(match.has_expire_time() == open, "expire_time goes with a proposal");
  Expect(!open || match.expire_time().seconds() >= absl::ToUnixSeconds(tomorrow), "a proposal still holds tomorrow");
  CheckStory(match);
  const auto room = rooms_.find(other);
  if (room == rooms_.end()) return;
  if (waiting) Expect(room->second.places == 0, "a waiting list is of what is full");
  if (open || running) Expect(--room->second.places >= 0, "room for the match");
  if (open) Expect(--room->second.requests >= 0, "room for the proposal");
}

template <typename Items>
void RecordChecker::CheckTimes(const Items& items, std::string_view field) {
  const auto today = absl::ToUnixSeconds(absl::FromCivil(today_, absl::UTCTimeZone()));
  std::int64_t last = 0;
  for (const auto& item : items) {
    Expect(item.time().seconds() >= last && item.time().seconds() < today, field);
    last = item.time().seconds();
  }
}

void RecordChecker::CheckStory(const Match& match) {
  CheckTimes(match.steps(), "steps.time");
  CheckTimes(match.consents(), "consents.time");
  CheckTimes(match.check_ins(), "check_ins.time");
  CheckTimes(match.feedback(), "feedback.time");
  Expect(!match.steps().empty() && match.steps().rbegin()->state() == match.state(), "the last step is the state");
  const auto yes = std::count_if(match.consents().begin(), match.consents().end(),
                                 [](const Match::Consent& consent) { return consent.answer() == Match::YES; });
  const bool no = yes != match.consents_size();
  Expect(no == (match.state() == Match::DECLINED), "a no goes with DECLINED");
  const auto is_active = [](const Match::Step& step) { return step.state() == Match::ACTIVE; };
  const auto began = std::find_if(match.steps().begin(), match.steps().end(), is_active);
  Expect(match.has_start_time() == (began != match.steps().end()), "start_time goes with having begun");
  Expect(!match.has_start_time() || match.start_time().seconds() == began->time().seconds(), "start_time");
  Expect(yes == 2 || (began == match.steps().end() && match.state() != Match::TRIAL), "nothing begins without two yes");
  Expect(match.state() != Match::SHOWN || yes > 0, "SHOWN has an answer");
  std::set<std::pair<int, int>> told;
  constexpr std::int64_t kWeek = 7 * 24 * 3600;
  for (const Match::CheckIn& check_in : match.check_ins()) {
    Expect(told.emplace(check_in.week(), check_in.side()).second, "one check-in a week and side");
    Expect(check_in.time().seconds() >= match.start_time().seconds() + check_in.week() * kWeek, "check_ins.week");
    const bool reached = check_in.mood() != Match::CheckIn::NOT_REACHED;
    Expect(check_in.has_still_meeting() == reached && check_in.has_wants_to_go_on() == reached, "check_ins");
  }
  Expect(match.farewell() == Match::FAREWELL_UNSPECIFIED || match.state() == Match::ENDED, "farewell");
}

void RecordChecker::CheckReferral(const v1::Referral& referral) {
  CheckId(referral.external_id());
  Expect(teams_.contains(Referred(referral.referrer())), "referrer is a team");
  Expect(IsWithin(static_cast<int>(referral.reason().size()), 1, 2000), "reason");
  Expect(referral.municipality() == "GM0420", "municipality");
  Expect(referral.urgency() != v1::Referral::URGENCY_UNSPECIFIED, "urgency");
  Expect(referral.legal_bases_size() == 1, "legal_bases");
  const v1::Resident& draft = referral.resident_draft();
  CheckProfile(draft);
  Expect(draft.name().empty() && draft.external_id().empty() && !draft.has_need(), "the draft is nobody's record");
  CheckTimes(referral.steps(), "steps.time");
  Expect(!referral.steps().empty() && referral.steps().rbegin()->state() == referral.state(), "the last step");
  const bool accepted = std::any_of(referral.steps().begin(), referral.steps().end(),
                                    [](const auto& step) { return step.state() == v1::Referral::ACCEPTED; });
  Expect(accepted == !referral.resident().empty(), "resident goes with having been accepted");
  if (!accepted) return;
  const std::string resident = Referred(referral.resident());
  Expect(kinds_[resident] == ImportRecord::kResident, "resident is known");
  Expect(referred_.insert(resident).second, "one referral a resident");
}

void RecordChecker::CheckExclusion(const v1::Exclusion& exclusion) {
  CheckId(exclusion.external_id());
  const std::string first = Referred(exclusion.first());
  const std::string second = Referred(exclusion.second());
  Expect(kinds_.contains(first) && kinds_.contains(second) && first != second, "both are known");
  Expect(kinds_[first] == ImportRecord::kResident || kinds_[second] == ImportRecord::kResident, "one is a resident");
  Expect(kinds_[first] != ImportRecord::kOrganisation && kinds_[second] != ImportRecord::kOrganisation,
         "both can be matched");
  Expect(pairs_.insert(first < second ? std::pair(first, second) : std::pair(second, first)).second,
         "no match of the pair, and one exclusion");
  Expect(exclusion.category() != v1::Exclusion::CATEGORY_UNSPECIFIED, "category");
  CheckDate(exclusion.until(), "until");
}

void RecordChecker::Check(const ImportRecord& record) {
  switch (record.record_case()) {
    case ImportRecord::kResident:
      CheckResident(record.resident());
      break;
    case ImportRecord::kVolunteer:
      CheckVolunteer(record.volunteer());
      break;
    case ImportRecord::kActivity:
      CheckActivity(record.activity());
      break;
    case ImportRecord::kOrganisation:
      CheckOrganisation(record.organisation());
      break;
    case ImportRecord::kMatch:
      CheckMatch(record.match());
      break;
    case ImportRecord::kExclusion:
      CheckExclusion(record.exclusion());
      break;
    case ImportRecord::kReferral:
      CheckReferral(record.referral());
      break;
    case ImportRecord::RECORD_NOT_SET:
      current_.clear();
      Expect(false, "empty record");
      return;
  }
  Expect(kinds_.emplace(current_, record.record_case()).second, "external_id is unique");
}

}  // namespace klik::demo
