#include "services/registry/change_record.h"

#include <cstdlib>
#include <memory>
#include <utility>
#include <variant>

#include "engine/model/exclusion.h"
#include "engine/model/match.h"
#include "storage/record/codec.h"
#include "storage/record/keys.h"

namespace klik::services {
namespace {

struct Encoder {
  const engine::Taxonomy& taxonomy;

  std::optional<std::string> operator()(const std::shared_ptr<const engine::Resident>& value) const {
    return storage::EncodeResident(*value, taxonomy);
  }
  std::optional<std::string> operator()(const std::shared_ptr<const engine::Volunteer>& value) const {
    return storage::EncodeVolunteer(*value, taxonomy);
  }
  std::optional<std::string> operator()(const std::shared_ptr<const engine::Activity>& value) const {
    return storage::EncodeActivity(*value, taxonomy);
  }
  std::optional<std::string> operator()(const std::shared_ptr<const engine::Organisation>& value) const {
    return storage::EncodeOrganisation(*value);
  }
  std::optional<std::string> operator()(const std::shared_ptr<const engine::Match>& value) const {
    return storage::EncodeMatch(*value);
  }
  std::optional<std::string> operator()(const std::shared_ptr<const engine::Exclusion>& value) const {
    return storage::EncodeExclusion(*value);
  }
  std::optional<std::string> operator()(const std::shared_ptr<const engine::Referral>& value) const {
    return storage::EncodeReferral(*value, taxonomy);
  }
  std::optional<std::string> operator()(const engine::Erased&) const { return std::nullopt; }
};

template <typename Parties>
storage::Subjects PeopleAmong(const Parties& parties) {
  storage::Subjects people;
  for (const engine::EntityId& party : parties) {
    const bool is_person = party.kind == engine::Kind::kResident || party.kind == engine::Kind::kVolunteer;
    if (is_person) people.push_back(engine::NameOf(party));
  }
  return people;
}

struct SubjectFinder {
  storage::Subjects operator()(const std::shared_ptr<const engine::Resident>& value) const {
    return {engine::NameOf(value->meta.id)};
  }
  storage::Subjects operator()(const std::shared_ptr<const engine::Volunteer>& value) const {
    return {engine::NameOf(value->meta.id)};
  }
  storage::Subjects operator()(const std::shared_ptr<const engine::Activity>&) const { return {}; }
  storage::Subjects operator()(const std::shared_ptr<const engine::Organisation>&) const { return {}; }
  storage::Subjects operator()(const std::shared_ptr<const engine::Match>& value) const {
    return PeopleAmong(engine::PartiesOf(*value));
  }
  storage::Subjects operator()(const std::shared_ptr<const engine::Exclusion>& value) const {
    return PeopleAmong(engine::PartiesOf(*value));
  }
  // Before anybody accepts it, it is about somebody of whom there is no record but this.
  storage::Subjects operator()(const std::shared_ptr<const engine::Referral>& value) const {
    storage::Subjects subjects = {engine::NameOf(value->meta.id)};
    if (value->resident.has_value()) subjects.push_back(engine::NameOf(*value->resident));
    return subjects;
  }
  storage::Subjects operator()(const engine::Erased&) const { return {}; }
};

template <typename Resource>
absl::StatusOr<engine::Change> ToChange(absl::StatusOr<Resource> decoded) {
  if (!decoded.ok()) return decoded.status();
  return engine::Change(std::make_shared<const Resource>(*std::move(decoded)));
}

}  // namespace

RecordWrite EncodeChange(const engine::Change& change, const engine::Taxonomy& taxonomy) {
  return {storage::RecordKey(engine::IdOf(change)), std::visit(Encoder{taxonomy}, change), SubjectsOf(change)};
}

storage::Subjects SubjectsOf(const engine::Change& change) { return std::visit(SubjectFinder{}, change); }

absl::StatusOr<engine::Change> DecodeChange(engine::Kind kind, std::string_view key, std::string_view value,
                                            const engine::Taxonomy& taxonomy) {
  switch (kind) {
    case engine::Kind::kResident:
      return ToChange(storage::DecodeResident(key, value, taxonomy));
    case engine::Kind::kVolunteer:
      return ToChange(storage::DecodeVolunteer(key, value, taxonomy));
    case engine::Kind::kActivity:
      return ToChange(storage::DecodeActivity(key, value, taxonomy));
    case engine::Kind::kOrganisation:
      return ToChange(storage::DecodeOrganisation(key, value));
    case engine::Kind::kMatch:
      return ToChange(storage::DecodeMatch(key, value));
    case engine::Kind::kExclusion:
      return ToChange(storage::DecodeExclusion(key, value));
    case engine::Kind::kReferral:
      return ToChange(storage::DecodeReferral(key, value, taxonomy));
  }
  std::abort();
}

}  // namespace klik::services
