#include "flows/call_threads.h"

#include <chrono>
#include <exception>
#include <utility>

namespace ordo::flows {
namespace {

// A call that could not even be made is one without an answer.
Fetched fetched_or_none(Fetcher& fetcher, const channels::HttpCall& call,
                        const std::atomic<bool>& stopping) {
  try {
    return fetcher.fetch(call, stopping);
  } catch (const std::exception& e) {
    Fetched none;
    none.error = e.what();
    return none;
  }
}

}  // namespace

void CallThreads::start() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = false;
    wanted_.clear();
    made_.clear();
  }
  for (size_t i = 0; i < kCallsInFlightMax; ++i) threads_.emplace_back([this] { work(); });
}

void CallThreads::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopping_.notify_all();
  wanted_cv_.notify_all();
  made_cv_.notify_all();
  threads_.clear();  // joins
}

void CallThreads::make(int64_t shop, channels::HttpCall call) {
  {
    const std::lock_guard lock(mutex_);
    wanted_.push_back({shop, std::move(call)});
  }
  wanted_cv_.notify_one();
}

std::vector<CallThreads::Made> CallThreads::wait(int64_t ms) {
  std::unique_lock lock(mutex_);
  made_cv_.wait_for(lock, std::chrono::milliseconds(ms),
                    [this] { return stopping_ || !made_.empty(); });
  if (stopping_) return {};
  return std::exchange(made_, {});
}

void CallThreads::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    wanted_cv_.wait(lock, [this] { return stopping_ || !wanted_.empty(); });
    if (stopping_) return;
    const Wanted next = std::move(wanted_.front());
    wanted_.pop_front();
    lock.unlock();
    Fetched fetched = fetched_or_none(fetcher_, next.call, stopping_);
    lock.lock();
    made_.push_back({next.shop, std::move(fetched)});
    made_cv_.notify_one();
  }
}

}  // namespace ordo::flows
