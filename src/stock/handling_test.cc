#include "stock/handling.h"

#include <gtest/gtest.h>

#include "stock/test_support.h"

namespace ordo::stock {
namespace {

TEST(Handling, needs_a_reason_for_what_only_people_know) {
  Shelves shelves(10);
  EXPECT_EQ(code_of(adjust(shelves.book, kTea, -1, {}, at(1))), "reason_required");
  EXPECT_EQ(code_of(freeze(shelves.book, kTea, 1, {}, at(1))), "reason_required");
  EXPECT_TRUE(adjust(shelves.book, kTea, -1, {}, at(1, "broken")));
  EXPECT_TRUE(adjust(shelves.book, kTea, 2, {}, at(1, "found behind the shelf")));
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 11);
}

TEST(Handling, takes_no_more_than_there_is) {
  Shelves shelves(10);
  ASSERT_TRUE(shelves.place(5, {tea(4)}));
  const auto refused = adjust(shelves.book, kTea, -7, {}, at(1, "broken"));
  EXPECT_EQ(code_of(refused), "not_enough");
  EXPECT_EQ(refused.error().detail, "tea in north: 7 are asked for and 6 are available");
  EXPECT_EQ(code_of(freeze(shelves.book, kTea, 7, {}, at(1, "recall"))), "not_enough");
  for (const int64_t absurd : {int64_t{0}, int64_t{-1}, kUnitsMax + 1}) {
    EXPECT_EQ(code_of(receive(shelves.book, kTea, absurd, {}, at(1))), "invalid_quantity");
  }
}

TEST(Handling, what_is_frozen_is_not_sold_until_it_is_thawed) {
  Shelves shelves(10);
  ASSERT_TRUE(freeze(shelves.book, kTea, 8, {}, at(1, "recall")));
  EXPECT_EQ(code_of(shelves.place(5, {tea(3)})), "insufficient_stock");
  ASSERT_TRUE(unfreeze(shelves.book, kTea, 1, {}, at(2, "tested")));
  EXPECT_TRUE(shelves.place(5, {tea(3)}));
  EXPECT_EQ(code_of(unfreeze(shelves.book, kTea, 8, {}, at(2, "tested"))), "not_enough");
}

TEST(Handling, a_pool_is_given_up_to_its_quota_and_gives_back_what_it_did_not_sell) {
  Shelves shelves(100);
  const PoolSettings quota{30, false};
  ASSERT_TRUE(earmark(shelves.book, kTea, kTeaStream, 30, quota, {}, at(1)));
  EXPECT_EQ(code_of(earmark(shelves.book, kTea, kTeaStream, 1, quota, {}, at(1))), "pool_quota");
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 70);
  ASSERT_TRUE(shelves.place(5, {tea(20, {kTeaStream})}));
  EXPECT_EQ(code_of(shelves.place(6, {tea(11, {kTeaStream})})), "insufficient_stock")
      << "a pool sells no more than it has";
  EXPECT_EQ(code_of(give_back(shelves.book, kTeaStream, kTea, 11, {}, at(2))), "not_enough");
  ASSERT_TRUE(give_back(shelves.book, kTeaStream, kTea, 10, {}, at(2)));
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 80);
  EXPECT_EQ(shelves.book.item(kTea).figures().granted, 0) << "it is no pool";
  EXPECT_EQ(shelves.book.item(kTeaStream).figures().granted, 20);
  (void)let_go(shelves.book, OrderId(5), at(3));
  EXPECT_EQ(shelves.units(kTeaStream, Bucket::kEarmarked), 20) << "back to the pool";
  EXPECT_EQ(code_of(receive(shelves.book, kTeaStream, 1, {}, at(3))), "not_of_a_pool");
}

TEST(Handling, a_sale_of_a_pool_falls_back_where_it_may) {
  Shelves shelves(100);
  ASSERT_TRUE(earmark(shelves.book, kTea, kTeaStream, 5, {30, true}, {}, at(1)));
  ASSERT_TRUE(shelves.place(5, {tea(8, {kTeaStream, kTea})}));
  EXPECT_EQ(shelves.units(kTea, Bucket::kLocked), 8) << "one place that has it all goes first";
  ASSERT_TRUE(shelves.place(6, {tea(90, {kTeaStream, kTea})}));
  EXPECT_EQ(shelves.units(kTeaStream, Bucket::kLocked), 5);
}

