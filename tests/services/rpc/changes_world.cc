#include "tests/services/rpc/changes_world.h"

#include <chrono>
#include <utility>

#include "tests/services/registry/registry_calls.h"
#include "tests/services/rpc/messages.h"

namespace klik::testing {
namespace {

constexpr std::chrono::seconds kTimeout{30};

}  // namespace

bool Copy::Take(const v1::WatchChangesResponse& message) {
  waiting_.insert(waiting_.end(), message.changes().begin(), message.changes().end());
  if (message.revision() == 0) return false;
  for (const v1::RecordChange& change : waiting_) {
    if (change.removed()) {
      records_.erase(change.name());
      removed_.push_back(change.name());
    } else {
      records_[change.name()] = change.SerializeAsString();
    }
  }
  waiting_.clear();
  revision_ = message.revision();
  return true;
}

Watch::Watch(const AccountServer& server, const std::string& token, std::int64_t after)
    : stub_(v1::TransferService::NewStub(server.channel())) {
  context_.AddMetadata("authorization", "Bearer " + token);
  context_.set_deadline(std::chrono::system_clock::now() + kTimeout);
  v1::WatchChangesRequest request;
  request.set_after_revision(after);
  reader_ = stub_->WatchChanges(&context_, request);
}

Watch::~Watch() {
  context_.TryCancel();
  if (!finished_) reader_->Finish();
}

void Watch::ReadTo(std::int64_t revision, Copy& copy) {
  v1::WatchChangesResponse message;
  while (copy.revision() < revision) {
    ASSERT_TRUE(Read(message)) << "at " << copy.revision() << " of " << revision;
    copy.Take(message);
  }
}

Outcome<v1::WatchChangesResponse> Watch::Finish() {
  finished_ = true;
  return {reader_->Finish(), {}};
}

ChangesTest::ChangesTest() = default;

void ChangesTest::RestartWith(const services::WatchOptions& options) {
  server_.reset();
  server_ = std::make_unique<AccountServer>(*vault_, clock_, AccountServer::kCheap, grpc::InsecureServerCredentials(),
                                            std::nullopt, options);
}

std::string ChangesTest::NewToken(const std::string& rest) {
  v1::CreatePartnerTokenRequest request;
  *request.mutable_partner_token() = Parsed<v1::PartnerToken>("title: 'A' " + rest);
  return Admin(&Accounts::CreatePartnerToken, request, admin_.token).value().secret();
}

std::int64_t ChangesTest::Commit(std::vector<engine::Change> changes) {
  const auto decide = [&](const engine::Snapshot&, absl::Time) -> absl::StatusOr<services::Decision> {
    return services::Decision{changes, ""};
  };
  const auto answer = services::Call(server_->registry(), decide);
  EXPECT_TRUE(answer.ok()) << answer.status();
  return answer.ok() ? static_cast<std::int64_t>(answer->revision) : 0;
}

std::int64_t ChangesTest::Erase(std::vector<engine::EntityId> ids) {
  std::vector<engine::Change> changes;
  for (engine::EntityId& id : ids) changes.emplace_back(engine::Erased{std::move(id)});
  return Commit(std::move(changes));
}

engine::Resident ChangesTest::Resident(const std::string& id, const std::string& system,
                                       const std::string& municipality) const {
  engine::Resident resident;
  resident.meta = {.id = {engine::Kind::kResident, id},
                   .external_id = {},
                   .system = system,
                   .version = 1,
                   .create_time = clock_.Now(),
                   .update_time = clock_.Now()};
  resident.municipality = municipality;
  resident.display_name = "Truus " + id;
  resident.place.postcode = "1693";
  return resident;
}

engine::Volunteer ChangesTest::Volunteer(const std::string& id, const std::string& system) const {
  engine::Volunteer volunteer;
  static_cast<engine::Person&>(volunteer) = Resident(id, system);
  volunteer.meta.id.kind = engine::Kind::kVolunteer;
  return volunteer;
}

engine::Match ChangesTest::Match(const std::string& id, const std::string& system, const engine::EntityId& resident,
                                 const engine::EntityId& other) const {
  engine::Match match;
  match.meta = Resident("any", system).meta;
  match.meta.id = {engine::Kind::kMatch, id};
  match.resident = resident;
  match.other = other;
  return match;
}

engine::Resident ChangesTest::NextOf(const std::string& id) const {
  engine::Resident resident = *server_->registry().snapshot()->FindResident(id);
  ++resident.meta.version;
  resident.display_name += ".";
  return resident;
}

Copy ChangesTest::CopyOf(const std::string& token) const {
  Copy copy;
  Watch watch(*server_, token, 0);
  watch.ReadTo(revision(), copy);
  return copy;
}

}  // namespace klik::testing
