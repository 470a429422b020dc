#include "clients/demo/matches.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/demo/calendar.h"
#include "clients/demo/profile.h"
#include "clients/demo/random.h"
#include "clients/demo/striking.h"
#include "clients/demo/villages.h"

namespace klik::demo {
namespace {

using v1::Activity;
using v1::Match;
using v1::Resident;
using v1::Volunteer;

constexpr int kFarthestMetres = 8000;
constexpr int kTries = 40;
constexpr int kManyPlaces = 25;

bool HasBasis(const auto& person) {
  return std::any_of(person.legal_bases().begin(), person.legal_bases().end(), [](const v1::LegalBasis& basis) {
    return basis.purpose() == v1::LegalBasis::MATCHING && !basis.withdrawn() && basis.until().empty();
  });
}

bool Speaks(const auto& person, std::string_view code) {
  return std::any_of(person.languages().begin(), person.languages().end(), [&](const v1::LanguageSkill& skill) {
    return skill.code() == code && skill.level() >= v1::LanguageSkill::CONVERSATIONAL;
  });
}

bool ShareLanguage(const auto& a, const auto& b) {
  return std::any_of(a.languages().begin(), a.languages().end(), [&](const v1::LanguageSkill& skill) {
    return skill.level() >= v1::LanguageSkill::CONVERSATIONAL && Speaks(b, skill.code());
  });
}

// Only people whom a rule would not bar: the demo's living matches are ones that staff would have made.
bool IsFree(const auto& person, absl::CivilDay today) {
  return IsOrdinary(person) && person.state() == std::decay_t<decltype(person)>::ACTIVE && HasBasis(person) &&
         today.year() - person.birth_year() >= kSurelyAdult &&
         std::none_of(person.wishes().begin(), person.wishes().end(), [](const v1::Wish& wish) { return wish.hard(); });
}

const Area& AreaOfPlace(const v1::Place& place) {
  for (const Area& area : AreasNearby()) {
    if (area.settlement == place.settlement()) return area;
  }
  return AreaOf(place.settlement());
}

bool AreNear(const v1::Place& a, const v1::Place& b) {
  return MetresBetween(AreaOfPlace(a), AreaOfPlace(b)) <= kFarthestMetres;
}

class MatchMaker {
 public:
  MatchMaker(std::uint64_t seed, absl::CivilDay today, const std::vector<Resident>& residents,
             const std::vector<Volunteer>& volunteers, const std::vector<Activity>& activities)
      : random_(seed, Random::Stream::kMatches), today_(today) {
    for (const Resident& resident : residents) {
      if (!IsFree(resident, today) || resident.need().type() == v1::Need::PROFESSIONAL_FIRST) continue;
      residents_.push_back(&resident);
      if (resident.peer_links()) peers_.push_back(&resident);
    }
    for (const Volunteer& volunteer : volunteers) {
      if (!IsFree(volunteer, today) || volunteer.vog().state() != v1::CriminalRecordCheck::VALID) continue;
      volunteers_.push_back(&volunteer);
      free_[volunteer.external_id()] = volunteer.max_matches();
      free_requests_[volunteer.external_id()] = volunteer.has_max_open_requests() ? volunteer.max_open_requests() : 5;
    }
    for (const Activity& activity : activities) {
      const int places = activity.has_capacity() ? activity.capacity() - activity.enrolled() : kManyPlaces;
      if (!IsOrdinary(activity)) continue;
      if (places == 0) full_.push_back(&activity);
      if (places == 0) continue;
      activities_.push_back(&activity);
      free_[activity.external_id()] = places;
    }
  }

  void LinkVolunteers(int count, bool open) {
    for (int tries = count * kTries; tries > 0 && count > 0 && !volunteers_.empty(); --tries) {
      const Volunteer& volunteer = *random_.Pick(volunteers_);
      const std::string& id = volunteer.external_id();
      if (free_[id] == 0 || (open && free_requests_[id] == 0)) continue;
      const Resident* resident = ResidentFor(volunteer);
      if (resident == nullptr) continue;
      --free_[id];
      if (open) --free_requests_[id];
      Add(*resident, id, open ? OpenState() : RunningState());
      --count;
    }
  }

