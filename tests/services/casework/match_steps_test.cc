// The steps of a match against a small model of its states: written from the picture in match_steps.h, not from the
// code.
#include "services/casework/match_steps.h"

#include <gmock/gmock.h>

#include <map>
#include <random>
#include <set>
#include <string>

#include "google/rpc/error_details.pb.h"
#include "services/casework/due.h"
#include "services/errors/errors.h"
#include "services/registry/clock.h"

namespace klik::services {
namespace {

using engine::Answer;
using engine::MatchSide;
using engine::MatchState;

constexpr int kSequences = 100'000;
constexpr int kMostSteps = 14;

std::string ReasonOf(const absl::Status& status) {
  const google::rpc::Status details = ToRpcStatus(status);
  google::rpc::ErrorInfo info;
  for (const auto& detail : details.details()) detail.UnpackTo(&info);
  return info.reason();
}

enum class Step { kYes, kNo, kTrial, kStart, kPause, kEnd, kRetract, kCheckIn, kFarewell, kFeedback };
constexpr int kSteps = 10;

// What a step comes to, by the picture: from each state, where each step leads.
using Arrows = std::map<std::pair<MatchState, Step>, MatchState>;
const Arrows& Picture() {
  static const Arrows arrows = [] {
    using enum MatchState;
    Arrows all = {
        {{kProposed, Step::kYes}, kShown},         {{kShown, Step::kYes}, kShown},
        {{kProposed, Step::kNo}, kDeclined},       {{kShown, Step::kNo}, kDeclined},
        {{kShown, Step::kTrial}, kTrial},          {{kTrial, Step::kStart}, kActive},
        {{kShown, Step::kStart}, kActive},         {{kPaused, Step::kStart}, kActive},
        {{kActive, Step::kPause}, kPaused},        {{kWaiting, Step::kRetract}, kRetracted},
        {{kProposed, Step::kRetract}, kRetracted}, {{kShown, Step::kRetract}, kRetracted},
        {{kEnded, Step::kFarewell}, kEnded},
    };
    for (const MatchState running : {kTrial, kActive, kPaused}) all[{running, Step::kEnd}] = kEnded;
    for (const MatchState met : {kTrial, kActive, kEnded}) all[{met, Step::kFeedback}] = met;
    for (const MatchState followed : {kActive, kPaused}) all[{followed, Step::kCheckIn}] = followed;
    return all;
  }();
  return arrows;
}

// A match as the model sees it.
struct Model {
  MatchState state = MatchState::kProposed;
  bool is_activity = false;
  absl::Time until;
  std::set<MatchSide> sides;
  std::set<MatchSide> answered;
  std::set<MatchSide> told;  // Feedback.
  std::set<std::pair<int, MatchSide>> checked;
  bool said_goodbye = false;
  absl::Time started = absl::InfiniteFuture();

