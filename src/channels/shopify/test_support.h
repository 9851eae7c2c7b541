// What the tests of this folder share.
#pragma once

#include "channels/shopify/adapter.h"
#include "channels/test_support.h"

namespace ordo::channels::shopify {

inline const ShopContext kShop{"outdoor", "CNY", "Asia/Shanghai", "CN"};
inline constexpr Instant kReceivedAt{1'774'200'000'000};
inline constexpr std::string_view kSecret = "hush_shpss_3f9d1c0b7a6e5d4c";

inline std::string fixture(std::string_view name) { return fixture_of("shopify", name); }
inline std::string order_body() { return fixture("shopify_orders_paid.json"); }

inline Result<std::vector<facts::Fact>> decode(std::string_view topic, std::string_view body) {
  return ShopifyAdapter().decode({topic, body}, kShop, kReceivedAt);
}

inline std::vector<facts::Fact> decode_all(std::string_view topic, std::string_view body) {
  auto facts = decode(topic, body);
  EXPECT_TRUE(facts.has_value()) << facts.error().detail;
  return facts ? std::move(*facts) : std::vector<facts::Fact>{};
}

inline facts::OrderFact decode_order_fact(std::string_view body) {
  const auto orders = facts_of<facts::OrderFact>(decode_all("orders/updated", body));
  EXPECT_EQ(orders.size(), 1u);
  return orders.empty() ? facts::OrderFact{} : orders.front();
}

inline void expect_faults(std::string_view topic, std::string_view body,
                          const std::vector<std::string>& expected) {
  const auto decoded = decode(topic, body);
  ASSERT_FALSE(decoded.has_value()) << "expected " << expected.front();
  EXPECT_EQ(decoded.error().kind, ErrorClass::kInvalid);
  EXPECT_EQ(decoded.error().code, "contract_breach");
  EXPECT_EQ(fault_list(decoded.error()), expected);
}

}  // namespace ordo::channels::shopify
