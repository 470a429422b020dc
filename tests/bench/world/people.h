// Made-up residents, volunteers and activities as engine values: weeks by work or retirement, interests by Zipf's law
// with a favourite group, languages, means of travel by age, certificates, wishes, needs.
//
// Every rule of RULES.md for a resident against volunteers and activities has its cases among them, but what hangs on
// matches with residents who are not made: who has no place left says so by max_matches 0. Immutable; any thread.
#ifndef KLIK_TESTS_BENCH_WORLD_PEOPLE_H_
#define KLIK_TESTS_BENCH_WORLD_PEOPLE_H_

#include <cstdint>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/model/activity.h"
#include "engine/model/person.h"
#include "engine/taxonomy/taxonomy.h"
#include "tests/bench/world/draw.h"
#include "tests/bench/world/towns.h"

namespace klik::bench {

class People {
 public:
  People(std::uint64_t seed, const Towns& towns, const engine::Taxonomy& taxonomy, absl::CivilDay today);

  // The same number is the same person.
  engine::Resident MakeResident(std::uint64_t number) const;
  engine::Volunteer MakeVolunteer(std::uint64_t number) const;
  engine::Activity MakeActivity(std::uint64_t number) const;

 private:
  struct Group {
    std::vector<engine::TopicIndex> topics;
  };

  void FillPerson(int age, Draw& draw, engine::Person& person) const;
  std::vector<engine::Interest> MakeInterests(Draw& draw) const;
  engine::TopicIndex PickTopic(Draw& draw) const;
  void AddAway(Draw& draw, engine::Availability& availability) const;
  absl::Time DaysAgo(int days) const;

  const std::uint64_t seed_;
  const Towns& towns_;
  const absl::CivilDay today_;
  std::vector<engine::TopicIndex> topics_;  // The most popular first.
  std::vector<double> popular_;             // Share of a topic and those before it.
  std::vector<std::size_t> group_of_;       // By topic.
  std::vector<Group> groups_;
};

}  // namespace klik::bench

#endif  // KLIK_TESTS_BENCH_WORLD_PEOPLE_H_
