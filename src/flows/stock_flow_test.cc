// What orders do to stock, through the whole street: message in, numbers out, and the proof over all of it.
#include "flows/stock_flow.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "flows/prove.h"
#include "flows/test_support.h"

namespace ordo::flows {
namespace {

using core::MessageState;

class StockFlow : public HubTest {
 protected:
  core::Outcome stock(int64_t units, std::string_view sku = "TEA-1") {
    return receive(event(
        "stock.adjusted", 0,
        fmt::format(R"("sku":"{}","warehouse":"north","quantity":{},"reason":"x")", sku, units)));
  }
  static std::string tea(std::string_view number, std::string_view status, int64_t quantity,
                         int64_t minutes = 0, std::string_view more = "") {
    const int64_t total = 500 * quantity;
    return event(
        "order.upserted", minutes,
        fmt::format(
            R"("channel_order_no":"{}","status":"{}","created_at":"{}","lines":[{{"line_no":"1",)"
            R"("sku":"TEA-1","title":"tea","quantity":{},"unit_price":500}}],"amounts":{{"goods":{},)"
            R"("freight":0,"commission":0,"tax":0,"paid":{},"total":{}}},"currency":"CNY"{})",
            number, status, at(-5), quantity, total, status == "pending_payment" ? 0 : total, total,
            more));
  }
  void pay(std::string_view number, int64_t amount, int64_t minutes) {
    receive(event("order.paid", minutes,
                  fmt::format(R"("channel_order_no":"{}","paid_at":"{}","amount":{},)"
                              R"("method":"card","payment_no":"p-{}")",
                              number, at(minutes), amount, number)));
  }
  void pass(int64_t minutes) {
    clock_.advance_ms(minutes * kMinuteMs);
    hub_->drain();
  }
  // available, locked, occupied
  std::string tea_stock() {
    return texts(
               "SELECT CAST(available AS TEXT) || ' ' || CAST(locked AS TEXT) || ' ' || "
               "CAST(occupied AS TEXT) FROM stock_items WHERE sku = 'TEA-1'")
        .front();
  }
  int64_t alerts(const std::string& kind) {
    return number("SELECT count(*) FROM alerts WHERE kind = '" + kind + "'");
  }
  int64_t timers() { return number("SELECT count(*) FROM timers WHERE kind = 'stock_expiry'"); }
  void expect_proved() {
    const auto report = prove(hub_->database(), hub_->inbox(), hub_->keyring());
    EXPECT_TRUE(report.complaints.empty()) << report.complaints.front();
    expect_whole_history();
  }
};

TEST_F(StockFlow, goods_that_are_not_kept_are_untouched) {
  receive(tea("A-1", "paid", 3));
  EXPECT_EQ(number("SELECT count(*) FROM stock_items"), 0);
  EXPECT_TRUE(order("A-1").holds.empty());
  EXPECT_EQ(stock(5).state, MessageState::kApplied);
  receive(tea("A-1", "paid", 3, 1, R"(,"note":"again")"));
  EXPECT_EQ(tea_stock(), "5 0 0") << "an order from before takes no part";
  expect_proved();
}

TEST_F(StockFlow, placed_locks_paid_binds_shipped_leaves_and_cancelled_lets_go) {
  stock(10);
  receive(tea("A-1", "pending_payment", 3));
  receive(tea("A-2", "pending_payment", 4));
  EXPECT_EQ(tea_stock(), "3 7 0");
  EXPECT_EQ(timers(), 2);
  pay("A-1", 1500, 1);
  EXPECT_EQ(tea_stock(), "3 4 3");
  EXPECT_EQ(timers(), 1);
  receive(event("order.cancelled", 2, R"("channel_order_no":"A-2")"));
  EXPECT_EQ(tea_stock(), "7 0 3");
  EXPECT_EQ(timers(), 0);
  receive(shipment_event("A-1", "SF1", "label_printed", 3));
  EXPECT_EQ(tea_stock(), "7 0 3");
  receive(shipment_event("A-1", "SF1", "picked_up", 4));
  EXPECT_EQ(tea_stock(), "7 0 0");
  EXPECT_EQ(texts("SELECT actor FROM stock_movements ORDER BY item, no").front(), "platform");
  expect_proved();
}

TEST_F(StockFlow, an_order_that_gets_no_stock_is_held_until_it_has_some) {
  stock(2);
  receive(tea("A-1", "pending_payment", 3));
  EXPECT_EQ(tea_stock(), "2 0 0") << "all of it or nothing";
  EXPECT_EQ(order("A-1").holds, std::vector<std::string>{"insufficient_stock"});
  EXPECT_EQ(alerts("insufficient_stock"), 1);
  stock(4);
  receive(tea("A-1", "pending_payment", 3, 1, R"(,"note":"nothing new")"));
  EXPECT_EQ(tea_stock(), "6 0 0") << "nobody has asked for it again";
  const orders::Order held = order("A-1");
  EXPECT_EQ(command("orders.patch",
                    {{"id", held.id.value},
                     {"version", held.version},
                     {"patch", {{"tags", boost::json::array()}}}},
                    shop_id())
                .answer.status,
            200);
  EXPECT_EQ(tea_stock(), "3 3 0");
  EXPECT_TRUE(order("A-1").holds.empty());
  expect_proved();
}

TEST_F(StockFlow, what_a_platform_has_sold_and_is_not_there_is_a_shortage_and_no_negative_number) {
  stock(2);
  receive(tea("A-1", "paid", 5));
  EXPECT_EQ(tea_stock(), "0 0 2");
  EXPECT_EQ(number("SELECT quantity FROM stock_shortages"), 3);
  EXPECT_EQ(alerts("stock_shortage"), 1);
  receive(tea("A-1", "paid", 5, 1, R"(,"note":"again")"));
  EXPECT_EQ(number("SELECT count(*) FROM stock_shortages"), 1) << "it is lacking once";
  stock(10);
  receive(shipment_event("A-1", "SF1", "picked_up", 4));
  EXPECT_EQ(tea_stock(), "7 0 0") << "what left has been found, and is covered";
  EXPECT_EQ(alerts("stock_shipped_unbound"), 0);
  expect_proved();
}

TEST_F(StockFlow, a_lock_ends_once_and_a_late_payment_is_told_what_is_gone) {
  stock(5);
  receive(tea("A-1", "pending_payment", 3));
  pass(14);
  EXPECT_EQ(tea_stock(), "2 3 0");
  pass(1);
  EXPECT_EQ(tea_stock(), "5 0 0");
  pass(60);
  EXPECT_EQ(number("SELECT count(*) FROM stock_movements WHERE kind = 8"), 1);
  EXPECT_EQ(timers(), 0);
  receive(tea("A-2", "paid", 4, 70));
  pay("A-1", 1500, 75);
  EXPECT_EQ(tea_stock(), "0 0 5") << "it takes the one that is left";
  EXPECT_EQ(alerts("stock_late_payment"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM stock_shortages"), 0) << "the rest is paid back";
  expect_proved();
}

TEST_F(StockFlow, a_line_follows_its_quantity_up_and_down) {
  stock(10);
  receive(tea("A-1", "pending_payment", 5));
  receive(tea("A-1", "pending_payment", 7, 1));
  EXPECT_EQ(tea_stock(), "3 7 0");
  receive(tea("A-1", "pending_payment", 3, 2));
  EXPECT_EQ(tea_stock(), "7 3 0");
  receive(tea("A-1", "pending_payment", 11, 3));
  EXPECT_EQ(tea_stock(), "7 3 0") << "it keeps what it has";
  EXPECT_EQ(order("A-1").holds, std::vector<std::string>{"insufficient_stock"});
  receive(tea("A-1", "paid", 11, 4));
  EXPECT_EQ(tea_stock(), "0 0 10");
  EXPECT_EQ(number("SELECT quantity FROM stock_shortages"), 1);
  receive(tea("A-1", "paid", 4, 5));
  EXPECT_EQ(tea_stock(), "6 0 4");
  EXPECT_EQ(number("SELECT count(*) FROM stock_shortages WHERE state = 0"), 0);
  expect_proved();
}

TEST_F(StockFlow, an_order_that_has_come_all_the_way_leaves_whatever_its_parcels_tell) {
  stock(10);
  receive(tea("A-1", "paid", 3));
  receive(shipment_event("A-1", "SF1", "label_printed", 3));
  receive(tea("A-1", "completed", 3, 5));
  EXPECT_EQ(tea_stock(), "7 0 0");
  expect_proved();
}

TEST_F(StockFlow, what_leaves_after_its_order_was_cancelled_is_told) {
  stock(10);
  receive(tea("A-1", "paid", 3));
  receive(event("order.cancelled", 2, R"("channel_order_no":"A-1")"));
  EXPECT_EQ(tea_stock(), "10 0 0");
  receive(shipment_event("A-1", "SF1", "picked_up", 4));
  EXPECT_EQ(alerts("stock_shipped_unbound"), 1);
  expect_proved();
}

TEST_F(StockFlow, a_line_that_becomes_of_other_goods_takes_those) {
  stock(10);
  stock(10, "CUP-1");
  receive(tea("A-1", "paid", 3));
  std::string cups = tea("A-1", "paid", 3, 1);
  cups.replace(cups.find("TEA-1"), 5, "CUP-1");
  receive(cups);
  EXPECT_EQ(tea_stock(), "10 0 0");
  EXPECT_EQ(number("SELECT occupied FROM stock_items WHERE sku = 'CUP-1'"), 3);
  receive(shipment_event("A-1", "SF1", "picked_up", 4));
  EXPECT_EQ(number("SELECT occupied FROM stock_items WHERE sku = 'CUP-1'"), 0);
  expect_proved();
}

TEST_F(StockFlow, what_expired_and_was_asked_for_anew_is_not_owed_to_its_payment) {
  stock(5);
  receive(tea("A-1", "pending_payment", 3));
  pass(15);
  receive(tea("A-1", "pending_payment", 9, 16));
  EXPECT_EQ(order("A-1").holds, std::vector<std::string>{"insufficient_stock"});
  stock(4);
  const orders::Order held = order("A-1");
  EXPECT_EQ(command("orders.patch",
                    {{"id", held.id.value},
                     {"version", held.version},
                     {"patch", {{"tags", boost::json::array()}}}},
                    shop_id())
                .answer.status,
            200);
  EXPECT_EQ(tea_stock(), "0 9 0");
  receive(tea("A-1", "paid", 9, 17));
  EXPECT_EQ(tea_stock(), "0 0 9");
  EXPECT_EQ(alerts("stock_late_payment"), 0);
  expect_proved();
}

TEST_F(StockFlow, what_a_warehouse_does_not_sell_is_lacking_there_and_not_taken) {
  EXPECT_LT(command("config.warehouse", {{"code", "north"}, {"sells", false}}).answer.status, 300);
  stock(5);
  receive(tea("A-1", "paid", 2));
  EXPECT_EQ(tea_stock(), "5 0 0");
  EXPECT_EQ(number("SELECT quantity FROM stock_shortages"), 2);
  EXPECT_EQ(number("SELECT count(*) FROM stock_items"), 1) << "a place where goods can come in";
  expect_proved();
}

TEST_F(StockFlow, what_comes_back_goes_where_its_inspection_says) {
  stock(10);
  receive(tea("A-1", "paid", 3));
  receive(shipment_event("A-1", "SF1", "picked_up", 4));
  const auto back = [&](int64_t units, std::string_view found, std::string_view place = "") {
    return command("orders.take_back",
                   {{"id", order("A-1").id.value},
                    {"warehouse", place},
                    {"line_no", "1"},
                    {"sku", "TEA-1"},
                    {"quantity", units},
                    {"found", found}},
                   shop_id())
        .answer.status;
  };
  EXPECT_EQ(back(1, "good"), 200);
  EXPECT_EQ(back(1, "damaged"), 200);
  EXPECT_EQ(back(2, "good"), 409) << "one is still out";
  EXPECT_EQ(back(1, "eaten"), 422);
  EXPECT_EQ(back(2, "good", "elsewhere"), 409);
  EXPECT_EQ(number("SELECT count(*) FROM stock_items"), 1) << "a refusal makes no item";
  EXPECT_EQ(tea_stock(), "8 0 0");
  EXPECT_EQ(number("SELECT frozen FROM stock_items"), 1);
  expect_proved();
}

// Goods of a presale come: who waits for them is loaded with the command, and served.
TEST_F(StockFlow, placeholders_are_served_by_what_arrives) {
  stock(1);
  EXPECT_EQ(command("config.sku",
                    {{"code", "TEA-1"},
                     {"presale",
                      {{"arrives_on", "2026-02-01"}, {"mode", "placeholder"}, {"ceiling", 9}}}})
                .answer.status,
            200);
  const auto lines = [](int64_t quantity) {
    return boost::json::array{boost::json::object{{"sku", "TEA-1"}, {"quantity", quantity}}};
  };
  const core::Outcome drafted =
      command("stock.document",
              {{"document", {{"kind", "purchase"}, {"warehouse", "north"}, {"lines", lines(6)}}}});
  ASSERT_EQ(drafted.answer.status, 201) << drafted.answer.body;
  const int64_t paper = boost::json::parse(drafted.answer.body).at("id").as_int64();
  const auto carry_on = [&](boost::json::object what) {
    what["document"] = paper;
    what["skus"] = boost::json::array{"TEA-1"};
    return command("stock.purchase", what).answer.status;
  };
  EXPECT_EQ(carry_on({{"do", "open"}}), 200);
  receive(tea("A-1", "pending_payment", 3));
  EXPECT_EQ(number("SELECT promised FROM stock_items"), 2);
  EXPECT_EQ(carry_on({{"do", "record"}, {"lines", lines(4)}}), 200);
  EXPECT_EQ(tea_stock(), "2 3 0");
  EXPECT_EQ(number("SELECT promised FROM stock_items"), 0);
  expect_proved();
}

TEST_F(StockFlow, history_that_arrives_shipped_takes_nothing) {
  stock(10);
  clock_.advance_ms(3 * kDayMs);
  receive(tea("A-1", "in_transit", 3, 5));
  EXPECT_EQ(tea_stock(), "10 0 0");
  expect_proved();
}

TEST_F(StockFlow, a_systems_word_is_parked_where_it_takes_more_than_there_is) {
  stock(5);
  const core::Outcome refused = stock(-6);
  EXPECT_EQ(refused.state, MessageState::kParked);
  EXPECT_EQ(refused.code, "not_enough");
  EXPECT_EQ(stock(-5).state, MessageState::kApplied);
  EXPECT_EQ(tea_stock(), "0 0 0");
}

TEST_F(StockFlow, a_systems_word_that_is_parked_makes_no_goods_kept) {
  EXPECT_EQ(stock(-1).code, "not_enough");
  EXPECT_EQ(number("SELECT count(*) FROM stock_items"), 0);
  EXPECT_LT(command("config.sku", {{"code", "TEA-1"}}).answer.status, 300);
  EXPECT_LT(command("config.sku",
                    {{"code", "BOX"},
                     {"components", boost::json::array{boost::json::object{{"sku", "TEA-1"}}}}})
                .answer.status,
            300);
  EXPECT_EQ(stock(5, "CUP-1").code, "unknown_sku");
  const core::Outcome bundle = stock(5, "BOX");
  EXPECT_EQ(bundle.code, "bundle_has_no_stock");
  EXPECT_EQ(bundle.pointer, "/data/sku");
  EXPECT_EQ(stock(5).state, MessageState::kApplied);
}

TEST_F(StockFlow, a_movement_that_somebody_alters_contradicts_its_batch) {
  stock(5);
  {
    store::UnitOfWork uow = hub_->database().begin();
    uow.execute({"test.alter", "UPDATE stock_movements SET reason = 'y'"}, {});
    uow.commit();
  }
  const auto report = prove(hub_->database(), hub_->inbox(), hub_->keyring());
  ASSERT_EQ(report.complaints.size(), 1U);
  EXPECT_NE(report.complaints.front().find("movements of stock"), std::string::npos);
}

TEST_F(StockFlow, prove_names_a_lock_without_a_timer_and_an_order_that_is_over_and_holds_stock) {
  stock(5);
  receive(tea("A-1", "pending_payment", 3));
  const auto finds = [&](const char* sql, std::string_view sentence) {
    {
      store::UnitOfWork uow = hub_->database().begin();
      uow.execute({"test.spoil", sql}, {});
      uow.commit();
    }
    const auto complaints = prove(hub_->database(), hub_->inbox(), hub_->keyring()).complaints;
    return std::ranges::any_of(complaints, [&](const std::string& complaint) {
      return complaint.find(sentence) != std::string::npos;
    });
  };
  EXPECT_TRUE(finds("DELETE FROM timers", "holds a lock that no timer ends"));
  EXPECT_TRUE(finds("UPDATE orders SET fulfilment = 8", "is over and holds stock"));
}

// All of them lie in the queue at once, and are taken in as few batches as the lane likes.
TEST_F(StockFlow, of_five_hundred_buyers_for_a_hundred_units_a_hundred_succeed) {
  stock(100);
  for (int i = 0; i < 500; ++i) {
    ASSERT_TRUE(submit(tea("B-" + std::to_string(i), "pending_payment", 1)));
  }
  hub_->drain();
  EXPECT_EQ(number("SELECT count(*) FROM orders"), 500);
  EXPECT_EQ(number("SELECT count(*) FROM stock_reservations WHERE state = 0"), 100);
  EXPECT_EQ(number("SELECT count(*) FROM orders WHERE document LIKE '%insufficient_stock%'"), 400);
  EXPECT_EQ(tea_stock(), "0 100 0");
  expect_proved();
}

// The hub dies after every step of what ends a lock: opened again, it goes on.
TEST_F(StockFlow, a_restart_while_locks_end_releases_each_once) {
  stock(10);
  for (int i = 0; i < 5; ++i) receive(tea("K-" + std::to_string(i), "pending_payment", 2));
  clock_.advance_ms(15 * kMinuteMs);
  open();
  hub_->drain();
  open();
  hub_->drain();
  EXPECT_EQ(tea_stock(), "10 0 0");
  EXPECT_EQ(number("SELECT count(*) FROM stock_movements WHERE kind = 8"), 5);
  EXPECT_EQ(timers(), 0);
  expect_proved();
}

}  // namespace
}  // namespace ordo::flows
