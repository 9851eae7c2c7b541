// Systems that an order was pushed to, and that do not say what we say.
#include "watch/mirrors.h"

#include "core/alert_detail.h"
#include "flows/test_support.h"
#include "watch/patrol.h"

namespace ordo::watch {
namespace {

using enum facts::Status;

TEST(Mirrors, statuses_of_one_group_agree_and_so_do_all_by_which_an_order_is_called_off) {
  const auto& groups = orders::default_status_groups();
  EXPECT_TRUE(agree(kAwaitingAllocation, kPaid, groups));
  EXPECT_TRUE(agree(kRefunding, kCancelled, groups)) << "cancelled while money is held";
  EXPECT_TRUE(agree(kRefunded, kClosed, groups));
  EXPECT_FALSE(agree(kPickedUp, kPaid, groups));
  EXPECT_FALSE(agree(kRefunding, kPaid, groups));
  EXPECT_FALSE(agree(kCancelled, kInTransit, groups));
}

class MirrorsTest : public flows::HubTest {
 protected:
  MirrorsTest() {
    shop("shop-b");
    receive(flows::order_event("A-1", "paid", 0));
    clock_.advance_ms(kMinuteMs);
  }
  void push_to_b() {
    const core::Outcome pushed = command(
        "orders.pushed",
        {{"id", find("A-1").value}, {"shop", shop_id("shop-b").value}, {"channel_order_no", "B-9"}},
        shop_id());
    ASSERT_EQ(pushed.answer.status, 201) << pushed.answer.body;
  }
  void says(const char* code, const char* number, const char* status, int64_t minutes) {
    receive(flows::order_event(number, status, minutes), code);
  }
  int64_t differing_after(int64_t minutes) {
    clock_.advance_ms(minutes * kMinuteMs);
    patrol_.walk();
    hub_->drain();
    const auto findings = patrol_.findings();
    const auto found = findings.find("mirrors_differ");
    return found == findings.end() ? 0 : found->second;
  }

  Patrol patrol_{*hub_};
};

TEST_F(MirrorsTest, a_shop_that_does_not_follow_for_five_minutes_is_found_until_it_does) {
  push_to_b();
  says("shop-b", "B-9", "paid", 10);
  EXPECT_EQ(differing_after(6), 0) << "they agree";
  says("shop-a", "A-1", "cancelled", 60);
  EXPECT_EQ(differing_after(4), 0) << "five minutes are allowed";
  EXPECT_EQ(differing_after(1), 1);
  EXPECT_EQ(number("SELECT order_id FROM alerts WHERE kind = 'mirrors_differ'"), find("A-1").value);
  const std::string detail =
      texts("SELECT detail FROM alerts WHERE kind = 'mirrors_differ'").front();
  const auto values = core::alert_fields(detail);
  ASSERT_TRUE(values) << detail;
  EXPECT_EQ(values->at("system"), "standard:shop-b");
  EXPECT_EQ(values->at("theirs"), "paid");
  EXPECT_EQ(values->at("ours"), "refunding") << "its money is still held";
  EXPECT_EQ(differing_after(60), 1) << "as long as it lasts";
  EXPECT_EQ(number("SELECT count(*) FROM alerts WHERE kind = 'mirrors_differ'"), 1);
  says("shop-b", "B-9", "cancelled", 100);
  EXPECT_EQ(differing_after(6), 0);
}

TEST_F(MirrorsTest, what_differed_before_a_start_is_found_after_it) {
  push_to_b();
  says("shop-b", "B-9", "paid", 10);
  says("shop-a", "A-1", "cancelled", 60);
  clock_.advance_ms(kHourMs);
  EXPECT_EQ(differing_after(0), 1);
}

TEST_F(MirrorsTest, a_shop_that_has_told_of_a_part_since_has_no_last_word_of_the_whole) {
  push_to_b();
  says("shop-b", "B-9", "pending_payment", 10);
  receive(flows::event("order.paid", 11,
                       R"("channel_order_no":"B-9","payment_no":"P-1","amount":1000,"paid_at":")" +
                           flows::at(11) + '"'),
          "shop-b");
  EXPECT_EQ(differing_after(10), 0);
}

TEST_F(MirrorsTest, the_orders_own_shop_follows_only_where_it_is_told) {
  const core::Outcome moved = command("orders.transition", {{"id", find("A-1").value},
                                                            {"to", "cancelled"},
                                                            {"transaction_id", flows::kTransaction},
                                                            {"reason", "out of stock"}});
  ASSERT_EQ(moved.answer.status, 200) << moved.answer.body;
  EXPECT_EQ(differing_after(10), 0) << "nobody tells it";
  command("config.shop", {{"code", "shop-a"}, {"callback_url", "https://erp.example/hook"}});
  says("shop-a", "A-1", "paid", 1);
  EXPECT_EQ(differing_after(10), 1);
  command("config.shop", {{"code", "shop-a"}, {"paused", true}});
  EXPECT_EQ(differing_after(1), 0);
}

TEST_F(MirrorsTest, an_order_that_was_pushed_nowhere_is_compared_with_nothing) {
  says("shop-a", "A-1", "cancelled", 60);
  EXPECT_EQ(differing_after(10), 0);
}

}  // namespace
}  // namespace ordo::watch
