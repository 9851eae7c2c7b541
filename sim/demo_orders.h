// Orders of the demonstration's platforms, in the platforms' own words: a trade as Taobao gives it, an order as
// Shopify does. An order's whole life is drawn when it is placed; what it is at a moment follows from that.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "sim/book.h"
#include "sim/dice.h"

namespace ordo::sim {

struct PlatformOrder {
  int64_t number = 0;
  Customer customer;
  std::vector<SoldLine> lines;
  // Whole seconds; 0 where it does not come to that.
  Instant created_at, paid_at, sent_at, done_at, cancelled_at;

  [[nodiscard]] std::vector<Instant> changes() const;  // by time
};

// Takes one to five minutes. What it costs is in fen for a Chinese shop, else in cents.
[[nodiscard]] PlatformOrder draw_platform_order(int64_t number, bool overseas, Instant at,
                                                Dice& dice);

// What the platform shows of it from `at` on, until it changes again: from `{` to `}`.
[[nodiscard]] std::string taobao_trade_text(const PlatformOrder& order, Instant at);
[[nodiscard]] std::string shopify_order_text(const PlatformOrder& order, Instant at);

}  // namespace ordo::sim
