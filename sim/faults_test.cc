#include "sim/faults.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/text.h"

namespace ordo::sim {
namespace {

TEST(Decorate, every_spelling_of_a_number_cleans_back_to_it) {
  Dice dice(1);
  const std::string number = "MINI-2026-0042-ABCDEF-9";
  int changed = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::string raw = decorate_number(number, dice);
    const auto clean = clean_number(raw);
    ASSERT_TRUE(clean.has_value()) << raw;
    ASSERT_EQ(*clean, number) << raw;
    changed += raw != number;
  }
  EXPECT_GT(changed, 1900);
}

TEST(Decorate, a_number_stays_within_the_length_that_the_contract_reads) {
  Dice dice(2);
  const std::string number(64, '7');
  for (int i = 0; i < 500; ++i) EXPECT_LE(code_points(decorate_number(number, dice)), 128u);
}

TEST(Plan, without_faults_each_message_leaves_once_and_in_order) {
  Dice dice(3);
  const auto plan = plan_deliveries(1000, Faults{}, dice);
  ASSERT_EQ(plan.size(), 1000u);
  for (uint32_t i = 0; i < plan.size(); ++i) {
    EXPECT_EQ(plan[i].message, i);
    EXPECT_EQ(plan[i].fate, Fate::kArrives);
  }
}

TEST(Plan, every_message_leaves_whatever_the_faults) {
  Dice dice(4);
  const Faults faults{.duplicate = 0.1,
                      .drop = 0.05,
                      .delay = 0.1,
                      .delay_ms_max = 50,
                      .reorder = 0.1,
                      .reorder_window = 300};
  std::map<uint32_t, int> firsts;
  for (const Delivery& d : plan_deliveries(10'000, faults, dice)) firsts[d.message] += !d.duplicate;
  EXPECT_EQ(firsts.size(), 10'000u);
  EXPECT_TRUE(std::ranges::all_of(firsts, [](const auto& f) { return f.second == 1; }));
}

TEST(Plan, faults_come_about_as_often_as_asked) {
  Dice dice(5);
  const Faults faults{.duplicate = 0.1, .drop = 0.05, .reorder = 0.1, .reorder_window = 300};
  const auto plan = plan_deliveries(20'000, faults, dice);
  const auto duplicates = std::ranges::count_if(plan, &Delivery::duplicate);
  const auto lost =
      std::ranges::count_if(plan, [](const Delivery& d) { return d.fate != Fate::kArrives; });
  EXPECT_NEAR(static_cast<double>(duplicates), 2000, 200);
  EXPECT_NEAR(static_cast<double>(lost), 1000, 150);
}

TEST(Plan, reordering_moves_messages_but_none_beyond_the_window) {
  Dice dice(6);
  const auto plan = plan_deliveries(5000, {.reorder = 0.2, .reorder_window = 40}, dice);
  int64_t moved = 0;
  for (size_t at = 0; at < plan.size(); ++at) {
    const int64_t distance = static_cast<int64_t>(at) - static_cast<int64_t>(plan[at].message);
    EXPECT_LE(std::abs(distance), 40);
    moved += distance != 0;
  }
  EXPECT_GT(moved, 1000);
}

TEST(Plan, the_same_seed_draws_the_same_faults) {
  const Faults faults{.duplicate = 0.3, .drop = 0.3, .reorder = 0.3, .reorder_window = 9};
  Dice a(7), b(7);
  const auto one = plan_deliveries(500, faults, a), other = plan_deliveries(500, faults, b);
  ASSERT_EQ(one.size(), other.size());
  for (size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].message, other[i].message);
    EXPECT_EQ(one[i].fate, other[i].fate);
  }
}

}  // namespace
}  // namespace ordo::sim
