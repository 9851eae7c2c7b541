// Pulling: whose turn it is, limits, failures and what a shop is asked for first. Its ledger is tried in
// poller_books_test.cc.
#include "flows/poller.h"

#include "flows/poller_fixture_store.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

TEST_F(PollerTest, what_is_pulled_becomes_orders_and_the_watermark_follows_the_clock) {
  for (int64_t id = 501; id <= 503; ++id) platform_.orders.push_back(shopify_order(id, kNoon));
  const Instant asked_at = clock_.now();
  poll_for(0);
  EXPECT_EQ(number("SELECT count(*) FROM orders"), 3);
  EXPECT_EQ(number("SELECT count(*) FROM messages WHERE caller = 'pull' AND kind = 1"), 21)
      << "seven windows of a day, and the later ones bring repeats only";
  EXPECT_EQ(number("SELECT count(*) FROM messages WHERE state = 1 AND kind = 1"), 3);
  EXPECT_EQ(row().state.watermark, asked_at.plus_ms(-kMinuteMs));
  EXPECT_EQ(row().state.error_code, "");
  EXPECT_EQ(row().listed_total, 21);
  EXPECT_EQ(row().at, asked_at);
  expect_whole_history();
}

TEST_F(PollerTest, the_first_pull_looks_back_as_far_as_the_shop_wants) {
  configure("pulled", {{"access_token", "shpat_1"}}, {{"pull_look_back_days", 1}});
  poll_for(0);
  EXPECT_NE(platform_.calls.front().find("updated_at_min=2026-01-21T12%3A55"), std::string::npos)
      << platform_.calls.front();
  const core::Outcome outcome =
      command("config.shop", {{"code", "pulled"}, {"pull_look_back_days", 91}});
  EXPECT_EQ(outcome.answer.status, 422);
}

TEST_F(PollerTest, a_cursor_lies_in_the_log_behind_its_page_and_pulling_goes_on_from_there) {
  platform_.orders = {shopify_order(501, kNoon)};
  poll_for(0);
  const auto kinds = texts("SELECT route FROM messages WHERE caller = 'pull' ORDER BY seq");
  ASSERT_GE(kinds.size(), 2u);
  EXPECT_EQ(kinds[0], "shopify/orders/updated");
  EXPECT_EQ(kinds[1], "pull.cursor");
  const Instant watermark = row().state.watermark;
  restart();
  platform_.calls.clear();
  clock_.advance_ms(10 * kMinuteMs);
  poll_for(0);
  ASSERT_FALSE(platform_.calls.empty());
  const std::string from = format_rfc3339(watermark.plus_ms(-5 * kMinuteMs)).substr(11, 2);
  EXPECT_NE(platform_.calls.front().find("updated_at_min=2026-01-22T" + from), std::string::npos)
      << platform_.calls.front();
}

TEST_F(PollerTest, what_never_became_durable_is_asked_for_again) {
  platform_.orders = {shopify_order(501, kNoon)};
  while (poller_->poll_once() > 0) {
  }
  const std::string first = platform_.calls.front();
  restart();
  platform_.calls.clear();
  poll_for(0);
  EXPECT_EQ(platform_.calls.front(), first);
  EXPECT_EQ(number("SELECT count(*) FROM orders"), 1);
}

TEST_F(PollerTest, an_idle_shop_is_asked_once_a_minute) {
  poll_for(0);
  platform_.calls.clear();
  poll_for(10 * kMinuteMs);
  EXPECT_EQ(platform_.calls.size(), 10u);
}

TEST_F(PollerTest, a_limit_waits_as_told) {
  EXPECT_EQ(waits_when(answer(429, "{}", "7"), 30 * kSecondMs), (std::vector<int64_t>{7, 7, 7, 7}));
  EXPECT_EQ(alerts(), std::vector<std::string>{});
  EXPECT_EQ(row().state.failures, 0) << "a limit is no news";
}

TEST_F(PollerTest, a_platform_that_is_down_is_asked_less_and_less_and_alerted_once) {
  EXPECT_EQ(waits_when(answer(503), 20 * kMinuteMs),
            (std::vector<int64_t>{2, 4, 8, 16, 32, 64, 128, 256, 300, 300}));
  EXPECT_EQ(alerts(), std::vector<std::string>{"pull_failing"});
  EXPECT_EQ(row().state.error_code, "platform_down");
  EXPECT_EQ(row().state.failures, 11);
  EXPECT_EQ(row().at, Instant{});
  poll_for(5 * kMinuteMs);
  EXPECT_EQ(row().state.error_code, "");
  EXPECT_EQ(row().state.failures, 0);
}

