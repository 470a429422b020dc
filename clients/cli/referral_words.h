// The words of the command line for referrals: `refer`, `referral` and `capacity`.
#ifndef KLIK_CLIENTS_CLI_REFERRAL_WORDS_H_
#define KLIK_CLIENTS_CLI_REFERRAL_WORDS_H_

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "clients/cli/account_words.h"
#include "clients/cli/referral_commands.h"

namespace klik::cli {

struct ReferralArguments {
  ReferOptions refer;
  ReferralOptions referral;
  CapacityOptions capacity;
  std::string reason;  // As typed: `not-for-us`.
  std::vector<std::string> states;
};

// `arguments` and `command` must outlive `app`.
void AddReferralCommands(CLI::App& app, ReferralArguments& arguments, Command& command);

// To `list`: of referrals, only those in these states.
void AddStateOption(CLI::App& list, ReferralArguments& arguments);
std::vector<v1::Referral::State> StatesOf(const ReferralArguments& arguments);

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_REFERRAL_WORDS_H_
