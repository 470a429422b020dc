#include "clients/cli/match_step_words.h"

#include <map>
#include <vector>

namespace klik::cli {
namespace {

constexpr char kHeading[] = "A match, step by step";

template <typename Value>
using Table = std::map<std::string, Value>;

const Table<v1::Match::Side>& Sides() {
  static const auto& table = *new Table<v1::Match::Side>{
      {"resident", v1::Match::RESIDENT}, {"other", v1::Match::OTHER_SIDE}, {"companion", v1::Match::COMPANION}};
  return table;
}

const Table<v1::Match::Answer>& Answers() {
  static const auto& table = *new Table<v1::Match::Answer>{{"yes", v1::Match::YES}, {"no", v1::Match::NO}};
  return table;
}

const Table<bool>& YesOrNo() {
  static const auto& table = *new Table<bool>{{"yes", true}, {"no", false}};
  return table;
}

const Table<v1::Match::CheckIn::Mood>& Moods() {
  static const auto& table = *new Table<v1::Match::CheckIn::Mood>{{"good", v1::Match::CheckIn::GOOD},
                                                                  {"fair", v1::Match::CheckIn::FAIR},
                                                                  {"poor", v1::Match::CheckIn::POOR},
                                                                  {"not-reached", v1::Match::CheckIn::NOT_REACHED}};
  return table;
}

const Table<v1::Match::Farewell>& Farewells() {
  static const auto& table = *new Table<v1::Match::Farewell>{
      {"held", v1::Match::HELD}, {"not-wanted", v1::Match::NOT_WANTED}, {"not-possible", v1::Match::NOT_POSSIBLE}};
  return table;
}

// But withdrawn consent, which the server finds itself.
const Table<v1::Match::EndReason>& EndReasons() {
  static const auto& table = *new Table<v1::Match::EndReason>{
      {"goal-reached", v1::Match::GOAL_REACHED}, {"moved-house", v1::Match::MOVED_HOUSE},
      {"no-time", v1::Match::NO_TIME},           {"no-click", v1::Match::NO_CLICK},
      {"illness", v1::Match::ILLNESS},           {"deceased", v1::Match::DECEASED},
      {"conflict", v1::Match::CONFLICT},         {"other", v1::Match::OTHER}};
  return table;
}

// An option or a positional that takes one of the words of `table`.
template <typename Value>
CLI::Option* AddWord(CLI::App& app, const std::string& name, std::string& word, const Table<Value>& table,
                     const std::string& help, const std::string& type) {
  std::vector<std::string> words;
  std::string listed;
  for (const auto& [each, value] : table) {
    words.push_back(each);
    listed += (listed.empty() ? "" : ", ") + each;
  }
  return app.add_option(name, word, help + ": " + listed)
      ->type_name(type)
      ->check(CLI::IsMember(std::move(words)).description(""));
}

// Empty words are what nobody said.
template <typename Value>
void Take(const std::string& word, const Table<Value>& table, Value& value) {
  if (!word.empty()) value = table.at(word);
}
void TakeYesOrNo(const std::string& word, std::optional<bool>& value) {
  if (!word.empty()) value = YesOrNo().at(word);
}

class Adder {
 public:
  Adder(CLI::App& app, MatchStepArguments& arguments, std::function<int(const Session&)>& command)
      : app_(app), arguments_(arguments), command_(command) {}

  CLI::App& Verb(const std::string& word, const std::string& help) {
    CLI::App& verb = *app_.add_subcommand(word, help);
    verb.group(kHeading);
    return verb;
  }

  // A verb about a match that there is.
  CLI::App& Step(const std::string& word, const std::string& help, int (*run)(const Session&, const MatchStep&)) {
    CLI::App& verb = Verb(word, help);
    verb.add_option("MATCH", arguments_.step.name, "matches/ID")->required();
    verb.callback([this_arguments = &arguments_, command = &command_, run] {
      TakeWords(*this_arguments);
      *command = [this_arguments, run](const Session& session) { return run(session, this_arguments->step); };
    });
    return verb;
  }

  void Side(CLI::App& verb) { AddWord(verb, "--side", arguments_.side, Sides(), "Whose", "SIDE")->required(); }
  void Mood(CLI::App& verb) { AddWord(verb, "--mood", arguments_.mood, Moods(), "How it goes", "MOOD")->required(); }

