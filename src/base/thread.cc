#include "base/thread.h"

#ifdef __linux__
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#endif

namespace ordo {

#ifdef __linux__
namespace {

// sched_setattr(2). The C library has no name for it, and the kernel's own header clashes with <sched.h>.
struct SchedulingAttributes {
  uint32_t size;
  uint32_t policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime, deadline, period;
};

}  // namespace
#endif

void take_short_turns() noexcept {
#ifdef __linux__
  SchedulingAttributes attributes{};
  attributes.size = sizeof attributes;
  attributes.policy = SCHED_OTHER;
  attributes.nice = getpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)));
  attributes.runtime = 500'000;  // ns; 1 to 3 ms are usual
  (void)syscall(SYS_sched_setattr, 0, &attributes, 0);
#endif
}

void weigh(Weight weight) noexcept {
#ifdef __linux__
  const int nice = weight == Weight::kLight ? 5 : 19;
  const auto self = static_cast<id_t>(syscall(SYS_gettid));
  if (getpriority(PRIO_PROCESS, self) < nice) (void)setpriority(PRIO_PROCESS, self, nice);
#else
  (void)weight;
#endif
}

}  // namespace ordo
