#include "base/thread.h"

#ifdef __linux__
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace ordo {

void step_back(int steps) noexcept {
#ifdef __linux__
  const auto thread = static_cast<id_t>(syscall(SYS_gettid));
  (void)setpriority(PRIO_PROCESS, thread, getpriority(PRIO_PROCESS, thread) + steps);
#else
  (void)steps;
#endif
}

}  // namespace ordo
