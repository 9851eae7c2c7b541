#include "stock/book.h"

#include <gtest/gtest.h>

#include "stock/test_support.h"

namespace ordo::stock {
namespace {

// Orders of a buyer of whom nothing was asked for yet.
class HeldByBuyer : public testing::Test {
 protected:
  void place(int64_t order, int64_t units) {
    shelves_.book.put(OrderId(order), {});
    const Asker asker{OrderId(order), ShopId(2), "standard", 77, 0};
    EXPECT_TRUE(lock(shelves_.book, shelves_.settings, asker, std::vector{tea(units)}, at(1)));
  }
  // As a batch asks for it that finds `stored` units in the tables.
  int64_t held(int64_t stored) {
    shelves_.book.put_held(77, "tea", stored);
    return shelves_.book.held(77, "tea");
  }
  Shelves shelves_{100};
};

TEST_F(HeldByBuyer, counts_what_the_batch_did_before_it_was_asked_for) {
  place(5, 3);
  EXPECT_EQ(held(10), 13);
  place(6, 2);
  EXPECT_EQ(held(10), 15);
  shelves_.book.committed();
  EXPECT_EQ(held(15), 15);
}

TEST_F(HeldByBuyer, is_known_to_the_tables_once_it_is_committed) {
  place(5, 3);
  shelves_.book.committed();
  EXPECT_EQ(held(3), 3);
}

TEST_F(HeldByBuyer, forgets_what_is_taken_back) {
  place(5, 3);
  shelves_.book.put(OrderId(6), {});
  shelves_.book.set_savepoint();
  place(6, 4);
  EXPECT_EQ(held(10), 17) << "asked for after the savepoint";
  shelves_.book.roll_back();
  EXPECT_EQ(held(10), 13);
  shelves_.book.set_savepoint();
  place(6, 1);
  shelves_.book.keep_changes();
  EXPECT_EQ(held(10), 14);
}

TEST_F(HeldByBuyer, forgets_what_is_discarded) {
  shelves_.book.committed();
  place(5, 3);
  EXPECT_EQ(held(10), 13);
  shelves_.book.discard();
  EXPECT_EQ(held(10), 10);
}

TEST(Book, forgets_an_item_that_was_added_and_taken_back) {
  Shelves shelves;
  shelves.book.set_savepoint();
  shelves.book.add(ItemId(9), {"tea", "west", ""});
  shelves.book.roll_back();
  EXPECT_EQ(shelves.book.find({"tea", "west", ""}), nullptr);
  EXPECT_FALSE(shelves.book.knows(ItemId(9)));
  EXPECT_EQ(shelves.book.promised("tea"), 0);
  shelves.book.committed();
  shelves.stock(kTea, 3);
  shelves.book.discard();
  EXPECT_FALSE(shelves.book.knows(kTea)) << "it is read anew";
  EXPECT_FALSE(shelves.book.knows_all_of("tea"));
  EXPECT_TRUE(shelves.book.knows_all_of("cup"));
}

}  // namespace
}  // namespace ordo::stock
