// A platform's message becomes an order, through the whole street.
#include "flows/order_flows.h"

#include <gtest/gtest.h>

#include "flows/test_support.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

using core::MessageState;
using facts::Status;

class OrderFlows : public HubTest {
 protected:
  std::vector<std::string> alerts() { return texts("SELECT kind FROM alerts ORDER BY id"); }
};

TEST_F(OrderFlows, a_message_becomes_an_order) {
  const auto outcome = receive(order_event("a-1001", "paid", 0, kBuyer));
  EXPECT_EQ(outcome.state, MessageState::kApplied) << outcome.detail;
  const orders::Order o = order("A-1001");
  EXPECT_EQ(outcome.order, o.id);
  EXPECT_EQ(o.status, Status::kPaid);
  EXPECT_EQ(o.channel, "standard");
  EXPECT_EQ(o.channel_order_no, "a-1001") << "the raw number is kept for calls back";
  EXPECT_EQ(o.order_no, fmt::format("SO20260122-{}", o.id.value));
  EXPECT_EQ(o.business_day, 20260122);
  EXPECT_EQ(o.occurred_at, kNoon.plus_ms(-5 * kMinuteMs));
  EXPECT_EQ(o.updated_at_platform, kNoon);
  EXPECT_EQ(o.received_at, clock_.now());
  EXPECT_EQ(o.committed_at, clock_.now());
  EXPECT_EQ(o.version, 1);
  EXPECT_EQ(o.mirrors.at(0).system, "standard:shop-a");
  EXPECT_TRUE(o.holds.empty());
  expect_whole_history();
}

TEST_F(OrderFlows, the_business_day_is_that_of_the_shops_zone) {
  clock_.advance_ms(kDayMs);
  // 23:30 in UTC is half past seven in the morning of the next day in Shanghai.
  receive(
      event("order.upserted", 700,
            fmt::format(R"("channel_order_no":"N-1","status":"paid","created_at":"{}")", at(690))));
  EXPECT_EQ(order("N-1").business_day, 20260123);
}

TEST_F(OrderFlows, the_same_state_told_again_under_another_id_only_moves_the_mirror) {
  receive(order_event("A-1"));
  receive(order_event("A-1", "paid", 10));
  EXPECT_EQ(order("A-1").observations.size(), 1u);
  EXPECT_EQ(number("SELECT count(*) FROM orders"), 1);
}

TEST_F(OrderFlows, the_same_goods_in_two_lines_are_looked_up_as_one) {
  const auto told = [&](int64_t minutes) {
    return receive(
        event("order.upserted", minutes,
              fmt::format(
                  R"("channel_order_no":"A-1","status":"paid","created_at":"{}","lines":[)"
                  R"({{"line_no":"1","sku":"TEA-1","title":"tea","quantity":1,"unit_price":500}},)"
                  R"({{"line_no":"2","sku":"TEA-1","title":"tea","quantity":2,"unit_price":500}}],)"
                  R"("amounts":{{"goods":1500,"freight":0,"commission":0,"tax":0,"paid":1500,)"
                  R"("total":1500}},"currency":"CNY")",
                  at(-5))));
  };
  EXPECT_EQ(told(0).state, MessageState::kApplied);
  EXPECT_EQ(number("SELECT count(*) FROM lookups"), 1);
  EXPECT_EQ(told(10).state, MessageState::kApplied);
  EXPECT_EQ(number("SELECT count(*) FROM lookups"), 1);
}

// --- What cannot be taken ---

