// A store that notices when it has lost something: it stands before another and has a witness of every commit.
//
// A commit is OK once the inner store and then the witness have it on disk. At the next open the store must be where
// the witness says, or one commit further, which nobody was told of; and by the same history, or it is another store
// that has come as far. The history is a hash over all commits, kept in the store under HistoryKey() in the same batch.
//
// It belongs in front of what is on disk: the hash would give away what was committed if that was not sealed.
#ifndef KLIK_STORAGE_WITNESS_WITNESSED_STORE_H_
#define KLIK_STORAGE_WITNESS_WITNESSED_STORE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/store.h"
#include "storage/witness/witness.h"

namespace klik::storage {

// The one record that it keeps in the inner store, and shows nobody.
std::string HistoryKey();

enum class WitnessCheck {
  kMustAgree,
  // What the store holds is taken as it is, for once: after a backup was put back, or a loss that cannot be undone.
  kTakeStore,
};

// DATA_LOSS when commits that were acknowledged are missing, and names them; when the store is not the one that the
// witness saw; and when the witness itself has lost what it saw. A store that never had a witness gets one.
absl::StatusOr<std::unique_ptr<Store>> OpenWitnessedStore(std::unique_ptr<Store> inner,
                                                          std::unique_ptr<WitnessMedium> medium,
                                                          WitnessCheck check = WitnessCheck::kMustAgree);

// `revisions 7 to 9 are missing`: those from `first` to `last`.
std::string MissingRevisions(engine::Revision first, engine::Revision last);

}  // namespace klik::storage

#endif  // KLIK_STORAGE_WITNESS_WITNESSED_STORE_H_
