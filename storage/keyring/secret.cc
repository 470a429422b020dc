#include "storage/keyring/secret.h"

#include <sodium.h>

#include <algorithm>
#include <cstdlib>

namespace klik::storage {
namespace {

constexpr std::size_t kBlockKeys = 2048;

unsigned char* Allocate(std::size_t bytes) {
  ReadySodium();
  auto* const place = static_cast<unsigned char*>(sodium_malloc(bytes));
  if (place == nullptr) std::abort();
  return place;
}

}  // namespace

void ReadySodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) std::abort();
}

void Secret::Free::operator()(unsigned char* bytes) const { sodium_free(bytes); }

Secret::Secret() : bytes_(Allocate(kKeyBytes)) { randombytes_buf(bytes_.get(), kKeyBytes); }

Secret::Secret(std::string_view bytes) : bytes_(Allocate(kKeyBytes)) {
  if (bytes.size() != kKeyBytes) std::abort();
  std::copy(bytes.begin(), bytes.end(), bytes_.get());
}

KeyArena::~KeyArena() {
  for (unsigned char* block : blocks_) sodium_free(block);
}

unsigned char* KeyArena::Take() {
  if (free_.empty()) {
    unsigned char* const block = Allocate(kBlockKeys * kKeyBytes);
    blocks_.push_back(block);
    for (std::size_t i = kBlockKeys; i-- > 0;) free_.push_back(block + i * kKeyBytes);
  }
  unsigned char* const key = free_.back();
  free_.pop_back();
  return key;
}

void KeyArena::GiveBack(unsigned char* key) {
  sodium_memzero(key, kKeyBytes);
  free_.push_back(key);
}

}  // namespace klik::storage
