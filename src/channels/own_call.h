// A message by which a hub finds out whether what a platform pushes gets in: signed as the platform signs,
// sent from outside to the hub's own public address, verified like any other, and never an order. Whatever
// says it is one is ignored when it is applied, so that nobody who could sign it gains anything.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"

namespace ordo::channels {

inline constexpr std::string_view kSelfTestTopic = "ordo.self_test";

// A request as a platform would make it, but for where it goes.
struct SignedMessage {
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

// The body, the same on every channel; `token`: letters and digits, '-' and '_'.
[[nodiscard]] std::string self_test_body(std::string_view token, Instant now);
// The token of a self-test; nothing where it is none. A topic alone says nothing: a platform may not sign it.
[[nodiscard]] std::optional<std::string_view> self_test_token(std::string_view topic,
                                                              std::string_view body);

}  // namespace ordo::channels