  bool all_said_yes() const { return answered == sides; }
  bool is_open() const { return state == MatchState::kProposed || state == MatchState::kShown; }
};

struct Move {
  Step step;
  MatchSide side;
  int week;
};

// The reason of the refusal; empty: the step is taken, and the model with it.
std::string Take(const Move& move, absl::Time now, Model& model) {
  const bool needs_side =
      move.step == Step::kYes || move.step == Step::kNo || move.step == Step::kCheckIn || move.step == Step::kFeedback;
  if (needs_side && !model.sides.contains(move.side)) return "INVALID_FIELDS";
  const auto arrow = Picture().find({model.state, move.step});
  if (arrow == Picture().end()) return "WRONG_STATE";
  if (model.is_open() && model.until <= now) return "WRONG_STATE";
  switch (move.step) {
    case Step::kYes:
    case Step::kNo:
      if (!model.answered.insert(move.side).second) return "ALREADY_RECORDED";
      break;
    case Step::kTrial:
      if (!model.all_said_yes()) return "NOT_AGREED";
      break;
    case Step::kStart:
      if (model.state == MatchState::kShown && !model.is_activity) return "WRONG_STATE";
      if (model.state == MatchState::kShown && !model.all_said_yes()) return "NOT_AGREED";
      model.started = std::min(model.started, now);
      break;
    case Step::kCheckIn:
      // Whole days, of the calendar on the wall.
      if (MomentAt(now).today - MomentAt(model.started).today < 7 * (move.week - 1)) return "TOO_EARLY";
      if (!model.checked.insert({move.week, move.side}).second) return "ALREADY_RECORDED";
      break;
    case Step::kFarewell:
      if (model.said_goodbye) return "ALREADY_RECORDED";
      model.said_goodbye = true;
      break;
    case Step::kEnd:
      model.said_goodbye = true;
      break;
    case Step::kFeedback:
      if (!model.told.insert(move.side).second) return "ALREADY_RECORDED";
      break;
    default:
      break;
  }
  model.state = arrow->second;
  return "";
}

NextMatch Take(const Move& move, const Actor& actor, engine::Match match) {
  switch (move.step) {
    case Step::kYes:
      return RecordAnswer(std::move(match), move.side, Answer::kYes, actor);
    case Step::kNo:
      return RecordAnswer(std::move(match), move.side, Answer::kNo, actor);
    case Step::kTrial:
      return StartTrial(std::move(match), actor);
    case Step::kStart:
      return StartMatch(std::move(match), actor);
    case Step::kPause:
      return PauseMatch(std::move(match), actor);
    case Step::kEnd:
      return EndMatch(std::move(match), engine::EndReason::kNoTime, engine::Farewell::kHeld, actor);
    case Step::kRetract:
      return RetractMatch(std::move(match), actor);
    case Step::kCheckIn: {
      engine::CheckIn check_in;
      check_in.week = move.week;
      check_in.side = move.side;
      check_in.mood = engine::Mood::kGood;
      return RecordCheckIn(std::move(match), check_in, engine::Policy(), actor);
    }
    case Step::kFarewell:
      return RecordFarewell(std::move(match), engine::Farewell::kNotPossible, actor);
    case Step::kFeedback: {
      engine::Feedback feedback;
      feedback.side = move.side;
      feedback.mood = engine::Mood::kFair;
      return RecordFeedback(std::move(match), feedback, actor);
    }
  }
  return match;
}

// Whether what the match says is what the model knows.
void ExpectAgrees(const Model& model, const engine::Match& match) {
  ASSERT_EQ(match.state, model.state);
  ASSERT_EQ(match.consents.size(), model.answered.size());
  ASSERT_EQ(match.check_ins.size(), model.checked.size());
  ASSERT_EQ(match.feedback.size(), model.told.size());
  ASSERT_EQ(match.farewell != engine::Farewell::kUnspecified, model.said_goodbye);
  ASSERT_EQ(match.start_time.value_or(absl::InfiniteFuture()), model.started);
  ASSERT_EQ(match.steps.back().state, model.state);
}

engine::Match Begin(std::mt19937& random, absl::Time now, Model& model) {
  engine::Match match;
  match.resident = {engine::Kind::kResident, "r"};
  model.is_activity = random() % 2 == 0;
  match.other = {model.is_activity ? engine::Kind::kActivity : engine::Kind::kVolunteer, "o"};
  model.sides = {MatchSide::kResident, MatchSide::kOther};
  if (model.is_activity && random() % 2 == 0) {
    match.companion = engine::EntityId{engine::Kind::kVolunteer, "c"};
    model.sides.insert(MatchSide::kCompanion);
  }
  model.until = now + absl::Hours(24 * 14);
  if (random() % 8 == 0) {
    model.state = match.state = MatchState::kWaiting;
    match.steps = {{MatchState::kWaiting, now, ""}};
    return match;
  }
  // Chance alone seldom gets this far.
  if (random() % 2 == 0) {
    model.state = match.state = MatchState::kActive;
    model.started = now;
    match.start_time = now;
    match.steps = {{MatchState::kActive, now, ""}};
    return match;
  }
  return Proposed(std::move(match), engine::Proposal(), model.until, {now, "accounts/a"});
}

TEST(MatchStepsTest, EverySequenceGoesAsThePictureSays) {
  std::mt19937 random(2026);
  std::map<std::string, int> seen;
  for (int sequence = 0; sequence < kSequences; ++sequence) {
    absl::Time now = absl::FromUnixSeconds(1'795'000'000);
    Model model;
    engine::Match match = Begin(random, now, model);
    const int steps = 1 + static_cast<int>(random() % kMostSteps);
    for (int i = 0; i < steps; ++i) {
      now += absl::Hours(static_cast<int>(random() % 72));
      if (random() % 16 == 0) now += absl::Hours(24 * 13);
      const Move move{static_cast<Step>(random() % kSteps), static_cast<MatchSide>(1 + random() % 3),
                      random() % 2 == 0 ? 2 : 6};
      const engine::Match before = match;
      const std::string expected = Take(move, now, model);
      NextMatch next = Take(move, {now, "accounts/b"}, match);
      ++seen[expected];
      SCOPED_TRACE(sequence);
      if (expected.empty()) {
        ASSERT_TRUE(next.ok()) << next.status();
        match = *std::move(next);
      } else {
        ASSERT_FALSE(next.ok());
        ASSERT_EQ(ReasonOf(next.status()), expected);
        ASSERT_EQ(absl::IsFailedPrecondition(next.status()), expected != "INVALID_FIELDS");
        ASSERT_EQ(match, before);
      }
      ASSERT_NO_FATAL_FAILURE(ExpectAgrees(model, match));
    }
  }
  for (const char* reason : {"", "WRONG_STATE", "NOT_AGREED", "ALREADY_RECORDED", "TOO_EARLY", "INVALID_FIELDS"}) {
    EXPECT_GT(seen[reason], 100) << reason;
  }
}

TEST(MatchStepsTest, EveryStepIsTimedAndAttributed) {
  engine::Match match;
  match.other = {engine::Kind::kVolunteer, "v"};
  const absl::Time now = absl::FromUnixSeconds(1'795'000'000);
  match = Proposed(std::move(match), engine::Proposal(), now + absl::Hours(1), {now, "accounts/a"});
  match = RecordAnswer(match, MatchSide::kOther, Answer::kNo, {now + absl::Minutes(5), "accounts/b"}).value();
  ASSERT_EQ(match.steps.size(), 2U);
  EXPECT_EQ(match.steps[0], (engine::MatchStep{MatchState::kProposed, now, "accounts/a"}));
  EXPECT_EQ(match.steps[1], (engine::MatchStep{MatchState::kDeclined, now + absl::Minutes(5), "accounts/b"}));
  EXPECT_EQ(match.end_time, now + absl::Minutes(5));
  EXPECT_EQ(match.proposal->account, "accounts/a");
}

TEST(MatchStepsTest, WhoWasNotReachedMayStillAnswer) {
  const absl::Time now = absl::FromUnixSeconds(1'795'000'000);
  engine::Match match;
  match.other = {engine::Kind::kVolunteer, "v"};
  match.state = MatchState::kActive;
  match.start_time = now - absl::Hours(24 * 14);
  const auto record = [&](engine::Mood mood) {
    engine::CheckIn check_in;
    check_in.week = 2;
    check_in.side = MatchSide::kOther;
    check_in.mood = mood;
    return RecordCheckIn(match, check_in, engine::Policy(), {now, ""});
  };
  match = record(engine::Mood::kNotReached).value();
  match = record(engine::Mood::kPoor).value();
  ASSERT_EQ(match.check_ins.size(), 1U);
  EXPECT_EQ(match.check_ins[0].mood, engine::Mood::kPoor);
  EXPECT_EQ(ReasonOf(record(engine::Mood::kGood).status()), "ALREADY_RECORDED");
}

TEST(MatchStepsTest, AWeekForWhichNobodyAsksIsRefused) {
  engine::Match match;
  match.other = {engine::Kind::kVolunteer, "v"};
  match.state = MatchState::kActive;
  match.start_time = absl::UnixEpoch();
  engine::CheckIn check_in;
  check_in.week = 3;
  check_in.side = MatchSide::kOther;
  const auto refused = RecordCheckIn(match, check_in, engine::Policy(), {absl::Now(), ""});
  EXPECT_TRUE(absl::IsInvalidArgument(refused.status()));
}

}  // namespace
}  // namespace klik::services
