// The headline over every combination of the axes, against rules written a second time as sentences.
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "orders/axes.h"

namespace ordo::orders {
namespace {

using facts::Status;
using P = Payment;
using F = Fulfilment;
using A = AfterSale;

template <class Visit>
void each_combination(Visit visit) {
  for (int p = 0; p < kPaymentCount; ++p)
    for (int f = 0; f < kFulfilmentCount; ++f)
      for (int a = 0; a < kAfterSaleCount; ++a)
        for (const bool open : {false, true})
          for (const bool returned : {false, true})
            visit(Axes{static_cast<P>(p), static_cast<F>(f), static_cast<A>(a)},
                  Circumstances{open, returned});
}

std::string text(const Axes& a, Circumstances known) {
  return std::string(name(a.payment)) + " / " + std::string(name(a.fulfilment)) + " / " +
         std::string(name(a.after_sale)) + (known.balance_open ? " / balance open" : "") +
         (known.all_returned ? " / all returned" : "");
}

bool money_held(P p) { return p != P::kUnpaid && p != P::kRefunded; }
bool case_open(A a) { return a == A::kRequested || a == A::kInProgress; }

// One letter a headline, rows by payment, columns by fulfilment, while no case is open, no balance is
// asked for and no goods came back.
constexpr std::string_view kLetters = "pdBPALKTSVCRYXZ";  // in the order of facts::Status
constexpr std::array<std::string_view, kPaymentCount> kNoCase = {
    // none, awaiting, label, picked, transit, partly, delivered, completed, cancelled
    "pALKTSVCX",  // unpaid
    "dALKTSVCR",  // deposit paid
    "pALKTSVCR",  // partially paid
    "PALKTSVCR",  // paid
    "PALKTSVCR",  // partially refunded
    "YYYYYYYYZ",  // refunded
};

Status expected(const Axes& a, Circumstances known) {
  const char letter = kNoCase[static_cast<size_t>(a.payment)][static_cast<size_t>(a.fulfilment)];
  const auto status = static_cast<Status>(kLetters.find(letter));
  if (case_open(a.after_sale) && money_held(a.payment)) return Status::kRefunding;
  if (status == Status::kRefunded && known.all_returned) return Status::kClosed;
  return status == Status::kDepositPaid && known.balance_open ? Status::kBalanceDue : status;
}

TEST(Headline, every_combination_has_the_headline_of_the_table) {
  int combinations = 0;
  each_combination([&](const Axes& a, Circumstances known) {
    ++combinations;
    EXPECT_EQ(facts::name(headline(a, known)), facts::name(expected(a, known))) << text(a, known);
  });
  EXPECT_EQ(combinations, 6 * 9 * 5 * 2 * 2);
}

TEST(Headline, cancelled_only_without_money_held) {
  each_combination([](const Axes& a, Circumstances known) {
    if (headline(a, known) != Status::kCancelled) return;
    EXPECT_EQ(a.fulfilment, F::kCancelled) << text(a, known);
    EXPECT_FALSE(money_held(a.payment)) << text(a, known);
  });
}

TEST(Headline, refunding_whenever_cancelled_with_money_held) {
  each_combination([](const Axes& a, Circumstances known) {
    if (a.fulfilment == F::kCancelled && money_held(a.payment)) {
      EXPECT_EQ(headline(a, known), Status::kRefunding) << text(a, known);
    }
  });
}

TEST(Headline, refunded_and_closed_only_when_all_money_was_given_back) {
  each_combination([](const Axes& a, Circumstances known) {
    const Status s = headline(a, known);
    EXPECT_EQ(s == Status::kRefunded || s == Status::kClosed, a.payment == P::kRefunded)
        << text(a, known);
    EXPECT_EQ(s == Status::kClosed,
              a.payment == P::kRefunded && (a.fulfilment == F::kCancelled || known.all_returned))
        << text(a, known);
  });
}

TEST(Headline, goods_that_came_back_matter_only_once_all_money_was_given_back) {
  each_combination([](const Axes& a, Circumstances known) {
    const Status back = headline(a, {known.balance_open, true});
    const Status kept = headline(a, {known.balance_open, false});
    if (back == kept) return;
    EXPECT_EQ(a.payment, P::kRefunded) << text(a, known);
    EXPECT_EQ(back, Status::kClosed) << text(a, known);
    EXPECT_EQ(kept, Status::kRefunded) << text(a, known);
  });
}

TEST(Headline, refunding_only_while_money_is_held) {
  each_combination([](const Axes& a, Circumstances known) {
    if (headline(a, known) == Status::kRefunding) {
      EXPECT_TRUE(money_held(a.payment)) << text(a, known);
    }
  });
}

TEST(Headline, an_open_balance_matters_to_nobody_but_an_order_with_a_deposit) {
  each_combination([](const Axes& a, Circumstances known) {
    const Status open = headline(a, {true, known.all_returned});
    const Status shut = headline(a, {false, known.all_returned});
    if (open == shut) return;
    EXPECT_EQ(open, Status::kBalanceDue) << text(a, known);
    EXPECT_EQ(shut, Status::kDepositPaid) << text(a, known);
  });
}

TEST(Axes, every_state_has_a_name_that_reads_back) {
  for (int a = 0; a < kAxisCount; ++a) {
    const auto axis = static_cast<Axis>(a);
    for (int s = 0; s < state_count(axis); ++s) {
      EXPECT_EQ(parse_state(axis, state_name(axis, s)), s);
    }
    EXPECT_EQ(state_name(axis, state_count(axis)), "unknown");
    EXPECT_EQ(state_name(axis, -1), "unknown");
    EXPECT_EQ(parse_state(axis, "no such state"), std::nullopt);
  }
}

}  // namespace
}  // namespace ordo::orders
