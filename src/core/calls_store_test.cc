#include "core/calls_store.h"

#include <gtest/gtest.h>

#include "store/test_support.h"

namespace ordo::core {
namespace {

constexpr Instant kCalledAt{1'769'083'200'000};  // 2026-01-22T12:00:00Z

class CallsStore : public testing::Test {
 protected:
  CallsStore() {
    db_ = store::Database::open({.path = dir_.file("calls.db")});
    db_->migrate(std::span(&kCallsComponent, 1));
  }
  static CallRecord record(CallId id) {
    CallRecord r;
    r.id = id;
    r.shop = ShopId(2);
    r.started_at = kCalledAt;
    r.target = "https://shop.example/orders";
    return r;
  }

  store::TempDir dir_;
  std::unique_ptr<store::Database> db_;
};

TEST_F(CallsStore, calls_of_one_millisecond_have_ids_of_their_own) {
  store::UnitOfWork uow = db_->begin();
  const CallId first = free_call_id(uow, kCalledAt);
  EXPECT_EQ(first.value, first_call_id(kCalledAt));
  insert_call(uow, record(first), 1, "sealed");
  EXPECT_EQ(free_call_id(uow, kCalledAt).value, first.value + 1);
  EXPECT_EQ(free_call_id(uow, kCalledAt.plus_ms(1)).value, first.value + kCallIdsPerMs);
}

TEST_F(CallsStore, the_number_of_a_destroyed_key_is_given_to_no_other) {
  store::UnitOfWork uow = db_->begin();
  const int64_t first = insert_call_key(uow, ShopId(2), 20260122, "wrapped");
  EXPECT_EQ(newest_call_key(uow, ShopId(2), 20260122)->id, first);
  EXPECT_EQ(erase_call_keys(uow, ShopId(3)), 0);
  EXPECT_EQ(erase_call_keys(uow, ShopId(2)), 1);
  EXPECT_FALSE(newest_call_key(uow, ShopId(2), 20260122));
  EXPECT_GT(insert_call_key(uow, ShopId(2), 20260122, "another"), first);
  EXPECT_EQ(erase_call_keys_before(uow, 20260122), 0) << "that day itself stays";
  EXPECT_EQ(erase_call_keys_before(uow, 20260123), 1);
}

TEST_F(CallsStore, no_more_leaves_than_frees_what_is_wanted) {
  store::UnitOfWork uow = db_->begin();
  int64_t each = 0;
  for (int64_t i = 0; i < 4; ++i) {
    each = insert_call(uow, record(CallId(first_call_id(kCalledAt) + i)), 1, "sealed");
  }
  EXPECT_EQ(call_bytes(uow), 4 * each);
  EXPECT_EQ(drop_calls(uow, INT64_MAX, 10, each + 1).records, 2);
  EXPECT_EQ(drop_calls(uow, INT64_MAX, 1).records, 1) << "so many at once";
  EXPECT_EQ(call_bytes(uow), each);
}

TEST_F(CallsStore, a_mark_is_zero_until_it_is_set) {
  store::UnitOfWork uow = db_->begin();
  EXPECT_EQ(call_mark(uow, "heeded"), 0);
  set_call_mark(uow, "heeded", 7);
  set_call_mark(uow, "heeded", 9);
  EXPECT_EQ(call_mark(uow, "heeded"), 9);
}

}  // namespace
}  // namespace ordo::core
