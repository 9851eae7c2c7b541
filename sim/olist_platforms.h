// Real orders as trade of a Shopify shop and a Taobao shop: the book of each platform as it changes while the
// hub pulls it, and what Shopify pushes besides.
//
// The orders keep the times at which they were bought, paid and sent; when their platform last changed
// them is moved to the time of the run, since platforms show a few weeks at most. What a platform has no
// words for (sums that contradict each other, orders called off on their way) is left to shops of the
// standard form: see said_by().
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/time.h"
#include "sim/olist.h"
#include "sim/shopify_shop.h"
#include "sim/taobao_shop.h"

namespace ordo::sim {

enum class Protocol : uint8_t { kStandard, kShopify, kTaobao };

inline constexpr const char* kShopifyCode = "olist-shopify";
inline constexpr const char* kTaobaoCode = "olist-taobao";

// Who sells this order when the three of them trade side by side; by the hash of its id, where the
// platform can say it.
[[nodiscard]] Protocol said_by(const OlistOrder& order);

// A platform's order took another shape.
struct PlatformChange {
  Instant at;  // the platform's time of change: whole seconds, growing for each order
  Protocol platform = Protocol::kShopify;
  int64_t number = 0;
  std::string text;  // the whole order, from `{` to `}`
};

struct PlatformTrade {
  std::vector<PlatformChange> changes;  // by time
  // The platform's number of an order → its cleaned number in the data set.
  std::unordered_map<std::string, std::string> numbers;
  std::vector<Message> webhooks;  // of Shopify, one a change
  Instant end;                    // of the last change
};

// `shop`: what webhooks carry as Message::shop. Seven tenths of the changes lie within the two hours
// before `now`, the rest within `live_ms` after it, all in the order of the data set.
[[nodiscard]] PlatformTrade platform_trade(const std::vector<OlistOrder>& orders, uint32_t shop,
                                           Instant now, int64_t live_ms);

}  // namespace ordo::sim
