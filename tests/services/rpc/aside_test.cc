#include "services/rpc/aside.h"

#include <future>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "services/rpc/call_limits.h"

namespace klik::services {
namespace {

using ::testing::ElementsAre;

TEST(AsideTest, RunsInOrderOnAThreadOfItsOwn) {
  std::vector<int> ran;
  std::thread::id where;
  {
    Aside aside;
    for (const int number : {1, 2, 3}) {
      EXPECT_TRUE(aside.Submit([&ran, &where, number] {
        ran.push_back(number);
        where = std::this_thread::get_id();
      }));
    }
    // The end waits for what was submitted.
  }
  EXPECT_THAT(ran, ElementsAre(1, 2, 3));
  EXPECT_NE(where, std::this_thread::get_id());
}

TEST(AsideTest, RefusesWhatThereIsNoRoomFor) {
  std::promise<void> begun;
  std::promise<void> go_on;
  std::size_t ran = 0;
  {
    Aside aside;
    aside.Submit([&] {
      begun.set_value();
      go_on.get_future().wait();
    });
    begun.get_future().wait();
    for (std::size_t i = 0; i < kMaxAside; ++i) EXPECT_TRUE(aside.Submit([&ran] { ++ran; }));
    EXPECT_FALSE(aside.Submit([&ran] { ++ran; }));
    go_on.set_value();
  }
  EXPECT_EQ(ran, kMaxAside);
}

}  // namespace
}  // namespace klik::services
