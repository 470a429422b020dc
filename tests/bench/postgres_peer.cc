#include "tests/bench/postgres_peer.h"

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <span>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/bench/world/fail.h"

namespace klik::bench {
namespace {

constexpr std::size_t kCopyBytes = 1 << 20;

// A row of the COPY text format in the making.
class Columns {
 public:
  void Add(const absl::AlphaNum& value) { absl::StrAppend(&text_, text_.empty() ? "" : "\t", value); }
  // Of nothing that merely converts to a truth value.
  template <std::same_as<bool> Truth>
  void Add(Truth value) {
    Add(value ? "t" : "f");
  }
  template <typename Numbers, typename Text>
  void AddArray(const Numbers& numbers, Text&& text) {
    Add(absl::StrCat(
        "{", absl::StrJoin(numbers, ",", [&](std::string* out, const auto& it) { absl::StrAppend(out, text(it)); }),
        "}"));
  }
  void AddArray(std::span<const std::uint16_t> numbers) {
    AddArray(numbers, [](std::uint16_t number) { return number; });
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

int Packed(const Stretch& it) {
  const int midnight = it.day * engine::kMinutesPerDay;
  return (midnight + it.start) << 16 | (midnight + it.end) << 2 | it.weeks;
}

}  // namespace

PostgresPeer::PostgresPeer(const PackedWorld& world) : world_(world), connection_(server_) {
  for (const Candidate& candidate : world.candidates()) {
    shape_.topic_slots = std::max<int>(shape_.topic_slots, candidate.topics.count);
  }
  shape_.no_topic = static_cast<int>(world.taxonomy().topics().size());
  Load();
  const std::string sql = SearchSql(shape_, world.policy());
  std::vector<Oid> types;
  for (const SqlParameter& parameter : SqlParameters()) {
    types.push_back(static_cast<Oid>(std::stoul(connection_.Ask("select '" + parameter.type + "'::regtype::oid"))));
  }
  connection_.Checked(PQprepare(connection_.get(), "search", sql.c_str(), static_cast<int>(types.size()), types.data()),
                      PGRES_COMMAND_OK);
}

void PostgresPeer::Load() {
  connection_.Execute(CreateTablesSql(shape_));
  for (const bool activities : {false, true}) {
    connection_.CopyInto(activities ? "activities" : "volunteers");
    std::string rows;
    for (std::uint32_t i = 0; i < world_.candidates().size(); ++i) {
      if (world_.candidates()[i].is_activity != activities) continue;
      absl::StrAppend(&rows, Row(i), "\n");
      if (rows.size() < kCopyBytes) continue;
      connection_.Copy(rows);
      rows.clear();
    }
    connection_.Copy(rows);
    connection_.EndCopy();
  }
  connection_.Execute(IndexTablesSql());
  connection_.Execute("vacuum analyze volunteers");
  connection_.Execute("vacuum analyze activities");
  const std::string size = "select pg_total_relation_size('volunteers') + pg_total_relation_size('activities')";
  bytes_ = std::stoull(connection_.Ask(size));
}

std::string PostgresPeer::VolunteerColumns(const Candidate& candidate) const {
  const PersonPart& person = candidate.person;
  Columns out;
  out.Add(person.forms);
  out.Add(int{person.age});
  out.Add(1 << person.gender);
  out.Add(person.birth_year);
  out.Add(person.minor);
  out.Add(person.needs);
  for (std::size_t mode = 1; mode < kModes; ++mode) out.Add(person.limits[mode]);
  out.Add(int{person.daylight_modes});
  out.Add(candidate.vog_holds);
  out.Add(candidate.last_day);
  out.Add(person.months);
  out.Add(person.times);
  out.Add(person.experiences);
  out.Add(int{person.hard.min_age});
  out.Add(int{person.hard.max_age});
  out.Add(int{person.hard.genders});
  out.Add(person.generation_not_wanted);
  out.Add(person.gap_value);
  out.Add(person.no_gap_value);
  out.Add(person.freshness);
  const auto wishes = world_.SoftWishes(candidate);
  out.Add(wishes.size());
  out.AddArray(wishes, [](const Wish& it) { return int{it.min_age}; });
  out.AddArray(wishes, [](const Wish& it) { return int{it.max_age}; });
  out.AddArray(wishes, [](const Wish& it) { return int{it.genders}; });
  const auto dislikes = world_.Dislikes(candidate);
  const auto nevers = world_.Nevers(candidate);
  std::vector<std::uint16_t> refused(dislikes.begin(), dislikes.end());
  refused.insert(refused.end(), nevers.begin(), nevers.end());
  out.AddArray(dislikes);
  out.AddArray(nevers);
  out.AddArray(refused);
  return out.text();
}

std::string PostgresPeer::Row(std::uint32_t index) const {
  const Candidate& candidate = world_.candidates()[index];
  const Horizon& horizon = world_.horizons()[candidate.horizon];
  const std::span<const Topic> topics = world_.Topics(candidate);
  Columns out;
  out.Add(index);
  out.Add(candidate.place);
  out.Add(candidate.point.x_cm);
  out.Add(candidate.point.y_cm);
  out.Add(candidate.point.z_cm);
  out.Add(candidate.open);
  out.Add(static_cast<std::int64_t>(candidate.languages));
  out.Add(static_cast<std::int64_t>(candidate.day_parts));
  out.Add(static_cast<std::int64_t>(candidate.there));
  out.Add(horizon.first_light);
  out.Add(horizon.last_light);
  out.Add(candidate.facts_yes);
  out.Add(candidate.facts_no);
  out.AddArray(world_.Stretches(candidate), Packed);
  out.AddArray(topics, [](const Topic& it) { return it.topic; });
  out.Add(std::any_of(topics.begin(), topics.end(), [](const Topic& it) { return it.taught; }));
  out.Add(std::any_of(topics.begin(), topics.end(), [](const Topic& it) { return it.wanted; }));
  out.Add(absl::StrCat("SRID=4326;POINT(", candidate.longitude_e6, "e-6 ", candidate.latitude_e6, "e-6)"));
  for (std::size_t i = 0; i < static_cast<std::size_t>(shape_.topic_slots); ++i) {
    const Topic topic =
        i < topics.size() ? topics[i] : Topic{static_cast<std::uint16_t>(shape_.no_topic), 0, false, false};
    out.Add(topic.topic);
    out.Add(topic.strength);
    out.Add(i < topics.size() ? world_.taxonomy().Weight({topic.topic}) * topic.strength : 0);
    out.Add(topic.taught ? 1 : topic.wanted ? 2 : 0);
  }
  if (!candidate.is_activity) return absl::StrCat(out.text(), "\t", VolunteerColumns(candidate));
  out.Add(candidate.horizon);
  out.Add(int{candidate.min_age});
  out.Add(int{candidate.max_age});
  out.Add(candidate.supervised);
  out.Add(candidate.fetches);
  out.Add(candidate.for_generations);
  out.Add(int{candidate.offer});
  out.Add(candidate.cost_cents);
  out.Add(candidate.group_size);
  out.Add(candidate.vouchers);
  return out.text();
}

std::vector<Answer> PostgresPeer::Search(const PostgresQuestion& question) {
  std::vector<const char*> values;
  std::vector<int> lengths;
  for (const std::string& value : question.values) {
    values.push_back(value.data());
    lengths.push_back(static_cast<int>(value.size()));
  }
  const Result result = connection_.Checked(PQexecPrepared(connection_.get(), "search", static_cast<int>(values.size()),
                                                           values.data(), lengths.data(), question.formats.data(), 0),
                                            PGRES_TUPLES_OK);
  std::vector<Answer> answers(static_cast<std::size_t>(PQntuples(result.get())));
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto column = [&](int number) { return PQgetvalue(result.get(), static_cast<int>(i), number); };
    if (!absl::SimpleAtoi(column(0), &answers[i].candidate) || !absl::SimpleAtoi(column(2), &answers[i].score)) {
      Fail("PostgreSQL answers with something that is not a number");
    }
    answers[i].ask_first = *column(1) == 't';
  }
  return answers;
}

std::string PostgresPeer::Version() {
  return connection_.Ask(
      "select 'PostgreSQL ' || current_setting('server_version') || ', PostGIS ' || "
      "postgis_lib_version()");
}

}  // namespace klik::bench
