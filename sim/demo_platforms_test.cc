// A hub pulls the demonstration's platforms as a new user sees it: over ports of this machine, from the first
// seconds on.
#include "sim/demo_platforms.h"

#include <algorithm>
#include <atomic>
#include <set>

#include "flows/poller.h"
#include "flows/test_support.h"

namespace ordo::sim {
namespace {

class DemoPlatformsTest : public flows::HubTest {
 protected:
  DemoPlatformsTest() {
    for (const std::string& shop : platforms_.shops()) {
      const core::Outcome outcome = command("config.shop", {}, core::kSystemStream, shop);
      EXPECT_LT(outcome.answer.status, 300) << outcome.answer.body;
    }
  }
  void live_for(int64_t ms) {
    const Instant end = clock_.now().plus_ms(ms);
    while (clock_.now() < end) {
      const int calls = poller_.poll_once();
      hub_->drain();
      clock_.advance_ms(calls ? 20 : 100);
      now_ms_ = clock_.now().ms;
      std::ranges::move(platforms_.trade(), std::back_inserter(pushes_));
    }
  }
  int64_t orders_of(const char* code, const std::string& more = "") {
    return number(
        fmt::format("SELECT count(*) FROM orders WHERE shop = {} {}", shop_id(code).value, more));
  }
  flows::PullRow pulled(const char* code) {
    return flows::load_pulls(hub_->database().writer_reader())[shop_id(code).value];
  }

  std::atomic<int64_t> now_ms_{clock_.now().ms};
  DemoPlatforms platforms_{[this] { return Instant{now_ms_.load()}; }, 5'000, 1};
  std::vector<DemoPlatforms::Push> pushes_;
  std::unique_ptr<flows::Fetcher> fetcher_ = flows::http_fetcher();
  flows::Poller poller_{*hub_, *fetcher_};
};

TEST_F(DemoPlatformsTest, what_they_sold_before_is_there_within_seconds_and_the_watermarks_move) {
  const Instant begin = clock_.now();
  live_for(40 * kSecondMs);
  for (const char* code : {kDemoTaobaoCode, kDemoShopifyCode}) {
    EXPECT_GE(orders_of(code), 19) << code;
    EXPECT_GE(pulled(code).state.watermark, begin.plus_ms(-2 * kMinuteMs)) << code;
    EXPECT_GT(pulled(code).complete_until, Instant{}) << code;
  }
}

TEST_F(DemoPlatformsTest, orders_go_all_the_way_and_nothing_needs_a_person) {
  live_for(12 * kMinuteMs);
  for (const char* code : {kDemoTaobaoCode, kDemoShopifyCode}) {
    EXPECT_GT(orders_of(code), 60) << code;
    EXPECT_GT(orders_of(code, "AND total > 0"), 60) << code;
  }
  std::set<facts::Status> seen;
  for (const char* code : {kDemoTaobaoCode, kDemoShopifyCode}) {
    for (const std::string& number : texts(fmt::format(
             "SELECT channel_order_no FROM orders WHERE shop = {}", shop_id(code).value))) {
      seen.insert(order(number, code).status);
    }
  }
  EXPECT_TRUE(seen.contains(facts::Status::kCompleted)) << "at Taobao";
  EXPECT_TRUE(seen.contains(facts::Status::kDelivered)) << "at Shopify";
  EXPECT_TRUE(seen.contains(facts::Status::kCancelled));
  EXPECT_EQ(number("SELECT count(*) FROM messages WHERE state = 5"), 0) << "nothing is parked";
  EXPECT_EQ(
      number("SELECT count(*) FROM alerts a JOIN events e ON e.order_id = a.order_id AND e.kind = "
             "'order.placed' AND e.message = a.message WHERE a.kind = 'status_jump'"),
      0)
      << "what an order was before it was first read is no jump";
  // Told, and nothing to be done about: two steps between two readings, and a buyer who orders again.
  EXPECT_EQ(texts("SELECT kind || ' ' || detail FROM alerts WHERE kind NOT IN ('status_jump', "
                  "'suspected_duplicate')"),
            std::vector<std::string>{});
  expect_whole_history();
}

TEST_F(DemoPlatformsTest, what_shopify_pushes_is_signed_with_what_the_hub_was_told) {
  live_for(kMinuteMs);
  ASSERT_FALSE(pushes_.empty());
  const DemoPlatforms::Push& push = pushes_.front();
  EXPECT_EQ(push.path, std::string("/hooks/shopify/") + kDemoShopifyCode);
  const flows::Shop* shop = hub_->settings()->shop(kDemoShopifyCode);
  const std::vector<std::pair<std::string_view, std::string_view>> headers(push.headers.begin(),
                                                                           push.headers.end());
  const auto verified =
      shop->adapter->verify({headers, push.body}, shop->credentials, clock_.now());
  ASSERT_TRUE(verified.has_value());
  EXPECT_EQ(verified->topic, "orders/updated");
}

TEST_F(DemoPlatformsTest, are_asked_no_more_when_they_have_gone) {
  live_for(10 * kSecondMs);
  for (const std::string& shop : DemoPlatforms::shops_at_rest()) {
    const core::Outcome outcome = command("config.shop", {}, core::kSystemStream, shop);
    EXPECT_LT(outcome.answer.status, 300) << outcome.answer.body;
  }
  EXPECT_TRUE(hub_->settings()->shop(kDemoTaobaoCode)->paused);
  EXPECT_TRUE(hub_->settings()->shop(kDemoShopifyCode)->paused);
  clock_.advance_ms(kHourMs);
  EXPECT_EQ(poller_.poll_once(), 0);
}

TEST(DemoOrders, the_same_dice_draw_the_same_order_and_its_changes_follow_each_other) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    Dice one(seed), other(seed);
    const Instant at{1'795'420'800'123};
    const PlatformOrder order = draw_platform_order(2'600'000'000'000'000'000, false, at, one);
    const PlatformOrder again = draw_platform_order(2'600'000'000'000'000'000, false, at, other);
    const auto changes = order.changes();
    EXPECT_TRUE(std::ranges::is_sorted(changes));
    EXPECT_LE(changes.back().ms - at.ms, 5 * kMinuteMs);
    EXPECT_EQ(taobao_trade_text(order, changes.back()), taobao_trade_text(again, changes.back()));
  }
}

}  // namespace
}  // namespace ordo::sim
