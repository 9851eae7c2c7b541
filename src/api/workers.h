// A few threads for what may block: reading from the database, hashing a password. The queue is
// bounded; when it is full the caller hears 503 at once instead of waiting for nobody knows how long.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace ordo::api {

inline constexpr int kWorkerThreads = 2;
inline constexpr size_t kWorkerQueueMax = 1'000;

class Workers {
 public:
  explicit Workers(int threads = kWorkerThreads, size_t queue_max = kWorkerQueueMax);
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers();  // as stop()

  // Queues a job; false when the queue is full or the pool has stopped. Any thread. What a job throws
  // is logged and goes no further.
  [[nodiscard]] bool run(std::function<void()> job);
  // Finishes what is queued, then ends the threads.
  void stop();
  [[nodiscard]] size_t waiting() const;

 private:
  void work();
  [[nodiscard]] std::function<void()> next();

  const size_t queue_max_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace ordo::api
