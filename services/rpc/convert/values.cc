#include "services/rpc/convert/values.h"

#include <optional>
#include <set>

#include "absl/strings/ascii.h"
#include "engine/model/language.h"
#include "services/rpc/convert/limits.h"
#include "services/rpc/convert/scalars.h"

namespace klik::services {
namespace {

constexpr std::string_view kTwice = "is stated twice";

std::string ReadLanguageCode(const std::string& code, const Field& field) {
  std::string lower = absl::AsciiStrToLower(code);
  if (code.find_first_of("-_") != std::string::npos) {
    field.Reject("has more than the language alone: `nl`, without a region or script");
  } else {
    field.Require(engine::FindLanguage(lower).has_value(), "is not a language code that Klik knows");
  }
  return lower;
}

// nullopt when there is no such topic.
std::optional<engine::TopicIndex> ReadTopic(const std::string& id, const engine::Taxonomy& taxonomy,
                                            const Field& field) {
  std::optional<engine::TopicIndex> topic = taxonomy.Find(id);
  field.Require(topic.has_value(), "is not a topic of the taxonomy");
  return topic;
}

}  // namespace

std::vector<engine::TravelOption> ReadTravel(const Repeated<v1::TravelOption>& travel, const Field& field) {
  CheckLength(travel, kMaxTravelOptions, field);
  std::vector<engine::TravelOption> out;
  std::set<engine::TravelMode> seen;
  for (int i = 0; i < travel.size(); ++i) {
    const Field item = field.Item(i);
    const auto mode = ReadRequiredEnum<engine::TravelMode>(travel[i].mode(), item.Member("mode"));
    if (mode != engine::TravelMode::kUnspecified) item.Member("mode").Require(seen.insert(mode).second, kTwice);
    const int minutes =
        ReadNumber(travel[i].max_minutes(), kMinTravelMinutes, kMaxTravelMinutes, item.Member("max_minutes"));
    out.push_back({mode, minutes, travel[i].daylight_only()});
  }
  return out;
}

void SetTravel(const std::vector<engine::TravelOption>& travel, Repeated<v1::TravelOption>& out) {
  for (const engine::TravelOption& option : travel) {
    v1::TravelOption& added = *out.Add();
    added.set_mode(ToApiEnum<v1::TravelOption::Mode>(option.mode));
    added.set_max_minutes(option.max_minutes);
    added.set_daylight_only(option.daylight_only);
  }
}

std::vector<engine::LanguageSkill> ReadLanguages(const Repeated<v1::LanguageSkill>& languages, const Field& field) {
  CheckLength(languages, kMaxLanguages, field);
  std::vector<engine::LanguageSkill> out;
  std::set<std::string> seen;
  for (int i = 0; i < languages.size(); ++i) {
    const Field item = field.Item(i);
    std::string code = ReadLanguageCode(languages[i].code(), item.Member("code"));
    item.Member("code").Require(seen.insert(code).second, kTwice);
    const auto level = ReadRequiredEnum<engine::LanguageLevel>(languages[i].level(), item.Member("level"));
    out.push_back({std::move(code), level});
  }
  return out;
}

void SetLanguages(const std::vector<engine::LanguageSkill>& languages, Repeated<v1::LanguageSkill>& out) {
  for (const engine::LanguageSkill& skill : languages) {
    v1::LanguageSkill& added = *out.Add();
    added.set_code(skill.code);
    added.set_level(ToApiEnum<v1::LanguageSkill::Level>(skill.level));
  }
}

std::vector<engine::Interest> ReadInterests(const Repeated<v1::Interest>& interests, const engine::Taxonomy& taxonomy,
                                            const Field& field) {
  CheckLength(interests, kMaxInterests, field);
  std::vector<engine::Interest> out;
  std::set<engine::TopicIndex> seen;
  for (int i = 0; i < interests.size(); ++i) {
    const Field item = field.Item(i);
    const auto attitude = ReadRequiredEnum<engine::Attitude>(interests[i].attitude(), item.Member("attitude"));
    const auto topic = ReadTopic(interests[i].topic(), taxonomy, item.Member("topic"));
    if (!topic.has_value()) continue;
    item.Member("topic").Require(seen.insert(*topic).second, kTwice);
    out.push_back({*topic, attitude});
  }
  return out;
}

void SetInterests(const std::vector<engine::Interest>& interests, const engine::Taxonomy& taxonomy,
                  Repeated<v1::Interest>& out) {
  for (const engine::Interest& interest : interests) {
    v1::Interest& added = *out.Add();
    added.set_topic(taxonomy.topic(interest.topic).id);
    added.set_attitude(ToApiEnum<v1::Interest::Attitude>(interest.attitude));
  }
}

std::vector<engine::TopicIndex> ReadTopics(const Repeated<std::string>& topics, int most,
                                           const engine::Taxonomy& taxonomy, const Field& field) {
  CheckLength(topics, most, field);
  std::vector<engine::TopicIndex> out;
  std::set<engine::TopicIndex> seen;
  for (int i = 0; i < topics.size(); ++i) {
    const auto topic = ReadTopic(topics[i], taxonomy, field.Item(i));
    if (!topic.has_value()) continue;
    field.Item(i).Require(seen.insert(*topic).second, kTwice);
    out.push_back(*topic);
  }
  return out;
}

void CheckAges(int min_age, int max_age, const Field& field) {
  ReadNumber(min_age, 0, kMaxAgeYears, field.Member("min_age"));
  ReadNumber(max_age, 0, kMaxAgeYears, field.Member("max_age"));
  field.Member("max_age").Require(max_age <= 0 || min_age <= max_age, "is below the lowest age");
}

std::vector<engine::Wish> ReadWishes(const Repeated<v1::Wish>& wishes, const Field& field) {
  CheckLength(wishes, kMaxWishes, field);
  std::vector<engine::Wish> out;
  for (int i = 0; i < wishes.size(); ++i) {
    const Field item = field.Item(i);
    CheckAges(wishes[i].min_age(), wishes[i].max_age(), item);
    const auto gender = ReadEnum<engine::Gender>(wishes[i].gender(), item.Member("gender"));
    out.push_back({wishes[i].min_age(), wishes[i].max_age(), gender, wishes[i].hard()});
  }
  return out;
}

void SetWishes(const std::vector<engine::Wish>& wishes, Repeated<v1::Wish>& out) {
  for (const engine::Wish& wish : wishes) {
    v1::Wish& added = *out.Add();
    added.set_min_age(wish.min_age);
    added.set_max_age(wish.max_age);
    added.set_gender(ToApiEnum<v1::Gender>(wish.gender));
    added.set_hard(wish.hard);
  }
}

engine::Commitment ReadCommitment(const v1::Commitment& commitment, const Field& field) {
  return {ReadNumber(commitment.months(), 0, kMaxCommitmentMonths, field.Member("months")),
          ReadNumber(commitment.times_per_month(), 0, kMaxTimesPerMonth, field.Member("times_per_month"))};
}

void SetCommitment(const engine::Commitment& commitment, v1::Commitment& out) {
  out.set_months(commitment.months);
  out.set_times_per_month(commitment.times_per_month);
}

std::vector<engine::AccessFact> ReadAccess(const Repeated<v1::AccessFact>& access, const Field& field) {
  std::vector<engine::AccessFact> out;
  std::set<int> seen;
  for (int i = 0; i < access.size(); ++i) {
    const Field item = field.Item(i);
    const auto need = ReadRequiredEnum<engine::AccessNeed>(access[i].need(), item.Member("need"));
    item.Member("need").Require(seen.insert(access[i].need()).second, kTwice);
    out.push_back({need, ReadRequiredEnum<engine::Fact>(access[i].fact(), item.Member("fact"))});
  }
  return out;
}

void SetAccess(const std::vector<engine::AccessFact>& access, Repeated<v1::AccessFact>& out) {
  for (const engine::AccessFact& fact : access) {
    v1::AccessFact& added = *out.Add();
    added.set_need(ToApiEnum<v1::AccessNeed>(fact.need));
    added.set_fact(ToApiEnum<v1::AccessFact::Fact>(fact.fact));
  }
}

std::vector<engine::LegalBasis> ReadLegalBases(const Repeated<v1::LegalBasis>& bases, const Field& field) {
  std::vector<engine::LegalBasis> out;
  std::set<int> seen;
  for (int i = 0; i < bases.size(); ++i) {
    const Field item = field.Item(i);
    engine::LegalBasis basis;
    basis.purpose = ReadRequiredEnum<engine::Purpose>(bases[i].purpose(), item.Member("purpose"));
    item.Member("purpose").Require(seen.insert(bases[i].purpose()).second, kTwice);
    basis.basis = ReadRequiredEnum<engine::Basis>(bases[i].basis(), item.Member("basis"));
    basis.since = ReadDay(bases[i].since(), item.Member("since"));
    basis.until = ReadDay(bases[i].until(), item.Member("until"));
    const bool in_order = !basis.since.has_value() || !basis.until.has_value() || *basis.since <= *basis.until;
    item.Member("until").Require(in_order, "is before `since`");
    basis.recorded_by = ReadText(bases[i].recorded_by(), kMaxRecorderCharacters, item.Member("recorded_by"));
    basis.withdrawn = bases[i].withdrawn();
    out.push_back(std::move(basis));
  }
  return out;
}

void SetLegalBases(const std::vector<engine::LegalBasis>& bases, Repeated<v1::LegalBasis>& out) {
  for (const engine::LegalBasis& basis : bases) {
    v1::LegalBasis& added = *out.Add();
    added.set_purpose(ToApiEnum<v1::LegalBasis::Purpose>(basis.purpose));
    added.set_basis(ToApiEnum<v1::LegalBasis::Basis>(basis.basis));
    added.set_since(DayText(basis.since));
    added.set_until(DayText(basis.until));
    added.set_recorded_by(basis.recorded_by);
    added.set_withdrawn(basis.withdrawn);
  }
}

engine::Need ReadNeed(const v1::Need& need, const Field& field) {
  engine::Need out;
  out.type = ReadEnumOr(need.type(), engine::NeedType::kUnknown, field.Member("type"));
  out.confirmed_by = ReadText(need.confirmed_by(), kMaxRecorderCharacters, field.Member("confirmed_by"));
  if (need.has_confirm_time()) out.confirm_time = ReadTime(need.confirm_time(), field.Member("confirm_time"));
  return out;
}

void SetNeed(const engine::Need& need, v1::Need& out) {
  out.set_type(ToApiEnum<v1::Need::Type>(need.type));
  out.set_confirmed_by(need.confirmed_by);
  if (need.confirm_time.has_value()) *out.mutable_confirm_time() = ToTimestamp(*need.confirm_time);
}

}  // namespace klik::services
