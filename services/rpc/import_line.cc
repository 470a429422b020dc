#include "services/rpc/import_line.h"

#include <optional>
#include <type_traits>
#include <utility>

#include "services/errors/errors.h"
#include "services/rpc/calls.h"
#include "services/rpc/convert/resource_name.h"
#include "services/rpc/convert/resources.h"
#include "services/rpc/resource_changes.h"

namespace klik::services {
namespace {

// What there is and, in a stream that is only checked, what its good lines would have made.
class LineDirectory final : public Directory {
 public:
  LineDirectory(const engine::Snapshot& view, const ImportScope& scope, const Reach& reach)
      : stored_(view, reach), scope_(scope) {}

  std::optional<engine::EntityId> Find(const Reference& reference) const override {
    std::optional<engine::EntityId> found = stored_.Find(reference);
    const auto* external = std::get_if<engine::ExternalId>(&reference);
    if (found.has_value() || external == nullptr) return found;
    if (scope_.validate_only) found = scope_.ids.FindChecked(external->id);
    misses_external_ = misses_external_ || !found.has_value();
    return found;
  }

  bool misses_external() const { return misses_external_; }

 private:
  SnapshotDirectory stored_;
  const ImportScope& scope_;
  mutable bool misses_external_ = false;
};

// The match of these two that was made last; nullptr when there never was one. Two residents are a pair either way
// round.
std::shared_ptr<const engine::Match> LatestMatchOf(const engine::Snapshot& view, const engine::Match& pair) {
  std::shared_ptr<const engine::Match> latest;
  for (const std::string& id : view.MatchesOf(pair.resident)) {
    std::shared_ptr<const engine::Match> match = view.FindMatch(id);
    const bool same = match->resident == pair.resident && match->other == pair.other;
    const bool turned = match->resident == pair.other && match->other == pair.resident;
    if (!same && !turned) continue;
    const auto age = [](const engine::Match& of) { return std::pair(of.meta.create_time, of.meta.id.id); };
    if (latest == nullptr || age(*latest) < age(*match)) latest = std::move(match);
  }
  return latest;
}

// The exclusion of these two, either way round, for the same reason; nullptr when there is none. Of several, the one
// made last.
std::shared_ptr<const engine::Exclusion> SameExclusion(const engine::Snapshot& view, const engine::Exclusion& wanted) {
  std::shared_ptr<const engine::Exclusion> latest;
  for (const std::string& id : view.ExclusionsOf(wanted.first)) {
    std::shared_ptr<const engine::Exclusion> exclusion = view.FindExclusion(id);
    const bool of_the_two = exclusion->first == wanted.second || exclusion->second == wanted.second;
    if (!of_the_two || exclusion->category != wanted.category) continue;
    const auto age = [](const engine::Exclusion& of) { return std::pair(of.meta.create_time, of.meta.id.id); };
    if (latest == nullptr || age(*latest) < age(*exclusion)) latest = std::move(exclusion);
  }
  return latest;
}

template <typename Kind>
class LineOf final : public ImportLine {
 public:
  using Api = typename Kind::Api;
  using Value = typename Kind::Value;
  static constexpr bool kHasReferences =
      Kind::kKind == engine::Kind::kActivity || Kind::kKind == engine::Kind::kMatch ||
      Kind::kKind == engine::Kind::kExclusion || Kind::kKind == engine::Kind::kReferral;

  LineOf(std::int32_t line, const Api& message, const ImportScope& scope)
      : ImportLine(line, message.ByteSizeLong(), scope.reach.Fresh()), message_(message), scope_(scope) {
    const Field field = FieldIn(violations_);
    value_ = Kind::Read(message_, scope_.context, field);
    if (!message_.name().empty()) name_ = ReadName(message_.name(), Kind::kKind, system(), field.Member("name"));
  }

  const Violations& violations() const { return violations_; }
  const std::string& external_id() const override { return message_.external_id(); }

  absl::StatusOr<Decision> Decide(const engine::Snapshot& view, absl::Time now) override {
    Violations violations = violations_;
    Value value = value_;
    const LineDirectory directory(view, scope_, reach());
    Kind::ReadReferences(message_, {system(), directory}, FieldIn(violations), value);
    misses_reference_ = directory.misses_external();
    if (!violations.empty()) return violations.ToStatus();
    const absl::StatusOr<std::shared_ptr<const Value>> found = FindBefore(view, value);
    if (!found.ok()) return found.status();
    if (*found != nullptr && HasWithdrawn(**found)) return DecideWithdrawn(**found, value);
    if (*found != nullptr && !reach().Finds(view, (*found)->meta.id)) return NotFound();
    const Value* before = found->get();
    value.meta = before == nullptr
                     ? NewMetadata(Kind::kKind, system(), external_id(), now)
                     : NextMetadata(before->meta, system(),
                                    external_id().empty() ? before->meta.external_id.id : external_id(), now);
    if (absl::Status may = CheckMayMake(reach(), OwnerOf(view, value), FieldIn(violations)); !may.ok()) return may;
    Kind::Complete(message_, before, value);
    id_ = value.meta.id;
    outcome_ = OutcomeOf(before, value);
    if (scope_.validate_only || outcome_ == v1::ImportResult::UNCHANGED) return Decision{};
    return Decision{{std::make_shared<const Value>(std::move(value))}, ""};
  }

