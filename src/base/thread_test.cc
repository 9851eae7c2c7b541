#include "base/thread.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

namespace ordo {
namespace {

TEST(ShortTurns, change_neither_policy_nor_priority_and_concern_one_thread) {
  const int policy = sched_getscheduler(0), before = getpriority(PRIO_PROCESS, 0);
  std::thread([&] {
    take_short_turns();
    EXPECT_EQ(sched_getscheduler(0), policy);
    EXPECT_EQ(getpriority(PRIO_PROCESS, 0), before);
  }).join();
}

#ifdef __linux__
TEST(Weight, is_less_for_one_thread_and_never_more_than_before) {
  const auto nice = [] {
    return getpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)));
  };
  const int before = nice();
  std::thread([&] {
    weigh(Weight::kLight);
    EXPECT_GE(nice(), std::max(before, 5));
    weigh(Weight::kLeast);
    EXPECT_EQ(nice(), 19);
    weigh(Weight::kLight);
    EXPECT_EQ(nice(), 19);
  }).join();
  EXPECT_EQ(nice(), before);
}
#endif

}  // namespace
}  // namespace ordo
