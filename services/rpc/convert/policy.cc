#include "services/rpc/convert/policy.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"
#include "services/errors/errors.h"
#include "services/rpc/convert/limits.h"
#include "services/rpc/convert/scalars.h"

namespace klik::services {
namespace {

constexpr std::size_t kMaxVersionCharacters = 40;
constexpr int kMaxEffort = 100;

// A whole number of a message and of a value: the same name in both, but for the few that the API's rules forbid.
template <typename Value>
struct Number {
  const char* name;
  int Value::*member;
  int least;
  int most;
};

using engine::ChangeCosts;
using engine::Policy;

constexpr Number<Policy> kNumbers[] = {
    {"min_block_minutes", &Policy::min_block_minutes, 5, 480},
    {"good_block_minutes", &Policy::good_block_minutes, 5, 1440},
    {"intergenerational_gap_years", &Policy::intergenerational_gap_years, 5, 80},
    {"vog_validity_months", &Policy::vog_validity_months, 1, 120},
    {"near_minutes", &Policy::near_minutes, 0, 240},
    {"far_minutes", &Policy::far_minutes, 1, 240},
    {"max_pick_up_minutes", &Policy::max_pick_up_minutes, 0, 240},
    {"small_group_capacity", &Policy::small_group_capacity, 2, 100},
    {"stale_profile_days", &Policy::stale_profile_days, 1, 3650},
    {"rested_days", &Policy::rested_days, 1, 3650},
    {"confirm_first_requests", &Policy::confirm_first_requests, 1, 100},
    {"default_commitment_months", &Policy::default_commitment_months, 1, 120},
    {"horizon_days", &Policy::horizon_days, engine::kMinHorizonDays, 366},
    {"steady_months", &Policy::steady_months, 0, 60},
    {"lasting_months", &Policy::lasting_months, 0, 60},
    {"companion_visits", &Policy::companion_visits, 1, 60},
    {"triad_activities", &Policy::triad_activities, 1, 100},
    {"circle_block_minutes", &Policy::circle_block_minutes, 15, 480},
    {"min_circle_size", &Policy::min_circle_size, 2, 100},
    {"max_circle_size", &Policy::max_circle_size, 2, 100},
    {"circle_waiting_days", &Policy::circle_waiting_days, 0, 3650},
    {"proposal_days", &Policy::proposal_days, 1, kMaxProposalDays},
    {"waitlist_offer_days", &Policy::waitlist_offer_days, 1, kMaxProposalDays},
};

constexpr Number<ChangeCosts> kEfforts[] = {
    {"consent_missing", &ChangeCosts::consent_missing, 1, kMaxEffort},
    {"vog_requested", &ChangeCosts::vog_requested, 1, kMaxEffort},
    {"vog_missing", &ChangeCosts::vog_missing, 1, kMaxEffort},
    {"vog_expired", &ChangeCosts::vog_expired, 1, kMaxEffort},
    {"capacity", &ChangeCosts::capacity, 1, kMaxEffort},
    {"capacity_reserved", &ChangeCosts::capacity_reserved, 1, kMaxEffort},
    {"activity_full", &ChangeCosts::activity_full, 1, kMaxEffort},
    {"time_overlap", &ChangeCosts::time_overlap, 1, kMaxEffort},
    {"ride", &ChangeCosts::ride, 1, kMaxEffort},
    {"pending_guardian", &ChangeCosts::pending_guardian, 1, kMaxEffort},
    {"budget", &ChangeCosts::cost, 1, kMaxEffort},
    {"contact_form", &ChangeCosts::contact_form, 1, kMaxEffort},
    {"paused", &ChangeCosts::paused, 1, kMaxEffort},
};

const google::protobuf::FieldDescriptor* FieldOf(const google::protobuf::Message& message, const char* name) {
  return message.GetDescriptor()->FindFieldByName(name);
}

template <typename Value, std::size_t kCount>
void ReadNumbers(const google::protobuf::Message& message, const Number<Value> (&numbers)[kCount], const Field& field,
                 Value& value) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  for (const Number<Value>& number : numbers) {
    const auto* descriptor = FieldOf(message, number.name);
    if (!reflection.HasField(message, descriptor)) continue;
    value.*number.member =
        ReadNumber(reflection.GetInt32(message, descriptor), number.least, number.most, field.Member(number.name));
  }
}

template <typename Value, std::size_t kCount>
void SetNumbers(const Value& value, const Number<Value> (&numbers)[kCount], google::protobuf::Message& message) {
  for (const Number<Value>& number : numbers) {
    message.GetReflection()->SetInt32(&message, FieldOf(message, number.name), value.*number.member);
  }
}

std::string ReadVersion(const std::string& version, const Field& field) {
  const bool right = !version.empty() && version.size() <= kMaxVersionCharacters && version != "current" &&
                     version.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string::npos;
  field.Require(right, "is not 1 to 40 of a-z, 0-9, `.` and `-`, nor may it be `current`");
  return version;
}

void ReadWeights(const google::protobuf::RepeatedPtrField<v1::TermWeight>& weights, const Field& field,
                 std::array<int, engine::kTermCount>& out) {
  if (weights.empty()) return;
  std::array<int, engine::kTermCount> read{};
  std::array<bool, engine::kTermCount> seen{};
  for (int i = 0; i < weights.size(); ++i) {
    const Field item = field.Item(i);
    const int term = weights[i].term();
    const int weight = ReadNumber(weights[i].weight(), 0, engine::kWeightScale, item.Member("weight"));
    if (!item.Member("term").Require(term >= 1 && term <= engine::kTermCount, "is not a term")) continue;
    const auto index = static_cast<std::size_t>(term - 1);
    item.Member("term").Require(!seen[index], "is stated twice");
    seen[index] = true;
    read[index] = weight;
  }
  if (!field.Require(std::find(seen.begin(), seen.end(), false) == seen.end(), "does not state every term")) return;
  field.Require(std::accumulate(read.begin(), read.end(), 0) == engine::kWeightScale, "does not add up to 1000");
  out = read;
}

void ReadWeeks(const google::protobuf::RepeatedField<std::int32_t>& weeks, const Field& field, std::vector<int>& out) {
  if (weeks.empty()) return;
  CheckLength(weeks, kMaxCheckInWeeks, field);
  for (int i = 0; i < weeks.size(); ++i) {
    ReadNumber(weeks[i], 1, kMaxCheckInWeek, field.Item(i));
    field.Item(i).Require(i == 0 || weeks[i] > weeks[i - 1], "is not above the one before");
  }
  out.assign(weeks.begin(), weeks.end());
}

}  // namespace

