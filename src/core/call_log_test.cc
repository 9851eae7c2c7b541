#include "core/call_log.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "core/inbox.h"
#include "store/test_support.h"

namespace ordo::core {
namespace {

constexpr ShopId kTea{2}, kCups{3};
constexpr Instant kBegun{1'769'083'200'000};  // 2026-01-22T12:00:00Z

class CallLogTest : public ::testing::Test {
 protected:
  CallLogTest() {
    crypto_init();
    open();
  }
  void open(int64_t bytes_max = kCallBytesMax, size_t queue_max = kCallQueueMax) {
    log_.reset();
    log_ = std::make_unique<CallLog>(CallLogOptions{dir_.file("calls.db"), bytes_max, queue_max},
                                     keyring_);
  }
  static CallRecord called(Instant at, ShopId shop = kTea) {
    CallRecord record;
    record.shop = shop;
    record.started_at = at;
    record.duration_ms = 12;
    record.method = "GET";
    record.target = "https://shop.example/orders";
    record.status = 200;
    record.ok = true;
    record.bodies = {"what was asked", "Zhang Wei lives here", {"A-1", "A-2"}};
    return record;
  }
  CallId keep(CallRecord record) {
    const Instant at = record.started_at;
    log_->record(std::move(record));
    EXPECT_TRUE(log_->flush());
    const auto page = log_->walk({.started_from = at, .started_to = at.plus_ms(1)}, INT64_MAX, 1);
    return page.items.empty() ? CallId() : page.items.front().id;
  }
  std::vector<std::string> targets(const CallFilter& filter) {
    std::vector<std::string> found;
    for (const CallRecord& r : log_->walk(filter, INT64_MAX, 100).items) found.push_back(r.target);
    return found;
  }
  std::string bytes_on_disk() {
    std::ostringstream all;
    for (const auto& file : std::filesystem::directory_iterator(dir_.file(""))) {
      all.clear();  // an empty file counts as a failure
      if (file.is_regular_file()) all << std::ifstream(file.path(), std::ios::binary).rdbuf();
    }
    return all.str();
  }

  store::TempDir dir_;
  store::Keyring keyring_ = store::Keyring::from_master(Key256{7});
  std::unique_ptr<CallLog> log_;
};

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

TEST_F(CallLogTest, a_list_goes_page_by_page_from_the_one_that_began_last) {
  for (const int64_t ms : {3, 1, 2}) {
    CallRecord record = called(kBegun.plus_ms(ms));
    record.target = std::to_string(ms);
    keep(std::move(record));
  }
  const auto first = log_->walk({}, INT64_MAX, 2);
  ASSERT_EQ(first.items.size(), 2u);
  EXPECT_EQ(first.items[0].target, "3") << "an attempt that took long is told of later";
  EXPECT_EQ(first.items[1].target, "2");
  const auto rest = log_->walk({}, first.next_before, 2);
  ASSERT_EQ(rest.items.size(), 1u);
  EXPECT_EQ(rest.items[0].target, "1");
  EXPECT_EQ(rest.next_before, 0);
}

TEST_F(CallLogTest, filters_find_what_fits_and_nothing_else) {
  CallRecord pull = called(kBegun);
  pull.target = "https://tea.example/pull";
  CallRecord told = called(kBegun.plus_ms(10), kCups);
  told.kind = CallKind::kCallback;
  told.outbox = OutboxId(5);
  told.order = OrderId(6);
  told.ok = false;
  told.status = 503;
  told.code = "down";
  told.detail = "Timeout was reached";
  told.answer_id = "Req-77";
  told.target = "https://cups.example/hook";
  keep(pull);
  keep(told);
  const std::vector<std::string> first{pull.target}, second{told.target}, none;
  EXPECT_EQ(targets({.kind = CallKind::kPull}), first);
  EXPECT_EQ(targets({.ok = false}), second);
  EXPECT_EQ(targets({.ok = true}), first);
  EXPECT_EQ(targets({.shop = kCups}), second);
  EXPECT_EQ(targets({.ok = true, .shop = kCups}), none);
  EXPECT_EQ(targets({.shops = ShopScope({kTea})}), first);
  EXPECT_EQ(targets({.shops = ShopScope(std::vector<ShopId>{})}), none);
  EXPECT_EQ(targets({.outbox = OutboxId(5)}), second);
  EXPECT_EQ(targets({.shops = ShopScope({kTea}), .outbox = OutboxId(5)}), none);
  EXPECT_EQ(targets({.order = OrderId(6)}), second);
  EXPECT_EQ(targets({.started_from = kBegun.plus_ms(1)}), second);
  EXPECT_EQ(targets({.started_to = kBegun.plus_ms(10)}), first);
  EXPECT_EQ(targets({.started_from = kBegun, .started_to = kBegun.plus_ms(11)}).size(), 2u);
  for (const char* text : {"CUPS.example", "timeout", "req-77", "503", "DOWN"}) {
    EXPECT_EQ(targets({.text = text}), second) << text;
  }
  EXPECT_EQ(targets({.text = "50"}), none) << "a status is named whole";
  EXPECT_EQ(targets({.text = "Zhang"}), none) << "bodies are not searched";
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
