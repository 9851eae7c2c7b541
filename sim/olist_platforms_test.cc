#include "sim/olist_platforms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "channels/adapter.h"

namespace ordo::sim {
namespace {

const Instant kNow = *parse_rfc3339("2026-03-01T12:00:00Z");
const Instant kBought = *parse_rfc3339("2018-02-17T20:30:00Z");

OlistOrder platform_order(int n, const std::string& status) {
  OlistOrder o;
  o.id = fmt::format("{:032x}", n);
  o.status = status;
  o.customer_unique_id = "c" + std::to_string(n);
  o.purchased_at = kBought.plus_ms(n * kHourMs);
  o.items = {{"1", "p1", 2999, 872}, {"2", "p2", 2999, 872}};
  o.payments = {{"1", "boleto", 7742}};
  if (status == "delivered" || status == "shipped") {
    o.handed_over_at = o.purchased_at.plus_ms(kDayMs);
  }
  if (status == "delivered") o.delivered_at = o.purchased_at.plus_ms(5 * kDayMs);
  return o;
}

std::vector<OlistOrder> orders(const std::string& status, int count = 200) {
  std::vector<OlistOrder> all;
  for (int n = 0; n < count; ++n) all.push_back(platform_order(n, status));
  return all;
}

std::vector<facts::Fact> decoded(const PlatformChange& change) {
  const bool taobao = change.platform == Protocol::kTaobao;
  const auto facts = channels::find_adapter(taobao ? "taobao" : "shopify")
                         ->decode({taobao ? "trade" : "orders/updated", change.text},
                                  {"shop", taobao ? "CNY" : "BRL", "UTC", "BR"}, change.at);
  EXPECT_TRUE(facts.has_value()) << facts.error().detail << change.text;
  return facts.value_or(std::vector<facts::Fact>{});
}

TEST(PlatformTrade, every_change_of_every_kind_of_order_reads_as_an_order_of_its_platform) {
  for (const char* status : {"approved", "processing", "shipped", "delivered"}) {
    const PlatformTrade trade = platform_trade(orders(status), 5, kNow, 60'000);
    ASSERT_FALSE(trade.changes.empty()) << status;
    for (const PlatformChange& change : trade.changes) {
      const auto facts = decoded(change);
      ASSERT_FALSE(facts.empty());
      const auto& fact = std::get<facts::OrderFact>(facts.front());
      EXPECT_EQ(fact.order_no_clean, std::to_string(change.number));
      EXPECT_EQ(fact.observed_at, change.at);
      EXPECT_EQ(fact.amounts.goods, 5998);
      EXPECT_EQ(fact.amounts.freight, 1744);
      EXPECT_EQ(fact.lines.size(), 2u);
    }
  }
}

TEST(PlatformTrade, the_last_change_tells_the_end_of_the_order) {
  std::map<int64_t, PlatformChange> last;
  for (const auto& change : platform_trade(orders("delivered"), 5, kNow, 60'000).changes) {
    last[change.number] = change;
  }
  for (const auto& [number, change] : last) {
    const auto facts = decoded(change);
    const auto& fact = std::get<facts::OrderFact>(facts.front());
    EXPECT_EQ(fact.status, facts::Status::kDelivered);
    EXPECT_EQ(fact.amounts.paid, 7742);
    EXPECT_TRUE(std::holds_alternative<facts::ShipmentFact>(facts.back()));
  }
}

TEST(PlatformTrade, an_order_changes_in_growing_whole_seconds_and_most_of_them_before_the_run) {
  const PlatformTrade trade = platform_trade(orders("delivered"), 5, kNow, 60'000);
  std::map<int64_t, Instant> last;
  size_t before = 0;
  for (const PlatformChange& change : trade.changes) {
    EXPECT_EQ(change.at.ms % kSecondMs, 0);
    EXPECT_GT(change.at, last[change.number]);
    last[change.number] = change.at;
    before += change.at < kNow;
  }
  EXPECT_TRUE(std::ranges::is_sorted(trade.changes, {}, &PlatformChange::at));
  EXPECT_GT(before, trade.changes.size() / 2);
  EXPECT_LT(before, trade.changes.size());
  EXPECT_EQ(trade.end, trade.changes.back().at);
}

TEST(PlatformTrade, shopify_pushes_each_of_its_changes_and_taobao_none) {
  const PlatformTrade trade = platform_trade(orders("shipped"), 5, kNow, 60'000);
  std::set<std::string> pushed, booked;
  for (const Message& message : trade.webhooks) {
    EXPECT_EQ(message.shop, 5u);
    pushed.insert(message.body);
  }
  for (const PlatformChange& change : trade.changes) {
    if (change.platform == Protocol::kShopify) booked.insert(change.text);
  }
  EXPECT_FALSE(booked.empty());
  EXPECT_EQ(pushed, booked);
}

TEST(PlatformTrade, what_a_platform_has_no_words_for_is_sold_by_a_shop_of_the_standard_form) {
  bool shopify = false, taobao = false;
  for (int n = 0; n < 500; ++n) {
    OlistOrder on_its_way = platform_order(n, "canceled");
    on_its_way.handed_over_at = kBought;
    EXPECT_EQ(said_by(on_its_way), Protocol::kStandard);
    OlistOrder differs = platform_order(n, "delivered");
    differs.payments.front().value += 1;
    EXPECT_NE(said_by(differs), Protocol::kTaobao);
    EXPECT_NE(said_by(platform_order(n, "canceled")), Protocol::kTaobao)
        << "its money would be given back";
    EXPECT_EQ(said_by(platform_order(n, "created")), Protocol::kStandard)
        << "paid is all that they say, and others are taken up by then";
    shopify |= said_by(platform_order(n, "canceled")) == Protocol::kShopify;
    taobao |= said_by(platform_order(n, "delivered")) == Protocol::kTaobao;
  }
  EXPECT_TRUE(shopify && taobao);
}

}  // namespace
}  // namespace ordo::sim
