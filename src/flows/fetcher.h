// One call to somebody else's HTTP server, and what became of it on the way.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "channels/pull.h"

namespace ordo::flows {

inline constexpr size_t kPullAnswerBytesMax = 32u << 20;
inline constexpr int64_t kPullTimeoutMs = 20 * kSecondMs;
inline constexpr int64_t kPullConnectTimeoutMs = 5 * kSecondMs;

// How far a call came. Without encryption a connection counts as secured once it stands.
enum class Reached : uint8_t { kNothing, kName, kPeer, kSecured, kAnswer };

// The moments in ms since the call began; 0 where it did not come so far.
struct Trip {
  Reached reached = Reached::kNothing;
  // Why it came no further: "name_not_found", "connection_refused", "connection_timed_out",
  // "certificate_invalid", "encryption_failed", "no_answer", "answer_too_large"; empty: it came all the way.
  std::string_view code;
  int64_t name_ms = 0, peer_ms = 0, secured_ms = 0, total_ms = 0;
};

struct Fetched {
  int status = 0;  // 0: no answer
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string error;  // why there is no answer; holds no credentials
  Trip trip = {};
};

// Makes one call; one thread only. May block for its time-out, but ends soon once `stopping` is set.
class Fetcher {
 public:
  virtual ~Fetcher() = default;
  [[nodiscard]] virtual Fetched fetch(const channels::HttpCall& call,
                                      const std::atomic<bool>& stopping) = 0;
};

// By HTTP or HTTPS, certificates checked; follows no redirect.
[[nodiscard]] std::unique_ptr<Fetcher> http_fetcher(int64_t timeout_ms = kPullTimeoutMs);

}  // namespace ordo::flows
