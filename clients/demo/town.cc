#include "clients/demo/town.h"

#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/demo/activities.h"
#include "clients/demo/exclusions.h"
#include "clients/demo/matches.h"
#include "clients/demo/organisations.h"
#include "clients/demo/referrals.h"
#include "clients/demo/residents.h"
#include "clients/demo/stories.h"
#include "clients/demo/striking.h"
#include "clients/demo/volunteers.h"
#include "google/protobuf/util/json_util.h"

namespace klik::demo {
namespace {

template <typename Record>
void Append(std::vector<Record> more, std::vector<Record>& records) {
  records.insert(records.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// A record under its name in ImportRecord. Written around the record's own JSON, which saves a copy of each.
template <typename Record>
absl::Status WriteAll(const char* field, const std::vector<Record>& records, std::ostream& out) {
  std::string json;
  for (const Record& record : records) {
    json.clear();
    const auto status = google::protobuf::util::MessageToJsonString(record, &json);
    if (!status.ok()) {
      return absl::InternalError(absl::StrCat(field, ": ", std::string(status.message())));
    }
    out << "{\"" << field << "\":" << json << "}\n";
  }
  return out.good() ? absl::OkStatus() : absl::DataLossError("the output cannot be written");
}

}  // namespace

Town MakeTown(const TownOptions& options) {
  const std::vector<Club> clubs = MakeClubs();
  const auto rest = [](int wanted, const auto& have) { return wanted - static_cast<int>(have.size()); };
  Town town;
  for (const Club& club : clubs) town.organisations.push_back(club.organisation);
  town.activities = StrikingActivities(clubs);
  town.residents = StrikingResidents(options.today);
  town.volunteers = StrikingVolunteers(options.today);
  Append(MakeActivities(options.seed, rest(options.activities, town.activities), options.today, clubs),
         town.activities);
  Append(MakeResidents(options.seed, rest(options.residents, town.residents), options.today), town.residents);
  Append(MakeVolunteers(options.seed, rest(options.volunteers, town.volunteers), options.today), town.volunteers);
  town.matches = MakeMatches(options.seed, options.today, town.residents, town.volunteers, town.activities);
  TellStories(options.seed, options.today, town.matches);
  town.referrals = MakeReferrals(options.seed, options.today, clubs, town.residents, town.matches);
  town.exclusions =
      MakeExclusions(options.seed, options.today, town.residents, town.volunteers, town.activities, town.matches);
  return town;
}

absl::Status WriteJsonLines(const Town& town, std::ostream& out) {
  absl::Status status = WriteAll("organisation", town.organisations, out);
  if (status.ok()) status = WriteAll("activity", town.activities, out);
  if (status.ok()) status = WriteAll("resident", town.residents, out);
  if (status.ok()) status = WriteAll("volunteer", town.volunteers, out);
  if (status.ok()) status = WriteAll("match", town.matches, out);
  if (status.ok()) status = WriteAll("referral", town.referrals, out);
  if (status.ok()) status = WriteAll("exclusion", town.exclusions, out);
  return status;
}

}  // namespace klik::demo
