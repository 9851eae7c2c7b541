#include "stock/item.h"

#include <gtest/gtest.h>

#include <set>

#include "base/invariant.h"
#include "stock/test_support.h"

namespace ordo::stock {
namespace {

using Kind = MovementKind;

const ItemKey kKey{"tea", "north", ""};

TEST(StockItem, a_movement_says_what_it_left) {
  Item item(ItemId(1), kKey);
  const Movement in = item.move(Kind::kReceive, Bucket::kOutside, Bucket::kAvailable, 10,
                                {{}, {}, "purchase/1"}, at(1));
  EXPECT_EQ(in.no, 1);
  EXPECT_EQ(in.to_left, 10);
  EXPECT_EQ(in.from_left, 0);
  const Movement lock =
      item.move(Kind::kLock, Bucket::kAvailable, Bucket::kLocked, 4, {OrderId(5), "1", {}}, at(2));
  EXPECT_EQ(lock.from_left, 6);
  EXPECT_EQ(lock.to_left, 4);
  EXPECT_EQ(lock.cause.order, OrderId(5));
  EXPECT_EQ(item.sellable(), 6);
  EXPECT_EQ(item.on_hand(), 10);
  EXPECT_EQ(item.figures().movements, 2);
}

TEST(StockItem, what_a_bucket_does_not_hold_cannot_leave_it) {
  Item item(ItemId(1), kKey);
  item.move(Kind::kReceive, Bucket::kOutside, Bucket::kAvailable, 3, {}, at(1));
  EXPECT_THROW(item.move(Kind::kLock, Bucket::kAvailable, Bucket::kLocked, 4, {}, at(2)),
               InvariantBreach);
  EXPECT_EQ(item.sellable(), 3);
  EXPECT_EQ(item.figures().movements, 1);
}

TEST(StockItem, a_movement_goes_no_other_way_than_its_kind) {
  Item item(ItemId(1), kKey);
  EXPECT_THROW(item.move(Kind::kReceive, Bucket::kOutside, Bucket::kOccupied, 1, {}, at(1)),
               InvariantBreach);
  for (const int64_t absurd : {int64_t{0}, int64_t{-1}, kUnitsMax + 1}) {
    EXPECT_THROW(item.move(Kind::kReceive, Bucket::kOutside, Bucket::kAvailable, absurd, {}, at(1)),
                 InvariantBreach);
  }
}

TEST(StockItem, negative_numbers_are_not_even_loaded) {
  Figures figures;
  figures.units.at(static_cast<size_t>(Bucket::kLocked)) = -1;
  EXPECT_THROW(Item(ItemId(1), kKey, figures), InvariantBreach);
}

TEST(StockItem, numbers_beyond_64_bits_are_a_breach) {
  Figures figures;
  figures.units.at(static_cast<size_t>(Bucket::kAvailable)) = INT64_MAX;
  Item item(ItemId(1), kKey, figures);
  EXPECT_THROW(item.move(Kind::kReceive, Bucket::kOutside, Bucket::kAvailable, 1, {}, at(1)),
               InvariantBreach);
}

TEST(StockItem, its_figures_are_the_count_of_its_movements) {
  Item item(ItemId(1), {"tea", "north", "stream"});
  std::vector<Movement> ledger;
  const auto move = [&](Kind kind, Bucket from, Bucket to, int64_t n) {
    ledger.push_back(item.move(kind, from, to, n, {}, at(1)));
  };
  move(Kind::kEarmark, Bucket::kOutside, Bucket::kEarmarked, 20);
  move(Kind::kLock, Bucket::kEarmarked, Bucket::kLocked, 8);
  move(Kind::kPost, Bucket::kLocked, Bucket::kOccupied, 5);
  move(Kind::kConsume, Bucket::kOccupied, Bucket::kOutside, 2);
  move(Kind::kGiveBack, Bucket::kEarmarked, Bucket::kOutside, 7);
  EXPECT_EQ(item.figures().granted, 13);
  EXPECT_EQ(item.sellable(), 5);
  Figures counted;
  for (const Movement& m : ledger) count(counted, m);
  EXPECT_EQ(counted, item.figures());
  ledger[1].quantity = 7;  // as if somebody had changed the row
  Figures spoilt;
  EXPECT_THROW(
      {
        for (const Movement& m : ledger) count(spoilt, m);
      },
      InvariantBreach);
}

TEST(StockMovement, every_kind_has_a_name_of_its_own_and_at_least_one_way) {
  std::set<std::string_view> names;
  for (int i = 1; i <= kMovementKinds; ++i) {
    const auto kind = static_cast<Kind>(i);
    EXPECT_EQ(parse_movement_kind(name(kind)), kind);
    names.insert(name(kind));
    int ways = 0;
    for (size_t from = 0; from < kBuckets; ++from) {
      for (size_t to = 0; to < kBuckets; ++to) {
        ways += permits(kind, static_cast<Bucket>(from), static_cast<Bucket>(to)) ? 1 : 0;
      }
      EXPECT_FALSE(permits(kind, static_cast<Bucket>(from), static_cast<Bucket>(from)));
    }
    EXPECT_GT(ways, 0) << name(kind);
  }
  EXPECT_EQ(names.size(), static_cast<size_t>(kMovementKinds));
  EXPECT_FALSE(parse_movement_kind("none"));
  EXPECT_EQ(name(Bucket::kPromised), "promised");
}

}  // namespace
}  // namespace ordo::stock
