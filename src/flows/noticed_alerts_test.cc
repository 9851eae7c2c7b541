// What is noticed while an order takes over a view becomes alerts.
#include "flows/noticed_alerts.h"

#include <gtest/gtest.h>

#include "core/alert_detail.h"
#include "flows/order_flows.h"
#include "flows/test_support.h"

namespace ordo::flows {
namespace {

using core::MessageState;
using facts::Status;

class NoticedAlerts : public HubTest {
 protected:
  std::vector<std::string> alerts() { return texts("SELECT kind FROM alerts ORDER BY id"); }
};

TEST_F(NoticedAlerts, a_forbidden_step_is_recorded_refused_and_alerted) {
  receive(order_event("A-1", "delivered", 0));
  const auto outcome = receive(order_event("A-1", "awaiting_allocation", 10));
  EXPECT_EQ(outcome.state, MessageState::kApplied) << "the message itself is dealt with";
  EXPECT_EQ(order("A-1").status, Status::kDelivered);
  EXPECT_EQ(alerts().back(), "transition_refused");
}

TEST_F(NoticedAlerts, a_shop_that_repeats_its_contradiction_has_one_alert_that_counts_up) {
  receive(order_event("A-1", "delivered", 0));
  for (int i = 1; i <= 5; ++i) {
    EXPECT_EQ(receive(order_event("A-1", "awaiting_allocation", 10 * i)).code,
              i == 1 ? "" : kRefusedAgain)
        << "its trace calls it refused";
  }
  EXPECT_EQ(std::ranges::count(order("A-1").observations, orders::Verdict::kRefused,
                               &orders::Observation::verdict),
            1);
  EXPECT_EQ(std::ranges::count(alerts(), "transition_refused"), 1);
  EXPECT_EQ(number("SELECT count FROM alerts WHERE kind = 'transition_refused'"), 5);
}

TEST_F(NoticedAlerts, a_jump_is_explained) {
  receive(order_event("A-1", "pending_payment", 0));
  receive(order_event("A-1", "completed", 10));
  EXPECT_EQ(alerts(), std::vector<std::string>{"status_jump"});
}

TEST_F(NoticedAlerts, an_order_that_was_completed_before_it_was_first_seen_did_not_jump) {
  receive(order_event("A-1", "completed", 0));
  EXPECT_NE(order("A-1").observations.back().via, "") << "its trace names the inferred steps";
  EXPECT_EQ(alerts(), std::vector<std::string>{});
}

TEST_F(NoticedAlerts, another_amount_of_a_known_payment_names_both_in_the_orders_currency) {
  receive(order_event("A-1"));
  for (const int amount : {600, 700}) {
    receive(event("order.paid", amount / 100,
                  fmt::format(R"("channel_order_no":"A-1","paid_at":"{}","amount":{},)"
                              R"("payment_no":"p1")",
                              at(1), amount)));
  }
  ASSERT_EQ(alerts(), std::vector<std::string>{"transition_refused"});
  const auto values = core::alert_fields(texts("SELECT detail FROM alerts").front());
  ASSERT_TRUE(values);
  EXPECT_EQ(values->at("payment"), "p1");
  EXPECT_EQ(values->at("was"), "6.00 CNY");
  EXPECT_EQ(values->at("said"), "7.00 CNY");
}

}  // namespace
}  // namespace ordo::flows
