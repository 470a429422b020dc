#include "tests/scenarios/case_server.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <future>
#include <optional>
#include <thread>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/casework/case_clock.h"
#include "tests/testing/world_text.h"

namespace klik::testing {
namespace {

// `NOT_ELIGIBLE` as people write it.
std::string Plain(const std::string& code) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(code), {{"_", " "}, {",", ", "}});
}

// nullopt when no value of the enum is called that.
template <typename Enum>
std::optional<Enum> Coded(const google::protobuf::EnumDescriptor& values, const std::string& words) {
  const auto* const value = values.FindValueByName(absl::AsciiStrToUpper(absl::StrReplaceAll(words, {{" ", "_"}})));
  return value == nullptr ? std::nullopt : std::optional(static_cast<Enum>(value->number()));
}

template <typename Response>
std::string Refusal(const Outcome<Response>& outcome) {
  const auto info = outcome.template DetailOf<google::rpc::ErrorInfo>();
  std::string text = Plain(info.reason());
  if (const auto bars = info.metadata().find("bars"); bars != info.metadata().end()) {
    absl::StrAppend(&text, ": ", Plain(bars->second));
  }
  const std::vector<std::string> fields = outcome.fields();
  if (!fields.empty()) absl::StrAppend(&text, ": ", absl::StrJoin(fields, ", "));
  return text;
}

std::string StateOf(const v1::Match& match) {
  if (match.state() == v1::Match::WAITING) return absl::StrCat("place ", match.waitlist_position());
  return Plain(v1::Match::State_Name(match.state()));
}

std::string ResultOf(const Outcome<v1::Match>& outcome) {
  return outcome.status.ok() ? StateOf(outcome.response) : Refusal(outcome);
}

std::string WarningsOf(const google::protobuf::RepeatedField<int>& warnings) {
  std::vector<std::string> words;
  for (const int code : warnings) words.push_back(Plain(v1::WarningCode_Name(static_cast<v1::WarningCode>(code))));
  return words.empty() ? "" : absl::StrCat(" (", absl::StrJoin(words, ", "), ")");
}

std::string ReasonsOf(const google::protobuf::RepeatedPtrField<v1::Reason>& reasons) {
  std::vector<std::string> words;
  for (const v1::Reason& reason : reasons) words.push_back(Plain(v1::ReasonCode_Name(reason.code())));
  return absl::StrCat(" (", absl::StrJoin(words, ", "), ")");
}

template <typename Entity>
engine::Change ToStore(Entity entity, absl::Time now) {
  entity.meta.system = "dev";
  entity.meta.version = 1;
  entity.meta.create_time = now;
  entity.meta.update_time = now;
  return std::make_shared<const Entity>(std::move(entity));
}

std::string Capitalised(std::string word) {
  if (!word.empty()) word[0] = absl::ascii_toupper(static_cast<unsigned char>(word[0]));
  return word;
}

}  // namespace

CaseServer::CaseServer(const World& world, absl::CivilDay today) {
  const absl::Time noon = absl::FromCivil(absl::CivilHour(today) + 12, absl::UTCTimeZone());
  server_.clock().Advance(noon - server_.clock().Now());
  Store(world);
}

void CaseServer::Store(const World& world) {
  const absl::Time now = server_.clock().Now();
  std::vector<engine::Change> changes;
  const auto add = [&](auto person) {
    names_[person.meta.id.id] = engine::NameOf(person.meta.id);
    person.display_name = Capitalised(person.meta.id.id);
    changes.push_back(ToStore(std::move(person), now));
  };
  for (const auto& resident : world.residents) add(resident);
  for (const auto& volunteer : world.volunteers) add(volunteer);
  for (engine::Activity activity : world.activities) {
    names_[activity.meta.id.id] = engine::NameOf(activity.meta.id);
    activity.title = Capitalised(activity.meta.id.id);
    changes.push_back(ToStore(std::move(activity), now));
  }
  for (const auto& match : world.matches) {
    latest_matches_[{engine::NameOf(match.resident), engine::NameOf(match.other)}] = engine::NameOf(match.meta.id);
    changes.push_back(ToStore(match, now));
  }
  for (const auto& exclusion : world.exclusions) changes.push_back(ToStore(exclusion, now));
  services::Mutation mutation;
  mutation.decide = [&](const engine::Snapshot&, absl::Time) -> absl::StatusOr<services::Decision> {
    return services::Decision{changes, ""};
  };
  std::promise<absl::Status> done;
  mutation.done = [&done](const absl::StatusOr<services::Answer>& answer) { done.set_value(answer.status()); };
  server_.registry().Submit(std::move(mutation));
  const absl::Status stored = done.get_future().get();
  EXPECT_TRUE(stored.ok()) << stored;
}

