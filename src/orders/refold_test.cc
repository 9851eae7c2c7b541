// What an order comes to by its parcels, and what holds it: counters, headline, holds.
#include <gtest/gtest.h>

#include "orders/rules.h"
#include "orders/test_support.h"

namespace ordo::orders {
namespace {

using facts::ParcelStatus;
using facts::RefundStatus;
using facts::Status;

TEST(Parcels, an_order_split_in_two_is_partially_shipped_until_both_are_on_their_way) {
  Order o = placed(Status::kPaid);
  take(o, scan("t1", ParcelStatus::kInTransit, minute(20), "", {{"1", 2}}), 2);
  EXPECT_EQ(o.status, Status::kPartiallyShipped);
  EXPECT_EQ(o.lines[0].shipped, 2);
  EXPECT_EQ(o.lines[1].shipped, 0);
  take(o, scan("t2", ParcelStatus::kLabelPrinted, minute(21), "", {{"2", 4}}), 3);
  EXPECT_EQ(o.status, Status::kPartiallyShipped);
  EXPECT_EQ(o.lines[1].packed, 4);
  take(o, scan("t2", ParcelStatus::kInTransit, minute(30), "", {{"2", 4}}), 4);
  EXPECT_EQ(o.status, Status::kInTransit);
}

TEST(Parcels, the_order_is_delivered_when_the_last_parcel_is) {
  Order o = placed(Status::kPaid);
  take(o, scan("t1", ParcelStatus::kDelivered, minute(20), "", {{"1", 2}}), 2);
  take(o, scan("t2", ParcelStatus::kInTransit, minute(21), "", {{"2", 4}}), 3);
  EXPECT_EQ(o.status, Status::kInTransit);
  EXPECT_EQ(o.lines[0].delivered, 2);
  take(o, scan("t2", ParcelStatus::kDelivered, minute(60), "", {{"2", 4}}), 4);
  EXPECT_EQ(o.status, Status::kDelivered);
  EXPECT_EQ(o.lines[1].delivered, 4);
}

TEST(Parcels, a_parcel_that_names_no_lines_holds_the_whole_order) {
  Order o = placed(Status::kPaid);
  take(o, scan("t1", ParcelStatus::kInTransit, minute(20)), 2);
  EXPECT_EQ(o.status, Status::kInTransit);
  EXPECT_EQ(o.lines[0].shipped, 2);
  EXPECT_EQ(o.lines[1].shipped, 4);
}

TEST(Parcels, a_channel_that_reports_no_parcels_still_counts) {
  Order o = placed(Status::kDelivered);
  EXPECT_EQ(o.lines[0].delivered, 2);
  EXPECT_EQ(o.lines[0].packed, 2);
}

TEST(Parcels, couriers_do_not_drag_an_order_back_that_the_channel_calls_completed) {
  Order o = placed(Status::kCompleted);
  take(o, scan("t1", ParcelStatus::kInTransit, minute(20)), 2);
  EXPECT_EQ(o.status, Status::kCompleted);
}

TEST(Parcels, goods_that_come_back_are_counted) {
  Order o = placed(Status::kPaid);
  take(o, scan("t1", ParcelStatus::kRefused, minute(20), "", {{"1", 1}}), 2);
  take(o, scan("t1", ParcelStatus::kReturning, minute(30), "", {{"1", 1}}), 3);
  EXPECT_EQ(o.lines[0].returned, 1);
}

TEST(Parcels, an_order_that_came_back_is_closed_once_all_money_is_given_back) {
  Order o = placed(Status::kPaid);
  take(o, scan("t1", ParcelStatus::kReturning, minute(20)), 2);
  EXPECT_EQ(o.status, Status::kInTransit);
  take(o, refund("r1", RefundStatus::kDone, minute(30), 400), 3);
  EXPECT_EQ(o.status, Status::kInTransit) << "a part was given back";
  take(o, refund("r2", RefundStatus::kDone, minute(40), 600), 4);
  EXPECT_EQ(o.status, Status::kClosed);
  EXPECT_NO_THROW(check(o));
}

TEST(Parcels, money_given_back_for_goods_that_stay_is_no_return) {
  Order o = placed(Status::kPaid);
  take(o, scan("t1", ParcelStatus::kReturning, minute(20), "", {{"1", 2}}), 2);
  take(o, scan("t2", ParcelStatus::kDelivered, minute(21), "", {{"2", 4}}), 3);
  take(o, refund("r1", RefundStatus::kDone, minute(30), 1000), 4);
  EXPECT_EQ(o.status, Status::kRefunded);
}

TEST(Parcels, a_finished_return_brings_goods_back_and_is_not_counted_beside_their_parcel) {
  Order o = placed(Status::kDelivered);
  auto back = refund("r1", RefundStatus::kInProgress, minute(20), 1000, {{"1", 1}, {"2", 4}});
  back.kind = "return_and_refund";
  take(o, back, 2);
  EXPECT_EQ(o.lines[1].returned, 0) << "it is only asked for";
  back.status = RefundStatus::kDone;
  back.observed_at = minute(30);
  take(o, back, 3);
  take(o, scan("t1", ParcelStatus::kReturning, minute(31), "", {{"1", 1}}), 4);
  EXPECT_EQ(o.lines[0].returned, 1);
  EXPECT_EQ(o.lines[1].returned, 4);
}

TEST(Parcels, counters_never_exceed_what_was_ordered) {
  Order o = placed(Status::kPaid);
  take(o, scan("t1", ParcelStatus::kDelivered, minute(20), "", {{"1", 2}}), 2);
  take(o, scan("t2", ParcelStatus::kDelivered, minute(21), "", {{"1", 2}}), 3);
  EXPECT_EQ(o.lines[0].delivered, 2);
  EXPECT_NO_THROW(check(o));
}

TEST(Holds, goods_that_the_hub_does_not_know_are_held) {
  Order o = bare_order();
  auto fact = order_fact(Status::kPaid, minute(10));
  fact.lines[1].sku.clear();
  take(o, fact, 1);
  EXPECT_TRUE(held(o, "unmatched_goods"));
  fact.lines[1].sku = "SKU-2";
  fact.observed_at = minute(11);
  take(o, fact, 2);
  EXPECT_FALSE(held(o, "unmatched_goods"));
  fact.lines.clear();
  fact.observed_at = minute(12);
  take(o, fact, 3);
  EXPECT_TRUE(held(o, "unmatched_goods"));
}

TEST(Holds, more_or_less_money_than_asked_for_is_held) {
  Order o = placed(Status::kPendingPayment);
  take(o, payment("p1", 1001, minute(20)), 2);
  EXPECT_EQ(o.axes.payment, Payment::kPaid);
  EXPECT_TRUE(held(o, "amount_difference"));
}

TEST(Holds, cancelled_with_money_held_asks_for_the_refund) {
  Order o = placed(Status::kPaid);
  take(o, facts::CancelFact{"A-1", "A-1", minute(20), "no stock"}, 2);
  EXPECT_EQ(o.status, Status::kRefunding);
  EXPECT_TRUE(held(o, "refund_due"));
  take(o, refund("r1", RefundStatus::kDone, minute(30), 1000), 3);
  EXPECT_EQ(o.status, Status::kClosed);
  EXPECT_FALSE(held(o, "refund_due"));
}

TEST(Holds, cancelled_without_money_needs_nobody) {
  Order o = placed(Status::kPendingPayment);
  take(o, facts::CancelFact{"A-1", "A-1", minute(20), ""}, 2);
  EXPECT_EQ(o.status, Status::kCancelled);
  EXPECT_TRUE(o.holds.empty());
}

TEST(Holds, a_channel_that_does_not_say_what_was_paid_makes_no_difference) {
  Order o = bare_order();
  facts::OrderFact f = order_fact(Status::kPaid, minute(1));
  f.amounts.paid = 0;
  take(o, f, 1);
  EXPECT_FALSE(held(o, "amount_difference"));
  f.observed_at = minute(2);
  f.amounts.paid = 999;
  take(o, f, 2);
  EXPECT_TRUE(held(o, "amount_difference"));
}

TEST(Holds, more_given_back_than_was_paid_waits_for_a_person) {
  Order o = placed(Status::kPaid);
  take(o, refund("r1", RefundStatus::kDone, minute(20), 1000), 2);
  EXPECT_FALSE(held(o, "refund_exceeds_paid"));
  take(o, refund("r2", RefundStatus::kDone, minute(21), 1), 3);
  EXPECT_TRUE(held(o, "refund_exceeds_paid"));
}

TEST(Holds, a_burst_is_held_until_its_tag_is_taken_away) {
  Order o = placed(Status::kPaid);
  o.tags.emplace_back(kBurstTag);
  refold(o, defaults());
  EXPECT_TRUE(held(o, "suspected_burst"));
  o.tags.clear();
  refold(o, defaults());
  EXPECT_FALSE(held(o, "suspected_burst"));
}

}  // namespace
}  // namespace ordo::orders
