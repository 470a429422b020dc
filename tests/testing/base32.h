// Base32 of RFC 4648 without padding, as authenticator apps take secrets; backwards.
#ifndef KLIK_TESTS_TESTING_BASE32_H_
#define KLIK_TESTS_TESTING_BASE32_H_

#include <cstdint>
#include <string>

namespace klik::testing {

inline std::string FromBase32(const std::string& text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    bits = bits << 5 | static_cast<std::uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
    held += 5;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held & 0xFF);
  }
  return bytes;
}

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_BASE32_H_