absl::StatusOr<std::string> CaseServer::Take(const std::string& step) {
  using Verb = std::function<std::string(const Words&)>;
  const auto call = [this](auto method) {
    return [this, method](const Words& words) { return (this->*method)(words); };
  };
  const auto go = [this](auto method) { return [this, method](const Words& words) { return Step(method, words); }; };
  const std::map<std::string, Verb> verbs = {
      {"propose", call(&CaseServer::Propose)},   {"could", call(&CaseServer::Propose)},
      {"wait", call(&CaseServer::Wait)},         {"yes", call(&CaseServer::Answer)},
      {"no", call(&CaseServer::Answer)},         {"trial", go(&Matches::StartTrial)},
      {"start", go(&Matches::StartMatch)},       {"pause", go(&Matches::PauseMatch)},
      {"retract", go(&Matches::RetractMatch)},   {"end", call(&CaseServer::End)},
      {"state", call(&CaseServer::State)},       {"introduce", call(&CaseServer::Introduce)},
      {"withdraw", call(&CaseServer::Withdraw)}, {"race", call(&CaseServer::Race)},
      {"search", call(&CaseServer::Search)},     {"companions", call(&CaseServer::Companions)},
      {"has", call(&CaseServer::Has)},           {"unanswered", call(&CaseServer::Unanswered)},
      {"count", call(&CaseServer::Count)},       {"who", call(&CaseServer::WhoSees)},
      {"days", call(&CaseServer::Days)},
  };
  // So that no two things come at the same time: who waits longest is never a matter of ids.
  server_.clock().Advance(absl::Seconds(1));
  Words words = absl::StrSplit(step, ' ', absl::SkipEmpty());
  words.resize(std::max<std::size_t>(words.size(), 3));
  const auto verb = verbs.find(words[0]);
  if (verb == verbs.end()) return absl::InvalidArgumentError(absl::StrCat("what is '", words[0], "'?"));
  trouble_.clear();
  std::string said = verb->second(words);
  if (!trouble_.empty()) return absl::InvalidArgumentError(trouble_);
  return said;
}

std::string CaseServer::Unreadable(const std::string& why) {
  if (trouble_.empty()) trouble_ = why;
  return "";
}

std::string CaseServer::NameOf(const std::string& word) {
  const auto name = names_.find(IdOfName(word));
  return name != names_.end() ? name->second : Unreadable(absl::StrCat("who is '", word, "'?"));
}

std::string CaseServer::MatchOf(const Words& words) {
  const auto match = latest_matches_.find({NameOf(words[1]), NameOf(words[2])});
  if (match != latest_matches_.end()) return match->second;
  return Unreadable(absl::StrCat(words[1], " and ", words[2], " have no match"));
}

std::string CaseServer::Called(const std::string& name) const { return Capitalised(name.substr(name.find('/') + 1)); }

std::string CaseServer::Said(const Words& words, const Outcome<v1::Match>& outcome) {
  const std::string& name = outcome.response.name();
  if (outcome.status.ok() && !name.empty()) latest_matches_[{NameOf(words[1]), NameOf(words[2])}] = name;
  return ResultOf(outcome);
}

std::string CaseServer::Propose(const Words& words) {
  v1::ProposeMatchRequest request;
  request.set_resident(NameOf(words[1]));
  request.set_other(NameOf(words[2]));
  if (words.size() == 5 && words[3] == "with") {
    request.set_companion(NameOf(words[4]));
  } else if (words.size() != 3) {
    return Unreadable("propose Resi Choir with Anna");
  }
  request.set_validate_only(words[0] == "could");
  return trouble_.empty() ? Said(words, Call(*matches_, &Matches::ProposeMatch, request)) : "";
}

