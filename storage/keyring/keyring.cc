#include "storage/keyring/keyring.h"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/keyring/wrapped_key.h"

namespace klik::storage {
namespace {

constexpr std::string_view kKeys = "keys/";
constexpr std::string_view kErased = "erased/";
constexpr std::string_view kCertificates = "certificates/";
// Rewrapped in one commit; those who make keys wait meanwhile.
constexpr std::size_t kRewrapStep = 4096;

std::string Under(std::string_view prefix, std::string_view rest) {
  std::string key(prefix);
  key += rest;
  return key;
}

std::string ErasedKey(const KeyId& id) {
  return Under(kErased, absl::BytesToHexString(absl::string_view(ViewOf(id).data(), id.size())));
}

absl::Status Damaged(std::string_view key) {
  return absl::DataLossError(absl::StrCat("the keyring is damaged: ", std::string(key)));
}

// Of a commit to the keyring. Whatever became of it, the data has not changed; a key that was made all the same is one
// nobody uses.
absl::Status NotWritten(const absl::Status& status) {
  if (absl::IsResourceExhausted(status) || absl::IsFailedPrecondition(status)) return status;
  return absl::UnavailableError(absl::StrCat("the keyring cannot be written: ", std::string(status.message())));
}

}  // namespace

std::string_view ViewOf(const KeyId& id) { return {reinterpret_cast<const char*>(id.data()), id.size()}; }

absl::StatusOr<bool> Keyring::IsStarted(const Store& store) {
  const absl::StatusOr<std::string> own = store.Get(kKeys);
  if (own.ok()) return true;
  if (absl::IsNotFound(own.status())) return false;
  return own.status();
}

absl::StatusOr<std::shared_ptr<Keyring>> Keyring::Open(Store& store, std::vector<MasterKey> keys) {
  ReadySodium();
  if (keys.empty()) return absl::InvalidArgumentError("no master key");
  std::shared_ptr<Keyring> keyring(new Keyring(store));
  if (absl::Status loaded = keyring->Load(keys); !loaded.ok()) return loaded;
  if (!keyring->master_.has_value()) keyring->master_ = std::move(keys.front());
  if (absl::Status own = keyring->Ensure({""}); !own.ok()) return own;
  return keyring;
}

absl::Status Keyring::Load(const std::vector<MasterKey>& keys) {
  const auto snapshot = store_.OpenSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  const auto take = [&](std::string_view key, std::string_view wrapped) {
    return Take(key.substr(kKeys.size()), wrapped, keys);
  };
  if (absl::Status taken = (*snapshot)->Scan(KeyRange::WithPrefix(kKeys), take); !taken.ok()) return taken;
  return (*snapshot)->Scan(KeyRange::WithPrefix(kErased), [&](std::string_view key, std::string_view) -> absl::Status {
    KeyId id;
    const std::string bytes = absl::HexStringToBytes(absl::string_view(key.data(), key.size()).substr(kErased.size()));
    if (bytes.size() != id.size()) return Damaged(key);
    std::copy(bytes.begin(), bytes.end(), id.begin());
    by_id_.insert_or_assign(id, nullptr);
    return absl::OkStatus();
  });
}

absl::Status Keyring::Take(std::string_view subject, std::string_view wrapped, const std::vector<MasterKey>& keys) {
  const std::optional<WrappedHeader> header = ReadWrappedHeader(wrapped);
  if (!header.has_value()) return Damaged(Under(kKeys, subject));
  const auto master =
      std::find_if(keys.begin(), keys.end(), [&](const MasterKey& it) { return it.id() == header->master; });
  if (master == keys.end()) {
    return absl::PermissionDeniedError("the data is sealed with another key than the one that was given");
  }
  unsigned char* const key = arena_.Take();
  if (!UnwrapKey(*master, subject, wrapped, key)) {
    arena_.GiveBack(key);
    return Damaged(Under(kKeys, subject));
  }
  // A rotation that was cut short had begun with this one.
  if (subject.empty()) master_ = *master;
  by_subject_.insert_or_assign(std::string(subject), Held{header->id, header->master});
  by_id_.insert_or_assign(header->id, key);
  return absl::OkStatus();
}

absl::Status Keyring::Ensure(const std::vector<std::string>& subjects) {
  if (FindMissing(subjects).empty()) return absl::OkStatus();
  std::lock_guard writing(writing_mutex_);
  const std::vector<std::string> missing = FindMissing(subjects);
  if (missing.empty()) return absl::OkStatus();
  Reserve(missing);
  Batch batch;
  std::vector<KeyId> ids;
  {
    std::shared_lock lock(mutex_);
    for (const std::string& subject : missing) {
      ids.push_back(reserved_.at(subject));
      batch.Put(Under(kKeys, subject), WrapKey(*master_, subject, ids.back(), by_id_.at(ids.back())));
    }
  }
  const absl::StatusOr<engine::Revision> committed = store_.Commit(batch);
  std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < missing.size(); ++i) {
    reserved_.erase(missing[i]);
    if (committed.ok()) {
      by_subject_.insert_or_assign(missing[i], Held{ids[i], master_->id()});
    } else {
      arena_.GiveBack(by_id_.at(ids[i]));
      by_id_.erase(ids[i]);
    }
  }
  return committed.ok() ? absl::OkStatus() : NotWritten(committed.status());
}

