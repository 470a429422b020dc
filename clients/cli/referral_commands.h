// The commands about referrals, and the question that comes before one. As in commands.h, each returns the exit code of
// the process.
#ifndef KLIK_CLIENTS_CLI_REFERRAL_COMMANDS_H_
#define KLIK_CLIENTS_CLI_REFERRAL_COMMANDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "clients/cli/session.h"
#include "klik/v1/referral_service.pb.h"

namespace klik::cli {

struct ReferOptions {
  // JSON of a referral; `-` is the standard input.
  std::string file;
  bool dry_run = false;
};

struct ReferralOptions {
  // A name, or ext:ID.
  std::string name;
  v1::Referral::StateReason reason = v1::Referral::STATE_REASON_UNSPECIFIED;
  // Of whom it is about, when that is known; else empty.
  std::string resident;
  bool is_new_resident = false;
};

struct CapacityOptions {
  std::string settlement;
  std::string postcode;
  // 0: not told.
  std::int32_t age_decade = 0;
  std::vector<std::string> languages;
  std::vector<std::string> topics;
};

int RunRefer(const Session& session, const ReferOptions& options);
// Empty: in any state.
int RunListReferrals(const Session& session, const std::vector<v1::Referral::State>& states);
int RunAcceptReferral(const Session& session, const ReferralOptions& options);
int RunRejectReferral(const Session& session, const ReferralOptions& options);
int RunHoldReferral(const Session& session, const ReferralOptions& options);
int RunResumeReferral(const Session& session, const ReferralOptions& options);
int RunCancelReferral(const Session& session, const ReferralOptions& options);
int RunCompleteReferral(const Session& session, const ReferralOptions& options);
int RunListDuplicates(const Session& session, const ReferralOptions& options);
int RunCheckCapacity(const Session& session, const CapacityOptions& options);

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_REFERRAL_COMMANDS_H_
