#include "clients/cli/referral_words.h"

#include <google/protobuf/descriptor.h>

#include <cctype>
#include <utility>

namespace klik::cli {
namespace {

// An enum's values as people type them, `on-hold` for ON_HOLD.
std::vector<std::string> Typed(const google::protobuf::EnumDescriptor& values) {
  std::vector<std::string> typed;
  // The first says nothing.
  for (int i = 1; i < values.value_count(); ++i) {
    std::string word = values.value(i)->name();
    for (char& c : word) c = c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    typed.push_back(std::move(word));
  }
  return typed;
}

template <typename Enum>
Enum ValueTyped(const std::string& typed, const google::protobuf::EnumDescriptor& values) {
  std::string name = typed;
  for (char& c : name) c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const google::protobuf::EnumValueDescriptor* const value = values.FindValueByName(name);
  return value == nullptr ? Enum{} : static_cast<Enum>(value->number());
}

void AddWhich(CLI::App& command, ReferralArguments& arguments) {
  command.add_option("REFERRAL", arguments.referral.name, "referrals/..., or ext:ID")->required();
}

using Run = int (*)(const Session&, const ReferralOptions&);

void RunWith(CLI::App& one, Run run, ReferralArguments& arguments, Command& command) {
  one.callback([&, run] {
    arguments.referral.reason =
        ValueTyped<v1::Referral::StateReason>(arguments.reason, *v1::Referral::StateReason_descriptor());
    command = [&, run](const Session& session) { return run(session, arguments.referral); };
  });
}

}  // namespace

void AddReferralCommands(CLI::App& app, ReferralArguments& arguments, Command& command) {
  CLI::App& refer = *app.add_subcommand("refer", "Ask for contact for somebody: sends a referral");
  refer.add_option("FILE", arguments.refer.file, "JSON of a referral; - is the standard input")->required();
  refer.add_flag("--dry-run", arguments.refer.dry_run, "Check only, send nothing");
  refer.callback([&] { command = [&](const Session& session) { return RunRefer(session, arguments.refer); }; });

  CLI::App& referral = *app.add_subcommand("referral", "What becomes of a referral");
  referral.require_subcommand(1);
  CLI::App& accept =
      *referral.add_subcommand("accept", "Take it on: makes the resident, or links the one who is known");
  AddWhich(accept, arguments);
  accept.add_option("--resident", arguments.referral.resident, "Who it is, when known already: a name, or ext:ID");
  accept.add_flag("--new", arguments.referral.is_new_resident, "It is none of those who may be the same person");
  RunWith(accept, RunAcceptReferral, arguments, command);
  const auto add = [&](const char* word, const char* help, Run run) -> CLI::App& {
    CLI::App& one = *referral.add_subcommand(word, help);
    AddWhich(one, arguments);
    RunWith(one, run, arguments, command);
    return one;
  };
  add("resume", "Undo hold", RunResumeReferral);
  add("duplicates", "Residents who may be the same person", RunListDuplicates);
  const auto add_with_reason = [&](const char* word, const char* help, Run run) {
    return add(word, help, run)
        .add_option("REASON", arguments.reason, "Why, such as not-for-us, waiting-for-person, contact-found or other")
        ->check(CLI::IsMember(Typed(*v1::Referral::StateReason_descriptor())).description(""));
  };
  add_with_reason("reject", "It is not for us: final", RunRejectReferral)->required();
  add_with_reason("hold", "It waits", RunHoldReferral)->required();
  add_with_reason("complete", "It has come to its end: final", RunCompleteReferral)->required();
  // A draft needs none.
  add_with_reason("cancel", "Take it back: final; a draft is gone", RunCancelReferral);

  CLI::App& capacity = *app.add_subcommand("capacity", "Whether there is anybody, before somebody is referred");
  CapacityOptions& sketch = arguments.capacity;
  capacity.add_option("--settlement", sketch.settlement, "The village or town")->type_name("NAME");
  capacity.add_option("--postcode", sketch.postcode, "Its four digits")->type_name("1693");
  capacity.add_option("--age", sketch.age_decade, "The first year of a decade: 70 is 70 to 79");
  capacity.add_option("--language", sketch.languages, "Spoken well, `nl` when not given; may be given more than once")
      ->type_name("CODE")
      ->allow_extra_args(false);
  capacity.add_option("--topic", sketch.topics, "The id of a topic; may be given more than once")
      ->type_name("TOPIC")
      ->allow_extra_args(false);
  capacity.callback(
      [&] { command = [&](const Session& session) { return RunCheckCapacity(session, arguments.capacity); }; });
}

void AddStateOption(CLI::App& list, ReferralArguments& arguments) {
  list.add_option("--state", arguments.states, "Of referrals, only these: requested, on-hold, ...; may be repeated")
      ->type_name("STATE")
      ->allow_extra_args(false)
      ->check(CLI::IsMember(Typed(*v1::Referral::State_descriptor())).description(""));
}

std::vector<v1::Referral::State> StatesOf(const ReferralArguments& arguments) {
  std::vector<v1::Referral::State> states;
  for (const std::string& typed : arguments.states) {
    states.push_back(ValueTyped<v1::Referral::State>(typed, *v1::Referral::State_descriptor()));
  }
  return states;
}

}  // namespace klik::cli
