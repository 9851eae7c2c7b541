// What people decide about calls that were given up, and about alerts.
#include "flows/mend_commands.h"

#include "core/alerts_store.h"
#include "core/outbox_queries.h"
#include "flows/dispatcher.h"
#include "flows/prove.h"
#include "flows/test_support.h"

namespace ordo::flows {
namespace {

// Says no until it is told otherwise, and keeps what it was asked.
class Target final : public Courier {
 public:
  Delivery deliver(const core::OutboxMessage& message, const Shop&, Instant) override {
    heard.push_back(message.id.value);
    if (refuses) return {Delivery::Met::kRefused, "the target answered 404", 0};
    return {};
  }
  std::vector<int64_t> heard;
  bool refuses = true;
};

class Mending : public HubTest {
 protected:
  Mending() {
    shop("shop-c", "https://erp.example/hook");
    command("config.delivery", {{"attempts", 2}, {"first_wait_seconds", 5}, {"factor", 1}});
    receive(order_event("C-1"), "shop-c");
    receive(order_event("C-1", "cancelled", 1), "shop-c");
    receive(order_event("C-2"), "shop-c");
    run(20);
  }
  void run(int seconds) {
    for (int second = 0; second < seconds; ++second) {
      dispatcher_->dispatch_due();
      hub_->drain();
      clock_.advance_ms(kSecondMs);
    }
  }
  std::vector<int64_t> calls(core::OutboxState state) {
    std::vector<int64_t> ids;
    const auto reader = hub_->database().writer_reader();
    for (const auto& row : core::walk_outbox(reader, {state, ""}, INT64_MAX, 10).items) {
      ids.push_back(row.id.value);
    }
    std::ranges::sort(ids);
    return ids;
  }
  // By its place among all: 0 and 1 are of C-1, 2 is of C-2.
  int64_t call(size_t place) {
    std::vector<int64_t> ids;
    const auto reader = hub_->database().writer_reader();
    for (const auto& row : core::walk_outbox(reader, {}, INT64_MAX, 10).items) {
      ids.push_back(row.id.value);
    }
    std::ranges::sort(ids);
    return ids.at(place);
  }
  core::Outcome retry(int64_t id) { return command("outbox.retry", {{"call", id}}); }
  core::Outcome discard(int64_t id, const std::string& reason = "done by hand") {
    return command("outbox.discard", {{"call", id}, {"reason", reason}});
  }
  std::vector<std::string> audits() {
    return texts(
        "SELECT kind || ' ' || order_id || ' ' || payload FROM events WHERE kind LIKE 'call.%' OR "
        "kind LIKE 'alert.%' ORDER BY seq");
  }
  void expect_proved() {
    const ProveReport report = prove(hub_->database(), hub_->inbox(), hub_->keyring());
    EXPECT_EQ(report.complaints, std::vector<std::string>{});
    expect_whole_history();
  }

