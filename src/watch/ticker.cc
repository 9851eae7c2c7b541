#include "watch/ticker.h"

#include <chrono>
#include <exception>
#include <utility>

#include "base/log.h"

namespace ordo::watch {

Ticker::Ticker(int64_t every_ms, std::string name, std::function<void()> act)
    : every_ms_(every_ms), name_(std::move(name)), act_(std::move(act)) {}

Ticker::~Ticker() { stop(); }

void Ticker::start() {
  stopping_ = false;
  thread_ = std::jthread([this] {
    std::unique_lock lock(mutex_);
    do {
      lock.unlock();
      act_logged();
      lock.lock();
    } while (
        !cv_.wait_for(lock, std::chrono::milliseconds(every_ms_), [this] { return stopping_; }));
  });
}

void Ticker::stop() {
  if (!thread_.joinable()) return;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    cv_.notify_all();
  }
  thread_.join();
}

void Ticker::act_logged() {
  try {
    act_();
  } catch (const std::exception& e) {
    log::error("watch_failed", {{"watch", name_}, {"detail", e.what()}});
  }
}

}  // namespace ordo::watch
