#include "services/casework/consequences.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <variant>

#include "engine/model/match.h"
#include "engine/model/person.h"
#include "engine/model/referral.h"
#include "engine/rules/legal_basis.h"
#include "services/access/audience.h"
#include "services/casework/due.h"
#include "services/casework/judge.h"
#include "services/casework/match_steps.h"
#include "services/casework/referral_steps.h"
#include "services/registry/clock.h"

namespace klik::services {
namespace {

using engine::Change;
using engine::EntityId;
using engine::Kind;
using engine::Match;
using engine::MatchState;
using engine::Snapshot;

void Touch(engine::Metadata& meta, absl::Time now) {
  ++meta.version;
  meta.update_time = now;
}

template <typename Value>
Change ChangeTo(Value value, absl::Time now) {
  Touch(value.meta, now);
  return std::make_shared<const Value>(std::move(value));
}

bool MayBeMatched(const engine::Person& person, absl::CivilDay today) {
  return !HasWithdrawn(person) && engine::HasBasisOn(person, engine::Purpose::kMatching, today);
}

const engine::Person* PersonOf(const Snapshot& view, const EntityId& id) {
  const engine::Row* const row = view.FindRow(id);
  return row == nullptr ? nullptr : row->person;
}

// A match once one of its parties is gone. Who went along is missed, and the others go on.
Change WithoutParty(const Match& match, const EntityId& party, absl::Time now) {
  if (match.companion != party) return ChangeTo(Withdrawn(match, now), now);
  Match alone = match;
  alone.companion.reset();
  std::erase_if(alone.consents,
                [](const engine::Consent& consent) { return consent.side == engine::MatchSide::kCompanion; });
  return ChangeTo(std::move(alone), now);
}

// What is over when somebody is gone: their matches, and what a team asked for them.
void AddWithdrawal(const Snapshot& view, const EntityId& person, absl::Time now, std::vector<Change>& out) {
  for (const std::string& id : view.MatchesOf(person)) {
    const auto match = view.FindMatch(id);
    const bool goes_on =
        engine::IsOpen(match->state) || engine::IsRunning(match->state) || match->state == MatchState::kWaiting;
    if (goes_on) out.push_back(WithoutParty(*match, person, now));
  }
  for (const std::string& id : view.ReferralsOf(person)) {
    engine::Referral referral = *view.FindReferral(id);
    if (!engine::IsFinal(referral.state)) {
      TakeStep(engine::ReferralState::kCancelled, engine::ReferralReason::kConsentWithdrawn, now, "", referral);
    }
    // What the team told of them goes too, also of one that came to its end before.
    referral.reason.clear();
    referral.draft = {};
    out.push_back(ChangeTo(std::move(referral), now));
  }
}

// The volunteers of a match, each with the side they are.
std::vector<std::pair<EntityId, engine::MatchSide>> VolunteersOf(const Match& match) {
  std::vector<std::pair<EntityId, engine::MatchSide>> volunteers;
  if (match.other.kind == Kind::kVolunteer) volunteers.emplace_back(match.other, engine::MatchSide::kOther);
  if (match.companion.has_value()) volunteers.emplace_back(*match.companion, engine::MatchSide::kCompanion);
  return volunteers;
}

// One commit's consequences, gathered.
class Gatherer {
 public:
  Gatherer(const Snapshot& before, const Snapshot& after, const engine::MatchingDay& day, absl::Time now)
      : before_(before), after_(after), day_(day), now_(now) {}

  void Add(const Change& change) {
    const EntityId id = engine::IdOf(change);
    if (!seen_.insert(id).second) return;
    switch (id.kind) {
      case Kind::kResident:
      case Kind::kVolunteer:
        return AddPerson(id);
      case Kind::kActivity:
        activities_.insert(id);
        return;
      case Kind::kMatch:
        return AddMatch(id.id);
      default:
        return;
    }
  }

  std::vector<Change> Finish() {
    for (auto& [id, volunteer] : volunteers_) out_.push_back(ChangeTo(std::move(volunteer), now_));
    for (const EntityId& activity : activities_) AddOffer(activity);
    return std::move(out_);
  }

 private:
  void AddPerson(const EntityId& id) {
    const engine::Person* const was = PersonOf(before_, id);
    const engine::Person* const is = PersonOf(after_, id);
    if (was == nullptr || is == nullptr) return;
    if (MayBeMatched(*is, day_.today())) return AddWaitedFor(id);
    if (MayBeMatched(*was, day_.today())) AddWithdrawal(after_, id, now_, out_);
  }

  // Somebody whose turn had passed may be able to come now.
  void AddWaitedFor(const EntityId& id) {
    for (const std::string& match : after_.MatchesOf(id)) {
      const auto waiting = after_.FindMatch(match);
      if (waiting->state == MatchState::kWaiting) activities_.insert(waiting->other);
    }
  }

