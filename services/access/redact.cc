#include "services/access/redact.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"

namespace klik::services {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::ServiceDescriptor;

bool IsOurs(const Descriptor* message) {
  return message != nullptr && message->file()->package() == "klik.v1" && !message->options().map_entry();
}

int ClassOf(const FieldDescriptor& field) { return field.options().GetExtension(klik::v1::data); }

// The highest class in `message` and all that it may hold.
int HighestWithin(const Descriptor& message, absl::flat_hash_set<const Descriptor*>& seen) {
  int highest = 0;
  if (!seen.insert(&message).second) return highest;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    highest = std::max(highest, ClassOf(field));
    if (IsOurs(field.message_type())) highest = std::max(highest, HighestWithin(*field.message_type(), seen));
  }
  return highest;
}

int HighestWithin(const Descriptor& message) {
  absl::flat_hash_set<const Descriptor*> seen;
  return HighestWithin(message, seen);
}

}  // namespace

Redactor::Redactor(const DescriptorPool& pool, const std::vector<std::string>& services) {
  for (const std::string& name : services) {
    const ServiceDescriptor& service = *pool.FindServiceByName(name);
    for (int i = 0; i < service.method_count(); ++i) MakePlans(*service.method(i)->output_type());
  }
}

void Redactor::MakePlans(const Descriptor& message) {
  if (plans_.contains(Key(&message, klik::v1::P0))) return;
  for (int highest = klik::v1::P0; highest <= klik::v1::P4; ++highest) {
    Plan plan;
    for (int i = 0; IsOurs(&message) && i < message.field_count(); ++i) {
      const FieldDescriptor& field = *message.field(i);
      if (ClassOf(field) > highest) {
        plan.clear.push_back(&field);
      } else if (IsOurs(field.message_type()) && HighestWithin(*field.message_type()) > highest) {
        plan.descend.push_back(&field);
      }
    }
    plans_.insert_or_assign(Key(&message, highest), std::move(plan));
  }
  for (int i = 0; i < message.field_count(); ++i) {
    if (IsOurs(message.field(i)->message_type())) MakePlans(*message.field(i)->message_type());
  }
}

void Redactor::Redact(Message& message, klik::v1::DataClass highest) const {
  const auto plan = plans_.find(Key(message.GetDescriptor(), highest));
  if (plan == plans_.end()) {
    message.Clear();
    return;
  }
  const Reflection& fields = *message.GetReflection();
  for (const FieldDescriptor* const field : plan->second.clear) fields.ClearField(&message, field);
  for (const FieldDescriptor* const field : plan->second.descend) {
    if (!field->is_repeated()) {
      if (fields.HasField(message, field)) Redact(*fields.MutableMessage(&message, field), highest);
      continue;
    }
    for (int i = 0; i < fields.FieldSize(message, field); ++i) {
      Redact(*fields.MutableRepeatedMessage(&message, field, i), highest);
    }
  }
}

}  // namespace klik::services
