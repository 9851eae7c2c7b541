// Moves and resets by hand.
#include <gtest/gtest.h>

#include "orders/test_support.h"

namespace ordo::orders {
namespace {

using facts::ParcelStatus;
using facts::RefundStatus;
using facts::Status;

Result<> move(Order& o, Status to, const std::string& transaction,
              const Lifecycles& lifecycles = defaults()) {
  return move_by_hand(o, to, "because", by_person(transaction), lifecycles);
}

void expect_moved(Order& o, Status to, const std::string& transaction) {
  auto moved = move(o, to, transaction);
  ASSERT_TRUE(moved.has_value()) << moved.error().detail;
  EXPECT_EQ(o.status, to);
}

TEST(MoveByHand, step_by_step_an_order_goes_all_its_way) {
  Order o = placed(Status::kPendingPayment);
  int n = 0;
  for (const Status to :
       {Status::kPaid, Status::kAwaitingAllocation, Status::kLabelPrinted, Status::kPickedUp,
        Status::kInTransit, Status::kDelivered, Status::kCompleted}) {
    expect_moved(o, to, "t" + std::to_string(++n));
  }
  EXPECT_NO_THROW(check(o));
}

TEST(MoveByHand, allocation_label_and_pick_up_cannot_be_skipped) {
  Order o = placed(Status::kAwaitingAllocation);
  const Order before = o;
  auto refused = move(o, Status::kPickedUp, "t1");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "transition_refused");
  EXPECT_EQ(refused.error().kind, ErrorClass::kRefused);
  EXPECT_EQ(refused.error().detail,
            "fulfilment cannot go from awaiting_allocation to picked_up by hand; from here it can "
            "go to label_printed, cancelled");
  EXPECT_EQ(o, before);
}

TEST(MoveByHand, delivered_never_goes_back_to_awaiting_allocation) {
  Order o = placed(Status::kDelivered);
  EXPECT_FALSE(move(o, Status::kAwaitingAllocation, "t1").has_value());
}

TEST(MoveByHand, where_nothing_is_allowed_the_refusal_says_so) {
  Order o = placed(Status::kCompleted);
  auto refused = move(o, Status::kCancelled, "t1");
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().detail.find("it can go to nothing"), std::string::npos);
}

TEST(MoveByHand, what_was_asked_under_a_transaction_id_is_known) {
  Order o = placed(Status::kPaid);
  expect_moved(o, Status::kAwaitingAllocation, "t1");
  EXPECT_TRUE(asked_already(o, "t1", Status::kAwaitingAllocation, false));
  EXPECT_FALSE(asked_already(o, "t2", Status::kAwaitingAllocation, false));
  EXPECT_FALSE(asked_already(o, "t1", Status::kLabelPrinted, false)) << "that is another write";
  EXPECT_FALSE(asked_already(o, "t1", Status::kAwaitingAllocation, true));
}

TEST(MoveByHand, to_where_the_order_is_already_is_refused) {
  Order o = placed(Status::kPaid);
  EXPECT_EQ(move(o, Status::kPaid, "t1").error().code, "transition_refused");
}

TEST(MoveByHand, moving_goods_takes_no_money) {
  Order o = placed(Status::kPendingPayment);
  expect_moved(o, Status::kAwaitingAllocation, "t1");
  EXPECT_EQ(o.axes.payment, Payment::kUnpaid);
}

TEST(MoveByHand, an_order_with_a_part_given_back_can_still_be_sent) {
  Order o = placed(Status::kPaid);
  take(o, refund("r1", RefundStatus::kDone, minute(20), 100), 2);
  expect_moved(o, Status::kAwaitingAllocation, "t1");
  EXPECT_EQ(o.axes.payment, Payment::kPartiallyRefunded);
}

TEST(MoveByHand, a_paid_order_is_refunded_or_closed_by_hand) {
  Order refunded = placed(Status::kPaid);
  expect_moved(refunded, Status::kRefunded, "t1");
  Order closed = placed(Status::kPaid);
  expect_moved(closed, Status::kClosed, "t1");
  EXPECT_EQ(closed.axes.fulfilment, Fulfilment::kCancelled);
}

TEST(MoveByHand, a_case_that_was_rejected_is_opened_again) {
  Order o = placed(Status::kPaid);
  take(o, refund("r1", RefundStatus::kRejected, minute(20), 100), 2);
  expect_moved(o, Status::kRefunding, "t1");
  take(o, refund("r1", RefundStatus::kDone, minute(2000), 100), 3);
  EXPECT_EQ(o.axes.after_sale, AfterSale::kDone) << "until the case itself moves again";
}

TEST(MoveByHand, what_the_configuration_allows_by_hand_happens_even_backwards) {
  std::string text(default_lifecycles_json());
  const std::string hand = R"("hand": [["none","awaiting_allocation"],)";
  text.replace(text.find(hand), hand.size(), hand + R"(["delivered","in_transit"],)");
  auto lifecycles = parse_lifecycles(text);
  ASSERT_TRUE(lifecycles.has_value());
  Order o = placed(Status::kDelivered);
  ASSERT_TRUE(move(o, Status::kInTransit, "t1", **lifecycles).has_value());
  EXPECT_EQ(o.status, Status::kInTransit);
}

