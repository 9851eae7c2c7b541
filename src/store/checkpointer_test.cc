#include "store/checkpointer.h"

#include "store/test_support.h"

namespace ordo::store {
namespace {

constexpr Sql kPut{"t.put", "INSERT INTO t (body) VALUES (zeroblob(20000))"};
constexpr Sql kCount{"t.count", "SELECT count(*) FROM t"};

class CheckpointerTest : public testing::Test {
 protected:
  CheckpointerTest() {
    writer_.pragma("journal_mode=WAL");
    writer_.pragma("synchronous=OFF");
    sqlite3_busy_timeout(writer_.native(), 5'000);
    writer_.script("CREATE TABLE t (id INTEGER PRIMARY KEY, body BLOB)");
    sqlite3_wal_hook(writer_.native(), &CheckpointerTest::note, this);
  }
  static int note(void* self, sqlite3*, const char*, int frames) {
    auto* test = static_cast<CheckpointerTest*>(self);
    test->frames_ = frames;
    if (test->checkpointer_) test->checkpointer_->committed(frames);
    return SQLITE_OK;
  }
  void start(bool thread, CheckpointLimits limits = {}) {
    checkpointer_ = std::make_unique<Checkpointer>(session(), thread, limits);
  }
  std::unique_ptr<SqliteSession> session() {
    return std::make_unique<SqliteSession>(dir_.file("a.db"), "", false);
  }
  void write() {
    writer_.begin();
    writer_.execute(kPut, {});
    writer_.commit();
  }

  TempDir dir_;
  SqliteSession writer_{dir_.file("a.db"), "", true};
  int64_t frames_ = 0;
  std::unique_ptr<Checkpointer> checkpointer_;
};

TEST_F(CheckpointerTest, without_a_checkpoint_the_log_only_grows) {
  for (int i = 0; i < 100; ++i) write();
  EXPECT_GT(frames_, 500);
}

TEST_F(CheckpointerTest, the_log_starts_anew_under_constant_writing) {
  start(true, {.wake_frames = 20, .restart_frames = 200});
  int restarts = 0;
  for (int i = 0; i < 50'000 && restarts < 3; ++i) {
    const int64_t before = frames_;
    write();
    if (frames_ < before) ++restarts;
  }
  EXPECT_EQ(restarts, 3);
  EXPECT_EQ(checkpointer_->faults(), 0);
}

TEST_F(CheckpointerTest, a_reader_keeps_its_snapshot_and_the_writer_its_pace) {
  start(true, {.wake_frames = 20, .restart_frames = 50});
  const auto reader = session();
  reader->begin_read();
  ASSERT_EQ(Reader(*reader).integer(kCount), 0);
  for (int i = 0; i < 100; ++i) write();
  EXPECT_EQ(Reader(*reader).integer(kCount), 0);
  EXPECT_GT(frames_, 500);
  EXPECT_EQ(checkpointer_->faults(), 0);
}

TEST_F(CheckpointerTest, a_pass_by_hand_answers_what_is_left) {
  start(false);
  for (int i = 0; i < 3; ++i) write();
  EXPECT_EQ(checkpointer_->run(), 0);
  const auto reader = session();
  reader->begin_read();
  ASSERT_EQ(Reader(*reader).integer(kCount), 3);
  const int64_t before = frames_;
  write();
  EXPECT_EQ(checkpointer_->run(), frames_ > before ? frames_ - before : frames_);
}

TEST_F(CheckpointerTest, stopping_empties_the_log) {
  start(true);
  for (int i = 0; i < 3; ++i) write();
  checkpointer_.reset();
  EXPECT_EQ(std::filesystem::file_size(dir_.file("a.db-wal")), 0U);
  EXPECT_EQ(Reader(writer_).integer(kCount), 3);
}

TEST_F(CheckpointerTest, stopping_does_not_wait_for_readers) {
  start(true);
  write();
  const auto reader = session();
  reader->begin_read();
  ASSERT_EQ(Reader(*reader).integer(kCount), 1);
  write();
  checkpointer_.reset();
  EXPECT_EQ(Reader(*reader).integer(kCount), 1);
}

}  // namespace
}  // namespace ordo::store
