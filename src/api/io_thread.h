// What the connections of one io thread share: its mailbox, a coarse clock, and the list that the
// clock walks. Everything here belongs to that thread, except the mailbox's push().
#pragma once

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "api/exchange.h"
#include "api/wire.h"
#include "base/time.h"

namespace ordo::api {

class Connection;

// Counted for all threads together.
struct Census {
  std::atomic<size_t> connections{0};
  std::atomic<size_t> bodies_bytes{0};  // of requests that are being read
  std::atomic<bool> stopping{false};
  std::mutex mutex;
  std::condition_variable empty;

  void leave() {
    if (connections.fetch_sub(1) != 1) return;
    std::lock_guard lock(mutex);
    empty.notify_all();
  }
  void await_empty(std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex);
    empty.wait_for(lock, at_most, [this] { return connections.load() == 0; });
  }
};

// What one request takes of the memory for bodies, until it is read or given up.
class BodyShare {
 public:
  explicit BodyShare(Census& census) : census_(census) {}
  BodyShare(const BodyShare&) = delete;
  BodyShare& operator=(const BodyShare&) = delete;
  ~BodyShare() { census_.bodies_bytes.fetch_sub(bytes_); }

  // How much all of them take now.
  size_t grow_to(size_t bytes) {
    const size_t more = bytes - std::exchange(bytes_, bytes);
    return census_.bodies_bytes.fetch_add(more) + more;
  }

 private:
  Census& census_;
  size_t bytes_ = 0;
};

// One timer a thread instead of one a connection: a deadline is then a number that is assigned, which
// costs nothing a request, and 10,000 of them are compared in a fraction of a millisecond a tick.
struct IoThread {
  std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>();
  asio::basic_waitable_timer<std::chrono::steady_clock,
                             asio::wait_traits<std::chrono::steady_clock>, Executor>
      timer{mailbox->context.get_executor()};
  std::vector<std::shared_ptr<Connection>> connections;
  std::string date = http_date(system_clock().now().ms / kSecondMs);
  int64_t now_ms = 0;  // since the thread began, as of the last tick
  bool ended = false;  // the timer is to rest
  Census& census;

  explicit IoThread(Census& c) : census(c) {}
};

}  // namespace ordo::api
