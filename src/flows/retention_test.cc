// What the log keeps, and for how long.
#include "flows/retention.h"

#include <thread>

#include "flows/prove.h"
#include "flows/test_support.h"

namespace ordo::flows {
namespace {

class RetentionTest : public HubTest {
 protected:
  RetentionTest() { open_with_segments_of(3); }
  void open_with_segments_of(int64_t entries) {
    segment_entries_ = entries;
    open();
  }
  void days_pass(int64_t days) { clock_.advance_ms(days * kDayMs); }
  std::string body(int64_t seq) {
    return hub_->inbox().read(MessageSeq(seq)).value_or(core::Entry{}).body;
  }
  int64_t last() { return hub_->inbox().last().value; }
  void keep_days(const boost::json::value& days) {
    EXPECT_EQ(command("config.retention", {{"raw_days", days}}).answer.status, 200);
  }
  Retention::Done run() { return Retention(*hub_).run_once(); }
  void expect_proved() {
    const ProveReport report = prove(hub_->database(), hub_->inbox(), hub_->keyring());
    EXPECT_EQ(report.complaints, std::vector<std::string>{});
  }
};

TEST_F(RetentionTest, bodies_end_after_the_days_that_the_merchant_set_and_the_order_stays) {
  keep_days(7);
  receive(order_event("A-1"));
  const int64_t old = last();
  days_pass(7);
  receive(order_event("A-2"));
  EXPECT_EQ(run().keys_destroyed, 0) << "of seven days, the eighth begins";
  days_pass(1);
  EXPECT_GT(run().keys_destroyed, 0);
  EXPECT_EQ(body(old), "");
  EXPECT_EQ(body(last()), order_event("A-2"));
  EXPECT_EQ(order("A-1").status, facts::Status::kPaid);
  EXPECT_EQ(run().keys_destroyed, 0);
  expect_proved();
  expect_whole_history();
}

TEST_F(RetentionTest, a_year_is_kept_where_nothing_is_set_and_for_ever_where_that_is_set) {
  receive(order_event("A-1"));
  const int64_t first = last();
  days_pass(364);
  EXPECT_EQ(run().keys_destroyed, 0);
  keep_days(nullptr);
  days_pass(3650);
  EXPECT_EQ(run().keys_destroyed, 0);
  EXPECT_NE(body(first), "");
  keep_days(365);
  EXPECT_GT(run().keys_destroyed, 0);
  EXPECT_EQ(body(first), "");
}

TEST_F(RetentionTest, a_parked_message_keeps_its_shops_day_until_somebody_has_dealt_with_it) {
  shop("shop-b");
  receive("nonsense", "shop-a", "m-1");
  const int64_t parked = last();
  EXPECT_EQ(last_.state, core::MessageState::kParked);
  receive(order_event("A-1"));
  receive(order_event("B-1"), "shop-b");
  const int64_t other = last();
  days_pass(400);
  Retention retention(*hub_);
  retention.run_once();
  EXPECT_EQ(body(parked), "nonsense");
  EXPECT_EQ(body(parked + 1), order_event("A-1"));
  EXPECT_EQ(body(other), "");
  command("messages.dismiss", {{"seq", parked}, {"reason", "seen"}}, shop_id());
  days_pass(1);
  EXPECT_GT(retention.run_once().keys_destroyed, 0);
  EXPECT_EQ(body(parked), "");
  expect_proved();
}

TEST_F(RetentionTest, what_waits_and_what_is_not_applied_yet_is_applied_from_its_whole_body) {
  keep_days(7);
  const std::string paid = R"("channel_order_no":"A-1","paid_at":")" + at(-40) + R"(","amount":5)";
  receive(event("order.paid", -20, paid));
  EXPECT_EQ(last_.state, core::MessageState::kWaiting);
  EXPECT_TRUE(submit(order_event("A-1")));
  ASSERT_TRUE(hub_->inbox().flush());
  days_pass(30);  // the hub was away; nothing fired, nothing was applied
  run();
  hub_->drain();
  EXPECT_EQ(last_.state, core::MessageState::kApplied);
  EXPECT_EQ(number("SELECT count(*) FROM messages WHERE state > 3"), 0);
  EXPECT_EQ(order("A-1").status, facts::Status::kPaid);
}

TEST_F(RetentionTest, settled_segments_are_archived_beside_an_idle_shop_and_all_stays_readable) {
  shop("shop-b");
  receive(order_event("B-1"), "shop-b");  // and nothing more from it
  for (int i = 0; i < 9; ++i) receive(order_event("A-" + std::to_string(i)));
  EXPECT_GE(run().segments_archived, 3);
  EXPECT_EQ(run().segments_archived, 0);
  receive("nonsense");
  for (int i = 10; i < 16; ++i) receive(order_event("A-" + std::to_string(i)));
  const int moved = run().segments_archived;
  EXPECT_GE(moved, 1);
  EXPECT_LT(moved, 3) << "the one with the parked message stays";
  open();
  expect_proved();
  receive(order_event("A-99"));
  EXPECT_EQ(order("A-99").status, facts::Status::kPaid);
}

TEST_F(RetentionTest, records_of_calls_leave_after_their_days_and_bodies_with_the_raw_ones) {
  const auto call_now = [&] {
    core::CallRecord record;
    record.shop = shop_id();
    record.started_at = clock_.now();
    record.bodies.answer = "said";
    hub_->calls().record(std::move(record));
    hub_->calls().flush();
  };
  const auto calls = [&] { return hub_->calls().walk({}, INT64_MAX, 10).items; };
  command("config.retention", {{"raw_days", 7}, {"call_days", 20}});
  call_now();
  days_pass(8);
  call_now();
  EXPECT_EQ(run().call_keys_destroyed, 1);
  ASSERT_EQ(calls().size(), 2u);
  EXPECT_TRUE(hub_->calls().load(calls()[1].id)->erased);
  EXPECT_FALSE(hub_->calls().load(calls()[0].id)->erased);
  days_pass(13);
  EXPECT_EQ(run().calls_dropped, 1);
  EXPECT_EQ(calls().size(), 1u);
}

TEST_F(RetentionTest, where_somebody_is_forgotten_the_bodies_of_that_shops_calls_are_erased) {
  const ShopId other = shop("shop-b");
  receive(order_event("A-1", "paid", 0, kBuyer));
  for (const ShopId of : {shop_id(), other}) {
    core::CallRecord record;
    record.shop = of;
    record.started_at = clock_.now();
    hub_->calls().record(std::move(record));
  }
  hub_->calls().flush();
  EXPECT_EQ(run().call_keys_destroyed, 0);
  command("persons.forget", {{"order", find("A-1").value}, {"reason", "asked for"}}, shop_id());
  EXPECT_EQ(run().call_keys_destroyed, 1);
  for (const core::CallRecord& r : hub_->calls().walk({}, INT64_MAX, 10).items) {
    EXPECT_EQ(hub_->calls().load(r.id)->erased, r.shop != other);
  }
  core::CallRecord later;
  later.shop = shop_id();
  later.started_at = clock_.now();
  hub_->calls().record(std::move(later));
  hub_->calls().flush();
  EXPECT_EQ(run().call_keys_destroyed, 0) << "it was heeded";
}

TEST_F(RetentionTest, a_person_who_bought_in_several_shops_is_forgotten_in_the_calls_of_each) {
  const ShopId also = shop("shop-b"), other = shop("shop-c");
  const std::string by_phone = R"("buyer":{"name":"Zhang Wei","phone":"13800138000"})";
  receive(order_event("A-1", "paid", 0, by_phone));
  receive(order_event("B-1", "paid", 0, by_phone), "shop-b");
  receive(order_event("C-1", "paid", 0, kBuyer), "shop-c");
  ASSERT_EQ(order("B-1", "shop-b").person, order("A-1").person);
  EXPECT_EQ(run().call_keys_destroyed, 0);
  for (const ShopId of : {shop_id(), also, other}) {
    core::CallRecord record;
    record.shop = of;
    record.started_at = clock_.now();
    hub_->calls().record(std::move(record));
  }
  hub_->calls().flush();
  command("persons.forget", {{"order", find("A-1").value}, {"reason", "asked for"}}, shop_id());
  EXPECT_EQ(run().call_keys_destroyed, 2);
  for (const core::CallRecord& r : hub_->calls().walk({}, INT64_MAX, 10).items) {
    EXPECT_EQ(hub_->calls().load(r.id)->erased, r.shop != other);
  }
}

TEST_F(RetentionTest, a_running_hub_does_it_by_itself) {
  keep_days(7);
  receive(order_event("A-1"));
  const int64_t old = last();
  days_pass(30);
  Retention retention(*hub_);
  retention.start();
  while (!body(old).empty()) std::this_thread::yield();
  retention.stop();
  EXPECT_EQ(body(old), "");
}

}  // namespace
}  // namespace ordo::flows
