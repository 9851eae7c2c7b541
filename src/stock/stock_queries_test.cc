#include "stock/stock_queries.h"

#include <gmock/gmock.h>

#include "stock/prove_queries.h"
#include "stock/stock_store.h"
#include "stock/test_support.h"
#include "store/test_engine.h"

namespace ordo::stock {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr store::Sql kSpoilNumber{"stock.spoil_number",
                                  "UPDATE stock_items SET available = available + 1 WHERE id = 1"};
constexpr store::Sql kSpoilMovement{
    "stock.spoil_movement", "UPDATE stock_movements SET quantity = 1 WHERE item = 1 AND no = 1"};
constexpr store::Sql kLoseReservation{"stock.lose_reservation",
                                      "DELETE FROM stock_reservations WHERE order_id = 6"};
constexpr store::Sql kSpoilReservation{
    "stock.spoil_reservation", "UPDATE stock_reservations SET quantity = 99 WHERE order_id = 6"};

class StockQueries : public testing::Test {
 protected:
  StockQueries() {
    store::DatabaseOptions options;
    options.path = store::path_or(store::fresh_test_store(), dir_.file("stock.db"));
    options.checkpoint_thread = false;
    options.readers = 1;
    db_ = store::Database::open(options);
    db_->migrate(std::span(&kStockComponent, 1));
    EXPECT_TRUE(shelves_.place(5, {tea(4)}));
    EXPECT_TRUE(shelves_.place(6, {tea(3), cups(1)}));
    (void)expire(shelves_.book, OrderId(5), at(16));
    EXPECT_EQ(shelves_.paid(6).end, PaidEnd::kPosted);
    EXPECT_TRUE(ship(shelves_.book, OrderId(6), "1", 2, {}, at(20)));
    EXPECT_TRUE(shelves_.place(7, {tea(2)}, 21));
    store::UnitOfWork uow = db_->begin();
    save_changes(uow, shelves_.book.changes(), BatchNo(1));
    uow.commit();
  }
  [[nodiscard]] store::Reader reader() { return db_->writer_reader(); }
  void spoil(const store::Sql& how) {
    store::UnitOfWork uow = db_->begin();
    EXPECT_GT(uow.execute_counting(how, {}), 0);
    uow.commit();
  }
  std::vector<std::string> complaints() {
    std::vector<std::string> all;
    prove_stock(reader(), [&](std::string sentence) { all.push_back(std::move(sentence)); });
    return all;
  }
  std::vector<int64_t> page(const ItemFilter& filter, const ItemKey& after, size_t count) {
    std::vector<int64_t> ids;
    const ItemPage found = list_items(reader(), filter, after, count);
    for (const Item& item : found.items) ids.push_back(item.id().value);
    next_ = found.next;
    return ids;
  }

  store::TempDir dir_;
  std::unique_ptr<store::Database> db_;
  Shelves shelves_{10, 5};
  std::optional<ItemKey> next_;
};

TEST_F(StockQueries, a_figure_is_explained_by_the_movements_that_made_it) {
  const auto shares = explain(reader(), kTea, Bucket::kAvailable);
  EXPECT_THAT(shares, ElementsAre(Share{MovementKind::kReceive, 1, 10, 0},
                                  Share{MovementKind::kLock, 3, 0, 9},
                                  Share{MovementKind::kExpire, 1, 4, 0}));
  int64_t sum = 0;
  for (const Share& s : shares) sum += s.brought - s.taken;
  EXPECT_EQ(sum, shelves_.book.item(kTea).sellable());
}

TEST_F(StockQueries, all_figures_are_explained_in_one_pass) {
  const auto all = explain_all(reader(), kTea);
  ASSERT_TRUE(all.contains(Bucket::kAvailable));
  for (const auto& [bucket, shares] : all) {
    EXPECT_EQ(shares, explain(reader(), kTea, bucket)) << name(bucket);
  }
  EXPECT_FALSE(all.contains(Bucket::kOutside));
  EXPECT_FALSE(all.contains(Bucket::kFrozen));
}

TEST_F(StockQueries, the_ledger_of_one_kind_is_read) {
  EXPECT_EQ(ledger(reader(), kTea, 0, 9, MovementKind::kLock).size(), 3U);
  EXPECT_THAT(ledger(reader(), kTea, 0, 9, MovementKind::kFreeze), IsEmpty());
}

TEST_F(StockQueries, what_items_owe_is_listed_and_summed) {
  EXPECT_THAT(missing_by_item(reader()), IsEmpty());
  shelves_.book.committed();
  ASSERT_TRUE(take_paid(shelves_.book, shelves_.settings, shelves_.asker(8),
                        std::vector<Demand>{tea(20), cups(9)}, at(22)));
  store::UnitOfWork uow = db_->begin();
  save_changes(uow, shelves_.book.changes(), BatchNo(1));
  uow.commit();
  const auto missing = missing_by_item(reader());
  EXPECT_EQ(missing.size(), 2U);
  const auto first = walk_shortages(reader(), ItemId(0), OrderId(0), 0, 1);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].item, kTea);
  EXPECT_EQ(missing.at(kTea.value), first[0].missing());
  const auto second = walk_shortages(reader(), kTea, first[0].order, first[0].no, 9);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].item, kCup);
}

