#include "services/access/method_access.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/access/roles.h"

namespace klik::services {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;
using klik::v1::Access;

// Those that somebody who has not signed in needs in order to do so. A list, so that the option alone opens nothing.
constexpr std::array<std::string_view, 5> kWithoutSignIn = {
    "klik.v1.SessionService.CompleteFirstStart", "klik.v1.SessionService.CompleteOidcSignIn",
    "klik.v1.SessionService.PrepareFirstStart",  "klik.v1.SessionService.SignIn",
    "klik.v1.SessionService.StartOidcSignIn",
};

// Messages of Google's say nothing of their fields: the field that holds one speaks for all of it.
constexpr std::string_view kPackage = "klik.v1";

// Walks the services and collects what is missing.
class Walk {
 public:
  void Service(const ServiceDescriptor& service) {
    for (int i = 0; i < service.method_count(); ++i) Method(*service.method(i));
  }

  void Gap(const std::string& name, const std::string& what) { gaps_.push_back(absl::StrCat(name, " ", what)); }

  absl::flat_hash_map<const Descriptor*, MethodAccess>& methods() { return methods_; }
  const std::vector<std::string>& gaps() const { return gaps_; }

 private:
  void Method(const MethodDescriptor& method) {
    Message(*method.input_type());
    Message(*method.output_type());
    if (!method.options().HasExtension(klik::v1::access)) {
      Gap(method.full_name(), "does not say who may call it");
      return;
    }
    const Access& access = method.options().GetExtension(klik::v1::access);
    Bounds(method, access);
    Grants(method, access);
    const auto [other, first] =
        methods_.try_emplace(method.input_type(), MethodAccess{.method = method.full_name(), .access = access});
    if (!first) Gap(method.full_name(), absl::StrCat("takes the same request as ", other->second.method));
  }

  void Bounds(const MethodDescriptor& method, const Access& access) {
    if (access.purpose() == Access::PURPOSE_UNSPECIFIED) Gap(method.full_name(), "has no purpose");
    if (access.audit() == Access::AUDIT_UNSPECIFIED) Gap(method.full_name(), "does not say what is audited");
    if (access.max_request_bytes() <= 0) Gap(method.full_name(), "has no largest request");
    if (access.max_deadline_seconds() <= 0) Gap(method.full_name(), "has no longest deadline");
  }

  void Grants(const MethodDescriptor& method, const Access& access) {
    const bool may_be_open =
        std::find(kWithoutSignIn.begin(), kWithoutSignIn.end(), method.full_name()) != kWithoutSignIn.end();
    if (access.without_sign_in() && !may_be_open) Gap(method.full_name(), "may not be open to whoever comes");
    if (access.grants().empty() && !access.without_sign_in()) Gap(method.full_name(), "is granted to nobody");
    RoleSet roles;
    for (const Access::Grant& grant : access.grants()) {
      const bool partner = grant.role() == Access::PARTNER;
      if (grant.role() == Access::ROLE_UNSPECIFIED) Gap(method.full_name(), "has a grant without a role");
      if (grant.records() == Access::RECORDS_UNSPECIFIED) Gap(method.full_name(), "has a grant without whose records");
      if (partner != (grant.scope() != Access::SCOPE_UNSPECIFIED)) {
        Gap(method.full_name(), "needs a scope for partners, and for nobody else");
      }
      if (roles.Has(grant.role())) Gap(method.full_name(), "grants a role twice");
      roles.Add(grant.role());
    }
  }

  void Message(const Descriptor& message) {
    if (message.file()->package() != kPackage || !seen_.insert(&message).second) return;
    for (int i = 0; i < message.field_count(); ++i) {
      const FieldDescriptor& field = *message.field(i);
      // The field that is the map speaks for its keys and values.
      if (!message.options().map_entry() &&
          field.options().GetExtension(klik::v1::data) == klik::v1::DATA_CLASS_UNSPECIFIED) {
        Gap(field.full_name(), "has no data class");
      }
      if (field.message_type() != nullptr) Message(*field.message_type());
    }
  }

  absl::flat_hash_set<const Descriptor*> seen_;
  absl::flat_hash_map<const Descriptor*, MethodAccess> methods_;
  std::vector<std::string> gaps_;
};

}  // namespace

const MethodAccess* MethodTable::Find(const Descriptor* request) const {
  const auto found = by_request_.find(request);
  return found == by_request_.end() ? nullptr : &found->second;
}

absl::StatusOr<MethodTable> ReadMethodTable(const DescriptorPool& pool, const std::vector<std::string>& services) {
  Walk walk;
  for (const std::string& name : services) {
    if (const ServiceDescriptor* const service = pool.FindServiceByName(name); service != nullptr) {
      walk.Service(*service);
    } else {
      walk.Gap(name, "is not described");
    }
  }
  if (!walk.gaps().empty()) {
    return absl::FailedPreconditionError(absl::StrCat("the API has gaps: ", absl::StrJoin(walk.gaps(), "; ")));
  }
  MethodTable table;
  table.by_request_ = std::move(walk.methods());
  return table;
}

}  // namespace klik::services
