// Orders of ours that come back from where they were pushed (B24).
#include "flows/echo_flow.h"

#include <gtest/gtest.h>

#include "flows/prove.h"
#include "flows/test_support.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

using core::MessageState;
using facts::Status;

class EchoFlow : public HubTest {
 protected:
  EchoFlow() {
    shop("shop-b");
    receive(order_event("A-1", "paid", 0, kBuyer));
  }
  core::Outcome pushed(const std::string& number = "", const std::string& code = "shop-b") {
    json::object body{{"id", find("A-1").value}, {"shop", shop_id(code).value}};
    if (!number.empty()) body["channel_order_no"] = number;
    return command("orders.pushed", body, shop_id());
  }
  std::string mark() { return R"("custom":{"ordo_order_no":")" + order("A-1").order_no + R"("})"; }
  core::Outcome comes_back(const std::string& number, const std::string& status = "paid",
                           int64_t minutes = 10, const std::string& more = "") {
    return receive(order_event(number, status, minutes, more), "shop-b");
  }
  int64_t orders_kept() { return number("SELECT count(*) FROM orders"); }
  std::vector<std::string> alerts() { return texts("SELECT kind FROM alerts ORDER BY id"); }
  std::string code_of(const core::Outcome& o) {
    const json::value body = json::parse(o.answer.body);
    const json::value* code = body.as_object().if_contains("code");
    return code ? std::string(code->as_string()) : "";
  }
  std::vector<std::string> complaints() {
    return prove(hub_->database(), hub_->inbox(), hub_->keyring()).complaints;
  }
  void spoil(const char* sql) {
    auto uow = hub_->database().begin();
    uow.execute({"test.spoil", sql}, {});
    uow.commit();
  }
};

TEST_F(EchoFlow, an_order_pushed_under_a_number_comes_back_as_a_mirror_and_no_second_order) {
  EXPECT_EQ(pushed("B-9").answer.status, 201);
  const orders::Order before = order("A-1");
  const core::Outcome outcome = comes_back("b-9", "pending_payment");
  EXPECT_EQ(outcome.state, MessageState::kIgnored);
  EXPECT_EQ(outcome.code, "echo");
  EXPECT_EQ(outcome.order, before.id);
  EXPECT_EQ(orders_kept(), 1);
  const orders::Order now = order("A-1");
  EXPECT_EQ(now.axes, before.axes);
  EXPECT_EQ(now.observations, before.observations);
  ASSERT_EQ(now.mirrors.size(), 2u);
  EXPECT_EQ(now.mirrors[1].system, "standard:shop-b");
  EXPECT_EQ(now.mirrors[1].status, "pending_payment");
  EXPECT_TRUE(complaints().empty()) << complaints().front();
  expect_whole_history();
}

TEST_F(EchoFlow, what_was_pushed_is_known_after_a_restart_too) {
  EXPECT_EQ(pushed("B-9").answer.status, 201);
  open();
  EXPECT_EQ(comes_back("b-9").code, "echo");
  open();
  EXPECT_EQ(pushed("B-9").answer.status, 200);
  EXPECT_EQ(comes_back("b-9", "paid", 20).code, "echo");
  EXPECT_EQ(orders_kept(), 1);
}

TEST_F(EchoFlow, whatever_comes_later_under_that_number_reaches_the_mirror_only) {
  pushed("B-9");
  comes_back("B-9", "paid", 10);
  const orders::Order before = order("A-1");
  const auto paid = receive(
      event("order.paid", 11,
            fmt::format(R"("channel_order_no":"B-9","paid_at":"{}","amount":7,"payment_no":"p")",
                        at(11))),
      "shop-b");
  EXPECT_EQ(paid.code, "echo");
  EXPECT_EQ(order("A-1"), before) << "a payment is no status of the whole order";
  EXPECT_EQ(receive(shipment_event("B-9", "T-1", "picked_up", 12), "shop-b").code, "echo");
  EXPECT_EQ(receive(event("order.cancelled", 13, R"("channel_order_no":"B-9")"), "shop-b").code,
            "echo");
  EXPECT_EQ(order("A-1").mirrors.at(1).status, "cancelled");
  EXPECT_EQ(order("A-1").status, Status::kPaid);
  EXPECT_TRUE(complaints().empty());
}

TEST_F(EchoFlow, our_mark_teaches_the_number_that_was_not_known) {
  EXPECT_EQ(pushed().answer.status, 201);
  EXPECT_EQ(comes_back("B-9", "paid", 10, mark()).code, "echo");
  open();
  EXPECT_EQ(comes_back("B-9", "delivered", 20).code, "echo") << "without the mark, by its number";
  EXPECT_EQ(orders_kept(), 1);
  EXPECT_EQ(order("A-1").mirrors.at(1).status, "delivered");
  EXPECT_EQ(texts("SELECT kind FROM events WHERE version = 0 AND order_id > 0 ORDER BY seq"),
            (std::vector<std::string>{"order.pushed", "order.echoed"}));
  EXPECT_TRUE(complaints().empty()) << complaints().front();
}

TEST_F(EchoFlow, what_waited_under_the_number_is_released_when_it_is_known) {
  pushed();
  EXPECT_EQ(receive(event("order.cancelled", 13, R"("channel_order_no":"B-9")"), "shop-b").state,
            MessageState::kWaiting);
  comes_back("B-9", "paid", 10, mark());
  EXPECT_EQ(number("SELECT count(*) FROM waiting"), 0);
  EXPECT_EQ(order("A-1").mirrors.at(1).status, "cancelled");
}

