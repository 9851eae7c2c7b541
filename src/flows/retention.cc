#include "flows/retention.h"

#include <chrono>

#include "base/log.h"
#include "core/limits.h"
#include "core/message_queries.h"

namespace ordo::flows {

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
    if (done.segments_archived == 0 && done.keys_destroyed == 0) return;
    log::info("retention_applied", {{"segments_archived", done.segments_archived},
                                    {"keys_destroyed", done.keys_destroyed},
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
  return done;
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
