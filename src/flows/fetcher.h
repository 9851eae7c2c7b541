// Making one call to a platform. What is called, and what an answer means, is the channel's (channels/pull.h).
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "channels/pull.h"

namespace ordo::flows {

inline constexpr size_t kPullAnswerBytesMax = 32u << 20;
inline constexpr int64_t kPullTimeoutMs = 20 * kSecondMs;
inline constexpr int64_t kPullConnectTimeoutMs = 5 * kSecondMs;

struct Fetched {
  int status = 0;  // 0: no answer
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string error;  // why there is no answer; holds no credentials
};

// Thread-safe: several calls may be under way.
class Fetcher {
 public:
  virtual ~Fetcher() = default;
  // Makes one call. May block for its time-out, but ends soon once `stopping` is set.
  [[nodiscard]] virtual Fetched fetch(const channels::HttpCall& call,
                                      const std::atomic<bool>& stopping) = 0;
};

// By HTTP or HTTPS, certificates checked; follows no redirect.
[[nodiscard]] std::unique_ptr<Fetcher> http_fetcher();

}  // namespace ordo::flows
