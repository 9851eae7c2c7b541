// The ledger of what was pulled: windows, what lacks in them, and reading once more.
#include "flows/poller_fixture_store.h"

namespace ordo::flows {
namespace {

class PollerBooks : public PollerTest {};

TEST_F(PollerBooks, a_window_that_lacks_more_than_two_orders_is_alerted_and_read_again_once) {
  poll_for(0);
  for (int64_t id = 501; id <= 504; ++id) platform_.orders.push_back(shopify_order(id, kNoon));
  platform_.counted = 7;
  platform_.calls.clear();
  clock_.advance_ms(kMinuteMs);
  poll_for(70 * kSecondMs);
  EXPECT_EQ(alerts(), std::vector<std::string>{"orders_missing"});
  EXPECT_EQ(platform_.calls.size(), 4u) << "count and list, and once more a minute later";
  EXPECT_EQ(number("SELECT count(*) FROM pull_windows WHERE total = 7 AND ours = 4"), 2);
  EXPECT_NE(texts("SELECT detail FROM alerts").front().find(R"("total":7,"ours":4)"),
            std::string::npos);
}

TEST_F(PollerBooks, two_orders_less_are_movement_and_no_loss) {
  poll_for(0);
  for (int64_t id = 501; id <= 504; ++id) platform_.orders.push_back(shopify_order(id, kNoon));
  platform_.counted = 6;
  poll_for(2 * kMinuteMs);
  EXPECT_EQ(alerts(), std::vector<std::string>{});
}

class RefusedTrade : public PollerBooks {
 protected:
  // One trade is listed, and its details are refused under this code of the platform.
  void refuse(const std::string& sub_code) {
    command("config.shop", {{"code", "pulled"}, {"paused", true}});
    command("config.shop",
            {{"code", "tmall"},
             {"channel", "taobao"},
             {"pull_look_back_days", 0},
             {"credentials", {{"app_key", "1"}, {"app_secret", "s"}, {"session", "61"}}}});
    platform_.says = [sub_code](const channels::HttpCall& call) {
      const auto asks = [&](const char* what) { return call.body.find(what) != std::string::npos; };
      if (asks("fullinfo")) {
        return answer(200, R"({"error_response":{"code":15,"sub_code":")" + sub_code + R"("}})");
      }
      const std::string rows = asks("use_has_next=true")
                                   ? R"("has_next":false,"trades":{"trade":[{"tid":77001}]})"
                                   : R"("total_results":1)";
      return answer(200, R"({"trades_sold_increment_get_response":{)" + rows + "}}");
    };
    poll_for(3 * kMinuteMs);
  }
};

TEST_F(RefusedTrade, that_the_platform_denies_is_alerted_once_by_its_number_and_lacks_nowhere) {
  refuse("isv.trade-not-exist");
  EXPECT_EQ(alerts(), std::vector<std::string>{"order_unreadable"});
  EXPECT_NE(texts("SELECT detail FROM alerts").front().find("77001"), std::string::npos);
  EXPECT_GT(row("tmall").state.watermark, kNoon);
  EXPECT_EQ(number("SELECT max(missing) FROM pull_windows"), 0);
}

TEST_F(RefusedTrade, for_another_reason_is_missing_and_nothing_is_called_complete) {
  refuse("isv.invalid-parameter");
  EXPECT_EQ(number("SELECT min(missing) FROM pull_windows"), 1);
  EXPECT_LT(row("tmall").complete_until, row("tmall").state.watermark);
}

std::string broken_order(int64_t id, Instant updated_at) {
  std::string text = shopify_order(id, updated_at);
  const std::string_view currency = R"("currency":"USD")";
  return text.replace(text.find(currency), currency.size(), R"("currency":"ZZZ")");
}

TEST_F(PollerBooks, what_is_listed_and_is_no_order_of_ours_is_asked_for_until_it_comes) {
  platform_.orders = {shopify_order(501, kNoon), broken_order(502, kNoon)};
  poll_for(5 * kSecondMs);
  EXPECT_EQ(number("SELECT min(missing) FROM pull_windows"), 1);
  EXPECT_EQ(texts("SELECT missing_numbers FROM pull_windows").front(), R"(["502"])");
  EXPECT_EQ(platform_.calls_to("ids=502"), 1);
  EXPECT_EQ(alerts(), std::vector<std::string>{}) << "it may still come";
  EXPECT_LT(row().complete_until, row().state.watermark);
  poll_for(2 * kMinuteMs);
  EXPECT_EQ(platform_.calls_to("ids=502"), 2);
  EXPECT_EQ(alerts(), std::vector<std::string>{"orders_missing"});
  restart();
  platform_.orders = {shopify_order(501, kNoon), shopify_order(502, kNoon)};
  poll_for(5 * kMinuteMs);
  EXPECT_EQ(number("SELECT count(*) FROM orders"), 2);
  EXPECT_EQ(number("SELECT count(*) FROM pull_windows WHERE missing > 0"), 0);
  EXPECT_EQ(row().complete_until, row().state.watermark);
}

TEST_F(PollerBooks, a_number_is_not_asked_for_for_ever) {
  platform_.orders = {broken_order(502, kNoon)};
  poll_for(6 * kHourMs, 20 * kSecondMs);
  EXPECT_EQ(platform_.calls_to("ids=502"), kGapAsksMax);
  EXPECT_EQ(number("SELECT max(tries) FROM pull_windows"), kGapAsksMax);
}

TEST_F(PollerBooks, what_the_platform_lists_and_then_denies_does_not_lack) {
  const std::string broken = broken_order(502, kNoon);
  platform_.says = [&](const channels::HttpCall& call) {
    if (call.url.contains("ids=502")) return answer(200, R"({"orders":[]})");
    if (call.url.contains("count.json")) return answer(200, R"({"count":1})");
    return answer(200, R"({"orders":[)" + broken + "]}");
  };
  poll_for(2 * kMinuteMs);
  EXPECT_EQ(platform_.calls_to("ids=502"), 1);
  EXPECT_EQ(alerts(), std::vector<std::string>{"order_unreadable"});
  EXPECT_EQ(number("SELECT count(*) FROM pull_windows WHERE missing > 0"), 0);
}

TEST_F(PollerBooks, a_trial_order_that_the_hub_ignores_does_not_lack) {
  std::string trial = shopify_order(503, kNoon);
  platform_.orders = {trial.insert(1, R"("test":true,)")};
  poll_for(2 * kMinuteMs);
  EXPECT_EQ(number("SELECT count(*) FROM orders"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM pull_windows WHERE missing > 0"), 0);
  EXPECT_EQ(number("SELECT max(ours) FROM pull_windows"), 1);
}

TEST_F(PollerBooks, a_probe_reads_the_last_hours_once_more_and_loses_nothing_of_the_watermark) {
  poll_for(0);
  const Instant watermark = row().state.watermark;
  const core::Outcome asked = command("pull.probe", {{"hours", 24}}, shop_id("pulled"));
  EXPECT_EQ(asked.answer.status, 200) << asked.answer.body;
  EXPECT_EQ(texts("SELECT kind FROM events WHERE kind = 'shop.probed'").size(), 1u);
  platform_.calls.clear();
  poll_for(3 * kSecondMs);
  ASSERT_FALSE(platform_.calls.empty());
  EXPECT_TRUE(platform_.calls.front().contains("updated_at_min=2026-01-21T12%3A5"))
      << platform_.calls.front();
  EXPECT_GE(row().state.watermark, watermark);
  EXPECT_EQ(row().probe_from, Instant{}) << "it is done";
  platform_.calls.clear();
  poll_for(10 * kSecondMs);
  EXPECT_TRUE(platform_.calls.empty()) << "and is not done again";
}

TEST_F(PollerBooks, the_log_says_what_was_written_of_cursors_and_windows) {
  PullWindow window;
  window.from = kNoon;
  window.to = kNoon.plus_ms(kHourMs);
  window.total = window.listed = 7;
  window.ours = 6;
  window.missing = window.tries = 1;
  window.missing_numbers = {"502"};
  window.next_at = kNoon.plus_ms(kMinuteMs);
  const auto checked = checked_entry(shop_id("pulled"), window, {});
  EXPECT_EQ(decode_checked(checked->entry.body), window);
  const PullChange change{shop_id("pulled"), {"{}", kNoon, "", "", 0, 0}, 3, kNoon};
  const auto cursor = cursor_entry(change, {});
  const auto said = decode_pull(change.shop, cursor->entry.body);
  ASSERT_TRUE(said.has_value());
  EXPECT_EQ(said->state.watermark, kNoon);
  EXPECT_EQ(said->listed, 3);
  EXPECT_EQ(said->probed, kNoon);
  EXPECT_EQ(decode_checked(cursor->entry.body), std::nullopt);
}

TEST_F(PollerBooks, a_probe_is_for_shops_that_can_be_asked_and_within_ninety_days) {
  EXPECT_EQ(command("pull.probe", {{"hours", 0}}, shop_id("pulled")).pointer, "/hours");
  EXPECT_EQ(command("pull.probe", {{"hours", 2161}}, shop_id("pulled")).pointer, "/hours");
  EXPECT_EQ(command("pull.probe", {{"hours", 1}}, shop_id()).code, "not_pulled");
}

TEST_F(PollerBooks, every_hour_the_last_hours_are_read_once_more_where_the_shop_wants_it) {
  configure("pulled", {{"access_token", "shpat_1"}}, {{"probe_hours", 2}});
  configure("plain", {{"access_token", "shpat_3"}}, {{"probe_hours", 0}});
  poll_for(62 * kMinuteMs, 10 * kSecondMs);
  const auto from_eleven = [](std::string_view host) {
    return [host](const std::string& url) {
      return url.contains(host) && url.contains("updated_at_min=2026-01-22T11%3A5");
    };
  };
  EXPECT_GE(std::ranges::count_if(platform_.calls, from_eleven("pulled.example")), 1);
  EXPECT_EQ(std::ranges::count_if(platform_.calls, from_eleven("plain.example")), 0);
}

TEST_F(PollerBooks, two_restarts_before_it_has_caught_up_leave_no_hole_in_the_ledger) {
  platform_.orders = {shopify_order(501, kNoon)};
  const auto turn = [this] {
    (void)poller_->poll_once();
    hub_->drain();
  };
  const auto read_a_window = [&] {
    const Instant before = row().state.watermark;
    while (row().state.watermark == before) turn();
  };
  while (row().complete_until == Instant{}) turn();
  read_a_window();  // and it is not looked up any more
  restart();
  read_a_window();
  read_a_window();
  turn();  // this one is looked up
  restart();
  poll_for(3 * kMinuteMs);
  EXPECT_GT(row().complete_until, kNoon);
  EXPECT_EQ(row().complete_until, row().state.watermark);
}

}  // namespace
}  // namespace ordo::flows
