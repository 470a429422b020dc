// Checks records of an import against the limits that the proto files state, without using the code that made them.
#ifndef KLIK_TESTS_CLIENTS_DEMO_RECORD_CHECKER_H_
#define KLIK_TESTS_CLIENTS_DEMO_RECORD_CHECKER_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "klik/v1/transfer_service.pb.h"

namespace klik::demo {

class RecordChecker {
 public:
  RecordChecker(absl::CivilDay today, std::set<std::string> topics) : today_(today), topics_(std::move(topics)) {}

  // In the order of the file: what a record refers to has to come before it.
  void Check(const v1::ImportRecord& record);

  // `R00017: availability overlaps`, one a problem.
  const std::vector<std::string>& problems() const { return problems_; }

 private:
  // What matches take from: a volunteer's people, an activity's places.
  struct Room {
    int places;
    int requests;
  };

  void Expect(bool holds, std::string_view problem);
  void CheckId(const std::string& external_id);
  void CheckDate(const std::string& date, std::string_view field);
  void CheckPlace(const v1::Place& place);
  void CheckWindows(const google::protobuf::RepeatedPtrField<v1::Availability::Window>& windows);
  void CheckAway(const google::protobuf::RepeatedPtrField<v1::DateRange>& away);
  void CheckTopic(const std::string& topic, std::set<std::string>& seen);
  template <typename Profile>
  void CheckPerson(const Profile& person);
  // What is known of a person, whoever keeps it.
  template <typename Profile>
  void CheckProfile(const Profile& person);
  // Times in order, none of them later than yesterday.
  template <typename Items>
  void CheckTimes(const Items& items, std::string_view field);
  template <typename Profile>
  void CheckLists(const Profile& person);
  void CheckResident(const v1::Resident& resident);
  void CheckVolunteer(const v1::Volunteer& volunteer);
  void CheckActivity(const v1::Activity& activity);
  void CheckOrganisation(const v1::Organisation& organisation);
  void CheckMatch(const v1::Match& match);
  void CheckStory(const v1::Match& match);
  void CheckReferral(const v1::Referral& referral);
  void CheckExclusion(const v1::Exclusion& exclusion);

  absl::CivilDay today_;
  std::set<std::string> topics_;
  std::string current_;
  std::map<std::string, v1::ImportRecord::RecordCase> kinds_;
  std::map<std::string, Room> rooms_;
  std::set<std::pair<std::string, std::string>> pairs_;
  std::set<std::string> teams_;
  std::set<std::string> referred_;
  std::vector<std::string> problems_;
};

}  // namespace klik::demo

#endif  // KLIK_TESTS_CLIENTS_DEMO_RECORD_CHECKER_H_
