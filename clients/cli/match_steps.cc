#include "clients/cli/match_steps.h"

#include "clients/cli/call.h"
#include "clients/cli/fields.h"
#include "klik/v1/match_service.grpc.pb.h"

namespace klik::cli {
namespace {

using Stub = v1::MatchService::StubInterface;

template <typename Request, typename Response>
int CallAndPrint(const Session& session, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                 const Request& request) {
  Response response;
  const grpc::Status status = Call<v1::MatchService>(session.channel, method, request, response);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, response);
  session.console.out << RenderFields(response);
  return kExitOk;
}

// Of a step that says no more than which match takes it.
template <typename Request, typename Response>
int CallAbout(const Session& session, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
              const MatchStep& step) {
  Request request;
  request.set_name(step.name);
  return CallAndPrint(session, method, request);
}

}  // namespace

int RunPropose(const Session& session, const std::string& resident, const std::string& other,
               const std::string& companion) {
  v1::ProposeMatchRequest request;
  request.set_resident(resident);
  request.set_other(other);
  request.set_companion(companion);
  return CallAndPrint(session, &Stub::ProposeMatch, request);
}

int RunWaitlist(const Session& session, const std::string& resident, const std::string& activity) {
  v1::JoinWaitlistRequest request;
  request.set_resident(resident);
  request.set_activity(activity);
  return CallAndPrint(session, &Stub::JoinWaitlist, request);
}

int RunAnswer(const Session& session, const MatchStep& step) {
  v1::RecordAnswerRequest request;
  request.set_name(step.name);
  request.set_side(step.side);
  request.set_answer(step.answer);
  return CallAndPrint(session, &Stub::RecordAnswer, request);
}

int RunIntroduction(const Session& session, const MatchStep& step) {
  return CallAbout(session, &Stub::GetIntroduction, step);
}

int RunTrial(const Session& session, const MatchStep& step) { return CallAbout(session, &Stub::StartTrial, step); }

int RunStart(const Session& session, const MatchStep& step) { return CallAbout(session, &Stub::StartMatch, step); }

int RunPause(const Session& session, const MatchStep& step) { return CallAbout(session, &Stub::PauseMatch, step); }

int RunRetract(const Session& session, const MatchStep& step) { return CallAbout(session, &Stub::RetractMatch, step); }

int RunEnd(const Session& session, const MatchStep& step) {
  v1::EndMatchRequest request;
  request.set_name(step.name);
  request.set_end_reason(step.end_reason);
  request.set_farewell(step.farewell);
  return CallAndPrint(session, &Stub::EndMatch, request);
}

int RunCheckIn(const Session& session, const MatchStep& step) {
  v1::RecordCheckInRequest request;
  request.set_name(step.name);
  request.set_week(step.week);
  request.set_side(step.side);
  request.set_mood(step.mood);
  if (step.still_meeting.has_value()) request.set_still_meeting(*step.still_meeting);
  if (step.go_on.has_value()) request.set_wants_to_go_on(*step.go_on);
  return CallAndPrint(session, &Stub::RecordCheckIn, request);
}

int RunFarewell(const Session& session, const MatchStep& step) {
  v1::RecordFarewellRequest request;
  request.set_name(step.name);
  request.set_farewell(step.farewell);
  return CallAndPrint(session, &Stub::RecordFarewell, request);
}

int RunFeedback(const Session& session, const MatchStep& step) {
  v1::RecordFeedbackRequest request;
  request.set_name(step.name);
  request.set_side(step.side);
  request.set_mood(step.mood);
  request.set_would_again(step.would_again);
  return CallAndPrint(session, &Stub::RecordFeedback, request);
}

}  // namespace klik::cli
