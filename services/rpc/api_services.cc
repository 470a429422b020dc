#include "services/rpc/api_services.h"

#include "klik/v1/account_service.pb.h"
#include "klik/v1/activity_service.pb.h"
#include "klik/v1/admin_service.pb.h"
#include "klik/v1/exclusion_service.pb.h"
#include "klik/v1/insight_service.pb.h"
#include "klik/v1/match_service.pb.h"
#include "klik/v1/matching_service.pb.h"
#include "klik/v1/organisation_service.pb.h"
#include "klik/v1/outcome_service.pb.h"
#include "klik/v1/referral_service.pb.h"
#include "klik/v1/resident_service.pb.h"
#include "klik/v1/session_service.pb.h"
#include "klik/v1/taxonomy_service.pb.h"
#include "klik/v1/transfer_service.pb.h"
#include "klik/v1/volunteer_service.pb.h"
#include "klik/v1/work_service.pb.h"

namespace klik::services {

// By a message of each file, so that its descriptor is linked in.
std::vector<std::string> ApiServiceNames() {
  std::vector<std::string> names;
  for (const google::protobuf::Descriptor* message :
       {klik::v1::Activity::descriptor(), klik::v1::Policy::descriptor(), klik::v1::Exclusion::descriptor(),
        klik::v1::Match::descriptor(), klik::v1::Candidate::descriptor(), klik::v1::Organisation::descriptor(),
        klik::v1::Referral::descriptor(), klik::v1::Resident::descriptor(), klik::v1::Topic::descriptor(),
        klik::v1::ImportRecord::descriptor(), klik::v1::Volunteer::descriptor(), klik::v1::Session::descriptor(),
        klik::v1::Account::descriptor(), klik::v1::Outcome::descriptor(), klik::v1::WorkItem::descriptor(),
        klik::v1::CountStatesResponse::descriptor()}) {
    names.push_back(message->file()->service(0)->full_name());
  }
  return names;
}

}  // namespace klik::services
