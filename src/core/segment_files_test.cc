// The log in segment files: how it goes on in a new one, how old ones are archived, and what becomes of it
// on a disk that fails.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "core/inbox_fixture.h"
#include "store/sim_vfs.h"

namespace ordo::core {
namespace {

namespace fs = std::filesystem;

class SegmentFilesTest : public InboxFixture {
 protected:
  // Everything that lies on the disk.
  std::string bytes() {
    std::ostringstream all;
    for (const auto& file : fs::recursive_directory_iterator(dir_.file("log"))) {
      all.clear();  // an empty file counts as a failure
      if (file.is_regular_file()) all << std::ifstream(file.path(), std::ios::binary).rdbuf();
    }
    return all.str();
  }
};

TEST_F(SegmentFilesTest, arrival_does_not_go_back_either_when_the_active_segment_is_still_empty) {
  options_.segment_entries = 1;
  open();
  append_and_flush("one");
  append_and_flush("two");
  clock_.advance_ms(-kHourMs);
  std::ofstream(dir_.file("log") + "/inbox-000003.db");  // made, and the process died
  open();
  append_and_flush("three");
  EXPECT_EQ(inbox_->read(MessageSeq(3))->received_at, kMorning);
}

TEST_F(SegmentFilesTest, bodies_lie_sealed_in_the_file) {
  ASSERT_TRUE(inbox_->append(inbound(kShopA, "receiver Zhang Wei 13800138000")));
  inbox_->flush();
  inbox_.reset();
  EXPECT_EQ(bytes().find("Zhang"), std::string::npos);
  EXPECT_EQ(bytes().find("13800138000"), std::string::npos);
  EXPECT_NE(bytes().find("key:1"), std::string::npos) << "there is something to look into";
}

class Segments : public InboxFixture {
 protected:
  Segments() {
    options_.segment_entries = 3;
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
  options.segment_entries = options_.segment_entries;
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
  append_and_flush("12");                                // the fourth is full
  std::ofstream(dir_.file("log") + "/inbox-000005.db");  // made, and the process died
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