TEST_F(OrderFlows, an_order_from_the_future_is_parked_with_a_pointer_and_an_alert) {
  const auto created = receive(
      event("order.upserted", 0,
            fmt::format(R"("channel_order_no":"F-1","status":"paid","created_at":"{}")", at(76))));
  EXPECT_EQ(created.state, MessageState::kParked);
  EXPECT_EQ(created.code, "time_in_future");
  EXPECT_EQ(created.pointer, "/data/created_at");
  const auto observed = receive(order_event("F-1", "paid", 76));
  EXPECT_EQ(observed.pointer, "/timestamp");
  const auto paid = receive(order_event("F-1", "paid", 0, R"("paid_at":")" + at(76) + '"'));
  EXPECT_EQ(paid.code, "time_in_future");
  EXPECT_EQ(paid.pointer, "/data/paid_at");
  EXPECT_EQ(alerts(), std::vector<std::string>(3, "time_in_future"));
  EXPECT_FALSE(find("F-1"));
  EXPECT_EQ(receive(order_event("F-1", "paid", 75)).state, MessageState::kApplied)
      << "a clock may be a quarter of an hour ahead";
}

TEST_F(OrderFlows, a_message_that_tells_of_a_status_alone_leaves_goods_money_and_currency) {
  receive(order_event("A-1", "paid", 0, R"("currency")"));
  const auto before = order("A-1");
  ASSERT_EQ(before.currency, "USD");
  const auto outcome = receive(event(
      "order.upserted", 10,
      fmt::format(R"("channel_order_no":"A-1","status":"delivered","created_at":"{}")", at(-5))));
  EXPECT_EQ(outcome.state, MessageState::kApplied) << outcome.code;
  const auto now = order("A-1");
  EXPECT_EQ(now.status, Status::kDelivered);
  EXPECT_EQ(now.currency, "USD");
  EXPECT_EQ(now.amounts, before.amounts);
  EXPECT_EQ(now.lines.size(), 1u);
}

TEST_F(OrderFlows, a_presale_keeps_its_date_when_a_message_does_not_speak_of_it) {
  const std::string presale =
      fmt::format(R"("presale":{{"deposit":100,"balance":900,"balance_due_at":"{}"}})", at(600));
  receive(order_event("A-1", "deposit_paid", 0, presale));
  receive(order_event("A-1", "deposit_paid", 10));
  EXPECT_EQ(number("SELECT count(*) FROM timers WHERE kind = 'balance_due'"), 1);
}

TEST_F(OrderFlows, an_order_cannot_change_its_currency) {
  receive(order_event("A-1"));
  const auto outcome = receive(order_event("A-1", "paid", 10, R"("currency")"));
  EXPECT_EQ(outcome.state, MessageState::kParked);
  EXPECT_EQ(outcome.code, "currency_changed");
  EXPECT_EQ(outcome.pointer, "/data/currency");
  EXPECT_EQ(order("A-1").currency, "CNY");
}

TEST_F(OrderFlows, a_breach_of_contract_is_parked_with_its_fields) {
  const auto outcome = receive(event("order.upserted", 0, R"("status":"paid")"));
  EXPECT_EQ(outcome.state, MessageState::kParked);
  EXPECT_EQ(outcome.code, "contract_breach");
  EXPECT_EQ(outcome.pointer, "/data/channel_order_no");
  EXPECT_NE(outcome.detail.find("/data/created_at"), std::string::npos) << outcome.detail;
  EXPECT_EQ(receive("{nonsense").state, MessageState::kParked);
  EXPECT_EQ(receive("").code, "body_erased");
}

TEST_F(OrderFlows, of_two_views_of_one_second_the_same_one_stands_whichever_came_first) {
  const std::string one = order_event("A-1", "paid", 0, R"("note":"one","buyer":{"id":"b1"})");
  const std::string two = order_event("A-1", "paid", 0, R"("note":"two","buyer":{"id":"b2"})");
  const auto told = [&](const std::string& code, const std::string& first,
                        const std::string& second) {
    shop(code);
    receive(first, code);
    receive(second, code);
    const orders::Order o = order("A-1", code);
    return std::pair(o.content_key, personal(o)->buyer.id);
  };
  EXPECT_EQ(told("shop-x", one, two), told("shop-y", two, one));
}

// --- Waiting ---

TEST_F(OrderFlows, a_payment_that_comes_before_its_order_waits_and_is_applied_when_it_comes) {
  const std::string payment =
      event("order.paid", 1,
            fmt::format(R"("channel_order_no":"W-1","paid_at":"{}","amount":1000,)"
                        R"("method":"card","payment_no":"p1")",
                        at(1)));
  EXPECT_EQ(receive(payment).state, MessageState::kWaiting);
  open();
  receive(order_event("W-1", "pending_payment"));
  EXPECT_EQ(order("W-1").status, Status::kPaid);
  EXPECT_EQ(order("W-1").paid, 1000);
  EXPECT_EQ(number("SELECT count(*) FROM waiting"), 0);
}

TEST_F(OrderFlows, in_one_batch_too) {
  submit(event("order.cancelled", 5, R"("channel_order_no":"W-1")"));
  submit(shipment_event("W-1", "SF1", "label_printed", 2));
  submit(shipment_event("", "SF1", "picked_up", 3));
  submit(order_event("W-1", "pending_payment"));
  hub_->drain();
  EXPECT_EQ(number("SELECT count(*) FROM waiting"), 0);
  EXPECT_EQ(order("W-1").status, Status::kCancelled);
  EXPECT_EQ(order("W-1").parcels.at(0).status, facts::ParcelStatus::kPickedUp);
}

TEST_F(OrderFlows, a_scan_without_an_order_number_finds_every_order_of_its_parcel) {
  receive(order_event("A-1"));
  receive(order_event("A-2"));
  EXPECT_EQ(receive(shipment_event("", "SF1", "in_transit", 3)).state, MessageState::kWaiting);
  receive(shipment_event("A-1", "SF1", "label_printed", 1));
  EXPECT_EQ(order("A-1").status, Status::kInTransit);
  receive(shipment_event("A-2", "SF1", "label_printed", 1));
  receive(shipment_event("", "SF1", "delivered", 30));
  EXPECT_EQ(order("A-1").status, Status::kDelivered);
  EXPECT_EQ(order("A-2").status, Status::kDelivered);
}

TEST_F(OrderFlows, another_shops_parcel_of_the_same_number_is_not_touched) {
  shop("shop-b");
  receive(order_event("A-1"));
  receive(shipment_event("A-1", "SF1", "label_printed", 1));
  EXPECT_EQ(receive(shipment_event("", "SF1", "delivered", 3), "shop-b").state,
            MessageState::kWaiting);
  EXPECT_EQ(order("A-1").status, Status::kLabelPrinted);
}

// --- Twins ---

TEST_F(OrderFlows, twins_are_flagged_and_never_merged) {
  shop("shop-b");
  receive(order_event("A-1", "paid", 0, kBuyer));
  receive(order_event("B-1", "paid", 0, kBuyer), "shop-b");
  EXPECT_EQ(number("SELECT count(*) FROM orders"), 2);
  EXPECT_TRUE(order("A-1").tags.empty());
  EXPECT_EQ(order("B-1", "shop-b").tags, std::vector<std::string>{"suspected_duplicate"});
  EXPECT_EQ(alerts(), std::vector<std::string>{"suspected_duplicate"});
}

TEST_F(OrderFlows, twins_in_one_batch_are_flagged_too) {
  submit(order_event("A-1", "paid", 0, kBuyer));
  submit(order_event("A-2", "paid", 0, kBuyer));
  hub_->drain();
  EXPECT_EQ(order("A-2").tags, std::vector<std::string>{"suspected_duplicate"});
}

TEST_F(OrderFlows, a_burst_of_near_duplicates_is_held_for_a_person) {
  for (int i = 1; i <= 6; ++i) receive(order_event("B-" + std::to_string(i), "paid", 0, kBuyer));
  EXPECT_TRUE(order("B-5").holds.empty());
  EXPECT_EQ(order("B-6").holds, std::vector<std::string>{"suspected_burst"});
  EXPECT_EQ(texts("SELECT kind FROM alerts WHERE kind = 'suspected_burst'").size(), 1u);
  const json::object untag{{"id", find("B-6").value},
                           {"version", order("B-6").version},
                           {"patch", {{"tags", json::array{}}}}};
  EXPECT_EQ(command("orders.patch", untag).answer.status, 200);
  EXPECT_TRUE(order("B-6").holds.empty());
}

TEST_F(OrderFlows, a_payment_without_a_number_told_twice_is_one_payment) {
  receive(order_event("A-1", "pending_payment"));
  const auto paid = [](int minutes) {
    return event(
        "order.paid", minutes,
        R"("channel_order_no":"A-1","paid_at":")" + at(1) + R"(","amount":1000,"method":"wechat")");
  };
  receive(paid(1), "shop-a", "m-1");
  receive(paid(2), "shop-a", "m-2");
  EXPECT_EQ(order("A-1").payments.size(), 1u);
  EXPECT_EQ(order("A-1").paid, 1000);
}

TEST_F(OrderFlows, an_order_that_is_full_parks_what_more_comes) {
  receive(order_event("A-1"));
  for (int i = 0; i < 200; ++i) {
    EXPECT_TRUE(submit(shipment_event("A-1", "T" + std::to_string(i), "in_transit", 1)));
  }
  hub_->drain();
  EXPECT_EQ(receive(shipment_event("A-1", "T-more", "in_transit", 2)).code, "order_too_large");
  EXPECT_EQ(receive(shipment_event("", "T7", "delivered", 3)).code, "order_too_large");
  EXPECT_EQ(order("A-1").parcels.size(), 200u);
}

TEST_F(OrderFlows, an_order_told_again_is_not_its_own_twin) {
  receive(order_event("A-1", "paid", 0, kBuyer));
  receive(order_event("A-1", "paid", 5, kBuyer));
  EXPECT_TRUE(order("A-1").tags.empty());
}

// --- Presale ---

class Presale : public OrderFlows {
 protected:
  static std::string due(int64_t minutes) {
    return fmt::format(R"("presale":{{"deposit":100,"balance":900,"balance_due_at":"{}"}})",
                       at(minutes));
  }
  void pass(int64_t minutes) {
    clock_.advance_ms(minutes * kMinuteMs);
    hub_->drain();
  }
};

TEST_F(Presale, the_balance_is_asked_for_when_it_is_due) {
  receive(order_event("P-1", "deposit_paid", 0, due(120)));
  pass(59);
  EXPECT_EQ(order("P-1").status, Status::kDepositPaid);
  pass(1);
  EXPECT_EQ(order("P-1").status, Status::kBalanceDue);
  EXPECT_EQ(texts("SELECT actor FROM events ORDER BY seq DESC").front(), "timer");
  expect_whole_history();
}

TEST_F(Presale, a_deposit_that_arrives_after_the_date_finds_its_balance_due) {
  receive(order_event("P-1", "pending_payment", 0, due(120)));
  pass(120);
  EXPECT_EQ(order("P-1").status, Status::kPendingPayment);
  receive(order_event("P-1", "deposit_paid", 5, due(120)));
  EXPECT_EQ(order("P-1").status, Status::kBalanceDue);
  receive(order_event("P-2", "deposit_paid", 5, due(120)));
  EXPECT_EQ(order("P-2").status, Status::kBalanceDue) << "also where all of it came late";
  pass(1);
  EXPECT_EQ(order("P-2").version, 1) << "its timer has nothing left to do";
  expect_whole_history();
}

TEST_F(Presale, a_deposit_booked_by_hand_after_the_date_finds_its_balance_due) {
  receive(order_event("P-1", "pending_payment", 0, due(120)));
  pass(120);
  const auto moved = command("orders.transition", {{"id", find("P-1").value},
                                                   {"to", "deposit_paid"},
                                                   {"transaction_id", kTransaction},
                                                   {"reason", "paid at the till"}});
  EXPECT_EQ(moved.answer.status, 200) << moved.answer.body;
  EXPECT_EQ(order("P-1").status, Status::kBalanceDue);
}

TEST_F(Presale, the_date_may_move) {
  receive(order_event("P-1", "deposit_paid", 0, due(120)));
  receive(order_event("P-1", "deposit_paid", 5, due(180)));
  pass(60);
  EXPECT_EQ(order("P-1").status, Status::kDepositPaid);
  pass(60);
  EXPECT_EQ(order("P-1").status, Status::kBalanceDue);
}

TEST_F(Presale, the_date_may_move_within_a_batch) {
  submit(order_event("P-1", "deposit_paid", 0, due(120)));
  submit(order_event("P-1", "deposit_paid", 5, due(180)));
  hub_->drain();
  pass(60);
  EXPECT_EQ(order("P-1").status, Status::kDepositPaid);
}

TEST_F(Presale, nobody_is_asked_who_has_paid_or_cancelled) {
  receive(order_event("P-1", "deposit_paid", 0, due(120)));
  receive(order_event("P-1", "paid", 5, due(120)));
  pass(60);
  EXPECT_EQ(order("P-1").status, Status::kPaid);
}

// --- Calls back ---

TEST_F(OrderFlows, a_change_of_status_is_told_to_the_shop_and_nothing_else_is) {
  shop("shop-c", "https://erp.example.com/hook");
  receive(order_event("C-1", "pending_payment", 0), "shop-c");
  receive(order_event("C-1", "pending_payment", 1), "shop-c");
  receive(order_event("C-1", "paid", 2), "shop-c");
  receive(order_event("A-1"));
  const auto bodies = texts("SELECT body FROM outbox ORDER BY id");
  ASSERT_EQ(bodies.size(), 2u) << "placed, and paid; a shop without an address hears nothing";
  EXPECT_NE(bodies[1].find(R"("from":"pending_payment")"), std::string::npos) << bodies[1];
  EXPECT_NE(bodies[1].find(R"("to":"paid")"), std::string::npos);
  EXPECT_NE(bodies[1].find(R"("channel_order_id":"C-1")"), std::string::npos);
  EXPECT_EQ(texts("SELECT target FROM outbox").front(), "shop:" + shop_id("shop-c").str());
}

}  // namespace
}  // namespace ordo::flows
