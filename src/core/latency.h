// How long something took, over all the times that it was done: a histogram of plain counters, so that
// the core knows no metrics library. Any thread may count and read; what is read is not one moment's.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "base/time.h"

namespace ordo::core {

class Latency {
 public:
  // Upper bounds of the buckets, in microseconds; one more bucket takes what is longer.
  static constexpr std::array<int64_t, 16> kBoundsUs = {
      10,    25,     50,     100,    250,     500,     1'000,     2'500,
      5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 1'000'000, 5'000'000};

  void observe(int64_t ns) noexcept {
    size_t i = 0;
    while (i < kBoundsUs.size() && ns > kBoundsUs[i] * 1'000) ++i;
    buckets_[i].fetch_add(1, std::memory_order_relaxed);
    sum_ns_.fetch_add(ns, std::memory_order_relaxed);
  }

  // How many fell into bucket `i` alone; the last is kBoundsUs.size().
  [[nodiscard]] uint64_t in_bucket(size_t i) const {
    return buckets_[i].load(std::memory_order_relaxed);
  }
  [[nodiscard]] int64_t sum_ns() const { return sum_ns_.load(std::memory_order_relaxed); }

 private:
  std::array<std::atomic<uint64_t>, kBoundsUs.size() + 1> buckets_{};
  std::atomic<int64_t> sum_ns_{0};
};

// Adds the time from its making to its end.
class Stopwatch {
 public:
  Stopwatch(Clock& clock, int64_t& sum_ns)
      : clock_(clock), sum_ns_(sum_ns), start_(clock.monotonic_ns()) {}
  ~Stopwatch() { sum_ns_ += clock_.monotonic_ns() - start_; }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  Clock& clock_;
  int64_t& sum_ns_;
  int64_t start_;
};

}  // namespace ordo::core