 private:
  static void TakeWords(MatchStepArguments& arguments) {
    MatchStep& step = arguments.step;
    Take(arguments.side, Sides(), step.side);
    Take(arguments.answer, Answers(), step.answer);
    Take(arguments.mood, Moods(), step.mood);
    Take(arguments.farewell, Farewells(), step.farewell);
    Take(arguments.reason, EndReasons(), step.end_reason);
    Take(arguments.again, YesOrNo(), step.would_again);
    TakeYesOrNo(arguments.still_meeting, step.still_meeting);
    TakeYesOrNo(arguments.go_on, step.go_on);
  }

  CLI::App& app_;
  MatchStepArguments& arguments_;
  std::function<int(const Session&)>& command_;
};

void AddNewMatches(Adder& add, MatchStepArguments& arguments, std::function<int(const Session&)>& command) {
  CLI::App& propose = add.Verb("propose", "Proposes a match; it holds a place until it is answered or expires");
  propose.add_option("RESIDENT", arguments.step.name, "A name, or ext:ID")->required();
  propose.add_option("OTHER", arguments.other, "A volunteer, activity or resident: its name, or ext:ID")->required();
  propose.add_option("--companion", arguments.companion, "A volunteer who goes along to the activity")
      ->type_name("VOLUNTEER");
  propose.callback([&] {
    command = [&](const Session& session) {
      return RunPropose(session, arguments.step.name, arguments.other, arguments.companion);
    };
  });
  CLI::App& waitlist = add.Verb("waitlist", "Puts a resident on the waiting list of an activity that is full");
  waitlist.add_option("RESIDENT", arguments.step.name, "A name, or ext:ID")->required();
  waitlist.add_option("ACTIVITY", arguments.activity, "A name, or ext:ID")->required();
  waitlist.callback([&] {
    command = [&](const Session& session) { return RunWaitlist(session, arguments.step.name, arguments.activity); };
  });
}

}  // namespace

void AddMatchStepCommands(CLI::App& app, MatchStepArguments& arguments, std::function<int(const Session&)>& command) {
  Adder add(app, arguments, command);
  AddNewMatches(add, arguments, command);
  CLI::App& answer = add.Step("answer", "Records what a side answered", RunAnswer);
  add.Side(answer);
  AddWord(answer, "ANSWER", arguments.answer, Answers(), "What it said", "")->required();
  add.Step("introduction", "What to tell both once all have said yes", RunIntroduction);
  add.Step("trial", "They get acquainted", RunTrial);
  add.Step("start", "The contact begins, or goes on after a pause", RunStart);
  add.Step("pause", "The contact rests for a while", RunPause);
  add.Step("retract", "Takes back a proposal, or a place on a waiting list", RunRetract);
  CLI::App& end = add.Step("end", "The contact has ended", RunEnd);
  AddWord(end, "--reason", arguments.reason, EndReasons(), "Why", "REASON")->required();
  AddWord(end, "--farewell", arguments.farewell, Farewells(), "How they said goodbye, if known", "FAREWELL");
  CLI::App& check_in = add.Step("check-in", "Records how a side says it goes, some weeks after the start", RunCheckIn);
  check_in
      .add_option("--week", arguments.step.week, "After how many weeks: 2, 6, 13, 26 or 52, or as the policy has it")
      ->required()
      ->type_name("N");
  add.Side(check_in);
  add.Mood(check_in);
  AddWord(check_in, "--still-meeting", arguments.still_meeting, YesOrNo(), "Whether they still meet", "ANSWER");
  AddWord(check_in, "--go-on", arguments.go_on, YesOrNo(), "Whether the side wants to go on", "ANSWER");
  CLI::App& farewell = add.Step("farewell", "Records how an ended contact was brought to its end", RunFarewell);
  AddWord(farewell, "FAREWELL", arguments.farewell, Farewells(), "How they said goodbye", "")->required();
  CLI::App& feedback = add.Step("feedback", "Records what a side says of it afterwards", RunFeedback);
  add.Side(feedback);
  add.Mood(feedback);
  AddWord(feedback, "--again", arguments.again, YesOrNo(), "Whether the side would do such a thing again", "ANSWER")
      ->required();
}

}  // namespace klik::cli