  void AddMatch(const std::string& id) {
    const auto was = before_.FindMatch(id);
    const auto is = after_.FindMatch(id);
    const Match* const place = is != nullptr ? is.get() : was.get();
    if (place->other.kind == Kind::kActivity) activities_.insert(place->other);
    if (is == nullptr) return;
    const bool is_new = (was == nullptr || !engine::IsOpen(was->state)) && engine::IsOpen(is->state);
    // What an import brings has been asked, and answered, elsewhere.
    if (is_new && is->proposal.has_value()) AddProposed(*is);
    if (was == nullptr) return;
    for (const auto& [volunteer, side] : VolunteersOf(*is)) {
      const bool answered = ConsentOf(*was, side) == nullptr && ConsentOf(*is, side) != nullptr;
      const bool let_go =
          engine::IsOpen(was->state) && is->state == MatchState::kExpired && ConsentOf(*is, side) == nullptr;
      if (answered || let_go) CountAnswer(volunteer, answered);
    }
  }

  void AddProposed(const Match& match) {
    for (const auto& [id, side] : VolunteersOf(match)) VolunteerToChange(id).last_asked_time = now_;
    for (const std::string& id : after_.ReferralsOf(match.resident)) {
      engine::Referral referral = *after_.FindReferral(id);
      if (referral.state != engine::ReferralState::kAccepted) continue;
      TakeStep(engine::ReferralState::kInProgress, engine::ReferralReason::kUnspecified, now_, "", referral);
      out_.push_back(ChangeTo(std::move(referral), now_));
    }
  }

  void CountAnswer(const EntityId& id, bool answered) {
    if (answered && after_.FindVolunteer(id.id)->unanswered_requests == 0) return;
    engine::Volunteer& volunteer = VolunteerToChange(id);
    volunteer.unanswered_requests = answered ? 0 : volunteer.unanswered_requests + 1;
  }

  // One for all that a commit tells of somebody: many proposals may expire at once.
  engine::Volunteer& VolunteerToChange(const EntityId& id) {
    const auto [entry, is_new] = volunteers_.try_emplace(id);
    if (is_new) entry->second = *after_.FindVolunteer(id.id);
    return entry->second;
  }

  // To whoever has been on the list longest and can come; those who cannot keep their turn.
  void AddOffer(const EntityId& activity) {
    if (after_.FindActivity(activity.id) == nullptr) return;
    std::vector<std::shared_ptr<const Match>> waiting;
    for (const std::string& id : after_.MatchesOf(activity)) {
      auto match = after_.FindMatch(id);
      if (match->state == MatchState::kWaiting && match->other == activity) waiting.push_back(std::move(match));
    }
    std::sort(waiting.begin(), waiting.end(), [](const auto& a, const auto& b) {
      return std::tie(a->meta.create_time, a->meta.id) < std::tie(b->meta.create_time, b->meta.id);
    });
    for (const auto& match : waiting) {
      Judgement judgement = Judge(after_, day_, now_, *match);
      if (!judgement.bars.empty()) continue;
      const absl::Time until = now_ + absl::Hours(24) * day_.policy().waitlist_offer_days;
      out_.push_back(ChangeTo(Proposed(*match, std::move(judgement.proposal), until, {now_, ""}), now_));
      return;
    }
  }

  const Snapshot& before_;
  const Snapshot& after_;
  const engine::MatchingDay& day_;
  const absl::Time now_;
  std::set<EntityId> seen_;
  std::set<EntityId> activities_;
  std::map<EntityId, engine::Volunteer> volunteers_;
  std::vector<Change> out_;
};

}  // namespace

const engine::MatchingDay& CaseConsequences::DayOf(absl::Time now) {
  const engine::Moment moment = MomentAt(now);
  if (day_ == nullptr || day_->today() != moment.today) {
    day_ = std::make_shared<const engine::MatchingDay>(policy_, moment);
  }
  return *day_;
}

std::vector<Change> CaseConsequences::operator()(const Snapshot& before, const Snapshot& after,
                                                 const std::vector<Change>& changes, absl::Time now) {
  Gatherer gatherer(before, after, DayOf(now), now);
  for (const Change& change : changes) gatherer.Add(change);
  return gatherer.Finish();
}

std::vector<Change> LapsedAt(const Snapshot& view, absl::Time now, std::size_t most) {
  std::vector<Change> changes;
  const absl::CivilDay today = MomentAt(now).today;
  view.matches().ForEachAfter("", [&](const std::string&, const std::shared_ptr<const Match>& match) {
    if (HasExpired(*match, now)) {
      changes.push_back(ChangeTo(Expired(*match, now), now));
    } else if (engine::IsOpen(match->state) || engine::IsRunning(match->state)) {
      for (const EntityId& party : engine::PartiesOf(*match)) {
        const engine::Person* const person = PersonOf(view, party);
        if (!match->proposal.has_value() || person == nullptr || MayBeMatched(*person, today)) continue;
        changes.push_back(WithoutParty(*match, party, now));
        break;
      }
    }
    return changes.size() < most;
  });
  return changes;
}

}  // namespace klik::services
