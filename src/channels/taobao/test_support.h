// What the tests of this folder share.
#pragma once

#include "channels/taobao/adapter.h"
#include "channels/test_support.h"

namespace ordo::channels::taobao {

inline const ShopContext kShop{"flagship", "USD", "America/New_York", "US"};  // says nothing here
inline constexpr Instant kReceivedAt{1'772'400'000'000};

inline std::string fixture(std::string_view name) { return fixture_of("taobao", name); }

inline Result<std::vector<facts::Fact>> decode(std::string_view topic, std::string_view body) {
  return TaobaoAdapter().decode({topic, body}, kShop, kReceivedAt);
}

inline std::vector<facts::Fact> decode_all(std::string_view topic, std::string_view body) {
  auto facts = decode(topic, body);
  EXPECT_TRUE(facts.has_value()) << facts.error().detail;
  return facts ? std::move(*facts) : std::vector<facts::Fact>{};
}

inline facts::OrderFact decode_order_fact(std::string_view body) {
  const auto orders = facts_of<facts::OrderFact>(decode_all("trade", body));
  EXPECT_EQ(orders.size(), 1u);
  return orders.empty() ? facts::OrderFact{} : orders.front();
}

inline void expect_faults(std::string_view topic, std::string_view body,
                          const std::vector<std::string>& expected) {
  const auto decoded = decode(topic, body);
  ASSERT_FALSE(decoded.has_value()) << "expected " << expected.front();
  EXPECT_EQ(decoded.error().code, "contract_breach");
  EXPECT_EQ(fault_list(decoded.error()), expected);
}

}  // namespace ordo::channels::taobao
