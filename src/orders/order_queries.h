// What readers ask of orders: pages of a list, newest first, and who stands behind a number.
//
// Pages stand on the id, which never changes and grows with arrival: no offsets, no counts. What no
// index serves is filtered while walking back from the newest, and a walk ends after kScanMax rows: a
// page may then be short, or even empty, and still name where the next one begins.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/shop_scope.h"
#include "orders/order.h"
#include "store/database.h"

namespace ordo::orders {

inline constexpr int64_t kScanMax = 20'000;

// All that is set must hold. Numbers are cleaned already.
struct OrderFilter {
  core::ShopScope shops;
  std::string channel;
  std::optional<facts::Status> status;
  std::vector<facts::Status>
      any_of;  // statuses, of which the order has one; empty: it may have any
  std::string order_no, channel_order_no_clean, tracking_no, sku, tag;
  std::optional<Instant> created_from, created_to;  // from is within, to is not
};

struct OrderPage {
  std::vector<OrderId> ids;  // newest first
  int64_t next_before = 0;   // 0: there are no more
};

struct PageLimit {
  int64_t before = INT64_MAX;  // only ids below
  size_t count = 50;
};

// The page, found by walking back over the orders (over those of the statuses where any are asked for).
[[nodiscard]] OrderPage walk_orders(const store::Reader& reader, const OrderFilter& filter,
                                    PageLimit limit);
// The page, among `candidates` (ascending, as a look-up answers them): each is checked against the
// row itself, since hashes may collide and goods may have changed.
[[nodiscard]] OrderPage pick_orders(const store::Reader& reader, const OrderFilter& filter,
                                    std::span<const int64_t> candidates, PageLimit limit);

// The id that ends an order number of ours ("SO20260122-17"), or 0; to be checked against the row.
[[nodiscard]] int64_t id_in_order_no(std::string_view order_no);
// The order's shop, or none when there is no such order.
[[nodiscard]] ShopId shop_of_order(const store::Reader& reader, OrderId id);
// The shops that have orders, of ids above `after` up to `until`, of anybody who was forgotten since.
[[nodiscard]] std::vector<ShopId> shops_of_forgotten(const store::Reader& reader, Instant since,
                                                     int64_t after, int64_t until);
[[nodiscard]] int64_t last_order_id(const store::Reader& reader);  // 0: there is none
// How many orders (of one shop, where it is named) have an id above `after`, and the highest id of all.
struct OrderCount {
  int64_t orders = 0;
  int64_t last_id = 0;
};
[[nodiscard]] OrderCount count_orders_after(const store::Reader& reader, int64_t after,
                                            ShopId shop = {});

// How many orders have this status; counting ends at `most`.
[[nodiscard]] int64_t count_status(const store::Reader& reader, facts::Status status,
                                   const core::ShopScope& shops, int64_t most);

// Refused observations, newest order first: what the review queue shows beside parked messages.
struct RefusedObservation {
  OrderId order;
  int64_t person = 0;  // whose key opens its words
  Observation observation;
};
struct RefusedFilter {
  core::ShopScope shops;
  std::optional<Axis> axis;
  std::optional<Instant> recorded_from, recorded_to;  // from is within, to is not
};
struct RefusedPage {
  std::vector<RefusedObservation> items;
  OrderId next_order;  // none: there are no more
  int64_t next_no = 0;
};
[[nodiscard]] RefusedPage refused_observations(const store::Reader& reader,
                                               const RefusedFilter& filter, OrderId before_order,
                                               int64_t before_no, size_t count);
// How many there are, by their axis; counting ends after kScanMax rows.
struct AxisCounts {
  std::map<Axis, int64_t> by_axis;
  bool at_least = false;  // there may be more
};
[[nodiscard]] AxisCounts count_refused(const store::Reader& reader, const RefusedFilter& filter);

}  // namespace ordo::orders
