#include "tests/engine/match/carry_out.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "engine/index/row.h"
#include "engine/rules/travel.h"

namespace klik::testing {
namespace {

using engine::Bar;
using engine::BarCode;
using engine::ContactForm;
using engine::EntityId;
using engine::Kind;
using engine::Setting;
using engine::Side;
using engine::TravelMode;

// nullptr when it is none.
engine::Activity* FindActivity(World& world, const EntityId& id) {
  for (auto& activity : world.activities) {
    if (activity.meta.id == id) return &activity;
  }
  return nullptr;
}

class Change {
 public:
  Change(const Case& it, const EntityId& subject, const engine::ExcludedCandidate& excluded, World& world)
      : it_(it), subject_(subject), candidate_(excluded.id), excluded_(excluded), world_(world) {}

  bool CarryOut() {
    const auto& lifted = excluded_.nearest_change->lifted;
    const bool ride = std::any_of(lifted.begin(), lifted.end(), [](const Bar& bar) {
      return bar.code == BarCode::kTravel || bar.code == BarCode::kTransport;
    });
    FindMover(ride);
    if (!std::all_of(lifted.begin(), lifted.end(), [&](const Bar& bar) { return Lift(bar); })) return false;
    if (excluded_.pair.setting != Setting::kActivity) AgreeOnTheForm();
    return true;
  }

 private:
  const EntityId& IdOf(Side side) const { return side == Side::kSubject ? subject_ : candidate_; }
  engine::Person* PersonOf(Side side) { return FindPerson(world_, IdOf(side)); }
  engine::Person* PersonOf(Kind kind) { return FindPerson(world_, subject_.kind == kind ? subject_ : candidate_); }
  engine::Activity* ActivityOfThePair() {
    return FindActivity(world_, subject_.kind == Kind::kActivity ? subject_ : candidate_);
  }

  const engine::GeoPoint& PointOf(const EntityId& id) {
    const engine::Person* person = FindPerson(world_, id);
    return person != nullptr ? person->place.point : FindActivity(world_, id)->place.point;
  }

  // Who sits in the car or on the bike, and how long.
  void FindMover(bool ride) {
    const engine::TravelPlan& travel = excluded_.pair.travel;
    if (ride) {
      mover_ = WhoIsDriven();
      mover_minutes_ = engine::TravelMinutes(
          TravelMode::kCar,
          engine::DistanceCm(engine::ToSphere(PointOf(subject_)), engine::ToSphere(PointOf(candidate_))));
    } else if (travel.mover != Side::kPair) {
      mover_ = IdOf(travel.mover);
      // Fetched by the activity.
      if (mover_->kind == Kind::kActivity) mover_ = *mover_ == subject_ ? candidate_ : subject_;
      mover_minutes_ = travel.minutes;
    }
  }

  EntityId WhoIsDriven() const {
    if (subject_.kind == candidate_.kind) return std::min(subject_, candidate_);
    const bool with_activity = subject_.kind == Kind::kActivity || candidate_.kind == Kind::kActivity;
    if (with_activity) return subject_.kind == Kind::kActivity ? candidate_ : subject_;
    const Kind kind = excluded_.pair.setting == Setting::kHome ? Kind::kVolunteer : Kind::kResident;
    return subject_.kind == kind ? subject_ : candidate_;
  }

  bool Lift(const Bar& bar) {
    switch (bar.code) {
      case BarCode::kConsentMissing:
        PersonOf(bar.side)->legal_bases.push_back(
            {engine::Purpose::kMatching, engine::Basis::kConsent, {}, {}, "", false});
        return true;
      case BarCode::kPaused:
        PersonOf(bar.side)->state = engine::ProfileState::kActive;
        return true;
      case BarCode::kPendingGuardian:
        PersonOf(bar.side)->guardian_consent = true;
        return true;
      case BarCode::kVogMissing:
      case BarCode::kVogExpired:
        static_cast<engine::Volunteer*>(PersonOf(bar.side))->vog = {engine::VogState::kValid, it_.moment.today, ""};
        return true;
      case BarCode::kCapacity:
      case BarCode::kCapacityReserved:
        static_cast<engine::Volunteer*>(PersonOf(bar.side))->max_matches = 50;
        static_cast<engine::Volunteer*>(PersonOf(bar.side))->max_open_requests = 50;
        return true;
      case BarCode::kActivityFull:
        return FreeAPlace(*ActivityOfThePair());
      case BarCode::kCost:
        return CoverTheCost();
      case BarCode::kContactForm:
        if (bar.side != Side::kPair) PersonOf(bar.side)->contact_forms.push_back(ContactForm::kGroup);
        return true;
      case BarCode::kTravel:
      case BarCode::kTransport:
        Drive(*FindPerson(world_, *mover_));
        return true;
      case BarCode::kTimeOverlap:
        return FindATime();
      default:
        return false;
    }
  }

