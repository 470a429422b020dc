#include "tests/services/rpc/matrix_world.h"

#include <algorithm>
#include <cstdlib>
#include <future>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "engine/places/gazetteer.h"
#include "engine/taxonomy/taxonomy.h"
#include "google/protobuf/text_format.h"
#include "klik/v1/access.pb.h"
#include "services/casework/referral_steps.h"
#include "services/rpc/convert/etag.h"
#include "services/rpc/convert/policy.h"
#include "services/rpc/convert/resources.h"
#include "services/rpc/resource_changes.h"
#include "storage/audit/audit_chain.h"
#include "storage/record/keys.h"
#include "storage/record/outcome_record.h"
#include "tests/services/rpc/messages.h"

namespace klik::testing {
namespace {

using engine::Kind;

const std::string kHere = "GM0420";
const std::string kElsewhere = "GM0441";
const std::string kOthers = "elders";
const std::string kNobody = "0123456789abcdef0123456789abcdef";

// With something of every class in it.
const std::string kSomebody = R"pb(
  birth_year: 1950
  place { postcode: "1693" }
  availability { windows { weekday: TUESDAY start_time: "08:00" end_time: "18:00" } }
  display_name: "Somebody"
  languages { code: "nl" level: FLUENT }
  travel { mode: CAR max_minutes: 120 }
  interests { topic: "music.choir" attitude: LIKES }
  experiences: WIDOWED
  legal_bases { purpose: MATCHING basis: CONSENT }
  legal_bases { purpose: EVALUATION basis: CONSENT }
)pb";

const std::string kReferral =
    "reason: 'a' legal_bases { purpose: MATCHING basis: CONSENT } resident_draft { " + kSomebody + " } ";

const std::map<std::string, std::string>& Requests() {
  static const std::map<std::string, std::string> requests = {
      {"CreateResident", "resident { $somebody municipality: '$municipality' }"},
      {"CreateVolunteer", "volunteer { $somebody municipality: '$municipality' }"},
      {"CreateActivity", "activity { $activity municipality: '$municipality' }"},
      {"CreateOrganisation", "organisation { title: 'A' kind: CLUB contact: 'a@b.example' }"},
      {"CreateExclusion", "exclusion { first: '$first' second: '$second' category: FAMILY until: '2030-01-01' }"},
      {"UpdateResident", "resident { name: '$name' etag: '$etag' gender: MALE } update_mask { paths: 'gender' }"},
      {"UpdateVolunteer", "volunteer { name: '$name' etag: '$etag' gender: MALE } update_mask { paths: 'gender' }"},
      {"UpdateActivity", "activity { name: '$name' etag: '$etag' title: 'B' } update_mask { paths: 'title' }"},
      {"UpdateOrganisation", "organisation { name: '$name' etag: '$etag' title: 'B' } update_mask { paths: 'title' }"},
      {"UpdateExclusion",
       "exclusion { name: '$name' etag: '$etag' until: '2031-01-01' } update_mask { paths: 'until' }"},
      {"SaveReferral", "referral { name: '$name' etag: '$etag' $referral municipality: '$municipality' }"},
      {"SubmitReferral", "referral { name: '$name' $referral municipality: '$municipality' }"},
      {"AcceptReferral", "name: '$name' new_resident: true"},
      {"RejectReferral", "name: '$name' reason: OTHER"},
      {"HoldReferral", "name: '$name' reason: OTHER"},
      {"CancelReferral", "name: '$name' reason: OTHER"},
      {"CompleteReferral", "name: '$name' reason: OTHER"},
      {"CheckCapacity", "postcode: '1693'"},
      {"SearchCandidates", "subject: '$name' kinds: VOLUNTEER"},
      {"ExplainMatch", "subject: '$name' candidate: '$background'"},
      {"SearchTriads", "resident: '$name'"},
      {"ProposeMatch", "resident: '$first' other: '$background'"},
      {"JoinWaitlist", "resident: '$first' activity: 'activities/full'"},
      {"RecordAnswer", "name: '$name' side: RESIDENT answer: YES"},
      {"EndMatch", "name: '$name' end_reason: MOVED_HOUSE"},
      {"RecordCheckIn", "name: '$name' week: 2 side: RESIDENT mood: GOOD"},
      {"RecordFarewell", "name: '$name' farewell: HELD"},
      {"RecordFeedback", "name: '$name' side: RESIDENT mood: GOOD"},
      {"TryPolicy", "subjects: '$name' policy { $policy }"},
      {"GetPolicy", "name: 'policies/current'"},
      {"RecordOutcome",
       "outcome { resident: '$name' instrument: UCLA_3 date: '2026-11-01' answers { item: 1 answer: OFTEN } }"},
      {"ListOutcomes", "resident: '$name'"},
      {"DeleteOutcome", "name: '$name/outcomes/$outcome'"},
      {"SummariseOutcomes", "instrument: UCLA_3"},
      {"ImportRecords", "line: 1 record { organisation { external_id: 'O-$count' title: 'A' kind: CLUB } }"},
      {"WatchChanges", "after_revision: $revision"},
      {"CreateAccount", "account { user_name: 'user$count' display_name: 'A' roles: ANALYST }"},
      {"UpdateAccount",
       "account { name: '$name' etag: '$etag' display_name: 'B' } update_mask { paths: 'display_name' }"},
      {"CreatePartnerToken", "partner_token { title: 'A' system: 'crm' scopes: MATCH_READ }"},
      {"EndSession", "session: '$name'"},
  };
  return requests;
}

std::string RequestText(const std::string& method, const std::map<std::string, std::string>& facts) {
  const auto own = Requests().find(method);
  std::string text = own != Requests().end() ? own->second : "name: '$name'";
  std::vector<std::pair<std::string, std::string>> replacements;
  for (const auto& [key, value] : facts) replacements.emplace_back("$" + key, value);
  return absl::StrReplaceAll(text, replacements);
}

// ResidentService: residents; of a service about nothing that is in a snapshot, nullopt.
std::optional<Kind> KindOf(const std::string& method) {
  const std::pair<const char*, Kind> kinds[] = {
      {"ResidentService", Kind::kResident}, {"VolunteerService", Kind::kVolunteer},
      {"ActivityService", Kind::kActivity}, {"OrganisationService", Kind::kOrganisation},
      {"MatchService", Kind::kMatch},       {"ExclusionService", Kind::kExclusion},
      {"MatchingService", Kind::kResident}, {"AdminService.TryPolicy", Kind::kResident},
      {"OutcomeService", Kind::kResident},  {"TransferService.WatchChanges", Kind::kResident},
      {"WorkService", Kind::kMatch},        {"ReferralService", Kind::kReferral},
  };
  for (const auto& [prefix, kind] : kinds) {
    if (absl::StartsWith(method, prefix)) return kind;
  }
  return std::nullopt;
}

template <typename KindStruct>
typename KindStruct::Value Read(const std::string& text, absl::Time now) {
  services::Violations violations;
  auto message = Parsed<typename KindStruct::Api>(text);
  const services::ConvertContext context{engine::Taxonomy::BuiltIn(), engine::Gazetteer::BuiltIn(),
                                         services::MomentAt(now).today, /*takes_state=*/true};
  auto value = KindStruct::Read(message, context, services::Field(violations, "it"));
  EXPECT_TRUE(violations.empty()) << violations.ToStatus();
  KindStruct::Complete(message, nullptr, value);
  return value;
}

// The state in which the method has something to do.
void PutInStateFor(const std::string& method, absl::Time now, engine::Match& match) {
  using engine::MatchState;
  const std::map<std::string, MatchState> states = {
      {"RecordAnswer", MatchState::kProposed}, {"RetractMatch", MatchState::kProposed},
      {"GetIntroduction", MatchState::kShown}, {"StartTrial", MatchState::kShown},
      {"StartMatch", MatchState::kTrial},      {"PauseMatch", MatchState::kActive},
      {"EndMatch", MatchState::kActive},       {"RecordCheckIn", MatchState::kActive},
  };
  const auto state = states.find(method.substr(method.find('.') + 1));
  match.state = state == states.end() ? MatchState::kEnded : state->second;
  if (match.state == MatchState::kEnded) match.end_reason = engine::EndReason::kGoalReached;
  if (match.state == MatchState::kActive) match.start_time = now - absl::Hours(24 * 15);
  if (match.state != MatchState::kShown) return;
  for (const auto side : {engine::MatchSide::kResident, engine::MatchSide::kOther}) {
    match.consents.push_back({side, engine::Answer::kYes, now, ""});
  }
}

}  // namespace

