// What is kept of a call that the hub made: one record an attempt. It tells how the call went, and proves
// nothing: what counts of it stands in the outbox and in the pulls, whose history is whole without it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"

namespace ordo::core {

enum class CallKind : uint8_t {
  kPull = 1,      // a platform was asked for what it has
  kCallback = 2,  // a shop was told
  kNotice = 3,    // people were told of an alert
  kSelfTest = 4,  // somebody tried whether a shop's connection works
};
[[nodiscard]] std::string_view name(CallKind kind);
[[nodiscard]] std::optional<CallKind> parse_call_kind(std::string_view name);
inline constexpr CallKind kCallKinds[] = {CallKind::kPull, CallKind::kCallback, CallKind::kNotice,
                                          CallKind::kSelfTest};

// Sealed on the disk. Hold no credential and no signature: whoever records has removed them.
struct CallBodies {
  std::string request, answer;      // at most kCallBodyKept of each
  std::vector<std::string> orders;  // clean numbers of the orders that the answer tells of
  bool operator==(const CallBodies&) const = default;
};

struct CallRecord {
  CallId id;  // given when it is written; grows with started_at
  CallKind kind = CallKind::kPull;
  ShopId shop;      // whose call it was; the hub's own stream where it is no shop's
  OutboxId outbox;  // the outgoing call that this was an attempt of
  OrderId order;
  Instant started_at;
  int64_t duration_ms = 0;
  std::string method, target;  // host and path; no query, no user
  std::string
      subject;  // the route of an outgoing call, the number that was asked for, or what was tried
  int status = 0;  // of HTTP or SMTP; 0: no answer was heard
  bool ok = false;
  std::string code, detail;                     // why it is not ok: a stable code, and words
  std::string request_id;                       // ours, as the other side was told it
  std::string answer_id;                        // theirs, where the answer names one
  int64_t request_bytes = 0, answer_bytes = 0;  // whole, before anything was cut
  Instant window_from, window_to;               // of a pull: what was asked for; 0: not known
  CallBodies bodies;
  bool erased = false;  // the bodies' key is gone
};

}  // namespace ordo::core
