#include "services/rpc/pages.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "services/rpc/convert/violations.h"

namespace klik::services {

absl::StatusOr<Page> Pages::Begin(const Caller& caller, std::int32_t page_size, const std::string& page_token,
                                  std::string query) const {
  Violations violations;
  Field(violations, "page_size").Require(page_size >= 0, "is negative");
  std::optional<PageToken> token;
  if (!page_token.empty()) {
    token = tokens_.Open(page_token);
    Field(violations, "page_token")
        .Require(token.has_value() && token->query == query, "is not a token that this method gave");
  }
  if (!violations.empty()) return violations.ToStatus();
  Page page{caller.snapshot(), "", page_size == 0 ? kDefaultPageSize : std::min(page_size, kMaxPageSize),
            std::move(query)};
  if (!token.has_value()) return page;
  page.after = token->last_key;
  if (token->revision == page.snapshot->revision()) return page;
  page.snapshot = pinned_.Find(token->revision, caller.now());
  if (page.snapshot != nullptr) return page;
  return Error(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_EXPIRED",
               "page_token: what it lists is not kept any more; begin again with the first page");
}

std::string Pages::TokenAfter(const Caller& caller, const Page& page, const std::string& last_key) {
  pinned_.Pin(page.snapshot, caller.now());
  return tokens_.Seal({page.query, page.snapshot->revision(), last_key});
}

}  // namespace klik::services
