#include "services/rpc/convert/outcome.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/model/entity.h"
#include "services/outcomes/instruments.h"
#include "services/rpc/convert/etag.h"
#include "services/rpc/convert/limits.h"
#include "services/rpc/convert/scalars.h"

namespace klik::services {
namespace {

constexpr std::string_view kOutcomes = "/outcomes/";

std::string NameOfResident(const std::string& id) { return engine::NameOf({engine::Kind::kResident, id}); }

// Items and replies of the instrument, when it is known which.
void ReadAnswers(const v1::Outcome& message, const Field& field, storage::OutcomeRecord& outcome) {
  const Field answers = field.Member("answers");
  answers.Require(!message.answers().empty(), "is required");
  CheckLength(message.answers(), kMaxOutcomeAnswers, answers);
  const bool is_known = outcome.instrument != storage::Instrument::kUnspecified;
  std::set<int> seen;
  for (int i = 0; i < std::min(message.answers_size(), kMaxOutcomeAnswers); ++i) {
    const v1::Outcome::ItemAnswer& answer = message.answers(i);
    const Field place = answers.Item(i);
    place.Member("item").Require(!is_known || HasItem(outcome.instrument, answer.item()),
                                 "is not an item of this instrument");
    place.Member("item").Require(seen.insert(answer.item()).second, "is answered twice");
    const auto reply = ReadRequiredEnum<storage::Reply>(answer.answer(), place.Member("answer"));
    const bool is_stated = reply != storage::Reply::kUnspecified;
    place.Member("answer").Require(!is_known || !is_stated || TakesReply(outcome.instrument, reply),
                                   "is not an answer of this instrument");
    outcome.answers.push_back({answer.item(), reply});
  }
}

}  // namespace

std::optional<storage::OutcomeIds> ParseOutcomeName(std::string_view name) {
  const std::size_t middle = name.find(kOutcomes);
  if (middle == std::string_view::npos) return std::nullopt;
  const auto resident = engine::ParseName(name.substr(0, middle));
  if (!resident.has_value() || resident->kind != engine::Kind::kResident) return std::nullopt;
  return storage::ParseOutcomeKey(
      storage::OutcomeKey({resident->id, std::string(name.substr(middle + kOutcomes.size()))}));
}

std::string EtagOf(const storage::OutcomeIds& ids) {
  return absl::StrCat("\"", DigestOf(storage::OutcomeKey(ids)), "\"");
}

storage::OutcomeRecord ReadOutcome(const v1::Outcome& message, absl::CivilDay today, const Field& field) {
  storage::OutcomeRecord outcome;
  outcome.instrument = ReadRequiredEnum<storage::Instrument>(message.instrument(), field.Member("instrument"));
  const Field date = field.Member("date");
  date.Require(!message.date().empty(), "is required");
  outcome.day = ReadDay(message.date(), date).value_or(today);
  date.Require(outcome.day <= today, "is in the future");
  ReadAnswers(message, field, outcome);
  return outcome;
}

v1::Outcome ToApi(const storage::OutcomeRecord& outcome) {
  v1::Outcome out;
  out.set_resident(NameOfResident(outcome.resident));
  if (!outcome.id.empty()) {
    out.set_name(absl::StrCat(out.resident(), "/outcomes/", outcome.id));
    out.set_etag(EtagOf({outcome.resident, outcome.id}));
    *out.mutable_create_time() = ToTimestamp(outcome.create_time);
  }
  out.set_instrument(ToApiEnum<v1::Outcome::Instrument>(outcome.instrument));
  out.set_date(DayText(outcome.day));
  for (const storage::ItemAnswer& answer : outcome.answers) {
    v1::Outcome::ItemAnswer& item = *out.add_answers();
    item.set_item(answer.item);
    item.set_answer(ToApiEnum<v1::Outcome::Answer>(answer.reply));
  }
  const Score score = ScoreOf(outcome.instrument, outcome.answers);
  if (score.total.has_value()) out.set_total(*score.total);
  if (score.emotional.has_value()) out.set_emotional(*score.emotional);
  if (score.social.has_value()) out.set_social(*score.social);
  out.set_level(ToApiEnum<v1::Outcome::Level>(score.level));
  return out;
}

void ToApi(const OutcomeSummary& summary, v1::SummariseOutcomesResponse& out) {
  if (summary.people.has_value()) out.set_people(*summary.people);
  for (const LevelCount& level : summary.levels) {
    v1::SummariseOutcomesResponse::LevelCount& count = *out.add_levels();
    count.set_level(ToApiEnum<v1::Outcome::Level>(level.level));
    if (level.people.has_value()) count.set_people(*level.people);
  }
  if (summary.followed.has_value()) out.set_followed(*summary.followed);
  if (summary.first_mean.has_value()) out.set_first_mean(*summary.first_mean);
  if (summary.last_mean.has_value()) out.set_last_mean(*summary.last_mean);
}

}  // namespace klik::services
