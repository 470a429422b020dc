// What stands behind `authorization: Bearer`: the token of a session, or a partner's token.
//
//   kliks_{43 characters}                   of a session
//   klik_{id}_{43 characters}_{checksum}    of a partner: scanners of sources know it by its form, and by the checksum
//                                           that it is one
//
// Pure but for chance; any thread.
#ifndef KLIK_SERVICES_ACCOUNTS_BEARER_H_
#define KLIK_SERVICES_ACCOUNTS_BEARER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace klik::services {

struct SessionBearer {
  std::string digest;  // Of the whole token.
};

struct PartnerBearer {
  std::string name;    // `tokens/{id}`
  std::string digest;  // Of the secret in it.
};

using Bearer = std::variant<SessionBearer, PartnerBearer>;

std::string NewSessionToken();
std::string DigestOfSessionToken(std::string_view token);

struct NewPartnerSecret {
  std::string token;   // To be shown once.
  std::string digest;  // To be kept.
};
// For a token of this name, `tokens/{id}`.
NewPartnerSecret MakePartnerSecret(std::string_view name);

// nullopt when it has neither form. `header` is the whole value of `authorization`.
std::optional<Bearer> ParseBearer(std::string_view header);

// CRC-32 as of zip and PNG.
std::uint32_t Crc32(std::string_view bytes);

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCOUNTS_BEARER_H_