 private:
  const std::string& system() const { return reach().principal().system; }
  static Field FieldIn(Violations& violations) { return Field(violations, std::string(SingularOf(Kind::kKind))); }

  // The resource that the record is about; nullptr when it is a new one.
  absl::StatusOr<std::shared_ptr<const Value>> FindBefore(const engine::Snapshot& view, const Value& value) const {
    std::shared_ptr<const Value> named;
    if (name_.has_value()) {
      named = FindResource<Kind>(view, reach(), *name_);
      if (named == nullptr && external_id().empty()) return NotFound();
    }
    if (!external_id().empty()) {
      const auto holder = view.FindExternal({system(), external_id()});
      if (!holder.has_value()) return named;
      if (holder->kind != Kind::kKind || (named != nullptr && named->meta.id != *holder)) {
        Violations unused;
        return ExternalIdTaken(FieldIn(unused).Member("external_id").path());
      }
      return Kind::Find(view, holder->id);
    }
    if constexpr (Kind::kKind == engine::Kind::kMatch) {
      if (named == nullptr) return LatestMatchOf(view, value);
    }
    if constexpr (Kind::kKind == engine::Kind::kExclusion) {
      if (named == nullptr) return SameExclusion(view, value);
    }
    return named;
  }

  static bool HasWithdrawn(const Value& value) {
    if constexpr (std::is_base_of_v<engine::Person, Value>) return value.state == engine::ProfileState::kWithdrawn;
    return false;
  }

  // Of somebody who has withdrawn, the same file may be sent again; nothing is brought back by it.
  absl::StatusOr<Decision> DecideWithdrawn(const Value& before, const Value& value) {
    if (!HasWithdrawn(value)) return WrongState("the person has withdrawn, which is final");
    id_ = before.meta.id;
    outcome_ = v1::ImportResult::UNCHANGED;
    return Decision{};
  }

  static v1::ImportResult::Outcome OutcomeOf(const Value* before, Value value) {
    if (before == nullptr) return v1::ImportResult::CREATED;
    const bool same_id = value.meta.external_id == before->meta.external_id;
    value.meta = before->meta;
    return same_id && value == *before ? v1::ImportResult::UNCHANGED : v1::ImportResult::UPDATED;
  }

  const Api message_;
  const ImportScope& scope_;
  Violations violations_;
  Value value_;
  std::optional<Reference> name_;
};

template <typename Kind>
absl::StatusOr<std::shared_ptr<ImportLine>> Read(std::int32_t line, const typename Kind::Api& message,
                                                 ImportScope& scope) {
  auto read = std::make_shared<LineOf<Kind>>(line, message, scope);
  if (!read->violations().empty()) {
    // With references it is decided nevertheless, to tell all that is wrong at once.
    if (LineOf<Kind>::kHasReferences) return read;
    return read->violations().ToStatus();
  }
  if (!message.external_id().empty()) {
    const std::string field = std::string(SingularOf(Kind::kKind)) + ".external_id";
    if (absl::Status added = scope.ids.Add(message.external_id(), line, field); !added.ok()) return added;
  }
  return read;
}

absl::Status StaffOnly() {
  return Error(absl::StatusCode::kPermissionDenied, "NOT_GRANTED",
               "referrals of before are brought in by staff; a new one is submitted");
}

}  // namespace

absl::StatusOr<std::shared_ptr<ImportLine>> ReadImportLine(const v1::ImportRecordsRequest& request,
                                                           ImportScope& scope) {
  const v1::ImportRecord& record = request.record();
  if (absl::Status size = CheckMessageSize(request.ByteSizeLong()); !size.ok()) return size;
  Violations violations;
  Field(violations, "line").Require(request.line() > 0, "is not a number from 1");
  Field(violations, "record")
      .Require(record.record_case() != v1::ImportRecord::RECORD_NOT_SET, "is required, of one of the kinds");
  if (!violations.empty()) return violations.ToStatus();
  switch (record.record_case()) {
    case v1::ImportRecord::kResident:
      return Read<ResidentKind>(request.line(), record.resident(), scope);
    case v1::ImportRecord::kVolunteer:
      return Read<VolunteerKind>(request.line(), record.volunteer(), scope);
    case v1::ImportRecord::kActivity:
      return Read<ActivityKind>(request.line(), record.activity(), scope);
    case v1::ImportRecord::kOrganisation:
      return Read<OrganisationKind>(request.line(), record.organisation(), scope);
    case v1::ImportRecord::kMatch:
      return Read<MatchKind>(request.line(), record.match(), scope);
    case v1::ImportRecord::kExclusion:
      return Read<ExclusionKind>(request.line(), record.exclusion(), scope);
    case v1::ImportRecord::kReferral:
      if (scope.reach.grant().role() != v1::Access::COORDINATOR) return StaffOnly();
      return Read<ReferralKind>(request.line(), record.referral(), scope);
    case v1::ImportRecord::RECORD_NOT_SET:
      break;
  }
  return violations.ToStatus();
}

}  // namespace klik::services