TEST_F(StockQueries, the_ledger_is_read_from_its_newest_movement) {
  const auto newest = ledger(reader(), kTea, 0, 2);
  ASSERT_EQ(newest.size(), 2U);
  EXPECT_EQ(newest[0].no, 7);
  EXPECT_EQ(newest[0].cause, (Cause{OrderId(7), "1", ""}));
  EXPECT_EQ(newest[1].kind, MovementKind::kConsume);
  EXPECT_EQ(ledger(reader(), kTea, newest[1].no, 50).size(), 5U);
}

TEST_F(StockQueries, items_are_listed_by_key_in_pages) {
  EXPECT_THAT(page({}, {}, 3), ElementsAre(2, 1, 4));
  ASSERT_TRUE(next_);
  EXPECT_THAT(page({}, *next_, 3), ElementsAre(3));
  EXPECT_FALSE(next_);
  ItemFilter filter;
  filter.sku_from = "te";
  EXPECT_THAT(page(filter, {}, 9), ElementsAre(1, 4, 3));
  filter.pool = "";
  EXPECT_THAT(page(filter, {}, 9), ElementsAre(1, 3));
  filter.sellable_below = 1;
  EXPECT_THAT(page(filter, {}, 9), ElementsAre(3));
  filter.warehouse = "north";
  EXPECT_THAT(page(filter, {}, 9), IsEmpty());
}

TEST_F(StockQueries, what_is_open) {
  const auto open = open_reservations(reader(), kTea, OrderId(0), 0, 9);
  ASSERT_EQ(open.size(), 2U);
  EXPECT_EQ(open[0], shelves_.reservation(6));
  EXPECT_EQ(open_reservations(reader(), kTea, open[0].order, open[0].no, 9).size(), 1U);
  EXPECT_THAT(open_shortages(reader(), kTea, 9), IsEmpty());
}

TEST_F(StockQueries, what_holds_is_proved_in_one_piece_and_in_slices_of_any_size) {
  EXPECT_THAT(complaints(), IsEmpty());
  for (int64_t size = 1; size <= 12; ++size) {
    StockProof proof;
    int slices = 0;
    do {
      prove_slice(reader(), proof, size, [](const std::string& said) { ADD_FAILURE() << said; });
    } while (!proof.around && ++slices < 100);
    EXPECT_TRUE(proof.around) << "slices of " << size;
  }
}

TEST_F(StockQueries, a_number_that_no_movement_made_is_found) {
  spoil(kSpoilNumber);
  EXPECT_THAT(complaints(),
              ElementsAre("the numbers of stock item 1 are not what its 7 movements make"));
}

TEST_F(StockQueries, a_movement_that_was_changed_is_found) {
  spoil(kSpoilMovement);
  EXPECT_THAT(complaints(), ElementsAre(HasSubstr("movement 1 of stock item 1 cannot have been")));
}

TEST_F(StockQueries, stock_that_is_bound_to_nobody_is_found) {
  spoil(kLoseReservation);
  EXPECT_THAT(complaints(),
              ElementsAre("of stock item 1 1 units are occupied, and open reservations hold 0",
                          "of stock item 2 1 units are occupied, and open reservations hold 0"));
}

TEST_F(StockQueries, a_reservation_whose_parts_are_not_its_sum_is_found) {
  spoil(kSpoilReservation);
  EXPECT_EQ(complaints().size(), 2U);
}

}  // namespace
}  // namespace ordo::stock
