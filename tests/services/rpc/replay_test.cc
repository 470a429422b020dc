// Every writing method of the API, called again and again with one request id: it happens once, and everybody who asked
// gets the same answer. Whoever uses the id for something else is told so.
#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"
#include "klik/v1/access.pb.h"
#include "services/rpc/api_services.h"
#include "storage/audit/audit_chain.h"
#include "tests/services/rpc/matrix_world.h"

namespace klik::testing {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using google::protobuf::util::MessageDifferencer;

// Those that say of themselves that they cannot be called twice to the same end.
const std::set<std::string> kNotTwice = {
    "AdminService.RotateKey",  // Rotates once more.
    "SessionService.SignOut",  // Ends the session by which it would be called again.
};

// What makes another request of one that names no record of its own.
const std::map<std::string, std::string>& OtherBodies() {
  static const std::map<std::string, std::string> bodies = {
      {"CreateResident", "resident { display_name: 'B' }"},   {"CreateVolunteer", "volunteer { display_name: 'B' }"},
      {"CreateActivity", "activity { title: 'B' }"},          {"CreateOrganisation", "organisation { title: 'B' }"},
      {"CreatePartnerToken", "partner_token { title: 'B' }"},
  };
  return bodies;
}

std::vector<const MethodDescriptor*> WritingMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const std::string& name : services::ApiServiceNames()) {
    const auto& service = *google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    for (int i = 0; i < service.method_count(); ++i) {
      if (service.method(i)->input_type()->FindFieldByName("request_id") != nullptr) {
        methods.push_back(service.method(i));
      }
    }
  }
  return methods;
}

// `ResidentService.GetResident`
std::string ShortName(const MethodDescriptor& method) { return method.service()->name() + "." + method.name(); }

// Somebody who may call it.
std::string CallerOf(const MethodDescriptor& method) {
  std::string caller;
  for (const v1::Access::Grant& grant : method.options().GetExtension(v1::access).grants()) {
    // Of whom the sessions are, where anybody may call.
    if (caller.empty() || grant.role() == v1::Access::ADMINISTRATOR) {
      caller = absl::AsciiStrToLower(v1::Access::Role_Name(grant.role()));
    }
  }
  return caller;
}

void SetString(Message& message, const char* name, const std::string& value) {
  message.GetReflection()->SetString(&message, message.GetDescriptor()->FindFieldByName(name), value);
}

// Takes out what is told once only; whether there was any.
bool ClearSecrets(Message& message) {
  std::vector<const FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  bool found = false;
  for (const FieldDescriptor* const field : set) {
    if (field->options().GetExtension(v1::data) != v1::P4) continue;
    message.GetReflection()->ClearField(&message, field);
    found = true;
  }
  return found;
}

class ReplayTest : public MatrixTest {
 protected:
  // All that is kept, kept answers too, but for the audit trail: of each call there is an entry.
  std::map<std::string, std::string> Kept() const {
    std::map<std::string, std::string> kept;
    const auto snapshot = vault_->store().OpenSnapshot();
    if (!snapshot.ok()) {
      ADD_FAILURE() << snapshot.status();
      return kept;
    }
    const storage::KeyRange audit = storage::WholeAuditRange();
    const absl::Status read =
        (*snapshot)->Scan(storage::KeyRange::All(), [&](std::string_view key, std::string_view value) {
          const bool on_record = (key >= audit.first && key < audit.end) || key == storage::AuditHeadKey();
          if (!on_record) kept.emplace(key, value);
          return absl::OkStatus();
        });
    EXPECT_TRUE(read.ok()) << read;
    return kept;
  }

  // About another record, or of another content.
  std::unique_ptr<Message> OtherBody(const MethodDescriptor& method, const Message& request) {
    std::unique_ptr<Message> other = Prepare(ShortName(method), Whose::kOwn, CallerOf(method)).request;
    if (const auto body = OtherBodies().find(method.name()); body != OtherBodies().end()) {
      EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(body->second, other.get())) << body->second;
    }
    Message* const same = other.get();
    EXPECT_FALSE(MessageDifferencer::Equals(*same, request)) << "OtherBodies() must say what differs";
    return other;
  }

  void ExpectOneEffect(const MethodDescriptor& method) {
    const Prepared call = Prepare(ShortName(method), Whose::kOwn, CallerOf(method));
    const std::unique_ptr<Message> other = OtherBody(method, *call.request);
    const std::string request_id = absl::StrFormat("00000000-0000-4000-8000-%012d", ++count_);
    SetString(*call.request, "request_id", request_id);
    SetString(*other, "request_id", request_id);
    const auto send = [&](const Message& request) {
      clock_.Advance(absl::Seconds(1));
      return CallMethod(server_->channel(), method, request, call.token);
    };

    const auto before = Kept();
    const GenericOutcome first = send(*call.request);
    ASSERT_TRUE(first.status.ok()) << first.status.error_message() << " " << call.request->ShortDebugString();
    const auto after = Kept();
    EXPECT_NE(before, after) << "nothing has changed";
    const auto revision = server_->registry().snapshot()->revision();

    const bool told_a_secret = ClearSecrets(*first.response);
    EXPECT_EQ(told_a_secret, method.options().GetExtension(v1::access).gives_secret());
    for (int again = 0; again < 2; ++again) {
      const GenericOutcome replayed = send(*call.request);
      ASSERT_TRUE(replayed.status.ok()) << replayed.status.error_message();
      EXPECT_TRUE(MessageDifferencer::Equals(*replayed.response, *first.response))
          << replayed.response->ShortDebugString() << "\nat first: " << first.response->ShortDebugString();
    }
    const GenericOutcome reused = send(*other);
    EXPECT_EQ(reused.status.error_code(), grpc::INVALID_ARGUMENT);
    EXPECT_EQ(reused.reason, "REQUEST_ID_REUSED") << reused.status.error_message();
    EXPECT_TRUE(Kept() == after) << "something has changed again";
    EXPECT_EQ(server_->registry().snapshot()->revision(), revision);
  }

 private:
  int count_ = 0;
};

TEST_F(ReplayTest, EveryWritingMethodHasOneEffectHoweverOftenItIsCalled) {
  int called = 0;
  for (const MethodDescriptor* const method : WritingMethods()) {
    if (kNotTwice.contains(ShortName(*method))) continue;
    SCOPED_TRACE(method->full_name());
    ExpectOneEffect(*method);
    ++called;
  }
  // Where no method at all would make the test pass.
  EXPECT_GT(called, 40);
}

}  // namespace
}  // namespace klik::testing
