// BLAKE2b-256 over several texts and numbers, for chains whose links must come out the same on every machine.
//
// One thread at a time.
#ifndef KLIK_STORAGE_HASH_H_
#define KLIK_STORAGE_HASH_H_

#include <sodium/crypto_generichash.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace klik::storage {

inline constexpr std::size_t kHashBytes = 32;

class Hash {
 public:
  Hash();

  void Add(std::string_view bytes);
  // Eight bytes, big-endian.
  void AddNumber(std::uint64_t number);
  // With its length before it, so that no two lists of texts are the same bytes.
  void AddText(std::string_view text);

  // kHashBytes. Nothing may be added afterwards.
  std::string Finish();

 private:
  crypto_generichash_state state_{};
};

}  // namespace klik::storage

#endif  // KLIK_STORAGE_HASH_H_