TEST(Handling, a_count_freezes_and_posts_the_difference) {
  Shelves shelves(20);
  ASSERT_TRUE(shelves.place(5, {tea(4)}));
  ASSERT_TRUE(freeze(shelves.book, kTea, 3, {}, at(1, "recall")));
  const Cause sheet{{}, {}, "stocktake/4"};
  ASSERT_EQ(begin_count(shelves.book, kTea, sheet, at(2)), 13);
  EXPECT_EQ(code_of(shelves.place(6, {tea(1)})), "insufficient_stock");
  EXPECT_EQ(post_count(shelves.book, {kTea, 20, 18, 13}, sheet, at(3)), -2);
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 11);
  EXPECT_EQ(shelves.units(kTea, Bucket::kFrozen), 3);
  EXPECT_EQ(shelves.book.item(kTea).on_hand(), 18);
  EXPECT_EQ(post_count(shelves.book, {kTea, 18, 21, 0}, sheet, at(3)), 3);
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 14);
}

TEST(Handling, what_came_and_went_after_the_counting_is_no_difference) {
  Shelves shelves(20);
  ASSERT_TRUE(
      take_paid(shelves.book, shelves.settings, shelves.asker(5), std::vector{tea(4)}, at(1)));
  const Cause sheet{{}, {}, "stocktake/4"};
  ASSERT_EQ(begin_count(shelves.book, kTea, sheet, at(2)), 16);
  const Count exact{kTea, on_hand_of(shelves.book, kTea, {}), 20, 16};
  ASSERT_TRUE(ship(shelves.book, OrderId(5), "1", 4, {}, at(3)));
  EXPECT_EQ(post_count(shelves.book, exact, sheet, at(4)), 0);
  EXPECT_EQ(shelves.book.item(kTea).on_hand(), 16);
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 16);
  const Count fewer{kTea, on_hand_of(shelves.book, kTea, {}), 15, 0};
  shelves.stock(kTea, 7);
  EXPECT_EQ(post_count(shelves.book, fewer, sheet, at(5)), -1);
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 22);
}

TEST(Handling, a_count_takes_from_what_is_frozen_last_and_never_from_orders) {
  Shelves shelves(20);
  ASSERT_TRUE(earmark(shelves.book, kTea, kTeaStream, 5, {30, false}, {}, at(1)));
  ASSERT_TRUE(shelves.place(5, {tea(4)}));
  ASSERT_TRUE(freeze(shelves.book, kTea, 3, {}, at(1, "recall")));
  const int64_t there = on_hand_of(shelves.book, kTea, std::vector{kTeaStream});
  ASSERT_EQ(there, 20);
  const Count less{kTea, there, 8, 0};
  EXPECT_EQ(code_of(post_count(shelves.book, less, {}, at(3))), "counted_below_bound");
  EXPECT_EQ(post_count(shelves.book, {kTea, there, 11, 0}, {}, at(3)), -9);
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 0);
  EXPECT_EQ(shelves.units(kTea, Bucket::kFrozen), 2);
  EXPECT_EQ(code_of(post_count(shelves.book, {kTea, 11, -1, 0}, {}, at(3))), "invalid_quantity");
  EXPECT_EQ(code_of(post_count(shelves.book, {kTea, 11, 50, 3}, {}, at(3))), "not_enough");
}

TEST(Handling, a_transfer_is_on_its_way_until_it_arrives_or_is_lost) {
  Shelves shelves(20);
  const Cause paper{{}, {}, "transfer/9"};
  ASSERT_TRUE(send(shelves.book, kTea, kTeaSouth, 8, paper, at(1)));
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 12);
  EXPECT_EQ(shelves.units(kTeaSouth, Bucket::kIncoming), 8);
  EXPECT_EQ(code_of(shelves.place(5, {tea(1, {kTeaSouth})})), "insufficient_stock");
  ASSERT_TRUE(arrive(shelves.book, kTeaSouth, 6, MovementKind::kTransferIn, {}, paper, at(2)));
  ASSERT_TRUE(lose_in_transit(shelves.book, kTeaSouth, 2, paper, at(3, "broken")));
  EXPECT_EQ(shelves.units(kTeaSouth, Bucket::kAvailable), 6);
  EXPECT_EQ(shelves.units(kTeaSouth, Bucket::kIncoming), 0);
  EXPECT_EQ(code_of(send(shelves.book, kTea, kTeaSouth, 13, paper, at(1))), "not_enough");
}

}  // namespace
}  // namespace ordo::stock
