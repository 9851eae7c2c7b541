#include "core/call_log.h"

#include <thread>

#include "core/call_log_test_support.h"
#include "core/inbox.h"

namespace ordo::core {
namespace {

TEST_F(CallLogTest, a_record_is_read_as_it_was_kept_also_after_a_start) {
  CallRecord record = called(kBegun);
  record.kind = CallKind::kCallback;
  record.outbox = OutboxId(5);
  record.order = OrderId(6);
  record.ok = false;
  record.status = 404;
  record.code = "refused";
  record.detail = "the target answered 404";
  record.subject = "order.status_changed";
  record.request_id = "evt_5";
  record.answer_id = "their-1";
  record.request_bytes = 14;
  record.answer_bytes = 99'999;
  record.window_from = kBegun.plus_ms(-5);
  record.window_to = kBegun.plus_ms(-1);
  const CallId id = keep(record);
  open();
  const auto read = log_->load(id);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->kind, record.kind);
  EXPECT_EQ(read->outbox, record.outbox);
  EXPECT_EQ(read->order, record.order);
  EXPECT_EQ(read->started_at, record.started_at);
  EXPECT_EQ(read->duration_ms, record.duration_ms);
  EXPECT_EQ(read->status, 404);
  EXPECT_FALSE(read->ok);
  EXPECT_EQ(read->code, record.code);
  EXPECT_EQ(read->detail, record.detail);
  EXPECT_EQ(read->subject, record.subject);
  EXPECT_EQ(read->request_id, record.request_id);
  EXPECT_EQ(read->answer_id, record.answer_id);
  EXPECT_EQ(read->request_bytes, 14);
  EXPECT_EQ(read->answer_bytes, 99'999);
  EXPECT_EQ(read->window_from, record.window_from);
  EXPECT_EQ(read->window_to, record.window_to);
  EXPECT_EQ(read->bodies, record.bodies);
  EXPECT_FALSE(log_->load(CallId(1)));
}

TEST_F(CallLogTest, what_bodies_say_does_not_stand_on_the_disk) {
  keep(called(kBegun));
  const std::string all = bytes_on_disk();
  EXPECT_EQ(all.find("Zhang Wei"), all.npos);
  EXPECT_EQ(all.find("what was asked"), all.npos);
  EXPECT_EQ(all.find("A-2"), all.npos);
  EXPECT_NE(all.find("shop.example"), all.npos) << "what is searched is not sealed";
}

TEST_F(CallLogTest, bodies_of_any_bytes_come_back) {
  CallRecord record = called(kBegun);
  record.bodies = {std::string("\0\n1 2\n\xff", 7), "", {}};
  const CallId id = keep(record);
  EXPECT_EQ(log_->load(id)->bodies, record.bodies);
}

TEST_F(CallLogTest, calls_that_begin_at_one_moment_have_ids_of_their_own) {
  for (int i = 0; i < 3; ++i) log_->record(called(kBegun));
  log_->flush();
  open();
  keep(called(kBegun));
  const auto page = log_->walk({}, INT64_MAX, 10);
  ASSERT_EQ(page.items.size(), 4u);
  for (size_t i = 1; i < 4; ++i) EXPECT_LT(page.items[i].id, page.items[i - 1].id);
}

TEST_F(CallLogTest, records_leave_by_age) {
  const CallId old = keep(called(kBegun)), young = keep(called(kBegun.plus_ms(kDayMs)));
  EXPECT_EQ(log_->drop_before(kBegun.plus_ms(kDayMs)), 1);
  EXPECT_EQ(log_->drop_before(kBegun.plus_ms(kDayMs)), 0);
  EXPECT_FALSE(log_->load(old));
  EXPECT_TRUE(log_->load(young));
}

TEST_F(CallLogTest, records_leave_when_they_are_too_many_bytes_and_the_oldest_go_first) {
  open(64 << 10);
  CallRecord large = called(kBegun);
  large.bodies.answer = std::string(8 << 10, 'x');
  for (int i = 0; i < 50; ++i) {
    large.started_at = kBegun.plus_ms(i);
    keep(large);
  }
  open(64 << 10);  // what is kept is counted anew
  large.started_at = kBegun.plus_ms(50);
  keep(large);
  const auto page = log_->walk({}, INT64_MAX, 100);
  EXPECT_GE(page.items.size(), 6u);
  EXPECT_LE(page.items.size(), 8u);
  EXPECT_EQ(page.items.front().started_at, kBegun.plus_ms(50));
  EXPECT_LT(log_->size_bytes(), 1 << 20) << "room that is free is used again";
}

TEST_F(CallLogTest, a_shops_bodies_are_erased_up_to_now_and_what_comes_later_is_kept) {
  const CallId before = keep(called(kBegun)), other = keep(called(kBegun.plus_ms(1), kCups));
  log_->record(called(kBegun.plus_ms(2)));  // on its way
  EXPECT_EQ(log_->erase_bodies_of(kTea), 1);
  const CallId after = keep(called(kBegun.plus_ms(3)));
  const auto erased = log_->load(before);
  ASSERT_TRUE(erased);
  EXPECT_TRUE(erased->erased);
  EXPECT_EQ(erased->bodies, CallBodies{});
  EXPECT_EQ(erased->target, called(kBegun).target);
  for (const CallRecord& r : log_->walk({.shop = kTea}, INT64_MAX, 10).items) {
    EXPECT_EQ(log_->load(r.id)->erased, r.id != after);
  }
  EXPECT_FALSE(log_->load(other)->erased);
}

TEST_F(CallLogTest, bodies_are_erased_by_the_day) {
  const CallId old = keep(called(kBegun)), young = keep(called(kBegun.plus_ms(kDayMs)));
  EXPECT_EQ(log_->erase_bodies_before(utc_day(kBegun.plus_ms(kDayMs))), 1);
  EXPECT_TRUE(log_->load(old)->erased);
  EXPECT_FALSE(log_->load(young)->erased);
}

TEST_F(CallLogTest, nobody_waits_for_a_full_queue_and_what_it_does_not_take_is_counted) {
  open(kCallBytesMax, 2);
  for (int i = 0; i < 5; ++i) log_->record(called(kBegun));
  EXPECT_EQ(log_->metrics().dropped, 3);
  EXPECT_EQ(log_->metrics().of(CallKind::kPull).ok, 5) << "made they were";
  log_->flush();
  EXPECT_EQ(log_->walk({}, INT64_MAX, 10).items.size(), 2u);
}

TEST_F(CallLogTest, what_the_disk_does_not_take_is_dropped_and_counted) {
  std::filesystem::create_directory(dir_.file("calls.db"));
  log_->record(called(kBegun));
  EXPECT_TRUE(log_->flush());
  EXPECT_EQ(log_->metrics().dropped, 1);
  std::filesystem::remove(dir_.file("calls.db"));
  keep(called(kBegun));
  EXPECT_EQ(log_->walk({}, INT64_MAX, 10).items.size(), 1u) << "it goes on by itself";
}

TEST_F(CallLogTest, without_a_file_calls_are_counted_and_nothing_is_kept) {
  CallLog none({}, keyring_);
  none.record(called(kBegun));
  EXPECT_FALSE(none.flush());
  EXPECT_EQ(none.metrics().of(CallKind::kPull).ok, 1);
  EXPECT_TRUE(none.walk({}, INT64_MAX, 10).items.empty());
  EXPECT_FALSE(none.load(CallId(1)));
  EXPECT_EQ(none.drop_before(kBegun), 0);
  EXPECT_EQ(none.erase_bodies_of(kTea), 0);
}

TEST_F(CallLogTest, a_running_log_writes_by_itself_and_all_of_it_before_it_stops) {
  log_->start();
  for (int i = 0; i < 10; ++i) log_->record(called(kBegun.plus_ms(i)));
  while (log_->walk({}, INT64_MAX, 100).items.empty()) std::this_thread::yield();
  log_->record(called(kBegun.plus_ms(99)));
  log_->stop();
  EXPECT_EQ(log_->walk({}, INT64_MAX, 100).items.size(), 11u);
}

TEST_F(CallLogTest, an_altered_body_does_not_open) {
  const CallId id = keep(called(kBegun));
  log_.reset();
  const store::Keyring another = store::Keyring::from_master(Key256{8});
  CallLog foreign({dir_.file("calls.db")}, another);
  EXPECT_THROW((void)foreign.load(id), store::StorageError);
}

}  // namespace
}  // namespace ordo::core
