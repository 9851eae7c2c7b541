// Views of an order that leave something out.
#include <gtest/gtest.h>

#include <algorithm>

#include "orders/rules.h"
#include "orders/test_support.h"

namespace ordo::orders {
namespace {

using facts::Status;

facts::OrderFact status_alone(Status status, Instant at) {
  facts::OrderFact fact = order_fact(status, at);
  fact.lines.clear();
  fact.amounts = {};
  fact.told = {false, false, false, false};
  return fact;
}

TEST(PartialViews, what_a_view_leaves_out_is_as_it_was) {
  Order o = bare_order();
  auto whole = order_fact(Status::kDepositPaid, minute(10));
  whole.currency = *Currency::parse("USD");
  whole.presale = facts::Presale{100, 900, minute(400)};
  take(o, whole, 1);
  const Order before = o;
  take(o, status_alone(Status::kPickedUp, minute(20)), 2);
  EXPECT_EQ(o.status, Status::kPickedUp);
  EXPECT_EQ(o.lines.size(), before.lines.size());
  EXPECT_EQ(o.amounts, before.amounts);
  EXPECT_EQ(o.presale, before.presale);
  EXPECT_EQ(o.currency, "USD");
  EXPECT_EQ(o.updated_at_platform, minute(20));
}

// A status that overtook its order has nothing to compare goods and money with.
TEST(PartialViews, the_newest_view_that_tells_of_goods_gives_them_in_any_order_of_arrival) {
  auto first = order_fact(Status::kPaid, minute(10)),
       second = order_fact(Status::kPaid, minute(20));
  second.lines.pop_back();
  second.amounts.goods = second.amounts.total = second.amounts.paid = 600;
  second.note = "the second";
  std::vector<facts::Fact> views{first, second, status_alone(Status::kPickedUp, minute(30))};
  std::vector<size_t> turns{0, 1, 2};
  do {
    Order o = bare_order();
    for (const size_t i : turns) take(o, views[i], static_cast<int64_t>(i) + 1);
    EXPECT_EQ(o.lines.size(), 1u);
    EXPECT_EQ(o.amounts.total, 600);
    EXPECT_EQ(o.note, "the second");
    EXPECT_EQ(o.updated_at_platform, minute(30));
  } while (std::ranges::next_permutation(turns).found);
}

TEST(PartialViews, what_was_told_empty_stays_so_when_an_older_view_comes_late) {
  Order o = bare_order();
  auto emptied = status_alone(Status::kPaid, minute(20));
  emptied.told.lines = true;
  take(o, emptied, 1);
  take(o, order_fact(Status::kPaid, minute(10)), 2);
  EXPECT_TRUE(o.lines.empty());
}

TEST(PartialViews, a_list_of_lines_that_is_told_empty_empties_the_order) {
  Order o = placed(Status::kPaid);
  auto emptied = status_alone(Status::kPaid, minute(20));
  emptied.told.lines = true;
  take(o, emptied, 2);
  EXPECT_TRUE(o.lines.empty());
}

TEST(PartialViews, lines_without_amounts_change_what_the_lines_came_to_and_no_stated_money) {
  auto lines = status_alone(Status::kPaid, minute(10));
  lines.lines = {{"1", "SKU-1", "", "tea", 2, 300, 0}};
  lines.amounts.goods = lines.amounts.total = 600;
  lines.told.lines = true;
  Order by_lines = bare_order();
  take(by_lines, lines, 1);
  EXPECT_EQ(by_lines.amounts.total, 600);
  lines.lines[0].quantity = 3;
  lines.amounts.goods = lines.amounts.total = 900;
  lines.observed_at = minute(20);
  take(by_lines, lines, 2);
  EXPECT_EQ(by_lines.amounts.total, 900);
  Order stated = placed(Status::kPaid);
  take(stated, lines, 2);
  EXPECT_EQ(stated.amounts.total, 1000);
  EXPECT_EQ(stated.amounts.paid, 1000);
}

TEST(PartialViews, goods_and_money_come_from_an_older_view_where_none_are_known) {
  Order o = bare_order();
  take(o, status_alone(Status::kDelivered, minute(20)), 1);
  auto whole = order_fact(Status::kPaid, minute(10));
  whole.currency = *Currency::parse("USD");
  EXPECT_TRUE(keeps_currency(o, whole));
  take(o, whole, 2);
  EXPECT_EQ(o.status, Status::kDelivered);
  EXPECT_EQ(o.lines.size(), 2u);
  EXPECT_EQ(o.amounts.total, 1000);
  EXPECT_EQ(o.updated_at_platform, minute(20));
  whole.currency = *Currency::parse("CNY");
  EXPECT_FALSE(keeps_currency(o, whole));
}

}  // namespace
}  // namespace ordo::orders
