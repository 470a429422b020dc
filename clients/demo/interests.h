// What people like, by age and by what their village is known for, as topics of Klik's taxonomy.
//
// All ids of topics that the demo uses stand in one table, in interests.cc. Constant; any thread may read it.
#ifndef KLIK_CLIENTS_DEMO_INTERESTS_H_
#define KLIK_CLIENTS_DEMO_INTERESTS_H_

#include <string>
#include <vector>

#include "clients/demo/random.h"
#include "clients/demo/villages.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "klik/v1/common.pb.h"

namespace klik::demo {

// In the order of the table.
enum class Topic {
  kClassical,
  kDutchSongs,
  kPop,
  kJazz,
  kChoir,
  kSingingAlong,
  kPiano,
  kGuitar,
  kAccordion,
  kCello,
  kViolin,
  kBrassBand,
  kFlowers,
  kVegetables,
  kVillageGarden,
  kBulbs,
  kHousePlants,
  kBirds,
  kConservation,
  kDike,
  kKlaverjassen,
  kBridge,
  kRummikub,
  kScrabble,
  kChess,
  kDraughts,
  kFamilyGames,
  kBilliards,
  kSjoelen,
  kBingo,
  kJigsaw,
  kCrossword,
  kQuiz,
  kGaming,
  kStroll,
  kLongWalks,
  kWalkingGroup,
  kBikeTour,
  kDuoBike,
  kGym,
  kSeniorGym,
  kYoga,
  kChairYoga,
  kSwimming,
  kFootball,
  kTennis,
  kPetanque,
  kSkating,
  kSailing,
  kBoating,
  kFishing,
  kHomeJobs,
  kWood,
  kRepair,
  kClassicCars,
  kSteamTram,
  kTractors,
  kKnitting,
  kCrochet,
  kSewing,
  kWatercolour,
  kDrawing,
  kPottery,
  kFlowerArranging,
  kPhotography,
  kMuseum,
  kTheatre,
  kFilm,
  kCookingTogether,
  kDutchCooking,
  kWorldCooking,
  kCakes,
  kBread,
  kOpenTable,
  kHomeMeal,
  kEatingOut,
  kNovels,
  kNewspapers,
  kBookClub,
  kAudioBooks,
  kLocalHistory,
  kOldStories,
  kFamilyTree,
  kCollecting,
  kWestfries,
  kWriting,
  kDogWalking,
  kDogAround,
  kCats,
  kChickens,
  kFarmLife,
  kPettingZoo,
  kChurchServices,
  kChurchCoffee,
  kMosque,
  kLifeTalks,
  kMeditation,
  kRemembrance,
  kTablet,
  kComputer,
  kDutch,
  kEnglish,
  kSouthern,
  kTalks,
  kPolitics,
  kCoffee,
  kChat,
  kPhone,
  kTelevision,
  kShopping,
  kDrive,
  kDayTrips,
  kReadingAloud,
  kGrandchildren,
  kHomework,
  kVolunteering,
  kDance,
  kModels,
  kHorses,
  kCrafts,
  kGovernment,
  kMoney,
  kSendingCards,
  kAccompany,
  kNeighbours
};

// Id of the taxonomy, `music.choir`.
std::string TopicId(Topic topic);

// Every id the demo may use.
std::vector<std::string> AllTopicIds();

// Three to eight things, liked, once done, to teach or to learn; for some also what they dislike or never want.
google::protobuf::RepeatedPtrField<v1::Interest> MakeInterests(int age, Landscape landscape, Random& random);

}  // namespace klik::demo

#endif  // KLIK_CLIENTS_DEMO_INTERESTS_H_
