#include "flows/retention.h"

#include <algorithm>
#include <chrono>

#include "base/log.h"
#include "core/audit_queries.h"
#include "core/limits.h"
#include "core/message_queries.h"
#include "orders/order_queries.h"

namespace ordo::flows {
namespace {

constexpr size_t kAuditLinesAtOnce = 500;
// Of the sequence that orders, persons and calls share: no read of the store lasts long.
constexpr int64_t kIdsAtOnce = 100'000;
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
  int64_t newest = heeded, before = INT64_MAX, destroyed = 0;
  std::optional<Instant> first;  // that somebody was forgotten
  while (before > heeded) {
    const auto lines =
        core::audit_lines(hub_.database().read().reader(), before, kAuditLinesAtOnce);
    if (lines.empty() || lines.front().at < oldest) break;  // no call is kept from then
    for (const core::Event& line : lines) {
      before = line.seq.value;
      newest = std::max(newest, before);
      if (before > heeded && line.kind == kPersonForgotten) first = line.at;
    }
  }
  if (first) {
    for (const ShopId shop : shops_of_forgotten(*first)) {
      destroyed += hub_.calls().erase_bodies_of(shop);
    }
  }
  // A server keeps each row as it was before, and with it the wrapped key, until somebody frees that.
  if (first) hub_.database().sweep("persons");
  if (newest > heeded) hub_.calls().heed(newest);
  return destroyed;
}

// Whoever is found by a telephone may have bought in every shop. No index leads from a person to orders,
// since each order would pay for it: they are walked over, newest first, until no shop is left to find.
std::set<ShopId> Retention::shops_of_forgotten(Instant since) {
  const auto settings = hub_.settings();
  std::set<ShopId> shops;
  const auto complete = [&] {
    return std::ranges::all_of(settings->shops,
                               [&](const auto& shop) { return shops.contains(shop.second.id); });
  };
  int64_t until = orders::last_order_id(hub_.database().read().reader());
  for (; until > 0 && !complete(); until -= kIdsAtOnce) {
    const auto lease = hub_.database().read();
    for (const ShopId shop :
         orders::shops_of_forgotten(lease.reader(), since, until - kIdsAtOnce, until)) {
      shops.insert(shop);
    }
  }
  return shops;
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
