// Figures of the lane, kept as plain counters so that the core knows no metrics library; watch/ reads
// them.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "core/latency.h"

namespace ordo::core {

struct LaneMetrics {
  std::atomic<uint64_t> batches{0}, messages{0}, retries{0}, breaches{0}, timers{0};
  std::array<std::atomic<uint64_t>, 6> by_state{};  // indexed by MessageState
  // Of each committed batch. Persisting is writing rows; the commit is what syncs them.
  Latency prefetch, apply, persist, commit, publish;
  std::atomic<int64_t> last_batch_size{0}, last_commit_ms{0};
};

}  // namespace ordo::core
