#include "base/thread.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>

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

}  // namespace
}  // namespace ordo
