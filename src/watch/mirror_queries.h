// What the comparison of mirrors reads: a part of the events in each round, and orders one by one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "facts/facts.h"
#include "store/database.h"

namespace ordo::watch {

struct ChangedOrders {
  std::vector<int64_t> orders;  // one may stand in it twice
  int64_t last_event = 0;       // looked at so far
};
// By events after `after` and no later than `before`, at most kMirrorEventsMax events in one round: what is
// left is looked at in the next.
[[nodiscard]] ChangedOrders orders_changed(const store::Reader& reader, int64_t after,
                                           Instant before);
// After which event a start begins: with a round's worth of the newest.
[[nodiscard]] int64_t first_event_to_compare(const store::Reader& reader);

// An order beside what one system said last of it.
struct OrderMirror {
  ShopId shop;
  OrderId order;
  std::string order_no;
  facts::Status ours = facts::Status::kPendingPayment;
  Instant since;  // our last change
  std::string system, said;
  Instant said_at;
  int64_t message = 0;  // that said it
};
// None where the order has changed after `before`.
[[nodiscard]] std::vector<OrderMirror> mirrors_of(const store::Reader& reader, OrderId order,
                                                  Instant before);
// Whether the shop has sent a message about the order after that one.
[[nodiscard]] bool has_told_since(const store::Reader& reader, ShopId shop, OrderId order,
                                  int64_t message);

}  // namespace ordo::watch
