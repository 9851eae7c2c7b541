#include "flows/dispatcher.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <map>

#include "base/log.h"
#include "core/limits.h"
#include "core/outbox_store.h"
#include "flows/notices.h"

namespace ordo::flows {
namespace {

constexpr size_t kAtOnce = 100;
constexpr int64_t kBreakerFirstMs = 5 * kSecondMs;
constexpr int64_t kBreakerMaxMs = 5 * kMinuteMs;
constexpr int64_t kIdleMs = kSecondMs;
constexpr size_t kCallers = 8;
constexpr int64_t kNsPerMs = 1'000'000;

bool is_notice(const core::OutboxMessage& message) {
  return message.target.starts_with(kNotifyPrefix);
}

Delivery delivery_of(const Telling& telling) {
  using Met = channels::Told::Met;
  const channels::Told& told = telling.told;
  switch (told.met) {
    case Met::kDelivered: return {Delivery::Met::kDelivered, told.detail, 0, telling.exchange};
    case Met::kRefused: return {Delivery::Met::kRefused, told.detail, 0, telling.exchange};
    case Met::kLimited:
    case Met::kDown: break;
  }
  return {Delivery::Met::kDown, told.detail, told.retry_after_ms, telling.exchange};
}

// As records name what an attempt came to.
std::string_view code_of(Delivery::Met met) {
  switch (met) {
    case Delivery::Met::kDelivered: return "";
    case Delivery::Met::kRefused: return "refused";
    case Delivery::Met::kDown: return "down";
    case Delivery::Met::kUnclear: return "unclear";
  }
  return "";
}

}  // namespace

Dispatcher::Dispatcher(Hub& hub, Courier& courier, Teller& teller)
    : hub_(hub), courier_(courier), teller_(teller), receipts_(hub, teller) {}

Dispatcher::~Dispatcher() { stop(); }

void Dispatcher::start() {
  stopping_ = false;
  callers_ = std::make_unique<boost::asio::thread_pool>(kCallers);
  thread_ = std::jthread([this] { run(); });
}

void Dispatcher::stop() {
  if (!thread_.joinable()) return;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    cv_.notify_all();
  }
  courier_.stop();
  teller_.stop();
  thread_.join();
  callers_->join();
  (void)settle_untold();
}

void Dispatcher::wake() {
  std::lock_guard lock(mutex_);
  woken_ = true;
  cv_.notify_all();
}

void Dispatcher::run() {
  while (true) {
    try {
      launch_due();
    } catch (const store::StorageError& e) {
      log::error("outbox_not_read", {{"detail", e.what()}});
    }
    std::unique_lock lock(mutex_);
    cv_.wait_for(lock, std::chrono::milliseconds(kIdleMs), [this] { return stopping_ || woken_; });
    if (stopping_) return;
    woken_ = false;
  }
}

bool Dispatcher::may_try(const core::OutboxMessage& message, Instant now) {
  if (!hub_.takes()) return false;
  std::lock_guard lock(mutex_);
  if (stopping_ || in_flight_.contains(message.id.value)) return false;
  return breakers_[message.target].open_until_ms <= now.ms;
}

// A paused shop is called no more; what is meant for it waits until it goes on. A receiver of notices that
// has got as many as it takes in a minute waits for the next.
std::string Dispatcher::targets_down(Instant now, const Settings& settings) {
  std::lock_guard lock(mutex_);
  std::string down = "|";
  for (const std::string& target : busy_) down += target + "|";
  for (const auto& [code, shop] : settings.shops) {
    if (shop.paused) down += "shop:" + shop.id.str() + "|";
  }
  for (const auto& [code, target] : settings.notify_targets) {
    if (windows_[code].is_full(now, target.per_minute)) down += notify_address(code) + "|";
  }
  for (const auto& [target, breaker] : breakers_) {
    if (breaker.open_until_ms > now.ms) down += target + "|";
  }
  return down;
}

