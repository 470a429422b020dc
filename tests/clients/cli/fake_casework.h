// The part of the fake server that is about casework.
//
// Every step of a match keeps what it was asked in `last_request`, as text, and answers with match m1 in the state that
// the step leads to; matches/none is not found. The work list has a proposal and somebody whom nobody fits, and the
// counts hold one back.
#ifndef KLIK_TESTS_CLIENTS_CLI_FAKE_CASEWORK_H_
#define KLIK_TESTS_CLIENTS_CLI_FAKE_CASEWORK_H_

#include <grpcpp/server_context.h>

#include <string>

#include "klik/v1/insight_service.grpc.pb.h"
#include "klik/v1/match_service.grpc.pb.h"
#include "klik/v1/work_service.grpc.pb.h"

namespace klik::testing {

class FakeMatches final : public v1::MatchService::Service {
 public:
  grpc::Status ProposeMatch(grpc::ServerContext* context, const v1::ProposeMatchRequest* request,
                            v1::Match* response) override;
  grpc::Status JoinWaitlist(grpc::ServerContext* context, const v1::JoinWaitlistRequest* request,
                            v1::Match* response) override;
  grpc::Status RecordAnswer(grpc::ServerContext* context, const v1::RecordAnswerRequest* request,
                            v1::Match* response) override;
  grpc::Status GetIntroduction(grpc::ServerContext* context, const v1::GetIntroductionRequest* request,
                               v1::Introduction* response) override;
  grpc::Status StartTrial(grpc::ServerContext* context, const v1::StartTrialRequest* request,
                          v1::Match* response) override;
  grpc::Status StartMatch(grpc::ServerContext* context, const v1::StartMatchRequest* request,
                          v1::Match* response) override;
  grpc::Status PauseMatch(grpc::ServerContext* context, const v1::PauseMatchRequest* request,
                          v1::Match* response) override;
  grpc::Status EndMatch(grpc::ServerContext* context, const v1::EndMatchRequest* request, v1::Match* response) override;
  grpc::Status RetractMatch(grpc::ServerContext* context, const v1::RetractMatchRequest* request,
                            v1::Match* response) override;
  grpc::Status RecordCheckIn(grpc::ServerContext* context, const v1::RecordCheckInRequest* request,
                             v1::Match* response) override;
  grpc::Status RecordFarewell(grpc::ServerContext* context, const v1::RecordFarewellRequest* request,
                              v1::Match* response) override;
  grpc::Status RecordFeedback(grpc::ServerContext* context, const v1::RecordFeedbackRequest* request,
                              v1::Match* response) override;

  // Of the last call; read it only when no call runs.
  std::string last_request;

 private:
  template <typename Request>
  grpc::Status Take(const Request& request, v1::Match::State state, v1::Match& response);
};

class FakeWork final : public v1::WorkService::Service {
 public:
  grpc::Status ListWork(grpc::ServerContext* context, const v1::ListWorkRequest* request,
                        v1::ListWorkResponse* response) override;

  // Of the last call; read it only when no call runs.
  v1::ListWorkRequest last_request;
};

class FakeInsight final : public v1::InsightService::Service {
 public:
  grpc::Status CountStates(grpc::ServerContext* context, const v1::CountStatesRequest* request,
                           v1::CountStatesResponse* response) override;
};

}  // namespace klik::testing

#endif  // KLIK_TESTS_CLIENTS_CLI_FAKE_CASEWORK_H_