void Keyring::Reserve(const std::vector<std::string>& subjects) {
  {
    std::shared_lock lock(mutex_);
    const auto has_key = [&](const std::string& subject) {
      return by_subject_.contains(subject) || reserved_.contains(subject);
    };
    if (std::all_of(subjects.begin(), subjects.end(), has_key)) return;
  }
  std::lock_guard lock(mutex_);
  for (const std::string& subject : subjects) {
    if (by_subject_.contains(subject) || reserved_.contains(subject)) continue;
    const Fresh fresh = TakeFresh();
    by_id_.insert_or_assign(fresh.id, fresh.key);
    reserved_.emplace(subject, fresh.id);
  }
}

std::vector<std::string> Keyring::FindMissing(const std::vector<std::string>& subjects) const {
  std::shared_lock lock(mutex_);
  std::vector<std::string> missing;
  for (const auto& [subject, id] : reserved_) missing.push_back(subject);
  for (const std::string& subject : subjects) {
    if (!by_subject_.contains(subject)) missing.push_back(subject);
  }
  std::sort(missing.begin(), missing.end());
  missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
  return missing;
}

Keyring::Fresh Keyring::TakeFresh() {
  Fresh fresh;
  randombytes_buf(fresh.id.data(), fresh.id.size());
  fresh.key = arena_.Take();
  randombytes_buf(fresh.key, kKeyBytes);
  return fresh;
}

std::optional<KeyId> Keyring::Find(std::string_view subject) const {
  std::shared_lock lock(mutex_);
  const absl::string_view name(subject.data(), subject.size());
  if (const auto found = by_subject_.find(name); found != by_subject_.end()) return found->second.id;
  if (const auto found = reserved_.find(name); found != reserved_.end()) return found->second;
  return std::nullopt;
}

KeyState Keyring::Combine(const KeyId* ids, std::size_t count, unsigned char (&key)[kKeyBytes]) const {
  std::shared_lock lock(mutex_);
  std::array<const unsigned char*, kMaxSubjects> keys{};
  KeyState state = KeyState::kHere;
  for (std::size_t i = 0; i < count; ++i) {
    const auto found = by_id_.find(ids[i]);
    if (found == by_id_.end()) {
      state = KeyState::kUnknown;
    } else if (found->second == nullptr) {
      return KeyState::kErased;
    } else {
      keys[i] = found->second;
    }
  }
  if (state != KeyState::kHere) return state;
  if (count == 1) {
    std::copy_n(keys[0], kKeyBytes, key);
    return state;
  }
  crypto_generichash_state hash;
  crypto_generichash_init(&hash, nullptr, 0, kKeyBytes);
  for (std::size_t i = 0; i < count; ++i) crypto_generichash_update(&hash, keys[i], kKeyBytes);
  crypto_generichash_final(&hash, key, kKeyBytes);
  sodium_memzero(&hash, sizeof hash);
  return state;
}

