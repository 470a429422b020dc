// The inside of the oracle: one pair and every way in which it could meet.
//
// Values of one call on one thread.
#ifndef KLIK_TESTS_TESTING_ORACLE_PAIR_H_
#define KLIK_TESTS_TESTING_ORACLE_PAIR_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "tests/testing/oracle.h"
#include "tests/testing/oracle_calendar.h"

namespace klik::testing {

// What is asked, and of which world.
struct Question {
  const World& world;
  const engine::Taxonomy& taxonomy;
  const engine::Policy& policy;
  const engine::Moment& moment;
  Calendar& calendar;
};

// One side of a pair. Exactly one of resident, volunteer and activity is set, and person for the first two.
struct Party {
  engine::Side side = engine::Side::kPair;
  const engine::Metadata* meta = nullptr;
  const engine::Place* place = nullptr;
  const engine::Person* person = nullptr;
  const engine::Resident* resident = nullptr;
  const engine::Volunteer* volunteer = nullptr;
  const engine::Activity* activity = nullptr;
};

struct Pair {
  const Question& question;
  Party subject;
  Party candidate;

  bool peers() const { return subject.resident != nullptr && candidate.resident != nullptr; }
  const Party& OtherOf(const Party& party) const { return &party == &subject ? candidate : subject; }
  // nullptr when there is none of that kind. Not for peers.
  const Party* resident() const { return Of(engine::Kind::kResident); }
  const Party* volunteer() const { return Of(engine::Kind::kVolunteer); }
  const Party* activity() const { return Of(engine::Kind::kActivity); }
  // The person of a pair with an activity.
  const Party& visitor() const { return subject.activity != nullptr ? candidate : subject; }

 private:
  const Party* Of(engine::Kind kind) const {
    if (subject.meta->id.kind == kind) return &subject;
    return candidate.meta->id.kind == kind ? &candidate : nullptr;
  }
};

// Who travels, if anybody does.
struct Journey {
  bool possible = true;
  const Party* mover = nullptr;
  engine::TravelMode mode = engine::TravelMode::kUnspecified;
  int minutes = 0;
  bool daylight_only = false;
  bool fetched = false;
  // When not possible: the shortest way of whoever might move by anything but walking.
  std::optional<int> shortest_ride;
};

// What makes a meeting possible that is not: the bars that are lifted, those that a ride brings along among them.
struct Change {
  std::vector<engine::Bar> lifted;
  int cost = 0;
  engine::PairScore score;  // Once it has come about.
};

// One way in which the two could meet.
struct Meeting {
  engine::Setting setting = engine::Setting::kHome;
  engine::ContactForm form = engine::ContactForm::kUnspecified;
  Journey journey;
  std::vector<engine::Window> blocks;  // The longest first.
  std::vector<engine::Bar> bars;       // All of them, also those that have nothing to do with how they meet.
  bool ask_first = false;
  bool needs_vog = false;
  engine::PairScore score;
  // Without bars one that lifts nothing and costs nothing. nullopt: nothing makes the meeting possible.
  std::optional<Change> change;
};

// At least one; in the order that decides between equals.
std::vector<Meeting> WaysToMeet(const Pair& pair);

// Bars that hold however they meet.
std::vector<engine::Bar> LastingBars(const Pair& pair);

// TRAVEL, AVAILABILITY and NEED_FIT depend on the meeting.
engine::PairScore ScoreOf(const Pair& pair, const Meeting& meeting);

int AgeToday(const engine::Person& person, const engine::Moment& moment);
bool CountsAsMinor(const engine::Person& person, const engine::Moment& moment);
bool HasAgeGap(const Pair& pair);
// A wish is met when age and gender both are.
bool AgeIsMet(const engine::Wish& wish, int age);
bool GenderIsMet(const engine::Wish& wish, engine::Gender gender);

// The blocks of the two when they meet after this journey, the longest first.
std::vector<engine::Window> CommonBlocks(const Pair& pair, const Journey& journey);

// Somebody drives who otherwise could not come. `possible` says whether that is near enough.
Journey RideTo(const Pair& pair, engine::Setting setting);

// RULES.md section 5. The meeting's own `change` is not looked at.
std::optional<Change> ChangeFor(const Pair& pair, const Meeting& meeting);

std::int64_t StraightLineCm(const engine::Place& a, const engine::Place& b);
int MinutesOf(engine::TravelMode mode, std::int64_t distance_cm);
absl::CivilDay LastDayOf(const engine::Vog& vog, const engine::Policy& policy);
int LongestOf(const std::vector<engine::Window>& blocks);
// Running and open ones in which the party takes part.
int LiveMatches(const Question& question, const Party& party);

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_ORACLE_PAIR_H_
