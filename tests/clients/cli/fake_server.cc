#include "tests/clients/cli/fake_server.h"

#include <grpcpp/server_builder.h>

#include <cstdint>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace klik::testing {
namespace {

constexpr int kResidents = 3;
constexpr std::int64_t kAuditSeconds = 1'793'611'800;  // 2 November 2026, 9:30.

grpc::Status NotFound() {
  google::rpc::ErrorInfo info;
  info.set_reason("NO_SUCH_RESOURCE");
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  return grpc::Status(grpc::StatusCode::NOT_FOUND, "there is no such resource", details.SerializeAsString());
}

grpc::Status TwoViolations() {
  google::rpc::BadRequest bad_request;
  auto* violation = bad_request.add_field_violations();
  violation->set_field("name");
  violation->set_description("unknown form");
  violation = bad_request.add_field_violations();
  violation->set_field("view");
  violation->set_description("not supported");
  google::rpc::Status details;
  details.add_details()->PackFrom(bad_request);
  return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "2 fields are wrong", details.SerializeAsString());
}

void FillResident(int number, v1::Resident& resident) {
  resident.set_name("residents/r" + std::to_string(number));
  resident.set_external_id("R" + std::to_string(number));
  resident.set_display_name("Zoë " + std::to_string(number));
  resident.mutable_place()->set_postcode("1671");
  if (number == 1) resident.mutable_place()->set_settlement("Medemblik");
  resident.set_state(v1::Resident::ACTIVE);
}

void FillExclusion(v1::Exclusion& exclusion) {
  exclusion.set_name("exclusions/x1");
  exclusion.set_external_id("X1");
  exclusion.set_first("residents/r1");
  exclusion.set_second("volunteers/v1");
  exclusion.set_category(v1::Exclusion::FAMILY);
  exclusion.set_until("2027-08-31");
}

void FillCertificate(const std::string& name, v1::ErasureCertificate& certificate) {
  certificate.set_name(name);
  certificate.mutable_erase_time()->set_seconds(1'790'000'000);
  v1::ErasureCertificate::Erased& erased = *certificate.add_erased();
  erased.set_collection("matches");
  erased.set_records(2);
  certificate.set_searched_files(12);
  certificate.set_searched_kib(34567);
}

void FillReport(bool damaged, v1::KeyReport& report) {
  report.set_master_key("0a1b2c3d");
  report.set_people(3);
  report.set_records(7);
  if (damaged) report.add_damaged("residents/r1");
}

}  // namespace

grpc::Status FakeResidents::GetResident(grpc::ServerContext*, const v1::GetResidentRequest* request,
                                        v1::Resident* response) {
  if (request->name() == "residents/bad") return TwoViolations();
  if (request->name() != "residents/r1" && request->name() != "ext:R1") return NotFound();
  FillResident(1, *response);
  return grpc::Status::OK;
}

grpc::Status FakeResidents::ListResidents(grpc::ServerContext*, const v1::ListResidentsRequest* request,
                                          v1::ListResidentsResponse* response) {
  const int number = request->page_token().empty() ? 1 : std::stoi(request->page_token());
  FillResident(number, *response->add_residents());
  if (number < kResidents) response->set_next_page_token(std::to_string(number + 1));
  return grpc::Status::OK;
}

grpc::Status FakeResidents::EraseResident(grpc::ServerContext*, const v1::EraseResidentRequest* request,
                                          v1::ErasureCertificate* response) {
  if (request->name() != "residents/r1" && request->name() != "ext:R1") return NotFound();
  FillCertificate("residents/r1", *response);
  return grpc::Status::OK;
}

grpc::Status FakeVolunteers::EraseVolunteer(grpc::ServerContext*, const v1::EraseVolunteerRequest* request,
                                            v1::ErasureCertificate* response) {
  if (request->name() != "volunteers/v1" && request->name() != "ext:V1") return NotFound();
  FillCertificate("volunteers/v1", *response);
  return grpc::Status::OK;
}

grpc::Status FakeVolunteers::GetVolunteer(grpc::ServerContext*, const v1::GetVolunteerRequest* request,
                                          v1::Volunteer* response) {
  if (request->name() != "ext:V1" && request->name() != "volunteers/v1") return NotFound();
  response->set_name("volunteers/v1");
  response->set_external_id("V1");
  return grpc::Status::OK;
}

grpc::Status FakeExclusions::GetExclusion(grpc::ServerContext*, const v1::GetExclusionRequest* request,
                                          v1::Exclusion* response) {
  if (request->name() != "exclusions/x1") return NotFound();
  FillExclusion(*response);
  return grpc::Status::OK;
}

grpc::Status FakeExclusions::ListExclusions(grpc::ServerContext*, const v1::ListExclusionsRequest*,
                                            v1::ListExclusionsResponse* response) {
  FillExclusion(*response->add_exclusions());
  return grpc::Status::OK;
}