TEST_F(PollerTest, an_answer_that_is_not_understood_backs_off_and_is_alerted_at_the_third) {
  EXPECT_EQ(waits_when(answer(200, "<html>"), 30 * kSecondMs), (std::vector<int64_t>{2, 4, 8, 16}));
  EXPECT_EQ(alerts(), std::vector<std::string>{"pull_failing"});
  EXPECT_EQ(row().state.error_code, "malformed_answer");
}

TEST_F(PollerTest, an_expired_token_stops_the_shop_with_one_alert_until_it_is_changed) {
  EXPECT_EQ(waits_when(answer(401), kHourMs).size(), 0u);
  EXPECT_EQ(alerts(), std::vector<std::string>{"pull_stopped"});
  EXPECT_EQ(row().state.error_code, "token_expired");
  restart();
  EXPECT_EQ(waits_when(answer(401), kMinuteMs).size(), 0u);
  EXPECT_EQ(alerts().size(), 1u) << "a restart is no reason to ask, or to tell, again";
  platform_.calls.clear();
  configure("pulled", {{"access_token", "shpat_2"}});
  poll_for(kSecondMs);
  EXPECT_FALSE(platform_.calls.empty());
  EXPECT_EQ(row().state.error_code, "");
}

TEST_F(PollerTest, a_shop_that_was_stopped_is_tried_again_after_a_pause) {
  (void)waits_when(answer(403), kMinuteMs);
  EXPECT_EQ(row().state.error_code, "permission_denied");
  command("config.shop", {{"code", "pulled"}, {"paused", true}});
  platform_.calls.clear();
  poll_for(kMinuteMs);
  EXPECT_TRUE(platform_.calls.empty());
  command("config.shop", {{"code", "pulled"}, {"paused", false}});
  poll_for(0);
  EXPECT_FALSE(platform_.calls.empty());
}

TEST_F(PollerTest, a_shop_with_nothing_but_webhooks_and_one_that_is_shed_are_not_asked) {
  configure("pulled", {{"access_token", nullptr}});
  poll_for(kMinuteMs);
  EXPECT_TRUE(platform_.calls.empty());
  EXPECT_EQ(alerts(), std::vector<std::string>{});
  configure("pulled", {{"access_token", "shpat_1"}});
  command("config.mode", {{"mode", "shed"}});
  poll_for(kMinuteMs);
  EXPECT_TRUE(platform_.calls.empty());
  command("config.mode", {{"mode", "normal"}});
  poll_for(0);
  EXPECT_FALSE(platform_.calls.empty());
}

TEST_F(PollerTest, a_shop_that_gets_its_token_late_looks_back_from_then) {
  configure("pulled", {{"access_token", nullptr}});
  poll_for(0);
  clock_.advance_ms(30 * kDayMs);
  poll_for(0);
  configure("pulled", {{"access_token", "shpat_1"}});
  poll_for(0);
  ASSERT_FALSE(platform_.calls.empty());
  EXPECT_NE(platform_.calls.front().find("updated_at_min=2026-02-14"), std::string::npos)
      << platform_.calls.front();
}

TEST_F(PollerTest, a_platform_that_is_down_at_first_loses_no_day_of_the_look_back) {
  (void)waits_when(answer(503), 10 * kSecondMs);
  clock_.advance_ms(3 * kDayMs);
  restart();
  poll_for(0);
  EXPECT_NE(platform_.calls.back().find("updated_at_max=2026-01-25"), std::string::npos);
  const auto from = "updated_at_min=2026-01-15";  // seven days before the first attempt
  EXPECT_TRUE(std::ranges::all_of(platform_.calls.begin(), platform_.calls.begin() + 4,
                                  [&](const std::string& url) { return url.contains(from); }))
      << platform_.calls.at(3);
}

TEST_F(PollerTest, shops_take_turns_however_much_one_of_them_has) {
  configure("busy", {{"access_token", "shpat_3"}}, {{"pull_look_back_days", 90}});
  for (int turn = 0; turn < 6; ++turn) EXPECT_EQ(poller_->poll_once(), 2);
  EXPECT_EQ(platform_.calls_to("busy.example"), 6);
  EXPECT_EQ(platform_.calls_to("pulled.example"), 6);
}

