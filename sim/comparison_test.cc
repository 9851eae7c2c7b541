#include "sim/comparison.h"

#include <gtest/gtest.h>

namespace ordo::sim {
namespace {

const ExpectedOrders kExpected = {
    {"A", {2, 7289, 6334, 13623, "paid", "in_transit", "in_transit"}},
    {"B", {1, 100, 0, 0, "unpaid", "cancelled", "cancelled"}},
    {"C", {1, 100, 0, 0, "unpaid", "cancelled", "cancelled"}},
};

ShownOrder shown_a() {
  return {"tea", "A", 2, 7289, 6334, 13623, "paid", "in_transit", "in_transit"};
}

TEST(Comparison, an_order_shown_as_expected_is_right) {
  Comparison comparison(kExpected, {{"A", "tea"}});
  comparison.take(shown_a());
  comparison.finish();
  EXPECT_TRUE(comparison.equal());
  EXPECT_EQ(comparison.right, 1u);
}

TEST(Comparison, each_shop_is_counted_by_itself) {
  Comparison comparison(kExpected, {{"A", "tea"}, {"B", "tea"}, {"C", "cups"}});
  comparison.take(shown_a());
  comparison.finish();
  EXPECT_EQ(comparison.shops["tea"].expected, 2u);
  EXPECT_EQ(comparison.shops["tea"].right, 1u);
  EXPECT_EQ(comparison.shops["cups"].expected, 1u);
  EXPECT_EQ(comparison.shops["cups"].right, 0u);
}

TEST(Comparison, an_order_that_is_not_there_is_lost_and_one_never_sold_is_strange) {
  Comparison comparison(kExpected, {{"A", "tea"}, {"B", "tea"}});
  comparison.take(shown_a());
  ShownOrder other = shown_a();
  other.number_clean = "C";
  comparison.take(other);
  comparison.finish();
  EXPECT_EQ(comparison.lost, 1u);
  EXPECT_EQ(comparison.strange, 1u);
  EXPECT_FALSE(comparison.equal());
}

TEST(Comparison, an_order_that_stands_two_times_is_counted_as_twice) {
  Comparison comparison(kExpected, {{"A", "tea"}});
  comparison.take(shown_a());
  comparison.take(shown_a());
  comparison.finish();
  EXPECT_EQ(comparison.twice, 1u);
  EXPECT_FALSE(comparison.equal());
}

TEST(Comparison, every_figure_and_state_that_differs_is_named) {
  Comparison comparison(kExpected, {{"A", "tea"}});
  comparison.take({"cup", "A", 3, 1, 2, 3, "unpaid", "none", "pending_payment"});
  comparison.finish();
  EXPECT_EQ(comparison.wrong, 1u);
  ASSERT_EQ(comparison.differences.size(), 1u);
  for (const char* field :
       {"shop", "units", "goods", "freight", "paid", "payment", "fulfilment", "headline"}) {
    EXPECT_NE(comparison.differences[0].find(std::string(field) + ": "), std::string::npos)
        << field;
  }
}

TEST(Comparison, only_the_first_differences_are_kept_and_all_are_counted) {
  std::unordered_map<std::string, std::string> shop_of;
  for (int i = 0; i < 50; ++i) shop_of.emplace(std::to_string(i), "tea");
  Comparison comparison(kExpected, shop_of);
  comparison.finish();
  EXPECT_EQ(comparison.lost, 50u);
  EXPECT_EQ(comparison.differences.size(), Comparison::kDifferencesShown);
}

}  // namespace
}  // namespace ordo::sim
