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

const FieldDescriptor* SubjectOf(const Descriptor& message) {
  for (int i = 0; i < message.field_count(); ++i) {
    if (message.field(i)->options().GetExtension(klik::v1::record) == klik::v1::SUBJECT) return message.field(i);
  }
  return nullptr;
}

// What there is in `message` and in all that it may hold.
struct Contents {
  int highest = 0;
  bool records = false;  // Messages about records of their own.
};
void AddContents(const Descriptor& message, absl::flat_hash_set<const Descriptor*>& seen, Contents& contents) {
  if (!seen.insert(&message).second) return;
  contents.records = contents.records || SubjectOf(message) != nullptr;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    contents.highest = std::max(contents.highest, ClassOf(field));
    if (IsOurs(field.message_type())) AddContents(*field.message_type(), seen, contents);
  }
}

Contents ContentsOf(const Descriptor& message) {
  absl::flat_hash_set<const Descriptor*> seen;
  Contents contents;
  AddContents(message, seen, contents);
  return contents;
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
  if (const FieldDescriptor* const subject = SubjectOf(message); subject != nullptr) subjects_[&message] = subject;
  for (int highest = klik::v1::P0; highest <= klik::v1::P4; ++highest) {
    Plan plan;
    for (int i = 0; IsOurs(&message) && i < message.field_count(); ++i) {
      const FieldDescriptor& field = *message.field(i);
      if (ClassOf(field) > highest) {
        plan.clear.push_back(&field);
      } else if (IsOurs(field.message_type())) {
        const Contents contents = ContentsOf(*field.message_type());
        if (contents.highest > highest || contents.records) plan.descend.push_back(&field);
      }
    }
    plans_.insert_or_assign(Key(&message, highest), std::move(plan));
  }
  for (int i = 0; i < message.field_count(); ++i) {
    if (IsOurs(message.field(i)->message_type())) MakePlans(*message.field(i)->message_type());
  }
}

void Redactor::Redact(Message& message, klik::v1::DataClass otherwise, HighestOf highest_of) const {
  const Reflection& fields = *message.GetReflection();
  klik::v1::DataClass highest = otherwise;
  // Within a record, what names nobody is part of it.
  const auto within = [&](const std::string& name) { return name.empty() ? highest : highest_of(name); };
  const bool is_record = subjects_.contains(message.GetDescriptor());
  const HighestOf inner = is_record ? HighestOf(within) : highest_of;
  if (const auto subject = subjects_.find(message.GetDescriptor()); subject != subjects_.end()) {
    std::string scratch;
    highest = highest_of(fields.GetStringReference(message, subject->second, &scratch));
  }
  const auto plan = plans_.find(Key(message.GetDescriptor(), highest));
  if (plan == plans_.end()) {
    message.Clear();
    return;
  }
  for (const FieldDescriptor* const field : plan->second.clear) fields.ClearField(&message, field);
  for (const FieldDescriptor* const field : plan->second.descend) {
    if (!field->is_repeated()) {
      if (fields.HasField(message, field)) Redact(*fields.MutableMessage(&message, field), highest, inner);
      continue;
    }
    for (int i = 0; i < fields.FieldSize(message, field); ++i) {
      Redact(*fields.MutableRepeatedMessage(&message, field, i), highest, inner);
    }
  }
}

}  // namespace klik::services