const std::vector<std::string> MatrixTest::kCallers = {"anonymous", "coordinator",   "referrer",       "partner",
                                                       "analyst",   "administrator", "privacy_officer"};

MatrixTest::MatrixTest() {
  MakeBackground();
  MakeParties();
}

void MatrixTest::MakeParties() {
  administrator_ = FirstAdministrator();
  const auto add = [&](const std::string& caller, const std::string& rest) {
    const Person person = NewPerson(administrator_, caller, rest);
    parties_[caller] = {person.token, caller, ""};
  };
  add("coordinator", "roles: COORDINATOR system: 'coordinator' municipality: '" + kHere + "'");
  add("referrer",
      "roles: REFERRER system: 'referrer' organisation: 'organisations/team' municipality: '" + kHere + "'");
  add("analyst", "roles: ANALYST system: 'analyst'");
  add("privacy_officer", "roles: PRIVACY_OFFICER system: 'privacy-officer'");
  parties_["referrer"].organisation = "organisations/team";
  parties_["administrator"] = {administrator_.token, "administrator", ""};
  v1::CreatePartnerTokenRequest request;
  *request.mutable_partner_token() = Parsed<v1::PartnerToken>(
      "title: 'A' system: 'partner' municipality: '" + kHere +
      "' scopes: [ MATCH_READ, PROFILE_READ, PROFILE_WRITE, CATALOGUE_READ, CATALOGUE_WRITE, CHANGES_READ, "
      "REFERRAL_WRITE ]");
  parties_["partner"] = {Admin(&Accounts::CreatePartnerToken, request, administrator_.token).value().secret(),
                         "partner", ""};
  parties_["anonymous"] = {};
  server_->directory().ForEachAccount("", [&](const services::Account& account) {
    parties_[account->user_name == "beheer" ? "administrator" : account->user_name].account = account->name;
    return true;
  });
}

