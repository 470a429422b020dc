// All pages of a list as one answer.
#ifndef KLIK_CLIENTS_CLI_PAGES_H_
#define KLIK_CLIENTS_CLI_PAGES_H_

#include <grpcpp/support/status.h>

#include <cstdint>
#include <string>

namespace klik::cli {

// The most that the server gives.
inline constexpr std::int32_t kPageSize = 1000;

// Calls `fetch(request, page)` until a page names no next one, and merges the pages into `all`, which ends up without a
// page token. The first error is returned, with `all` unfinished.
template <typename Request, typename Response, typename Fetch>
grpc::Status FetchAllPages(const Fetch& fetch, Response& all) {
  Request request;
  request.set_page_size(kPageSize);
  do {
    Response page;
    if (grpc::Status status = fetch(request, page); !status.ok()) return status;
    const std::string next = page.next_page_token();
    // Otherwise a server with a fault would keep us here for ever.
    if (!next.empty() && next == request.page_token()) {
      return grpc::Status(grpc::StatusCode::INTERNAL, "the server gave the same page token twice");
    }
    page.clear_next_page_token();
    all.MergeFrom(page);
    request.set_page_token(next);
  } while (!request.page_token().empty());
  return grpc::Status::OK;
}

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_PAGES_H_