absl::StatusOr<Keyring::Wrapped> Keyring::FindWrapped(const std::string& subject) const {
  absl::StatusOr<std::string> bytes = store_.Get(Under(kKeys, subject));
  if (!bytes.ok()) return bytes.status();
  const std::optional<WrappedHeader> header = ReadWrappedHeader(*bytes);
  if (!header.has_value()) return Damaged(Under(kKeys, subject));
  return Wrapped{header->id, *std::move(bytes)};
}

absl::Status Keyring::Erase(const std::string& subject) {
  std::lock_guard writing(writing_mutex_);
  const std::optional<KeyId> id = Find(subject);
  // Nobody may lose the key of what is about nobody.
  if (!id.has_value() || subject.empty()) return absl::NotFoundError("has no key");
  Batch batch;
  batch.Delete(Under(kKeys, subject));
  batch.Put(ErasedKey(*id), "");
  const absl::StatusOr<engine::Revision> committed = store_.Commit(batch);
  if (!committed.ok()) return NotWritten(committed.status());
  std::lock_guard lock(mutex_);
  unsigned char*& key = by_id_.at(*id);
  arena_.GiveBack(std::exchange(key, nullptr));
  by_subject_.erase(subject);
  reserved_.erase(subject);
  return absl::OkStatus();
}

absl::Status Keyring::KeepCertificate(const std::string& subject, std::string certificate) {
  std::lock_guard writing(writing_mutex_);
  Batch batch;
  batch.Put(Under(kCertificates, subject), std::move(certificate));
  const absl::StatusOr<engine::Revision> committed = store_.Commit(batch);
  return committed.ok() ? absl::OkStatus() : NotWritten(committed.status());
}

absl::StatusOr<std::string> Keyring::FindCertificate(const std::string& subject) const {
  return store_.Get(Under(kCertificates, subject));
}

std::vector<std::string> Keyring::WrappedOtherwise(const MasterKeyId& id) const {
  std::shared_lock lock(mutex_);
  // The store's own first, alone: whatever comes after a crash, the next key is the one that wraps what is new.
  if (by_subject_.at("").wrapped_by != id) return {""};
  std::vector<std::string> subjects;
  for (const auto& [subject, held] : by_subject_) {
    if (held.wrapped_by != id) subjects.push_back(subject);
    if (subjects.size() == kRewrapStep) break;
  }
  return subjects;
}

absl::Status Keyring::Rewrap(const MasterKey& next) {
  while (true) {
    // Let go after each step, so that those who make keys get their turn.
    std::lock_guard writing(writing_mutex_);
    const std::vector<std::string> step = WrappedOtherwise(next.id());
    if (step.empty()) return absl::OkStatus();
    Batch batch;
    {
      std::shared_lock lock(mutex_);
      for (const std::string& subject : step) {
        const Held& held = by_subject_.at(subject);
        batch.Put(Under(kKeys, subject), WrapKey(next, subject, held.id, by_id_.at(held.id)));
      }
    }
    const absl::StatusOr<engine::Revision> committed = store_.Commit(batch);
    if (!committed.ok()) return NotWritten(committed.status());
    std::lock_guard lock(mutex_);
    master_ = next;
    for (const std::string& subject : step) by_subject_.at(subject).wrapped_by = next.id();
  }
}

Keyring::Summary Keyring::Summarise() const {
  std::shared_lock lock(mutex_);
  Summary summary;
  summary.master_key = master_->short_id();
  for (const auto& [subject, held] : by_subject_) {
    if (std::count(subject.begin(), subject.end(), '/') == 1) ++summary.keys;
    if (held.wrapped_by != master_->id()) ++summary.wrapped_otherwise;
  }
  for (const auto& [id, key] : by_id_) {
    if (key == nullptr) ++summary.erased;
  }
  return summary;
}

}  // namespace klik::storage
