// What observations come to, whatever the order in which they arrive.
#include "orders/fold.h"

#include <gtest/gtest.h>

#include "orders/test_support.h"

namespace ordo::orders {
namespace {

using facts::ParcelStatus;
using facts::Status;

const Observation& last(const Order& o) { return o.observations.back(); }

TEST(Fold, late_observation_completes_history_without_moving_the_order) {
  Order o = placed(Status::kPaid);
  take(o, order_fact(Status::kDelivered, minute(50)), 2);
  const auto noticed = take(o, order_fact(Status::kPickedUp, minute(30)), 3);
  EXPECT_EQ(o.status, Status::kDelivered);
  EXPECT_EQ(last(o).verdict, Verdict::kMoved);
  EXPECT_EQ(last(o).to, static_cast<int>(Fulfilment::kPickedUp));
  EXPECT_TRUE(noticed.refused.empty());
  // The step that had been inferred is now known, and is no longer inferred.
  EXPECT_EQ(o.observations[1].via, "in_transit");
}

TEST(Fold, a_lagging_system_is_late_and_moves_nothing) {
  Order o = placed(Status::kPaid);
  take(o, order_fact(Status::kDelivered, minute(50)), 2);
  const auto noticed = take(o, order_fact(Status::kInTransit, minute(60)), 3, "erp:main");
  EXPECT_EQ(o.status, Status::kDelivered);
  EXPECT_EQ(last(o).verdict, Verdict::kLate);
  EXPECT_TRUE(noticed.refused.empty());
}

TEST(Fold, a_skip_infers_the_steps_between_and_is_explained) {
  Order o = placed(Status::kPendingPayment);
  const auto noticed = take(o, order_fact(Status::kCompleted, minute(20)), 2);
  EXPECT_EQ(o.status, Status::kCompleted);
  EXPECT_EQ(last(o).via, "awaiting_allocation,label_printed,picked_up,in_transit,delivered");
  ASSERT_EQ(noticed.jumps.size(), 1u);
  const Jump& jump = noticed.jumps[0];
  EXPECT_EQ(state_name(jump.axis, jump.from), "none");
  EXPECT_EQ(state_name(jump.axis, jump.to), "completed");
  EXPECT_EQ(jump.via, last(o).via);
}

TEST(Fold, what_an_order_was_before_we_first_saw_it_is_inferred_and_no_jump) {
  Order o = bare_order();
  auto noticed = take(o, order_fact(Status::kPickedUp, minute(20)), 1);
  EXPECT_EQ(last(o).via, "awaiting_allocation,label_printed");
  EXPECT_TRUE(noticed.jumps.empty());
  noticed = take(o, scan("t1", ParcelStatus::kDelivered, minute(30)), 1);
  EXPECT_EQ(last(o).via, "picked_up,in_transit");
  EXPECT_TRUE(noticed.jumps.empty()) << "told by the same message";
  noticed = take(o, order_fact(Status::kCompleted, minute(40)), 2);
  EXPECT_EQ(noticed.jumps.size(), 1u) << "we saw where it stood";
}

TEST(Fold, a_system_that_contradicts_itself_is_refused_recorded_and_noticed) {
  Order o = placed(Status::kPaid);
  take(o, order_fact(Status::kDelivered, minute(50)), 2);
  const auto noticed = take(o, order_fact(Status::kLabelPrinted, minute(60)), 3);
  EXPECT_EQ(o.status, Status::kDelivered);
  EXPECT_EQ(last(o).verdict, Verdict::kRefused);
  EXPECT_EQ(last(o).reason, "the whitelist forbids delivered to label_printed");
  ASSERT_EQ(noticed.refused.size(), 1u);
  EXPECT_EQ(state_name(noticed.refused[0].axis, noticed.refused[0].from), "delivered");
  EXPECT_EQ(state_name(noticed.refused[0].axis, noticed.refused[0].to), "label_printed");
}

TEST(Fold, a_contradiction_that_is_repeated_adds_nothing_and_is_told_of_until_it_is_settled) {
  Order o = placed(Status::kPaid);
  EXPECT_EQ(take(o, order_fact(Status::kPendingPayment, minute(20)), 2).refused.size(), 1u);
  const auto held = o.observations;
  for (int64_t i = 0; i < 20; ++i) {
    EXPECT_EQ(take(o, order_fact(Status::kPendingPayment, minute(30 + i)), 10 + i).refused.size(),
              1u);
  }
  EXPECT_EQ(o.observations, held);
  ASSERT_TRUE(settle_refusal(o, last(o).no));
  EXPECT_TRUE(take(o, order_fact(Status::kPendingPayment, minute(60)), 40).refused.empty());
}

TEST(Fold, a_contradiction_of_another_state_or_after_a_change_is_another) {
  Order o = placed(Status::kPaid);
  take(o, order_fact(Status::kDelivered, minute(20)), 2);
  take(o, order_fact(Status::kLabelPrinted, minute(30)), 3);
  take(o, order_fact(Status::kPickedUp, minute(40)), 4);
  take(o, order_fact(Status::kCompleted, minute(50)), 5);
  take(o, order_fact(Status::kLabelPrinted, minute(60)), 6);
  EXPECT_EQ(std::ranges::count(o.observations, Verdict::kRefused, &Observation::verdict), 3);
}

TEST(Fold, a_case_that_is_done_and_asked_for_again_and_again_is_one_refusal) {
  using facts::RefundStatus;
  Order o = placed(Status::kPaid);
  take(o, refund("r1", RefundStatus::kDone, minute(20), 100), 2);
  for (int64_t i = 0; i < 5; ++i) {
    take(o, refund("r1", RefundStatus::kRequested, minute(30 + i), 100), 3 + i);
  }
  EXPECT_EQ(std::ranges::count(o.observations, Verdict::kRefused, &Observation::verdict), 1);
}

TEST(Fold, what_was_refused_before_is_noticed_only_once) {
  Order o = placed(Status::kPaid);
  take(o, order_fact(Status::kDelivered, minute(50)), 2);
  take(o, order_fact(Status::kLabelPrinted, minute(60)), 3);
  EXPECT_TRUE(take(o, order_fact(Status::kCompleted, minute(70)), 4).refused.empty());
}

TEST(Fold, a_refusal_is_lifted_when_an_earlier_observation_explains_it) {
  using facts::RefundStatus;
  Order o = placed(Status::kPaid);
  take(o, refund("r1", RefundStatus::kRejected, minute(20), 100), 2);
  // From rejected to in progress, as far as was known.
  EXPECT_EQ(take(o, refund("r1", RefundStatus::kInProgress, minute(40), 100), 3).refused.size(),
            1u);
  const size_t refused = o.observations.size() - 1;
  ASSERT_EQ(o.observations[refused].verdict, Verdict::kRefused);
  EXPECT_EQ(o.axes.after_sale, AfterSale::kRejected);
  const auto noticed = take(o, refund("r1", RefundStatus::kRequested, minute(30), 100), 4);
  EXPECT_EQ(o.observations[refused].verdict, Verdict::kMoved) << "it was asked for again before";
  EXPECT_EQ(o.observations[refused].reason, "");
  EXPECT_EQ(o.axes.after_sale, AfterSale::kInProgress);
  EXPECT_TRUE(noticed.refused.empty());
}

TEST(Fold, a_refusal_that_is_folded_anew_is_not_noticed_again) {
  Order o = placed(Status::kPaid);
  take(o, order_fact(Status::kDelivered, minute(50)), 2);
  take(o, order_fact(Status::kLabelPrinted, minute(60)), 3);
  const auto noticed = take(o, order_fact(Status::kPickedUp, minute(30)), 4);
  EXPECT_EQ(o.observations[2].verdict, Verdict::kRefused);
  EXPECT_TRUE(noticed.refused.empty());
}

TEST(Fold, a_cancellation_after_completion_is_refused_and_keeps_its_reason) {
  Order o = placed(Status::kPaid);
  take(o, order_fact(Status::kCompleted, minute(50)), 2);
  take(o, facts::CancelFact{"A-1", "A-1", minute(60), "late"}, 3);
  ASSERT_EQ(last(o).verdict, Verdict::kRefused);
  EXPECT_EQ(o.status, Status::kCompleted);
  EXPECT_EQ(last(o).reason, "late") << "the reason given is kept";
}

TEST(Fold, delivered_after_cancelled_is_refused) {
  Order o = placed(Status::kPaid);
  take(o, facts::CancelFact{"A-1", "A-1", minute(20), ""}, 2);
  const auto noticed = take(o, order_fact(Status::kDelivered, minute(30)), 3);
  EXPECT_EQ(o.axes.fulfilment, Fulfilment::kCancelled);
  EXPECT_EQ(noticed.refused.size(), 1u);
}

TEST(Fold, what_is_only_implied_never_contradicts) {
  Order o = placed(Status::kPaid);
  take(o, order_fact(Status::kRefunded, minute(20)), 2);
  // "awaiting allocation" implies paid; that the money went back is known better.
  const auto noticed = take(o, order_fact(Status::kAwaitingAllocation, minute(30)), 3);
  EXPECT_EQ(o.axes.payment, Payment::kRefunded);
  EXPECT_TRUE(noticed.refused.empty());
}

TEST(Fold, at_one_moment_what_comes_earlier_in_life_goes_first) {
  for (const bool swapped : {false, true}) {
    Order o = bare_order();
    const auto label = scan("t1", ParcelStatus::kLabelPrinted, minute(5));
    const auto picked = scan("t1", ParcelStatus::kPickedUp, minute(5));
    take(o, swapped ? picked : label, 1);
    take(o, swapped ? label : picked, 2);
    EXPECT_EQ(o.parcels[0].status, ParcelStatus::kPickedUp);
    for (const Observation& x : o.observations) EXPECT_NE(x.verdict, Verdict::kRefused);
  }
}

TEST(Fold, a_part_that_left_and_the_whole_on_its_way_are_no_contradiction_within_one_second) {
  for (const bool swapped : {false, true}) {
    Order o = placed(Status::kPaid);
    const auto part = order_fact(Status::kPartiallyShipped, minute(20), 900);
    const auto whole = order_fact(Status::kInTransit, minute(20), 700);
    EXPECT_TRUE(take(o, swapped ? whole : part, 2).refused.empty());
    EXPECT_TRUE(take(o, swapped ? part : whole, 3).refused.empty());
    EXPECT_EQ(o.status, Status::kInTransit);
    EXPECT_EQ(o.amounts.total, 700) << "the content of the newer view stands";
    EXPECT_EQ(o.mirrors[0].status, "in_transit");
    for (const Observation& x : o.observations) EXPECT_NE(x.verdict, Verdict::kRefused);
  }
}

TEST(Fold, what_may_only_follow_stands_later_in_life) {
  for (const Axis axis :
       {Axis::kPayment, Axis::kFulfilment, Axis::kAfterSale, Axis::kParcel, Axis::kRefund}) {
    const Lifecycle& lifecycle = defaults().of(axis);
    for (int from = 0; from < state_count(axis); ++from) {
      for (int to = 0; to < state_count(axis); ++to) {
        const bool one_way = lifecycle.step(from, to) == Lifecycle::Step::kDirect &&
                             lifecycle.step(to, from) == Lifecycle::Step::kBack;
        if (!one_way) continue;
        EXPECT_LT(place_in_life(axis, from), place_in_life(axis, to))
            << state_name(axis, from) << " to " << state_name(axis, to);
      }
    }
  }
}

TEST(Fold, saying_the_same_again_adds_nothing) {
  Order o = placed(Status::kPaid);
  const size_t known = o.observations.size();
  for (int64_t i = 0; i < 20; ++i) take(o, order_fact(Status::kPaid, minute(20 + i)), 10 + i);
  EXPECT_EQ(o.observations.size(), known);
  EXPECT_EQ(o.mirrors[0].said_at, minute(39)) << "the mirror still moves";
}

TEST(Fold, a_case_asked_for_again_counts_every_time) {
  Order o = placed(Status::kPaid);
  using facts::RefundStatus;
  take(o, refund("r1", RefundStatus::kRequested, minute(20), 100), 2);
  take(o, refund("r1", RefundStatus::kRejected, minute(30), 100), 3);
  EXPECT_EQ(o.axes.after_sale, AfterSale::kRejected);
  take(o, refund("r1", RefundStatus::kRequested, minute(40), 100), 4);
  EXPECT_EQ(o.axes.after_sale, AfterSale::kRequested);
  EXPECT_EQ(o.status, Status::kRefunding);
}

TEST(Fold, the_time_of_a_deposit_does_not_mean_that_all_was_paid) {
  Order o = bare_order();
  auto fact = order_fact(Status::kDepositPaid, minute(10));
  fact.paid_at = minute(5);
  const auto noticed = take(o, fact, 1);
  EXPECT_EQ(o.axes.payment, Payment::kDepositPaid);
  EXPECT_TRUE(noticed.refused.empty());
}

TEST(Fold, a_time_of_payment_tells_that_a_shipped_order_was_paid) {
  Order o = bare_order();
  auto fact = order_fact(Status::kInTransit, minute(10));
  fact.paid_at = minute(5);
  take(o, fact, 1);
  EXPECT_EQ(o.axes.payment, Payment::kPaid);
  EXPECT_EQ(o.status, Status::kInTransit);
}

TEST(Fold, an_older_view_completes_history_but_its_content_is_not_taken_over) {
  Order o = bare_order();
  take(o, order_fact(Status::kDelivered, minute(50), 700), 1);
  take(o, order_fact(Status::kPaid, minute(20), 900), 2);
  EXPECT_EQ(o.amounts.total, 700);
  EXPECT_EQ(o.updated_at_platform, minute(50));
  EXPECT_EQ(o.axes.payment, Payment::kPaid);
  EXPECT_EQ(o.mirrors[0].status, "delivered");
}

TEST(Fold, custom_fields_with_any_name_stay_readable) {
  Order o = bare_order();
  auto fact = order_fact(Status::kPaid, minute(10));
  fact.custom = {{"say \"hi\"\\", "1"}, {"plain", "{\"a\":2}"}};
  take(o, fact, 1);
  EXPECT_EQ(o.custom, R"({"say \"hi\"\\":1,"plain":{"a":2}})");
}

}  // namespace
}  // namespace ordo::orders
