#include "orders/order_store.h"

#include <gtest/gtest.h>

#include "orders/test_support.h"
#include "store/test_engine.h"

namespace ordo::orders {
namespace {

class OrderStore : public testing::Test {
 protected:
  OrderStore() {
    store::DatabaseOptions options;
    options.path = store::path_or(store::fresh_test_store(), dir_.file("orders.db"));
    options.checkpoint_thread = false;
    options.readers = 1;
    db_ = store::Database::open(options);
    db_->migrate(std::span(&kOrdersComponent, 1));
  }
  void save(const Order& before, const Order& after) {
    store::UnitOfWork uow = db_->begin();
    save_order(uow, before, after);
    uow.commit();
  }
  std::optional<Order> load(int64_t id) { return load_order(db_->writer_reader(), OrderId(id)); }

  store::TempDir dir_;
  std::unique_ptr<store::Database> db_;
};

TEST_F(OrderStore, gives_back_what_it_was_given_after_every_change) {
  for (int64_t id = 1; id <= 30; ++id) {
    Dice dice(static_cast<uint64_t>(id));
    Order saved;
    Order o = bare_order();
    o.id = OrderId(id);
    o.order_no_clean = "A-" + std::to_string(id);
    for (int64_t i = 0; i < 15; ++i) {
      take(o, any_fact(dice, dice.below(200)), i + 1);
      o.version += 1;
      o.note = dice.heads() ? "" : "note";
      o.tags.assign(static_cast<size_t>(dice.below(3)), "t");
      save(saved, o);
      saved = o;
      ASSERT_EQ(load(id), o) << "order " << id << " step " << i;
    }
  }
}

TEST_F(OrderStore, keeps_every_clock_and_every_flag) {
  Order o = placed(facts::Status::kBalanceDue);
  o.occurred_at = Instant{1};
  o.received_at = Instant{2};
  o.committed_at = Instant{3};
  o.business_day = 20260122;
  o.personal = 4;
  o.person = 5;
  o.personal_digest = "ab";
  o.personal_mark = -6;
  o.presale = facts::Presale{1, 2, Instant{3}};
  ASSERT_TRUE(reset(o, facts::Status::kDelivered, "why", by_person("t1"), defaults()));
  save(Order{}, o);
  EXPECT_EQ(load(1), o);
}

TEST_F(OrderStore, finds_an_order_by_shop_and_cleaned_number_only) {
  save(Order{}, placed(facts::Status::kPaid));
  const auto reader = db_->writer_reader();
  EXPECT_EQ(find_order_id(reader, ShopId(2), "A-1"), OrderId(1));
  EXPECT_FALSE(find_order_id(reader, ShopId(3), "A-1"));
  EXPECT_FALSE(find_order_id(reader, ShopId(2), "A-2"));
  EXPECT_FALSE(load(7).has_value());
}

TEST_F(OrderStore, a_shop_has_a_number_only_once) {
  save(Order{}, placed(facts::Status::kPaid));
  Order twin = placed(facts::Status::kPaid);
  twin.id = OrderId(2);
  EXPECT_THROW(save(Order{}, twin), store::StorageError);
}

TEST_F(OrderStore, a_forgotten_person_has_no_key_and_cannot_be_forgotten_twice) {
  store::UnitOfWork uow = db_->begin();
  insert_person(uow, PersonId(7), "wrapped");
  insert_personal(uow, 8, {PersonId(7), std::string("\0sealed", 7)});
  EXPECT_EQ(load_person_key(uow, PersonId(7)), "wrapped");
  EXPECT_TRUE(forget_person(uow, PersonId(7), Instant{1}));
  EXPECT_FALSE(forget_person(uow, PersonId(7), Instant{2}));
  EXPECT_FALSE(load_person_key(uow, PersonId(7)).has_value());
  EXPECT_EQ(load_personal(uow, 8)->sealed, std::string("\0sealed", 7));
  EXPECT_FALSE(load_personal(uow, 9).has_value());
  uow.commit();
}

TEST_F(OrderStore, whoever_is_the_same_person_is_forgotten_together) {
  for (const PersonId asked : {PersonId(7), PersonId(8), PersonId(9)}) {
    store::UnitOfWork uow = db_->begin();  // left without a commit
    for (const PersonId id : {PersonId(7), PersonId(8), PersonId(9), PersonId(10)}) {
      insert_person(uow, id, "wrapped");
    }
    join_person(uow, PersonId(8), PersonId(7));
    join_person(uow, PersonId(9), PersonId(7));
    EXPECT_TRUE(forget_person(uow, asked, Instant{1}));
    for (const PersonId id : {PersonId(7), PersonId(8), PersonId(9)}) {
      EXPECT_FALSE(load_person_key(uow, id).has_value()) << id.value << ", by " << asked.value;
    }
    EXPECT_TRUE(load_person_key(uow, PersonId(10)).has_value());
  }
}

TEST_F(OrderStore, a_buyer_who_turns_out_to_be_another_brings_along_who_is_the_same) {
  for (const PersonId asked : {PersonId(7), PersonId(8), PersonId(9)}) {
    store::UnitOfWork uow = db_->begin();  // left without a commit
    for (const PersonId id : {PersonId(7), PersonId(8), PersonId(9)}) {
      insert_person(uow, id, "wrapped");
    }
    join_person(uow, PersonId(8), PersonId(7));
    join_person(uow, PersonId(7), PersonId(9));
    EXPECT_TRUE(forget_person(uow, asked, Instant{1}));
    for (const PersonId id : {PersonId(7), PersonId(8), PersonId(9)}) {
      EXPECT_FALSE(load_person_key(uow, id).has_value()) << id.value << ", by " << asked.value;
    }
  }
}

TEST_F(OrderStore, a_transaction_knows_its_order_and_the_snapshot_that_it_kept) {
  store::UnitOfWork uow = db_->begin();
  insert_transaction(uow, "moved", {OrderId(1)});
  insert_transaction(uow, "reset", {OrderId(1), 5});
  EXPECT_EQ(find_transaction(uow, "moved").snapshot, 0);
  EXPECT_EQ(find_transaction(uow, "reset").order, OrderId(1));
  EXPECT_EQ(find_transaction(uow, "reset").snapshot, 5);
  EXPECT_FALSE(find_transaction(uow, "never").order);
  uow.commit();
}

TEST_F(OrderStore, a_snapshot_belongs_to_its_order) {
  store::UnitOfWork uow = db_->begin();
  insert_snapshot(uow, 5, OrderId(1), Instant{1}, "why", "{}");
  EXPECT_EQ(load_snapshot(uow, OrderId(1), 5), "{}");
  EXPECT_FALSE(load_snapshot(uow, OrderId(2), 5).has_value());
  uow.commit();
}

}  // namespace
}  // namespace ordo::orders
