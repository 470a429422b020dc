#include "clients/demo/exclusions.h"

#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/demo/calendar.h"
#include "clients/demo/profile.h"
#include "clients/demo/random.h"
#include "clients/demo/striking.h"

namespace klik::demo {
namespace {

using v1::Activity;
using v1::Exclusion;
using v1::Resident;
using v1::Volunteer;

constexpr int kTries = 400;

// The two names of a pair, whichever comes first.
using Pair = std::pair<std::string, std::string>;
Pair PairOf(const std::string& a, const std::string& b) { return a < b ? Pair(a, b) : Pair(b, a); }

std::string NameOf(const auto& record) { return absl::StrCat("ext:", record.external_id()); }

// Draws pairs that a category makes sense for, and puts them down.
class Keeper {
 public:
  Keeper(std::uint64_t seed, absl::CivilDay today, const std::vector<Resident>& residents,
         const std::vector<Volunteer>& volunteers, const std::vector<Activity>& activities,
         const std::vector<v1::Match>& matches)
      : random_(seed, Random::Stream::kExclusions), today_(today) {
    for (const Resident& resident : residents) {
      if (!IsOrdinary(resident)) continue;
      residents_.push_back(&resident);
      villages_[resident.place().settlement()].push_back(&resident);
    }
    for (const Volunteer& volunteer : volunteers) {
      if (IsOrdinary(volunteer)) volunteers_.push_back(&volunteer);
    }
    for (const Activity& activity : activities) {
      if (IsOrdinary(activity)) activities_.push_back(&activity);
    }
    for (const v1::Match& match : matches) used_.insert(PairOf(match.resident(), match.other()));
  }

  // Most are of a volunteer and a resident who know each other already, as it is in villages.
  void AddOne() {
    constexpr std::array kCategories = {Exclusion::FAMILY,     Exclusion::CASE_WORKER, Exclusion::COLLEAGUE,
                                        Exclusion::OWN_CHOICE, Exclusion::CONFLICT,    Exclusion::SAFETY};
    const Exclusion::Category category = kCategories[random_.PickWeighted({400, 200, 120, 100, 120, 60})];
    for (int tries = 0; tries < kTries; ++tries) {
      const auto [first, second] = PickPair(category);
      if (first.empty() || first == second || used_.contains(PairOf(first, second))) continue;
      Add(category, first, second).set_until(PickUntil(category));
      return;
    }
  }

  Exclusion& Add(Exclusion::Category category, const std::string& first, const std::string& second) {
    used_.insert(PairOf(first, second));
    Exclusion& exclusion = exclusions_.emplace_back();
    exclusion.set_external_id(ExternalId('X', static_cast<int>(exclusions_.size()), 3));
    exclusion.set_first(first);
    exclusion.set_second(second);
    exclusion.set_category(category);
    return exclusion;
  }

  std::vector<Exclusion> Take() { return std::move(exclusions_); }

 private:
  int AgeOf(const auto& person) const { return static_cast<int>(today_.year()) - person.birth_year(); }

  // Empty names when chance brought two together whom the category does not fit.
  Pair PickPair(Exclusion::Category category) {
    if (category == Exclusion::CONFLICT) {
      // Somebody who may not come to the group for a while.
      if (activities_.empty()) return {};
      const Activity& activity = *random_.Pick(activities_);
      const Resident* resident = PickResident(activity.place());
      return resident == nullptr ? Pair() : Pair(NameOf(*resident), NameOf(activity));
    }
    if (category == Exclusion::OWN_CHOICE) {
      // Neighbours who would be introduced to each other otherwise.
      if (residents_.empty()) return {};
      const Resident& one = *random_.Pick(residents_);
      const Resident& other = *PickResident(one.place());
      return one.peer_links() && other.peer_links() ? Pair(NameOf(one), NameOf(other)) : Pair();
    }
    if (volunteers_.empty()) return {};
    const Volunteer& volunteer = *random_.Pick(volunteers_);
    const Resident* resident = PickResident(volunteer.place());
    if (resident == nullptr || !Fits(category, AgeOf(volunteer), AgeOf(*resident))) return {};
    return {NameOf(volunteer), NameOf(*resident)};
  }

  // nullptr when nobody lives in that village.
  const Resident* PickResident(const v1::Place& place) {
    const auto village = villages_.find(place.settlement());
    return village == villages_.end() ? nullptr : random_.Pick(village->second);
  }

  static bool Fits(Exclusion::Category category, int volunteer_age, int resident_age) {
    constexpr int kYoungestWorker = 22;
    constexpr int kPensionAge = 67;
    const bool volunteer_works = volunteer_age >= kYoungestWorker && volunteer_age < kPensionAge;
    switch (category) {
      case Exclusion::FAMILY:
        // A daughter or son.
        return resident_age - volunteer_age >= 20 && resident_age - volunteer_age <= 40;
      case Exclusion::CASE_WORKER:
        return volunteer_works;
      case Exclusion::COLLEAGUE:
        return volunteer_works && resident_age >= kYoungestWorker && resident_age < kPensionAge;
      default:
        return true;
    }
  }

  // Empty: for good.
  std::string PickUntil(Exclusion::Category category) {
    switch (category) {
      case Exclusion::CASE_WORKER:
      case Exclusion::COLLEAGUE:
        return random_.Chance(500) ? DateText(today_ + random_.Between(90, 900)) : "";
      case Exclusion::CONFLICT:
      case Exclusion::OWN_CHOICE:
        // Some are over.
        return random_.Chance(800) ? DateText(today_ + random_.Between(-200, 400)) : "";
      default:
        return "";
    }
  }

  Random random_;
  absl::CivilDay today_;
  std::vector<const Resident*> residents_;
  std::map<std::string, std::vector<const Resident*>> villages_;
  std::vector<const Volunteer*> volunteers_;
  std::vector<const Activity*> activities_;
  std::set<Pair> used_;
  std::vector<Exclusion> exclusions_;
};

}  // namespace

std::vector<Exclusion> MakeExclusions(std::uint64_t seed, absl::CivilDay today, const std::vector<Resident>& residents,
                                      const std::vector<Volunteer>& volunteers, const std::vector<Activity>& activities,
                                      const std::vector<v1::Match>& matches) {
  Keeper keeper(seed, today, residents, volunteers, activities, matches);
  for (int wanted = static_cast<int>(volunteers.size()) * 2 / 100; wanted > 0; --wanted) keeper.AddOne();
  keeper.Add(Exclusion::FAMILY, "ext:V-PETRA", "ext:R-TRUUS");
  return keeper.Take();
}

}  // namespace klik::demo