std::string CaseServer::Wait(const Words& words) {
  v1::JoinWaitlistRequest request;
  request.set_resident(NameOf(words[1]));
  request.set_activity(NameOf(words[2]));
  return trouble_.empty() ? Said(words, Call(*matches_, &Matches::JoinWaitlist, request)) : "";
}

Outcome<v1::Match> CaseServer::AnswerOnce(const std::string& match, v1::Match::Side side, v1::Match::Answer answer) {
  v1::RecordAnswerRequest request;
  request.set_name(match);
  request.set_side(side);
  request.set_answer(answer);
  return Call(*matches_, &Matches::RecordAnswer, request);
}

std::string CaseServer::Answer(const Words& words) {
  static const std::map<std::string, std::vector<v1::Match::Side>> kSides = {
      {"resident", {v1::Match::RESIDENT}},
      {"other", {v1::Match::OTHER_SIDE}},
      {"companion", {v1::Match::COMPANION}},
      {"all", {v1::Match::RESIDENT, v1::Match::OTHER_SIDE}}};
  const std::string match = MatchOf(words);
  const auto sides = words.size() == 5 && words[3] == "by" ? kSides.find(words[4]) : kSides.end();
  if (sides == kSides.end())
    return Unreadable(absl::StrCat(words[0], " Resi Cor by resident, other, companion or all"));
  std::string said;
  for (const v1::Match::Side side : sides->second) {
    said = ResultOf(AnswerOnce(match, side, words[0] == "yes" ? v1::Match::YES : v1::Match::NO));
  }
  return said;
}

template <typename Request>
std::string CaseServer::Step(grpc::Status (Matches::*method)(grpc::ClientContext*, const Request&, v1::Match*),
                             const Words& words) {
  Request request;
  request.set_name(MatchOf(words));
  return trouble_.empty() ? ResultOf(Call(*matches_, method, request)) : "";
}

std::string CaseServer::End(const Words& words) {
  const std::string reason = absl::StrJoin(words.begin() + 3, words.end(), " ");
  const auto coded = Coded<v1::Match::EndReason>(*v1::Match::EndReason_descriptor(), reason);
  if (!coded.has_value()) return Unreadable(absl::StrCat("no reason to end '", reason, "'"));
  v1::EndMatchRequest request;
  request.set_name(MatchOf(words));
  request.set_end_reason(*coded);
  return ResultOf(Call(*matches_, &Matches::EndMatch, request));
}

std::string CaseServer::State(const Words& words) {
  v1::GetMatchRequest request;
  request.set_name(MatchOf(words));
  return ResultOf(Call(*matches_, &Matches::GetMatch, request));
}

std::string CaseServer::Introduce(const Words& words) {
  v1::GetIntroductionRequest request;
  request.set_name(MatchOf(words));
  const auto outcome = Call(*matches_, &Matches::GetIntroduction, request);
  if (!outcome.status.ok()) return Refusal(outcome);
  return absl::StrJoin(outcome.response.people(), ", ",
                       [](std::string* out, const auto& person) { *out += person.display_name(); });
}

std::string CaseServer::Withdraw(const Words& words) {
  const std::string name = NameOf(words[1]);
  const auto said = [](const auto& outcome) { return outcome.status.ok() ? "done" : Refusal(outcome); };
  if (absl::StartsWith(name, "residents/")) {
    v1::WithdrawResidentRequest request;
    request.set_name(name);
    return said(Call(*residents_, &v1::ResidentService::Stub::WithdrawResident, request));
  }
  v1::WithdrawVolunteerRequest request;
  request.set_name(name);
  return said(Call(*volunteers_, &v1::VolunteerService::Stub::WithdrawVolunteer, request));
}

