#include "services/rpc/convert/limits.h"
#include "services/rpc/convert/metadata.h"
#include "services/rpc/convert/resources.h"
#include "services/rpc/convert/scalars.h"

namespace klik::services {

template <>
engine::Organisation OrganisationKind::Read(const v1::Organisation& message, const ConvertContext&,
                                            const Field& field) {
  engine::Organisation out;
  ReadExternalId(message.external_id(), field.Member("external_id"));
  out.title = ReadRequiredText(message.title(), kMaxTitleCharacters, field.Member("title"));
  out.kind = ReadEnum<engine::OrganisationKind>(message.kind(), field.Member("kind"));
  out.contact = ReadText(message.contact(), kMaxContactCharacters, field.Member("contact"));
  return out;
}

template <>
void OrganisationKind::ReadReferences(const v1::Organisation&, const ReferenceScope&, const Field&,
                                      engine::Organisation&) {}

template <>
void OrganisationKind::Complete(const v1::Organisation&, const engine::Organisation*, engine::Organisation&) {}

template <>
std::shared_ptr<const engine::Organisation> OrganisationKind::Find(const engine::Snapshot& snapshot,
                                                                   std::string_view id) {
  return snapshot.FindOrganisation(id);
}

template <>
v1::Organisation OrganisationKind::ToApi(const engine::Organisation& value, const engine::Taxonomy&) {
  v1::Organisation out;
  SetMetadata(value.meta, out);
  out.set_title(value.title);
  out.set_kind(ToApiEnum<v1::Organisation::Kind>(value.kind));
  out.set_contact(value.contact);
  return out;
}

}  // namespace klik::services