TEST_F(PollerTest, a_page_that_the_log_has_no_room_for_is_kept_and_nothing_more_is_asked) {
  platform_.orders = {shopify_order(501, kNoon)};
  EXPECT_EQ(poller_->poll_once(), 1) << "the count";
  while (submit("{}")) {
  }
  EXPECT_EQ(poller_->poll_once(), 1);
  clock_.advance_ms(2 * kSecondMs);
  (void)poller_->poll_once();
  EXPECT_EQ(platform_.calls.size(), 2u);
  while (hub_->inbox().flush()) {
  }
  clock_.advance_ms(2 * kSecondMs);
  (void)poller_->poll_once();
  EXPECT_EQ(platform_.calls.size(), 3u) << "the next window";
  EXPECT_EQ(hub_->inbox().pending(), 2u) << "the order and its cursor";
}

TEST_F(PollerTest, a_cursor_that_cannot_be_read_is_replaced_from_the_watermark_and_alerted) {
  poll_for(0);
  const Instant watermark = row().state.watermark;
  poller_.reset();
  command("pull.cursor",
          {{"cursor", "not ours"},
           {"watermark", watermark.ms},
           {"error_code", ""},
           {"error_detail", ""},
           {"failures", 0},
           {"stopped_for", 0},
           {"listed", 0},
           {"alerts", json::array()}},
          shop_id("pulled"));
  begin();
  platform_.calls.clear();
  poll_for(5 * kSecondMs);
  EXPECT_EQ(alerts(), std::vector<std::string>{"pull_cursor_lost"});
  EXPECT_EQ(row().state.error_code, "");
  EXPECT_GE(row().state.watermark, watermark);
  EXPECT_LE(platform_.calls.size(), 2u) << "seven days are not read again";
}

TEST_F(PollerTest, a_shop_is_asked_no_faster_than_its_quota) {
  configure("pulled", {{"access_token", "shpat_1"}}, {{"quota_per_minute", 6}});
  EXPECT_EQ(waits_when(answer(429, "{}", "1"), 30 * kSecondMs), (std::vector<int64_t>{10, 10, 10}));
}

class OneApp : public PollerTest {
 protected:
  OneApp() {
    command("config.shop", {{"code", "pulled"}, {"paused", true}});
    for (const char* code : {"a", "b", "c"}) seller(code, "1");
    seller("other", "2");
    platform_.says = [this](const channels::HttpCall& call) {
      for (const char* code : {"a", "b", "c", "other"}) {
        if (!call.body.contains(fmt::format("session=of-{}&", code))) continue;
        asked_.emplace_back(code, clock_.now());
        if (banned_ == code) {
          return answer(200, R"({"error_response":{"code":7,"sub_code":"accesscontrol.limited",)"
                             R"("sub_msg":"This ban will last for 5 more seconds"}})");
        }
      }
      // A week without trades has more windows than the test has patience.
      return answer(200, R"({"trades_sold_increment_get_response":{"total_results":0}})");
    };
  }
  void seller(const std::string& code, const std::string& app) {
    command("config.shop",
            {{"code", code},
             {"channel", "taobao"},
             {"quota_per_minute", 60},
             {"credentials", {{"app_key", app}, {"app_secret", "s"}, {"session", "of-" + code}}}});
  }
  int64_t calls_of(const std::string& code) const {
    return std::ranges::count(asked_, code, &std::pair<std::string, Instant>::first);
  }
  std::vector<std::pair<std::string, Instant>> asked_;
  std::string banned_;
};

TEST_F(OneApp, is_asked_at_its_pace_by_its_shops_in_turn_and_another_app_by_its_own) {
  poll_for(29 * kSecondMs);
  EXPECT_EQ(calls_of("a"), 10);
  EXPECT_EQ(calls_of("b"), 10);
  EXPECT_EQ(calls_of("c"), 10);
  EXPECT_EQ(calls_of("other"), 30);
}

TEST_F(OneApp, waits_with_all_of_its_shops_when_one_of_them_meets_the_limit) {
  banned_ = "a";
  poll_for(0);
  ASSERT_EQ(asked_.size(), 2u) << "one shop of each app";
  banned_.clear();
  clock_.advance_ms(3 * kSecondMs);
  poll_for(0);
  EXPECT_EQ(calls_of("a") + calls_of("b") + calls_of("c"), 1);
  EXPECT_GE(calls_of("other"), 2);
  clock_.advance_ms(2 * kSecondMs);
  poll_for(0);
  EXPECT_EQ(calls_of("b"), 1) << "whoever has waited longest goes first";
  EXPECT_EQ(calls_of("a"), 1);
}