std::string CaseServer::Race(const Words& words) {
  const std::vector<std::string> halves = absl::StrSplit(absl::StrJoin(words.begin() + 1, words.end(), " "), " for ");
  if (halves.size() != 2) return Unreadable("race Resi, Piet for Bea");
  std::vector<v1::ProposeMatchRequest> requests;
  for (const std::string& resident : std::vector<std::string>(absl::StrSplit(halves[0], ", "))) {
    v1::ProposeMatchRequest& request = requests.emplace_back();
    request.set_resident(NameOf(resident));
    request.set_other(NameOf(halves[1]));
  }
  std::vector<Outcome<v1::Match>> outcomes(requests.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    threads.emplace_back([&, i] { outcomes[i] = Call(*matches_, &Matches::ProposeMatch, requests[i]); });
  }
  for (std::thread& thread : threads) thread.join();
  std::map<std::string, int> tally;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    ++tally[Said({"propose", Called(requests[i].resident()), halves[1]}, outcomes[i])];
  }
  return absl::StrJoin(tally, ", ",
                       [](std::string* out, const auto& said) { absl::StrAppend(out, said.second, " ", said.first); });
}

std::string CaseServer::Search(const Words& words) {
  v1::SearchCandidatesRequest request;
  request.set_subject(NameOf(words[1]));
  request.set_include_excluded(true);
  for (std::size_t i = 2; i < words.size() && !words[i].empty(); ++i) {
    const std::map<std::string, v1::CandidateKind> kinds = {
        {"residents", v1::RESIDENT}, {"volunteers", v1::VOLUNTEER}, {"activities", v1::ACTIVITY}};
    const auto kind = kinds.find(words[i]);
    if (kind == kinds.end()) return Unreadable(absl::StrCat("what are '", words[i], "'?"));
    request.add_kinds(kind->second);
  }
  const auto outcome = Call(*matching_, &Matching::SearchCandidates, request);
  if (!outcome.status.ok()) return Refusal(outcome);
  std::vector<std::string> said;
  for (const auto& found : outcome.response.candidates()) {
    said.push_back(Called(found.candidate()) + WarningsOf(found.warnings()));
  }
  for (const auto& left_out : outcome.response.excluded()) {
    said.push_back("not " + Called(left_out.candidate()) + ReasonsOf(left_out.reasons()));
  }
  return absl::StrJoin(said, ", ");
}

std::string CaseServer::Companions(const Words& words) {
  v1::SearchTriadsRequest request;
  request.set_resident(NameOf(words[1]));
  request.set_activity(NameOf(words[2]));
  request.set_include_excluded(true);
  const auto outcome = Call(*matching_, &Matching::SearchTriads, request);
  if (!outcome.status.ok()) return Refusal(outcome);
  std::vector<std::string> said;
  for (const auto& triad : outcome.response.triads()) said.push_back(Called(triad.volunteer()));
  for (const auto& left_out : outcome.response.excluded()) {
    std::vector<std::string> reasons;
    for (const auto& reason : left_out.reasons()) reasons.push_back(Plain(v1::ReasonCode_Name(reason.reason().code())));
    said.push_back(absl::StrCat("not ", Called(left_out.volunteer()), " (", absl::StrJoin(reasons, ", "), ")"));
  }
  return absl::StrJoin(said, ", ");
}

std::vector<v1::Match> CaseServer::ListMatches(const v1::ListMatchesRequest& request) {
  const auto listed = Call(*matches_, &Matches::ListMatches, request).value();
  return {listed.matches().begin(), listed.matches().end()};
}

std::string CaseServer::Has(const Words& words) {
  v1::ListMatchesRequest request;
  request.set_party(NameOf(words[1]));
  if (!trouble_.empty()) return "";
  const auto count = [&](std::initializer_list<v1::Match::State> states) {
    request.clear_states();
    for (const v1::Match::State state : states) request.add_states(state);
    return ListMatches(request).size();
  };
  const std::size_t running = count({v1::Match::TRIAL, v1::Match::ACTIVE, v1::Match::PAUSED});
  return absl::StrCat(running, " running, ", count({v1::Match::PROPOSED, v1::Match::SHOWN}), " open");
}

