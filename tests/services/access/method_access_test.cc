#include "services/access/method_access.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/descriptor_database.h>
#include <gtest/gtest.h>

#include <set>

#include "services/rpc/api_services.h"

namespace klik::services {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::DescriptorProto;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const DescriptorPool& Real() { return *DescriptorPool::generated_pool(); }

// The API's files in the order in which a pool can take them.
class Files {
 public:
  Files() {
    for (const std::string& service : ApiServiceNames()) Add(*Real().FindServiceByName(service)->file());
  }

  std::vector<FileDescriptorProto>& all() { return files_; }

  // OK when a server with these files would run, else why not.
  absl::Status Start() const {
    DescriptorPool pool;
    for (const FileDescriptorProto& file : files_) {
      if (pool.BuildFile(file) == nullptr) return absl::InternalError("the test's own files do not build");
    }
    return ReadMethodTable(pool, ApiServiceNames()).status();
  }

 private:
  void Add(const FileDescriptor& file) {
    if (!seen_.insert(file.name()).second) return;
    for (int i = 0; i < file.dependency_count(); ++i) Add(*file.dependency(i));
    file.CopyTo(&files_.emplace_back());
  }

  std::set<std::string> seen_;
  std::vector<FileDescriptorProto> files_;
};

// Takes each field's class away in turn, within `message` too.
void WithoutEachClass(const Files& files, const std::string& scope, DescriptorProto& message, int& refused) {
  const std::string name = scope + "." + message.name();
  for (auto& field : *message.mutable_field()) {
    const klik::v1::DataClass data = field.options().GetExtension(klik::v1::data);
    if (message.options().map_entry()) continue;
    field.mutable_options()->ClearExtension(klik::v1::data);
    const absl::Status status = files.Start();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << name << "." << field.name();
    EXPECT_EQ(status.message(), "the API has gaps: " + name + "." + field.name() + " has no data class");
    field.mutable_options()->SetExtension(klik::v1::data, data);
    ++refused;
  }
  for (auto& nested : *message.mutable_nested_type()) WithoutEachClass(files, name, nested, refused);
}

TEST(MethodAccessTest, TheApiHasNoGap) {
  const absl::StatusOr<MethodTable> table = ReadMethodTable(Real(), ApiServiceNames());
  ASSERT_TRUE(table.ok()) << table.status();
  for (const std::string& name : ApiServiceNames()) {
    const auto& service = *Real().FindServiceByName(name);
    for (int i = 0; i < service.method_count(); ++i) {
      const MethodAccess* const found = table->Find(service.method(i)->input_type());
      ASSERT_NE(found, nullptr);
      EXPECT_EQ(found->method, service.method(i)->full_name());
    }
  }
  EXPECT_EQ(table->Find(klik::v1::Access::descriptor()), nullptr);
}

TEST(MethodAccessTest, EveryServiceOfTheApiIsListed) {
  std::set<std::string> described;
  std::vector<std::string> names;
  google::protobuf::DescriptorPool::internal_generated_database()->FindAllFileNames(&names);
  for (const std::string& name : names) {
    const FileDescriptor& file = *Real().FindFileByName(name);
    for (int i = 0; file.package() == "klik.v1" && i < file.service_count(); ++i) {
      described.insert(file.service(i)->full_name());
    }
  }
  EXPECT_THAT(ApiServiceNames(), ::testing::UnorderedElementsAreArray(described));
}

TEST(MethodAccessTest, EachMethodWithoutItsAccessIsRefusedByName) {
  Files files;
  int refused = 0;
  for (FileDescriptorProto& file : files.all()) {
    for (auto& service : *file.mutable_service()) {
      for (auto& method : *service.mutable_method()) {
        const klik::v1::Access access = method.options().GetExtension(klik::v1::access);
        method.mutable_options()->ClearExtension(klik::v1::access);
        EXPECT_EQ(files.Start().message(), "the API has gaps: " + file.package() + "." + service.name() + "." +
                                               method.name() + " does not say who may call it");
        *method.mutable_options()->MutableExtension(klik::v1::access) = access;
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 40);
  EXPECT_EQ(files.Start(), absl::OkStatus());
}

TEST(MethodAccessTest, EachFieldWithoutItsClassIsRefusedByName) {
  Files files;
  int refused = 0;
  for (FileDescriptorProto& file : files.all()) {
    if (file.package() != "klik.v1" || file.name() == "klik/v1/access.proto") continue;
    for (auto& message : *file.mutable_message_type()) WithoutEachClass(files, "klik.v1", message, refused);
  }
  EXPECT_GT(refused, 400);
  EXPECT_EQ(files.Start(), absl::OkStatus());
}

// One flaw in the access of GetResident.
struct Flaw {
  void (*make)(klik::v1::Access& access);
  std::string told;
};

class FlawedAccessTest : public ::testing::TestWithParam<Flaw> {};

TEST_P(FlawedAccessTest, IsRefused) {
  Files files;
  for (FileDescriptorProto& file : files.all()) {
    if (file.name() != "klik/v1/resident_service.proto") continue;
    auto& options = *file.mutable_service(0)->mutable_method(0)->mutable_options();
    GetParam().make(*options.MutableExtension(klik::v1::access));
  }
  EXPECT_EQ(files.Start().message(), "the API has gaps: klik.v1.ResidentService.GetResident " + GetParam().told);
}

using klik::v1::Access;

INSTANTIATE_TEST_SUITE_P(
    OneAtATime, FlawedAccessTest,
    ::testing::Values(
        Flaw{[](Access& a) { a.clear_purpose(); }, "has no purpose"},
        Flaw{[](Access& a) { a.clear_audit(); }, "does not say what is audited"},
        Flaw{[](Access& a) { a.clear_max_request_bytes(); }, "has no largest request"},
        Flaw{[](Access& a) { a.clear_max_deadline_seconds(); }, "has no longest deadline"},
        Flaw{[](Access& a) { a.clear_grants(); }, "is granted to nobody"},
        Flaw{[](Access& a) { a.set_without_sign_in(true); }, "may not be open to whoever comes"},
        Flaw{[](Access& a) { a.mutable_grants(0)->clear_role(); }, "has a grant without a role"},
        Flaw{[](Access& a) { a.mutable_grants(0)->clear_records(); }, "has a grant without whose records"},
        Flaw{[](Access& a) { a.mutable_grants(1)->clear_scope(); }, "needs a scope for partners, and for nobody else"},
        Flaw{[](Access& a) { a.mutable_grants(0)->set_scope(Access::MATCH_READ); },
             "needs a scope for partners, and for nobody else"},
        Flaw{[](Access& a) { *a.add_grants() = a.grants(0); }, "grants a role twice"}));

TEST(MethodAccessTest, ARequestOfTwoMethodsIsRefused) {
  Files files;
  for (FileDescriptorProto& file : files.all()) {
    if (file.name() != "klik/v1/resident_service.proto") continue;
    file.mutable_service(0)->mutable_method(6)->set_input_type(".klik.v1.PauseResidentRequest");
  }
  EXPECT_THAT(std::string(files.Start().message()),
              HasSubstr("ResumeResident takes the same request as klik.v1.ResidentService.PauseResident"));
}

// What these two may see would otherwise show them people: administrators see names, privacy officers reasons.
TEST(MethodAccessTest, AdministratorsAndPrivacyOfficersReachNobodysProfile) {
  int grants = 0;
  for (const std::string& name : ApiServiceNames()) {
    const auto& service = *Real().FindServiceByName(name);
    for (int i = 0; i < service.method_count(); ++i) {
      const Access& access = service.method(i)->options().GetExtension(klik::v1::access);
      for (const Access::Grant& grant : access.grants()) {
        if (grant.role() != Access::ADMINISTRATOR && grant.role() != Access::PRIVACY_OFFICER) continue;
        ++grants;
        EXPECT_NE(access.purpose(), Access::MATCHING) << service.method(i)->full_name();
        EXPECT_NE(access.purpose(), Access::PROFILE_KEEPING) << service.method(i)->full_name();
      }
    }
  }
  EXPECT_GT(grants, 20);
}

TEST(MethodAccessTest, AServiceThatIsNotDescribedIsRefused) {
  EXPECT_THAT(std::string(ReadMethodTable(Real(), {"klik.v1.NoService"}).status().message()),
              StartsWith("the API has gaps: klik.v1.NoService is not described"));
}

}  // namespace
}  // namespace klik::services
