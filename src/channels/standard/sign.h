// What Ordo itself sends: events to the merchant's endpoints, signed as Standard Webhooks 1.0.0
// says.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/money.h"
#include "base/time.h"
#include "facts/facts.h"

namespace ordo::channels::standard {

// The value of webhook-signature ("v1,…") for exactly these bytes of `body`. `whsec` must have
// passed check_credentials and `id` must be non-empty without a dot: anything else is a breach.
[[nodiscard]] std::string sign(const Secret& whsec, std::string_view id, int64_t unix_seconds,
                               std::string_view body);

struct StatusChanged {
  OrderId order_id;
  std::string_view order_no;
  std::string_view channel;
  std::string_view channel_order_no;
  facts::Status from, to;
  int64_t version = 0;  // grows with every change of the order; receivers sort by it
  Money total;
  Instant occurred_at;  // of the change, not of the attempt to tell
};

// The body of {"type": "order.status_changed", …}; texts must be valid UTF-8.
[[nodiscard]] std::string encode_status_changed(const StatusChanged& event);

}  // namespace ordo::channels::standard
