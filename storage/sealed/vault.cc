#include "storage/sealed/vault.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "storage/erase/file_search.h"
#include "storage/memory/memory_store.h"
#include "storage/record/account_records.h"
#include "storage/record/keys.h"
#include "storage/rocksdb/rocksdb_store.h"

namespace klik::storage {
namespace {

constexpr std::string_view kKeys = "keys";
constexpr std::string_view kData = "store";
// How long an erasure waits for those who still read what was there.
constexpr absl::Duration kSnapshotPatience = absl::Seconds(20);
// RocksDB takes files away in its own time.
constexpr int kSearches = 5;
constexpr absl::Duration kBetweenSearches = absl::Milliseconds(200);
// Of a sealed value or a wrapped key, from its end: the end of the ciphertext and its tag, like no other bytes.
constexpr std::size_t kTraceBytes = 16;
// Of a record: as much as fits, for the search finds it whole or not at all.
constexpr std::size_t kRecordTraceBytes = 48;

bool Exists(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::exists(path, error) && !std::filesystem::is_empty(path, error);
}

std::string EndOf(std::string_view bytes, std::size_t count) {
  return std::string(bytes.substr(bytes.size() - std::min(count, bytes.size())));
}

// What matters who puts it back. Not kept answers, which have one version each, nor the audit, which is a chain: both
// would make the start slower with every call.
std::vector<KeyRange> Guarded() {
  std::vector<KeyRange> ranges;
  for (const std::string_view prefix : std::initializer_list<std::string_view>{
           kAccounts, "activities/", "exclusions/", "matches/", "meta/", "organisations/", "outcomes/", "referrals/",
           "residents/", kSessions, kThrottles, kTokens, "volunteers/"}) {
    ranges.push_back(KeyRange::WithPrefix(prefix));
  }
  return ranges;
}

// What is told at the start. Whatever is wrong with the key, starting again will not help.
absl::Status IsSealed(const absl::Status& error) {
  return absl::PermissionDeniedError(absl::StrCat("sealed: ", std::string(error.message())));
}

std::string CertificateKey(const std::string& subject) { return absl::StrCat("certificates/", subject); }

}  // namespace

absl::StatusOr<std::unique_ptr<Vault>> Vault::Open(const std::filesystem::path& directory, const KeySource& source) {
  return Open(directory, source, [](const std::filesystem::path& data) { return OpenRocksDbStore(data); });
}

absl::StatusOr<std::unique_ptr<Vault>> Vault::Open(const std::filesystem::path& directory, const KeySource& source,
                                                   const OpenData& open_data) {
  std::unique_ptr<Vault> vault(new Vault());
  vault->directory_ = directory;
  vault->source_ = source;
  if (absl::Status keys = vault->OpenKeys(directory); !keys.ok()) return keys;
  absl::StatusOr<std::unique_ptr<Store>> data = open_data(directory / kData);
  if (!data.ok()) return data.status();
  vault->data_ = *std::move(data);
  auto sealed = SealedStore::Open(*vault->data_, vault->keyring_, Guarded());
  if (!sealed.ok()) return sealed.status();
  vault->sealed_ = *std::move(sealed);
  return vault;
}

absl::Status Vault::OpenKeys(const std::filesystem::path& directory) {
  const bool has_data = Exists(directory / kData);
  const bool has_keys = Exists(directory / kKeys);
  absl::StatusOr<MasterKey> master = LoadMasterKey(source_);
  if (absl::IsNotFound(master.status()) && source_.is_own_file() && !has_data && !has_keys) {
    master = MakeKeyFile(source_.own_file);
    if (!master.ok()) return master.status();
    made_key_ = true;
  }
  if (!master.ok()) return IsSealed(master.status());
  if (has_data && !has_keys) {
    return IsSealed(absl::NotFoundError(absl::StrCat("there is data in ", (directory / kData).string(),
                                                     ", but no keyring in ", (directory / kKeys).string())));
  }
  std::vector<MasterKey> masters = {*std::move(master)};
  absl::StatusOr<MasterKey> next = ReadKeyFile(source_.next_file);
  if (!next.ok() && !absl::IsNotFound(next.status())) return IsSealed(next.status());
  if (next.ok()) masters.push_back(*std::move(next));
  absl::StatusOr<std::unique_ptr<Store>> keys = OpenRocksDbStore(directory / kKeys);
  if (!keys.ok()) return keys.status();
  keys_ = *std::move(keys);
  const absl::StatusOr<bool> started = Keyring::IsStarted(*keys_);
  if (!started.ok()) return started.status();
  if (has_data && !*started) return IsSealed(absl::NotFoundError("there is data, but no key to it in the keyring"));
  absl::StatusOr<std::shared_ptr<Keyring>> keyring = Keyring::Open(*keys_, std::move(masters));
  if (absl::IsPermissionDenied(keyring.status())) return IsSealed(keyring.status());
  if (!keyring.ok()) return keyring.status();
  keyring_ = *std::move(keyring);
  return absl::OkStatus();
}

std::unique_ptr<Vault> Vault::InMemory() {
  std::unique_ptr<Vault> vault(new Vault());
  vault->keys_ = NewMemoryStore();
  vault->data_ = NewMemoryStore();
  // A store in memory that is empty does not fail.
  vault->keyring_ = Keyring::Open(*vault->keys_, {MasterKey(Secret())}).value();
  vault->sealed_ = SealedStore::Open(*vault->data_, vault->keyring_).value();
  return vault;
}

void Vault::Close() {
  sealed_->Close();
  keys_->Close();
}

absl::StatusOr<Erasure> Vault::FindErasure(const std::string& subject) const {
  const absl::StatusOr<std::string> bytes = keyring_->FindCertificate(subject);
  if (!bytes.ok()) return bytes.status();
  return DecodeErasure(CertificateKey(subject), *bytes);
}

absl::Status Vault::KeepErasure(const std::string& subject, const Erasure& erasure) {
  return keyring_->KeepCertificate(subject, EncodeErasure(CertificateKey(subject), erasure));
}

absl::Status Vault::Note(const std::string& subject, std::set<std::string>& counted, Erasure& erasure) const {
  const absl::StatusOr<Keyring::Wrapped> wrapped = keyring_->FindWrapped(subject);
  if (!wrapped.ok()) return wrapped.status();
  erasure.traces.emplace_back(ViewOf(wrapped->id));
  erasure.traces.push_back(EndOf(wrapped->bytes, kTraceBytes));
  // What it seals, the person's own key seals too.
  const absl::StatusOr<Keyring::Wrapped> outcomes = keyring_->FindWrapped(OutcomeSubject(subject));
  if (!outcomes.ok() && !absl::IsNotFound(outcomes.status())) return outcomes.status();
  if (outcomes.ok()) {
    erasure.traces.insert(erasure.traces.end(),
                          {std::string(ViewOf(outcomes->id)), EndOf(outcomes->bytes, kTraceBytes)});
  }
  const absl::StatusOr<std::vector<std::string>> keys = sealed_->FindSealedWith(wrapped->id);
  if (!keys.ok()) return keys.status();
  for (const std::string& key : *keys) {
    const absl::StatusOr<std::string> sealed = data_->Get(key);
    if (!sealed.ok()) continue;  // Deleted meanwhile; its key id is searched for all the same.
    if (!counted.insert(key).second) continue;
    ++erasure.records[CollectionOfKey(key)];
    erasure.traces.push_back(EndOf(*sealed, kRecordTraceBytes));
  }
  return absl::OkStatus();
}

absl::Status Vault::BeginErasure(const std::string& subject, const std::vector<std::string>& also) {
  std::lock_guard lock(long_mutex_);
  const absl::StatusOr<Erasure> begun = FindErasure(subject);
  Erasure erasure;
  std::set<std::string> counted;
  const absl::Status noted = Note(subject, counted, erasure);
  // Erased before, to the end or not.
  if (absl::IsNotFound(noted)) return begun.status();
  if (!noted.ok()) return noted;
  erasure.also = also;
  // Of one that was cut short: by now nothing may tell any more who was to go along.
  if (begun.ok()) erasure.also.insert(erasure.also.end(), begun->also.begin(), begun->also.end());
  std::sort(erasure.also.begin(), erasure.also.end());
  erasure.also.erase(std::unique(erasure.also.begin(), erasure.also.end()), erasure.also.end());
  for (const std::string& other : erasure.also) {
    const absl::Status status = Note(other, counted, erasure);
    if (!status.ok() && !absl::IsNotFound(status)) return status;
  }
  return KeepErasure(subject, erasure);
}

absl::StatusOr<std::vector<std::string>> Vault::RecordsOf(const std::string& subject) const {
  std::vector<std::string> subjects = {subject};
  if (const absl::StatusOr<Erasure> begun = FindErasure(subject); begun.ok()) {
    subjects.insert(subjects.end(), begun->also.begin(), begun->also.end());
  }
  std::set<std::string> records;
  for (const std::string& some : subjects) {
    const std::optional<KeyId> key = keyring_->Find(some);
    if (!key.has_value()) continue;
    const absl::StatusOr<std::vector<std::string>> sealed = sealed_->FindSealedWith(*key);
    if (!sealed.ok()) return sealed.status();
    records.insert(sealed->begin(), sealed->end());
  }
  return std::vector<std::string>(records.begin(), records.end());
}

absl::StatusOr<Erasure> Vault::FinishErasure(const std::string& subject, absl::Time now) {
  std::lock_guard lock(long_mutex_);
  absl::StatusOr<Erasure> erasure = FindErasure(subject);
  if (!erasure.ok() || erasure->complete) return erasure;
  if (keyring_->Find(subject).has_value()) {
    if (absl::Status waited = sealed_->WaitForSnapshots(absl::Now() + kSnapshotPatience); !waited.ok()) return waited;
    erasure->erase_time = now;
    // First what is searched for, so that an erasure cut short is taken up where it was.
    if (absl::Status kept = KeepErasure(subject, *erasure); !kept.ok()) return kept;
    std::vector<std::string> others = erasure->also;
    others.push_back(OutcomeSubject(subject));
    for (const std::string& other : others) {
      const absl::Status erased = keyring_->Erase(other);
      if (!erased.ok() && !absl::IsNotFound(erased)) return erased;
    }
    // Last, for it tells that there is something left to do.
    if (absl::Status erased = keyring_->Erase(subject); !erased.ok()) return erased;
  }
  erasure = CleanAndSearch(*std::move(erasure));
  if (!erasure.ok()) return erasure;
  if (absl::Status kept = KeepErasure(subject, *erasure); !kept.ok()) return kept;
  return erasure;
}

absl::StatusOr<Erasure> Vault::CleanAndSearch(Erasure erasure) {
  for (int search = 0; search < kSearches; ++search) {
    if (search > 0) absl::SleepFor(kBetweenSearches);
    if (absl::Status purged = data_->Purge(); !purged.ok()) return purged;
    if (absl::Status purged = keys_->Purge(); !purged.ok()) return purged;
    FileSearch found;
    if (!directory_.empty()) {
      absl::StatusOr<FileSearch> searched = SearchFiles(directory_, erasure.traces);
      if (!searched.ok()) return searched.status();
      found = *std::move(searched);
    }
    if (!found.hits.empty()) continue;
    erasure.files = found.files;
    erasure.file_bytes = found.bytes;
    erasure.complete = true;
    erasure.traces.clear();
    erasure.also.clear();
    return erasure;
  }
  return absl::UnavailableError("the key is gone, but some files still hold what it sealed");
}

absl::Status Vault::Rotate() {
  std::lock_guard lock(long_mutex_);
  const bool own = source_.is_own_file() && !source_.own_file.empty();
  absl::StatusOr<MasterKey> next =
      directory_.empty() ? absl::StatusOr<MasterKey>(MasterKey(Secret())) : ReadKeyFile(source_.next_file);
  if (absl::IsNotFound(next.status()) && own) next = MakeKeyFile(source_.next_file);
  if (absl::IsNotFound(next.status())) {
    return absl::FailedPreconditionError("there is no next key; klikd --next-key-file names the file of it");
  }
  if (!next.ok()) return next.status();
  if (absl::Status rewrapped = keyring_->Rewrap(*next); !rewrapped.ok()) return rewrapped;
  if (!own) return absl::OkStatus();
  // The file of the old key may go only now: until here both are needed.
  return MoveKeyFile(source_.next_file, source_.own_file);
}

}  // namespace klik::storage
