// A subject as the parameters of the statement.
#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/bench/measure.h"
#include "tests/bench/postgres_peer.h"
#include "tests/bench/world/fail.h"

namespace klik::bench {
namespace {

constexpr int kInt4 = 23;
constexpr int kInt8 = 20;

template <typename Number>
void AppendBigEndian(Number number, std::string& out) {
  for (int shift = static_cast<int>(sizeof(Number)) * 8 - 8; shift >= 0; shift -= 8) {
    out += static_cast<char>(static_cast<std::uint64_t>(number) >> shift & 0xFF);
  }
}

// An array of one dimension, or of none when it is empty.
template <typename Number>
std::string Binary(const std::vector<Number>& numbers) {
  std::string out;
  AppendBigEndian<std::int32_t>(numbers.empty() ? 0 : 1, out);
  AppendBigEndian<std::int32_t>(0, out);
  AppendBigEndian<std::int32_t>(sizeof(Number) == 8 ? kInt8 : kInt4, out);
  if (numbers.empty()) return out;
  AppendBigEndian(static_cast<std::int32_t>(numbers.size()), out);
  AppendBigEndian<std::int32_t>(1, out);
  for (const Number number : numbers) {
    AppendBigEndian(static_cast<std::int32_t>(sizeof(Number)), out);
    AppendBigEndian(number, out);
  }
  return out;
}

using Ints = std::vector<std::int32_t>;

// Collects values by name.
class Values {
 public:
  void Set(const std::string& name, const absl::AlphaNum& value) { values_[name] = {std::string(value.Piece()), 0}; }
  // Of nothing that merely converts to a truth value.
  template <std::same_as<bool> Truth>
  void Set(const std::string& name, Truth value) {
    values_[name] = {value ? "t" : "f", 0};
  }
  void SetArray(const std::string& name, const Ints& value) { values_[name] = {Binary(value), 1}; }
  void SetArray(const std::string& name, const std::vector<std::int64_t>& value) { values_[name] = {Binary(value), 1}; }

  PostgresQuestion Take() {
    PostgresQuestion question;
    for (const SqlParameter& parameter : SqlParameters()) {
      const auto found = values_.find(parameter.name);
      if (found == values_.end()) Fail("no value for the parameter " + parameter.name);
      question.values.push_back(std::move(found->second.first));
      question.formats.push_back(found->second.second);
    }
    return question;
  }

