// Page tokens: where a list goes on, sealed so that nobody can read, make or change one.
//
// Any thread. The key lives as long as the process, and so do the tokens.
#ifndef KLIK_SERVICES_RPC_PAGE_TOKEN_H_
#define KLIK_SERVICES_RPC_PAGE_TOKEN_H_

#include <sodium.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "engine/model/entity.h"

namespace klik::services {

struct PageToken {
  std::string query;  // The method, and whatever else must not change between pages.
  engine::Revision revision = 0;
  std::string last_key;  // Of the page before.
};

class PageTokens {
 public:
  PageTokens();

  std::string Seal(const PageToken& token) const;
  // nullopt when it was not made here, or was changed since.
  std::optional<PageToken> Open(std::string_view text) const;

 private:
  std::array<unsigned char, crypto_secretbox_KEYBYTES> key_{};
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_PAGE_TOKEN_H_
