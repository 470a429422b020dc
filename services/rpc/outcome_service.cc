#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "klik/v1/outcome_service.grpc.pb.h"
#include "services/outcomes/evaluation.h"
#include "services/outcomes/summary.h"
#include "services/rpc/convert/outcome.h"
#include "services/rpc/convert/resources.h"
#include "services/rpc/convert/scalars.h"
#include "services/rpc/resource_changes.h"
#include "services/rpc/services.h"
#include "storage/outcomes/outcome_log.h"

namespace klik::services {
namespace {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

// The client gets no text of the store's, which may speak of files of the server.
absl::Status CannotRead() {
  return Error(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE", "the store cannot be read; nothing has changed");
}

// Sorts as the list does.
std::string PlaceOf(const storage::OutcomeRecord& outcome) {
  return absl::StrFormat("%s %019d %s", DayText(outcome.day), absl::ToUnixNanos(outcome.create_time), outcome.id);
}

std::optional<engine::EntityId> ReadResident(const v1::Outcome& message, const engine::Snapshot& view,
                                             const Reach& reach, const Field& field) {
  const SnapshotDirectory directory(view, reach);
  field.Require(!message.resident().empty(), "is required");
  return ReadReference(message.resident(), {engine::Kind::kResident}, {reach.principal().system, directory}, field);
}

absl::Status CheckMayRecord(const engine::Resident& resident, absl::CivilDay today) {
  if (MayEvaluateOn(resident, today)) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "NO_LEGAL_BASIS",
               "the resident has no legal basis for EVALUATION today");
}

class OutcomeService final : public v1::OutcomeService::CallbackService {
 public:
  explicit OutcomeService(std::shared_ptr<Backend> backend)
      : backend_(std::move(backend)), calls_(backend_->calls), outcomes_(backend_->vault.store()) {}

  Reactor* RecordOutcome(Context* context, const v1::RecordOutcomeRequest* request, v1::Outcome* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return Record(caller, *request, violations);
    });
  }

  Reactor* ListOutcomes(Context* context, const v1::ListOutcomesRequest* request,
                        v1::ListOutcomesResponse* response) override {
    return calls_.Read(context, request, response, [&](const Caller& caller, v1::ListOutcomesResponse& out) {
      return List(caller, *request, out);
    });
  }