grpc::Status FakeMatching::SearchCandidates(grpc::ServerContext*, const v1::SearchCandidatesRequest* request,
                                            v1::SearchCandidatesResponse* response) {
  last_request = *request;
  if (request->subject() == "ext:nobody") return NotFound();
  auto& candidate = *response->add_candidates();
  candidate.set_candidate("volunteers/v1");
  candidate.set_kind(v1::VOLUNTEER);
  candidate.set_rank(1);
  candidate.set_score(0.75);
  if (request->include_excluded()) {
    auto& excluded = *response->add_excluded();
    excluded.set_candidate("volunteers/v2");
    excluded.add_reasons()->set_text("Nog geen VOG.");
    response->set_excluded_total(5);
  }
  return grpc::Status::OK;
}

grpc::Status FakeMatching::CheckCapacity(grpc::ServerContext*, const v1::CheckCapacityRequest* request,
                                         v1::CheckCapacityResponse* response) {
  last_capacity = *request;
  response->set_capacity(v1::CheckCapacityResponse::SEVERAL);
  response->set_volunteers(v1::CheckCapacityResponse::FEW);
  response->set_activities(v1::CheckCapacityResponse::NONE);
  response->set_expected_wait_days(30);
  return grpc::Status::OK;
}

grpc::Status FakeMatching::ExplainMatch(grpc::ServerContext*, const v1::ExplainMatchRequest* request,
                                        v1::ExplainMatchResponse* response) {
  // An answer without either side is what a later server could send.
  if (request->candidate() == "volunteers/none") return grpc::Status::OK;
  response->mutable_excluded()->set_candidate(request->candidate());
  response->mutable_excluded()->add_reasons()->set_text(request->subject() + " in " + request->language_code());
  return grpc::Status::OK;
}

grpc::Status FakeMatching::SearchTriads(grpc::ServerContext*, const v1::SearchTriadsRequest* request,
                                        v1::SearchTriadsResponse* response) {
  last_triads = *request;
  if (request->resident() == "ext:nobody") return NotFound();
  v1::Triad& triad = *response->add_triads();
  triad.set_volunteer("volunteers/v1");
  triad.set_activity("activities/a1");
  return grpc::Status::OK;
}

grpc::Status FakeMatching::SearchCircles(grpc::ServerContext*, const v1::SearchCirclesRequest* request,
                                         v1::SearchCirclesResponse* response) {
  last_circles = *request;
  response->add_circles()->set_settlement("Andijk");
  response->set_complete(true);
  return grpc::Status::OK;
}

grpc::Status FakeTransfer::ImportRecords(grpc::ServerContext*, Stream* stream) {
  lines.clear();
  v1::ImportRecordsResponse late;
  v1::ImportRecordsRequest request;
  while (stream->Read(&request)) {
    lines.push_back(request.line());
    validate_only = request.validate_only();
    const std::string& id = request.record().resident().external_id();
    if (id == "break") return grpc::Status(grpc::StatusCode::ABORTED, "the disk is full");
    v1::ImportRecordsResponse response;
    v1::ImportResult& result = id == "late" ? *late.add_results() : *response.add_results();
    result.set_line(request.line());
    result.set_outcome(v1::ImportResult::CREATED);
    if (id == "bad") {
      result.set_outcome(v1::ImportResult::FAILED);
      result.mutable_error()->set_code("INVALID_ARGUMENT");
      auto& violation = *result.mutable_error()->add_violations();
      violation.set_field("resident.place.postcode");
      violation.set_description("unknown postcode");
    }
    if (!silent) stream->Write(response);
  }
  if (!silent) stream->Write(late);
  return grpc::Status::OK;
}

grpc::Status FakeTransfer::WatchChanges(grpc::ServerContext*, const v1::WatchChangesRequest* request,
                                        grpc::ServerWriter<v1::WatchChangesResponse>* writer) {
  v1::WatchChangesResponse response;
  v1::RecordChange& change = *response.add_changes();
  change.set_name("residents/R1");
  change.mutable_resident()->set_name("residents/R1");
  response.set_revision(request->after_revision() + 1);
  writer->Write(response);
  return grpc::Status(grpc::StatusCode::UNAVAILABLE, "the server is stopping");
}

grpc::Status FakeAdmin::GetPolicy(grpc::ServerContext*, const v1::GetPolicyRequest* request, v1::Policy* response) {
  if (request->name() != "policies/current") return NotFound();
  response->set_name("policies/now");
  response->set_version("now");
  response->set_near_minutes(15);
  return grpc::Status::OK;
}

grpc::Status FakeAdmin::CheckKeys(grpc::ServerContext*, const v1::CheckKeysRequest*, v1::CheckKeysResponse* response) {
  FillReport(damaged, *response->mutable_keys());
  return grpc::Status::OK;
}

grpc::Status FakeAdmin::RotateKey(grpc::ServerContext*, const v1::RotateKeyRequest*, v1::RotateKeyResponse* response) {
  FillReport(damaged, *response->mutable_keys());
  response->mutable_keys()->set_master_key("99999999");
  return grpc::Status::OK;
}

