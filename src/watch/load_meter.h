// How much enters, and how long it takes. Counted on the paths that serve callers, so that it must cost
// nothing: plain counters, no lock, buckets a sixteenth apart.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace ordo::watch {

class LoadMeter {
 public:
  // Any thread.
  void accepted() { accepted_.fetch_add(1, std::memory_order_relaxed); }
  void took_ns(int64_t ns) {
    took_[bucket(ns / 1'000'000)].fetch_add(1, std::memory_order_relaxed);
  }

  struct Taken {
    int64_t accepted = 0;
    int64_t p95_ms = 0;  // 0 where nothing came to its end
  };
  // Since it was asked last. One thread.
  [[nodiscard]] Taken take() {
    Taken taken;
    taken.accepted = accepted_.exchange(0, std::memory_order_relaxed);
    std::array<int64_t, kBuckets> counts;
    int64_t all = 0;
    for (size_t i = 0; i < kBuckets; ++i) {
      all += counts[i] = took_[i].exchange(0, std::memory_order_relaxed);
    }
    taken.p95_ms = at_rank(counts, (all * 19 + 19) / 20);
    return taken;
  }

 private:
  static constexpr int64_t kLongestMs = 65'535;
  static constexpr size_t kBuckets = 208;

  // Milliseconds one by one up to 32, then sixteen to each power of two.
  static size_t bucket(int64_t ms) {
    const auto n = static_cast<uint64_t>(std::clamp<int64_t>(ms, 0, kLongestMs));
    const int shift = std::max(0, static_cast<int>(std::bit_width(n)) - 5);
    return static_cast<size_t>(16 * shift) + static_cast<size_t>(n >> shift);
  }
  static int64_t least_of(size_t bucket) {
    if (bucket < 32) return static_cast<int64_t>(bucket);
    const size_t shift = bucket / 16 - 1;
    return static_cast<int64_t>((bucket % 16 + 16) << shift);
  }
  static int64_t at_rank(const std::array<int64_t, kBuckets>& counts, int64_t rank) {
    int64_t seen = 0;
    for (size_t i = 0; i < kBuckets; ++i) {
      seen += counts[i];
      if (seen >= rank && seen > 0) return least_of(i);
    }
    return 0;
  }

  std::atomic<int64_t> accepted_{0};
  std::array<std::atomic<int64_t>, kBuckets> took_{};
};

}  // namespace ordo::watch