  void LinkActivities(int count, bool open) {
    for (int tries = count * kTries; tries > 0 && count > 0 && !activities_.empty(); --tries) {
      const Activity& activity = *random_.Pick(activities_);
      if (free_[activity.external_id()] == 0) continue;
      const Resident* resident = ResidentFor(activity);
      if (resident == nullptr) continue;
      --free_[activity.external_id()];
      Add(*resident, activity.external_id(), open ? OpenState() : RunningState());
      --count;
    }
  }

  void LinkNeighbours(int count) {
    for (int tries = count * kTries; tries > 0 && count > 0 && !peers_.empty(); --tries) {
      const Resident& one = *random_.Pick(peers_);
      const Resident& other = *random_.Pick(peers_);
      if (one.external_id() >= other.external_id() || one.place().settlement() != other.place().settlement()) continue;
      if (!ShareLanguage(one, other) || !Unused(one, other.external_id())) continue;
      Add(one, other.external_id(), RunningState());
      --count;
    }
  }

  // Matches of the past; they take no place.
  void LinkPast(int count) {
    for (int tries = count * kTries; tries > 0 && count > 0 && !volunteers_.empty(); --tries) {
      const Volunteer& volunteer = *random_.Pick(volunteers_);
      const Resident* resident = ResidentFor(volunteer);
      if (resident == nullptr) continue;
      constexpr std::array kStates = {Match::ENDED, Match::DECLINED, Match::EXPIRED, Match::RETRACTED};
      Match& match = Add(*resident, volunteer.external_id(), kStates[random_.PickWeighted({650, 180, 120, 50})]);
      *match.mutable_end_time() = TimestampOn(today_ - random_.Between(3, 700), 15);
      if (match.state() == Match::ENDED) match.set_end_reason(PickEndReason());
      --count;
    }
  }

  // On the waiting list of what is full; they take no place.
  void LinkWaiting(int count) {
    for (const Activity* const activity : activities_) {
      if (activity->has_capacity() && free_[activity->external_id()] == 0) full_.push_back(activity);
    }
    for (int tries = count * kTries; tries > 0 && count > 0 && !full_.empty(); --tries) {
      const Activity& activity = *random_.Pick(full_);
      const Resident* resident = ResidentFor(activity);
      if (resident == nullptr) continue;
      Add(*resident, activity.external_id(), Match::WAITING);
      --count;
    }
  }

  // The volunteer's places are taken by people who live near.
  void Fill(const Volunteer& volunteer, Match::State state) {
    for (int i = 0; i < volunteer.max_matches(); ++i) {
      const Resident* resident = nullptr;
      for (int tries = 0; resident == nullptr && tries < kTries; ++tries) resident = ResidentFor(volunteer);
      if (resident != nullptr) Add(*resident, volunteer.external_id(), state);
    }
  }

  Match& Add(const Resident& resident, const std::string& other, Match::State state) {
    used_.emplace(resident.external_id(), other);
    Match& match = matches_.emplace_back();
    match.set_external_id(ExternalId('M', static_cast<int>(matches_.size()), 5));
    match.set_resident(absl::StrCat("ext:", resident.external_id()));
    match.set_other(absl::StrCat("ext:", other));
    match.set_state(state);
    if (state == Match::PROPOSED || state == Match::SHOWN) {
      *match.mutable_expire_time() = TimestampOn(today_ + random_.Between(2, 14), 12);
    }
    return match;
  }

  std::vector<Match> Take() { return std::move(matches_); }

 private:
  Match::State RunningState() {
    constexpr std::array kStates = {Match::ACTIVE, Match::TRIAL, Match::PAUSED};
    return kStates[random_.PickWeighted({760, 170, 70})];
  }

