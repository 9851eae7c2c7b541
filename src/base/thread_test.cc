#include "base/thread.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <thread>

namespace ordo {
namespace {

int nice_of_this_thread() {
  return getpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)));
}

TEST(StepBack, concerns_the_thread_that_says_it_and_no_other) {
  const int before = nice_of_this_thread();
  int behind = 0;
  std::thread([&] {
    step_back(3);
    behind = nice_of_this_thread();
  }).join();
  EXPECT_EQ(behind, std::min(before + 3, 19));
  EXPECT_EQ(nice_of_this_thread(), before);
}

}  // namespace
}  // namespace ordo
