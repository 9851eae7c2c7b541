// How the log grows old. Segments in which everything is applied and settled move into archive/, where
// they stay readable; raw bodies older than the merchant's `raw_days` are erased by destroying the keys
// of their shop-days, in the archive too. What came to pass stays: message rows, orders and history.
//
// A shop's messages of one day share a key, so a day that holds a message parked and dealt with by nobody,
// one that waits, or one not yet applied is kept whole until that is settled; it goes with the next
// day's run. Days are UTC days of arrival: a body is kept for at least `raw_days` days.
//
// Records of the calls that the hub makes (core/call_log.h) leave after `call_days`, their bodies with the
// raw ones if that is earlier; and where somebody was forgotten, at once all bodies of the calls of every
// shop that has an order of theirs.
//
// Rows of the database that grow old, expired answers and settled outgoing calls, are the lane's to remove,
// which alone writes there: a few with each batch (kIdempotencyMs, kOutboxKeptMs in core/limits.h).
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "flows/hub.h"

namespace ordo::flows {

class Retention {
 public:
  explicit Retention(Hub& hub);
  ~Retention();

  void start();  // at once, then hourly, on a thread of its own
  void stop();

  struct Done {
    int segments_archived = 0;
    int64_t keys_destroyed = 0;
    int64_t calls_dropped = 0, call_keys_destroyed = 0;
    bool operator==(const Done&) const = default;
  };
  // Any thread, one at a time; beside the running log and lane. Throws StorageError; what was not done
  // is done by the next call.
  Done run_once();

 private:
  [[nodiscard]] int64_t erase(const core::LogNeeds& needs);
  void age_calls(Done& done);
  [[nodiscard]] int64_t heed_forgetting();
  [[nodiscard]] std::set<ShopId> shops_of_forgotten(Instant since);
  void run_logged();

  Hub& hub_;
  std::optional<int32_t> erased_before_;  // nothing older is left, but for what was kept
  std::mutex mutex_;
  std::condition_variable cv_;
  bool stopping_ = false;
  std::jthread thread_;
};

}  // namespace ordo::flows