  Match::State OpenState() { return random_.Chance(500) ? Match::PROPOSED : Match::SHOWN; }

  Match::EndReason PickEndReason() {
    constexpr std::array kReasons = {Match::GOAL_REACHED, Match::MOVED_HOUSE, Match::NO_TIME,  Match::NO_CLICK,
                                     Match::ILLNESS,      Match::DECEASED,    Match::CONFLICT, Match::OTHER};
    return kReasons[random_.PickWeighted({260, 130, 240, 130, 90, 60, 50, 40})];
  }

  bool Unused(const Resident& resident, const std::string& other) const {
    return !used_.contains({resident.external_id(), other});
  }

  // nullptr when none of a few tries fits.
  const Resident* ResidentFor(const Volunteer& volunteer) {
    for (int i = 0; i < kTries && !residents_.empty(); ++i) {
      const Resident& resident = *random_.Pick(residents_);
      if (resident.role() != Resident::GIVE && AreNear(resident.place(), volunteer.place()) &&
          ShareLanguage(resident, volunteer) && Unused(resident, volunteer.external_id())) {
        return &resident;
      }
    }
    return nullptr;
  }

  const Resident* ResidentFor(const Activity& activity) {
    for (int i = 0; i < kTries && !residents_.empty(); ++i) {
      const Resident& resident = *random_.Pick(residents_);
      const int age = static_cast<int>(today_.year()) - resident.birth_year();
      const bool fits = age >= activity.min_age() && (activity.max_age() == 0 || age <= activity.max_age());
      if (fits && resident.place().settlement() == activity.place().settlement() && Speaks(resident, "nl") &&
          Unused(resident, activity.external_id())) {
        return &resident;
      }
    }
    return nullptr;
  }

  Random random_;
  absl::CivilDay today_;
  std::vector<const Resident*> residents_;
  std::vector<const Resident*> peers_;
  std::vector<const Volunteer*> volunteers_;
  std::vector<const Activity*> activities_;
  std::vector<const Activity*> full_;
  // Places left, and open proposals left, by external id.
  std::map<std::string, int> free_;
  std::map<std::string, int> free_requests_;
  std::set<std::pair<std::string, std::string>> used_;
  std::vector<Match> matches_;
};

template <typename Record>
const Record& Find(std::string_view external_id, const std::vector<Record>& records) {
  return *std::find_if(records.begin(), records.end(), [&](const Record& r) { return r.external_id() == external_id; });
}

}  // namespace

std::vector<Match> MakeMatches(std::uint64_t seed, absl::CivilDay today, const std::vector<Resident>& residents,
                               const std::vector<Volunteer>& volunteers, const std::vector<Activity>& activities) {
  const int offers = static_cast<int>(volunteers.size());
  const int groups = static_cast<int>(activities.size());
  MatchMaker maker(seed, today, residents, volunteers, activities);
  maker.LinkVolunteers(offers * 45 / 100, false);
  maker.LinkActivities(groups * 160 / 100, false);
  maker.LinkNeighbours(static_cast<int>(residents.size()) * 7 / 1000);
  maker.LinkVolunteers(offers * 8 / 100, true);
  maker.LinkActivities(groups * 14 / 100, true);
  maker.LinkPast(offers * 15 / 100);
  maker.Fill(Find("V-MARIJKE", volunteers), Match::ACTIVE);
  maker.Fill(Find("V-NOOR", volunteers), Match::SHOWN);
  Match& conflict = maker.Add(Find("R-WIM", residents), "V-SJAAK", Match::ENDED);
  conflict.set_end_reason(Match::CONFLICT);
  *conflict.mutable_end_time() = TimestampOn(today - 400, 15);
  maker.LinkWaiting(groups * 10 / 100);
  return maker.Take();
}

}  // namespace klik::demo
