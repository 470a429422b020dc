#include <google/protobuf/message.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <utility>

#include "clients/cli/call.h"
#include "clients/cli/commands.h"
#include "clients/cli/fields.h"
#include "clients/cli/pages.h"
#include "clients/cli/render.h"
#include "klik/v1/activity_service.grpc.pb.h"
#include "klik/v1/exclusion_service.grpc.pb.h"
#include "klik/v1/match_service.grpc.pb.h"
#include "klik/v1/organisation_service.grpc.pb.h"
#include "klik/v1/referral_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "klik/v1/taxonomy_service.grpc.pb.h"
#include "klik/v1/volunteer_service.grpc.pb.h"

namespace klik::cli {
namespace {

using Channel = std::shared_ptr<grpc::Channel>;
using Resource = std::unique_ptr<google::protobuf::Message>;

constexpr std::string_view kExternal = "ext:";

template <typename Service, typename Request, typename Response>
grpc::Status GetOne(grpc::Status (Service::StubInterface::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Channel& channel, const std::string& name, Resource& resource) {
  Request request;
  request.set_name(name);
  auto response = std::make_unique<Response>();
  grpc::Status status = Call<Service>(channel, method, request, *response);
  resource = std::move(response);
  return status;
}

struct Getter {
  std::string_view prefix;
  grpc::Status (*get)(const Channel& channel, const std::string& name, Resource& resource);
};

// In the order in which an external id is looked for.
constexpr std::array<Getter, 7> kGetters = {{
    {"residents/",
     [](const Channel& channel, const std::string& name, Resource& resource) {
       return GetOne<v1::ResidentService>(&v1::ResidentService::StubInterface::GetResident, channel, name, resource);
     }},
    {"volunteers/",
     [](const Channel& channel, const std::string& name, Resource& resource) {
       return GetOne<v1::VolunteerService>(&v1::VolunteerService::StubInterface::GetVolunteer, channel, name, resource);
     }},
    {"activities/",
     [](const Channel& channel, const std::string& name, Resource& resource) {
       return GetOne<v1::ActivityService>(&v1::ActivityService::StubInterface::GetActivity, channel, name, resource);
     }},
    {"organisations/",
     [](const Channel& channel, const std::string& name, Resource& resource) {
       return GetOne<v1::OrganisationService>(&v1::OrganisationService::StubInterface::GetOrganisation, channel, name,
                                              resource);
     }},
    {"matches/",
     [](const Channel& channel, const std::string& name, Resource& resource) {
       return GetOne<v1::MatchService>(&v1::MatchService::StubInterface::GetMatch, channel, name, resource);
     }},
    {"exclusions/",
     [](const Channel& channel, const std::string& name, Resource& resource) {
       return GetOne<v1::ExclusionService>(&v1::ExclusionService::StubInterface::GetExclusion, channel, name, resource);
     }},
    {"referrals/",
     [](const Channel& channel, const std::string& name, Resource& resource) {
       return GetOne<v1::ReferralService>(&v1::ReferralService::StubInterface::GetReferral, channel, name, resource);
     }},
}};

// Fetches all pages and writes them: as one message, or as a table with a row for each item.
template <typename Service, typename Request, typename Response, typename Item>
int ListAll(const Session& session,
            grpc::Status (Service::StubInterface::*method)(grpc::ClientContext*, const Request&, Response*),
            const google::protobuf::RepeatedPtrField<Item>& (Response::*items)() const, std::vector<Column> columns,
            std::vector<std::string> (*cells)(const Item&)) {
  Response all;
  const grpc::Status status = FetchAllPages<Request>(
      [&](const Request& request, Response& page) { return Call<Service>(session.channel, method, request, page); },
      all);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, all);
  Table table;
  table.columns = std::move(columns);
  for (const Item& item : (all.*items)()) table.rows.push_back({cells(item), {}});
  session.console.out << RenderTable(table, Paint(session.console.colour));
  return kExitOk;
}

// The settlement says more than the postcode; who gave none is still somewhere.
std::string Where(const v1::Place& place) { return place.settlement().empty() ? place.postcode() : place.settlement(); }

int ListResidents(const Session& session) {
  return ListAll<v1::ResidentService>(
      session, &v1::ResidentService::StubInterface::ListResidents, &v1::ListResidentsResponse::residents,
      {{"name"}, {"external_id"}, {"display_name"}, {"settlement"}, {"state"}, {"waiting_since"}},
      +[](const v1::Resident& resident) -> std::vector<std::string> {
        return {resident.name(),
                resident.external_id(),
                resident.display_name(),
                Where(resident.place()),
                v1::Resident::State_Name(resident.state()),
                resident.waiting_since()};
      });
}

int ListVolunteers(const Session& session) {
  return ListAll<v1::VolunteerService>(
      session, &v1::VolunteerService::StubInterface::ListVolunteers, &v1::ListVolunteersResponse::volunteers,
      {{"name"}, {"external_id"}, {"display_name"}, {"settlement"}, {"state"}, {"vog"}},
      +[](const v1::Volunteer& volunteer) -> std::vector<std::string> {
        return {volunteer.name(),
                volunteer.external_id(),
                volunteer.display_name(),
                Where(volunteer.place()),
                v1::Volunteer::State_Name(volunteer.state()),
                volunteer.has_vog() ? v1::CriminalRecordCheck::State_Name(volunteer.vog().state()) : ""};
      });
}

int ListActivities(const Session& session) {
  return ListAll<v1::ActivityService>(
      session, &v1::ActivityService::StubInterface::ListActivities, &v1::ListActivitiesResponse::activities,
      {{"name"}, {"external_id"}, {"title"}, {"settlement"}, {"format"}, {"organisation"}},
      +[](const v1::Activity& activity) -> std::vector<std::string> {
        return {activity.name(),
                activity.external_id(),
                activity.title(),
                Where(activity.place()),
                v1::Activity::Format_Name(activity.format()),
                activity.organisation()};
      });
}

int ListOrganisations(const Session& session) {
  return ListAll<v1::OrganisationService>(
      session, &v1::OrganisationService::StubInterface::ListOrganisations,
      &v1::ListOrganisationsResponse::organisations, {{"name"}, {"external_id"}, {"title"}, {"kind"}},
      +[](const v1::Organisation& organisation) -> std::vector<std::string> {
        return {organisation.name(), organisation.external_id(), organisation.title(),
                v1::Organisation::Kind_Name(organisation.kind())};
      });
}

int ListMatches(const Session& session) {
  return ListAll<v1::MatchService>(
      session, &v1::MatchService::StubInterface::ListMatches, &v1::ListMatchesResponse::matches,
      {{"name"}, {"external_id"}, {"resident"}, {"other"}, {"companion"}, {"state"}},
      +[](const v1::Match& match) -> std::vector<std::string> {
        return {match.name(),  match.external_id(), match.resident(),
                match.other(), match.companion(),   v1::Match::State_Name(match.state())};
      });
}

int ListExclusions(const Session& session) {
  return ListAll<v1::ExclusionService>(
      session, &v1::ExclusionService::StubInterface::ListExclusions, &v1::ListExclusionsResponse::exclusions,
      {{"name"}, {"external_id"}, {"first"}, {"second"}, {"category"}, {"until"}},
      +[](const v1::Exclusion& exclusion) -> std::vector<std::string> {
        return {exclusion.name(),
                exclusion.external_id(),
                exclusion.first(),
                exclusion.second(),
                v1::Exclusion::Category_Name(exclusion.category()),
                exclusion.until()};
      });
}

int ListTopics(const Session& session) {
  return ListAll<v1::TaxonomyService>(
      session, &v1::TaxonomyService::StubInterface::ListTopics, &v1::ListTopicsResponse::topics,
      {{"name"}, {"label_nl"}, {"label_en"}, {"parent"}}, +[](const v1::Topic& topic) -> std::vector<std::string> {
        return {topic.name(), topic.label_nl(), topic.label_en(), topic.parent()};
      });
}

struct Lister {
  std::string_view collection;
  int (*list)(const Session& session);
};

constexpr std::array<Lister, 7> kListers = {{{"residents", ListResidents},
                                             {"volunteers", ListVolunteers},
                                             {"activities", ListActivities},
                                             {"organisations", ListOrganisations},
                                             {"matches", ListMatches},
                                             {"exclusions", ListExclusions},
                                             {"topics", ListTopics}}};

}  // namespace

int RunGet(const Session& session, const std::string& name) {
  const bool external = name.starts_with(kExternal);
  bool known = false;
  grpc::Status status;
  Resource resource;
  for (const Getter& getter : kGetters) {
    if (!external && !name.starts_with(getter.prefix)) continue;
    known = true;
    status = getter.get(session.channel, name, resource);
    // An external id does not tell its kind, so the next service may have it.
    if (status.error_code() != grpc::StatusCode::NOT_FOUND) break;
  }
  if (!known) return WrongUsage(session.console, "get: no collection of this name: " + name);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, *resource);
  session.console.out << RenderFields(*resource);
  return kExitOk;
}

int RunList(const Session& session, const std::string& collection) {
  const auto* lister = std::find_if(kListers.begin(), kListers.end(),
                                    [&](const Lister& candidate) { return candidate.collection == collection; });
  if (lister == kListers.end()) return WrongUsage(session.console, "list: no such collection: " + collection);
  return lister->list(session);
}

}  // namespace klik::cli
