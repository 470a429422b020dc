// The guard: a sum over all sealed records that shows at the next start when one of them was put back, taken out or
// added by somebody who did not come through the store.
//
// The sum is kept with each commit, itself sealed. A term is a keyed hash of a record's key and of what is unlike in
// every sealed value (its header, nonce and tag); terms are added, so a commit changes the sum by what it wrote. What
// goes back as a whole, guard and all, is the business of a witness outside the directory.
//
// One thread at a time.
#ifndef KLIK_STORAGE_SEALED_GUARD_H_
#define KLIK_STORAGE_SEALED_GUARD_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "storage/batch.h"
#include "storage/keyring/secret.h"
#include "storage/store.h"

namespace klik::storage {

// Where the sum is kept. Not a key of anybody else's.
inline constexpr std::string_view kGuardKey = "\x01guard";

class Guard {
 public:
  // Guards the keys in these ranges. `secret` is kKeyBytes, and the same at every start.
  Guard(std::vector<KeyRange> ranges, const unsigned char* secret);

  const std::vector<KeyRange>& ranges() const { return ranges_; }
  bool IsGuarded(std::string_view key) const;

  // At the start: one record that is there.
  void Take(std::string_view key, std::string_view sealed);

  // The sum as it is kept. Empty when nothing has been guarded yet.
  std::string Sum() const;

  // What a batch of sealed values would do; nothing has changed yet. nullopt: it writes nothing that is guarded.
  struct Step;
  std::optional<Step> Plan(const Batch::Writes& writes) const;
  void Carry(const Step& step);

 private:
  using Digest = std::array<std::uint64_t, 2>;

  Digest Hash(std::string_view text) const;
  Digest TermOf(std::string_view key, std::string_view sealed) const;
  static std::string Encode(const Digest& sum, std::uint64_t count);

  const std::vector<KeyRange> ranges_;
  std::array<unsigned char, 16> hash_key_;
  // By the hash of the record's key, which is shorter.
  absl::flat_hash_map<Digest, Digest> terms_;
  Digest sum_{};
};

struct Guard::Step {
  std::vector<std::pair<Digest, std::optional<Digest>>> terms;  // nullopt: the record goes.
  Digest sum{};
  std::string encoded;  // As Sum() will be.
};

}  // namespace klik::storage

#endif  // KLIK_STORAGE_SEALED_GUARD_H_