void MatrixTest::MakeBackground() {
  auto volunteer = Read<services::VolunteerKind>(kSomebody + "municipality: '" + kHere + "'", clock_.Now());
  volunteer.meta = NewMeta(Kind::kVolunteer, kOthers);
  volunteer.meta.id.id = "background";
  auto activity = Read<services::ActivityKind>(kActivity, clock_.Now());
  activity.meta = NewMeta(Kind::kActivity, kOthers);
  activity.meta.id.id = "background";
  // With a waiting list.
  auto full = Read<services::ActivityKind>(
      kActivity + "topics: 'music.choir' languages { code: 'nl' level: FLUENT } capacity: 0", clock_.Now());
  full.meta = NewMeta(Kind::kActivity, kOthers);
  full.meta.id.id = "full";
  engine::Organisation team;
  team.meta = NewMeta(Kind::kOrganisation, kOthers);
  team.meta.id.id = "team";
  Store({std::make_shared<const engine::Volunteer>(volunteer), std::make_shared<const engine::Activity>(activity),
         std::make_shared<const engine::Activity>(full), std::make_shared<const engine::Organisation>(team)});
}

engine::Metadata MatrixTest::NewMeta(Kind kind, const std::string& system) const {
  return services::NewMetadata(kind, system, "", clock_.Now());
}

void MatrixTest::Store(std::vector<engine::Change> changes) {
  StoreDecided(services::Decision{std::move(changes), ""});
}

void MatrixTest::StoreDecided(services::Decision decision) {
  services::Mutation mutation;
  mutation.decide = [decision = std::move(decision)](
                        const engine::Snapshot&, absl::Time) -> absl::StatusOr<services::Decision> { return decision; };
  std::promise<absl::Status> done;
  mutation.done = [&done](const absl::StatusOr<services::Answer>& answer) { done.set_value(answer.status()); };
  server_->registry().Submit(std::move(mutation));
  const absl::Status stored = done.get_future().get();
  if (!stored.ok()) ADD_FAILURE() << stored;
}

