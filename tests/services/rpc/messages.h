// Messages for tests of the API: short ones in text format, and complete ones.
#ifndef KLIK_TESTS_SERVICES_RPC_MESSAGES_H_
#define KLIK_TESTS_SERVICES_RPC_MESSAGES_H_

#include <string>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace klik::testing {

// The message with `text` merged in: singular fields replaced, lists extended.
template <typename Message>
Message Merged(Message message, const std::string& text) {
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(text, &message)) << text;
  return message;
}

template <typename Message>
Message Parsed(const std::string& text) {
  return Merged(Message(), text);
}

// Valid, and as short as they can be.
inline const std::string kPerson = R"pb(
  birth_year: 1950
  place { postcode: "1693" }
  availability { windows { weekday: TUESDAY start_time: "10:00" end_time: "12:00" } }
)pb";
inline const std::string kActivity = R"pb(
  title: "Samen zingen"
  place { postcode: "1693" }
  sessions { windows { weekday: TUESDAY start_time: "10:00" end_time: "12:00" } }
)pb";

// Every field that a client may set, and in the form in which it comes back.
inline const std::string kFullPerson = R"pb(
  external_id: "R-1"
  municipality: "GM0420"
  display_name: "Mevrouw De Boer"
  birth_year: 1950
  gender: FEMALE
  place {
    postcode: "1693 AB"
    settlement: "Wervershoof"
    latitude: 52.730001
    longitude: 5.16
    neighbourhood_code: "BU04200101"
  }
  travel { mode: WALK max_minutes: 20 daylight_only: true }
  travel { mode: WHEELCHAIR_TAXI max_minutes: 240 }
  availability {
    windows { weekday: MONDAY start_time: "00:00" end_time: "24:00" weeks: ODD }
    windows { weekday: MONDAY start_time: "10:35" end_time: "10:36" weeks: EVEN }
    windows { weekday: SUNDAY start_time: "09:05" end_time: "12:00" weeks: EVERY }
    away { start_date: "2026-02-28" end_date: "2026-03-01" }
  }
  languages { code: "nl" level: FLUENT }
  languages { code: "fy" level: BASIC }
  interests { topic: "music.choir" attitude: LIKES }
  interests { topic: "music" attitude: NEVER }
  experiences: [ WIDOWED, GRIEVING ]
  contact_forms: [ HOME_VISIT, GROUP ]
  access_needs: [ STEP_FREE, QUIET ]
  wishes { min_age: 30 max_age: 120 gender: FEMALE hard: true }
  wishes { max_age: 60 }
  commitment { months: 12 times_per_month: 4 }
  intergenerational: WANTED
  guardian_consent: true
  legal_bases {
    purpose: MATCHING
    basis: CONSENT
    since: "2024-02-29"
    until: "9999-12-31"
    recorded_by: "coordinator"
    withdrawn: true
  }
  legal_bases { purpose: CONTACT basis: LEGAL_TASK }
  confirm_time { seconds: 1700000000 nanos: 999999999 }
)pb";
inline const std::string kFullResident = kFullPerson + R"pb(
  need {
    type: BOTH
    confirmed_by: "coordinator"
    confirm_time { seconds: 1700000000 }
  }
  max_group_size: 8
  max_cost_cents: 0
  vouchers: [ "MEEDOEN", "U-pas" ]
  role: BOTH
  peer_links: true
  target_groups: [ "WIDOWED", "AGE_65_UP" ]
  waiting_since: "2025-06-01"
)pb";
inline const std::string kFullVolunteer = kFullPerson + R"pb(
  access { need: NO_ANIMALS fact: NO }
  access { need: SMOKE_FREE fact: YES }
  vog { state: VALID issued_date: "2025-01-31" checked_by: "coordinator" }
  trainings: [ "LISTENING", "DEMENTIA" ]
  max_matches: 0
  max_open_requests: 50
  available_until: "2027-12-31"
  last_asked_time { seconds: 1690000000 }
  unanswered_requests: 3
)pb";
inline const std::string kFullActivity = R"pb(
  external_id: "A-1"
  municipality: "GM0420"
  title: "Samen zingen"
  description: "Elke dinsdag.\nKoffie na afloop."
  topics: [ "music.choir" ]
  place { postcode: "1693" settlement: "Wervershoof" }
  sessions {
    windows { weekday: TUESDAY start_time: "10:00" end_time: "12:00" weeks: EVERY }
    away { start_date: "2026-12-24" end_date: "2027-01-02" }
    start_date: "2026-01-01"
    end_date: "2027-06-30"
  }
  format: COURSE
  capacity: 0
  enrolled: 3
  cost_cents: 250
  vouchers_accepted: [ "MEEDOEN" ]
  access { need: STEP_FREE fact: UNKNOWN }
  languages { code: "pl" level: CONVERSATIONAL }
  supervised: true
  min_age: 18
  max_age: 99
  working_elements: [ PASTIME, MEANINGFUL_ROLE ]
  transport_offered: true
  intergenerational: NOT_WANTED
)pb";
inline const std::string kFullOrganisation =
    R"pb(
  external_id: "O-1" title: "Zangvereniging" kind: CLUB contact: "info@zang.example"
    )pb";
inline const std::string kFullExclusion =
    R"pb(
  external_id: "X-1" category: CASE_WORKER until: "2027-08-31"
    )pb";

}  // namespace klik::testing

#endif  // KLIK_TESTS_SERVICES_RPC_MESSAGES_H_
