// Figures of the lane, kept as plain counters so that the core knows no metrics library; watch/ reads
// them.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace ordo::core {

struct LaneMetrics {
  std::atomic<uint64_t> batches{0}, messages{0}, retries{0}, breaches{0}, timers{0};
  std::array<std::atomic<uint64_t>, 6> by_state{};  // indexed by MessageState
  std::atomic<uint64_t> prefetch_ns{0}, apply_ns{0}, persist_ns{0}, commit_ns{0}, publish_ns{0};
  std::atomic<int64_t> last_batch_size{0}, last_commit_ms{0};
};

}  // namespace ordo::core
