#include "services/registry/loader.h"

#include <atomic>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/index/snapshot_loader.h"
#include "services/registry/change_record.h"
#include "services/workers/all_cores.h"
#include "storage/record/keys.h"

namespace klik::services {
namespace {

template <typename Parties>
std::optional<engine::EntityId> FindMissingOf(const Parties& parties, const engine::Snapshot& loaded) {
  for (const engine::EntityId& party : parties) {
    if (loaded.FindRow(party) == nullptr) return party;
  }
  return std::nullopt;
}

// What `change` refers to and is not there; nullopt when all of it is.
std::optional<engine::EntityId> FindMissing(const engine::Change& change, const engine::Snapshot& loaded) {
  if (const auto* match = std::get_if<std::shared_ptr<const engine::Match>>(&change)) {
    return FindMissingOf(engine::PartiesOf(**match), loaded);
  }
  if (const auto* exclusion = std::get_if<std::shared_ptr<const engine::Exclusion>>(&change)) {
    return FindMissingOf(engine::PartiesOf(**exclusion), loaded);
  }
  if (const auto* referral = std::get_if<std::shared_ptr<const engine::Referral>>(&change)) {
    const std::optional<engine::EntityId>& resident = (*referral)->resident;
    if (resident.has_value() && loaded.FindRow(*resident) == nullptr) return resident;
  }
  if (const auto* activity = std::get_if<std::shared_ptr<const engine::Activity>>(&change)) {
    const std::optional<engine::EntityId>& organisation = (*activity)->organisation;
    if (organisation.has_value() && loaded.FindOrganisation(organisation->id) == nullptr) return organisation;
  }
  return std::nullopt;
}

absl::Status CheckReferences(const engine::Change& change, const engine::Snapshot& loaded) {
  const std::optional<engine::EntityId> missing = FindMissing(change, loaded);
  if (!missing.has_value()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(engine::NameOf(engine::IdOf(change)), " refers to ", engine::NameOf(*missing),
                                          ", which is not there"));
}

// Some records of a kind.
struct Piece {
  engine::Kind kind;
  storage::KeyRange range;
};

std::vector<Piece> PiecesOf(std::initializer_list<engine::Kind> kinds) {
  std::vector<Piece> pieces;
  for (const engine::Kind kind : kinds) {
    for (storage::KeyRange& range : storage::RecordPieces(kind)) pieces.push_back({kind, std::move(range)});
  }
  return pieces;
}

using ChangeVisitor = absl::FunctionRef<absl::Status(std::size_t piece, engine::Change change)>;

// Visits what is in the pieces: one thread a piece, in order of key. Of several things that are wrong, the first.
absl::Status ReadPieces(const storage::Snapshot& stored, const engine::Taxonomy& taxonomy,
                        const std::vector<Piece>& pieces, ChangeVisitor visit) {
  std::vector<absl::Status> results(pieces.size());
  std::atomic<std::size_t> wrong = pieces.size();  // The first piece that is known to be.
  RunOnAllCores(pieces.size(), [&](std::size_t i) {
    if (i > wrong) return;
    results[i] = stored.Scan(pieces[i].range, [&](std::string_view key, std::string_view value) -> absl::Status {
      absl::StatusOr<engine::Change> change = DecodeChange(pieces[i].kind, key, value, taxonomy);
      return change.ok() ? visit(i, *std::move(change)) : change.status();
    });
    if (results[i].ok()) return;
    for (std::size_t first = wrong; i < first && !wrong.compare_exchange_weak(first, i);) continue;
  });
  return wrong < pieces.size() ? results[wrong] : absl::OkStatus();
}

// What rows hang on.
absl::StatusOr<std::vector<engine::Change>> ReadOthers(const storage::Snapshot& stored,
                                                       const engine::Taxonomy& taxonomy) {
  const std::vector<Piece> pieces =
      PiecesOf({engine::Kind::kOrganisation, engine::Kind::kMatch, engine::Kind::kExclusion, engine::Kind::kReferral});
  std::vector<std::vector<engine::Change>> read(pieces.size());
  const auto keep = [&read](std::size_t piece, engine::Change change) {
    read[piece].push_back(std::move(change));
    return absl::OkStatus();
  };
  if (absl::Status status = ReadPieces(stored, taxonomy, pieces, keep); !status.ok()) return status;
  std::vector<engine::Change> others;
  for (std::vector<engine::Change>& some : read) {
    others.insert(others.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  }
  return others;
}

absl::Status ReadRows(const storage::Snapshot& stored, const engine::Taxonomy& taxonomy,
                      engine::SnapshotLoader& loader) {
  const std::vector<Piece> pieces =
      PiecesOf({engine::Kind::kActivity, engine::Kind::kResident, engine::Kind::kVolunteer});
  std::vector<engine::SnapshotLoader::Part> parts;
  parts.reserve(pieces.size());
  for (const Piece& piece : pieces) parts.emplace_back(loader, piece.kind);
  const auto add = [&](std::size_t piece, const engine::Change& change) {
    if (absl::Status fits = CheckReferences(change, loader.view()); !fits.ok()) return fits;
    parts[piece].Add(change);
    return absl::OkStatus();
  };
  if (absl::Status status = ReadPieces(stored, taxonomy, pieces, add); !status.ok()) return status;
  for (engine::SnapshotLoader::Part& part : parts) loader.Add(std::move(part));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::shared_ptr<const engine::Snapshot>> LoadSnapshot(const storage::Store& store,
                                                                     const engine::Taxonomy& taxonomy) {
  const auto stored = store.OpenSnapshot();
  if (!stored.ok()) return stored.status();
  const absl::StatusOr<std::vector<engine::Change>> others = ReadOthers(**stored, taxonomy);
  if (!others.ok()) return others.status();
  engine::SnapshotLoader loader(taxonomy, *others);
  if (absl::Status read = ReadRows(**stored, taxonomy, loader); !read.ok()) return read;
  for (const engine::Change& change : *others) {
    if (absl::Status fits = CheckReferences(change, loader.view()); !fits.ok()) return fits;
  }
  return loader.Build((*stored)->revision(), RunOnAllCores);
}

}  // namespace klik::services
