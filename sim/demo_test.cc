#include "sim/demo.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "base/phone.h"
#include "sim/demo_catalogue.h"

namespace ordo::sim {
namespace {

constexpr Instant kBegins{1'795'420'800'000};

Shop demo_shop() {
  return Shop({"demo", "Demo", "whsec_x", Zone::utc(), "CNY", "demo-1"}, 0, {}, 1);
}

std::vector<std::string> words(const std::vector<Due>& life) {
  std::vector<std::string> all;
  for (const Due& due : life) {
    const boost::json::object root = boost::json::parse(due.message.body).as_object();
    const auto* status = root.at("data").as_object().if_contains("status");
    all.emplace_back(root.at("type").as_string());
    if (status != nullptr) all.back() += " " + std::string(status->as_string());
  }
  return all;
}

std::vector<std::string> life_of(LifeKind kind, uint64_t seed = 1) {
  Shop s = demo_shop();
  Dice dice(seed);
  return words(draw_life(s, "N-1", kind, kBegins, dice));
}

using Words = std::vector<std::string>;

TEST(DemoLife, a_fulfilled_order_goes_all_the_way) {
  EXPECT_EQ(life_of(LifeKind::kFulfilled),
            (Words{"order.upserted pending_payment", "order.paid", "order.upserted paid",
                   "order.upserted awaiting_allocation", "shipment.updated label_printed",
                   "shipment.updated picked_up", "shipment.updated in_transit",
                   "shipment.updated in_transit", "shipment.updated delivered",
                   "order.upserted completed"}));
}

TEST(DemoLife, an_order_that_nobody_pays_is_cancelled_without_money) {
  EXPECT_EQ(life_of(LifeKind::kNeverPaid),
            (Words{"order.upserted pending_payment", "order.cancelled"}));
}

TEST(DemoLife, money_that_was_paid_is_given_back_and_booked) {
  for (const LifeKind kind : {LifeKind::kChangedMind, LifeKind::kSentBack}) {
    Shop s = demo_shop();
    Dice dice(3);
    EXPECT_EQ(words(draw_life(s, "N-1", kind, kBegins, dice)).back(), "refund.updated done");
    const BookedOrder& order = *s.book().find("N-1");
    EXPECT_EQ(order.paid(), order.total());
    EXPECT_EQ(order.refunded(), order.total());
  }
  EXPECT_EQ(life_of(LifeKind::kRefundRejected).back(), "refund.updated rejected");
}

TEST(DemoLife, a_life_lasts_minutes_and_its_messages_are_sorted) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    Shop s = demo_shop();
    Dice dice(seed);
    auto life = draw_life(s, "N-1", LifeKind::kFulfilled, kBegins, dice);
    EXPECT_LE(life.back().at.ms - kBegins.ms, 6 * kMinuteMs);
    EXPECT_GE(life.back().at.ms - kBegins.ms, kMinuteMs);
    disturb(life, dice);
    EXPECT_TRUE(std::ranges::is_sorted(life, {}, &Due::at));
  }
}

TEST(DemoLife, disturbance_repeats_and_delays_but_never_loses_or_invents) {
  int repeated = 0;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    Shop s = demo_shop();
    Dice dice(seed);
    auto life = draw_life(s, "N-1", LifeKind::kFulfilled, kBegins, dice);
    std::set<std::string> before, after;
    for (const Due& due : life) before.insert(due.message.id);
    disturb(life, dice);
    for (const Due& due : life) after.insert(due.message.id);
    EXPECT_EQ(before, after);
    repeated += life.size() > before.size();
  }
  EXPECT_GT(repeated, 20);
}

TEST(DemoLife, every_kind_comes_and_most_orders_are_fulfilled) {
  Dice dice(5);
  std::map<LifeKind, int> counts;
  for (int i = 0; i < 2000; ++i) ++counts[draw_kind(dice)];
  EXPECT_EQ(counts.size(), 5u);
  EXPECT_GT(counts[LifeKind::kFulfilled], 1300);
}

TEST(DemoLife, the_same_seed_draws_the_same_life) {
  Shop a = demo_shop(), b = demo_shop();
  Dice one(11), other(11);
  const auto first = draw_life(a, "N-1", LifeKind::kSentBack, kBegins, one);
  const auto second = draw_life(b, "N-1", LifeKind::kSentBack, kBegins, other);
  ASSERT_EQ(first.size(), second.size());
  for (size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].message.body, second[i].message.body);
    EXPECT_EQ(first[i].at, second[i].at);
  }
}

TEST(DemoCatalogue, baskets_hold_different_goods_with_prices) {
  Dice dice(6);
  for (int i = 0; i < 200; ++i) {
    const auto basket = draw_basket(dice);
    std::set<std::string> skus;
    for (const SoldLine& line : basket) {
      skus.insert(line.sku);
      EXPECT_GT(line.unit_price, 0);
      EXPECT_GE(line.quantity, 1);
    }
    EXPECT_EQ(skus.size(), basket.size());
  }
}

TEST(DemoCatalogue, customers_can_be_called_and_found) {
  Dice dice(7);
  for (int i = 0; i < 100; ++i) {
    const Customer customer = draw_customer(dice);
    EXPECT_TRUE(normalise_phone(customer.phone, "CN").has_value()) << customer.phone;
    EXPECT_FALSE(customer.street.empty());
    EXPECT_FALSE(customer.name.empty());
  }
}

TEST(DemoCatalogue, the_shops_zones_exist_and_their_codes_differ) {
  std::set<std::string> codes;
  for (const DemoShop& s : demo_shops()) {
    EXPECT_TRUE(Zone::find(s.zone).has_value()) << s.zone;
    codes.insert(s.code);
  }
  EXPECT_EQ(codes.size(), demo_shops().size());
}

TEST(DemoTrade, does_not_start_where_no_hub_is) {
  std::vector<std::string> secrets(demo_shops().size(), "whsec_c2VjcmV0");
  DemoTrade trade("http://127.0.0.1:1", Secret("key"), std::move(secrets));
  const auto started = trade.start();
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().code, "hub_unreachable");
  trade.stop();
}

}  // namespace
}  // namespace ordo::sim