std::vector<core::OutboxMessage> Dispatcher::load_due(Instant now) {
  // What it meets could not be written down.
  if (!hub_.takes()) return {};
  // All asked before the rows are read, and in this order: a call whose result is committed while they
  // are being read may look unsent in them, and a second try of it would come after what followed it.
  // A target is busy until its call is in flight, and that until its result is committed.
  const std::string down = targets_down(now, *hub_.settings());
  const std::unordered_set<int64_t> unsettled = in_flight();
  auto due = core::load_sendable(hub_.database().read().reader(), now, kAtOnce, down);
  std::erase_if(due, [&](const auto& message) { return unsettled.contains(message.id.value); });
  return due;
}

std::unordered_set<int64_t> Dispatcher::in_flight() {
  std::lock_guard lock(mutex_);
  return in_flight_;
}

void Dispatcher::launch_due() {
  (void)settle_untold();
  std::map<std::string, std::vector<core::OutboxMessage>> by_target;
  for (core::OutboxMessage& message : load_due(hub_.clock().now())) {
    by_target[message.target].push_back(std::move(message));
  }
  for (auto& [target, messages] : by_target) {
    {
      std::lock_guard lock(mutex_);
      busy_.insert(target);
    }
    boost::asio::post(*callers_, [this, batch = std::move(messages)] { send_all(batch); });
  }
  for (NoticeReceipt& receipt : receipts_.take_due(hub_.clock().now())) {
    boost::asio::post(*callers_, [this, one = std::move(receipt)] { receipts_.ask(one); });
  }
}

void Dispatcher::send_all(const std::vector<core::OutboxMessage>& to_one_target) {
  bool tried = false;
  for (const core::OutboxMessage& message : to_one_target) {
    const Instant now = hub_.clock().now();
    if (!may_try(message, now)) continue;
    send(message, now);
    tried = true;
  }
  std::lock_guard lock(mutex_);
  busy_.erase(to_one_target.front().target);
  if (!tried) return;  // what is in flight wakes the thread when it is committed
  woken_ = true;
  cv_.notify_all();
}

int Dispatcher::dispatch_due() {
  const Instant now = hub_.clock().now();
  int tried = settle_untold();
  for (const core::OutboxMessage& message : load_due(now)) {
    if (!may_try(message, now)) continue;
    send(message, now);
    ++tried;
  }
  for (const NoticeReceipt& receipt : receipts_.take_due(now)) {
    receipts_.ask(receipt);
    ++tried;
  }
  return tried;
}

void Dispatcher::send(const core::OutboxMessage& message, Instant now) {
  const auto settings = hub_.settings();
  if (is_notice(message)) return send_notice(message, *settings, now);
  send_to_shop(message, *settings, now);
}

void Dispatcher::send_to_shop(const core::OutboxMessage& message, const Settings& settings,
                              Instant now) {
  const Shop* shop = settings.shop(message.shop);
  Delivery delivery;
  core::CallRecord attempt = attempt_of(message);
  if (!shop || shop->callback_url.empty()) {
    delivery = {Delivery::Met::kRefused, "the shop has no callback address any more", 0};
  } else {
    delivery = courier_.deliver(message, *shop, now);
  }
  keep(std::move(attempt), delivery,
       shop ? CallSecrets(shop->credentials, shop->adapter) : CallSecrets(Secret(), nullptr));
  settle(judge(message, delivery, settings.delivery, now), message.shop);
}

void Dispatcher::send_notice(const core::OutboxMessage& message, const Settings& settings,
                             Instant now) {
  const std::string code = message.target.substr(kNotifyPrefix.size());
  const auto target = settings.notify_targets.find(code);
  if (target == settings.notify_targets.end()) {
    return settle(dropped_notice(message, "the receiver was removed"), core::kSystemStream);
  }
  if (target->second.paused) {
    return settle(dropped_notice(message, "the receiver is paused"), core::kSystemStream);
  }
  {
    std::lock_guard lock(mutex_);
    windows_[code].add(now);
  }
  core::CallRecord attempt = attempt_of(message);
  const Telling telling = teller_.tell(message, target->second, now);
  const Delivery delivery = delivery_of(telling);
  keep(std::move(attempt), delivery,
       CallSecrets(target->second.credentials, *target->second.notifier));
  core::OutboxResult result = judge(message, delivery, settings.delivery, now);
  close_notice(message, telling.told, now, result);
  Settled settled{result, core::kSystemStream};
  if (result.delivered && !telling.told.reference.empty()) {
    settled.receipt = accepted_by(message, telling.told.reference, now);
  }
  settle(std::move(settled));
}

