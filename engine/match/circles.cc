#include "engine/match/circles.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <queue>
#include <tuple>
#include <utility>

#include "engine/match/circle_search.h"
#include "engine/match/circle_times.h"
#include "engine/model/language.h"

namespace klik::engine {
namespace {

struct MeetingPlace {
  std::string settlement;
  SpherePoint point;
};

// In order of name, each with the point of its first entry.
std::vector<MeetingPlace> PlacesOf(const Gazetteer& gazetteer, const std::vector<std::string>& asked) {
  std::map<std::string, SpherePoint> points;
  for (const GazetteerEntry& entry : gazetteer.entries()) {
    if (!asked.empty() && std::find(asked.begin(), asked.end(), entry.settlement) == asked.end()) continue;
    points.try_emplace(entry.settlement, ToSphere(entry.point));
  }
  std::vector<MeetingPlace> places;
  for (auto& [name, point] : points) places.push_back({name, point});
  return places;
}

bool HasAsNever(const Row& row, TopicIndex topic, const Taxonomy& taxonomy) {
  return std::any_of(row.topics.nevers().begin(), row.topics.nevers().end(),
                     [&](TopicIndex never) { return taxonomy.IsWithin(topic, never); });
}

// Who has which topic, or one below it; by topic.
using TopicLists = std::map<TopicIndex, std::vector<TopicMember>>;

TopicLists ListsOf(const CircleWorld& world, const Taxonomy& taxonomy) {
  const std::vector<TopicIndex>& asked = world.query().topics;
  TopicLists lists;
  for (std::size_t i = 0; i < world.candidates().size(); ++i) {
    const CircleCandidate& candidate = world.candidates()[i];
    std::map<TopicIndex, int> strengths;
    for (const Strength& liked : candidate.row->liked) {
      for (std::optional<TopicIndex> topic = liked.topic; topic; topic = taxonomy.topic(*topic).parent) {
        int& strength = strengths[*topic];
        strength = std::max<int>(strength, liked.value);
      }
    }
    for (const auto& [topic, strength] : strengths) {
      if (!asked.empty() && std::find(asked.begin(), asked.end(), topic) == asked.end()) continue;
      if (HasAsNever(*candidate.row, topic, taxonomy)) continue;
      const int points = taxonomy.Weight(topic) * strength / kTermScale + candidate.waiting_points;
      lists[topic].push_back({static_cast<int>(i), points});
    }
  }
  for (auto& [topic, list] : lists) {
    std::sort(list.begin(), list.end(), [](const TopicMember& a, const TopicMember& b) {
      return a.points != b.points ? a.points > b.points : a.candidate < b.candidate;
    });
  }
  return lists;
}

// A topic in a place: its best circle once that is worked out, before that the most it could be.
struct Offer {
  std::size_t size = 0;
  std::int64_t score = 0;
  TopicIndex topic;
  std::size_t place = 0;
  std::optional<FoundCircle> found;

  friend bool operator<(const Offer& a, const Offer& b) {
    return std::tie(a.size, a.score, b.topic, b.place) < std::tie(b.size, b.score, a.topic, a.place);
  }
};

class CircleForming {
 public:
  CircleForming(CircleWorld& world, const Taxonomy& taxonomy, std::vector<MeetingPlace> places)
      : world_(world), lists_(ListsOf(world, taxonomy)), places_(std::move(places)) {
    for (const MeetingPlace& place : places_) times_.emplace_back(world, place.point);
  }

  CircleResult Form();

 private:
  void OfferAll();
  void WorkOut(Offer offer);
  bool IsFree(const Offer& offer) const;
  Circle CircleOf(const Offer& offer) const;

