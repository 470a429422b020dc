// Residents and volunteers as plain values: complete, checked and normalised before they get here.
//
// Absence is an empty string, an empty list, a zero that the enum calls kUnspecified, or nullopt; each field says what
// it then means.
#ifndef KLIK_ENGINE_MODEL_PERSON_H_
#define KLIK_ENGINE_MODEL_PERSON_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/model/availability.h"
#include "engine/model/entity.h"
#include "engine/model/enums.h"
#include "engine/model/place.h"
#include "engine/taxonomy/topic.h"

namespace klik::engine {

struct TravelOption {
  TravelMode mode = TravelMode::kUnspecified;
  int max_minutes = 0;
  bool daylight_only = false;

  friend bool operator==(const TravelOption&, const TravelOption&) = default;
};

struct LanguageSkill {
  // BCP 47 primary language subtag, lower case.
  std::string code;
  LanguageLevel level = LanguageLevel::kUnspecified;

  friend bool operator==(const LanguageSkill&, const LanguageSkill&) = default;
};

struct Interest {
  TopicIndex topic;
  Attitude attitude = Attitude::kUnspecified;

  friend bool operator==(const Interest&, const Interest&) = default;
};

struct Wish {
  int min_age = 0;  // 0: no bound.
  int max_age = 0;  // 0: no bound.
  Gender gender = Gender::kUnspecified;
  bool hard = false;

  friend bool operator==(const Wish&, const Wish&) = default;
};

// 0: not stated.
struct Commitment {
  int months = 0;
  int times_per_month = 0;

  friend bool operator==(const Commitment&, const Commitment&) = default;
};

struct AccessFact {
  AccessNeed need = AccessNeed::kUnspecified;
  Fact fact = Fact::kUnspecified;

  friend bool operator==(const AccessFact&, const AccessFact&) = default;
};

struct LegalBasis {
  Purpose purpose = Purpose::kUnspecified;
  Basis basis = Basis::kUnspecified;
  std::optional<absl::CivilDay> since;  // nullopt: from the start.
  std::optional<absl::CivilDay> until;  // The last day; nullopt: until withdrawn.
  std::string recorded_by;
  bool withdrawn = false;

  friend bool operator==(const LegalBasis&, const LegalBasis&) = default;
};

struct Need {
  NeedType type = NeedType::kUnknown;  // Never kUnspecified.
  std::string confirmed_by;
  std::optional<absl::Time> confirm_time;

  friend bool operator==(const Need&, const Need&) = default;
};

// What residents and volunteers have in common.
struct Person {
  Metadata meta;
  std::string municipality;
  std::string display_name;
  // Only the year is kept. An age is `year of today - birth_year`; somebody counts as a minor until surely 18.
  int birth_year = 0;
  Gender gender = Gender::kUnspecified;
  Place place;
  std::vector<TravelOption> travel;  // Empty: cannot travel.
  Availability availability;
  std::vector<LanguageSkill> languages;
  std::vector<Interest> interests;
  std::vector<Experience> experiences;
  std::vector<ContactForm> contact_forms;  // Empty: open to anything.
  std::vector<AccessNeed> access_needs;
  std::vector<Wish> wishes;
  Commitment commitment;
  Intergenerational intergenerational = Intergenerational::kNoPreference;  // Never kUnspecified.
  bool guardian_consent = false;
  std::vector<LegalBasis> legal_bases;
  ProfileState state = ProfileState::kActive;
  std::optional<absl::Time> confirm_time;

  friend bool operator==(const Person&, const Person&) = default;
};

struct Resident : Person {
  Need need;
  int max_group_size = 0;             // 0: no bound.
  std::optional<int> max_cost_cents;  // nullopt: cost is no problem.
  std::vector<std::string> vouchers;
  Role role = Role::kReceive;  // Never kUnspecified.
  bool peer_links = false;
  std::vector<std::string> target_groups;
  absl::CivilDay waiting_since;

  friend bool operator==(const Resident&, const Resident&) = default;
};

struct Vog {
  VogState state = VogState::kNone;           // Never kUnspecified.
  std::optional<absl::CivilDay> issued_date;  // Set when kValid.
  std::string checked_by;

  friend bool operator==(const Vog&, const Vog&) = default;
};

inline constexpr int kDefaultMaxMatches = 1;
inline constexpr int kDefaultMaxOpenRequests = 5;

struct Volunteer : Person {
  std::vector<AccessFact> access;
  Vog vog;
  std::vector<std::string> trainings;
  std::optional<int> max_matches;        // nullopt: kDefaultMaxMatches.
  std::optional<int> max_open_requests;  // nullopt: kDefaultMaxOpenRequests.
  std::optional<absl::CivilDay> available_until;
  std::optional<absl::Time> last_asked_time;
  int unanswered_requests = 0;

  friend bool operator==(const Volunteer&, const Volunteer&) = default;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MODEL_PERSON_H_
