// Places for secrets: locked in memory where the system allows it, left out of core dumps, wiped when given back.
//
// A Secret belongs to one thread at a time; a KeyArena too, but what it gave out any thread may read.
#ifndef KLIK_STORAGE_KEYRING_SECRET_H_
#define KLIK_STORAGE_KEYRING_SECRET_H_

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace klik::storage {

inline constexpr std::size_t kKeyBytes = 32;

// Makes libsodium ready; aborts when it cannot be. Whoever uses libsodium here calls it first.
void ReadySodium();

// 32 secret bytes.
class Secret {
 public:
  // Random.
  Secret();
  // `bytes` must be 32.
  explicit Secret(std::string_view bytes);

  const unsigned char* data() const { return bytes_.get(); }
  unsigned char* data() { return bytes_.get(); }
  std::string_view view() const { return {reinterpret_cast<const char*>(bytes_.get()), kKeyBytes}; }

 private:
  struct Free {
    void operator()(unsigned char* bytes) const;
  };
  std::unique_ptr<unsigned char, Free> bytes_;
};

// Many keys together: a guarded allocation each would cost four pages a person.
class KeyArena {
 public:
  KeyArena() = default;
  KeyArena(const KeyArena&) = delete;
  KeyArena& operator=(const KeyArena&) = delete;
  ~KeyArena();

  // A place for a key, until it is given back.
  unsigned char* Take();
  // Wipes it.
  void GiveBack(unsigned char* key);

 private:
  std::vector<unsigned char*> blocks_;
  std::vector<unsigned char*> free_;
};

}  // namespace klik::storage

#endif  // KLIK_STORAGE_KEYRING_SECRET_H_
