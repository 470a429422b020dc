// A server with canned answers, real gRPC on a free port of loopback, for tests of the client.
//
// Its answers: residents R1 to R3 in pages of one; volunteer V1 with external id V1; exclusion X1 of the two;
// residents/bad breaks two fields; SearchCandidates and ExplainMatch give back what they were asked for in the
// candidate's name and texts; there is one triad, and one circle in Andijk. An imported resident is created; with
// external id `bad` it fails, with `late` its result comes last, with `break` the stream breaks off with ABORTED. Who
// watches is told of R1 at the next revision, then the server stops. The policy in force is `now`; another is tried
// with somebody who rises, falls, comes and goes. The audit trail is in order unless something was noted of it.
#ifndef KLIK_TESTS_CLIENTS_CLI_FAKE_SERVER_H_
#define KLIK_TESTS_CLIENTS_CLI_FAKE_SERVER_H_

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "grpc/health/v1/health.grpc.pb.h"
#include "klik/v1/admin_service.grpc.pb.h"
#include "klik/v1/exclusion_service.grpc.pb.h"
#include "klik/v1/matching_service.grpc.pb.h"
#include "klik/v1/outcome_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "klik/v1/transfer_service.grpc.pb.h"
#include "klik/v1/volunteer_service.grpc.pb.h"
#include "tests/clients/cli/fake_casework.h"
#include "tests/clients/cli/fake_referrals.h"

namespace klik::testing {

class FakeResidents final : public v1::ResidentService::Service {
 public:
  grpc::Status GetResident(grpc::ServerContext* context, const v1::GetResidentRequest* request,
                           v1::Resident* response) override;
  grpc::Status ListResidents(grpc::ServerContext* context, const v1::ListResidentsRequest* request,
                             v1::ListResidentsResponse* response) override;
  grpc::Status EraseResident(grpc::ServerContext* context, const v1::EraseResidentRequest* request,
                             v1::ErasureCertificate* response) override;
};

class FakeVolunteers final : public v1::VolunteerService::Service {
 public:
  grpc::Status GetVolunteer(grpc::ServerContext* context, const v1::GetVolunteerRequest* request,
                            v1::Volunteer* response) override;
  grpc::Status EraseVolunteer(grpc::ServerContext* context, const v1::EraseVolunteerRequest* request,
                              v1::ErasureCertificate* response) override;
};

class FakeExclusions final : public v1::ExclusionService::Service {
 public:
  grpc::Status GetExclusion(grpc::ServerContext* context, const v1::GetExclusionRequest* request,
                            v1::Exclusion* response) override;
  grpc::Status ListExclusions(grpc::ServerContext* context, const v1::ListExclusionsRequest* request,
                              v1::ListExclusionsResponse* response) override;
};

class FakeMatching final : public v1::MatchingService::Service {
 public:
  grpc::Status SearchCandidates(grpc::ServerContext* context, const v1::SearchCandidatesRequest* request,
                                v1::SearchCandidatesResponse* response) override;
  grpc::Status ExplainMatch(grpc::ServerContext* context, const v1::ExplainMatchRequest* request,
                            v1::ExplainMatchResponse* response) override;
  grpc::Status SearchTriads(grpc::ServerContext* context, const v1::SearchTriadsRequest* request,
                            v1::SearchTriadsResponse* response) override;
  grpc::Status SearchCircles(grpc::ServerContext* context, const v1::SearchCirclesRequest* request,
                             v1::SearchCirclesResponse* response) override;

  grpc::Status CheckCapacity(grpc::ServerContext* context, const v1::CheckCapacityRequest* request,
                             v1::CheckCapacityResponse* response) override;

