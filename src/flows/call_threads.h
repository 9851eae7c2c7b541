// A few threads that make calls to platforms for one other thread, so that a platform that is slow to
// answer holds up nobody else's. They see a call and its answer and nothing besides: what is asked for, and
// what is made of it, stays with the one who asks.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "flows/fetcher.h"

namespace ordo::flows {

inline constexpr size_t kCallsInFlightMax = 4;
// Of one channel: what is down or slow is a platform, with all of its shops at once, and half of the
// threads are left to the others.
inline constexpr size_t kCallsOfChannelMax = 2;

class CallThreads {
 public:
  struct Made {
    int64_t shop = 0;
    Fetched fetched;
  };

  explicit CallThreads(Fetcher& fetcher) : fetcher_(fetcher) {}
  ~CallThreads() { stop(); }
  void start();
  // Ends what is under way; what it came to is forgotten. Any thread.
  void stop();
  [[nodiscard]] const std::atomic<bool>& stopping() const { return stopping_; }

  // Has the call made, in its turn; the shop comes back with the answer.
  void make(int64_t shop, channels::HttpCall call);
  // What has been answered since, as soon as there is any. Nothing: `ms` have passed, or stop() was called.
  [[nodiscard]] std::vector<Made> wait(int64_t ms);

 private:
  struct Wanted {
    int64_t shop = 0;
    channels::HttpCall call;
  };

  void work();

  Fetcher& fetcher_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;  // of what follows
  std::condition_variable wanted_cv_, made_cv_;
  std::deque<Wanted> wanted_;
  std::vector<Made> made_;
  std::vector<std::jthread> threads_;  // start() and stop() only
};

}  // namespace ordo::flows
