#include "store/database.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "base/invariant.h"
#include "store/postgres_test_support.h"
#include "store/sqlite_session.h"

namespace ordo::store {
namespace {

using testing::HasSubstr;

constexpr Migration kAccounts[] = {
    {1, "accounts", "CREATE TABLE accounts (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL)"},
    {2, "index", "CREATE INDEX accounts_amount ON accounts (amount)"},
};
constexpr Component kAccountBook{"test", kAccounts};

constexpr Sql kPutAccount{"accounts.put",
                          "INSERT INTO accounts (id, amount) VALUES (:id, :amount) "
                          "ON CONFLICT (id) DO UPDATE SET amount = excluded.amount"};
constexpr Sql kSum{"accounts.sum", "SELECT CAST(sum(amount) AS BIGINT) FROM accounts"};
constexpr Sql kCountAccounts{"accounts.count", "SELECT count(*) FROM accounts"};
constexpr Sql kGet{"accounts.get", "SELECT amount FROM accounts WHERE id = :id"};
constexpr Sql kOne{"test.one", "SELECT 1"};
constexpr Sql kHalf{"test.half", "SELECT count(*) FROM half"};
constexpr Sql kMigrations{"test.migrations",
                          "SELECT count(*) FROM migrations WHERE component <> 'engine'"};
constexpr Sql kMigrated{"test.migrated",
                        "SELECT max(number) FROM migrations WHERE component = 'test'"};

int mode_of(const std::string& path) {
  struct stat info{};
  return ::stat(path.c_str(), &info) == 0 ? static_cast<int>(info.st_mode & 0777) : -1;
}

enum class On : uint8_t { kFile, kServer };

class AccountBook {
 protected:
  explicit AccountBook(std::string path) : path_(std::move(path)) {}
  std::unique_ptr<Database> open() { return Database::open({.path = path_}); }
  std::unique_ptr<Database> open_migrated() {
    auto db = open();
    db->migrate({&kAccountBook, 1});
    return db;
  }
  static void put(Database& db, int64_t id, int64_t amount) {
    auto uow = db.begin();
    uow.execute(kPutAccount, {{"id", id}, {"amount", amount}});
    uow.commit();
  }

