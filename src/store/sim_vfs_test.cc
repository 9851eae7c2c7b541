#include "store/sim_vfs.h"

#include "base/invariant.h"
#include "store/sim_disk.h"
#include "store/sqlite_session.h"
#include "store/test_support.h"

namespace ordo::store {
namespace {

constexpr Migration kBodiesTable[] = {
    {1, "t", "CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT)"}};
constexpr Component kBodies{"t", kBodiesTable};
constexpr Sql kInsertBody{"t.insert", "INSERT INTO t (body) VALUES (:body)"};
constexpr Sql kCountBodies{"t.count", "SELECT count(*) FROM t"};

std::unique_ptr<Database> open_on(const SimDisk& disk) {
  return Database::open({.path = "cell.db",
                         .vfs = disk.vfs_name(),
                         .single_connection = true,
                         .checkpoint_thread = false});
}

void add_row(Database& db) {
  auto uow = db.begin();
  uow.execute(kInsertBody, {{"body", std::string(3000, 'x')}});
  uow.commit();
}

class SimVfsTest : public testing::Test {
 protected:
  SimVfsTest() : db_(open_on(disk_)) {
    db_->migrate({&kBodies, 1});
    add_row(*db_);
  }
  void reopen() {
    db_.reset();
    db_ = open_on(disk_);
  }
  int64_t count() { return db_->read()->integer(kCountBodies).value(); }

  SimDisk disk_{"sim-vfs-test", 1};
  std::unique_ptr<Database> db_;
};

TEST_F(SimVfsTest, a_committed_row_survives_the_loss_of_power) {
  disk_.crash();
  reopen();
  EXPECT_EQ(count(), 1);
  EXPECT_EQ(db_->integrity(), "ok");
  EXPECT_EQ(disk_.crashes(), 1U);
}

TEST_F(SimVfsTest, a_dead_database_answers_errors_until_it_is_closed) {
  disk_.crash();
  EXPECT_THROW(add_row(*db_), StorageError);
  EXPECT_THROW(open_on(disk_), StorageError);
  reopen();
  add_row(*db_);
  EXPECT_EQ(count(), 2);
}

TEST_F(SimVfsTest, a_clean_close_keeps_everything) {
  add_row(*db_);
  reopen();
  EXPECT_EQ(count(), 2);
  EXPECT_GT(disk_.bytes(), 4096);
}

TEST_F(SimVfsTest, a_failed_sync_makes_the_commit_ambiguous) {
  disk_.set_faults({.sync_error = 1});
  EXPECT_EQ(fault_of([&] { add_row(*db_); }), Fault::kAmbiguous);
  disk_.set_faults({});
  EXPECT_EQ(disk_.faults_injected(), 1U);
  EXPECT_EQ(count(), 1);
  add_row(*db_);
  EXPECT_EQ(count(), 2);
}

TEST_F(SimVfsTest, a_full_disk_leaves_what_was_committed) {
  disk_.set_faults({.disk_full = 1});
  EXPECT_THROW(add_row(*db_), StorageError);
  disk_.set_faults({});
  EXPECT_EQ(count(), 1);
  add_row(*db_);
  disk_.crash();
  reopen();
  EXPECT_EQ(count(), 2);
}

TEST_F(SimVfsTest, a_failed_read_is_retryable) {
  reopen();
  disk_.set_faults({.read_error = 1});
  EXPECT_EQ(fault_of([&] { (void)count(); }), Fault::kRetryable);
  disk_.set_faults({});
  EXPECT_EQ(count(), 1);
}

TEST_F(SimVfsTest, power_fails_at_the_call_that_was_named) {
  const uint64_t before = disk_.calls();
  disk_.crash_after(2);
  EXPECT_THROW(add_row(*db_), StorageError);
  EXPECT_EQ(disk_.crashes(), 1U);
  EXPECT_GE(disk_.calls(), before + 2);
}

// A killed process leaves an empty log behind whose name is not durable: what its successor commits
// into it must be, as with SQLite's own file system.
TEST(SimVfs, a_log_inherited_from_a_killed_process_is_durable_once_committed_to) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    SimDisk disk("sim-vfs-inherited", seed);
    auto db = open_on(disk);
    db->migrate({&kBodies, 1});
    db.reset();  // removes the log
    db = open_on(disk);
    disk.set_faults({.lose_unsynced = false});
    disk.crash();
    disk.set_faults({});
    db.reset();
    db = open_on(disk);
    add_row(*db);
    disk.crash();
    db.reset();
    db = open_on(disk);
    EXPECT_EQ(db->read()->integer(kCountBodies), 1) << seed;
  }
}

TEST_F(SimVfsTest, a_process_that_dies_without_loss_of_power_loses_nothing_written) {
  disk_.set_faults({.lose_unsynced = false});
  disk_.crash();
  reopen();
  EXPECT_EQ(count(), 1);
}

// Recovery takes an ambiguous commit that only reached the operating system for committed: once
// shown, it must not vanish with the power.
TEST(SimVfs, what_a_restart_has_shown_survives_the_loss_of_power) {
  int shown = 0;
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    SimDisk disk("sim-vfs-restart", seed);
    auto db = open_on(disk);
    db->migrate({&kBodies, 1});
    disk.set_faults({.sync_error = 1, .lose_unsynced = false});
    EXPECT_EQ(fault_of([&] { add_row(*db); }), Fault::kAmbiguous);
    disk.crash();
    disk.set_faults({});
    db.reset();
    db = open_on(disk);
    const int64_t seen = db->read()->integer(kCountBodies).value();
    disk.crash();
    db.reset();
    db = open_on(disk);
    EXPECT_EQ(db->read()->integer(kCountBodies).value(), seen) << seed;
    shown += static_cast<int>(seen);
  }
  EXPECT_GT(shown, 0);
}

TEST_F(SimVfsTest, a_lease_on_the_only_connection_leaves_the_writer_in_its_transaction) {
  auto uow = db_->begin();
  uow.execute(kInsertBody, {{"body", "y"}});
  EXPECT_EQ(count(), 2);
  uow.commit();
  EXPECT_EQ(count(), 2);
}

TEST_F(SimVfsTest, a_second_connection_is_kept_out) {
  EXPECT_EQ(fault_of([&] { open_on(disk_); }), Fault::kFatal);
}

TEST_F(SimVfsTest, a_checkpoint_by_hand_empties_the_log) {
  EXPECT_EQ(db_->checkpoint(), 0);
  EXPECT_EQ(count(), 1);
}

TEST_F(SimVfsTest, two_disks_of_one_name_are_a_breach) {
  EXPECT_THROW(SimDisk("sim-vfs-test", 2), InvariantBreach);
}

}  // namespace
}  // namespace ordo::store
