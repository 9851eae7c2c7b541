// The outbox at work: sends what batches left to be sent, one message in flight for each order and
// target, and appends what became of it to the log. A refused call is made again as the merchant's
// DeliveryRule says (after 3, 6, 12, 24 and 48 s by default); then it is given up, an alert names its order,
// and a person has it tried again or discards it. So it is at once with a call of which nobody knows whether
// it arrived, unless it declares that it may be repeated (core::Repeatable). Until then it holds what follows it for that order and
// target, and only that: other orders' calls go on. Time-outs, 5xx and 429 open the target's breaker
// instead and spend no attempts. Calls to "notify:<code>" tell people of alerts, each receiver no more often
// than it allows (teller.h); the others go to shops. Targets are called side by side, so that one that answers slowly holds up
// nobody else. Each attempt leaves a record in the hub's log of calls.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <unordered_set>

#include "core/batch.h"
#include "flows/call_trace.h"
#include "flows/exchange.h"
#include "flows/hub.h"
#include "flows/receipt_asker.h"
#include "flows/send_window.h"
#include "flows/teller.h"

namespace boost::asio {
class thread_pool;
}

namespace ordo::flows {

// What an outgoing call met.
struct Delivery {
  enum class Met : uint8_t {
    kDelivered,
    kRefused,  // the target said no: an attempt is spent
    kDown,     // not reachable, time-out, 5xx, 429: the breaker opens
    kUnclear,  // it may have arrived, and may not be made again unasked: a person must look
  };
  Met met = Met::kDelivered;
  std::string error;
  int64_t retry_after_ms = 0;  // where the target named a time
  Exchange exchange = {};      // what was said; empty where nobody was called
};

// Makes one call; on any of the dispatcher's threads, may block for its time-out.
class Courier {
 public:
  virtual ~Courier() = default;
  [[nodiscard]] virtual Delivery deliver(const core::OutboxMessage& message, const Shop& shop,
                                         Instant now) = 0;
  // Ends the calls under way, as if the target were down; none follow.
  virtual void stop() {}
};

// Posts to the shop's callback address, signed as Standard Webhooks with the shop's secret. Follows no
// redirect; 15 s. It cannot ask whether a call has arrived: only idempotent ones are made again when their
// answer was not heard, or was 500 or a gateway's.
[[nodiscard]] std::unique_ptr<Courier> webhook_courier();

class Dispatcher {
 public:
  Dispatcher(Hub& hub, Courier& courier, Teller& teller = no_teller());
  ~Dispatcher();
  void start();
  void stop();
  void wake();  // after a commit that left something to send
  // What is due now, on the caller's thread; answers how many were tried, or told to the log belatedly.
  int dispatch_due();
  void launch_due();  // the same on threads of its own, one target on one of them at a time

 private:
  struct Breaker {
    int failures = 0;
    int64_t open_until_ms = 0;
  };
  void run();
  [[nodiscard]] std::string targets_down(Instant now, const Settings& settings);
  [[nodiscard]] std::vector<core::OutboxMessage> load_due(Instant now);
  [[nodiscard]] std::unordered_set<int64_t> in_flight();
  bool may_try(const core::OutboxMessage& message, Instant now);
  void send(const core::OutboxMessage& message, Instant now);
  void send_to_shop(const core::OutboxMessage& message, const Settings& settings, Instant now);
  void send_notice(const core::OutboxMessage& message, const Settings& settings, Instant now);
  void send_all(const std::vector<core::OutboxMessage>& to_one_target);
  // An attempt that begins now; kept once it has come to an end.
  [[nodiscard]] core::CallRecord attempt_of(const core::OutboxMessage& message) const;
  void keep(core::CallRecord attempt, const Delivery& delivery, const CallSecrets& secrets);
  [[nodiscard]] core::OutboxResult judge(const core::OutboxMessage& message,
                                         const Delivery& delivery, const DeliveryRule& rule,
                                         Instant now);
  // What became of a call, and of a message that a gateway took and will report on its receipt, in one
  // commit of the log.
  struct Settled {
    core::OutboxResult result;
    ShopId shop;
    std::optional<NoticeReceipt> receipt = {};
  };
  void settle(const core::OutboxResult& result, ShopId shop) { settle({result, shop}); }
  void settle(Settled settled);
  int settle_untold();
  [[nodiscard]] core::InboundPtr result_entry(const Settled& settled);

  Hub& hub_;
  Courier& courier_;
  Teller& teller_;
  ReceiptAsker receipts_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable cv_;
  std::unordered_map<std::string, Breaker> breakers_;
  std::unordered_map<std::string, SendWindow> windows_;  // of receivers of notices, by code
  std::unordered_set<std::string> busy_;                 // targets that are being called
  std::unordered_set<int64_t> in_flight_;                // sent, its result not yet committed
  std::vector<Settled> untold_;                          // in flight, and the log took no result
  bool stopping_ = false, woken_ = false;
  std::unique_ptr<boost::asio::thread_pool> callers_;
  std::jthread thread_;
};

}  // namespace ordo::flows