engine::Policy ReadPolicy(const v1::Policy& policy, const Field& field) {
  engine::Policy out;
  out.version = ReadVersion(policy.version(), field.Member("version"));
  ReadWeights(policy.weights(), field.Member("weights"), out.weights);
  ReadNumbers(policy, kNumbers, field, out);
  ReadNumbers(policy.change_efforts(), kEfforts, field.Member("change_efforts"), out.change_costs);
  ReadWeeks(policy.check_in_weeks(), field.Member("check_in_weeks"), out.check_in_weeks);
  field.Member("good_block_minutes")
      .Require(out.good_block_minutes >= out.min_block_minutes, "is under min_block_minutes");
  field.Member("max_circle_size").Require(out.max_circle_size >= out.min_circle_size, "is under min_circle_size");
  return out;
}

v1::Policy ToApi(const engine::Policy& policy) {
  v1::Policy out;
  out.set_name(absl::StrCat("policies/", policy.version));
  out.set_version(policy.version);
  for (int i = 0; i < engine::kTermCount; ++i) {
    v1::TermWeight& weight = *out.add_weights();
    weight.set_term(static_cast<v1::TermScore::Term>(i + 1));
    weight.set_weight(policy.weights[static_cast<std::size_t>(i)]);
  }
  SetNumbers(policy, kNumbers, out);
  out.mutable_check_in_weeks()->Add(policy.check_in_weeks.begin(), policy.check_in_weeks.end());
  SetNumbers(policy.change_costs, kEfforts, *out.mutable_change_efforts());
  return out;
}

absl::StatusOr<engine::Policy> ParsePolicy(const std::string& json) {
  v1::Policy message;
  const auto parsed = google::protobuf::util::JsonStringToMessage(json, &message);
  if (!parsed.ok()) {
    return Error(absl::StatusCode::kInvalidArgument, "INVALID_JSON",
                 absl::StrCat("not JSON of a policy: ", std::string(parsed.message())));
  }
  Violations violations;
  engine::Policy policy = ReadPolicy(message, Field(violations, "policy"));
  if (violations.empty()) return policy;
  std::string all;
  for (const FieldViolation& violation : violations.all()) {
    absl::StrAppend(&all, all.empty() ? "" : "; ", violation.field, ": ", violation.description);
  }
  return Error(absl::StatusCode::kInvalidArgument, "INVALID_POLICY", all);
}

}  // namespace klik::services
