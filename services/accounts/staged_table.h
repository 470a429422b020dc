// Records by name, as they are stored and as they will be once what has been decided is stored.
//
// Whoever uses it holds a lock.
#ifndef KLIK_SERVICES_ACCOUNTS_STAGED_TABLE_H_
#define KLIK_SERVICES_ACCOUNTS_STAGED_TABLE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace klik::services {

template <typename Record>
class StagedTable {
 public:
  using Entry = std::shared_ptr<const Record>;
  using Entries = std::map<std::string, Entry, std::less<>>;

  const Entries& stored() const { return stored_; }

  Entry Stored(std::string_view name) const {
    const auto found = stored_.find(name);
    return found == stored_.end() ? nullptr : found->second;
  }

  Entry Decided(std::string_view name) const {
    const auto found = staged_.find(name);
    return found == staged_.end() ? Stored(name) : found->second.entry;
  }

  // All there will be.
  Entries Decided() const {
    Entries all = stored_;
    for (const auto& [name, staged] : staged_) {
      if (staged.entry == nullptr) {
        all.erase(name);
      } else {
        all.insert_or_assign(name, staged.entry);
      }
    }
    return all;
  }

  // nullptr: it goes. Answers with a number to settle it by.
  std::uint64_t Stage(std::string name, Entry entry) {
    staged_.insert_or_assign(std::move(name), Staged{std::move(entry), ++last_});
    return last_;
  }

  // In the order of staging. What has been staged over it since stays staged.
  void Settle(const std::string& name, const Entry& entry, std::uint64_t number, bool is_stored) {
    if (const auto staged = staged_.find(name); staged != staged_.end() && staged->second.number == number) {
      staged_.erase(staged);
    }
    if (!is_stored) return;
    if (entry == nullptr) {
      stored_.erase(name);
    } else {
      stored_.insert_or_assign(name, entry);
    }
  }

 private:
  struct Staged {
    Entry entry;
    std::uint64_t number;
  };

  Entries stored_;
  std::map<std::string, Staged, std::less<>> staged_;
  std::uint64_t last_ = 0;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCOUNTS_STAGED_TABLE_H_
