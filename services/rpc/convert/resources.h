// The seven kinds of resource: how each is read from the API's message and told in it again.
//
// Every struct has the same members, so that whatever is done with a resource is written once, for all kinds:
//   Api, Value                 the API's message and the engine's value
//   kKind                      the kind
//   Read(message, ...)         everything that the message alone tells. No metadata, no references
//   ReadReferences(...)        fills in the references; they are checked where the scope looks them up
//   Complete(message, before, value)
//                              fills in what depends on the resource itself; `before` is nullptr when it is new, and
//                              the metadata must be there
//   Find(snapshot, id)         nullptr when there is none
//   ToApi(value, taxonomy)     the whole message
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_RPC_CONVERT_RESOURCES_H_
#define KLIK_SERVICES_RPC_CONVERT_RESOURCES_H_

#include <memory>
#include <string_view>

#include "engine/index/snapshot.h"
#include "engine/model/activity.h"
#include "engine/model/exclusion.h"
#include "engine/model/match.h"
#include "engine/model/person.h"
#include "engine/model/referral.h"
#include "klik/v1/activity_service.pb.h"
#include "klik/v1/exclusion_service.pb.h"
#include "klik/v1/match_service.pb.h"
#include "klik/v1/organisation_service.pb.h"
#include "klik/v1/referral_service.pb.h"
#include "klik/v1/resident_service.pb.h"
#include "klik/v1/volunteer_service.pb.h"
#include "services/rpc/convert/context.h"
#include "services/rpc/convert/resource_name.h"
#include "services/rpc/convert/violations.h"

namespace klik::services {

template <typename ApiMessage, typename EngineValue, engine::Kind kind>
struct ResourceKind {
  using Api = ApiMessage;
  using Value = EngineValue;
  static constexpr engine::Kind kKind = kind;

  static Value Read(const Api& message, const ConvertContext& context, const Field& field);
  static void ReadReferences(const Api& message, const ReferenceScope& scope, const Field& field, Value& value);
  static void Complete(const Api& message, const Value* before, Value& value);
  static std::shared_ptr<const Value> Find(const engine::Snapshot& snapshot, std::string_view id);
  static Api ToApi(const Value& value, const engine::Taxonomy& taxonomy);
};

using ResidentKind = ResourceKind<v1::Resident, engine::Resident, engine::Kind::kResident>;
using VolunteerKind = ResourceKind<v1::Volunteer, engine::Volunteer, engine::Kind::kVolunteer>;
using ActivityKind = ResourceKind<v1::Activity, engine::Activity, engine::Kind::kActivity>;
using OrganisationKind = ResourceKind<v1::Organisation, engine::Organisation, engine::Kind::kOrganisation>;
using MatchKind = ResourceKind<v1::Match, engine::Match, engine::Kind::kMatch>;
using ReferralKind = ResourceKind<v1::Referral, engine::Referral, engine::Kind::kReferral>;
using ExclusionKind = ResourceKind<v1::Exclusion, engine::Exclusion, engine::Kind::kExclusion>;

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CONVERT_RESOURCES_H_
