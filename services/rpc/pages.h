// Lists of resources, page by page: every List method comes through here.
//
// Any thread.
#ifndef KLIK_SERVICES_RPC_PAGES_H_
#define KLIK_SERVICES_RPC_PAGES_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/index/snapshot.h"
#include "services/rpc/call_limits.h"
#include "services/rpc/calls.h"
#include "services/rpc/page_token.h"
#include "services/rpc/pinned_snapshots.h"
#include "services/rpc/request_id.h"

namespace klik::services {

// One page to be filled.
struct Page {
  std::shared_ptr<const engine::Snapshot> snapshot;  // That the first page was taken from.
  std::string after;                                 // The last key of the page before; empty on the first.
  int size = 0;
  std::string query;
};

class Pages {
 public:
  // INVALID_ARGUMENT for a negative size, a token of another query or not of ours, and for one whose revision is not
  // kept any more (reason PAGE_TOKEN_EXPIRED).
  absl::StatusOr<Page> Begin(const Caller& caller, std::int32_t page_size, const std::string& page_token,
                             std::string query) const;

  // The token of the page after this one.
  std::string TokenAfter(const Caller& caller, const Page& page, const std::string& last_key);

  // Keeps no revision any longer: all lists must be started again. For when somebody in them was erased.
  void Forget() { pinned_.Forget(); }

 private:
  PageTokens tokens_;
  PinnedSnapshots pinned_;
};

// What a list is asked for, the paging aside: a token is of this.
template <typename Request>
std::string QueryOf(const Request& request) {
  Request body = request;
  body.clear_page_size();
  body.clear_page_token();
  return MethodOf(*Request::descriptor()) + DigestOfMessage(body);
}

// Fills a response's list. `for_each_after(page, visit)` calls `visit(key, entry)`, in order of key and from the first
// above `page.after`, until it returns false; `to_api(entry)` is what goes into the list, `out`.
template <typename Request, typename Response, typename List, typename ForEachAfter, typename ToApi>
absl::Status FillPage(Pages& pages, const Caller& caller, const Request& request, List& out, Response& response,
                      ForEachAfter for_each_after, ToApi to_api) {
  const absl::StatusOr<Page> page = pages.Begin(caller, request.page_size(), request.page_token(), QueryOf(request));
  if (!page.ok()) return page.status();
  std::size_t bytes = 0;
  std::string last_key;
  bool more = false;
  for_each_after(*page, [&](const std::string& key, const auto& entry) {
    more = out.size() >= page->size || bytes >= kMaxPageBytes;
    if (more) return false;
    *out.Add() = to_api(entry);
    bytes += out[out.size() - 1].ByteSizeLong();
    last_key = key;
    return true;
  });
  if (more) response.set_next_page_token(pages.TokenAfter(caller, *page, last_key));
  return absl::OkStatus();
}

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_PAGES_H_
