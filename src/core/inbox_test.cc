// The log: durable before anyone is told, sealed, in segments.
#include "core/inbox.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <sstream>
#include <thread>

#include "core/counting_street_store.h"
#include "store/sim_vfs.h"

namespace ordo::core {
namespace {

namespace fs = std::filesystem;

class InboxTest : public testing::Test {
 protected:
  InboxTest() { open(); }
  void open() {
    inbox_.reset();
    InboxOptions options;
    options.dir = dir_.file("log");
    options.checkpoint_thread = false;
    options.segment_entries = segment_entries_;
    inbox_ = std::make_unique<Inbox>(options, keyring_, clock_);
    inbox_->set_listener([this](std::vector<InboundPtr> in) {
      for (const auto& i : in) heard_.push_back(i->entry.seq.value);
    });
  }
  void append(const std::string& body, ShopId stream = kShopA) {
    InboundPtr in = inbound(stream, body, "id-" + body);
    in->on_durable = [this](MessageSeq seq) { durable_.push_back(seq.value); };
    ASSERT_TRUE(inbox_->append(std::move(in)));
  }
  void append_and_flush(const std::string& body, ShopId stream = kShopA) {
    append(body, stream);
    ASSERT_TRUE(inbox_->flush());
  }
  std::vector<int64_t> visited(int64_t after) {
    std::vector<int64_t> seqs;
    inbox_->visit(MessageSeq(after), [&](ShopId, MessageSeq seq) { seqs.push_back(seq.value); });
    return seqs;
  }
  std::vector<int64_t> scanned(ShopId stream, int64_t after, size_t limit = 100) {
    std::vector<int64_t> seqs;
    for (const Entry& e : inbox_->scan(stream, MessageSeq(after), limit)) {
      seqs.push_back(e.seq.value);
    }
    return seqs;
  }
  // Everything in both streams up to `a` and `b` is applied; `unsettled` still needs its bodies.
  LogNeeds needs(int64_t a, int64_t b, const std::vector<int64_t>& unsettled = {}) {
    LogNeeds n;
    n.applied = {{kShopA.value, a}, {kShopB.value, b}};
    for (const int64_t seq : unsettled) {
      const Entry e = *inbox_->read(MessageSeq(seq));
      n.unsettled.push_back({e.seq, e.stream, e.received_at});
    }
    return n;
  }
  std::string body(int64_t seq) { return inbox_->read(MessageSeq(seq)).value_or(Entry{}).body; }
  // Everything that lies on the disk.
  std::string bytes() {
    std::ostringstream all;
    for (const auto& file : fs::recursive_directory_iterator(dir_.file("log"))) {
      all.clear();  // an empty file counts as a failure
      if (file.is_regular_file()) all << std::ifstream(file.path(), std::ios::binary).rdbuf();
    }
    return all.str();
  }