  Reactor* DeleteOutcome(Context* context, const v1::DeleteOutcomeRequest* request,
                         google::protobuf::Empty* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return Delete(caller, *request, violations);
    });
  }

  // It reads the outcomes of everybody: not on gRPC's threads.
  Reactor* SummariseOutcomes(Context* context, const v1::SummariseOutcomesRequest* request,
                             v1::SummariseOutcomesResponse* response) override {
    return calls_.ReadAside(context, request, response,
                            [this, request](const Caller& caller, v1::SummariseOutcomesResponse& out) {
                              return SummariseAll(caller, *request, out);
                            });
  }

 private:
  static absl::StatusOr<Decide> Record(const Caller& caller, const v1::RecordOutcomeRequest& request,
                                       Violations& violations) {
    const Field field(violations, "outcome");
    if (!field.Require(request.has_outcome(), "is required")) return Decide();
    const v1::Outcome& message = request.outcome();
    storage::OutcomeRecord read = ReadOutcome(message, caller.today(), field);
    if (!violations.empty()) {
      // What else is wrong, as far as it can be told now.
      ReadResident(message, *caller.snapshot(), caller.reach(), field.Member("resident"));
      return Decide();
    }
    return [&request, reach = caller.reach(), outcome = std::move(read)](
               const engine::Snapshot& view, absl::Time now) mutable -> absl::StatusOr<Decision> {
      Violations found;
      const auto id = ReadResident(request.outcome(), view, reach, Field(found, "outcome.resident"));
      if (!id.has_value()) return found.ToStatus();
      if (absl::Status may = CheckMayRecord(*view.FindRow(*id)->resident, MomentAt(now).today); !may.ok()) return may;
      outcome.resident = id->id;
      if (request.validate_only()) return Decision{{}, ToApi(outcome).SerializeAsString()};
      outcome.id = NewId();
      outcome.create_time = now;
      const std::string resident = engine::NameOf(*id);
      Decision decision{{}, ToApi(outcome).SerializeAsString()};
      decision.records.push_back({storage::OutcomeKey({outcome.resident, outcome.id}),
                                  storage::EncodeRecord(outcome),
                                  {resident, storage::OutcomeSubject(resident)}});
      return decision;
    };
  }

  absl::Status List(const Caller& caller, const v1::ListOutcomesRequest& request, v1::ListOutcomesResponse& out) const {
    Violations violations;
    const auto reference =
        ReadName(request.resident(), engine::Kind::kResident, caller.system(), Field(violations, "resident"));
    if (!reference.has_value()) return violations.ToStatus();
    const auto resident = FindResource<ResidentKind>(*caller.snapshot(), caller.reach(), *reference);
    if (resident == nullptr) return NotFound();
    if (!MayEvaluateOn(*resident, caller.today())) return absl::OkStatus();
    const absl::StatusOr<Page> page = backend_->pages.Begin(
        caller, request.page_size(), request.page_token(),
        absl::StrCat(MethodOf(*v1::ListOutcomesRequest::descriptor()), " ", resident->meta.id.id));
    if (!page.ok()) return page.status();
    const auto outcomes = outcomes_.Of(resident->meta.id.id);
    if (!outcomes.ok()) return CannotRead();
    std::string last;
    for (const storage::OutcomeRecord& outcome : *outcomes) {
      if (PlaceOf(outcome) <= page->after) continue;
      if (out.outcomes_size() == page->size) {
        out.set_next_page_token(backend_->pages.TokenAfter(caller, *page, last));
        break;
      }
      *out.add_outcomes() = ToApi(outcome);
      last = PlaceOf(outcome);
    }
    return absl::OkStatus();
  }

  // To take one away needs no legal basis.
  absl::StatusOr<Decide> Delete(const Caller& caller, const v1::DeleteOutcomeRequest& request,
                                Violations& violations) const {
    const std::optional<storage::OutcomeIds> ids = ParseOutcomeName(request.name());
    const bool fits =
        Field(violations, "name")
            .Require(ids.has_value(),
                     request.name().empty() ? "is required" : "is not a name of the form residents/{id}/outcomes/{id}");
    if (!fits) return Decide();
    return [this, &request, reach = caller.reach(), ids = *ids](const engine::Snapshot& view,
                                                                absl::Time) -> absl::StatusOr<Decision> {
      if (!reach.Finds(view, {engine::Kind::kResident, ids.resident})) return NotFound();
      const absl::StatusOr<bool> is_there = outcomes_.Has(ids);
      if (!is_there.ok()) return CannotRead();
      if (!*is_there) return NotFound();
      if (!request.etag().empty() && request.etag() != EtagOf(ids)) {
        return Error(absl::StatusCode::kAborted, "ETAG_MISMATCH", "this is the etag of another outcome");
      }
      Decision decision;
      decision.records.push_back({storage::OutcomeKey(ids), std::nullopt, {}});
      return decision;
    };
  }

  absl::Status SummariseAll(const Caller& caller, const v1::SummariseOutcomesRequest& request,
                            v1::SummariseOutcomesResponse& out) const {
    Violations violations;
    const auto instrument =
        ReadRequiredEnum<storage::Instrument>(request.instrument(), Field(violations, "instrument"));
    const auto first = ReadDay(request.first_date(), Field(violations, "first_date"));
    const auto last = ReadDay(request.last_date(), Field(violations, "last_date"));
    Field(violations, "last_date").Require(!first || !last || *first <= *last, "is before first_date");
    if (!violations.empty()) return violations.ToStatus();

    const std::string& municipality = caller.reach().municipality();
    std::vector<std::vector<Score>> people;
    const auto take = [&](const std::string& resident, const std::vector<storage::OutcomeRecord>& outcomes) {
      const engine::Row* const row = caller.snapshot()->FindRow({engine::Kind::kResident, resident});
      if (row == nullptr || !MayEvaluateOn(*row->resident, caller.today())) return;
      if (!municipality.empty() && row->person->municipality != municipality) return;
      std::vector<Score> scores;
      for (const storage::OutcomeRecord& outcome : outcomes) {
        const bool is_asked_for =
            outcome.instrument == instrument && (!first || *first <= outcome.day) && (!last || outcome.day <= *last);
        if (is_asked_for) scores.push_back(ScoreOf(instrument, outcome.answers));
      }
      if (!scores.empty()) people.push_back(std::move(scores));
    };
    if (!outcomes_.ForEachResident(take).ok()) return CannotRead();
    ToApi(Summarise(instrument, people), out);
    return absl::OkStatus();
  }

  const std::shared_ptr<Backend> backend_;
  const Calls& calls_;
  const storage::OutcomeLog outcomes_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOutcomeService(std::shared_ptr<Backend> backend) {
  return std::make_unique<OutcomeService>(std::move(backend));
}

}  // namespace klik::services
