#include "services/rpc/erase_call.h"

#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/rpc/convert/scalars.h"

namespace klik::services {
namespace {

constexpr std::int64_t kKibibyte = 1024;

// The client gets no text of the store's, which may speak of files of the server.
absl::Status ToClient(const absl::Status& error) {
  if (absl::IsNotFound(error)) return NotFound();
  return Error(absl::StatusCode::kUnavailable, "ERASURE_INCOMPLETE",
               "the erasure is not complete; the same call again takes it up where it was");
}

const engine::Metadata* FindPerson(const engine::Snapshot& view, const EraseOrder& order) {
  const std::optional<engine::EntityId> id = SnapshotDirectory(view, order.reach).Find(*order.reference);
  if (!id.has_value() || id->kind != order.kind) return nullptr;
  const engine::Row* const row = view.FindRow(*id);
  if (row == nullptr) return nullptr;
  return order.kind == engine::Kind::kResident ? &row->resident->meta : &row->volunteer->meta;
}

// Their own keys go along: a referral is sealed under one of its own from before it led to somebody.
std::vector<std::string> ReferralsOf(const engine::Snapshot& view, const engine::EntityId& person) {
  std::vector<std::string> names;
  for (const std::string& referral : view.ReferralsOf(person)) {
    names.push_back(engine::NameOf({engine::Kind::kReferral, referral}));
  }
  return names;
}

// Takes the person and what refers to them out of the registry. `noted`: whose keys go along. Answers with the name, so
// that a call that is sent again with the same request id knows it although it gave an external id.
Decide TakeOut(EraseOrder order, std::vector<std::string> noted) {
  return [order = std::move(order), noted = std::move(noted)](const engine::Snapshot& view,
                                                              absl::Time) -> absl::StatusOr<Decision> {
    const engine::Metadata* const meta = FindPerson(view, order);
    if (meta == nullptr) {
      // By name it may be one whose erasure was cut short.
      const auto* const id = std::get_if<engine::EntityId>(&*order.reference);
      if (id == nullptr || view.FindMetadata(*id) != nullptr) return NotFound();
      return Decision{{}, engine::NameOf(*id)};
    }
    if (!order.etag.empty()) {
      if (absl::Status etag = CheckEtag(order.etag, *meta); !etag.ok()) return etag;
    }
    // One has come meanwhile: asked again, the call notes it too.
    if (ReferralsOf(view, meta->id) != noted) return ToClient(absl::UnavailableError("another referral"));
    Decision decision{{}, engine::NameOf(meta->id)};
    for (const std::string& match : view.MatchesOf(meta->id)) {
      decision.changes.emplace_back(engine::Erased{{engine::Kind::kMatch, match}});
    }
    for (engine::Change& change : ErasureOf(view, meta->id)) decision.changes.push_back(std::move(change));
    return decision;
  };
}

Decide Delete(std::vector<std::string> keys) {
  return [keys = std::move(keys)](const engine::Snapshot&, absl::Time) -> absl::StatusOr<Decision> {
    Decision decision;
    for (const std::string& key : keys) decision.records.push_back({key, std::nullopt, {}});
    return decision;
  };
}

void ToApi(const std::string& name, const storage::Erasure& erasure, v1::ErasureCertificate& out) {
  out.set_name(name);
  *out.mutable_erase_time() = ToTimestamp(erasure.erase_time);
  for (const auto& [collection, records] : erasure.records) {
    v1::ErasureCertificate::Erased& erased = *out.add_erased();
    erased.set_collection(collection);
    erased.set_records(records);
  }
  out.set_searched_files(static_cast<std::int32_t>(erasure.files));
  out.set_searched_kib(static_cast<std::int32_t>(erasure.file_bytes / kKibibyte));
}

}  // namespace

absl::Status ErasePerson(Backend& backend, const Caller& caller, EraseOrder order, v1::ErasureCertificate& out) {
  storage::Vault& vault = backend.vault;
  const engine::Metadata* const meta = FindPerson(*caller.snapshot(), order);
  std::vector<std::string> referrals;
  // What there is has to be noted before it goes.
  if (meta != nullptr) {
    referrals = ReferralsOf(*caller.snapshot(), meta->id);
    const absl::Status begun = vault.BeginErasure(engine::NameOf(meta->id), referrals);
    if (!begun.ok()) return ToClient(begun);
  }
  Mutation take_out;
  take_out.request_id = order.request_id;
  take_out.audit = caller.OnRecord();
  take_out.decide = TakeOut(std::move(order), std::move(referrals));
  const absl::StatusOr<Answer> answer = backend.calls.Await(caller, std::move(take_out));
  if (!answer.ok()) return answer.status();
  const std::string& name = answer->response;
  if (meta == nullptr) {
    if (absl::Status begun = vault.BeginErasure(name); !begun.ok()) return ToClient(begun);
  }
  const absl::StatusOr<std::vector<std::string>> left = vault.RecordsOf(name);
  if (!left.ok()) return ToClient(left.status());
  if (!left->empty()) {
    Mutation rest;
    rest.decide = Delete(*left);
    const absl::StatusOr<Answer> deleted = backend.calls.Await(caller, std::move(rest));
    if (!deleted.ok()) return deleted.status();
  }
  backend.pages.Forget();
  const absl::StatusOr<storage::Erasure> erasure = vault.FinishErasure(name, caller.now());
  if (!erasure.ok()) return ToClient(erasure.status());
  ToApi(name, *erasure, out);
  return absl::OkStatus();
}

}  // namespace klik::services
