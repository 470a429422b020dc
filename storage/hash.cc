#include "storage/hash.h"

namespace klik::storage {

Hash::Hash() { crypto_generichash_init(&state_, nullptr, 0, kHashBytes); }

void Hash::Add(std::string_view bytes) {
  crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

void Hash::AddNumber(std::uint64_t number) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>((number >> shift) & 0xff);
  Add(bytes);
}

void Hash::AddText(std::string_view text) {
  AddNumber(text.size());
  Add(text);
}

std::string Hash::Finish() {
  std::string hash(kHashBytes, '\0');
  crypto_generichash_final(&state_, reinterpret_cast<unsigned char*>(hash.data()), hash.size());
  return hash;
}

}  // namespace klik::storage
