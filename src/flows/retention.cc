#include "flows/retention.h"

#include <algorithm>
#include <chrono>
#include <set>

#include "base/log.h"
#include "core/audit_queries.h"
#include "core/limits.h"
#include "core/message_queries.h"
#include "orders/order_store.h"

namespace ordo::flows {
namespace {

constexpr size_t kAuditLinesAtOnce = 500;
constexpr std::string_view kPersonForgotten = "person.forgotten";

}  // namespace

Retention::Retention(Hub& hub) : hub_(hub) {}

Retention::~Retention() { stop(); }

void Retention::start() {
  stopping_ = false;
  thread_ = std::jthread([this] {
    std::unique_lock lock(mutex_);
    do {
      lock.unlock();
      run_logged();
      lock.lock();
    } while (!cv_.wait_for(lock, std::chrono::milliseconds(core::kRetentionEveryMs),
                           [this] { return stopping_; }));
  });
}

void Retention::stop() {
  if (!thread_.joinable()) return;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    cv_.notify_all();
  }
  thread_.join();
}

void Retention::run_logged() {
  try {
    const Done done = run_once();
    if (done == Done{}) return;
    log::info("retention_applied", {{"segments_archived", done.segments_archived},
                                    {"keys_destroyed", done.keys_destroyed},
                                    {"calls_dropped", done.calls_dropped},
                                    {"call_keys_destroyed", done.call_keys_destroyed},
                                    {"before_day", erased_before_.value_or(0)}});
  } catch (const std::exception& e) {
    log::error("retention_failed", {{"detail", e.what()}});
  }
}

Retention::Done Retention::run_once() {
  const core::LogNeeds needs = core::load_log_needs(hub_.database().read().reader());
  Done done;
  done.segments_archived = hub_.inbox().archive(needs);
  done.keys_destroyed = erase(needs);
  age_calls(done);
  return done;
}

void Retention::age_calls(Done& done) {
  const RetentionRule& rule = hub_.settings()->retention;
  const Instant now = hub_.clock().now();
  const int64_t body_days = std::min(rule.call_days, rule.raw_days.value_or(rule.call_days));
  done.calls_dropped = hub_.calls().drop_before(now.plus_ms(-rule.call_days * kDayMs));
  done.call_keys_destroyed =
      hub_.calls().erase_bodies_before(core::utc_day(now.plus_ms(-body_days * kDayMs)));
  done.call_keys_destroyed += heed_forgetting();
}

// Asked of history, so that no crash comes between somebody being forgotten and this.
int64_t Retention::heed_forgetting() {
  const auto known = hub_.calls().heeded();
  if (!known) return 0;
  const int64_t heeded = *known;
  const Instant oldest =
      hub_.clock().now().plus_ms(-(hub_.settings()->retention.call_days + 1) * kDayMs);
  const auto lease = hub_.database().read();
  int64_t newest = heeded, before = INT64_MAX, destroyed = 0;
  std::set<ShopId> shops;
  while (before > heeded) {
    const auto lines = core::audit_lines(lease.reader(), before, kAuditLinesAtOnce);
    if (lines.empty() || lines.front().at < oldest) break;  // no call is kept from then
    for (const core::Event& line : lines) {
      before = line.seq.value;
      newest = std::max(newest, before);
      if (before <= heeded || line.kind != kPersonForgotten) continue;
      if (const auto order = orders::load_order(lease.reader(), line.order)) {
        shops.insert(order->shop);
      }
    }
  }
  for (const ShopId shop : shops) destroyed += hub_.calls().erase_bodies_of(shop);
  if (newest > heeded) hub_.calls().heed(newest);
  return destroyed;
}

// Every segment is opened for this, so that it is done once for each day and not every hour.
int64_t Retention::erase(const core::LogNeeds& needs) {
  const auto raw_days = hub_.settings()->retention.raw_days;
  if (!raw_days) return 0;
  const int32_t before = core::utc_day(hub_.clock().now().plus_ms(-*raw_days * kDayMs));
  if (erased_before_ == before) return 0;
  const int64_t destroyed = hub_.inbox().erase_bodies_before(before, needs);
  erased_before_ = before;
  return destroyed;
}

}  // namespace ordo::flows
