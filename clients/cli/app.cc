#include "clients/cli/app.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <string>

#include "clients/cli/account_words.h"
#include "clients/cli/commands.h"
#include "clients/cli/connection.h"
#include "clients/cli/match_step_words.h"
#include "clients/cli/outcomes.h"
#include "clients/cli/referral_words.h"

namespace klik::cli {
namespace {

const std::map<std::string, v1::CandidateKind>& Kinds() {
  static const auto& kinds = *new std::map<std::string, v1::CandidateKind>{
      {"volunteer", v1::VOLUNTEER}, {"activity", v1::ACTIVITY}, {"resident", v1::RESIDENT}};
  return kinds;
}

const std::map<std::string, v1::WorkItem::Kind>& WorkKinds() {
  static const auto& kinds =
      *new std::map<std::string, v1::WorkItem::Kind>{{"new-referral", v1::WorkItem::NEW_REFERRAL},
                                                     {"may-drop-off", v1::WorkItem::MAY_DROP_OFF},
                                                     {"proposal-expires", v1::WorkItem::PROPOSAL_EXPIRES},
                                                     {"all-said-yes", v1::WorkItem::ALL_SAID_YES},
                                                     {"trial-to-decide", v1::WorkItem::TRIAL_TO_DECIDE},
                                                     {"check-in-due", v1::WorkItem::CHECK_IN_DUE},
                                                     {"farewell-due", v1::WorkItem::FAREWELL_DUE},
                                                     {"vog-lapses", v1::WorkItem::VOG_LAPSES},
                                                     {"referral-stands-still", v1::WorkItem::REFERRAL_STANDS_STILL},
                                                     {"nobody-fits", v1::WorkItem::NOBODY_FITS}};
  return kinds;
}

const std::map<std::string, Language>& Languages() {
  static const auto& languages =
      *new std::map<std::string, Language>{{"nl", Language::kDutch}, {"en", Language::kEnglish}};
  return languages;
}

template <typename Value>
std::vector<std::string> Names(const std::map<std::string, Value>& values) {
  std::vector<std::string> names;
  for (const auto& [name, value] : values) names.push_back(name);
  return names;
}

struct Arguments {
  std::string server;
  TlsFiles tls;
  std::string reason;
  bool json = false;
  std::string language = "nl";
  ImportOptions import;
  MatchOptions match;
  TriadOptions triads;
  CircleOptions circles;
  std::vector<std::string> kinds;
  WorkOptions work;
  std::vector<std::string> work_kinds;
  MatchStepArguments match_step;
  std::string subject;
  std::string candidate;
  std::string name;
  std::string collection;
  TryPolicyOptions try_policy;
  RecordOutcomeOptions record_outcome;
  SummariseOutcomesOptions summarise_outcomes;
  EraseOptions erase;
  std::vector<std::string> noted;
  VerifyAuditOptions verify_audit;
  ListAuditOptions list_audit;
  WatchOptions watch;
  AccountArguments account;
  ReferralArguments referrals;
};

void AddImport(CLI::App& app, Arguments& arguments, Command& command) {
  CLI::App& import =
      *app.add_subcommand("import", "Bring in people, activities, matches and exclusions from JSON Lines files");
  import.add_option("FILE", arguments.import.files, "JSON Lines in UTF-8; - is the standard input")->required();
  import.add_flag("--dry-run", arguments.import.dry_run, "Check only, write nothing");
  import.footer("With --json, `line` counts on over all files.");
  import.callback([&] { command = [&](const Session& session) { return RunImport(session, arguments.import); }; });
}

void AddMatch(CLI::App& app, Arguments& arguments, Command& command) {
  CLI::App& match = *app.add_subcommand("match", "Who or what fits, and why");
  match.add_option("SUBJECT", arguments.match.subject, "A resident, volunteer or activity: its name, or ext:ID")
      ->required();
  match.add_option("--kind", arguments.kinds, "Only this kind: volunteer, activity or resident; may be repeated")
      ->type_name("KIND")
      ->allow_extra_args(false)
      ->check(CLI::IsMember(Names(Kinds())).description(""));
  match.add_option("--limit", arguments.match.limit, "How many candidates (20 when not given, at most 200)");
  match.add_flag("--excluded", arguments.match.excluded, "Also why the others do not fit, and what would help");
  match.callback([&] {
    for (const std::string& kind : arguments.kinds) arguments.match.kinds.push_back(Kinds().at(kind));
    command = [&](const Session& session) { return RunMatch(session, arguments.match); };
  });
}

void AddExplain(CLI::App& app, Arguments& arguments, Command& command) {
  CLI::App& explain = *app.add_subcommand("explain", "Why two fit, or why not: everything about one pair");
  explain.add_option("SUBJECT", arguments.subject, "A name, or ext:ID")->required();
  explain.add_option("CANDIDATE", arguments.candidate, "A name, or ext:ID")->required();
  explain.callback([&] {
    command = [&](const Session& session) { return RunExplain(session, arguments.subject, arguments.candidate); };
  });
}

void AddTriads(CLI::App& app, Arguments& arguments, Command& command) {
  CLI::App& triads = *app.add_subcommand("triads", "Who could go along with a resident to an activity the first times");
  TriadOptions& options = arguments.triads;
  triads.add_option("RESIDENT", options.resident, "A name, or ext:ID")->required();
  triads.add_option("--activity", options.activity, "A name, or ext:ID (what suits the resident best when not given)");
  triads.add_option("--limit", options.limit, "How many (20 when not given, at most 200)");
  triads.add_flag("--excluded", options.excluded, "Also why the others do not fit");
  triads.callback([&] { command = [&](const Session& session) { return RunTriads(session, arguments.triads); }; });
}

void AddCircles(CLI::App& app, Arguments& arguments, Command& command) {
  CLI::App& circles = *app.add_subcommand("circles", "Small circles of residents around a topic, a place and a time");
  CircleOptions& options = arguments.circles;
  circles.add_option("--topic", options.topics, "Around this topic: its id, may be given more than once")
      ->type_name("TOPIC")
      ->allow_extra_args(false);
  circles.add_option("--settlement", options.settlements, "In this village or town, may be given more than once")
      ->type_name("NAME")
      ->allow_extra_args(false);
  circles.add_option("--min-size", options.min_size, "Members at least (3 when not given)");
  circles.add_option("--max-size", options.max_size, "Members at most (8 when not given)");
  circles.add_option("--limit", options.limit, "How many circles (20 when not given, at most 50)");
  circles.callback([&] { command = [&](const Session& session) { return RunCircles(session, arguments.circles); }; });
}

void AddWork(CLI::App& app, Arguments& arguments, Command& command) {
  CLI::App& work = *app.add_subcommand("work", "What to do today, and why, the most pressing first");
  std::string listed;
  for (const std::string& name : Names(WorkKinds())) listed += (listed.empty() ? "" : ", ") + name;
  work.add_option("--kind", arguments.work_kinds, "Only this kind, may be given more than once: " + listed)
      ->type_name("KIND")
      ->allow_extra_args(false)
      ->check(CLI::IsMember(Names(WorkKinds())).description(""));
  work.add_option("--limit", arguments.work.limit, "How many (50 when not given, at most 200)");
  work.callback([&] {
    for (const std::string& kind : arguments.work_kinds) arguments.work.kinds.push_back(WorkKinds().at(kind));
    command = [&](const Session& session) { return RunWork(session, arguments.work); };
  });
  app.add_subcommand("counts", "How many there are of everything, by state")->callback([&] { command = RunCounts; });
}

void AddGet(CLI::App& app, Arguments& arguments, Command& command) {
  CLI::App& get = *app.add_subcommand("get", "One resource, all its fields");
  get.add_option("NAME", arguments.name,
                 "residents/..., volunteers/..., activities/..., organisations/..., matches/..., exclusions/..., "
                 "referrals/... or ext:ID")
      ->required();
  get.callback([&] { command = [&](const Session& session) { return RunGet(session, arguments.name); }; });
}

void AddList(CLI::App& app, Arguments& arguments, Command& command) {
  CLI::App& list = *app.add_subcommand("list", "Everything in a collection");
  list.add_option("COLLECTION", arguments.collection,
                  "residents, volunteers, activities, organisations, matches, exclusions, referrals or topics")
      ->required();
  AddStateOption(list, arguments.referrals);
  list.callback([&] {
    command = [&](const Session& session) {
      const std::vector<v1::Referral::State> states = StatesOf(arguments.referrals);
      if (arguments.collection == "referrals") return RunListReferrals(session, states);
      if (!states.empty()) return WrongUsage(session.console, "list: --state is of referrals");
      return RunList(session, arguments.collection);
    };
  });
}

void AddInstrument(CLI::App& command, std::string& instrument) {
  command.add_option("--instrument", instrument, "de-jong-gierveld-11, de-jong-gierveld-6 or ucla-3")
      ->required()
      ->check(CLI::IsMember(Names(Instruments())).description(""));
}

void AddOutcome(CLI::App& app, Arguments& arguments, Command& command) {
  CLI::App& outcome = *app.add_subcommand("outcome", "Answers to questionnaires about loneliness");
  outcome.require_subcommand(1);
  CLI::App& record = *outcome.add_subcommand("record", "Keep what a resident answered");
  RecordOutcomeOptions& options = arguments.record_outcome;
  record.add_option("RESIDENT", options.resident, "A name, or ext:ID")->required();
  AddInstrument(record, options.instrument);
  record.add_option("--date", options.date, "The day it was filled in, 2026-11-25")->required();
  record.add_option("--answers", options.answers, "1=yes,2=no,...; leave out what was not answered")->required();
  record.add_flag("--dry-run", options.dry_run, "Check and score only, keep nothing");
  record.callback(
      [&] { command = [&](const Session& session) { return RunRecordOutcome(session, arguments.record_outcome); }; });
  CLI::App& list = *outcome.add_subcommand("list", "Those of one resident, in order of date");
  list.add_option("RESIDENT", arguments.subject, "A name, or ext:ID")->required();
  list.callback([&] { command = [&](const Session& session) { return RunListOutcomes(session, arguments.subject); }; });
  CLI::App& summary = *outcome.add_subcommand("summary", "How many in each class; nothing of fewer than ten people");
  AddInstrument(summary, arguments.summarise_outcomes.instrument);
  summary.add_option("--from", arguments.summarise_outcomes.first_date, "Filled in from this day on");
  summary.add_option("--to", arguments.summarise_outcomes.last_date, "The last day");
  summary.callback([&] {
    command = [&](const Session& session) { return RunSummariseOutcomes(session, arguments.summarise_outcomes); };
  });
}

void AddErase(CLI::App& app, Arguments& arguments, Command& command) {
  CLI::App& erase = *app.add_subcommand("erase", "Erase a resident or a volunteer for good, and prove it");
  erase.add_option("NAME", arguments.erase.name, "residents/..., volunteers/... or ext:ID")->required();
  erase.add_flag("--yes", arguments.erase.yes, "Without it nothing is done: nobody can undo this");
  erase.callback([&] { command = [&](const Session& session) { return RunErase(session, arguments.erase); }; });
}

void AddWatch(CLI::App& app, Arguments& arguments, Command& command) {
  CLI::App& watch = *app.add_subcommand("watch", "What changes, as it happens: JSON Lines until the stream ends");
  watch.add_option("--after", arguments.watch.after, "Only what came after this revision (everything when not given)");
  watch.footer("What comes before a line with a revision belongs to it. Take it up again from the last revision.");
  watch.callback([&] { command = [&](const Session& session) { return RunWatch(session, arguments.watch); }; });
}

void AddStatus(CLI::App& app, Command& command) {
  CLI::App& status = *app.add_subcommand("status", "Whether the server is ready; exit code 0 when it is");
  status.callback([&] { command = RunStatus; });
}

void AddKey(CLI::App& admin, Command& command) {
  CLI::App& key = *admin.add_subcommand("key", "The keys that seal the data");
  key.require_subcommand(1);
  key.add_subcommand("status", "What the data is sealed with; looks at every record")->callback([&] {
    command = RunCheckKeys;
  });
  key.add_subcommand("rotate", "Wrap the keys of all people under the next master key")->callback([&] {
    command = RunRotateKey;
  });
}

void AddAudit(CLI::App& admin, Arguments& arguments, Command& command) {
  CLI::App& audit = *admin.add_subcommand("audit", "Who did what with whose data");
  audit.require_subcommand(1);
  CLI::App& verify = *audit.add_subcommand("verify", "Whether the audit trail is whole; exit code 0 when it is");
  verify.add_option("--noted", arguments.noted, "An entry and its hash, as an earlier `verify` told to keep")
      ->type_name("ENTRY HASH")
      ->expected(2);
  verify.callback([&] {
    if (!arguments.noted.empty()) arguments.verify_audit = {arguments.noted.front(), arguments.noted.back()};
    command = [&](const Session& session) { return RunVerifyAudit(session, arguments.verify_audit); };
  });
  CLI::App& list = *audit.add_subcommand("list", "What is on record, the latest first");
  list.add_option("--subject", arguments.list_audit.subject, "About this resident or volunteer: a name, or ext:ID");
  list.add_option("--account", arguments.list_audit.account, "By this account: accounts/ID");
  list.add_option("--limit", arguments.list_audit.limit, "How many (50 when not given, at most 1000)");
  list.callback([&] { command = [&](const Session& session) { return RunListAudit(session, arguments.list_audit); }; });
}

void AddAdmin(CLI::App& app, Arguments& arguments, Command& command) {
  CLI::App& admin = *app.add_subcommand("admin", "What an administrator does");
  admin.require_subcommand(1);
  AddKey(admin, command);
  CLI::App& policy = *admin.add_subcommand("policy", "The weights and limits of matching");
  policy.require_subcommand(1);
  CLI::App& show = *policy.add_subcommand("show", "The policy in force, as a policy file has it");
  show.callback([&] { command = RunShowPolicy; });
  CLI::App& attempt = *policy.add_subcommand("try", "How the ranking of some would change under another policy");
  attempt.add_option("FILE", arguments.try_policy.file, "JSON of a policy, as `show` prints it")->required();
  attempt.add_option("SUBJECT", arguments.try_policy.subjects, "Names, or ext:ID; at most 20")->required();
  attempt.add_option("--limit", arguments.try_policy.limit, "How many of the best (10 when not given, at most 50)");
  attempt.callback(
      [&] { command = [&](const Session& session) { return RunTryPolicy(session, arguments.try_policy); }; });
  AddAudit(admin, arguments, command);
  AddUserCommands(admin, arguments.account, command);
  AddTokenCommands(admin, arguments.account, command);
}

void AddGlobalOptions(CLI::App& app, Arguments& arguments) {
  app.add_option("--server", arguments.server,
                 "The server, from KLIK_SERVER when not given, else " + std::string(kDefaultServer))
      ->type_name("HOST:PORT");
  app.add_option("--ca", arguments.tls.ca,
                 "PEM file with who signs the server's certificate; with it the connection is TLS (KLIK_CA)")
      ->type_name("FILE")
      ->envname("KLIK_CA");
  app.add_option("--cert", arguments.tls.certificate, "PEM file with your certificate (KLIK_CERT)")
      ->type_name("FILE")
      ->envname("KLIK_CERT");
  app.add_option("--key", arguments.tls.key, "PEM file with its private key (KLIK_KEY)")
      ->type_name("FILE")
      ->envname("KLIK_KEY");
  app.add_option("--reason", arguments.reason,
                 "Why you look at somebody who is not your case; it is kept with who looked")
      ->type_name("TEXT");
  app.add_flag("--json", arguments.json, "The answer as one JSON document");
  app.add_option("--lang", arguments.language,
                 "Language of match, explain, triads, circles, capacity, work and outcome: nl (when not given) or en")
      ->type_name("LANG")
      ->check(CLI::IsMember(Names(Languages())).description(""));
}

}  // namespace

int RunApp(const std::vector<std::string>& args, const std::string& server, Console& console,
           const Identity& identity) {
  Arguments arguments;
  arguments.server = server;
  Command command;
  CLI::App app("Klik: who fits whom, and why", "klik");
  // Global options may stand behind the subcommand's name.
  app.fallthrough();
  app.require_subcommand(0, 1);
  AddGlobalOptions(app, arguments);
  AddImport(app, arguments, command);
  AddMatch(app, arguments, command);
  AddExplain(app, arguments, command);
  AddTriads(app, arguments, command);
  AddCircles(app, arguments, command);
  AddWork(app, arguments, command);
  AddMatchStepCommands(app, arguments.match_step, command);
  AddGet(app, arguments, command);
  AddList(app, arguments, command);
  AddOutcome(app, arguments, command);
  AddReferralCommands(app, arguments.referrals, command);
  AddErase(app, arguments, command);
  AddWatch(app, arguments, command);
  AddStatus(app, command);
  AddAdmin(app, arguments, command);
  AddAccountCommands(app, arguments.account, command);
  try {
    // CLI11 takes its arguments from the back.
    app.parse(std::vector<std::string>(args.rbegin(), args.rend()));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error, console.out, console.err);
    return WrongUsage(console, error.what());
  }
  if (!command) return WrongUsage(console, "a command is required");
  const SessionFile file(identity.session_file);
  const std::string token = identity.token.empty() ? file.TokenOf(arguments.server) : identity.token;
  const auto channel = Connect(arguments.server, arguments.tls, {token, arguments.reason});
  if (!channel.ok()) return WrongUsage(console, std::string(channel.status().message()));
  const Session session{*channel, console, arguments.json, Languages().at(arguments.language), arguments.server, file};
  return command(session);
}

}  // namespace klik::cli
