#include "tests/clients/cli/client_test.h"

namespace klik::testing {
namespace {

using WatchTest = ClientTest;

TEST_F(WatchTest, WritesALineForEachMessageUntilItEnds) {
  EXPECT_EQ(Run({"watch", "--after", "6"}), 1);
  EXPECT_EQ(
      out, "{\"changes\":[{\"name\":\"residents/R1\",\"resident\":{\"name\":\"residents/R1\"}}],\"revision\":\"7\"}\n");
  EXPECT_THAT(err, ::testing::HasSubstr("UNAVAILABLE"));
}

TEST_F(WatchTest, WithoutARevisionAsksForEverything) {
  EXPECT_EQ(Run({"watch"}), 1);
  EXPECT_THAT(out, ::testing::HasSubstr("\"revision\":\"1\""));
}

}  // namespace
}  // namespace klik::testing