 private:
  std::map<std::string, std::pair<std::string, int>> values_;
};

void SetPlace(const Subject& subject, Values& values) {
  values.Set("k", kLimit);
  values.Set("x", subject.point.x_cm);
  values.Set("y", subject.point.y_cm);
  values.Set("z", subject.point.z_cm);
  values.Set("max_cm", subject.max_distance_cm);
  const Box box = BoxAround(subject);
  const auto degrees = [](std::int32_t e6) { return absl::StrCat(e6, "e-6"); };
  values.Set("south", degrees(box.south));
  values.Set("north", degrees(box.north));
  values.Set("west", degrees(box.west));
  values.Set("east", degrees(box.east));
}

void SetPerson(const Subject& subject, Values& values) {
  using engine::ContactForm;
  const PersonPart& person = subject.person;
  const auto bit = [](ContactForm form) { return 1 << static_cast<int>(form); };
  const int in_person = bit(ContactForm::kHomeVisit) | bit(ContactForm::kPublicPlace) | bit(ContactForm::kOutdoors);
  const int all = in_person | bit(ContactForm::kPhone) | bit(ContactForm::kOnline);
  values.Set("languages", static_cast<std::int64_t>(subject.languages));
  values.Set("day_parts", static_cast<std::int64_t>(subject.day_parts));
  values.Set("for_volunteers", !subject.barred_from_volunteers);
  values.Set("for_activities", !subject.barred_from_activities);
  values.Set("for_supervised", !subject.barred_from_supervised);
  values.Set("in_groups", person.forms == 0 || (person.forms & bit(ContactForm::kGroup)) != 0);
  values.Set("forms", person.forms == 0 ? all : int{person.forms} & all);
  values.Set("forms_if_none", person.forms == 0 ? in_person : int{person.forms} & all);
  values.Set("minor", person.minor);
  values.Set("age", int{person.age});
  values.Set("gender_bit", 1 << person.gender);
  values.Set("birth_year", person.birth_year);
  values.Set("needs", person.needs);
  for (std::size_t mode = 1; mode < kModes; ++mode) values.Set(absl::StrCat("r", mode), person.limits[mode]);
  values.Set("daylight_modes", int{person.daylight_modes});
  values.Set("hard_min", int{person.hard.min_age});
  values.Set("hard_max", int{person.hard.max_age});
  values.Set("hard_genders", int{person.hard.genders});
  values.Set("not_wanted", person.generation_not_wanted);
  values.Set("gap", person.gap_value);
  values.Set("no_gap", person.no_gap_value);
  values.Set("fresh", person.freshness);
  values.Set("months", person.months);
  values.Set("times", person.times);
  values.Set("experiences", person.experiences);
}

void SetResident(const Subject& subject, Values& values) {
  values.Set("needed_months", subject.needed_months);
  values.Set("needed_until", subject.needed_until);
  values.Set("one_to_one", subject.one_to_one_fit);
  values.Set("remote", subject.remote_fit);
  values.SetArray("activity_fit", Ints(subject.activity_fit.begin(), subject.activity_fit.end()));
  values.Set("max_cost", subject.max_cost_cents);
  values.Set("max_group", subject.max_group_size);
  values.Set("vouchers", static_cast<std::int32_t>(subject.vouchers));
  values.SetArray("not_these", Ints(subject.not_these.begin(), subject.not_these.end()));
  Ints youngest;
  Ints oldest;
  Ints genders;
  for (const Wish& wish : subject.soft_wishes) {
    youngest.push_back(wish.min_age);
    oldest.push_back(wish.max_age);
    genders.push_back(wish.genders);
  }
  values.Set("soft_count", youngest.size());
  values.SetArray("soft_min", youngest);
  values.SetArray("soft_max", oldest);
  values.SetArray("soft_genders", genders);
}

void SetTime(const Subject& subject, const PackedWorld& world, Values& values) {
  Ints stretches;
  for (const Stretch& it : subject.stretches) {
    const int midnight = it.day * engine::kMinutesPerDay;
    stretches.push_back((midnight + it.start) << 16 | (midnight + it.end) << 2 | it.weeks);
  }
  values.SetArray("stretches", stretches);
  std::vector<std::int64_t> days;
  for (std::size_t i = 0; i < world.horizons().size(); ++i) {
    for (const auto& of_day : world.horizons()[i].days) {
      for (const std::uint64_t of_weeks : of_day) {
        days.push_back(static_cast<std::int64_t>(of_weeks & subject.there[i]));
      }
    }
  }
  values.SetArray("days", days);
}

// What the subject refuses, and what it would do of what others refuse.
void SetRefusals(const Subject& subject, const engine::Taxonomy& taxonomy, Values& values) {
  const auto count = static_cast<std::uint16_t>(taxonomy.topics().size());
  const auto is_mine = [&](std::uint16_t topic) {
    return std::any_of(subject.topics.begin(), subject.topics.end(),
                       [&](const Topic& it) { return it.topic == topic; });
  };
  Ints never_in;
  Ints half(count + std::size_t{1}, 0);
  Ints refused_weight(count + std::size_t{1}, 0);
  for (std::uint16_t topic = 0; topic < count; ++topic) {
    half[topic] = taxonomy.Weight({topic}) / 2;
    const bool never = std::any_of(subject.nevers.begin(), subject.nevers.end(),
                                   [&](std::uint16_t it) { return taxonomy.IsWithin({topic}, {it}); });
    if (never) never_in.push_back(topic);
  }
  Ints refused(subject.dislikes.begin(), subject.dislikes.end());
  refused.insert(refused.end(), subject.nevers.begin(), subject.nevers.end());
  for (const int topic : refused) {
    const auto index = static_cast<std::uint16_t>(topic);
    refused_weight[index] = taxonomy.Weight({index}) / 5;
  }
  values.SetArray("never_in", never_in);
  values.SetArray("half_weight", half);
  values.SetArray("refused", refused);
  values.SetArray("refused_weight", refused_weight);
  if (subject.dislikes.size() > kSubjectDislikes) Fail("a resident dislikes more than the statement can take");
  Ints weights(kSubjectDislikes, 0);
  for (std::size_t i = 0; i < kSubjectDislikes; ++i) {
    Ints within;
    if (i < subject.dislikes.size()) {
      weights[i] = half[subject.dislikes[i]];
      for (std::uint16_t topic = 0; topic < count; ++topic) {
        if (taxonomy.IsWithin({topic}, {subject.dislikes[i]}) && !is_mine(topic)) within.push_back(topic);
      }
    }
    values.SetArray(absl::StrCat("disliked_", i), within);
  }
  values.SetArray("disliked_weight", weights);
  Ints pair_topic;
  Ints pair_above;
  for (const Topic& mine : subject.topics) {
    for (std::optional<engine::TopicIndex> up = engine::TopicIndex{mine.topic}; up; up = taxonomy.topic(*up).parent) {
      pair_topic.push_back(mine.topic);
      pair_above.push_back(up->value);
    }
  }
  values.SetArray("pair_topic", pair_topic);
  values.SetArray("pair_above", pair_above);
  values.SetArray("up", pair_above);
}

// By topic: the nearest of the subject's own, for the side of the candidate; and the whole table for its own side.
void SetInterests(const Subject& subject, const engine::Taxonomy& taxonomy, Values& values) {
  const std::size_t count = taxonomy.topics().size();
  if (subject.topics.size() > kSubjectTopics) Fail("a resident has more topics than the statement can take");
  Ints value(kSubjectTopics, 0);
  Ints weight(kSubjectTopics, 0);
  Ints flag(kSubjectTopics, 0);
  Ints likeness(kSubjectTopics * (count + 1), 0);
  Ints liked(count + 1, 0);
  Ints taught_to(count + 1, 0);
  Ints taught_by(count + 1, 0);
  for (std::size_t i = 0; i < subject.topics.size(); ++i) {
    const Topic& mine = subject.topics[i];
    weight[i] = taxonomy.Weight({mine.topic});
    value[i] = weight[i] * mine.strength;
    flag[i] = mine.taught ? 1 : mine.wanted ? 2 : 0;
    for (std::size_t u = 0; u < count; ++u) {
      const int alike = taxonomy.Similarity({mine.topic}, {static_cast<std::uint16_t>(u)});
      likeness[i * (count + 1) + u] = alike;
      liked[u] = std::max(liked[u], mine.strength * alike);
      if (mine.taught) taught_to[u] = std::max(taught_to[u], alike);
      if (mine.wanted) taught_by[u] = std::max(taught_by[u], alike);
    }
  }
  for (std::size_t u = 0; u < count; ++u) {
    const int own = taxonomy.Weight({static_cast<std::uint16_t>(u)});
    taught_to[u] = own * taught_to[u] / 1000;
    taught_by[u] = own * taught_by[u] / 1000;
  }
  values.Set("topic_count", subject.topics.size());
  values.SetArray("topic_value", value);
  values.SetArray("topic_weight", weight);
  values.SetArray("topic_flag", flag);
  values.SetArray("likeness", likeness);
  values.SetArray("liked", liked);
  values.SetArray("taught_to", taught_to);
  values.SetArray("taught_by", taught_by);
  values.Set("any_taught", std::count(flag.begin(), flag.end(), 1) > 0);
  values.Set("any_wanted", std::count(flag.begin(), flag.end(), 2) > 0);
}

}  // namespace

PostgresQuestion PostgresPeer::Prepare(const Subject& subject) const {
  Values values;
  SetPlace(subject, values);
  SetPerson(subject, values);
  SetResident(subject, values);
  SetTime(subject, world_, values);
  SetRefusals(subject, world_.taxonomy(), values);
  SetInterests(subject, world_.taxonomy(), values);
  return values.Take();
}

}  // namespace klik::bench