  // All places of the group but those of the subject's own matches, which would be no place freed.
  bool FreeAPlace(engine::Activity& activity) {
    activity.enrolled = 0;
    std::erase_if(world_.matches, [&](const engine::Match& match) {
      return match.other == activity.meta.id && match.resident != subject_;
    });
    return *activity.capacity > 0;
  }

  bool CoverTheCost() {
    auto* resident = static_cast<engine::Resident*>(PersonOf(Kind::kResident));
    if (candidate_.kind == Kind::kResident) {
      resident->max_cost_cents = ActivityOfThePair()->cost_cents;
    } else {
      ActivityOfThePair()->cost_cents = *resident->max_cost_cents;
    }
    return true;
  }

  void Drive(engine::Person& person) {
    std::erase_if(person.travel, [](const engine::TravelOption& option) { return option.mode == TravelMode::kCar; });
    person.travel.push_back({TravelMode::kCar, it_.policy.max_pick_up_minutes, false});
  }

  // The candidate keeps one window: what the two need in one of the subject's, and the way there and back.
  bool FindATime() {
    const engine::Availability* subjects = TimesOfSubject();
    if (subjects == nullptr) return false;
    const int needed = it_.policy.min_block_minutes;
    const int subjects_way = mover_ == subject_ ? mover_minutes_ : 0;
    const int candidates_way = mover_ == candidate_ ? mover_minutes_ : 0;
    const bool by_day = mover_ && TravelsByDayOnly(*FindPerson(world_, *mover_));
    for (const engine::Window& window : subjects->windows) {
      const int first = window.start_minute + subjects_way;
      const int last = window.end_minute - subjects_way - needed;
      if (first > last) continue;
      // As near to noon as it goes: in daylight on any day of the year.
      const int start = std::clamp(720, first, last);
      const int out = start - candidates_way;
      const int back = start + needed + candidates_way;
      if (out < 0 || back > engine::kMinutesPerDay) continue;
      if (by_day && (start - mover_minutes_ < 10 * 60 || start + needed + mover_minutes_ > 15 * 60)) continue;
      SetTimesOfCandidate({window.weekday, out, back, engine::Weeks::kEvery});
      return true;
    }
    return false;
  }

  static bool TravelsByDayOnly(const engine::Person& person) {
    return std::any_of(person.travel.begin(), person.travel.end(),
                       [](const engine::TravelOption& option) { return option.daylight_only; });
  }

  // nullptr when the subject is not there all the time.
  const engine::Availability* TimesOfSubject() {
    if (const engine::Activity* activity = FindActivity(world_, subject_); activity != nullptr) {
      const engine::Sessions& sessions = activity->sessions;
      return sessions.start_date || sessions.end_date || !sessions.hours.away.empty() ? nullptr : &sessions.hours;
    }
    const engine::Person* person = FindPerson(world_, subject_);
    const bool leaves =
        subject_.kind == Kind::kVolunteer && static_cast<const engine::Volunteer*>(person)->available_until;
    return leaves || !person->availability.away.empty() ? nullptr : &person->availability;
  }

  void SetTimesOfCandidate(const engine::Window& window) {
    if (engine::Activity* activity = FindActivity(world_, candidate_); activity != nullptr) {
      activity->sessions = {{{window}, {}}, {}, {}};
      return;
    }
    engine::Person* person = FindPerson(world_, candidate_);
    person->availability = {{window}, {}};
    if (candidate_.kind == Kind::kVolunteer) static_cast<engine::Volunteer*>(person)->available_until.reset();
  }

  void AgreeOnTheForm() {
    const ContactForm form = excluded_.pair.contact_form;
    FindPerson(world_, candidate_)->contact_forms = {form};
    auto& subjects = FindPerson(world_, subject_)->contact_forms;
    if (!subjects.empty() && std::find(subjects.begin(), subjects.end(), form) == subjects.end()) {
      subjects.push_back(form);
    }
  }

  const Case& it_;
  const EntityId& subject_;
  const EntityId& candidate_;
  const engine::ExcludedCandidate& excluded_;
  World& world_;
  std::optional<EntityId> mover_;
  int mover_minutes_ = 0;
};

}  // namespace

bool CarryOut(const Case& it, const EntityId& subject, const engine::ExcludedCandidate& excluded, World& world) {
  return Change(it, subject, excluded, world).CarryOut();
}

}  // namespace klik::testing