void MatrixTest::MakePair(Kind kind, const std::string& method, const std::string& system, Facts& facts) {
  const std::string municipality = facts["municipality"];
  auto resident = Read<services::ResidentKind>(kSomebody + "municipality: '" + municipality + "'", clock_.Now());
  resident.meta = NewMeta(Kind::kResident, system);
  auto volunteer = Read<services::VolunteerKind>(kSomebody + "municipality: '" + municipality + "'", clock_.Now());
  volunteer.meta = NewMeta(Kind::kVolunteer, system);
  std::vector<engine::Change> changes = {std::make_shared<const engine::Resident>(resident),
                                         std::make_shared<const engine::Volunteer>(volunteer)};
  facts["first"] = engine::NameOf(resident.meta.id);
  facts["second"] = engine::NameOf(volunteer.meta.id);
  const engine::Metadata meta = NewMeta(kind, system);
  if (kind == Kind::kMatch) {
    auto match = std::make_shared<engine::Match>();
    match->meta = meta;
    match->resident = resident.meta.id;
    match->other = volunteer.meta.id;
    PutInStateFor(method, clock_.Now(), *match);
    changes.emplace_back(std::shared_ptr<const engine::Match>(match));
  } else {
    auto exclusion = std::make_shared<engine::Exclusion>();
    exclusion->meta = meta;
    exclusion->first = resident.meta.id;
    exclusion->second = volunteer.meta.id;
    exclusion->category = engine::ExclusionCategory::kFamily;
    exclusion->until = absl::CivilDay(2030, 1, 1);
    changes.emplace_back(std::shared_ptr<const engine::Exclusion>(exclusion));
  }
  Store(std::move(changes));
  made_.insert(made_.end(), {meta.id, resident.meta.id, volunteer.meta.id});
  facts["name"] = engine::NameOf(meta.id);
  facts["etag"] = services::EtagOf(meta);
}

// In a state from which the method goes on; another's is of another team.
void MatrixTest::MakeReferral(const std::string& method, bool own, const Party& caller, Facts& facts) {
  using engine::ReferralState;
  auto referral =
      Read<services::ReferralKind>(kReferral + "municipality: '" + facts["municipality"] + "'", clock_.Now());
  referral.meta = NewMeta(Kind::kReferral, own ? caller.system : kOthers);
  referral.referrer = own ? caller.organisation : "organisations/elders";
  referral.steps.clear();
  std::vector<ReferralState> states = {ReferralState::kRequested};
  if (absl::StrContains(method, "SaveReferral") || absl::StrContains(method, "SubmitReferral")) {
    states = {ReferralState::kDraft};
  }
  if (absl::StrContains(method, "Resume")) states.push_back(ReferralState::kOnHold);
  if (absl::StrContains(method, "Complete")) states.push_back(ReferralState::kAccepted);
  for (const ReferralState state : states) {
    services::TakeStep(state, engine::ReferralReason::kUnspecified, clock_.Now(), "", referral);
  }
  facts["name"] = engine::NameOf(referral.meta.id);
  facts["etag"] = services::EtagOf(referral.meta);
  made_.push_back(referral.meta.id);
  Store({std::make_shared<const engine::Referral>(std::move(referral))});
}

void MatrixTest::MakeAccountOrToken(const std::string& method, Whose whose, Facts& facts) {
  if (method.starts_with("SessionService")) {
    facts["name"] = "sessions/" + kNobody;
    // One more of the administrator's.
    if (whose == Whose::kOwn) facts["name"] = SignIn(administrator_).value().session().name();
    if (whose != Whose::kOther) return;
    // Of somebody who calls nothing.
    const Person other = NewPerson(administrator_, absl::StrCat("other", count_), "roles: ANALYST");
    const std::string account = server_->directory().FindUser(other.user_name)->name;
    server_->directory().ForEachSession(account, "", clock_.Now(),
                                        [&](const services::SessionEntry& session, absl::Time) {
                                          facts["name"] = session->name;
                                          return true;
                                        });
    return;
  }
  const bool token = absl::StrContains(method, "PartnerToken");
  facts["name"] = (token ? "tokens/" : "accounts/") + kNobody;
  facts["etag"] = "\"1\"";
  if (whose != Whose::kOwn) return;
  if (token) {
    v1::CreatePartnerTokenRequest request;
    *request.mutable_partner_token() = Parsed<v1::PartnerToken>("title: 'A' system: 'crm' scopes: MATCH_READ");
    const auto made = Admin(&Accounts::CreatePartnerToken, request, administrator_.token).value();
    facts["name"] = made.name();
    facts["etag"] = made.etag();
    return;
  }
  const std::string account = absl::StrCat("user_name: 'spare", count_, "' display_name: 'A' roles: ANALYST");
  auto made = CreateAccount(administrator_, account).value();
  if (method.ends_with("EnableAccount")) {
    v1::DisableAccountRequest request;
    request.set_name(made.name());
    made = Admin(&Accounts::DisableAccount, request, administrator_.token).value();
  }
  facts["name"] = made.name();
  facts["etag"] = made.etag();
}

