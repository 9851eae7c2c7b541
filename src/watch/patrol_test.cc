// What the patrol finds, and how often it says so.
#include "watch/patrol.h"

#include "flows/pull_entries.h"
#include "flows/test_support.h"

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

TEST_F(PatrolTest, a_change_that_comes_late_counts_only_where_the_present_had_been_read) {
  walk();
  receive(flows::order_event("A-1"));  // changed an hour ago
  walk();
  EXPECT_EQ(found("changes_late"), 0) << "the past is being read";
  read_to(clock_.now().plus_ms(-kMinuteMs));
  walk();
  receive(flows::order_event("A-2"));
  walk();
  EXPECT_EQ(found("changes_late"), 1);
  EXPECT_NE(
      texts("SELECT detail FROM alerts WHERE kind = 'changes_late'").front().find("SO20260122-"),
      std::string::npos);
  walk();
  EXPECT_EQ(found("changes_late"), 0) << "each change is looked at once";
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