  CircleWorld& world_;
  TopicLists lists_;
  std::vector<MeetingPlace> places_;
  std::vector<PlaceTimes> times_;  // By place.
  std::priority_queue<Offer> offers_;
};

void CircleForming::OfferAll() {
  const auto& candidates = world_.candidates();
  const auto most = static_cast<std::size_t>(world_.query().max_size);
  for (std::size_t place = 0; place < places_.size(); ++place) {
    std::vector<bool> reaches(candidates.size());
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      reaches[i] = CanReach(*candidates[i].row, places_[place].point);
    }
    for (const auto& [topic, list] : lists_) {
      Offer offer{0, 0, topic, place, std::nullopt};
      for (const TopicMember& member : list) {
        if (!reaches[static_cast<std::size_t>(member.candidate)]) continue;
        offer.score += member.points;
        if (++offer.size == most) break;
      }
      if (static_cast<int>(offer.size) >= world_.query().min_size) offers_.push(std::move(offer));
    }
  }
}

void CircleForming::WorkOut(Offer offer) {
  offer.found = FindBestCircle(world_, lists_.at(offer.topic), times_[offer.place]);
  if (!offer.found) return;
  offer.size = offer.found->ranks.size();
  offer.score = offer.found->score;
  offers_.push(std::move(offer));
}

bool CircleForming::IsFree(const Offer& offer) const {
  const auto& list = lists_.at(offer.topic);
  return std::none_of(offer.found->ranks.begin(), offer.found->ranks.end(),
                      [&](int rank) { return world_.is_taken(list[static_cast<std::size_t>(rank)].candidate); });
}

std::vector<std::string> SharedLanguages(const std::vector<const Row*>& people) {
  std::vector<std::string> codes;
  for (const LanguageSkill& skill : people.front()->person->languages) {
    const auto index = FindLanguage(skill.code);
    const bool all = index && std::all_of(people.begin(), people.end(), [&](const Row* row) {
                       return row->languages.test(static_cast<std::size_t>(*index));
                     });
    if (all) codes.push_back(skill.code);
  }
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return codes;
}

// The quickest of the ways, which come in that order, with which somebody can be there that long.
const ReachableWay& WayFor(const std::vector<ReachableWay>& ways, const CircleTime& time) {
  for (const ReachableWay& way : ways) {
    if (LatestEnd({way}, time.first.weekday, time.first.weeks, time.start_minute) >= time.end_minute) return way;
  }
  std::abort();  // The time was chosen so that there is one.
}

Circle CircleForming::CircleOf(const Offer& offer) const {
  const auto& list = lists_.at(offer.topic);
  Circle circle;
  circle.topic = offer.topic;
  circle.settlement = places_[offer.place].settlement;
  circle.score = offer.score;
  std::vector<const Row*> people;
  std::vector<std::vector<ReachableWay>> ways;
  for (const int rank : offer.found->ranks) {
    const TopicMember& member = list[static_cast<std::size_t>(rank)];
    people.push_back(world_.candidates()[static_cast<std::size_t>(member.candidate)].row);
    ways.push_back(WaysTo(*people.back(), places_[offer.place].point, world_.daylight()));
    const auto metres = static_cast<int>(DistanceCm(people.back()->point, places_[offer.place].point) / 100);
    circle.members.push_back({people.back()->meta->id, member.points, TravelMode::kUnspecified, 0, metres});
  }
  const auto time = BestTime(people, ways, world_.dates(), world_.policy());
  if (!time) std::abort();  // A circle is found at a time.
  for (std::size_t i = 0; i < people.size(); ++i) {
    const ReachableWay& way = WayFor(ways[i], *time);
    circle.members[i].mode = way.mode;
    circle.members[i].minutes = way.minutes;
  }
  const Weeks of_parity = time->first.weeks == 1 ? Weeks::kOdd : Weeks::kEven;
  circle.time = {static_cast<Weekday>(time->first.weekday + 1), time->start_minute, time->end_minute,
                 time->every_week ? Weeks::kEvery : of_parity};
  circle.first_day = time->first.day;
  circle.languages = SharedLanguages(people);
  return circle;
}

CircleResult CircleForming::Form() {
  OfferAll();
  CircleResult result;
  while (!offers_.empty() && static_cast<int>(result.circles.size()) < world_.query().limit) {
    Offer best = offers_.top();
    offers_.pop();
    if (best.found && IsFree(best)) {
      result.circles.push_back(CircleOf(best));
      for (const int rank : best.found->ranks) {
        world_.Take(lists_.at(best.topic)[static_cast<std::size_t>(rank)].candidate);
      }
      // Those who are left may form another around the same.
      offers_.push(std::move(best));
    } else if (world_.HasSteps()) {
      // Not worked out yet; or somebody has been taken since, and then it can only become less.
      WorkOut(std::move(best));
    }
  }
  result.is_complete = world_.HasSteps();
  return result;
}

}  // namespace

bool CanJoinCircles(const Row& resident, const Moment& moment) {
  const DayNumber today = NumberOf(moment.today);
  const bool holds = std::any_of(resident.consents.begin(), resident.consents.end(),
                                 [&](const DaySpan& consent) { return consent.Has(today); });
  constexpr std::uint32_t kGroup = std::uint32_t{1} << static_cast<unsigned>(ContactForm::kGroup);
  const bool in_a_group = resident.contact_forms == 0 || (resident.contact_forms & kGroup) != 0;
  return resident.state == ProfileState::kActive && resident.peer_links && holds && in_a_group &&
         !IsMinor(resident, moment) && resident.need != NeedType::kProfessionalFirst;
}

CircleResult FormCircles(const Snapshot& snapshot, const Gazetteer& gazetteer, const Policy& policy,
                         const CircleQuery& query) {
  if (query.min_size < 2 || query.max_size < query.min_size) std::abort();
  CircleWorld world(snapshot, policy, query);
  return CircleForming(world, snapshot.taxonomy(), PlacesOf(gazetteer, query.settlements)).Form();
}

}  // namespace klik::engine
