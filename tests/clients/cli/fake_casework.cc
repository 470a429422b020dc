#include "tests/clients/cli/fake_casework.h"

#include "google/protobuf/text_format.h"

namespace klik::testing {

template <typename Request>
grpc::Status FakeMatches::Take(const Request& request, v1::Match::State state, v1::Match& response) {
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  printer.PrintToString(request, &last_request);
  if (last_request.find("none") != std::string::npos) return {grpc::StatusCode::NOT_FOUND, "there is no such resource"};
  response.set_name("matches/m1");
  response.set_state(state);
  return grpc::Status::OK;
}

grpc::Status FakeMatches::ProposeMatch(grpc::ServerContext*, const v1::ProposeMatchRequest* request,
                                       v1::Match* response) {
  return Take(*request, v1::Match::PROPOSED, *response);
}

grpc::Status FakeMatches::JoinWaitlist(grpc::ServerContext*, const v1::JoinWaitlistRequest* request,
                                       v1::Match* response) {
  return Take(*request, v1::Match::WAITING, *response);
}

grpc::Status FakeMatches::RecordAnswer(grpc::ServerContext*, const v1::RecordAnswerRequest* request,
                                       v1::Match* response) {
  return Take(*request, v1::Match::SHOWN, *response);
}

grpc::Status FakeMatches::StartTrial(grpc::ServerContext*, const v1::StartTrialRequest* request, v1::Match* response) {
  return Take(*request, v1::Match::TRIAL, *response);
}

grpc::Status FakeMatches::StartMatch(grpc::ServerContext*, const v1::StartMatchRequest* request, v1::Match* response) {
  return Take(*request, v1::Match::ACTIVE, *response);
}

grpc::Status FakeMatches::PauseMatch(grpc::ServerContext*, const v1::PauseMatchRequest* request, v1::Match* response) {
  return Take(*request, v1::Match::PAUSED, *response);
}

grpc::Status FakeMatches::EndMatch(grpc::ServerContext*, const v1::EndMatchRequest* request, v1::Match* response) {
  return Take(*request, v1::Match::ENDED, *response);
}

grpc::Status FakeMatches::RetractMatch(grpc::ServerContext*, const v1::RetractMatchRequest* request,
                                       v1::Match* response) {
  return Take(*request, v1::Match::RETRACTED, *response);
}

grpc::Status FakeMatches::RecordCheckIn(grpc::ServerContext*, const v1::RecordCheckInRequest* request,
                                        v1::Match* response) {
  return Take(*request, v1::Match::ACTIVE, *response);
}

grpc::Status FakeMatches::RecordFarewell(grpc::ServerContext*, const v1::RecordFarewellRequest* request,
                                         v1::Match* response) {
  return Take(*request, v1::Match::ENDED, *response);
}

grpc::Status FakeMatches::RecordFeedback(grpc::ServerContext*, const v1::RecordFeedbackRequest* request,
                                         v1::Match* response) {
  return Take(*request, v1::Match::ENDED, *response);
}

grpc::Status FakeMatches::GetIntroduction(grpc::ServerContext*, const v1::GetIntroductionRequest* request,
                                          v1::Introduction* response) {
  response->set_name(request->name());
  response->add_people()->set_display_name("Truus");
  return grpc::Status::OK;
}

grpc::Status FakeWork::ListWork(grpc::ServerContext*, const v1::ListWorkRequest* request,
                                v1::ListWorkResponse* response) {
  last_request = *request;
  v1::WorkItem& proposal = *response->add_items();
  proposal.set_kind(v1::WorkItem::PROPOSAL_EXPIRES);
  proposal.set_subject("matches/m1");
  proposal.set_display_name("Truus");
  proposal.set_other_display_name("Daan");
  proposal.set_due_date("2026-11-27");
  proposal.set_text("Vraag nog\neens.");
  v1::WorkItem& nobody = *response->add_items();
  nobody.set_kind(v1::WorkItem::NOBODY_FITS);
  nobody.set_subject("residents/r1");
  v1::ListWorkResponse::KindCount& count = *response->add_counts();
  count.set_kind(v1::WorkItem::PROPOSAL_EXPIRES);
  count.set_items(1);
  v1::ListWorkResponse::KindCount& more = *response->add_counts();
  more.set_kind(v1::WorkItem::NOBODY_FITS);
  more.set_items(13);
  return grpc::Status::OK;
}

grpc::Status FakeInsight::CountStates(grpc::ServerContext*, const v1::CountStatesRequest*,
                                      v1::CountStatesResponse* response) {
  v1::CountStatesResponse::ResidentCount& active = *response->add_residents();
  active.set_state(v1::Resident::ACTIVE);
  active.set_residents(120);
  v1::CountStatesResponse::MatchCount& few = *response->add_matches();
  few.set_state(v1::Match::PAUSED);
  return grpc::Status::OK;
}

}  // namespace klik::testing
