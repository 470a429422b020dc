#include "storage/witness/witnessed_directory.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace klik::storage {
namespace {

// What is missing of a store that does not open; empty when nothing can be said.
std::string DescribeLoss(const std::filesystem::path& directory, std::unique_ptr<WitnessMedium> medium) {
  const absl::StatusOr<Witness> witness = Witness::Open(std::move(medium));
  if (!witness.ok() || !witness->last().has_value()) return "";
  const engine::Revision seen = witness->last()->revision;
  const absl::StatusOr<engine::Revision> readable = ReadableRevision(directory);
  if (!readable.ok()) return absl::StrCat("; nothing of it can be read, the witness has seen revision ", seen);
  const std::string found =
      absl::StrCat("; it can be read up to revision ", *readable, ", the witness has seen revision ", seen);
  if (*readable >= seen) return absl::StrCat(found, ": nothing that was acknowledged is missing");
  return absl::StrCat(found, ": ", MissingRevisions(*readable + 1, seen));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenWitnessedDirectory(const std::filesystem::path& directory,
                                                              const std::filesystem::path& witness_file,
                                                              WitnessCheck check, const RocksDbStoreOptions& options) {
  auto medium = OpenWitnessFile(witness_file);
  if (!medium.ok()) return medium.status();
  auto store = OpenRocksDbStore(directory, options);
  if (absl::IsDataLoss(store.status())) {
    return absl::DataLossError(
        absl::StrCat(std::string(store.status().message()), DescribeLoss(directory, *std::move(medium))));
  }
  if (!store.ok()) return store.status();
  auto witnessed = OpenWitnessedStore(*std::move(store), *std::move(medium), check);
  if (witnessed.ok()) return witnessed;
  return absl::Status(witnessed.status().code(), absl::StrCat(directory.string(), ", witness ", witness_file.string(),
                                                              ": ", std::string(witnessed.status().message())));
}

}  // namespace klik::storage
