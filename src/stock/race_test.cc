// More buyers than goods, in every order.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "stock/test_support.h"

namespace ordo::stock {
namespace {

constexpr int64_t kBuyers = 500, kGoods = 100;

// Batches of any size, some of which are taken back; some goods lie elsewhere. Each buyer wants one.
void sell_out(uint64_t seed) {
  Dice dice(seed);
  const int64_t south = dice.below(kGoods);
  Shelves shelves(kGoods - south);
  shelves.stock(kTeaSouth, south);
  std::vector<int64_t> queue(kBuyers);
  std::iota(queue.begin(), queue.end(), 1);
  for (size_t i = queue.size() - 1; i > 0; --i) {
    std::swap(queue[i], queue[static_cast<size_t>(dice.below(static_cast<int64_t>(i) + 1))]);
  }
  const std::vector<Demand> one{tea(1, {kTea, kTeaSouth})};
  int64_t sold = 0, refused = 0;
  for (const int64_t buyer : queue) {
    if (dice.below(8) == 0) {
      shelves.asker(buyer);
      shelves.book.set_savepoint();
      (void)shelves.place(buyer, one);
      shelves.book.roll_back();
    }
    if (const auto locked = shelves.place(buyer, one)) {
      ++sold;
    } else {
      refused += locked.error().code == "insufficient_stock" ? 1 : 0;
    }
    if (dice.below(50) == 0) shelves.book.committed();
  }
  ASSERT_EQ(sold, kGoods) << "seed " << seed;
  ASSERT_EQ(refused, kBuyers - kGoods) << "seed " << seed;
  ASSERT_EQ(shelves.units(kTea, Bucket::kLocked) + shelves.units(kTeaSouth, Bucket::kLocked),
            kGoods);
  ASSERT_EQ(shelves.units(kTea, Bucket::kAvailable) + shelves.units(kTeaSouth, Bucket::kAvailable),
            0);
}

TEST(Race, five_hundred_buyers_share_a_hundred_goods_exactly) {
  for (uint64_t seed = 1; seed <= 1000; ++seed) {
    sell_out(seed);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace ordo::stock
