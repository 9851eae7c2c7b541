#include "core/batch_store.h"

#include <gtest/gtest.h>

#include "core/counting_street_store.h"
#include "core/messages_store.h"

namespace ordo::core {
namespace {

class BatchStore : public Street {
 protected:
  Digest write(Batch& batch, const Digest& previous = {}) {
    store::UnitOfWork uow = db_->begin();
    const Digest head = write_batch(uow, batch, "2:1,", previous, keyring_);
    uow.commit();
    return head;
  }
  LaneState load() { return load_lane_state(db_->writer_reader(), keyring_); }
};

TEST_F(BatchStore, an_empty_cell_starts_from_nothing) {
  const LaneState s = load();
  EXPECT_EQ(s.last_batch, 0);
  EXPECT_EQ(s.head, Digest{});
  EXPECT_EQ(s.next_due, std::nullopt);
  EXPECT_EQ(s.configuration.version(), 0);
}

TEST_F(BatchStore, what_a_batch_wrote_is_what_the_lane_goes_on_from) {
  Batch batch(BatchNo(1), kMorning, 5, 3, Configuration());
  (void)batch.next_id();
  Event event;
  event.kind = "k";
  event.payload = "{}";
  batch.add_event(event);
  batch.timers_set = {{kMorning.plus_ms(5), "b", 2}, {kMorning.plus_ms(4), "a", 1}};
  batch.put_config("shop", "a", "{\"x\":1}", "cli");
  batch.frozen.push_back({OrderId(9), MessageSeq(1), "why"});
  const Digest head = write(batch);
  {
    store::UnitOfWork uow = db_->begin();
    write_offset(uow, 2, 7);
    write_offset(uow, 2, 8);
    Entry waiting;
    waiting.seq = MessageSeq(4);
    waiting.stream = kShopA;
    insert_waiting(uow, waiting, "key");
    uow.commit();
  }
  const LaneState s = load();
  EXPECT_EQ(s.last_batch, 1);
  EXPECT_EQ(s.last_id, 6);
  EXPECT_EQ(s.last_event, 4);
  EXPECT_EQ(s.last_at, kMorning);
  EXPECT_EQ(s.head, head);
  EXPECT_EQ(s.offsets.at(2), 8);
  EXPECT_EQ(s.next_due, kMorning.plus_ms(4));
  EXPECT_EQ(s.frozen, std::vector<int64_t>{9});
  EXPECT_EQ(s.configuration.find("shop", "a")->body, "{\"x\":1}");
  EXPECT_EQ(s.waiting.at({2, "key"}), std::vector<int64_t>{4});
  EXPECT_TRUE(batch_exists(db_->writer_reader(), BatchNo(1)));
  EXPECT_FALSE(batch_exists(db_->writer_reader(), BatchNo(2)));
}

TEST_F(BatchStore, due_timers_come_in_order_and_no_more_than_asked_for) {
  Batch batch(BatchNo(1), kMorning, 0, 0, Configuration());
  for (int i = 9; i > 0; --i) batch.timers_set.push_back({kMorning.plus_ms(i), "t", i});
  batch.timers_set.push_back({kMorning.plus_ms(1), "t", 1});  // set twice is set once
  write(batch);
  const auto due = load_due_timers(db_->writer_reader(), kMorning.plus_ms(5), 3);
  ASSERT_EQ(due.size(), 3u);
  EXPECT_EQ(due[0], (Timer{kMorning.plus_ms(1), "t", 1}));
  EXPECT_EQ(due[2].ref, 3);
  EXPECT_EQ(load_due_timers(db_->writer_reader(), kMorning.plus_ms(5), 99).size(), 5u);
}

TEST_F(BatchStore, a_timer_cancelled_or_deleted_is_gone) {
  Batch batch(BatchNo(1), kMorning, 0, 0, Configuration());
  batch.timers_set = {{kMorning, "a", 1}, {kMorning, "b", 2}};
  const Digest head = write(batch);
  Batch next(BatchNo(2), kMorning, 0, 0, Configuration());
  next.timers_cancelled = {{kMorning, "a", 1}};
  write(next, head);
  store::UnitOfWork uow = db_->begin();
  delete_timer(uow, {kMorning, "b", 2});
  EXPECT_EQ(load_next_due(uow), std::nullopt);
  uow.commit();
}

TEST_F(BatchStore, configuration_lies_sealed_and_opens_only_with_its_key) {
  Batch batch(BatchNo(1), kMorning, 0, 0, Configuration());
  batch.put_config("shop", "a", R"({"secret":"hush-hush"})", "cli");
  write(batch);
  EXPECT_EQ(text("SELECT sealed FROM config").find("hush"), std::string::npos);
  EXPECT_THROW(
      (void)load_configuration(db_->writer_reader(), store::Keyring::from_master(Key256{8})),
      store::StorageError);
}

TEST_F(BatchStore, a_thawed_order_is_no_longer_frozen) {
  Batch batch(BatchNo(1), kMorning, 0, 0, Configuration());
  batch.frozen = {{OrderId(9), MessageSeq(1), "why"}, {OrderId(9), MessageSeq(2), "again"}};
  const Digest head = write(batch);
  Batch next(BatchNo(2), kMorning, 0, 0, Configuration());
  next.unfrozen = {9};
  write(next, head);
  EXPECT_TRUE(load().frozen.empty());
}

TEST(Chance, the_same_entry_gives_the_same_values_and_no_value_twice) {
  Chance one(entropy_of(1)), again(entropy_of(1)), other(entropy_of(2));
  const auto nonce = one.nonce();
  const auto uuid = one.uuid();
  EXPECT_TRUE(is_uuid(uuid));
  EXPECT_EQ(again.nonce(), nonce);
  EXPECT_EQ(again.uuid(), uuid);
  EXPECT_NE(one.nonce(), nonce);
  EXPECT_NE(one.uuid(), uuid);
  EXPECT_NE(other.nonce(), nonce);
}

}  // namespace
}  // namespace ordo::core
