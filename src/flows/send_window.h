// How often one receiver is told something: at most so many times in any sixty seconds. A bucket that
// fills up while it is emptied would let nearly twice as many through in its first minute, and the bots'
// platforms shut out who sends more than they allow. Pure; not thread-safe.
#pragma once

#include <cstddef>
#include <deque>

#include "base/time.h"

namespace ordo::flows {

class SendWindow {
 public:
  [[nodiscard]] bool is_full(Instant now, int64_t per_minute) {
    while (!sent_.empty() && now.ms - sent_.front().ms >= kMinuteMs) sent_.pop_front();
    return sent_.size() >= static_cast<size_t>(per_minute);
  }
  void add(Instant now) { sent_.push_back(now); }

 private:
  std::deque<Instant> sent_;
};

}  // namespace ordo::flows
