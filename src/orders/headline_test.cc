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
          visit(Axes{static_cast<P>(p), static_cast<F>(f), static_cast<A>(a)}, open);
}

std::string text(const Axes& a, bool open) {
  return std::string(name(a.payment)) + " / " + std::string(name(a.fulfilment)) + " / " +
         std::string(name(a.after_sale)) + (open ? " / balance open" : "");
}

bool money_held(P p) { return p != P::kUnpaid && p != P::kRefunded; }
bool case_open(A a) { return a == A::kRequested || a == A::kInProgress; }

// One letter a headline, rows by payment, columns by fulfilment, while no case is open and no balance
// is asked for.
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

Status expected(const Axes& a, bool balance_open) {
  const char letter = kNoCase[static_cast<size_t>(a.payment)][static_cast<size_t>(a.fulfilment)];
  const auto status = static_cast<Status>(kLetters.find(letter));
  if (case_open(a.after_sale) && money_held(a.payment)) return Status::kRefunding;
  return status == Status::kDepositPaid && balance_open ? Status::kBalanceDue : status;
}

TEST(Headline, every_combination_has_the_headline_of_the_table) {
  int combinations = 0;
  each_combination([&](const Axes& a, bool open) {
    ++combinations;
    EXPECT_EQ(facts::name(headline(a, open)), facts::name(expected(a, open))) << text(a, open);
  });
  EXPECT_EQ(combinations, 6 * 9 * 5 * 2);
}

TEST(Headline, cancelled_only_without_money_held) {
  each_combination([](const Axes& a, bool open) {
    if (headline(a, open) != Status::kCancelled) return;
    EXPECT_EQ(a.fulfilment, F::kCancelled) << text(a, open);
    EXPECT_FALSE(money_held(a.payment)) << text(a, open);
  });
}

TEST(Headline, refunding_whenever_cancelled_with_money_held) {
  each_combination([](const Axes& a, bool open) {
    if (a.fulfilment == F::kCancelled && money_held(a.payment)) {
      EXPECT_EQ(headline(a, open), Status::kRefunding) << text(a, open);
    }
  });
}

TEST(Headline, refunded_and_closed_only_when_all_money_was_given_back) {
  each_combination([](const Axes& a, bool open) {
    const Status s = headline(a, open);
    EXPECT_EQ(s == Status::kRefunded || s == Status::kClosed, a.payment == P::kRefunded)
        << text(a, open);
    EXPECT_EQ(s == Status::kClosed, a.payment == P::kRefunded && a.fulfilment == F::kCancelled)
        << text(a, open);
  });
}

TEST(Headline, refunding_only_while_money_is_held) {
  each_combination([](const Axes& a, bool open) {
    if (headline(a, open) == Status::kRefunding) {
      EXPECT_TRUE(money_held(a.payment)) << text(a, open);
    }
  });
}

TEST(Headline, an_open_balance_matters_to_nobody_but_an_order_with_a_deposit) {
  each_combination([](const Axes& a, bool open) {
    if (headline(a, true) == headline(a, false)) return;
    EXPECT_EQ(headline(a, true), Status::kBalanceDue) << text(a, open);
    EXPECT_EQ(headline(a, false), Status::kDepositPaid) << text(a, open);
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
