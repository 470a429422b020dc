#include "clients/demo/interests.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace klik::demo {
namespace {

// How often it is named by somebody of 20, 50 and 80: rough, of a thousand. Ages in between are in between.
struct TopicRow {
  Topic topic;
  std::string_view id;
  int young;
  int middle;
  int old;
  // Whether people teach it to one another.
  bool taught;
};

constexpr std::array kTopics = std::to_array<TopicRow>({
    {Topic::kClassical, "music.classical", 8, 30, 70, false},
    {Topic::kDutchSongs, "music.popular.dutch_songs", 20, 45, 70, false},
    {Topic::kPop, "music.popular.pop", 90, 90, 50, false},
    {Topic::kJazz, "music.popular.jazz", 8, 20, 25, false},
    {Topic::kChoir, "music.choir", 10, 25, 40, false},
    {Topic::kSingingAlong, "music.choir.singing_along", 8, 15, 30, false},
    {Topic::kPiano, "music.instrument.piano", 18, 18, 20, true},
    {Topic::kGuitar, "music.instrument.guitar", 25, 20, 8, true},
    {Topic::kAccordion, "music.instrument.accordion", 1, 5, 10, true},
    {Topic::kCello, "music.instrument.cello", 3, 3, 3, true},
    {Topic::kViolin, "music.instrument.violin", 4, 4, 5, true},
    {Topic::kBrassBand, "music.instrument.band", 10, 12, 10, false},
    {Topic::kFlowers, "nature.garden.flowers", 8, 60, 90, true},
    {Topic::kVegetables, "nature.garden.vegetables", 10, 45, 60, true},
    {Topic::kVillageGarden, "nature.garden.allotment", 8, 20, 22, false},
    {Topic::kBulbs, "nature.garden.bulbs", 4, 14, 25, true},
    {Topic::kHousePlants, "nature.garden.houseplants", 45, 40, 35, false},
    {Topic::kBirds, "nature.wildlife.birds", 8, 40, 60, true},
    {Topic::kConservation, "nature.wildlife.conservation", 12, 14, 10, false},
    {Topic::kDike, "nature.outdoors.dike", 10, 30, 40, false},
    {Topic::kKlaverjassen, "game.klaverjassen", 4, 40, 75, true},
    {Topic::kBridge, "game.cards.bridge", 1, 12, 35, true},
    {Topic::kRummikub, "game.board.rummikub", 12, 25, 55, false},
    {Topic::kScrabble, "game.board.scrabble", 12, 25, 32, false},
    {Topic::kChess, "game.board.chess", 18, 14, 15, true},
    {Topic::kDraughts, "game.board.draughts", 4, 8, 20, true},
    {Topic::kFamilyGames, "game.board.family", 35, 30, 25, false},
    {Topic::kBilliards, "game.hall.billiards", 14, 18, 28, false},
    {Topic::kSjoelen, "game.hall.sjoelen", 5, 15, 32, false},
    {Topic::kBingo, "game.hall.bingo", 10, 20, 45, false},
    {Topic::kJigsaw, "game.puzzle.jigsaw", 12, 28, 45, false},
    {Topic::kCrossword, "game.puzzle.crossword", 5, 40, 80, false},
    {Topic::kQuiz, "game.puzzle.quiz", 30, 30, 15, false},
    {Topic::kGaming, "game.video", 190, 25, 1, true},
    {Topic::kStroll, "move.walking.stroll", 45, 90, 110, false},
    {Topic::kLongWalks, "move.walking.long", 20, 50, 35, false},
    {Topic::kWalkingGroup, "move.walking.group", 6, 22, 28, false},
    {Topic::kBikeTour, "move.cycling.tour", 25, 90, 90, false},
    {Topic::kDuoBike, "move.cycling.duo", 1, 4, 9, false},
    {Topic::kGym, "move.fitness.gym", 100, 45, 10, false},
    {Topic::kSeniorGym, "move.fitness.senior", 0, 4, 30, false},
    {Topic::kYoga, "move.fitness.yoga", 35, 35, 14, true},
    {Topic::kChairYoga, "move.fitness.chair_yoga", 0, 3, 20, false},
    {Topic::kSwimming, "move.fitness.swimming", 40, 45, 45, false},
    {Topic::kFootball, "move.sport.football", 100, 45, 15, false},
    {Topic::kTennis, "move.sport.tennis", 30, 28, 8, false},
    {Topic::kPetanque, "move.sport.petanque", 1, 8, 22, false},
    {Topic::kSkating, "move.sport.skating", 30, 28, 15, false},
    {Topic::kSailing, "water_tech.water.sailing", 20, 22, 12, true},
    {Topic::kBoating, "water_tech.water.boating", 22, 22, 14, false},
    {Topic::kFishing, "water_tech.water.fishing", 28, 32, 25, true},
    {Topic::kHomeJobs, "water_tech.making.house", 30, 60, 40, true},
    {Topic::kWood, "water_tech.making.wood", 10, 25, 28, true},
    {Topic::kRepair, "water_tech.making.repair", 8, 20, 22, true},
    {Topic::kClassicCars, "water_tech.vehicles.cars", 40, 35, 22, true},
    {Topic::kSteamTram, "water_tech.vehicles.trains", 5, 9, 16, true},
    {Topic::kTractors, "water_tech.vehicles.tractors", 18, 12, 14, false},
    {Topic::kKnitting, "art.textile.knitting", 8, 22, 50, true},
    {Topic::kCrochet, "art.textile.crochet", 12, 18, 32, true},
    {Topic::kSewing, "art.textile.sewing", 14, 28, 35, true},
    {Topic::kWatercolour, "art.painting.watercolour", 5, 12, 18, true},
    {Topic::kDrawing, "art.painting.drawing", 50, 22, 15, true},
    {Topic::kPottery, "art.making.pottery", 8, 11, 9, true},
    {Topic::kFlowerArranging, "art.making.flowers", 3, 17, 28, true},
    {Topic::kPhotography, "art.making.photography", 50, 42, 26, true},
    {Topic::kMuseum, "art.outing.museum", 18, 48, 55, false},
    {Topic::kTheatre, "art.outing.theatre", 20, 42, 40, false},
    {Topic::kFilm, "art.outing.film", 95, 50, 22, false},
    {Topic::kCookingTogether, "food.cooking_together", 30, 22, 18, false},
    {Topic::kDutchCooking, "food.cooking.dutch", 8, 45, 75, true},
    {Topic::kWorldCooking, "food.cooking.world", 55, 50, 18, true},
    {Topic::kCakes, "food.baking.cakes", 45, 45, 45, true},
    {Topic::kBread, "food.baking.bread", 10, 16, 12, true},
    {Topic::kOpenTable, "food.eating_together.open_table", 4, 14, 38, false},
    {Topic::kHomeMeal, "food.eating_together.at_home", 25, 30, 42, false},
    {Topic::kEatingOut, "food.eating_together.restaurant", 65, 60, 50, false},
    {Topic::kNovels, "story.reading.novels", 30, 55, 75, false},
    {Topic::kNewspapers, "story.reading.news", 5, 40, 75, false},
    {Topic::kBookClub, "story.reading.book_club", 5, 10, 12, false},
    {Topic::kAudioBooks, "story.reading.audio", 6, 8, 18, false},
    {Topic::kLocalHistory, "story.history.local", 3, 25, 50, true},
    {Topic::kOldStories, "story.history.old_stories", 4, 18, 60, false},
    {Topic::kFamilyTree, "story.history.genealogy", 1, 11, 18, true},
    {Topic::kCollecting, "story.history.antiques", 8, 17, 24, false},
    {Topic::kWestfries, "story.telling.westfries", 2, 11, 24, true},
    {Topic::kWriting, "story.telling.writing", 16, 13, 13, true},
    {Topic::kDogWalking, "animal.dog.walking", 50, 50, 30, false},
    {Topic::kDogAround, "animal.dog.company", 40, 38, 40, false},
    {Topic::kCats, "animal.pet.cats", 75, 65, 65, false},
    {Topic::kChickens, "animal.farm.chickens", 8, 24, 22, false},
    {Topic::kFarmLife, "animal.farm.cows", 15, 17, 22, false},
    {Topic::kPettingZoo, "animal.farm.petting_zoo", 18, 12, 8, false},
    {Topic::kChurchServices, "meaning.church.services", 8, 25, 75, false},
    {Topic::kChurchCoffee, "meaning.church.community", 2, 11, 30, false},
    {Topic::kMosque, "meaning.faith.islam", 10, 9, 4, false},
    {Topic::kLifeTalks, "meaning.life.talks", 35, 40, 42, false},
    {Topic::kMeditation, "meaning.life.meditation", 20, 26, 15, true},
    {Topic::kRemembrance, "meaning.life.remembrance", 4, 15, 32, false},
    {Topic::kTablet, "learn.digital.tablet", 15, 20, 45, true},
    {Topic::kComputer, "learn.digital.computer", 45, 30, 28, true},
    {Topic::kDutch, "learn.language.dutch", 18, 15, 7, true},
    {Topic::kEnglish, "learn.language.english", 30, 22, 12, true},
    {Topic::kSouthern, "learn.language.european", 12, 17, 10, true},
    {Topic::kTalks, "learn.course.talks", 6, 22, 32, false},
    {Topic::kPolitics, "learn.course.news", 20, 40, 48, false},
    {Topic::kCoffee, "together.company.coffee", 60, 200, 260, false},
    {Topic::kChat, "together.company.chat", 70, 130, 190, false},
    {Topic::kPhone, "together.company.phone", 20, 22, 42, false},
    {Topic::kTelevision, "together.company.tv", 65, 45, 50, false},
    {Topic::kShopping, "together.outing.shopping", 80, 55, 48, false},
    {Topic::kDrive, "together.outing.drive", 20, 25, 42, false},
    {Topic::kDayTrips, "together.outing.day_trip", 45, 48, 52, false},
    {Topic::kReadingAloud, "together.children.reading_aloud", 8, 14, 19, false},
    {Topic::kGrandchildren, "together.children.grandchildren", 0, 40, 130, false},
    {Topic::kHomework, "together.children.homework", 12, 8, 5, true},
    {Topic::kVolunteering, "together.helping.volunteering", 25, 55, 55, false},
    {Topic::kDance, "move.dance", 30, 25, 28, false},
    {Topic::kModels, "water_tech.models", 12, 12, 12, true},
    {Topic::kHorses, "animal.horse", 30, 18, 7, false},
    {Topic::kCrafts, "art.making", 25, 25, 25, false},
    {Topic::kGovernment, "learn.digital.government", 8, 12, 25, true},
    {Topic::kMoney, "learn.course.money", 12, 12, 8, true},
    {Topic::kSendingCards, "together.company.cards", 4, 12, 25, false},
    {Topic::kAccompany, "together.helping.accompany", 2, 10, 10, false},
    {Topic::kNeighbours, "together.helping.neighbours", 8, 28, 30, false},
});

static_assert(
    [] {
      for (std::size_t i = 0; i < kTopics.size(); ++i) {
        if (kTopics[i].topic != static_cast<Topic>(i)) return false;
      }
      return true;
    }(),
    "The table is in the order of the enum.");

constexpr int kYoung = 20;
constexpr int kMiddle = 50;
constexpr int kOld = 80;
constexpr int kLandscapeFactor = 4;

constexpr std::array kOfWater = {Topic::kSailing, Topic::kBoating, Topic::kFishing, Topic::kDike, Topic::kSteamTram};
constexpr std::array kOfBulbs = {Topic::kBulbs, Topic::kFlowers, Topic::kTractors, Topic::kFlowerArranging,
                                 Topic::kVegetables};
constexpr std::array kOfFarmland = {Topic::kFarmLife, Topic::kBirds, Topic::kWestfries, Topic::kChickens,
                                    Topic::kTractors};
constexpr std::array kOfTown = {Topic::kEatingOut, Topic::kGym, Topic::kTheatre, Topic::kSteamTram};

// What people say they want nothing to do with.
constexpr std::array kDisliked = {
    Topic::kKlaverjassen,   Topic::kBingo,    Topic::kGaming,    Topic::kTelevision,   Topic::kPolitics,
    Topic::kFootball,       Topic::kShopping, Topic::kCrossword, Topic::kSingingAlong, Topic::kBridge,
    Topic::kChurchServices, Topic::kPetanque, Topic::kClassical, Topic::kFishing,      Topic::kGym,
    Topic::kDutchSongs};
constexpr std::array kNever = {Topic::kDogAround, Topic::kCats,  Topic::kChurchServices, Topic::kGaming,
                               Topic::kFishing,   Topic::kBingo, Topic::kMosque,         Topic::kChickens};

constexpr int Between(int low, int high, int position, int length) { return low + (high - low) * position / length; }

int WeightAt(const TopicRow& row, int age) {
  if (age <= kYoung) return row.young;
  if (age <= kMiddle) return Between(row.young, row.middle, age - kYoung, kMiddle - kYoung);
  if (age <= kOld) return Between(row.middle, row.old, age - kMiddle, kOld - kMiddle);
  return row.old;
}

absl::Span<const Topic> TopicsOf(Landscape landscape) {
  switch (landscape) {
    case Landscape::kFarmland:
      return kOfFarmland;
    case Landscape::kBulbs:
      return kOfBulbs;
    case Landscape::kWater:
      return kOfWater;
    case Landscape::kTown:
      return kOfTown;
  }
  return {};
}

v1::Interest::Attitude PickAttitude(const TopicRow& row, int age, Random& random) {
  if (row.taught && random.Chance(age < 25 ? 60 : 110)) return v1::Interest::CAN_TEACH;
  if (row.taught && random.Chance(160)) return v1::Interest::WANTS_TO_LEARN;
  const int once = age < 40 ? 40 : age < 65 ? 90 : age < 78 ? 160 : 240;
  return random.Chance(once) ? v1::Interest::USED_TO : v1::Interest::LIKES;
}

void Add(Topic topic, v1::Interest::Attitude attitude, google::protobuf::RepeatedPtrField<v1::Interest>& interests) {
  v1::Interest& interest = *interests.Add();
  interest.set_topic(TopicId(topic));
  interest.set_attitude(attitude);
}

}  // namespace

