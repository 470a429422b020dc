// Two partners, a coordinator and what they watch: people, activities and matches put straight into the registry.
#ifndef KLIK_TESTS_SERVICES_RPC_CHANGES_WORLD_H_
#define KLIK_TESTS_SERVICES_RPC_CHANGES_WORLD_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/index/snapshot_builder.h"
#include "engine/model/match.h"
#include "engine/model/person.h"
#include "engine/model/referral.h"
#include "klik/v1/transfer_service.grpc.pb.h"
#include "tests/services/rpc/account_server.h"

namespace klik::testing {

// A client that keeps a copy, as the contract says: what comes is kept together with its revision.
class Copy {
 public:
  // By name; serialized as it came.
  using Records = std::map<std::string, std::string>;

  std::int64_t revision() const { return revision_; }
  const Records& records() const { return records_; }
  // Names that were told as gone, ever.
  const std::vector<std::string>& removed() const { return removed_; }

  // Whether the copy is now of a revision.
  bool Take(const v1::WatchChangesResponse& message);
  // The stream broke: what has no revision yet is not kept.
  void Break() { waiting_.clear(); }

 private:
  std::int64_t revision_ = 0;
  Records records_;
  std::vector<v1::RecordChange> waiting_;
  std::vector<std::string> removed_;
};

class Watch {
 public:
  Watch(const AccountServer& server, const std::string& token, std::int64_t after);
  ~Watch();

  // False when the stream has ended; then `Finish` tells why.
  bool Read(v1::WatchChangesResponse& message) { return reader_->Read(&message); }
  // Reads into `copy` until it is of `revision` or later.
  void ReadTo(std::int64_t revision, Copy& copy);
  Outcome<v1::WatchChangesResponse> Finish();

 private:
  std::unique_ptr<v1::TransferService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchChangesResponse>> reader_;
  bool finished_ = false;
};

class ChangesTest : public AccountTest {
 protected:
  ChangesTest();

  void RestartWith(const services::WatchOptions& options);

  std::string NewToken(const std::string& rest);

  // Commits all of it at once; the revision.
  std::int64_t Commit(std::vector<engine::Change> changes);
  std::int64_t Erase(std::vector<engine::EntityId> ids);
  std::int64_t revision() const { return static_cast<std::int64_t>(server_->registry().snapshot()->revision()); }

  engine::Resident Resident(const std::string& id, const std::string& system,
                            const std::string& municipality = "GM0420") const;
  engine::Volunteer Volunteer(const std::string& id, const std::string& system) const;
  engine::Match Match(const std::string& id, const std::string& system, const engine::EntityId& resident,
                      const engine::EntityId& other) const;
  template <typename Value>
  static engine::Change ChangeOf(Value value) {
    return std::make_shared<const Value>(std::move(value));
  }
  // As it is now, and once more.
  engine::Resident NextOf(const std::string& id) const;

  // Everything there is for who has the token.
  Copy CopyOf(const std::string& token) const;

  const Person admin_ = FirstAdministrator();
  const Person coordinator_ = NewPerson(admin_, "trijn", "roles: COORDINATOR system: 'klik' municipality: 'GM0420'");
  const std::string zaak_ = NewToken("system: 'zaak' " + kScopes);
  const std::string wijk_ = NewToken("system: 'wijk' " + kScopes);

 private:
  static inline const std::string kScopes = "scopes: [ CHANGES_READ, PROFILE_READ, CATALOGUE_READ, MATCH_READ ]";
};

}  // namespace klik::testing

#endif  // KLIK_TESTS_SERVICES_RPC_CHANGES_WORLD_H_
