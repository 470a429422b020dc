#include "services/registry/audit_appender.h"

#include <algorithm>
#include <memory>
#include <string>
#include <variant>

#include "services/errors/errors.h"

namespace klik::services {
namespace {

// Everybody a change speaks of. An erased match speaks of nobody any more.
struct PartyFinder {
  template <typename Resource>
  std::vector<engine::EntityId> operator()(const std::shared_ptr<const Resource>& resource) const {
    return {resource->meta.id};
  }
  std::vector<engine::EntityId> operator()(const std::shared_ptr<const engine::Match>& match) const {
    const auto parties = engine::PartiesOf(*match);
    return {parties.begin(), parties.end()};
  }
  std::vector<engine::EntityId> operator()(const std::shared_ptr<const engine::Exclusion>& exclusion) const {
    const auto parties = engine::PartiesOf(*exclusion);
    return {parties.begin(), parties.end()};
  }
  std::vector<engine::EntityId> operator()(const std::shared_ptr<const engine::Referral>& referral) const {
    if (!referral->resident.has_value()) return {};
    return {*referral->resident};
  }
  std::vector<engine::EntityId> operator()(const engine::Erased& erased) const { return {erased.id}; }
};

bool IsPerson(const engine::EntityId& id) {
  return id.kind == engine::Kind::kResident || id.kind == engine::Kind::kVolunteer;
}

}  // namespace

absl::StatusOr<storage::SealedEvent> AuditAppender::Seal(AuditEvent event) const {
  absl::StatusOr<storage::SealedEvent> sealed = storage::SealEvent(std::move(event), head_.entry + 1, *sealer_);
  if (sealed.ok()) return sealed;
  // Its own text may speak of keys, which is no business of a client.
  return Error(absl::StatusCode::kUnavailable, "AUDIT_UNAVAILABLE",
               "it could not be put on record, so it was not done; nothing has changed");
}

std::vector<RecordWrite> AuditAppender::Append(storage::SealedEvent event, absl::StatusCode outcome, absl::Time now) {
  if (outcome != absl::StatusCode::kOk) event.event.outcome = outcome;
  const storage::AuditLink link = storage::ExtendChain(head_, now, storage::EncodeAuditBody(event));
  const std::string key = storage::AuditKey(head_.entry);
  // About nobody: an entry stays when those it speaks of are erased.
  return {{key, storage::EncodeAuditLink(key, link), {}},
          {storage::AuditHeadKey(), storage::EncodeAuditHead(head_), {}}};
}

void AddSubjects(const std::vector<engine::Change>& changes, std::vector<std::string>& subjects) {
  for (const engine::Change& change : changes) {
    for (const engine::EntityId& party : std::visit(PartyFinder{}, change)) {
      if (!IsPerson(party)) continue;
      std::string name = engine::NameOf(party);
      if (std::find(subjects.begin(), subjects.end(), name) == subjects.end()) subjects.push_back(std::move(name));
    }
  }
}

}  // namespace klik::services
