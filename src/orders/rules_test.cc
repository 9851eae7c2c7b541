// What an order takes over: scans, payments, refunds; its limits, and edited whitelists.
#include "orders/rules.h"

#include <gtest/gtest.h>

#include "base/invariant.h"
#include "orders/test_support.h"

namespace ordo::orders {
namespace {

using facts::ParcelStatus;
using facts::RefundStatus;
using facts::Status;

int verdicts(const Order& o, Verdict v) {
  return static_cast<int>(std::ranges::count(o.observations, v, &Observation::verdict));
}

// --- Courier scans (A3) ---

TEST(Scans, the_same_scan_within_ten_minutes_counts_once) {
  Order o = placed(Status::kPaid);
  take(o, scan("t1", ParcelStatus::kInTransit, minute(20), "Hangzhou"), 2);
  take(o, scan("t1", ParcelStatus::kInTransit, minute(29), "Hangzhou"), 3);
  EXPECT_EQ(verdicts(o, Verdict::kDuplicate), 1);
  take(o, scan("t1", ParcelStatus::kInTransit, minute(30), "Hangzhou"), 4);
  EXPECT_EQ(verdicts(o, Verdict::kDuplicate), 1) << "ten minutes later it is another scan";
}

TEST(Scans, different_scans_never_vanish) {
  Order o = placed(Status::kPaid);
  take(o, scan("t1", ParcelStatus::kInTransit, minute(20), "Hangzhou"), 2);
  take(o, scan("t1", ParcelStatus::kInTransit, minute(21), "Suzhou"), 3);
  take(o, scan("t2", ParcelStatus::kInTransit, minute(21), "Hangzhou"), 4);
  take(o, scan("t1", ParcelStatus::kDelivered, minute(22), "Hangzhou"), 5);
  EXPECT_EQ(verdicts(o, Verdict::kDuplicate), 0);
}

TEST(Scans, repeats_are_measured_from_the_scan_that_counts_in_any_order_of_arrival) {
  std::vector<int64_t> minutes{20, 29, 38};
  do {
    Order o = placed(Status::kPaid);
    int64_t message = 2;
    for (const int64_t m : minutes) {
      take(o, scan("t1", ParcelStatus::kInTransit, minute(m), "Hangzhou"), message++);
    }
    EXPECT_EQ(verdicts(o, Verdict::kDuplicate), 1);
    for (const Observation& x : o.observations) {
      EXPECT_EQ(x.verdict == Verdict::kDuplicate, x.occurred_at == minute(29));
    }
  } while (std::ranges::next_permutation(minutes).found);
}

// --- Limits ---

TEST(Limits, an_order_is_full_when_it_holds_what_one_order_can) {
  Order o = placed(Status::kPaid);
  for (int i = 0; !is_full(o); ++i) {
    ASSERT_LT(i, 1'000);
    take(o, scan("t1", ParcelStatus::kInTransit, minute(20 + 20 * i), "Hangzhou"), 2 + i);
  }
  EXPECT_EQ(o.observations.size(), 1'000u);
  Order p = placed(Status::kPaid);
  for (int i = 0; !is_full(p); ++i) {
    ASSERT_LT(i, 200);
    take(p, scan("t" + std::to_string(i), ParcelStatus::kInTransit, minute(20), "x"), 2 + i);
  }
  EXPECT_EQ(p.parcels.size(), 200u);
}

TEST(Limits, money_beyond_64_bits_is_a_breach_and_never_wraps_around) {
  Order o = placed(Status::kPendingPayment);
  o.payments.push_back({"p1", "x", INT64_MAX - 5, minute(1)});
  o.payments.push_back({"p2", "x", 6, minute(1)});
  EXPECT_THROW(refold(o, defaults()), InvariantBreach);
}

TEST(Scans, the_very_same_scan_sent_again_is_not_kept_twice) {
  Order o = placed(Status::kPaid);
  take(o, scan("t1", ParcelStatus::kInTransit, minute(20), "Hangzhou"), 2);
  const size_t kept = o.observations.size();
  take(o, scan("t1", ParcelStatus::kInTransit, minute(20), "Hangzhou"), 3);
  EXPECT_EQ(o.observations.size(), kept);
}

// --- Whitelists that are edited ---

TEST(EditedWhitelists, what_was_allowed_or_refused_before_stands_when_more_arrives) {
  std::string narrow(default_lifecycles_json());
  // The last of each are those of refunds.
  for (const std::string edge : {R"(["in_progress","done"],)", R"(["requested","done"],)"}) {
    ASSERT_NE(narrow.rfind(edge), std::string::npos);
    narrow.erase(narrow.rfind(edge), edge.size());
  }
  const auto edited = parse_lifecycles(narrow);
  ASSERT_TRUE(edited.has_value()) << edited.error().detail;
  Order o = placed(Status::kPaid);
  take(o, refund("r1", RefundStatus::kInProgress, minute(20), 100), 2);
  take(o, refund("r1", RefundStatus::kDone, minute(30), 100), 3);
  Order fresh = o;
  refold(o, **edited);
  EXPECT_EQ(o.refunds[0].status, RefundStatus::kDone) << "moved before the edit";
  EXPECT_EQ(o, fresh);
  for (Observation& x : fresh.observations) x.from = -1;
  refold(fresh, **edited);
  EXPECT_NE(fresh.refunds[0].status, RefundStatus::kDone) << "as it would come to now";
  const Order refused = fresh;
  refold(fresh, defaults());
  EXPECT_EQ(fresh.refunds[0].status, refused.refunds[0].status) << "refused before the edit back";
}

// --- Payments ---

TEST(Payments, parts_add_up_in_any_order) {
  for (const bool swapped : {false, true}) {
    Order o = placed(Status::kPendingPayment);
    take(o, swapped ? payment("p2", 600, minute(30)) : payment("p1", 400, minute(20)), 2);
    EXPECT_EQ(o.axes.payment, Payment::kPartiallyPaid);
    EXPECT_EQ(o.status, Status::kPendingPayment);
    take(o, swapped ? payment("p1", 400, minute(20)) : payment("p2", 600, minute(30)), 3);
    EXPECT_EQ(o.axes.payment, Payment::kPaid);
    EXPECT_EQ(o.paid, 1000);
    EXPECT_EQ(o.status, Status::kPaid);
    EXPECT_TRUE(o.holds.empty());
  }
}

TEST(Payments, a_payment_told_twice_is_taken_once) {
  Order o = placed(Status::kPendingPayment);
  take(o, payment("p1", 400, minute(20)), 2);
  const Order before = o;
  EXPECT_TRUE(take(o, payment("p1", 400, minute(20)), 3).refused.empty());
  EXPECT_EQ(o, before);
}

TEST(Payments, the_same_number_with_another_amount_is_noticed_and_changes_nothing) {
  Order o = placed(Status::kPendingPayment);
  take(o, payment("p1", 400, minute(20)), 2);
  const Order before = o;
  const auto refused = take(o, payment("p1", 500, minute(20)), 3).refused;
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_EQ(refused[0].payment_no, "p1");
  EXPECT_EQ(refused[0].was, 400);
  EXPECT_EQ(refused[0].said, 500);
  EXPECT_EQ(o, before);
}

TEST(Payments, a_part_says_nothing_against_a_channel_that_calls_the_whole_paid) {
  Order o = placed(Status::kPaid);
  EXPECT_TRUE(take(o, payment("p1", 400, minute(20)), 2).refused.empty());
  EXPECT_EQ(o.axes.payment, Payment::kPaid);
  EXPECT_TRUE(held(o, "amount_difference")) << "but 400 is not 1000, and a person must look";
}

TEST(Payments, a_presale_goes_by_deposit_and_balance) {
  Order o = bare_order();
  facts::OrderFact presale = order_fact(Status::kDepositPaid, minute(10));
  presale.presale = facts::Presale{100, 900, minute(400)};
  take(o, presale, 1);
  EXPECT_FALSE(open_balance_when_due(o, minute(399)));
  EXPECT_EQ(o.status, Status::kDepositPaid);
  EXPECT_TRUE(open_balance_when_due(o, minute(400)));
  EXPECT_EQ(o.status, Status::kBalanceDue);
  EXPECT_FALSE(open_balance_when_due(o, minute(401))) << "once";
  take(o, order_fact(Status::kPaid, minute(500)), 2);
  EXPECT_EQ(o.status, Status::kPaid);
}

TEST(Payments, closing_an_order_that_was_never_paid_gives_nothing_back) {
  Order o = bare_order();
  auto fact = order_fact(Status::kPendingPayment, minute(10));
  fact.amounts.paid = 0;
  take(o, fact, 1);
  fact.status = Status::kClosed;
  fact.observed_at = minute(20);
  EXPECT_TRUE(take(o, fact, 2).jumps.empty());
  EXPECT_EQ(o.axes.payment, Payment::kUnpaid);
  EXPECT_EQ(o.status, Status::kCancelled);
  for (const Observation& x : o.observations) EXPECT_EQ(x.via, "");
  EXPECT_NO_THROW(check(o));
}

TEST(Payments, what_is_paid_after_closing_is_still_to_be_given_back) {
  auto closed = order_fact(Status::kClosed, minute(10));
  closed.amounts.paid = 0;
  for (const bool by_hand : {true, false}) {
    Order o = bare_order();
    take(o, closed, 1);
    ASSERT_EQ(o.axes.payment, Payment::kUnpaid);
    if (by_hand) {
      Origin clerk = origin(2, "console");
      clerk.received_at = clerk.recorded_at = minute(20);
      ASSERT_TRUE(move_by_hand(o, Status::kPaid, "came by transfer", clerk, defaults()));
    } else {
      take(o, payment("p1", o.amounts.total, minute(20)), 2);
    }
    EXPECT_EQ(o.axes.payment, Payment::kPaid) << by_hand;
  }
}

TEST(Payments, closing_after_a_refund_that_nobody_was_paid_for_leaves_it_refunded) {
  auto closed = order_fact(Status::kClosed, minute(30));
  closed.amounts.paid = 0;
  Order o = bare_order();
  auto delivered = order_fact(Status::kDelivered, minute(10));
  delivered.amounts.paid = 0;
  take(o, delivered, 1);
  take(o, refund("r1", facts::RefundStatus::kDone, minute(20), o.amounts.total), 2);
  take(o, closed, 3);
  EXPECT_EQ(o.axes.payment, Payment::kRefunded);
}

TEST(Payments, what_is_closed_and_was_paid_is_given_back_in_any_order_of_arrival) {
  auto paid = order_fact(Status::kPaid, minute(10));
  auto closed = order_fact(Status::kClosed, minute(20));
  paid.amounts.paid = closed.amounts.paid = 0;
  for (const bool swapped : {false, true}) {
    Order o = bare_order();
    take(o, swapped ? closed : paid, 1);
    take(o, swapped ? paid : closed, 2);
    EXPECT_EQ(o.axes.payment, Payment::kRefunded);
    EXPECT_EQ(o.status, Status::kClosed);
  }
}

TEST(Payments, a_refund_said_outright_after_a_closing_is_taken) {
  auto closed = order_fact(Status::kClosed, minute(10));
  auto refunded = order_fact(Status::kRefunded, minute(20));
  closed.amounts.paid = refunded.amounts.paid = 0;
  for (const bool swapped : {false, true}) {
    Order o = bare_order();
    take(o, swapped ? refunded : closed, 1);
    take(o, swapped ? closed : refunded, 2);
    EXPECT_EQ(o.axes.payment, Payment::kRefunded);
  }
}

TEST(Payments, a_refund_of_what_nobody_called_paid_infers_a_deposit_only_of_a_presale) {
  const auto via = [](const facts::OrderFact& fact) {
    Order o = bare_order();
    take(o, fact, 1);
    return o.observations[0].via;
  };
  auto fact = order_fact(Status::kRefunded, minute(10));
  EXPECT_EQ(via(fact), "paid");
  fact.presale = facts::Presale{100, 900, minute(400)};
  EXPECT_EQ(via(fact), "deposit_paid");
}

// --- Refunds ---

TEST(Refunds, a_part_given_back_leaves_the_order_partially_refunded) {
  Order o = placed(Status::kPaid);
  take(o, refund("r1", RefundStatus::kRequested, minute(20), 300), 2);
  EXPECT_EQ(o.status, Status::kRefunding);
  EXPECT_EQ(o.refunded, 0);
  take(o, refund("r1", RefundStatus::kDone, minute(30), 300), 3);
  EXPECT_EQ(o.axes.payment, Payment::kPartiallyRefunded);
  EXPECT_EQ(o.refunded, 300);
  EXPECT_EQ(o.status, Status::kPaid);
}

TEST(Refunds, everything_given_back_makes_the_order_refunded) {
  Order o = placed(Status::kPaid);
  take(o, refund("r1", RefundStatus::kDone, minute(30), 300), 2);
  take(o, refund("r2", RefundStatus::kDone, minute(40), 700), 3);
  EXPECT_EQ(o.axes.payment, Payment::kRefunded);
  EXPECT_EQ(o.axes.after_sale, AfterSale::kDone);
  EXPECT_EQ(o.status, Status::kRefunded);
}

TEST(Refunds, a_part_is_a_part_also_where_the_channel_never_said_what_was_paid) {
  Order o = bare_order();
  auto fact = order_fact(Status::kPaid, minute(10));
  fact.amounts.paid = 0;
  take(o, fact, 1);
  take(o, refund("r1", RefundStatus::kDone, minute(30), 300), 2);
  EXPECT_EQ(o.axes.payment, Payment::kPartiallyRefunded);
  take(o, refund("r2", RefundStatus::kDone, minute(40), 700), 3);
  EXPECT_EQ(o.axes.payment, Payment::kRefunded);
}

TEST(Refunds, an_open_case_outweighs_a_finished_one) {
  Order o = placed(Status::kPaid);
  take(o, refund("r1", RefundStatus::kDone, minute(30), 300), 2);
  take(o, refund("r2", RefundStatus::kInProgress, minute(31), 100), 3);
  take(o, refund("r3", RefundStatus::kRejected, minute(32), 100), 4);
  EXPECT_EQ(o.axes.after_sale, AfterSale::kInProgress);
}

TEST(Refunds, what_only_an_older_message_says_is_kept_whenever_it_comes) {
  for (const bool swapped : {false, true}) {
    Order o = placed(Status::kPaid);
    const auto asked = refund("r1", RefundStatus::kRequested, minute(20), 250, {{"1", 1}});
    const auto done = refund("r1", RefundStatus::kDone, minute(30), 300);
    take(o, swapped ? done : asked, 2);
    take(o, swapped ? asked : done, 3);
    EXPECT_EQ(o.refunds[0].amount, 300) << "the newest amount";
    EXPECT_EQ(o.refunds[0].status, RefundStatus::kDone);
    EXPECT_EQ(o.lines[0].refunded, 1);
  }
}

// --- What must never be ---

TEST(Check, an_order_that_contradicts_itself_is_a_breach) {
  const Order good = placed(Status::kPaid);
  EXPECT_NO_THROW(check(good));
  const auto breaks = [&](auto change) {
    Order bad = good;
    change(bad);
    EXPECT_THROW(check(bad), InvariantBreach);
  };
  breaks([](Order& o) { o.status = Status::kDelivered; });
  breaks([](Order& o) { o.id = OrderId{}; });
  breaks([](Order& o) { o.shop = ShopId{}; });
  breaks([](Order& o) { o.order_no_clean.clear(); });
  breaks([](Order& o) { o.paid = -1; });
  breaks([](Order& o) { o.lines[0].shipped = 3; });
  breaks([](Order& o) { o.lines[0].refunded = -1; });
  breaks([](Order& o) { o.observations.push_back(o.observations.front()); });
}

TEST(Refunds, of_two_views_of_one_moment_the_further_one_stands_in_any_order_of_arrival) {
  const auto done = refund("r1", RefundStatus::kDone, minute(20), 1000);
  const auto asked = refund("r1", RefundStatus::kRequested, minute(20), 100);
  for (const bool done_first : {true, false}) {
    Order o = placed(Status::kPaid);
    take(o, done_first ? done : asked, 2);
    take(o, done_first ? asked : done, 3);
    EXPECT_EQ(o.refunds[0].amount, 1000);
    EXPECT_EQ(o.refunded, 1000);
    EXPECT_EQ(o.axes.payment, Payment::kRefunded);
  }
}

TEST(EditedWhitelists, what_was_refused_is_taken_when_it_is_said_again_and_is_allowed_now) {
  std::string wide(default_lifecycles_json());
  const auto at = wide.find("\"fulfilment\"");
  const auto edges = wide.find("\"platform\": [", at);
  ASSERT_NE(edges, std::string::npos);
  wide.insert(edges + 13, R"(["completed","cancelled"],)");
  const auto edited = parse_lifecycles(wide);
  ASSERT_TRUE(edited.has_value()) << edited.error().detail;
  Order o = placed(Status::kCompleted);
  facts::CancelFact cancel;
  cancel.order_no_raw = cancel.order_no_clean = "A-1";
  cancel.observed_at = minute(30);
  Noticed noticed;
  take_cancellation(o, cancel, origin(2), defaults(), noticed);
  EXPECT_NE(o.axes.fulfilment, Fulfilment::kCancelled);
  cancel.observed_at = minute(40);
  take_cancellation(o, cancel, origin(3), **edited, noticed);
  EXPECT_EQ(o.axes.fulfilment, Fulfilment::kCancelled);
}

}  // namespace
}  // namespace ordo::orders