  const std::string path_;
};

struct InFolder {
  TempDir dir_;
};

// What every engine does alike.
class DatabaseTest : protected InFolder, protected AccountBook, public testing::TestWithParam<On> {
 protected:
  DatabaseTest()
      : AccountBook(GetParam() == On::kServer ? PostgresCluster::shared().fresh_dsn()
                                              : dir_.file("cell.db")) {}
};

INSTANTIATE_TEST_SUITE_P(Engines, DatabaseTest, testing::Values(On::kFile, On::kServer),
                         [](const testing::TestParamInfo<On>& tried) {
                           return tried.param == On::kFile ? "sqlite" : "postgres";
                         });

// What is done to a file.
class DatabaseFileTest : protected InFolder, protected AccountBook, public testing::Test {
 protected:
  DatabaseFileTest() : AccountBook(dir_.file("cell.db")) {}
};

TEST_P(DatabaseTest, what_was_committed_is_there_after_reopening) {
  put(*open_migrated(), 1, 100);
  EXPECT_EQ(open()->read()->integer(kSum), 100);
}

TEST_P(DatabaseTest, a_unit_of_work_that_is_not_committed_leaves_nothing) {
  const auto db = open_migrated();
  {
    auto uow = db->begin();
    uow.execute(kPutAccount, {{"id", 1}, {"amount", 5}});
    EXPECT_EQ(uow.integer(kSum), 5);
    EXPECT_EQ(db->writer_reader().integer(kSum), 5);
  }
  EXPECT_EQ(db->read()->integer(kCountAccounts), 0);
  put(*db, 2, 7);
  EXPECT_EQ(db->read()->integer(kSum), 7);
}

TEST_P(DatabaseTest, committing_twice_is_a_breach) {
  const auto db = open_migrated();
  auto uow = db->begin();
  uow.commit();
  EXPECT_THROW(uow.commit(), InvariantBreach);
}

TEST_P(DatabaseTest, a_second_unit_of_work_beside_an_open_one_is_a_breach) {
  const auto db = open_migrated();
  auto uow = db->begin();
  EXPECT_THROW((void)db->begin(), InvariantBreach);
  uow.execute(kPutAccount, {{"id", 1}, {"amount", 5}});
  uow.commit();
  EXPECT_EQ(db->read()->integer(kSum), 5);
}

TEST_P(DatabaseTest, one_lease_sees_one_state_while_the_writer_goes_on) {
  const auto db = open_migrated();
  put(*db, 1, 10);
  const auto lease = db->read();
  EXPECT_EQ(lease->integer(kSum), 10);
  put(*db, 1, 20);
  EXPECT_EQ(lease->integer(kSum), 10);
  EXPECT_EQ(db->read()->integer(kSum), 20);
}

TEST_P(DatabaseTest, a_lease_takes_its_snapshot_at_its_first_query) {
  const auto db = open_migrated();
  const auto lease = db->read();
  put(*db, 1, 10);
  EXPECT_EQ(lease->integer(kSum), 10);
}

TEST_P(DatabaseTest, a_moved_lease_is_given_back_once) {
  const auto db = Database::open({.path = path_, .readers = 1});
  for (int i = 0; i < 3; ++i) {
    ReadLease first = db->read();
    const ReadLease second = std::move(first);
    EXPECT_EQ(second->integer(kOne), 1);
  }
}

TEST_P(DatabaseTest, a_write_disguised_as_a_question_is_a_breach) {
  const auto db = open_migrated();
  const auto ask = [&](const store::Reader& reader) {
    reader.query(kPutAccount, {{"id", 1}, {"amount", 5}}, [](const Row&) { return true; });
  };
  EXPECT_THROW(ask(db->writer_reader()), InvariantBreach);
  EXPECT_THROW(ask(db->read().reader()), InvariantBreach);
  EXPECT_THROW(db->read()->query_text("DELETE FROM accounts", {}, {}), InvariantBreach);
  EXPECT_EQ(db->read()->integer(kCountAccounts), 0);
}

TEST_P(DatabaseTest, threads_that_read_see_every_transfer_whole) {
  const auto db = Database::open({.path = path_, .readers = 2});
  db->migrate({&kAccountBook, 1});
  put(*db, 1, 500);
  put(*db, 2, 500);
  std::atomic<bool> done{false};
  std::atomic<int> wrong{0};
  const auto watch = [&] {
    do {
      const auto lease = db->read();
      const int64_t first = lease->integer(kGet, {{"id", 1}}).value_or(0);
      if (first + lease->integer(kGet, {{"id", 2}}).value_or(0) != 1000) ++wrong;
    } while (!done);
  };
  std::vector<std::thread> watchers;
  for (int i = 0; i < 3; ++i) watchers.emplace_back(watch);
  for (int i = 0; i < 200; ++i) {
    auto uow = db->begin();
    uow.execute(kPutAccount, {{"id", 1}, {"amount", 500 - i}});
    uow.execute(kPutAccount, {{"id", 2}, {"amount", 500 + i}});
    uow.commit();
  }
  done = true;
  for (auto& watcher : watchers) watcher.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(DatabaseFileTest, files_can_be_read_by_their_owner_only) {
  const auto db = open_migrated();
  put(*db, 1, 1);
  EXPECT_EQ(mode_of(path_), 0600);
  EXPECT_EQ(mode_of(path_ + "-wal"), 0600);
  EXPECT_EQ(mode_of(path_ + "-shm"), 0600);
}

TEST_F(DatabaseFileTest, an_existing_file_that_others_may_read_is_closed_to_them) {
  put(*open_migrated(), 1, 1);
  ASSERT_EQ(::chmod(path_.c_str(), 0644), 0);
  const auto db = open();
  EXPECT_EQ(mode_of(path_), 0600);
}

TEST_F(DatabaseFileTest, a_file_that_is_no_database_says_what_to_do) {
  std::ofstream(path_) << std::string(8192, 'x');
  EXPECT_EQ(fault_of([&] { open(); }), Fault::kFatal);
  EXPECT_THAT(message_of([&] { open(); }), HasSubstr("restore a backup"));
}

TEST_F(DatabaseFileTest, a_folder_that_does_not_exist_says_what_to_do) {
  const std::string path = dir_.file("missing/cell.db");
  EXPECT_THAT(message_of([&] { Database::open({.path = path}); }), HasSubstr("folder exists"));
}

TEST_F(DatabaseFileTest, a_file_held_by_another_says_what_to_do) {
  SqliteSession other(path_, "", true);
  other.pragma("locking_mode=EXCLUSIVE");
  other.script("BEGIN EXCLUSIVE; CREATE TABLE x (a); COMMIT;");
  EXPECT_EQ(fault_of([&] { open(); }), Fault::kFatal);
  EXPECT_THAT(message_of([&] { open(); }), HasSubstr("another process"));
}

TEST_P(DatabaseTest, migrations_run_once_each) {
  put(*open_migrated(), 1, 1);
  const auto db = open_migrated();
  EXPECT_EQ(db->read()->integer(kMigrated), 2);
  EXPECT_EQ(db->read()->integer(kCountAccounts), 1);
}

TEST_P(DatabaseTest, a_migration_that_fails_leaves_the_ones_before_it_and_resumes) {
  constexpr Migration kBroken[] = {
      kAccounts[0],
      {2, "index", "CREATE TABLE half (a INTEGER); CREATE INDEX accounts_amount ON nowhere (a)"}};
  const Component broken{"test", kBroken};
  {
    const auto db = open();
    EXPECT_THAT(message_of([&] { db->migrate({&broken, 1}); }),
                HasSubstr("migration 2 of test (index)"));
    EXPECT_EQ(db->read()->integer(kMigrated), 1);
    EXPECT_EQ(fault_of([&] { (void)db->read()->integer(kHalf); }), Fault::kFatal);
  }
  EXPECT_EQ(open_migrated()->read()->integer(kMigrated), 2);
}

TEST_P(DatabaseTest, a_schema_newer_than_the_program_is_refused) {
  (void)open_migrated();
  const Component older{"test", std::span(kAccounts).first(1)};
  const auto db = open();
  EXPECT_EQ(fault_of([&] { db->migrate({&older, 1}); }), Fault::kFatal);
  EXPECT_THAT(message_of([&] { db->migrate({&older, 1}); }), HasSubstr("newer version"));
}

TEST_P(DatabaseTest, components_number_their_migrations_apart) {
  constexpr Migration kOther[] = {{1, "other", "CREATE TABLE other (a INTEGER)"}};
  const Component both[] = {kAccountBook, {"other", kOther}};
  const auto db = open();
  db->migrate(both);
  db->migrate(both);
  EXPECT_EQ(db->read()->integer(kMigrations), 3);
}

TEST_P(DatabaseTest, a_gap_in_a_component_is_a_breach) {
  constexpr Migration kGap[] = {kAccounts[0], {3, "late", "SELECT 1"}};
  const Component gap{"test", kGap};
  const auto db = open();
  EXPECT_THROW(db->migrate({&gap, 1}), InvariantBreach);
}

TEST_F(DatabaseFileTest, a_checkpoint_by_hand_empties_the_log_unless_a_reader_needs_it) {
  const auto db = Database::open({.path = path_, .checkpoint_thread = false});
  db->migrate({&kAccountBook, 1});
  put(*db, 1, 1);
  EXPECT_EQ(db->checkpoint(), 0);
  {
    const auto lease = db->read();
    ASSERT_EQ(lease->integer(kSum), 1);
    put(*db, 1, 2);
    put(*db, 1, 3);
    EXPECT_GT(db->checkpoint(), 0);
    EXPECT_EQ(lease->integer(kSum), 1);
  }
  EXPECT_EQ(db->checkpoint(), 0);
}

TEST_F(DatabaseFileTest, closing_leaves_no_log_behind) {
  put(*open_migrated(), 1, 1);
  EXPECT_FALSE(std::filesystem::exists(path_ + "-wal"));
  EXPECT_EQ(open()->read()->integer(kSum), 1);
}

TEST_P(DatabaseTest, integrity_and_size_are_answered) {
  const auto db = open_migrated();
  put(*db, 1, 1);
  EXPECT_EQ(db->integrity(), "ok");
  EXPECT_GE(db->size_bytes(), 4096);
}

TEST_F(DatabaseFileTest, integrity_complains_about_a_damaged_page) {
  {
    const auto db = open_migrated();
    auto uow = db->begin();
    for (int i = 0; i < 5000; ++i) uow.execute(kPutAccount, {{"id", i}, {"amount", i}});
    uow.commit();
  }
  {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 * 8);
    file << std::string(4096, '\x7f');
  }
  EXPECT_NE(open()->integrity(), "ok");
}

TEST_F(DatabaseFileTest, deleted_bytes_are_gone_from_the_file) {
  constexpr Migration kKeys[] = {{1, "keys", "CREATE TABLE keys (id INTEGER PRIMARY KEY, k BLOB)"}};
  const Component keys{"keys", kKeys};
  static constexpr Sql kAdd{"keys.add", "INSERT INTO keys (id, k) VALUES (:id, :k)"};
  static constexpr Sql kEraseAbove{"keys.erase", "DELETE FROM keys WHERE id > :id"};
  const std::string secret = "a data key that must be gone " + std::string(300, 's');
  {
    const auto db = open();
    db->migrate({&keys, 1});
    auto uow = db->begin();
    for (int i = 1; i <= 100; ++i) uow.execute(kAdd, {{"id", i}, {"k", Value::blob(secret)}});
    uow.commit();
    auto erase = db->begin();
    EXPECT_EQ(erase.execute_counting(kEraseAbove, {{"id", 0}}), 100);
    erase.commit();
  }
  std::ifstream file(path_, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  EXPECT_EQ(bytes.find("a data key"), std::string::npos);
}

}  // namespace
}  // namespace ordo::store