  Target target_;
  std::unique_ptr<Dispatcher> dispatcher_ = std::make_unique<Dispatcher>(*hub_, target_);
};

using Ids = std::vector<int64_t>;

TEST_F(Mending, a_call_that_is_given_up_holds_its_own_order_and_no_other) {
  EXPECT_EQ(calls(core::OutboxState::kGivenUp), (Ids{call(0), call(2)}));
  EXPECT_EQ(calls(core::OutboxState::kWaiting), Ids{call(1)});
  EXPECT_EQ(texts("SELECT kind || ' ' || order_id FROM alerts ORDER BY id LIMIT 1").front(),
            "outbox_gave_up " + find("C-1", "shop-c").str());
}

TEST_F(Mending, what_is_tried_again_goes_before_what_it_held) {
  target_.refuses = false;
  target_.heard.clear();
  const core::Outcome outcome = retry(call(0));
  EXPECT_EQ(outcome.answer.status, 200) << outcome.answer.body;
  EXPECT_EQ(outcome.order, find("C-1", "shop-c"));
  run(2);
  EXPECT_EQ(target_.heard, (Ids{call(0), call(1)}));
  EXPECT_EQ(calls(core::OutboxState::kDelivered), (Ids{call(0), call(1)}));
  expect_proved();
}

TEST_F(Mending, what_is_tried_again_has_all_its_attempts_and_is_given_up_anew) {
  target_.heard.clear();
  retry(call(0));
  run(10);
  EXPECT_EQ(target_.heard, (Ids{call(0), call(0)}));
  EXPECT_EQ(calls(core::OutboxState::kGivenUp), (Ids{call(0), call(2)}));
  EXPECT_EQ(texts("SELECT kind FROM alerts WHERE kind = 'outbox_gave_up'").size(), 3u);
}

TEST_F(Mending, what_is_discarded_is_never_sent_and_lets_the_next_go) {
  target_.refuses = false;
  target_.heard.clear();
  EXPECT_EQ(discard(call(0)).answer.status, 200);
  run(2);
  EXPECT_EQ(target_.heard, Ids{call(1)});
  EXPECT_EQ(calls(core::OutboxState::kDiscarded), Ids{call(0)});
  EXPECT_EQ(calls(core::OutboxState::kGivenUp), Ids{call(2)}) << "another order's stays";
  expect_proved();
}

TEST_F(Mending, only_what_was_given_up_can_be_mended_and_only_once) {
  EXPECT_EQ(retry(call(1)).code, "not_given_up");
  EXPECT_EQ(discard(call(1)).answer.status, 409);
  EXPECT_EQ(retry(999'999).answer.status, 404);
  EXPECT_EQ(discard(call(0), "").answer.status, 422);
  EXPECT_EQ(discard(call(0)).answer.status, 200);
  EXPECT_EQ(discard(call(0)).code, "not_given_up");
  EXPECT_EQ(retry(call(0)).code, "not_given_up");
}

TEST_F(Mending, of_two_decisions_in_one_batch_the_first_stands) {
  std::vector<int> statuses;
  for (const char* route : {"outbox.discard", "outbox.retry"}) {
    const std::string body =
        boost::json::serialize(boost::json::object{{"call", call(0)}, {"reason", "seen"}});
    ASSERT_TRUE(hub_->command({.route = route,
                               .body = body,
                               .stream = shop_id("shop-c"),
                               .caller = "key:7",
                               .done = [&](const core::Outcome& outcome) {
                                 statuses.push_back(outcome.answer.status);
                               }}));
  }
  hub_->drain();
  EXPECT_EQ(statuses, (std::vector<int>{200, 409}));
  EXPECT_EQ(calls(core::OutboxState::kDiscarded), Ids{call(0)});
}

TEST_F(Mending, a_decision_about_a_call_belongs_to_its_orders_history) {
  const std::string order = find("C-1", "shop-c").str();
  retry(call(0));
  run(10);
  discard(call(0), "entered by hand");
  const auto told = audits();
  ASSERT_EQ(told.size(), 2u);
  EXPECT_TRUE(told[0].starts_with("call.retried " + order)) << told[0];
  EXPECT_TRUE(told[1].starts_with("call.discarded " + order)) << told[1];
  EXPECT_NE(told[1].find("entered by hand"), std::string::npos);
}

TEST_F(Mending, a_delivered_call_is_purged_a_month_later_and_one_that_was_given_up_is_kept) {
  target_.refuses = false;
  retry(call(2));
  run(2);
  ASSERT_EQ(calls(core::OutboxState::kDelivered).size(), 1u);
  clock_.advance_ms(core::kOutboxKeptMs + kDayMs);
  receive(order_event("A-1"));
  EXPECT_EQ(calls(core::OutboxState::kDelivered), Ids{});
  EXPECT_EQ(calls(core::OutboxState::kGivenUp).size(), 1u);
  expect_proved();
}

TEST_F(Mending, an_alert_is_acknowledged_then_resolved_and_tells_who_and_when) {
  const int64_t id = number("SELECT min(id) FROM alerts");
  EXPECT_EQ(command("alerts.acknowledge", {{"alert", id}, {"note", "asking"}}).answer.status, 200);
  const auto load = [&] { return *core::load_alert(hub_->database().writer_reader(), id); };
  EXPECT_EQ(load().state, core::AlertState::kAcknowledged);
  EXPECT_EQ(load().acknowledged_by, "key:7");
  EXPECT_EQ(load().acknowledged_at, clock_.now());
  EXPECT_EQ(load().note, "asking");
  EXPECT_EQ(command("alerts.acknowledge", {{"alert", id}}).code, "alert_acknowledged");
  EXPECT_EQ(command("alerts.resolve", {{"alert", id}}).answer.status, 200);
  EXPECT_EQ(load().resolved_by, "key:7");
  EXPECT_EQ(load().note, "asking") << "nothing new was said";
  EXPECT_EQ(command("alerts.resolve", {{"alert", id}}).code, "alert_resolved");
  EXPECT_EQ(command("alerts.acknowledge", {{"alert", id}}).code, "alert_resolved");
  EXPECT_EQ(command("alerts.resolve", {{"alert", 999'999}}).answer.status, 404);
  EXPECT_EQ(audits().size(), 2u);
  expect_proved();
}

TEST_F(Mending, an_open_alert_may_be_resolved_at_once_and_stays_open_when_its_cause_is_gone) {
  target_.refuses = false;
  retry(call(0));
  run(2);
  EXPECT_EQ(number("SELECT count(*) FROM alerts WHERE state = 0"), 2);
  const int64_t id = number("SELECT min(id) FROM alerts");
  EXPECT_EQ(command("alerts.resolve", {{"alert", id}, {"note", "ERP is back"}}).answer.status, 200);
  EXPECT_EQ(number("SELECT count(*) FROM alerts WHERE state = 2 AND acknowledged_at = 0"), 1);
}

class Raising : public HubTest {
 protected:
  core::Outcome raise(const Finding& finding) {
    return command(kRaiseAlert, {}, core::kSystemStream, finding_body(finding));
  }
  core::AlertRow alert() {
    const auto all =
        core::walk_alerts(hub_->database().writer_reader(), {}, {}, INT64_MAX, 10).items;
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? core::AlertRow{} : all.front();
  }
};

TEST_F(Raising, what_a_watch_finds_is_an_alert_of_its_shop_and_order) {
  receive(order_event("A-1"));
  EXPECT_EQ(raise({"shop_silent", "shop_silent/2", "47 min", "shop-a", find("A-1")}).answer.status,
            200);
  const core::AlertRow row = alert();
  EXPECT_EQ(row.kind, "shop_silent");
  EXPECT_EQ(row.key, "shop_silent/2");
  EXPECT_EQ(row.detail, "47 min");
  EXPECT_EQ(row.shop, shop_id());
  EXPECT_EQ(row.order, find("A-1"));
}

TEST_F(Raising, the_same_again_counts_up_with_the_newest_detail_until_it_is_resolved) {
  (void)raise({"apply_behind", "apply_behind", "2 min", "", {}});
  (void)raise({"apply_behind", "apply_behind", "3 min", "", {}});
  EXPECT_EQ(alert().count, 2);
  EXPECT_EQ(alert().detail, "3 min");
  EXPECT_EQ(alert().shop, ShopId{});
  command("alerts.resolve", {{"alert", alert().id}});
  (void)raise({"apply_behind", "apply_behind", "1 min", "", {}});
  EXPECT_EQ(number("SELECT count(*) FROM alerts"), 2);
}

TEST_F(Raising, a_finding_that_says_nothing_or_names_no_shop_is_refused) {
  const std::string endless(kFindingTextMax + 1, 'x');
  EXPECT_EQ(raise({"never_heard_of", "k", "d", "", {}}).pointer, "/kind");
  EXPECT_EQ(raise({"shop_silent", "", "d", "", {}}).pointer, "/key");
  EXPECT_EQ(raise({"shop_silent", "k", endless, "", {}}).pointer, "/detail");
  EXPECT_EQ(raise({"shop_silent", "k", "d", "no-such", {}}).code, "shop_not_found");
  EXPECT_EQ(number("SELECT count(*) FROM alerts"), 0);
}

}  // namespace
}  // namespace ordo::flows
