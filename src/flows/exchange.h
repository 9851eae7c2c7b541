// What passes between the hub and those whom it calls, as the callers of libcurl see it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ordo::flows {

struct Fetched {
  int status = 0;  // 0: no answer
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string error;  // why there is no answer; holds no credentials
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