  // Of the last searches; read them only when no call runs.
  v1::SearchCandidatesRequest last_request;
  v1::SearchTriadsRequest last_triads;
  v1::SearchCirclesRequest last_circles;
  v1::CheckCapacityRequest last_capacity;
};

// Records give back what was sent, with a name; the list is of what was recorded last; the summary is of 12 people.
class FakeOutcomes final : public v1::OutcomeService::Service {
 public:
  grpc::Status RecordOutcome(grpc::ServerContext* context, const v1::RecordOutcomeRequest* request,
                             v1::Outcome* response) override;
  grpc::Status ListOutcomes(grpc::ServerContext* context, const v1::ListOutcomesRequest* request,
                            v1::ListOutcomesResponse* response) override;
  grpc::Status SummariseOutcomes(grpc::ServerContext* context, const v1::SummariseOutcomesRequest* request,
                                 v1::SummariseOutcomesResponse* response) override;

  // Of the last calls; read them only when no call runs.
  v1::RecordOutcomeRequest last_record;
  v1::SummariseOutcomesRequest last_summary;
};

class FakeTransfer final : public v1::TransferService::Service {
 public:
  using Stream = grpc::ServerReaderWriter<v1::ImportRecordsResponse, v1::ImportRecordsRequest>;
  grpc::Status ImportRecords(grpc::ServerContext* context, Stream* stream) override;

  grpc::Status WatchChanges(grpc::ServerContext* context, const v1::WatchChangesRequest* request,
                            grpc::ServerWriter<v1::WatchChangesResponse>* writer) override;

  // Of the last import; read them only when no call runs.
  std::vector<int> lines;
  bool validate_only = false;
  // Answers nothing, as a server with a fault.
  bool silent = false;
};

class FakeAdmin final : public v1::AdminService::Service {
 public:
  grpc::Status GetPolicy(grpc::ServerContext* context, const v1::GetPolicyRequest* request,
                         v1::Policy* response) override;
  grpc::Status TryPolicy(grpc::ServerContext* context, const v1::TryPolicyRequest* request,
                         v1::TryPolicyResponse* response) override;
  grpc::Status CheckKeys(grpc::ServerContext* context, const v1::CheckKeysRequest* request,
                         v1::CheckKeysResponse* response) override;
  grpc::Status RotateKey(grpc::ServerContext* context, const v1::RotateKeyRequest* request,
                         v1::RotateKeyResponse* response) override;
  grpc::Status VerifyAudit(grpc::ServerContext* context, const v1::VerifyAuditRequest* request,
                           v1::VerifyAuditResponse* response) override;
  grpc::Status ListAuditEntries(grpc::ServerContext* context, const v1::ListAuditEntriesRequest* request,
                                v1::ListAuditEntriesResponse* response) override;

  // Whether a record is damaged.
  std::atomic<bool> damaged = false;
  // Of the last calls; read them only when no call runs.
  v1::TryPolicyRequest last_request;
  v1::VerifyAuditRequest last_verify;
  v1::ListAuditEntriesRequest last_list;
};

class FakeHealth final : public grpc::health::v1::Health::Service {
 public:
  grpc::Status Check(grpc::ServerContext* context, const grpc::health::v1::HealthCheckRequest* request,
                     grpc::health::v1::HealthCheckResponse* response) override;

  std::atomic<bool> serving = true;
};

class FakeServer {
 public:
  explicit FakeServer(const std::shared_ptr<grpc::ServerCredentials>& credentials = grpc::InsecureServerCredentials());

  // `127.0.0.1:PORT`.
  const std::string& address() const { return address_; }
  void Stop() { server_->Shutdown(); }

  FakeMatching matching;
  FakeOutcomes outcomes;
  FakeTransfer transfer;
  FakeHealth health;
  FakeAdmin admin;
  FakeMatches matches;
  FakeWork work;

 private:
  FakeResidents residents_;
  FakeVolunteers volunteers_;
  FakeExclusions exclusions_;
  FakeInsight insight_;
  FakeReferrals referrals_;
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace klik::testing

#endif  // KLIK_TESTS_CLIENTS_CLI_FAKE_SERVER_H_
