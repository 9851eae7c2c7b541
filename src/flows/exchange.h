// What passes between the hub and those whom it calls, as the callers of libcurl see it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ordo::flows {

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

// One call over the network, made or tried. Holds credentials: what may be kept of it, call_trace.h says.
struct Exchange {
  std::string method;  // empty: nothing was sent
  std::string url;
  std::string request_body;
  std::string request_id;  // ours, where the other side is told one
  Fetched answer;
  int64_t answer_bytes = 0;  // of the whole body, where `answer` holds its beginning only
};

}  // namespace ordo::flows