TEST(MoveByHand, who_why_and_with_which_transaction_is_recorded) {
  Order o = placed(Status::kPaid);
  expect_moved(o, Status::kAwaitingAllocation, "t1");
  const Observation& x = o.observations.back();
  EXPECT_TRUE(x.by_hand);
  EXPECT_EQ(x.actor, "key:7");
  EXPECT_EQ(x.reason, "because");
  EXPECT_EQ(x.transaction_id, "t1");
  EXPECT_EQ(x.from, static_cast<int>(Fulfilment::kNone));
}

// --- Reset (A8) ---

void expect_reset(Order& o, Status to) {
  auto done = reset(o, to, "mended", by_person("t1"), defaults());
  ASSERT_TRUE(done.has_value()) << done.error().detail;
  EXPECT_EQ(o.status, to);
}

void expect_unreachable(Order o, Status to, Status instead) {
  const Order before = o;
  auto refused = reset(o, to, "mended", by_person("t1"), defaults());
  ASSERT_FALSE(refused.has_value()) << facts::name(to);
  EXPECT_EQ(refused.error().code, "status_not_reachable");
  EXPECT_EQ(refused.error().kind, ErrorClass::kRefused);
  EXPECT_EQ(refused.error().fields.at(0).detail,
            "the order would be " + std::string(facts::name(instead)));
  EXPECT_EQ(o, before);
}

TEST(Reset, overrules_whatever_was) {
  for (int s = 0; s < facts::kStatusCount; ++s) {
    const auto to = static_cast<Status>(s);
    if (to == Status::kRefunding) continue;  // there is no money to give back
    Order o = placed(Status::kCompleted);
    expect_reset(o, to);
    EXPECT_NO_THROW(check(o));
  }
}

TEST(Reset, overrules_earlier_scans_and_later_scans_move_again) {
  Order o = placed(Status::kPaid);
  take(o, scan("t1", ParcelStatus::kDelivered, minute(20)), 2);
  ASSERT_EQ(o.status, Status::kDelivered);
  expect_reset(o, Status::kLabelPrinted);
  take(o, scan("t1", ParcelStatus::kInTransit, minute(30)), 3);
  EXPECT_EQ(o.status, Status::kLabelPrinted) << "a late scan from before is history";
  take(o, scan("t1", ParcelStatus::kInTransit, minute(2000)), 4);
  EXPECT_EQ(o.status, Status::kInTransit) << "what the parcel is said to have been is overruled";
  take(o, scan("t1", ParcelStatus::kDelivered, minute(2001)), 5);
  EXPECT_EQ(o.status, Status::kDelivered);
}

TEST(Reset, overrules_a_scan_whose_clock_is_ahead) {
  Order o = placed(Status::kPaid);
  take(o, scan("t1", ParcelStatus::kDelivered, minute(1005)), 2);
  expect_reset(o, Status::kLabelPrinted);
}

TEST(Reset, overrules_an_open_case_until_the_case_moves_again) {
  Order o = placed(Status::kPaid);
  take(o, refund("r1", RefundStatus::kRequested, minute(20), 100), 2);
  expect_reset(o, Status::kPaid);
  EXPECT_EQ(o.axes.after_sale, AfterSale::kNone);
  take(o, refund("r1", RefundStatus::kInProgress, minute(2000), 100), 3);
  EXPECT_EQ(o.status, Status::kRefunding);
}

TEST(Reset, moves_no_money) {
  Order o = placed(Status::kPaid);
  take(o, payment("p1", 1000, minute(20)), 2);
  expect_reset(o, Status::kDelivered);
  EXPECT_EQ(o.paid, 1000);
  EXPECT_EQ(o.axes.payment, Payment::kPaid);
}

TEST(Reset, that_would_end_elsewhere_is_refused_and_changes_nothing) {
  Order paid = placed(Status::kPaid);
  take(paid, payment("p1", 1000, minute(20)), 2);
  expect_unreachable(paid, Status::kPendingPayment, Status::kPaid);
  expect_unreachable(paid, Status::kCancelled, Status::kRefunding);
  expect_unreachable(placed(Status::kPendingPayment), Status::kRefunding, Status::kPendingPayment);
  Order given_back = placed(Status::kDelivered);
  take(given_back, payment("p1", 1000, minute(20)), 2);
  take(given_back, refund("r1", RefundStatus::kDone, minute(30), 1000), 3);
  expect_unreachable(given_back, Status::kPaid, Status::kRefunded);
}

TEST(Reset, whose_word_is_out_of_reach_says_why) {
  Order o = placed(Status::kPaid);
  auto refused = reset(o, Status::kCancelled, "mended", by_person("t1"), defaults());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(
      refused.error().detail,
      "a reset to cancelled would leave the order refunding: with payment paid, fulfilment "
      "cancelled and after-sale none that is what it is, and a reset takes no money and gives "
      "none back");
  EXPECT_EQ(refused.error().fields.at(0).pointer, "/to");
}

}  // namespace
}  // namespace ordo::orders
