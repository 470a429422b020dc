// The inside of the oracle: one pair and every way in which it could meet.
//
// Values of one call on one thread.
#ifndef KLIK_TESTS_TESTING_ORACLE_PAIR_H_
#define KLIK_TESTS_TESTING_ORACLE_PAIR_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "tests/testing/oracle.h"

namespace klik::testing {

// What is asked, and of which world.
struct Question {
  const World& world;
  const engine::Taxonomy& taxonomy;
  const engine::Policy& policy;
  const engine::Moment& moment;
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
  bool fetched = false;
  // When not possible: the shortest way of whoever might move by anything but walking.
  std::optional<int> shortest_ride;
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

std::int64_t StraightLineCm(const engine::Place& a, const engine::Place& b);
absl::CivilDay LastDayOf(const engine::Vog& vog, const engine::Policy& policy);
int LongestBlock(const Meeting& meeting);

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_ORACLE_PAIR_H_
