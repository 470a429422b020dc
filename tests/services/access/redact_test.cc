#include "services/access/redact.h"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <memory>

#include "klik/v1/account_service.pb.h"
#include "klik/v1/matching_service.pb.h"
#include "klik/v1/referral_service.pb.h"
#include "klik/v1/resident_service.pb.h"
#include "services/rpc/api_services.h"

namespace klik::services {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::util::MessageDifferencer;

const Redactor& TheRedactor() {
  static const Redactor redactor(*DescriptorPool::generated_pool(), ApiServiceNames());
  return redactor;
}

void FillScalar(Message& message, const FieldDescriptor& field) {
  const Reflection& fields = *message.GetReflection();
  const bool many = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return many ? fields.AddString(&message, &field, "canary") : fields.SetString(&message, &field, "canary");
    case FieldDescriptor::CPPTYPE_ENUM:
      return many ? fields.AddEnumValue(&message, &field, 1) : fields.SetEnumValue(&message, &field, 1);
    case FieldDescriptor::CPPTYPE_INT32:
      return many ? fields.AddInt32(&message, &field, 7) : fields.SetInt32(&message, &field, 7);
    case FieldDescriptor::CPPTYPE_INT64:
      return many ? fields.AddInt64(&message, &field, 7) : fields.SetInt64(&message, &field, 7);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return many ? fields.AddDouble(&message, &field, 7) : fields.SetDouble(&message, &field, 7);
    case FieldDescriptor::CPPTYPE_BOOL:
      return many ? fields.AddBool(&message, &field, true) : fields.SetBool(&message, &field, true);
    default:
      ADD_FAILURE() << "no filling for " << field.full_name();
  }
}

// Fills every field of a class up to `highest`, and nothing above: what a redacted answer must be.
void Fill(Message& message, int highest) {
  const Reflection& fields = *message.GetReflection();
  const bool ours = message.GetDescriptor()->full_name().starts_with("klik.");
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (ours && !message.GetDescriptor()->options().map_entry() &&
        field.options().GetExtension(klik::v1::data) > highest) {
      continue;
    }
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      FillScalar(message, field);
    } else {
      Fill(field.is_repeated() ? *fields.AddMessage(&message, &field) : *fields.MutableMessage(&message, &field),
           highest);
    }
  }
}

// Every answer of the API, filled to the brim, keeps all that may be seen and nothing else.
TEST(RedactTest, EveryAnswerKeepsWhatMayBeSeenAndNothingElse) {
  int answers = 0;
  for (const std::string& name : ApiServiceNames()) {
    const auto& service = *DescriptorPool::generated_pool()->FindServiceByName(name);
    for (int i = 0; i < service.method_count(); ++i) {
      const Message& prototype =
          *google::protobuf::MessageFactory::generated_factory()->GetPrototype(service.method(i)->output_type());
      for (const klik::v1::DataClass highest : {klik::v1::P0, klik::v1::P1, klik::v1::P2, klik::v1::P3, klik::v1::P4}) {
        const std::unique_ptr<Message> answer(prototype.New());
        const std::unique_ptr<Message> expected(prototype.New());
        Fill(*answer, klik::v1::P4);
        Fill(*expected, highest);
        TheRedactor().Redact(*answer, highest, [&](const std::string&) { return highest; });
        EXPECT_TRUE(MessageDifferencer::Equals(*answer, *expected)) << service.method(i)->full_name() << " " << highest;
        ++answers;
      }
    }
  }
  EXPECT_GT(answers, 200);
}

// The person in a referral has no record yet: shown as the referral is, whoever sent it.
TEST(RedactTest, ThePersonOfAReferralIsShownAsTheReferralIs) {
  const auto shown = [](klik::v1::DataClass of_the_referral) {
    klik::v1::ListReferralsResponse listed;
    klik::v1::Referral& referral = *listed.add_referrals();
    referral.set_name("referrals/a");
    referral.set_reason("komt nergens meer");
    referral.mutable_resident_draft()->set_display_name("Truus");
    TheRedactor().Redact(listed, klik::v1::P0, [&](const std::string& name) {
      return name == "referrals/a" ? of_the_referral : name.empty() ? klik::v1::P0 : klik::v1::P4;
    });
    return listed.referrals(0);
  };
  EXPECT_EQ(shown(klik::v1::P3).resident_draft().display_name(), "Truus");
  EXPECT_EQ(shown(klik::v1::P3).reason(), "komt nergens meer");
  EXPECT_EQ(shown(klik::v1::P1).resident_draft().display_name(), "");
  EXPECT_EQ(shown(klik::v1::P1).reason(), "");
}

TEST(RedactTest, WhatHasNoNameYetAndStandsAloneIsWhatTheCallerSent) {
  klik::v1::Resident resident;
  resident.set_display_name("Truus");
  TheRedactor().Redact(resident, klik::v1::P0,
                       [](const std::string& name) { return name.empty() ? klik::v1::P3 : klik::v1::P0; });
  EXPECT_EQ(resident.display_name(), "Truus");
}

TEST(RedactTest, OutsideTheCaseAResidentHasNoNameAndNoStory) {
  klik::v1::Resident resident;
  resident.set_name("residents/a");
  resident.set_display_name("Riet");
  resident.mutable_place()->set_postcode("1693 AB");
  resident.mutable_place()->set_settlement("Onderdijk");
  resident.mutable_need()->set_type(klik::v1::Need::EMOTIONAL);
  resident.add_experiences(klik::v1::WIDOWED);
  TheRedactor().Redact(resident, klik::v1::P4, [](const std::string&) { return klik::v1::P1; });
  EXPECT_EQ(resident.name(), "residents/a");
  EXPECT_EQ(resident.display_name(), "");
  EXPECT_EQ(resident.place().settlement(), "Onderdijk");
  EXPECT_EQ(resident.place().postcode(), "");
  EXPECT_FALSE(resident.has_need());
  EXPECT_TRUE(resident.experiences().empty());
}

// In one list each is shown as far as it is the caller's, whatever is around it.
TEST(RedactTest, WhoseRecordAMessageIsAboutDecidesHowMuchOfItIsShown) {
  klik::v1::ListResidentsResponse list;
  for (const char* name : {"residents/mine", "residents/theirs"}) {
    klik::v1::Resident& resident = *list.add_residents();
    resident.set_name(name);
    resident.set_display_name("Riet");
    resident.set_birth_year(1950);
  }
  TheRedactor().Redact(list, klik::v1::P0,
                       [](const std::string& name) { return name == "residents/mine" ? klik::v1::P3 : klik::v1::P1; });
  EXPECT_EQ(list.residents(0).display_name(), "Riet");
  EXPECT_EQ(list.residents(1).display_name(), "");
}

TEST(RedactTest, WhatIsAboutNobodyIsShownAsFarAsTheMessageAroundIt) {
  klik::v1::Account account;
  account.set_user_name("els");
  account.set_invitation("secret");
  TheRedactor().Redact(account, klik::v1::P2, [](const std::string&) { return klik::v1::P4; });
  EXPECT_EQ(account.user_name(), "els");
  EXPECT_EQ(account.invitation(), "");
}

TEST(RedactTest, NothingIsLeftOfWhatNoMethodAnswersWith) {
  klik::v1::GetResidentRequest request;
  request.set_name("residents/a");
  TheRedactor().Redact(request, klik::v1::P4, [](const std::string&) { return klik::v1::P4; });
  EXPECT_EQ(request.name(), "");
}

}  // namespace
}  // namespace klik::services
