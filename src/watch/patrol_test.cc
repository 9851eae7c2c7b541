// What the patrol finds, and how often it says so.
#include "watch/patrol.h"

#include "flows/pull_entries.h"
#include "flows/test_support.h"
#include "watch/metrics.h"

namespace ordo::watch {
namespace {

using flows::at;
using flows::kNoon;

class PatrolTest : public flows::HubTest {
 protected:
  void walk() {
    patrol_.walk();
    hub_->drain();
  }
  int64_t found(const std::string& kind) {
    const auto findings = patrol_.findings();
    const auto it = findings.find(kind);
    return it == findings.end() ? 0 : it->second;
  }
  // As it comes in another way than from the platform's own call.
  void come(const std::string& body, core::EntryKind kind, const char* caller) {
    auto in = std::make_unique<core::Inbound>();
    in->entry.stream = shop_id();
    in->entry.kind = kind;
    in->entry.route = kind == core::EntryKind::kCommand ? "orders.create" : "standard";
    in->entry.caller = caller;
    in->entry.body = body;
    random_bytes(in->entry.entropy);
    in->on_applied = [this](const core::Outcome& o) { last_ = o; };
    ASSERT_TRUE(hub_->submit(std::move(in)));
    hub_->drain();
  }
  std::vector<std::string> told() { return texts("SELECT kind FROM alerts ORDER BY id"); }
  void shop_with(boost::json::object more) {
    more["code"] = "shop-a";
    ASSERT_EQ(command("config.shop", more).answer.status, 200);
  }
  void read_to(Instant watermark) {
    flows::PullChange change;
    change.shop = shop_id();
    change.state.cursor = "{}";
    change.state.watermark = watermark;
    ASSERT_TRUE(hub_->submit(flows::cursor_entry(change, {})));
    hub_->drain();
  }