TEST_F(EchoFlow, in_one_batch_too) {
  pushed();
  submit(event("order.cancelled", 13, R"("channel_order_no":"B-9")"), "shop-b");
  submit(order_event("B-9", "paid", 10, mark()), "shop-b");
  submit(order_event("B-9", "paid", 11), "shop-b");
  hub_->drain();
  EXPECT_EQ(number("SELECT count(*) FROM waiting"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM messages WHERE code = 'echo'"), 3);
  EXPECT_EQ(orders_kept(), 1);
}

// --- A mark alone proves nothing: buyers can write it too ---

TEST_F(EchoFlow, a_mark_without_a_record_of_a_push_suppresses_no_order) {
  EXPECT_EQ(comes_back("B-9", "paid", 10, mark()).state, MessageState::kApplied);
  EXPECT_EQ(orders_kept(), 2);
  EXPECT_EQ(alerts(), std::vector<std::string>{"echo_unproved"});
  EXPECT_EQ(order("B-9", "shop-b").tags, std::vector<std::string>{"echo_unproved"});
  comes_back("B-9", "paid", 20, mark());
  EXPECT_EQ(alerts().size(), 1u) << "said when it was placed";
}

TEST_F(EchoFlow, a_push_to_one_shop_proves_nothing_for_another) {
  shop("shop-c");
  pushed("", "shop-c");
  EXPECT_EQ(comes_back("B-9", "paid", 10, mark()).state, MessageState::kApplied);
  EXPECT_EQ(orders_kept(), 2);
}

TEST_F(EchoFlow, a_mark_under_another_number_than_the_known_one_is_a_second_order) {
  pushed("B-1");
  EXPECT_EQ(comes_back("B-9", "paid", 10, mark()).state, MessageState::kApplied);
  EXPECT_EQ(orders_kept(), 2);
  EXPECT_EQ(alerts(), std::vector<std::string>{"echo_unproved"});
}

TEST_F(EchoFlow, a_mark_of_no_order_of_ours_is_unproved) {
  pushed();
  for (const char* forged : {"SO20260122-999999", "SO-", "20260122", "SO19990101-1"}) {
    comes_back(std::string("B-") + forged, "paid", 10,
               fmt::format(R"("custom":{{"ordo_order_no":"{}"}})", forged));
  }
  EXPECT_EQ(orders_kept(), 5);
  EXPECT_EQ(alerts(), std::vector<std::string>{"echo_unproved"});
  EXPECT_EQ(number("SELECT count FROM alerts"), 4) << "one finding, met four times";
}

// --- Registering ---

TEST_F(EchoFlow, the_same_again_is_answered_alike_and_a_number_may_be_told_later) {
  EXPECT_EQ(pushed().answer.status, 201);
  EXPECT_EQ(pushed().answer.status, 200);
  EXPECT_EQ(pushed("B-9").answer.status, 200);
  EXPECT_EQ(pushed("b-9").answer.status, 200);
  EXPECT_EQ(json::parse(pushed().answer.body).at("channel_order_no").as_string(), "B-9");
  EXPECT_EQ(number("SELECT count(*) FROM events WHERE kind = 'order.pushed'"), 2);
  EXPECT_EQ(comes_back("B-9").code, "echo");
  EXPECT_TRUE(complaints().empty()) << complaints().front();
}

TEST_F(EchoFlow, what_cannot_have_been_pushed_is_refused_and_leaves_nothing) {
  EXPECT_EQ(code_of(pushed("", "shop-a")), "pushed_to_own_shop");
  EXPECT_EQ(code_of(command("orders.pushed", {{"id", 99}, {"shop", shop_id("shop-b").value}})),
            "order_not_found");
  EXPECT_EQ(code_of(command("orders.pushed", {{"id", find("A-1").value}, {"shop", 999}})),
            "unknown_shop");
  comes_back("B-1");
  EXPECT_EQ(code_of(pushed("B-1")), "number_taken") << "it came in as an order of its own";
  pushed("B-2");
  EXPECT_EQ(code_of(pushed("B-3")), "pushed_already");
  receive(order_event("A-2"));
  EXPECT_EQ(code_of(command("orders.pushed", {{"id", find("A-2").value},
                                              {"shop", shop_id("shop-b").value},
                                              {"channel_order_no", "B-2"}})),
            "number_taken");
  EXPECT_EQ(number("SELECT count(*) FROM pushed_orders"), 1);
}

TEST_F(EchoFlow, nobody_creates_an_order_under_a_number_that_is_a_pushed_one) {
  pushed("B-9");
  const auto outcome = command("orders.create", {}, shop_id("shop-b"), order_event("B-9"));
  EXPECT_EQ(outcome.answer.status, 409) << outcome.answer.body;
  EXPECT_EQ(code_of(outcome), "order_exists");
  EXPECT_EQ(orders_kept(), 1);
}

// --- The proof ---

TEST_F(EchoFlow, the_proof_finds_a_row_that_history_does_not_tell) {
  pushed("B-9");
  spoil("UPDATE pushed_orders SET order_no_clean = 'B-8'");
  ASSERT_EQ(complaints().size(), 1u);
  EXPECT_NE(complaints().front().find("was not pushed to shop"), std::string::npos);
}

TEST_F(EchoFlow, the_proof_finds_a_push_that_left_no_row) {
  pushed("B-9");
  spoil("DELETE FROM pushed_orders");
  ASSERT_EQ(complaints().size(), 1u);
  EXPECT_NE(complaints().front().find("left no row"), std::string::npos);
}

}  // namespace
}  // namespace ordo::flows
