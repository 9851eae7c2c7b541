// Pushes the messages of several shops to a hub as platforms do: many at once, faults included, and
// again until the hub has said yes. One thread, one epoll.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <queue>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "sim/connection.h"
#include "sim/envelope.h"
#include "sim/faults.h"
#include "sim/shop.h"

namespace ordo::sim {

struct PusherOptions {
  std::string host = "127.0.0.1";  // an IPv4 address
  uint16_t port = 0;
  int connections = 128;
  double speed = 3600;         // real seconds of a platform's backoff for each of ours
  int refusals_max = 12;       // answers 4xx (but 408 and 429) after which a message is given up
  int answer_ms_max = 30'000;  // then a request counts as unanswered
  Faults faults = {};
  uint64_t seed = 1;
};

struct PushReport {
  uint64_t messages = 0;      // to be delivered
  uint64_t acknowledged = 0;  // of them, those that got a 2xx
  uint64_t given_up = 0;      // of them, those that were refused for good
  uint64_t requests = 0;      // wholly sent
  uint64_t duplicates = 0;    // deliveries beyond the first, by plan
  uint64_t dropped = 0;       // pushes lost by plan, before the hub or behind it
  uint64_t broken = 0;        // requests whose connection went away
  uint64_t busy = 0;          // answers that asked to come later
  double seconds = 0;
};

class Pusher {
 public:
  // An envelope for each shop that Message::shop may name. An address that is none: code
  // "invalid_address".
  [[nodiscard]] static Result<std::unique_ptr<Pusher>> create(
      std::vector<std::unique_ptr<Envelope>> envelopes, const PusherOptions& options);
  // For shops that all speak the standard form. A secret in another form: code "invalid_secret".
  [[nodiscard]] static Result<std::unique_ptr<Pusher>> create(std::span<const Shop> shops,
                                                              const PusherOptions& options);
  ~Pusher();

  // Blocks until every delivery was acknowledged or given up, or stop() was called. A hub that is
  // away is waited for. `messages` must outlive the call.
  PushReport push(std::span<const Message> messages);

  // From any thread.
  void stop() { stopping_ = true; }
  [[nodiscard]] uint64_t acknowledged() const { return acknowledged_; }

 private:
  using SteadyClock = std::chrono::steady_clock;
  struct Job {
    Delivery delivery;
    int attempts = 0;  // pushes so far that were not answered with yes
    int refusals = 0;
  };
  struct Later {
    SteadyClock::time_point due;
    Job job;
    bool operator>(const Later& other) const { return due > other.due; }
  };
  struct Slot {
    Connection connection;
    Job job;
    bool busy = false;
    SteadyClock::time_point since;
  };
  explicit Pusher(const PusherOptions& options);
  [[nodiscard]] Result<> prepare();
  void begin(std::span<const Message> messages);
  [[nodiscard]] bool finished() const;
  [[nodiscard]] bool next_job(Job& job);
  [[nodiscard]] bool lost_or_late(Job& job);
  void fill();
  void start(Slot& slot, const Job& job);
  [[nodiscard]] std::string request(const Message& message);
  void wait();
  void after(Slot& slot, Connection::Report report);
  void check_sent(Slot& slot);
  void answered(Slot& slot);
  void lost_connection(Slot& slot);
  void retry_later(Job job, int retry_after_s);
  void done(const Job& job, bool accepted);
  void give_up_silent();

  PusherOptions options_;
  sockaddr_in address_{};
  int epoll_ = -1;
  std::vector<std::unique_ptr<Envelope>> envelopes_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::span<const Message> messages_;
  std::vector<Delivery> plan_;
  size_t next_in_plan_ = 0;
  std::deque<Job> again_;  // lost with their connection: these go first
  std::priority_queue<Later, std::vector<Later>, std::greater<>> later_;
  std::vector<bool> seen_;  // messages that were acknowledged
  size_t open_deliveries_ = 0;
  SteadyClock::time_point now_;
  SteadyClock::time_point closed_until_;
  SteadyClock::time_point next_check_;
  int64_t wall_seconds_ = 0;
  PushReport report_;
  std::atomic<uint64_t> acknowledged_ = 0;
  std::atomic<bool> stopping_ = false;
};

// How long a platform waits before its next attempt: Standard Webhooks' own schedule, in seconds.
[[nodiscard]] int64_t backoff_seconds(int attempts);

}  // namespace ordo::sim