void MatrixTest::MakeOutcome(const engine::EntityId& resident, Facts& facts) {
  const storage::OutcomeRecord outcome{.resident = resident.id,
                                       .id = "o",
                                       .instrument = storage::Instrument::kUcla3,
                                       .day = absl::CivilDay(2026, 11, 1),
                                       .answers = {{1, storage::Reply::kOften}},
                                       .create_time = clock_.Now()};
  const std::string name = engine::NameOf(resident);
  services::Decision decision;
  decision.records.push_back({storage::OutcomeKey({outcome.resident, outcome.id}),
                              storage::EncodeRecord(outcome),
                              {name, storage::OutcomeSubject(name)}});
  StoreDecided(std::move(decision));
  facts["outcome"] = outcome.id;
}

MatrixTest::Facts MatrixTest::Make(const std::string& method, Whose whose, const Party& caller) {
  Facts facts = {{"somebody", kSomebody},
                 {"referral", kReferral},
                 {"activity", kActivity},
                 {"background", "volunteers/background"},
                 {"outcome", "nothing"},
                 {"count", std::to_string(++count_)},
                 {"revision", std::to_string(server_->registry().snapshot()->revision())},
                 {"municipality", whose == Whose::kOther ? kElsewhere : kHere}};
  google::protobuf::TextFormat::Printer printer;
  printer.PrintToString(services::ToApi(engine::Policy()), &facts["policy"]);
  const std::optional<Kind> kind = KindOf(method);
  if (!kind.has_value()) {
    MakeAccountOrToken(method, whose, facts);
    return facts;
  }
  const engine::EntityId nobody{*kind, kNobody};
  facts["name"] = engine::NameOf(nobody);
  facts["first"] = "residents/" + kNobody;
  facts["second"] = "volunteers/" + kNobody;
  facts["etag"] = "\"1\"";
  if (whose == Whose::kNonexistent || whose == Whose::kNobodys) return facts;
  const std::string system = whose == Whose::kOwn ? caller.system : kOthers;
  if (*kind == Kind::kReferral) {
    MakeReferral(method, whose == Whose::kOwn, caller, facts);
    return facts;
  }
  if (*kind == Kind::kMatch || *kind == Kind::kExclusion) {
    MakePair(*kind, method, system, facts);
    return facts;
  }
  const engine::Metadata meta = NewMeta(*kind, system);
  const std::string text = "municipality: '" + facts["municipality"] + "'";
  const bool paused = absl::StrContains(method, "Resume");
  const auto person = [&](auto value) {
    value.meta = meta;
    if (paused) value.state = engine::ProfileState::kPaused;
    Store({std::make_shared<const decltype(value)>(std::move(value))});
  };
  if (*kind == Kind::kResident) person(Read<services::ResidentKind>(kSomebody + text, clock_.Now()));
  if (*kind == Kind::kVolunteer) person(Read<services::VolunteerKind>(kSomebody + text, clock_.Now()));
  if (*kind == Kind::kActivity) {
    auto activity = Read<services::ActivityKind>(kActivity + text, clock_.Now());
    activity.meta = meta;
    Store({std::make_shared<const engine::Activity>(std::move(activity))});
  }
  if (*kind == Kind::kOrganisation) {
    engine::Organisation organisation;
    organisation.meta = meta;
    organisation.title = "A";
    organisation.kind = engine::OrganisationKind::kClub;
    organisation.contact = "a@b.example";
    Store({std::make_shared<const engine::Organisation>(std::move(organisation))});
  }
  if (method.starts_with("OutcomeService")) MakeOutcome(meta.id, facts);
  made_.push_back(meta.id);
  facts["name"] = engine::NameOf(meta.id);
  facts["etag"] = services::EtagOf(meta);
  return facts;
}

