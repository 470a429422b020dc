#include "clients/demo/stories.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "absl/time/time.h"
#include "clients/demo/calendar.h"
#include "clients/demo/random.h"

namespace klik::demo {
namespace {

using v1::Match;

// As the policy has them.
constexpr int kProposalDays = 14;
constexpr std::array kCheckInWeeks = {2, 6, 13, 26, 52};
constexpr int kTrialDays = 14;

// Hours of the day, in the order in which things can happen on one.
constexpr int kProposedAt = 8;
constexpr int kFirstAnswerAt = 9;
constexpr int kNextAnswerAt = 10;
constexpr int kBeganAt = 11;
constexpr int kToldAt = 13;
constexpr int kEndedAt = 15;

absl::CivilDay DayOf(const google::protobuf::Timestamp& time) {
  return absl::ToCivilDay(absl::FromUnixSeconds(time.seconds()), absl::UTCTimeZone());
}

bool IsWithActivity(const Match& match) {
  constexpr std::string_view kActivity = "ext:A";
  return match.other().starts_with(kActivity);
}

void AddStep(Match::State state, absl::CivilDay day, int hour, Match& match) {
  Match::Step& step = *match.add_steps();
  step.set_state(state);
  *step.mutable_time() = TimestampOn(day, hour);
}

void AddAnswer(Match::Side side, Match::Answer answer, absl::CivilDay day, int hour, Match& match) {
  Match::Consent& consent = *match.add_consents();
  consent.set_side(side);
  consent.set_answer(answer);
  *consent.mutable_time() = TimestampOn(day, hour);
}

class Teller {
 public:
  Teller(std::uint64_t seed, absl::CivilDay today) : random_(seed, Random::Stream::kStories), yesterday_(today - 1) {}

  void Tell(Match& match) {
    switch (match.state()) {
      case Match::PROPOSED:
      case Match::SHOWN:
        return TellProposal(match);
      case Match::TRIAL:
        return TellTrial(match);
      case Match::ACTIVE:
      case Match::PAUSED:
        return TellContact(match);
      case Match::ENDED:
        return TellEnded(match);
      case Match::WAITING:
        return AddStep(Match::WAITING, yesterday_ - random_.Below(120), kProposedAt, match);
      default:
        return TellWhatCameToNothing(match);
    }
  }

 private:
  // From `first` to `last`, or the earlier of the two.
  absl::CivilDay DayBetween(absl::CivilDay first, absl::CivilDay last) {
    return last <= first ? last : first + random_.Between(0, static_cast<int>(last - first));
  }

  Match::Side OneSide() { return random_.Chance(500) ? Match::RESIDENT : Match::OTHER_SIDE; }
  static Match::Side Opposite(Match::Side side) {
    return side == Match::RESIDENT ? Match::OTHER_SIDE : Match::RESIDENT;
  }

  void TellProposal(Match& match) {
    const absl::CivilDay proposed = std::min(DayOf(match.expire_time()) - kProposalDays, yesterday_);
    AddStep(Match::PROPOSED, proposed, kProposedAt, match);
    if (match.state() == Match::PROPOSED) return;
    const Match::Side first = OneSide();
    const absl::CivilDay answered = DayBetween(proposed, yesterday_);
    AddStep(Match::SHOWN, answered, kFirstAnswerAt, match);
    AddAnswer(first, Match::YES, answered, kFirstAnswerAt, match);
    if (random_.Chance(250))
      AddAnswer(Opposite(first), Match::YES, DayBetween(answered, yesterday_), kNextAnswerAt, match);
  }

  void TellWhatCameToNothing(Match& match) {
    const absl::CivilDay ended = DayOf(match.end_time());
    const int days = match.state() == Match::EXPIRED ? kProposalDays : random_.Between(2, kProposalDays - 1);
    AddStep(Match::PROPOSED, ended - days, kProposedAt, match);
    if (match.state() == Match::DECLINED) {
      const Match::Side second = OneSide();
      if (random_.Chance(400)) {
        const absl::CivilDay answered = DayBetween(ended - days, ended);
        AddStep(Match::SHOWN, answered, kFirstAnswerAt, match);
        AddAnswer(Opposite(second), Match::YES, answered, kFirstAnswerAt, match);
      }
      AddAnswer(second, Match::NO, ended, kEndedAt, match);
    }
    AddStep(match.state(), ended, kEndedAt, match);
  }

  // Up to the day on which they met first.
  void TellHowTheyMet(absl::CivilDay met, Match& match) {
    const absl::CivilDay proposed = met - random_.Between(5, kProposalDays);
    AddStep(Match::PROPOSED, proposed, kProposedAt, match);
    const Match::Side first = OneSide();
    const absl::CivilDay answered = DayBetween(proposed, met - 3);
    AddStep(Match::SHOWN, answered, kFirstAnswerAt, match);
    AddAnswer(first, Match::YES, answered, kFirstAnswerAt, match);
    AddAnswer(Opposite(first), Match::YES, DayBetween(answered, met), kNextAnswerAt, match);
  }

  void TellTrial(Match& match) {
    const bool is_over = random_.Chance(200);
    const absl::CivilDay met =
        yesterday_ - (is_over ? random_.Between(kTrialDays, kTrialDays + 20) : random_.Below(kTrialDays - 1));
    TellHowTheyMet(met, match);
    AddStep(Match::TRIAL, met, kBeganAt, match);
    if (is_over && random_.Chance(600)) AddFeedback(OneSide(), DayBetween(met + 7, yesterday_), match);
  }

