// An HTTP load generator that costs little: one thread, epoll, requests made beforehand, answers
// parsed only as far as status and length.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ordo::bench {

struct LoadOptions {
  int port = 0;
  int connections = 64;
  double rate_per_s = 0;           // 0: as fast as it goes, one request in flight a connection
  std::function<bool()> may_send;  // asked before each request; default: always
  // A few callers whose latency is asked for: what they wait is to be the hub's time, not their own for a
  // turn on a processor that they would not share with it.
  bool probe = false;
};

struct LoadResult {
  int64_t answered = 0, refused = 0;  // refused: any status but 2xx
  double seconds = 0;
  double p50_ms = 0, p99_ms = 0;
};

// Callers live on other machines: they do not push the hub off its processors whenever an answer comes, and a
// probe does not wait behind it. The calling thread waits for its turn (SCHED_BATCH) or, as a probe, takes short
// ones, for as long as it lives; what it costs stays the same.
void mind_manners(bool probe);

// Sends each request once over keep-alive connections; returns when all are answered.
[[nodiscard]] LoadResult send_all(const std::vector<std::string>& requests,
                                  const LoadOptions& options);

}  // namespace ordo::bench
