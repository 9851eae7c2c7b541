// One call to somebody else's HTTP server. What is called, and what an answer means, is another's affair.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "base/time.h"
#include "channels/pull.h"
#include "flows/exchange.h"

namespace ordo::flows {

inline constexpr size_t kPullAnswerBytesMax = 32u << 20;
inline constexpr int64_t kPullTimeoutMs = 20 * kSecondMs;
inline constexpr int64_t kPullConnectTimeoutMs = 5 * kSecondMs;

// Thread-safe: several calls may be under way.
class Fetcher {
 public:
  virtual ~Fetcher() = default;
  // Makes one call. May block for its time-out, but ends soon once `stopping` is set.
  [[nodiscard]] virtual Fetched fetch(const channels::HttpCall& call,
                                      const std::atomic<bool>& stopping) = 0;
};

// By HTTP or HTTPS, certificates checked; follows no redirect.
[[nodiscard]] std::unique_ptr<Fetcher> http_fetcher(int64_t timeout_ms = kPullTimeoutMs);

}  // namespace ordo::flows
