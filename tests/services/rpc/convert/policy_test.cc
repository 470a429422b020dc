#include "services/rpc/convert/policy.h"

#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/json_util.h"
#include "tests/services/rpc/messages.h"

namespace klik::services {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Parsed;
using ::testing::UnorderedElementsAre;

std::vector<std::string> FieldsWrongIn(const v1::Policy& policy) {
  Violations violations;
  ReadPolicy(policy, Field(violations, "policy"));
  std::vector<std::string> fields;
  for (const FieldViolation& violation : violations.all()) fields.push_back(violation.field);
  return fields;
}

engine::Policy Read(const v1::Policy& policy) {
  Violations violations;
  engine::Policy read = ReadPolicy(policy, Field(violations, "policy"));
  EXPECT_THAT(violations.all(), IsEmpty());
  return read;
}

// Every number of the message set to its own value: what is not carried over both ways comes back different.
TEST(PolicyTest, EveryFieldGoesThereAndBack) {
  engine::Policy policy;
  policy.version = "west-friesland.3";
  policy.weights = {0, 1000, 0, 0, 0, 0, 0, 0, 0};
  v1::Policy message = ToApi(policy);
  int number = 30;
  for (google::protobuf::Message* part : {static_cast<google::protobuf::Message*>(&message),
                                          static_cast<google::protobuf::Message*>(message.mutable_change_efforts())}) {
    const auto* descriptor = part->GetDescriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const auto* field = descriptor->field(i);
      if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_INT32 || field->is_repeated()) continue;
      ASSERT_TRUE(part->GetReflection()->HasField(*part, field)) << field->full_name();
      part->GetReflection()->SetInt32(part, field, number++);
    }
  }
  EXPECT_GT(number, 30 + 33);
  message.clear_check_in_weeks();
  for (const int week : {1, 4, 12}) message.add_check_in_weeks(week);
  const v1::Policy again = ToApi(Read(message));
  EXPECT_EQ(again.DebugString(), message.DebugString());
}

TEST(PolicyTest, WhatIsLeftOutKeepsItsValue) {
  const engine::Policy policy = Read(Parsed<v1::Policy>("version: 'x' near_minutes: 0"));
  EXPECT_EQ(policy.near_minutes, 0);
  engine::Policy expected;
  expected.version = "x";
  expected.near_minutes = 0;
  EXPECT_EQ(ToApi(policy).DebugString(), ToApi(expected).DebugString());
}

TEST(PolicyTest, NamesEveryFieldThatIsWrong) {
  EXPECT_THAT(FieldsWrongIn({}), ElementsAre("policy.version"));
  for (const char* version : {"Nieuw", "a b", "current", "../x", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    v1::Policy policy;
    policy.set_version(version);
    EXPECT_THAT(FieldsWrongIn(policy), ElementsAre("policy.version")) << version;
  }
  EXPECT_THAT(FieldsWrongIn(Parsed<v1::Policy>(
                  "version: 'x' min_block_minutes: 0 horizon_days: 27 far_minutes: 0 rested_days: -1 "
                  "change_efforts { ride: 0 paused: 101 }")),
              UnorderedElementsAre("policy.min_block_minutes", "policy.horizon_days", "policy.far_minutes",
                                   "policy.rested_days", "policy.change_efforts.ride", "policy.change_efforts.paused"));
  EXPECT_THAT(FieldsWrongIn(Parsed<v1::Policy>("version: 'x' min_block_minutes: 60 good_block_minutes: 59")),
              ElementsAre("policy.good_block_minutes"));
}

TEST(PolicyTest, WeightsAreAllOfThemAndAddUp) {
  v1::Policy policy = ToApi(engine::Policy());
  // Nothing but one term is a policy too.
  for (v1::TermWeight& weight : *policy.mutable_weights()) weight.set_weight(weight.term() == 1 ? 1000 : 0);
  EXPECT_THAT(FieldsWrongIn(policy), IsEmpty());
  policy.mutable_weights(0)->set_weight(2'000'000'000);
  policy.mutable_weights(1)->set_weight(-1);
  EXPECT_THAT(FieldsWrongIn(policy),
              UnorderedElementsAre("policy.weights[0].weight", "policy.weights[1].weight", "policy.weights"));
  policy = ToApi(engine::Policy());
  policy.mutable_weights(0)->set_term(v1::TermScore::TRAVEL);
  EXPECT_THAT(FieldsWrongIn(policy), UnorderedElementsAre("policy.weights[1].term", "policy.weights"));
  policy.mutable_weights(1)->set_term(static_cast<v1::TermScore::Term>(99));
  EXPECT_THAT(FieldsWrongIn(policy), UnorderedElementsAre("policy.weights[1].term", "policy.weights"));
  policy = ToApi(engine::Policy());
  policy.mutable_weights()->RemoveLast();
  EXPECT_THAT(FieldsWrongIn(policy), ElementsAre("policy.weights"));
}

TEST(PolicyTest, AFileSaysAllThatIsWrongWithIt) {
  EXPECT_EQ(ParsePolicy(R"({"version": "x", "lastingMonths": 0})")->lasting_months, 0);
  const absl::Status wrong = ParsePolicy(R"({"horizonDays": 1, "nearMinutes": 999})").status();
  EXPECT_EQ(wrong.code(), absl::StatusCode::kInvalidArgument);
  for (const char* field : {"policy.version", "policy.horizon_days", "policy.near_minutes"}) {
    EXPECT_THAT(std::string(wrong.message()), HasSubstr(field));
  }
  for (const char* text :
       {"", "[]", "{", R"({"version": "x", "gewicht": 3})", R"({"version": "x", "nearMinutes": "a"})"}) {
    EXPECT_EQ(ParsePolicy(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

}  // namespace
}  // namespace klik::services
