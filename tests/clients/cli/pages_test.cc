#include "clients/cli/pages.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "klik/v1/taxonomy_service.pb.h"

namespace klik::cli {
namespace {

using v1::ListTopicsRequest;
using v1::ListTopicsResponse;

TEST(FetchAllPagesTest, MergesPagesInOrderAndDropsTheToken) {
  std::vector<std::string> tokens;
  ListTopicsResponse all;
  const grpc::Status status = FetchAllPages<ListTopicsRequest>(
      [&](const ListTopicsRequest& request, ListTopicsResponse& page) {
        EXPECT_EQ(request.page_size(), kPageSize);
        tokens.push_back(request.page_token());
        page.add_topics()->set_name("topics/" + std::to_string(tokens.size()));
        if (tokens.size() < 3) page.set_next_page_token("t" + std::to_string(tokens.size()));
        return grpc::Status::OK;
      },
      all);
  ASSERT_TRUE(status.ok());
  EXPECT_EQ(tokens, (std::vector<std::string>{"", "t1", "t2"}));
  ASSERT_EQ(all.topics_size(), 3);
  EXPECT_EQ(all.topics(0).name(), "topics/1");
  EXPECT_EQ(all.topics(2).name(), "topics/3");
  EXPECT_EQ(all.next_page_token(), "");
}

TEST(FetchAllPagesTest, StopsAtAnError) {
  int calls = 0;
  ListTopicsResponse all;
  const grpc::Status status = FetchAllPages<ListTopicsRequest>(
      [&](const ListTopicsRequest&, ListTopicsResponse& page) {
        page.set_next_page_token("more");
        return ++calls == 2 ? grpc::Status(grpc::StatusCode::ABORTED, "") : grpc::Status::OK;
      },
      all);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(calls, 2);
}

TEST(FetchAllPagesTest, DoesNotGoRoundForEver) {
  ListTopicsResponse all;
  const grpc::Status status = FetchAllPages<ListTopicsRequest>(
      [&](const ListTopicsRequest&, ListTopicsResponse& page) {
        page.set_next_page_token("same");
        return grpc::Status::OK;
      },
      all);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
}

}  // namespace
}  // namespace klik::cli