std::string CaseServer::Unanswered(const Words& words) {
  v1::GetVolunteerRequest request;
  request.set_name(NameOf(words[1]));
  const auto outcome = Call(*volunteers_, &v1::VolunteerService::Stub::GetVolunteer, request);
  return outcome.status.ok() ? absl::StrCat(outcome.response.unanswered_requests()) : Refusal(outcome);
}

std::string CaseServer::Count(const Words& words) {
  const auto state = Coded<v1::Match::State>(*v1::Match::State_descriptor(), words[1]);
  if (!state.has_value()) return Unreadable(absl::StrCat("no state '", words[1], "'"));
  v1::ListMatchesRequest request;
  request.add_states(*state);
  return absl::StrCat(ListMatches(request).size());
}

std::string CaseServer::Days(const Words& words) {
  int days = 0;
  if (!absl::SimpleAtoi(words[1], &days) || days < 1) return Unreadable("days 7");
  server_.clock().Advance(absl::Hours(24) * days);
  const absl::Status brought = services::BringLapsed(server_.registry(), server_.clock());
  EXPECT_TRUE(brought.ok()) << brought;
  return "";
}

std::vector<std::pair<std::string, std::string>> CaseServer::AnswersAround(const std::string& name) {
  std::vector<std::pair<std::string, std::string>> answers;
  const auto ask = [&](const std::string& what, auto& stub, auto method, const auto& request) {
    const auto outcome = Call(stub, method, request);
    // Whether there is such a thing at all must not be told either.
    const bool tells = outcome.status.ok() || outcome.status.error_code() != grpc::NOT_FOUND;
    if (tells) answers.emplace_back(what, outcome.response.Utf8DebugString() + outcome.status.error_message());
  };
  v1::ListResidentsRequest residents;
  residents.set_page_size(1000);
  ask("list of residents", *residents_, &v1::ResidentService::Stub::ListResidents, residents);
  v1::ListVolunteersRequest volunteers;
  volunteers.set_page_size(1000);
  ask("list of volunteers", *volunteers_, &v1::VolunteerService::Stub::ListVolunteers, volunteers);
  v1::ListMatchesRequest matches;
  matches.set_page_size(1000);
  ask("list of matches", *matches_, &Matches::ListMatches, matches);
  for (const auto& [pair, match] : latest_matches_) {
    v1::GetMatchRequest get;
    get.set_name(match);
    ask("match", *matches_, &Matches::GetMatch, get);
    v1::GetIntroductionRequest introduction;
    introduction.set_name(match);
    ask("introduction", *matches_, &Matches::GetIntroduction, introduction);
  }
  for (const auto& [id, other] : names_) {
    if (other == name) continue;
    v1::SearchCandidatesRequest search;
    search.set_subject(other);
    search.set_include_excluded(true);
    ask("search for " + Called(other), *matching_, &Matching::SearchCandidates, search);
    v1::SearchTriadsRequest triads;
    triads.set_resident(other);
    triads.set_include_excluded(true);
    ask("companions of " + Called(other), *matching_, &Matching::SearchTriads, triads);
  }
  return answers;
}

std::string CaseServer::WhoSees(const Words& words) {
  const std::string name = words[1] == "sees" ? NameOf(words[2]) : Unreadable("who sees Riet");
  if (!trouble_.empty()) return "";
  std::vector<std::string> seen;
  v1::GetResidentRequest resident;
  resident.set_name(name);
  if (Call(*residents_, &v1::ResidentService::Stub::GetResident, resident).status.ok()) seen.push_back("resident");
  v1::GetVolunteerRequest volunteer;
  volunteer.set_name(name);
  if (Call(*volunteers_, &v1::VolunteerService::Stub::GetVolunteer, volunteer).status.ok()) seen.push_back("volunteer");
  v1::SearchCandidatesRequest search;
  search.set_subject(name);
  if (Call(*matching_, &Matching::SearchCandidates, search).status.ok()) seen.push_back("search");
  for (const auto& [what, answer] : AnswersAround(name)) {
    if (absl::StrContains(absl::AsciiStrToLower(answer), IdOfName(words[2]))) seen.push_back(what);
  }
  return seen.empty() ? "nobody" : absl::StrJoin(seen, ", ");
}

}  // namespace klik::testing
