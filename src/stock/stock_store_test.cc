#include "stock/stock_store.h"

#include <gtest/gtest.h>

#include "stock/test_support.h"
#include "store/test_engine.h"

namespace ordo::stock {
namespace {

class StockStore : public testing::Test {
 protected:
  StockStore() {
    store::DatabaseOptions options;
    options.path = store::path_or(store::fresh_test_store(), dir_.file("stock.db"));
    options.checkpoint_thread = false;
    options.readers = 1;
    db_ = store::Database::open(options);
    db_->migrate(std::span(&kStockComponent, 1));
  }
  void commit() {
    store::UnitOfWork uow = db_->begin();
    save_changes(uow, shelves_.book.changes(), BatchNo(1));
    uow.commit();
    shelves_.book.committed();
  }
  void expect_stored(int64_t order) {
    const OrderStock stored = load_order_stock(db_->writer_reader(), OrderId(order));
    const OrderStock& held = shelves_.book.order(OrderId(order));
    EXPECT_EQ(stored.reservations, held.reservations);
    EXPECT_EQ(stored.shortages, held.shortages);
    for (const ItemId id : {kTea, kCup, kTeaSouth, kTeaStream}) {
      EXPECT_EQ(load_item(db_->writer_reader(), id)->figures(), shelves_.book.item(id).figures());
    }
  }

  store::TempDir dir_;
  std::unique_ptr<store::Database> db_;
  Shelves shelves_{10, 5};
};

TEST_F(StockStore, gives_back_what_it_was_given_after_every_change) {
  ASSERT_TRUE(shelves_.place(5, {tea(4), cups(2)}, 1, 77));
  commit();
  expect_stored(5);
  ASSERT_TRUE(extend(shelves_.book, shelves_.settings, shelves_.asker(5), at(9)));
  commit();
  expect_stored(5);
  EXPECT_EQ(shelves_.paid(5).end, PaidEnd::kPosted);
  ASSERT_TRUE(ship(shelves_.book, OrderId(5), "1", 3, {}, at(3)));
  commit();
  expect_stored(5);
  (void)let_go(shelves_.book, OrderId(5), at(4, "cancelled"));
  commit();
  expect_stored(5);
}

TEST_F(StockStore, keeps_shortages_and_what_became_of_them) {
  ASSERT_TRUE(
      take_paid(shelves_.book, shelves_.settings, shelves_.asker(6), std::vector{tea(12)}, at(1)));
  commit();
  expect_stored(6);
  (void)let_go(shelves_.book, OrderId(6), at(2, "cancelled"));
  commit();
  expect_stored(6);
}

TEST_F(StockStore, a_book_is_loaded_as_far_as_a_batch_touches_it) {
  ASSERT_TRUE(shelves_.place(5, {tea(4)}, 1, 77));
  commit();
  const auto reader = db_->writer_reader();
  Book book;
  store::Questions questions(reader);
  WantedStock wanted;
  wanted.want_order(book, questions, OrderId(5));
  wanted.want_order(book, questions, OrderId(5));
  wanted.want_item(book, questions, {"cup", "north", ""});
  wanted.want_item(book, questions, {"cup", "west", ""});
  wanted.want_held(book, questions, 77, "tea");
  wanted.want_held(book, questions, 77, "cup");
  wanted.settle(book, questions);
  EXPECT_EQ(book.order(OrderId(5)).reservations.size(), 1U);
  EXPECT_FALSE(book.knows(kTeaSouth));
  EXPECT_FALSE(book.knows_all_of("tea"));
  wanted.want_items_of(book, questions, "tea");
  wanted.settle(book, questions);
  EXPECT_TRUE(book.knows(kTeaSouth) && book.knows(kTeaStream));
  EXPECT_EQ(book.promised("tea"), 0);
  EXPECT_EQ(book.item(kTea).in(Bucket::kLocked), 4);
  EXPECT_EQ(book.find({"cup", "north", ""})->sellable(), 5);
  EXPECT_EQ(book.find({"cup", "west", ""}), nullptr);
  EXPECT_EQ(book.held(77, "tea"), 4);
  EXPECT_EQ(book.held(77, "cup"), 0);
  EXPECT_EQ(expire(book, OrderId(5), at(16)), 4);
}

TEST_F(StockStore, paid_placeholders_wait_before_others_and_the_important_before_the_old) {
  shelves_.settings.skus["tea"].presale = {20261201, PresaleMode::kPlaceholder, 100};
  ASSERT_TRUE(expect(shelves_.book, kTea, 50, {}, at(0)));
  ASSERT_TRUE(shelves_.place(4, {tea(10)}));  // the shelf is empty
  ASSERT_TRUE(shelves_.place(5, {tea(1)}));
  Asker important = shelves_.asker(6);
  important.priority = 9;
  ASSERT_TRUE(lock(shelves_.book, shelves_.settings, important, std::vector{tea(1)}, at(1)));
  ASSERT_TRUE(shelves_.place(7, {tea(1)}));
  EXPECT_EQ(shelves_.paid(7).end, PaidEnd::kPosted);
  commit();
  const auto waiting = [&] {
    std::vector<int64_t> orders;
    for (const Waiting& w : load_waiting(db_->writer_reader(), shelves_.book, kTea)) {
      orders.push_back(w.order.value);
    }
    return orders;
  };
  EXPECT_EQ(waiting(), (std::vector<int64_t>{7, 6, 5}));
  EXPECT_EQ(shelves_.paid(5).end, PaidEnd::kPosted);
  (void)let_go(shelves_.book, OrderId(7), at(3));
  ASSERT_TRUE(shelves_.place(8, {tea(1)}));
  EXPECT_EQ(waiting(), (std::vector<int64_t>{5, 6, 8})) << "as the batch has made them";
}

}  // namespace
}  // namespace ordo::stock
