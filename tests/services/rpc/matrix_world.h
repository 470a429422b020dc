// Somebody for every role, and records of theirs and of others for them to call about.
#ifndef KLIK_TESTS_SERVICES_RPC_MATRIX_WORLD_H_
#define KLIK_TESTS_SERVICES_RPC_MATRIX_WORLD_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/index/snapshot_builder.h"
#include "engine/model/entity.h"
#include "google/protobuf/descriptor.h"
#include "tests/services/rpc/account_server.h"
#include "tests/services/rpc/generic_call.h"

namespace klik::testing {

enum class Whose : std::uint8_t { kOwn, kSame, kOther, kNonexistent, kNobodys };

class MatrixTest : public AccountTest {
 protected:
  // In the order of the columns of the matrix.
  static const std::vector<std::string> kCallers;

  MatrixTest();

  // Calls the method about such a record, which is made for it and gone afterwards.
  GenericOutcome CallAbout(const std::string& method, Whose whose, const std::string& caller,
                           const std::string& stated_reason = "");

  // A call that nobody has made yet, about such a record, which is made for it and stays.
  struct Prepared {
    std::unique_ptr<google::protobuf::Message> request;
    std::string token;
  };
  Prepared Prepare(const std::string& method, Whose whose, const std::string& caller);

  // Entries of the audit trail but those of the calls that make the records: `{operation}`, and ` no` if refused.
  std::size_t EntryCount() const;
  std::vector<std::string> EntriesSince(std::size_t count) const;

 private:
  struct Party {
    std::string token;
    std::string system;
    std::string account;
    std::string organisation = {};
  };
  // What a request can say about the record.
  using Facts = std::map<std::string, std::string>;

  void MakeParties();
  void MakeBackground();
  engine::Metadata NewMeta(engine::Kind kind, const std::string& system) const;
  void Store(std::vector<engine::Change> changes);
  void StoreDecided(services::Decision decision);
  // Makes a record of the kind that the method is about; its name, etag and the like.
  Facts Make(const std::string& method, Whose whose, const Party& caller);
  void MakeAccountOrToken(const std::string& method, Whose whose, Facts& facts);
  void MakeOutcome(const engine::EntityId& resident, Facts& facts);
  void MakePair(engine::Kind kind, const std::string& method, const std::string& system, Facts& facts);
  void MakeReferral(const std::string& method, bool own, const Party& caller, Facts& facts);
  void EraseMade();

  std::map<std::string, Party> parties_;
  Person administrator_;
  std::vector<engine::EntityId> made_;
  std::set<std::size_t> preparing_;  // Entries of calls that made a record to call about.
  int count_ = 0;
};

// The highest class of any field that is set, however deep; P0 of an empty message.
int HighestClassIn(const google::protobuf::Message& message);

}  // namespace klik::testing

#endif  // KLIK_TESTS_SERVICES_RPC_MATRIX_WORLD_H_