TEST_F(PollerTest, a_platform_that_is_slow_with_all_of_its_shops_holds_up_no_other) {
  class Slow final : public Fetcher {
   public:
    Fetched fetch(const channels::HttpCall& call, const std::atomic<bool>& stopping) override {
      if (call.body.contains("session=61&")) {
        answered = true;
        answered.notify_all();
        return answer(200, R"({"trades_sold_increment_get_response":{"total_results":0}})");
      }
      ++stuck;
      stopping.wait(false);
      return {};
    }
    std::atomic<bool> answered{false};
    std::atomic<size_t> stuck{0};
  } slow;
  for (const char* code : {"a1", "a2", "a3"}) configure(code, {{"access_token", "shpat_1"}});
  command("config.shop",
          {{"code", "tmall"},
           {"channel", "taobao"},
           {"credentials", {{"app_key", "1"}, {"app_secret", "s"}, {"session", "61"}}}});
  Poller poller(*hub_, slow);
  poller.start();
  slow.answered.wait(false);
  poller.stop();
  EXPECT_LE(slow.stuck.load(), kCallsOfChannelMax);
}

TEST_F(PollerTest, it_stops_in_the_middle_of_a_call_and_notes_no_failure) {
  class Slow final : public Fetcher {
   public:
    Fetched fetch(const channels::HttpCall&, const std::atomic<bool>& stopping) override {
      called = true;
      called.notify_all();
      stopping.wait(false);
      return {};
    }
    std::atomic<bool> called{false};
  } slow;
  Poller poller(*hub_, slow);
  poller.start();
  slow.called.wait(false);
  poller.stop();
  EXPECT_EQ(hub_->inbox().pending(), 0u);
}

TEST_F(PollerTest, each_call_leaves_a_record_of_what_was_asked_and_answered) {
  platform_.orders.push_back(shopify_order(501, kNoon));
  poll_for(0);
  hub_->calls().flush();
  const auto page = hub_->calls().walk({.ok = true}, INT64_MAX, 200);
  ASSERT_EQ(page.items.size(), platform_.calls.size());
  const core::CallRecord& newest = page.items.front();
  EXPECT_EQ(newest.kind, core::CallKind::kPull);
  EXPECT_EQ(newest.shop, shop_id("pulled"));
  EXPECT_EQ(newest.method, "GET");
  EXPECT_TRUE(newest.target.starts_with("https://pulled.example/admin/api/")) << newest.target;
  EXPECT_EQ(newest.target.find('?'), std::string::npos);
  EXPECT_EQ(newest.status, 200);
  int64_t finished = 0, telling = 0;
  for (const core::CallRecord& r : page.items) {
    finished += r.window_to != Instant{} ? 1 : 0;
    telling += hub_->calls().load(r.id)->bodies.orders == std::vector<std::string>{"501"} ? 1 : 0;
  }
  EXPECT_EQ(finished, 7);
  EXPECT_EQ(telling, 7);
}

TEST_F(PollerTest, a_call_that_fails_leaves_a_record_without_the_credentials_that_it_came_with) {
  platform_.says = [](const channels::HttpCall&) {
    return answer(401, R"({"errors":"shpat_secret-token is not known to app-secret"})");
  };
  configure("pulled", {{"access_token", "shpat_secret-token"}});
  poll_for(0);
  platform_.says = [](const channels::HttpCall&) {
    return Fetched{0, {}, "", "Timeout was reached"};
  };
  configure("pulled", {{"access_token", "shpat_other-token"}});
  poll_for(0);
  hub_->calls().flush();
  const auto page = hub_->calls().walk({.ok = false}, INT64_MAX, 10);
  ASSERT_EQ(page.items.size(), 2u);
  EXPECT_EQ(page.items[0].status, 0);
  EXPECT_EQ(page.items[0].code, "platform_down");
  EXPECT_EQ(page.items[0].detail, "Timeout was reached");
  EXPECT_EQ(page.items[1].status, 401);
  EXPECT_EQ(page.items[1].code, "token_expired");
  EXPECT_EQ(hub_->calls().load(page.items[1].id)->bodies.answer,
            R"({"errors":"*** is not known to ***"})");
}

}  // namespace
}  // namespace ordo::flows
