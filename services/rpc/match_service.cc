#include <utility>

#include "klik/v1/match_service.grpc.pb.h"
#include "services/casework/match_steps.h"
#include "services/rpc/convert/scalars.h"
#include "services/rpc/match_calls.h"
#include "services/rpc/services.h"

namespace klik::services {
namespace {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;
using TakeStep = MatchCalls::TakeStep;

// What each request says of its step.
TakeStep StepOf(const v1::RecordAnswerRequest& request, Violations& violations) {
  const auto side = ReadRequiredEnum<engine::MatchSide>(request.side(), Field(violations, "side"));
  const auto answer = ReadRequiredEnum<engine::Answer>(request.answer(), Field(violations, "answer"));
  return [side, answer](engine::Match match, const Actor& actor) {
    return RecordAnswer(std::move(match), side, answer, actor);
  };
}

TakeStep StepOf(const v1::EndMatchRequest& request, Violations& violations) {
  const Field field(violations, "end_reason");
  const auto reason = ReadRequiredEnum<engine::EndReason>(request.end_reason(), field);
  field.Require(reason != engine::EndReason::kConsentWithdrawn, "is what the server finds when somebody withdraws");
  const auto farewell = ReadEnum<engine::Farewell>(request.farewell(), Field(violations, "farewell"));
  return [reason, farewell](engine::Match match, const Actor& actor) {
    return EndMatch(std::move(match), reason, farewell, actor);
  };
}

TakeStep StepOf(const v1::RecordCheckInRequest& request, const engine::Policy& policy, Violations& violations) {
  engine::CheckIn check_in;
  check_in.week = request.week();
  check_in.side = ReadRequiredEnum<engine::MatchSide>(request.side(), Field(violations, "side"));
  check_in.mood = ReadRequiredEnum<engine::Mood>(request.mood(), Field(violations, "mood"));
  if (request.has_still_meeting()) check_in.still_meeting = request.still_meeting();
  if (request.has_wants_to_go_on()) check_in.wants_to_go_on = request.wants_to_go_on();
  const bool reached = check_in.mood != engine::Mood::kNotReached;
  Field(violations, "still_meeting").Require(reached || !check_in.still_meeting, "is not known of who was not reached");
  Field(violations, "wants_to_go_on")
      .Require(reached || !check_in.wants_to_go_on, "is not known of who was not reached");
  return [check_in, &policy](engine::Match match, const Actor& actor) {
    return RecordCheckIn(std::move(match), check_in, policy, actor);
  };
}

TakeStep StepOf(const v1::RecordFarewellRequest& request, Violations& violations) {
  const auto farewell = ReadRequiredEnum<engine::Farewell>(request.farewell(), Field(violations, "farewell"));
  return
      [farewell](engine::Match match, const Actor& actor) { return RecordFarewell(std::move(match), farewell, actor); };
}

TakeStep StepOf(const v1::RecordFeedbackRequest& request, Violations& violations) {
  engine::Feedback feedback;
  feedback.side = ReadRequiredEnum<engine::MatchSide>(request.side(), Field(violations, "side"));
  feedback.mood = ReadRequiredEnum<engine::Mood>(request.mood(), Field(violations, "mood"));
  Field(violations, "mood").Require(feedback.mood != engine::Mood::kNotReached, "is for a check-in only");
  feedback.would_again = request.would_again();
  return
      [feedback](engine::Match match, const Actor& actor) { return RecordFeedback(std::move(match), feedback, actor); };
}

// Of a request that says no more than its name does.
template <NextMatch (*step)(engine::Match, const Actor&)>
TakeStep Plain() {
  return [](engine::Match match, const Actor& actor) { return step(std::move(match), actor); };
}

class MatchService final : public v1::MatchService::CallbackService {
 public:
  explicit MatchService(std::shared_ptr<Backend> backend)
      : backend_(std::move(backend)), calls_(backend_->calls), matches_(*backend_) {}

  Reactor* GetMatch(Context* context, const v1::GetMatchRequest* request, v1::Match* response) override {
    return calls_.Read(context, request, response,
                       [&](const Caller& caller, v1::Match& out) { return matches_.Get(caller, *request, out); });
  }

  Reactor* ListMatches(Context* context, const v1::ListMatchesRequest* request,
                       v1::ListMatchesResponse* response) override {
    return calls_.Read(context, request, response, [&](const Caller& caller, v1::ListMatchesResponse& out) {
      return matches_.List(caller, *request, out);
    });
  }

  Reactor* GetIntroduction(Context* context, const v1::GetIntroductionRequest* request,
                           v1::Introduction* response) override {
    return calls_.Read(context, request, response, [&](const Caller& caller, v1::Introduction& out) {
      return matches_.Introduce(caller, *request, out);
    });
  }

  Reactor* ProposeMatch(Context* context, const v1::ProposeMatchRequest* request, v1::Match* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return matches_.Propose(caller, *request, violations);
    });
  }

  Reactor* JoinWaitlist(Context* context, const v1::JoinWaitlistRequest* request, v1::Match* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return matches_.Wait(caller, *request, violations);
    });
  }

  Reactor* RecordAnswer(Context* context, const v1::RecordAnswerRequest* request, v1::Match* response) override {
    return Step(context, request, response, [request](Violations& violations) { return StepOf(*request, violations); });
  }
  Reactor* StartTrial(Context* context, const v1::StartTrialRequest* request, v1::Match* response) override {
    return Step(context, request, response, [](Violations&) { return Plain<services::StartTrial>(); });
  }
  Reactor* StartMatch(Context* context, const v1::StartMatchRequest* request, v1::Match* response) override {
    return Step(context, request, response, [](Violations&) { return Plain<services::StartMatch>(); });
  }
  Reactor* PauseMatch(Context* context, const v1::PauseMatchRequest* request, v1::Match* response) override {
    return Step(context, request, response, [](Violations&) { return Plain<services::PauseMatch>(); });
  }
  Reactor* EndMatch(Context* context, const v1::EndMatchRequest* request, v1::Match* response) override {
    return Step(context, request, response, [request](Violations& violations) { return StepOf(*request, violations); });
  }
  Reactor* RetractMatch(Context* context, const v1::RetractMatchRequest* request, v1::Match* response) override {
    return Step(context, request, response, [](Violations&) { return Plain<services::RetractMatch>(); });
  }
  Reactor* RecordCheckIn(Context* context, const v1::RecordCheckInRequest* request, v1::Match* response) override {
    return Step(context, request, response,
                [this, request](Violations& violations) { return StepOf(*request, matches_.policy(), violations); });
  }
  Reactor* RecordFarewell(Context* context, const v1::RecordFarewellRequest* request, v1::Match* response) override {
    return Step(context, request, response, [request](Violations& violations) { return StepOf(*request, violations); });
  }
  Reactor* RecordFeedback(Context* context, const v1::RecordFeedbackRequest* request, v1::Match* response) override {
    return Step(context, request, response, [request](Violations& violations) { return StepOf(*request, violations); });
  }

 private:
  // `read(violations)` is the step that the request asks for.
  template <typename Request, typename Read>
  Reactor* Step(Context* context, const Request* request, v1::Match* response, Read read) {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      TakeStep take = read(violations);
      return matches_.Step(caller, request->name(), request->etag(), std::move(take), violations);
    });
  }

  const std::shared_ptr<Backend> backend_;
  const Calls& calls_;
  const MatchCalls matches_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeMatchService(std::shared_ptr<Backend> backend) {
  return std::make_unique<MatchService>(std::move(backend));
}

}  // namespace klik::services