  Patrol patrol_{*hub_};
};

TEST_F(PatrolTest, a_quiet_hub_has_no_findings) {
  receive(flows::order_event("A-1"));
  clock_.advance_ms(kHourMs);
  walk();
  EXPECT_TRUE(patrol_.findings().empty());
  EXPECT_TRUE(told().empty());
}

TEST_F(PatrolTest,
       a_message_that_waits_for_its_order_is_told_after_two_minutes_and_then_by_the_hour) {
  receive(flows::shipment_event("A-9", "SF1", "picked_up", 1));
  clock_.advance_ms(2 * kMinuteMs);
  walk();
  EXPECT_EQ(told().size(), 0u) << "two minutes are allowed";
  clock_.advance_ms(1);
  for (int rounds = 0; rounds < 10; ++rounds) {
    walk();
    clock_.advance_ms(kPatrolEveryMs);
  }
  EXPECT_EQ(told(), std::vector<std::string>{"messages_wait"});
  EXPECT_EQ(number("SELECT count FROM alerts"), 1);
  EXPECT_EQ(number("SELECT shop FROM alerts"), shop_id().value);
  clock_.advance_ms(kFindingAgainMs);
  walk();
  EXPECT_EQ(number("SELECT count FROM alerts"), 2);
  receive(flows::order_event("A-9"));
  walk();
  EXPECT_EQ(found("messages_wait"), 0);
}

TEST_F(PatrolTest, the_merchant_says_what_is_late) {
  command("config.patrol", {{"status_follow_s", 600}, {"end_to_end_s", 600}});
  receive(flows::shipment_event("A-9", "SF1", "picked_up", 1));
  clock_.advance_ms(9 * kMinuteMs);
  walk();
  EXPECT_EQ(found("messages_wait"), 0);
  clock_.advance_ms(2 * kMinuteMs);
  walk();
  EXPECT_EQ(found("messages_wait"), 1);
}

TEST_F(PatrolTest, a_status_that_its_shop_has_not_been_told_for_five_minutes_is_found) {
  shop_with({{"callback_url", "https://erp.example/hook"}});
  receive(flows::order_event("A-1"));
  clock_.advance_ms(5 * kMinuteMs + 1);
  walk();
  EXPECT_EQ(found("status_not_told"), 1);
  shop_with({{"paused", true}});
  walk();
  EXPECT_EQ(found("status_not_told"), 0) << "nothing is sent to a shop that is paused";
}

TEST_F(PatrolTest, what_is_accepted_and_not_applied_is_found_and_the_hub_is_not_ready) {
  receive(flows::order_event("A-1"));
  ASSERT_TRUE(submit(flows::order_event("A-2")));
  while (hub_->inbox().flush()) {
  }
  EXPECT_EQ(stalled(*hub_), std::nullopt);
  clock_.advance_ms(3 * kMinuteMs);
  EXPECT_NE(stalled(*hub_), std::nullopt);
  patrol_.walk();
  EXPECT_EQ(found("apply_behind"), 1) << "found at once, though it cannot be applied either";
  hub_->drain();
  EXPECT_EQ(stalled(*hub_), std::nullopt);
  walk();
  EXPECT_EQ(found("apply_behind"), 0);
}

TEST_F(PatrolTest, a_platform_that_was_read_up_to_now_and_no_more_is_found) {
  read_to(clock_.now().plus_ms(-kMinuteMs));
  walk();
  clock_.advance_ms(5 * kMinuteMs);
  walk();
  EXPECT_EQ(told(), std::vector<std::string>{"pull_behind"});
}

TEST_F(PatrolTest, reading_the_past_for_the_first_time_is_no_delay_as_long_as_it_goes_on) {
  for (int64_t days = 7; days > 0; --days) {
    read_to(clock_.now().plus_ms(-days * kDayMs));
    walk();
    clock_.advance_ms(4 * kMinuteMs);
  }
  EXPECT_EQ(found("pull_behind"), 0);
  walk();
  clock_.advance_ms(5 * kMinuteMs);
  walk();
  EXPECT_EQ(found("pull_behind"), 1) << "it stands still";
}

TEST_F(PatrolTest, a_change_that_is_pulled_late_counts_only_where_the_present_had_been_read) {
  walk();
  come(flows::order_event("A-1"), core::EntryKind::kWebhook,
       flows::kPullCaller);  // changed an hour ago
  walk();
  EXPECT_EQ(found("changes_late"), 0) << "the past is being read";
  read_to(clock_.now().plus_ms(-kMinuteMs));
  walk();
  come(flows::order_event("A-2"), core::EntryKind::kWebhook, flows::kPullCaller);
  walk();
  EXPECT_EQ(found("changes_late"), 1);
  EXPECT_EQ(number("SELECT order_id FROM alerts WHERE kind = 'changes_late'"), find("A-2").value);
  clock_.advance_ms(kLateStandsMs);
  walk();
  EXPECT_EQ(found("changes_late"), 0) << "each change is looked at once";
}

TEST_F(PatrolTest, a_shop_that_only_pushes_is_told_of_when_what_it_pushes_comes_late) {
  walk();
  clock_.advance_ms(20 * kMinuteMs);
  receive(flows::order_event("A-1", "paid", 76));  // 13:16; it is 13:20
  walk();
  EXPECT_EQ(found("changes_late"), 0) << "four minutes are allowed";
  EXPECT_EQ(patrol_.lags().at(shop_id().value).p95_ms, 4 * kMinuteMs);
  receive(flows::order_event("A-2", "paid", 74));
  receive(flows::order_event("A-3", "paid", 70));
  walk();
  EXPECT_EQ(told(), std::vector<std::string>{"changes_late"});
  EXPECT_EQ(number("SELECT shop FROM alerts"), shop_id().value);
  EXPECT_EQ(number("SELECT order_id FROM alerts"), find("A-3").value);
  const std::string detail = texts("SELECT detail FROM alerts").front();
  const auto values = core::alert_fields(detail);
  ASSERT_TRUE(values) << detail;
  EXPECT_EQ(values->at("count"), 2);
  EXPECT_EQ(values->at("limit"), 300);
  EXPECT_EQ(values->at("order_no").as_string(), order("A-3").order_no);
  EXPECT_EQ(values->at("lag"), 600);
  EXPECT_EQ(values->at("said"), "2026-01-22T13:10:00.000Z");
  for (int rounds = 0; rounds < 10; ++rounds) {
    clock_.advance_ms(kPatrolEveryMs);
    walk();
  }
  EXPECT_EQ(number("SELECT count FROM alerts"), 1) << "once, and then by the hour";
}

TEST_F(PatrolTest, the_past_is_not_late_however_it_comes) {
  walk();
  clock_.advance_ms(2 * kHourMs);
  receive(flows::order_event("A-1", "paid", 10));  // before it was connected
  come(flows::order_event("A-2", "paid", 70), core::EntryKind::kReplay, "key:7");
  come(flows::order_event("A-3", "paid", 70), core::EntryKind::kCommand, "key:7");
  clock_.advance_ms(3 * kDayMs);
  receive(flows::order_event("A-4", "paid", 90));  // filled in, three days later
  walk();
  EXPECT_EQ(found("changes_late"), 0);
  EXPECT_TRUE(patrol_.lags().empty());
}

TEST_F(PatrolTest, a_scan_that_its_courier_uploads_late_is_no_lag_of_ours) {
  walk();
  receive(flows::order_event("A-1", "paid", 60));
  clock_.advance_ms(3 * kHourMs);
  receive(flows::shipment_event("A-1", "SF1", "picked_up", 70));
  walk();
  EXPECT_EQ(found("changes_late"), 0);
  EXPECT_TRUE(patrol_.lags().empty()) << "and none that is measured";
}

TEST_F(PatrolTest, a_payment_is_judged_by_its_own_moment_and_not_by_the_last_view_of_its_order) {
  walk();
  receive(flows::order_event("A-1", "pending_payment", 60));
  clock_.advance_ms(3 * kHourMs);
  receive(flows::event("order.paid", 239,
                       R"("channel_order_no":"A-1","payment_no":"P-1","method":"card",)"
                       R"("amount":1000,"paid_at":")" +
                           flows::at(239) + '"'));
  walk();
  ASSERT_EQ(last_.state, core::MessageState::kApplied) << last_.detail;
  EXPECT_EQ(patrol_.lags().at(shop_id().value).p95_ms, kMinuteMs);
  EXPECT_EQ(found("changes_late"), 0);
}

TEST_F(PatrolTest, figures_tell_how_long_changes_take) {
  walk();
  clock_.advance_ms(4 * kMinuteMs);
  receive(flows::order_event("A-1", "paid", 63));
  walk();
  Metrics metrics;
  metrics.set_patrolled(patrol_);
  EXPECT_NE(
      metrics.text(*hub_).find(R"(ordo_status_lag_seconds{quantile="0.95",shop="shop-a"} 60)"),
      std::string::npos);
}

TEST_F(PatrolTest, a_shop_that_falls_silent_is_found_where_it_must_not_be) {
  shop("shop-b");
  shop_with({{"silence_minutes", 47}});
  walk();
  clock_.advance_ms(46 * kMinuteMs);
  receive(flows::order_event("A-1"));
  walk();
  clock_.advance_ms(46 * kMinuteMs);
  walk();
  EXPECT_EQ(found("shop_silent"), 0);
  clock_.advance_ms(kMinuteMs);
  walk();
  EXPECT_EQ(found("shop_silent"), 1);
  receive(flows::order_event("A-2"));
  walk();
  EXPECT_EQ(found("shop_silent"), 0);
}

class SilenceTest : public PatrolTest {
 protected:
  // Today, a week ago and yesterday trade was the same from this time of day on; now it is that time.
  void trade_for_a_week(const char* caller = "ip:203.0.113.9") {
    for (const int64_t days : {6, 1}) {
      for (int calls = 0; calls < 25; ++calls) {
        come(flows::order_event("A-1"), core::EntryKind::kWebhook, caller);
        clock_.advance_ms(2 * kMinuteMs);
      }
      clock_.advance_ms(days * kDayMs - 50 * kMinuteMs);
    }
    come(flows::order_event("A-1"), core::EntryKind::kWebhook, caller);
  }
  int64_t silent_after(int64_t minutes) {
    clock_.advance_ms(minutes * kMinuteMs);
    walk();
    return found("shop_silent");
  }
};

TEST_F(SilenceTest, a_shop_that_is_not_quiet_by_itself_is_missed_without_being_set_up) {
  walk();
  trade_for_a_week();
  walk();
  EXPECT_EQ(silent_after(46), 0);
  come(flows::order_event("A-1"), core::EntryKind::kWebhook, flows::kPullCaller);
  EXPECT_EQ(silent_after(1), 1) << "what is asked for is none of its calls";
  const std::string detail = texts("SELECT detail FROM alerts WHERE kind = 'shop_silent'").front();
  const auto values = core::alert_fields(detail);
  ASSERT_TRUE(values) << detail;
  EXPECT_EQ(values->at("since"), "2026-01-29T13:00:00.000Z");
  EXPECT_EQ(values->at("lasts"), 47 * 60);
  EXPECT_EQ(values->at("usual_days_ago"), 1);
  EXPECT_EQ(values->at("usual"), 20);
  EXPECT_EQ(values->at("usual_before_days_ago"), 7);
  EXPECT_EQ(values->at("usual_before"), 20);
  receive(flows::order_event("A-1"));
  EXPECT_EQ(silent_after(0), 0);
}

TEST_F(SilenceTest, what_is_usual_is_learned_from_what_is_kept_after_a_start) {
  trade_for_a_week();
  walk();  // its first round
  EXPECT_EQ(silent_after(46), 0);
  EXPECT_EQ(silent_after(1), 1);
}

TEST_F(SilenceTest, it_can_be_turned_off_or_set_otherwise) {
  walk();
  trade_for_a_week();
  shop_with({{"silence_minutes", 20}});
  walk();
  EXPECT_EQ(silent_after(20), 1);
  shop_with({{"silence_minutes", 0}});
  EXPECT_EQ(silent_after(60), 0);
}

TEST_F(SilenceTest, a_shop_that_is_only_pulled_may_be_silent) {
  walk();
  trade_for_a_week(flows::kPullCaller);
  walk();
  EXPECT_EQ(silent_after(60), 0);
}

TEST_F(SilenceTest, the_end_of_a_day_is_no_silence) {
  walk();
  trade_for_a_week();
  for (int calls = 0; calls < 25; ++calls) {
    receive(flows::order_event("A-1"));
    clock_.advance_ms(2 * kMinuteMs);
  }
  walk();
  for (int hours = 0; hours < 22; ++hours) EXPECT_EQ(silent_after(60), 0) << hours;
}

TEST_F(PatrolTest, a_self_test_breaks_no_silence) {
  shop_with({{"silence_minutes", 47}});
  receive(flows::order_event("A-1"));
  walk();
  clock_.advance_ms(46 * kMinuteMs);
  auto test = std::make_unique<core::Inbound>();
  test->entry.stream = shop_id();
  test->entry.route = "standard/ordo.self_test";
  test->entry.caller = "ip:203.0.113.9";
  test->entry.external_id = "self_test_t";
  test->entry.body = channels::self_test_body("t", clock_.now());
  random_bytes(test->entry.entropy);
  core::Outcome outcome;
  test->on_applied = [&](const core::Outcome& o) { outcome = o; };
  ASSERT_TRUE(hub_->submit(std::move(test)));
  hub_->drain();
  EXPECT_EQ(outcome.state, core::MessageState::kIgnored);
  EXPECT_EQ(outcome.code, "self_test");
  walk();
  clock_.advance_ms(kMinuteMs);
  walk();
  EXPECT_EQ(found("shop_silent"), 1) << "our own message is none of the platform's";
}

TEST_F(PatrolTest, credentials_that_expire_are_told_a_week_and_a_day_ahead) {
  const Instant end = clock_.now().plus_ms(8 * kDayMs);
  shop_with({{"credentials_expire_at", format_rfc3339(end)}});
  walk();
  EXPECT_TRUE(told().empty());
  clock_.advance_ms(kDayMs);
  walk();
  EXPECT_EQ(told().size(), 1u);
  clock_.advance_ms(6 * kDayMs);
  walk();
  EXPECT_EQ(told(), (std::vector<std::string>{"credentials_expiring", "credentials_expiring"}));
}

TEST_F(PatrolTest, a_parked_message_that_names_its_order_is_found) {
  receive(flows::order_event("A-1"), "shop-a", "m-1");
  receive(flows::order_event("A-1", "paid", 5), "shop-a", "m-1");  // another body under the same id
  ASSERT_EQ(number("SELECT count(*) FROM messages WHERE state = 5 AND order_id > 0"), 1);
  clock_.advance_ms(2 * kMinuteMs + 1);
  walk();
  EXPECT_EQ(found("parked_with_order"), 1);
}

}  // namespace
}  // namespace ordo::watch