std::string TopicId(Topic topic) { return std::string(kTopics[static_cast<std::size_t>(topic)].id); }

std::vector<std::string> AllTopicIds() {
  std::vector<std::string> ids;
  for (const TopicRow& row : kTopics) ids.emplace_back(row.id);
  return ids;
}

google::protobuf::RepeatedPtrField<v1::Interest> MakeInterests(int age, Landscape landscape, Random& random) {
  std::array<int, kTopics.size()> weights;
  std::transform(kTopics.begin(), kTopics.end(), weights.begin(),
                 [&](const TopicRow& row) { return WeightAt(row, age); });
  for (const Topic topic : TopicsOf(landscape)) weights[static_cast<std::size_t>(topic)] *= kLandscapeFactor;

  google::protobuf::RepeatedPtrField<v1::Interest> interests;
  // A topic that was taken weighs nothing, so that none comes twice.
  const int liked = random.Between(3, random.Chance(600) ? 6 : 8);
  for (int i = 0; i < liked; ++i) {
    const std::size_t index = random.PickWeighted(weights);
    weights[index] = 0;
    Add(kTopics[index].topic, PickAttitude(kTopics[index], age, random), interests);
  }
  std::vector<Topic> refused;
  if (random.Chance(420)) refused.push_back(random.Pick(kDisliked));
  const bool never = random.Chance(45);
  if (never) refused.push_back(random.Pick(kNever));
  for (const Topic topic : refused) {
    const std::string id = TopicId(topic);
    const bool named = std::any_of(interests.begin(), interests.end(),
                                   [&](const v1::Interest& interest) { return interest.topic() == id; });
    if (named) continue;
    Add(topic, never && topic == refused.back() ? v1::Interest::NEVER : v1::Interest::DISLIKES, interests);
  }
  return interests;
}

}  // namespace klik::demo