void MatrixTest::EraseMade() {
  std::vector<engine::Change> changes;
  for (const engine::EntityId& id : made_) {
    if (server_->registry().snapshot()->FindMetadata(id) != nullptr) changes.emplace_back(engine::Erased{id});
  }
  made_.clear();
  if (!changes.empty()) Store(std::move(changes));
}

MatrixTest::Prepared MatrixTest::Prepare(const std::string& method, Whose whose, const std::string& caller) {
  clock_.Advance(absl::Milliseconds(50));
  const Party& party = parties_.at(caller);
  const std::size_t before = EntryCount();
  const Facts facts = Make(method, whose, party);
  for (std::size_t entry = before + 1; entry <= EntryCount(); ++entry) preparing_.insert(entry);
  const google::protobuf::MethodDescriptor& descriptor = MethodNamed(method);
  Prepared prepared{NewMessage(*descriptor.input_type()), party.token};
  const std::string text = RequestText(descriptor.name(), facts);
  // The methods that ask for nothing have no name to give.
  const bool asks =
      descriptor.input_type()->FindFieldByName("name") != nullptr || Requests().contains(descriptor.name());
  if (asks && !google::protobuf::TextFormat::ParseFromString(text, prepared.request.get())) ADD_FAILURE() << text;
  return prepared;
}

GenericOutcome MatrixTest::CallAbout(const std::string& method, Whose whose, const std::string& caller,
                                     const std::string& stated_reason) {
  const Prepared call = Prepare(method, whose, caller);
  GenericOutcome outcome =
      CallMethod(server_->channel(), MethodNamed(method), *call.request, call.token, stated_reason);
  // What the call made itself.
  if (outcome.response->GetDescriptor()->FindFieldByName("name") != nullptr) {
    const auto& field = *outcome.response->GetDescriptor()->FindFieldByName("name");
    const auto id = engine::ParseName(outcome.response->GetReflection()->GetString(*outcome.response, &field));
    if (id.has_value() && std::find(made_.begin(), made_.end(), *id) == made_.end()) made_.insert(made_.begin(), *id);
  }
  if (const auto* referral = dynamic_cast<const v1::Referral*>(outcome.response.get()); referral != nullptr) {
    // Whom it led to.
    if (const auto id = engine::ParseName(referral->resident())) made_.push_back(*id);
  }
  EraseMade();
  return outcome;
}

std::size_t MatrixTest::EntryCount() const {
  const auto head = storage::ReadAuditHead(vault_->store());
  EXPECT_TRUE(head.ok()) << head.status();
  return head.ok() ? head->entry : 0;
}

std::vector<std::string> MatrixTest::EntriesSince(std::size_t count) const {
  storage::AuditQuery query;
  query.limit = EntryCount();
  std::vector<std::string> entries;
  auto page = server_->registry().audit().List(query);
  EXPECT_TRUE(page.ok());
  std::reverse(page->entries.begin(), page->entries.end());
  for (const storage::AuditEntry& entry : page->entries) {
    if (entry.entry <= count || preparing_.contains(entry.entry)) continue;
    const bool refused = entry.event.outcome == absl::StatusCode::kPermissionDenied;
    entries.push_back(entry.event.operation + (refused ? " no" : ""));
  }
  return entries;
}

int HighestClassIn(const google::protobuf::Message& message) {
  int highest = v1::P0;
  if (message.GetDescriptor()->file()->package() != "klik.v1") return highest;
  const google::protobuf::Reflection& fields = *message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> set;
  fields.ListFields(message, &set);
  for (const google::protobuf::FieldDescriptor* const field : set) {
    highest = std::max<int>(highest, field->options().GetExtension(v1::data));
    if (field->message_type() == nullptr || field->is_map()) continue;
    if (!field->is_repeated()) {
      highest = std::max(highest, HighestClassIn(fields.GetMessage(message, field)));
      continue;
    }
    for (int i = 0; i < fields.FieldSize(message, field); ++i) {
      highest = std::max(highest, HighestClassIn(fields.GetRepeatedMessage(message, field, i)));
    }
  }
  return highest;
}

}  // namespace klik::testing