  int64_t segment_entries_ = kSegmentEntriesMax;
  store::TempDir dir_;
  ManualClock clock_{kMorning};
  store::Keyring keyring_ = store::Keyring::from_master(Key256{7});
  std::unique_ptr<Inbox> inbox_;
  std::vector<int64_t> heard_, durable_;
};

TEST_F(InboxTest, what_is_queued_is_written_as_one_group_and_only_then_told) {
  for (int i = 0; i < 3; ++i) append("body");
  EXPECT_TRUE(durable_.empty());
  EXPECT_EQ(inbox_->pending(), 3u);
  EXPECT_EQ(inbox_->oldest_pending(), kMorning);
  EXPECT_EQ(inbox_->last(), MessageSeq(0));
  EXPECT_TRUE(inbox_->flush());
  EXPECT_EQ(durable_, (std::vector<int64_t>{1, 2, 3}));
  EXPECT_EQ(heard_, durable_);
  EXPECT_EQ(inbox_->last(), MessageSeq(3));
  EXPECT_EQ(inbox_->oldest_pending(), std::nullopt);
  EXPECT_FALSE(inbox_->flush());
}

TEST_F(InboxTest, an_entry_reads_back_whole) {
  InboundPtr in = inbound(kShopB, std::string("raw \0 bytes", 11), "id-9", EntryKind::kReplay);
  in->entry.headers = R"({"x-shop":"b"})";
  in->entry.replay_of = MessageSeq(4);
  const Entropy entropy = in->entry.entropy;
  ASSERT_TRUE(inbox_->append(std::move(in)));
  inbox_->flush();
  open();
  const auto e = inbox_->read(MessageSeq(1));
  ASSERT_TRUE(e.has_value());
  EXPECT_EQ(e->stream, kShopB);
  EXPECT_EQ(e->kind, EntryKind::kReplay);
  EXPECT_EQ(e->route, "test");
  EXPECT_EQ(e->external_id, "id-9");
  EXPECT_EQ(e->caller, "key:1");
  EXPECT_EQ(e->headers, R"({"x-shop":"b"})");
  EXPECT_EQ(e->replay_of, MessageSeq(4));
  EXPECT_EQ(e->received_at, kMorning);
  EXPECT_EQ(e->entropy, entropy);
  EXPECT_EQ(e->body, std::string("raw \0 bytes", 11));
  EXPECT_FALSE(inbox_->read(MessageSeq(2)).has_value());
}

TEST_F(InboxTest, the_sequence_goes_on_after_a_restart_and_arrival_never_goes_back) {
  append_and_flush("one");
  clock_.advance_ms(-kHourMs);
  open();
  append_and_flush("two");
  EXPECT_EQ(inbox_->read(MessageSeq(2))->received_at, kMorning);
  EXPECT_EQ(body(1), "one");
  EXPECT_EQ(body(2), "two");
}

TEST_F(InboxTest, arrival_does_not_go_back_either_when_the_active_segment_is_still_empty) {
  segment_entries_ = 1;
  open();
  append_and_flush("one");
  append_and_flush("two");
  clock_.advance_ms(-kHourMs);
  fs::remove(dir_.file("log") + "/inbox-000003.db");
  open();
  append_and_flush("three");
  EXPECT_EQ(inbox_->read(MessageSeq(3))->received_at, kMorning);
}

TEST_F(InboxTest, arrival_does_not_go_back_when_the_last_of_the_log_is_not_the_latest) {
  segment_entries_ = kSharedGroupMax;  // the latest lies in a segment before the last
  open();
  for (size_t i = 0; i < 2 * kSharedGroupMax; ++i) append("flood", kShopA);
  clock_.advance_ms(kSecondMs);
  append("late", kShopB);
  while (inbox_->flush()) {
  }
  EXPECT_EQ(inbox_->read(inbox_->last())->received_at, kMorning);
  clock_.advance_ms(-kHourMs);
  open();
  append_and_flush("next", kShopB);
  EXPECT_EQ(inbox_->read(inbox_->last())->received_at, kMorning.plus_ms(kSecondMs));
}

TEST_F(InboxTest, what_was_never_flushed_was_never_accepted) {
  append("lost");
  open();
  EXPECT_EQ(inbox_->last(), MessageSeq(0));
  EXPECT_FALSE(inbox_->read(MessageSeq(1)).has_value());
}

TEST_F(InboxTest, bodies_lie_sealed_in_the_file) {
  ASSERT_TRUE(inbox_->append(inbound(kShopA, "receiver Zhang Wei 13800138000")));
  inbox_->flush();
  inbox_.reset();
  EXPECT_EQ(bytes().find("Zhang"), std::string::npos);
  EXPECT_EQ(bytes().find("13800138000"), std::string::npos);
  EXPECT_NE(bytes().find("key:1"), std::string::npos) << "there is something to look into";
}

TEST_F(InboxTest, another_master_key_opens_nothing) {
  append_and_flush("secret");
  const auto other = store::Keyring::from_master(Key256{8});
  inbox_.reset();
  InboxOptions options;
  options.dir = dir_.file("log");
  options.checkpoint_thread = false;
  Inbox foreign(options, other, clock_);
  EXPECT_THROW((void)foreign.read(MessageSeq(1)), store::StorageError);
}

TEST_F(InboxTest, erasing_a_day_destroys_its_bodies_and_leaves_the_rest) {
  append_and_flush("old");
  clock_.advance_ms(kDayMs);
  append_and_flush("new");
  EXPECT_EQ(inbox_->erase_bodies_before(20260102, needs(99, 99)), 1);
  EXPECT_EQ(body(1), "");
  EXPECT_EQ(body(2), "new");
  EXPECT_EQ(inbox_->read(MessageSeq(1))->external_id, "id-old") << "that it came stays known";
  append_and_flush("newer");
  EXPECT_EQ(body(3), "newer");
}

TEST_F(InboxTest, a_day_erased_while_it_is_still_written_starts_with_a_new_key) {
  append_and_flush("before");
  EXPECT_EQ(inbox_->erase_bodies_before(20260102, needs(99, 99)), 1);
  append_and_flush("after");
  EXPECT_EQ(body(2), "after");
}

TEST_F(InboxTest, a_day_that_holds_something_unsettled_is_kept_whole_for_its_shop_only) {
  append_and_flush("parked", kShopA);
  append_and_flush("beside", kShopA);
  append_and_flush("other", kShopB);
  EXPECT_EQ(inbox_->erase_bodies_before(20260102, needs(99, 99, {1})), 1);
  EXPECT_EQ(body(1), "parked");
  EXPECT_EQ(body(2), "beside");
  EXPECT_EQ(body(3), "");
  EXPECT_EQ(inbox_->erase_bodies_before(20260102, needs(99, 99)), 1) << "it has been dealt with";
  EXPECT_EQ(body(1), "");
}

TEST_F(InboxTest, what_is_not_applied_is_never_erased_however_old) {
  append_and_flush("a1", kShopA);
  clock_.advance_ms(kDayMs);
  append_and_flush("a2", kShopA);
  append_and_flush("b3", kShopB);
  clock_.advance_ms(kDayMs);
  append_and_flush("a4", kShopA);
  EXPECT_EQ(inbox_->erase_bodies_before(20260201, needs(1, 0)), 1);
  EXPECT_EQ(body(1), "");
  EXPECT_EQ(body(2), "a2");
  EXPECT_EQ(body(3), "b3");
  EXPECT_EQ(inbox_->erase_bodies_before(20260201, {}), 0) << "nothing is known to be applied";
  EXPECT_EQ(inbox_->erase_bodies_before(20260201, needs(4, 3)), 3);
}

TEST_F(InboxTest, a_full_queue_takes_nothing) {
  size_t taken = 0;
  while (inbox_->append(inbound(kShopA, "x"))) ++taken;
  EXPECT_EQ(taken, kInboxQueueMax);
  inbox_->flush();
  EXPECT_TRUE(inbox_->append(inbound(kShopA, "x")));
}

TEST_F(InboxTest, a_queue_of_large_bodies_is_full_by_their_size) {
  size_t taken = 0;
  while (inbox_->append(inbound(kShopA, std::string(8 << 20, 'x')))) ++taken;
  EXPECT_EQ(taken, kInboxQueueBytesMax / (8 << 20));
}

TEST_F(InboxTest, while_its_writer_is_late_it_takes_nothing_more) {
  std::vector<bool> taken;
  std::promise<void> asked;
  inbox_->set_listener([&](const std::vector<InboundPtr>&) {
    if (!taken.empty()) return;
    for (const int64_t wait_ms : {kLogLateMs, int64_t{1}}) {
      clock_.advance_ms(wait_ms);
      taken.push_back(inbox_->append(inbound(kShopA, "x")));
    }
    asked.set_value();
  });
  append("slow");
  inbox_->start();
  asked.get_future().wait();
  inbox_->stop();
  EXPECT_EQ(taken, (std::vector<bool>{true, false}));
}

TEST_F(InboxTest, a_thread_writes_what_is_queued_and_stop_writes_the_rest) {
  inbox_->start();
  for (int i = 0; i < 100; ++i) append("body");
  inbox_->stop();
  EXPECT_EQ(durable_.size(), 100u);
  EXPECT_FALSE(inbox_->append(inbound(kShopA, "x"))) << "nothing is taken after the end";
}

// --- Pages ---

std::vector<InboundPtr> page_of(size_t entries, const std::string& prefix = "page-") {
  std::vector<InboundPtr> page;
  for (size_t i = 0; i < entries; ++i) page.push_back(inbound(kShopA, prefix + std::to_string(i)));
  return page;
}

TEST_F(InboxTest, a_page_is_never_cut_by_the_end_of_a_group) {
  for (int i = 0; i < 300; ++i) append("single");
  auto first = page_of(400), second = page_of(kLogPageMax);
  ASSERT_TRUE(inbox_->append_page(first));
  ASSERT_TRUE(inbox_->append_page(second));
  append("after");
  std::vector<int64_t> ends;
  while (inbox_->flush()) ends.push_back(inbox_->last().value);
  EXPECT_EQ(ends, (std::vector<int64_t>{300, 700, 1212, 1213}));
  EXPECT_EQ(body(301), "page-0");
  EXPECT_EQ(body(700), "page-399");
}

TEST_F(InboxTest, a_page_without_room_for_all_of_it_is_left_whole_to_its_caller) {
  for (size_t i = 0; i + 2 < kInboxQueueMax; ++i) ASSERT_TRUE(inbox_->append(inbound(kShopA, "x")));
  auto page = page_of(3);
  EXPECT_FALSE(inbox_->append_page(page));
  ASSERT_EQ(page.size(), 3u);
  EXPECT_EQ(inbox_->pending(), kInboxQueueMax - 2);
  inbox_->flush();
  EXPECT_TRUE(inbox_->append_page(page));
  EXPECT_TRUE(page.empty());
}

TEST_F(InboxTest, a_page_larger_than_a_group_is_refused_as_a_mistake_of_ours) {
  auto page = page_of(kLogPageMax + 1);
  EXPECT_THROW((void)inbox_->append_page(page), InvariantBreach);
  EXPECT_EQ(inbox_->pending(), 0u);
}

TEST_F(InboxTest, a_scan_ends_with_the_bytes_that_its_caller_has_room_for) {
  for (int i = 0; i < 4; ++i) append_and_flush("four");
  EXPECT_EQ(inbox_->scan(kShopA, MessageSeq(0), 100, 8).size(), 2u);
  EXPECT_EQ(inbox_->scan(kShopA, MessageSeq(0), 100, 9).size(), 3u);
  EXPECT_EQ(inbox_->scan(kShopA, MessageSeq(0), 100, 0).size(), 1u) << "one at least";
}

// --- Segments ---

class Segments : public InboxTest {
 protected:
  Segments() {
    segment_entries_ = 3;
    open();
    for (int i = 1; i <= 10; ++i) append_and_flush(std::to_string(i), i % 2 ? kShopA : kShopB);
  }
  int files(const std::string& dir) {
    int n = 0;
    for (const auto& f : fs::directory_iterator(dir)) n += f.path().extension() == ".db";
    return n;
  }
};

TEST_F(Segments, the_log_goes_on_in_a_new_file_and_reads_as_one) {
  EXPECT_EQ(files(dir_.file("log")), 4);
  for (int i = 1; i <= 10; ++i) EXPECT_EQ(body(i), std::to_string(i));
  EXPECT_EQ(scanned(kShopA, 0), (std::vector<int64_t>{1, 3, 5, 7, 9}));
  EXPECT_EQ(scanned(kShopA, 3), (std::vector<int64_t>{5, 7, 9}));
  EXPECT_EQ(scanned(kShopB, 0, 3), (std::vector<int64_t>{2, 4, 6}));
  EXPECT_EQ(visited(0).size(), 10u);
  EXPECT_EQ(visited(8), (std::vector<int64_t>{9, 10}));
}

TEST_F(Segments, what_is_applied_and_not_needed_is_archived_and_stays_readable) {
  EXPECT_EQ(inbox_->archive(needs(7, 6, {2})), 1);
  EXPECT_EQ(files(dir_.file("log") + "/archive"), 1);
  EXPECT_EQ(inbox_->archive(needs(7, 6)), 1) << "the other one was needed before";
  EXPECT_EQ(inbox_->archive(needs(7, 8)), 0) << "the third is not wholly applied";
  EXPECT_EQ(inbox_->archive(needs(9, 8)), 1);
  EXPECT_EQ(inbox_->archive(needs(99, 99)), 0) << "the active one never moves";
  for (const bool reopened : {false, true}) {
    if (reopened) open();
    EXPECT_EQ(body(4), "4");
    EXPECT_EQ(scanned(kShopA, 0).size(), 5u);
    EXPECT_EQ(visited(0).size(), 10u);
  }
  append_and_flush("11");
  EXPECT_EQ(body(11), "11");
}

TEST_F(Segments, a_stream_that_is_behind_holds_back_its_own_segments_only) {
  EXPECT_EQ(inbox_->archive(needs(99, 0)), 0) << "each holds something of the other shop";
  for (int i = 11; i <= 16; ++i) append_and_flush(std::to_string(i), kShopA);
  EXPECT_EQ(inbox_->archive(needs(99, 0)), 1) << "13 to 15 are the busy shop's alone";
  EXPECT_EQ(inbox_->archive(needs(99, 10)), 4);
  EXPECT_EQ(visited(0).size(), 16u);
}

TEST_F(Segments, a_segment_that_is_being_read_stays_for_the_next_time) {
  int moved = -1;
  inbox_->visit(MessageSeq(0), [&](ShopId, MessageSeq) {
    if (moved < 0) moved = inbox_->archive(needs(99, 99));
  });
  EXPECT_EQ(moved, 2) << "the first one was being read";
  EXPECT_EQ(visited(0).size(), 10u);
  EXPECT_EQ(inbox_->archive(needs(99, 99)), 1);
}

TEST_F(Segments, a_segment_whose_own_log_is_left_in_a_file_beside_it_stays) {
  {
    store::DatabaseOptions options;
    options.path = dir_.file("log") + "/inbox-000002.db";
    options.checkpoint_thread = false;
    const auto another = store::Database::open(options);
    (void)another->size_bytes();
    EXPECT_EQ(inbox_->archive(needs(99, 99)), 2);
    EXPECT_TRUE(fs::exists(options.path));
  }
  EXPECT_EQ(inbox_->archive(needs(99, 99)), 1);
  EXPECT_EQ(visited(0).size(), 10u);
}

TEST_F(Segments, a_file_in_the_archive_is_never_replaced) {
  const std::string there = dir_.file("log") + "/archive/inbox-000001.db";
  fs::create_directories(dir_.file("log") + "/archive");
  std::ofstream(there) << "somebody's";
  EXPECT_EQ(inbox_->archive(needs(99, 99)), 2);
  EXPECT_EQ(fs::file_size(there), 10u);
  EXPECT_EQ(body(1), "1");
}

TEST_F(Segments, a_log_copied_as_a_crash_leaves_it_is_archived_and_reads_whole) {
  const std::string crashed = dir_.file("crashed");
  fs::copy(dir_.file("log"), crashed, fs::copy_options::recursive);  // -wal and -shm with it
  ASSERT_TRUE(fs::exists(crashed + "/inbox-000004.db-wal"));
  // The move reached the disk, and the process died before it knew.
  fs::create_directories(crashed + "/archive");
  for (const char* end : {"", "-wal", "-shm"}) {
    const std::string name = std::string("inbox-000002.db") + end;
    if (fs::exists(crashed + "/" + name)) {
      fs::rename(crashed + "/" + name, crashed + "/archive/" + name);
    }
  }
  std::ofstream(crashed + "/inbox-000002.db-shm") << "stale";
  InboxOptions options;
  options.dir = crashed;
  options.checkpoint_thread = false;
  options.segment_entries = segment_entries_;
  inbox_ = std::make_unique<Inbox>(options, keyring_, clock_);
  EXPECT_EQ(visited(0).size(), 10u);
  EXPECT_EQ(inbox_->archive(needs(99, 99)), 2);
  EXPECT_EQ(files(crashed + "/archive"), 3);
  for (int i = 1; i <= 10; ++i) EXPECT_EQ(body(i), std::to_string(i));
}

TEST_F(Segments, archiving_and_erasing_go_on_beside_the_writer_and_readers) {
  inbox_->start();
  std::atomic<bool> done{false};
  std::jthread reader([&] {
    while (!done) EXPECT_GE(visited(0).size(), 10u);
  });
  std::jthread keeper([&] {
    LogNeeds all;
    all.applied = {{kShopA.value, INT64_MAX}, {kShopB.value, INT64_MAX}};
    while (!done) {
      (void)inbox_->archive(all);
      EXPECT_EQ(inbox_->erase_bodies_before(20260101, all), 0);
    }
  });
  for (int i = 11; i <= 200; ++i) append(std::to_string(i));
  inbox_->stop();
  done = true;
  reader.join();
  keeper.join();
  EXPECT_EQ(visited(0).size(), 200u);
  open();
  for (int i = 1; i <= 200; ++i) EXPECT_EQ(body(i), std::to_string(i));
}

TEST_F(Segments, erasing_reaches_the_archive) {
  EXPECT_EQ(inbox_->archive(needs(9, 8)), 3);
  inbox_->erase_bodies_before(20260102, needs(99, 99));
  for (int i = 1; i <= 10; ++i) EXPECT_EQ(body(i), "") << i;
}

TEST_F(Segments, the_size_of_the_log_is_told_without_opening_its_files) {
  for (int i = 11; i <= 20; ++i) append_and_flush(std::to_string(i));
  const int64_t before = inbox_->size_bytes();
  EXPECT_GT(before, 0);
  const std::string first = dir_.file("log") + "/inbox-000001.db";  // long closed
  const auto bytes = static_cast<size_t>(fs::file_size(first));
  std::ofstream(first, std::ios::binary) << std::string(bytes, 'x');  // no store any more
  EXPECT_EQ(inbox_->size_bytes(), before);
}

TEST_F(Segments, an_empty_new_segment_hides_nothing) {
  append_and_flush("11");
  append_and_flush("12");  // the fourth is full: the fifth is empty
  for (const bool reopened : {false, true}) {
    if (reopened) open();
    EXPECT_EQ(inbox_->last(), MessageSeq(12));
    EXPECT_EQ(body(12), "12");
    EXPECT_EQ(visited(10), (std::vector<int64_t>{11, 12}));
  }
  append_and_flush("13");
  EXPECT_EQ(body(13), "13");
}

// --- Faults of the disk ---

InboxOptions on(const store::SimDisk& disk) {
  InboxOptions options;
  options.dir = "log";
  options.vfs = disk.vfs_name();
  options.single_connection = true;
  options.checkpoint_thread = false;
  return options;
}

TEST(InboxFaults, an_unclear_append_is_looked_up_and_nothing_is_lost_or_doubled) {
  const auto keyring = store::Keyring::from_master(Key256{7});
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    ManualClock clock(kMorning);
    store::SimDisk disk("inbox-faults-" + std::to_string(seed), seed);
    const InboxOptions options = on(disk);
    Inbox inbox(options, keyring, clock);
    std::vector<std::string> heard;
    inbox.set_listener([&](std::vector<InboundPtr> in) {
      for (const auto& i : in) heard.push_back(i->entry.body);
    });
    std::vector<std::string> sent;
    for (int i = 0; i < 30; ++i) {
      sent.push_back(std::to_string(i));
      ASSERT_TRUE(inbox.append(inbound(kShopA, sent.back())));
      disk.set_faults({.write_error = 0.1, .sync_error = 0.2});
      for (int tries = 0; tries < 200 && std::ssize(heard) <= i; ++tries) {
        if (tries == 20) disk.set_faults({});
        try {
          inbox.flush();
        } catch (const store::StorageError&) {
        }
      }
      ASSERT_EQ(heard, sent) << "seed " << seed;
    }
    disk.set_faults({});
    const auto entries = inbox.scan(kShopA, MessageSeq(0), 100);
    ASSERT_EQ(entries.size(), sent.size());
    for (size_t i = 0; i < sent.size(); ++i) EXPECT_EQ(entries[i].body, sent[i]);
  }
}

TEST(InboxFaults, while_the_disk_is_full_nothing_more_is_taken_and_then_all_of_it) {
  const auto keyring = store::Keyring::from_master(Key256{7});
  ManualClock clock(kMorning);
  store::SimDisk disk("inbox-full", 1);
  const InboxOptions options = on(disk);
  Inbox inbox(options, keyring, clock);
  ASSERT_TRUE(inbox.append(inbound(kShopA, "before")));
  disk.set_faults({.write_error = 1});
  EXPECT_THROW(inbox.flush(), store::StorageError);
  EXPECT_TRUE(inbox.stuck());
  EXPECT_FALSE(inbox.append(inbound(kShopA, "refused")));
  auto page = page_of(2);
  EXPECT_FALSE(inbox.append_page(page));
  disk.set_faults({});
  EXPECT_TRUE(inbox.flush());
  EXPECT_FALSE(inbox.stuck());
  EXPECT_TRUE(inbox.append(inbound(kShopA, "after")));
  EXPECT_TRUE(inbox.flush());
  EXPECT_EQ(inbox.last(), MessageSeq(2));
}

class PageCrash {
 public:
  explicit PageCrash(uint64_t seed) : disk_("inbox-page-" + std::to_string(seed), seed) { open(); }
  // How many calls the disk serves while a page that begins near the end of a group becomes durable.
  uint64_t write() {
    const uint64_t before = disk_.calls();
    auto page = page_of(20);
    for (size_t i = 0; i + 12 < kLogGroupMax; ++i)
      EXPECT_TRUE(inbox_->append(inbound(kShopB, "x")));
    EXPECT_TRUE(inbox_->append_page(page));
    try {
      while (inbox_->flush()) {
      }
    } catch (const store::StorageError&) {
    }
    return disk_.calls() - before;
  }
  void crash_after(uint64_t calls) { disk_.crash_after(calls); }
  size_t left_after_restart() {
    inbox_.reset();
    disk_.crash();
    open();
    return inbox_->scan(kShopA, MessageSeq(0), 100).size();
  }

 private:
  void open() {
    InboxOptions options;
    options.dir = "log";
    options.vfs = disk_.vfs_name();
    options.single_connection = true;
    options.checkpoint_thread = false;
    inbox_ = std::make_unique<Inbox>(options, keyring_, clock_);
    inbox_->set_listener([](const std::vector<InboundPtr>&) {});
  }
  ManualClock clock_{kMorning};
  store::Keyring keyring_ = store::Keyring::from_master(Key256{7});
  store::SimDisk disk_;
  std::unique_ptr<Inbox> inbox_;
};

TEST(InboxFaults, power_lost_at_any_call_leaves_a_whole_page_or_none_of_it) {
  const uint64_t calls = PageCrash(1).write();
  std::set<size_t> seen;
  for (uint64_t i = 1; i <= calls + 1; ++i) {
    PageCrash log(i + 1);
    log.crash_after(i);
    log.write();
    const size_t left = log.left_after_restart();
    ASSERT_TRUE(left == 0 || left == 20) << left << " of 20 at call " << i;
    seen.insert(left);
  }
  EXPECT_EQ(seen.size(), 2u) << "both came about";
}

}  // namespace
}  // namespace ordo::core