grpc::Status FakeAdmin::TryPolicy(grpc::ServerContext*, const v1::TryPolicyRequest* request,
                                  v1::TryPolicyResponse* response) {
  last_request = *request;
  if (request->policy().version().empty()) return TwoViolations();
  response->set_policy_version("now");
  response->set_tried_version(request->policy().version());
  v1::RankingChange& change = *response->add_changes();
  change.set_subject("residents/r1");
  change.set_display_name("Zoë 1");
  const auto move = [&](const std::string& name, int before, int after) {
    v1::RankMove& out = *change.add_moves();
    out.set_candidate("volunteers/" + name);
    out.set_display_name(name);
    out.set_kind(v1::VOLUNTEER);
    out.set_rank_before(before);
    out.set_rank_after(after);
  };
  move("riser", 4, 1);
  move("comer", 0, 2);
  move("same", 3, 3);
  move("faller", 2, 14);
  move("goer", 1, 0);
  return grpc::Status::OK;
}

grpc::Status FakeAdmin::VerifyAudit(grpc::ServerContext*, const v1::VerifyAuditRequest* request,
                                    v1::VerifyAuditResponse* response) {
  last_verify = *request;
  response->set_last_entry("auditEntries/12");
  response->set_hash("c0ffee");
  response->mutable_last_time()->set_seconds(kAuditSeconds);
  if (request->noted_entry().empty()) return grpc::Status::OK;
  response->set_first_bad_entry(request->noted_entry());
  response->set_fault(v1::VerifyAuditResponse::NOT_AS_NOTED);
  return grpc::Status::OK;
}

grpc::Status FakeAdmin::ListAuditEntries(grpc::ServerContext*, const v1::ListAuditEntriesRequest* request,
                                         v1::ListAuditEntriesResponse* response) {
  last_list = *request;
  const auto add = [&](const std::string& account, const std::string& role, std::int64_t seconds) -> v1::AuditEntry& {
    v1::AuditEntry& entry = *response->add_audit_entries();
    entry.set_account(account);
    entry.add_roles(role);
    entry.mutable_write_time()->set_seconds(seconds);
    entry.set_operation("klik.v1.ResidentService/GetResident");
    entry.add_subjects("residents/r1");
    return entry;
  };
  v1::AuditEntry& seen = add("accounts/ann", "coordinator", kAuditSeconds);
  seen.set_outcome("OK");
  seen.set_purpose("matching");
  seen.set_reason("de huisarts\nvroeg ernaar");
  seen.set_closed_subjects(2);
  seen.set_erased_subjects(1);
  v1::AuditEntry& denied = add("accounts/bob", "referrer", kAuditSeconds - 60);
  denied.set_outcome("NOT_FOUND");
  denied.set_denied(true);
  response->set_next_page_token("more");
  return grpc::Status::OK;
}

grpc::Status FakeOutcomes::RecordOutcome(grpc::ServerContext*, const v1::RecordOutcomeRequest* request,
                                         v1::Outcome* response) {
  if (request->outcome().resident() == "ext:nobody") return NotFound();
  last_record = *request;
  *response = request->outcome();
  response->set_name("residents/r1/outcomes/o1");
  response->set_total(4);
  response->set_social(0);
  response->set_level(v1::Outcome::MODERATE);
  return grpc::Status::OK;
}

grpc::Status FakeOutcomes::ListOutcomes(grpc::ServerContext*, const v1::ListOutcomesRequest* request,
                                        v1::ListOutcomesResponse* response) {
  if (request->resident() == "ext:nobody") return NotFound();
  *response->add_outcomes() = last_record.outcome();
  return grpc::Status::OK;
}

grpc::Status FakeOutcomes::SummariseOutcomes(grpc::ServerContext*, const v1::SummariseOutcomesRequest* request,
                                             v1::SummariseOutcomesResponse* response) {
  last_summary = *request;
  response->set_people(12);
  return grpc::Status::OK;
}

grpc::Status FakeHealth::Check(grpc::ServerContext*, const grpc::health::v1::HealthCheckRequest*,
                               grpc::health::v1::HealthCheckResponse* response) {
  using grpc::health::v1::HealthCheckResponse;
  response->set_status(serving ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING);
  return grpc::Status::OK;
}

FakeServer::FakeServer(const std::shared_ptr<grpc::ServerCredentials>& credentials) {
  // Ours answers instead.
  grpc::EnableDefaultHealthCheckService(false);
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", credentials, &port);
  builder.RegisterService(&residents_);
  builder.RegisterService(&volunteers_);
  builder.RegisterService(&exclusions_);
  builder.RegisterService(&referrals_);
  builder.RegisterService(&matching);
  builder.RegisterService(&outcomes);
  builder.RegisterService(&transfer);
  builder.RegisterService(&admin);
  builder.RegisterService(&health);
  builder.RegisterService(&matches);
  builder.RegisterService(&work);
  builder.RegisterService(&insight_);
  server_ = builder.BuildAndStart();
  address_ = "127.0.0.1:" + std::to_string(port);
}

}  // namespace klik::testing