core::CallRecord Dispatcher::attempt_of(const core::OutboxMessage& message) const {
  core::CallRecord attempt;
  attempt.kind = is_notice(message) ? core::CallKind::kNotice : core::CallKind::kCallback;
  attempt.shop = message.shop ? message.shop : core::kSystemStream;
  attempt.outbox = message.id;
  attempt.order = message.order;
  attempt.target = message.target;
  attempt.subject = message.route;
  attempt.started_at = hub_.clock().now();
  attempt.duration_ms = hub_.clock().monotonic_ns() / kNsPerMs;
  return attempt;
}

void Dispatcher::keep(core::CallRecord attempt, const Delivery& delivery,
                      const CallSecrets& secrets) {
  attempt.duration_ms = hub_.clock().monotonic_ns() / kNsPerMs - attempt.duration_ms;
  attempt.ok = delivery.met == Delivery::Met::kDelivered;
  attempt.code = code_of(delivery.met);
  attempt.detail = delivery.error;
  trace_exchange(delivery.exchange, secrets, attempt);
  hub_.calls().record(std::move(attempt));
}

core::OutboxResult Dispatcher::judge(const core::OutboxMessage& message, const Delivery& delivery,
                                     const DeliveryRule& rule, Instant now) {
  std::lock_guard lock(mutex_);
  core::OutboxResult result;
  result.id = message.id;
  result.order = message.order;
  result.error = delivery.error;
  Breaker& breaker = breakers_[message.target];
  switch (delivery.met) {
    case Delivery::Met::kDelivered:
      breaker = {};
      result.delivered = true;
      break;
    case Delivery::Met::kDown: {
      const int64_t wait =
          std::min(kBreakerMaxMs, kBreakerFirstMs << std::min(breaker.failures, 8));
      ++breaker.failures;
      breaker.open_until_ms = now.ms + std::max(wait, delivery.retry_after_ms);
      result.counts = false;
      result.retry_at_ms = breaker.open_until_ms;
      break;
    }
    case Delivery::Met::kRefused:
      breaker = {};
      result.give_up = message.attempts + 1 >= rule.attempts;
      result.retry_at_ms = now.ms + rule.wait_ms(message.attempts);
      break;
    case Delivery::Met::kUnclear: result.give_up = true; break;
  }
  return result;
}

core::InboundPtr Dispatcher::result_entry(const Settled& settled) {
  const int64_t id = settled.result.id.value;
  auto inbound = std::make_unique<core::Inbound>();
  inbound->entry.kind = core::EntryKind::kResult;
  inbound->entry.route = "outbox";
  inbound->entry.caller = "dispatcher";
  inbound->entry.stream = settled.shop;
  random_bytes(inbound->entry.entropy);
  inbound->entry.body = core::encode_result(settled.result);
  inbound->on_applied = [this, id](const core::Outcome&) {
    std::lock_guard lock(mutex_);
    in_flight_.erase(id);
    woken_ = true;
    cv_.notify_all();
  };
  return inbound;
}

void Dispatcher::settle(Settled settled) {
  {
    std::lock_guard lock(mutex_);
    in_flight_.insert(settled.result.id.value);
  }
  std::vector<core::InboundPtr> page;
  if (settled.receipt) page.push_back(receipt_entry(*settled.receipt));
  page.push_back(result_entry(settled));
  const bool taken = page.size() > 1 ? hub_.submit_page(page) : hub_.submit(std::move(page.back()));
  if (taken) return;
  // The log takes nothing now: until it does the call is not made again, nor what follows it.
  std::lock_guard lock(mutex_);
  untold_.push_back(std::move(settled));
}

int Dispatcher::settle_untold() {
  std::vector<Settled> untold;
  {
    std::lock_guard lock(mutex_);
    untold.swap(untold_);
  }
  const int count = static_cast<int>(untold.size());
  for (Settled& settled : untold) settle(std::move(settled));
  return count;
}

}  // namespace ordo::flows