  // An activity needs no trial.
  void TellHowItBegan(absl::CivilDay started, Match& match) {
    if (IsWithActivity(match)) {
      TellHowTheyMet(started, match);
    } else {
      const absl::CivilDay met = started - random_.Between(kTrialDays, kTrialDays + 14);
      TellHowTheyMet(met, match);
      AddStep(Match::TRIAL, met, kBeganAt, match);
    }
    AddStep(Match::ACTIVE, started, kBeganAt, match);
    *match.mutable_start_time() = TimestampOn(started, kBeganAt);
  }

  void TellContact(Match& match) {
    constexpr int kLongestDays = 420;
    const bool is_paused = match.state() == Match::PAUSED;
    const absl::CivilDay started = yesterday_ - random_.Between(is_paused ? 40 : 2, kLongestDays);
    TellHowItBegan(started, match);
    AddCheckIns(started, yesterday_, /*leaves_some=*/true, match);
    if (is_paused) AddStep(Match::PAUSED, DayBetween(yesterday_ - 30, yesterday_), kToldAt, match);
  }

  void TellEnded(Match& match) {
    constexpr int kUnasked = 30;  // Days in which a farewell may not have been asked for yet.
    const absl::CivilDay ended = DayOf(match.end_time());
    const absl::CivilDay started = ended - random_.Between(20, 300);
    TellHowItBegan(started, match);
    AddCheckIns(started, ended - 1, /*leaves_some=*/false, match);
    AddStep(Match::ENDED, ended, kEndedAt, match);
    const bool is_unasked = yesterday_ - ended < kUnasked && random_.Chance(500);
    if (is_unasked) return;
    match.set_farewell(PickFarewell(match.end_reason()));
    const absl::CivilDay told = std::min(ended + 7, yesterday_);
    if (match.end_reason() != Match::DECEASED && random_.Chance(550)) AddFeedback(Match::RESIDENT, told, match);
    if (random_.Chance(550)) AddFeedback(Match::OTHER_SIDE, told, match);
  }

  Match::Farewell PickFarewell(Match::EndReason reason) {
    if (reason == Match::DECEASED) return Match::NOT_POSSIBLE;
    if (reason == Match::CONFLICT) return random_.Chance(700) ? Match::NOT_WANTED : Match::NOT_POSSIBLE;
    constexpr std::array kFarewells = {Match::HELD, Match::NOT_WANTED, Match::NOT_POSSIBLE};
    return kFarewells[random_.PickWeighted({720, 130, 150})];
  }

  // `leaves_some`: of a week that was due just now a side may be left to ask.
  void AddCheckIns(absl::CivilDay started, absl::CivilDay last, bool leaves_some, Match& match) {
    constexpr int kStillToAsk = 13;  // Days; somebody who is not asked for longer seems forgotten.
    for (const int week : kCheckInWeeks) {
      const absl::CivilDay due = started + 7 * week;
      if (due > last) return;
      const bool is_latest = week == kCheckInWeeks.back() || started + 7 * WeekAfter(week) > last;
      for (const Match::Side side : {Match::RESIDENT, Match::OTHER_SIDE}) {
        const absl::CivilDay told = std::min(due + random_.Between(0, 4), last);
        if (leaves_some && is_latest && last - due < kStillToAsk && random_.Chance(300)) continue;
        AddCheckIn(week, side, told, match);
      }
    }
  }

  static int WeekAfter(int week) { return *std::upper_bound(kCheckInWeeks.begin(), kCheckInWeeks.end(), week); }

  void AddCheckIn(int week, Match::Side side, absl::CivilDay told, Match& match) {
    constexpr std::array kMoods = {Match::CheckIn::GOOD, Match::CheckIn::FAIR, Match::CheckIn::POOR,
                                   Match::CheckIn::NOT_REACHED};
    Match::CheckIn& check_in = *match.add_check_ins();
    check_in.set_week(week);
    check_in.set_side(side);
    check_in.set_mood(kMoods[random_.PickWeighted({750, 227, 15, 8})]);
    *check_in.mutable_time() = TimestampOn(told, kToldAt);
    if (check_in.mood() == Match::CheckIn::NOT_REACHED) return;
    const int per_mille = check_in.mood() == Match::CheckIn::POOR ? 500 : 995;
    check_in.set_still_meeting(random_.Chance(per_mille));
    check_in.set_wants_to_go_on(random_.Chance(per_mille));
  }

  void AddFeedback(Match::Side side, absl::CivilDay told, Match& match) {
    constexpr std::array kMoods = {Match::CheckIn::GOOD, Match::CheckIn::FAIR, Match::CheckIn::POOR};
    Match::Feedback& feedback = *match.add_feedback();
    feedback.set_side(side);
    feedback.set_mood(kMoods[random_.PickWeighted({650, 250, 100})]);
    feedback.set_would_again(random_.Chance(feedback.mood() == Match::CheckIn::POOR ? 300 : 900));
    *feedback.mutable_time() = TimestampOn(told, kToldAt);
  }

  Random random_;
  absl::CivilDay yesterday_;
};

// The lists of a match are in order of time.
void PutInOrder(Match& match) {
  const auto sort = [](auto& items) {
    std::stable_sort(items.begin(), items.end(),
                     [](const auto& a, const auto& b) { return a.time().seconds() < b.time().seconds(); });
  };
  sort(*match.mutable_check_ins());
  sort(*match.mutable_feedback());
}

}  // namespace

void TellStories(std::uint64_t seed, absl::CivilDay today, std::vector<Match>& matches) {
  Teller teller(seed, today);
  for (Match& match : matches) {
    teller.Tell(match);
    PutInOrder(match);
  }
}

}  // namespace klik::demo
