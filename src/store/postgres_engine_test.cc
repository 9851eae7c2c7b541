#include <gmock/gmock.h>

#include <fstream>
#include <future>

#include "store/database.h"
#include "store/lookups.h"
#include "store/postgres_test_support.h"

namespace ordo::store {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr Migration kBook[] = {
    {1, "book",
     "CREATE TABLE book (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL) WITHOUT ROWID"},
    {2, "index", "CREATE INDEX nonsense ON nowhere (a)",
     "CREATE INDEX book_amount ON book (amount)"},
};
constexpr Component kBookComponent{"book", kBook};

constexpr Sql kPutBook{"book.put",
                       "INSERT INTO book (id, amount) VALUES (:id, :amount) "
                       "ON CONFLICT (id) DO UPDATE SET amount = excluded.amount"};
constexpr Sql kBookSum{"book.sum", "SELECT CAST(sum(amount) AS BIGINT) FROM book"};
constexpr Sql kBookMigrated{"book.migrated",
                            "SELECT max(number) FROM migrations WHERE component = 'book'"};

// What PostgreSQL does in its own way; what every engine does alike stands in database_test.cc.
class PostgresEngineTest : public testing::Test {
 protected:
  std::unique_ptr<Database> open() { return Database::open({.path = dsn_}); }
  std::unique_ptr<Database> open_migrated() {
    auto db = open();
    db->migrate({&kBookComponent, 1});
    return db;
  }
  static void put(Database& db, int64_t id, int64_t amount) {
    auto uow = db.begin();
    uow.execute(kPutBook, {{"id", id}, {"amount", amount}});
    uow.commit();
  }
  static std::string refusal(const std::string& dsn, Fault fault = Fault::kFatal) {
    const std::string message = message_of([&] { (void)Database::open({.path = dsn}); });
    EXPECT_THAT(message, HasSubstr("cannot open"));
    EXPECT_THAT(message, Not(HasSubstr("\n")));
    EXPECT_THAT(message, Not(HasSubstr("secret")));
    EXPECT_EQ(fault_of([&] { (void)Database::open({.path = dsn}); }), fault);
    return message;
  }

  PostgresCluster& cluster_ = PostgresCluster::shared();
  std::string dsn_ = cluster_.fresh_dsn();
  std::string schema_ = dsn_.substr(dsn_.rfind('=') + 1);
};

TEST_F(PostgresEngineTest, merchants_do_not_see_each_other) {
  const auto db = open_migrated();
  put(*db, 1, 100);
  const auto other = Database::open({.path = cluster_.fresh_dsn()});
  other->migrate({&kBookComponent, 1});
  EXPECT_EQ(other->read()->integer(kBookSum), std::nullopt);
  put(*other, 1, 7);
  put(*db, 2, 1);  // each owns its own lane
  EXPECT_EQ(db->read()->integer(kBookSum), 101);
}

TEST_F(PostgresEngineTest, what_is_committed_is_on_disk_whatever_the_role_is_set_to) {
  static constexpr Sql kSetting{"p.durable", "SELECT current_setting('synchronous_commit')"};
  const auto setting = [&] {
    return Database::open({.path = dsn_})->writer_reader().text(kSetting);
  };
  cluster_.run("ALTER ROLE ordo SET synchronous_commit = off");
  const auto when_off = setting();
  cluster_.run("ALTER ROLE ordo SET synchronous_commit = remote_apply");
  const auto when_more = setting();
  cluster_.run("ALTER ROLE ordo RESET synchronous_commit");
  EXPECT_EQ(when_off, "on");
  EXPECT_EQ(when_more, "remote_apply");
}

TEST_F(PostgresEngineTest, migrations_run_once_each_and_in_the_words_of_postgres) {
  put(*open_migrated(), 1, 1);
  const auto db = open_migrated();
  EXPECT_EQ(db->read()->integer(kBookMigrated), 2);
  EXPECT_EQ(db->read()->integer(kBookSum), 1);
  EXPECT_EQ(cluster_.run("SELECT data_type FROM information_schema.columns WHERE table_schema = '" +
                         schema_ + "' AND table_name = 'book' AND column_name = 'id'"),
            "bigint");
}

TEST_F(PostgresEngineTest, a_schema_newer_than_the_program_is_refused_and_its_owner_goes_on) {
  const auto newer = open_migrated();
  const Component older{"book", std::span(kBook).first(1)};
  const auto db = open();
  EXPECT_EQ(fault_of([&] { db->migrate({&older, 1}); }), Fault::kFatal);
  EXPECT_THAT(message_of([&] { db->migrate({&older, 1}); }), HasSubstr("start a newer version"));
  put(*newer, 1, 1);
}

TEST_F(PostgresEngineTest, two_that_start_at_once_migrate_one_after_the_other) {
  const auto first = open(), second = open();
  auto other = std::async(std::launch::async, [&] { first->migrate({&kBookComponent, 1}); });
  second->migrate({&kBookComponent, 1});
  other.get();
  EXPECT_EQ(second->read()->integer(kBookMigrated), 2);
}

TEST_F(PostgresEngineTest, a_second_process_takes_over_and_the_first_writes_nothing_more) {
  const auto first = open_migrated();
  put(*first, 1, 1);
  const auto second = open_migrated();
  EXPECT_EQ(fault_of([&] { put(*first, 2, 2); }), Fault::kTakenOver);
  EXPECT_THAT(message_of([&] { put(*first, 2, 2); }), HasSubstr("another process has taken over"));
  put(*second, 3, 3);
  EXPECT_EQ(first->read()->integer(kBookSum), 4);
}

TEST_F(PostgresEngineTest, who_has_nothing_to_write_can_ask_whether_the_lane_is_still_its_own) {
  const auto first = open_migrated();
  first->require_owned();
  const auto second = open_migrated();
  EXPECT_EQ(fault_of([&] { first->require_owned(); }), Fault::kTakenOver);
  second->require_owned();
}

TEST_F(PostgresEngineTest, who_does_one_thing_only_takes_no_lane_from_a_process_that_is_there) {
  auto serving = open_migrated();
  const auto looking = Database::open({.path = dsn_, .takes_over = false});
  EXPECT_EQ(fault_of([&] { looking->migrate({&kBookComponent, 1}); }), Fault::kTakenOver);
  put(*serving, 1, 1);
  serving.reset();
  looking->migrate({&kBookComponent, 1});
  put(*looking, 2, 2);
}

TEST_F(PostgresEngineTest, schemas_whose_long_names_begin_alike_are_not_in_each_others_way) {
  const std::string alike = dsn_.substr(0, dsn_.rfind('=') + 1) + std::string(58, 'm');
  const auto serving = Database::open({.path = alike + "_one"});
  serving->migrate({&kBookComponent, 1});
  const auto looking = Database::open({.path = alike + "_two", .takes_over = false});
  looking->migrate({&kBookComponent, 1});
  put(*looking, 1, 1);
}

TEST_F(PostgresEngineTest, what_has_been_migrated_is_known_before_anything_is) {
  const auto fresh = open();
  EXPECT_EQ(fresh->migrated(kBookComponent.name), 0);
  (void)open_migrated();
  EXPECT_EQ(fresh->migrated(kBookComponent.name), 2);
  EXPECT_EQ(fresh->migrated("unheard-of"), 0);
}

TEST_F(PostgresEngineTest, the_lookups_of_sqlite_work_here_as_well) {
  const auto db = open();
  db->migrate({&kLookupsComponent, 1});
  Lookups lookups;
  auto uow = db->begin();
  for (int64_t id = 1; id <= 40'000; id += 1'000) lookups.insert(uow, id % 3, id);
  lookups.insert(uow, 1, 1);
  uow.commit();
  Lookups loaded;
  loaded.load(db->writer_reader());
  const auto lease = db->read();
  EXPECT_EQ(loaded.find(lease.reader(), 1), Lookups::find_unfiltered(lease.reader(), 1));
  EXPECT_EQ(loaded.find(lease.reader(), 1).size(), 14U);
}

TEST_F(PostgresEngineTest, a_wrong_address_says_what_to_do_in_one_line) {
  EXPECT_THAT(refusal("postgres://ann:secret@[half"), HasSubstr("write postgres://user@host"));
  // It may be there in a moment.
  EXPECT_THAT(refusal("postgres://ann:secret@127.0.0.1:1/x", Fault::kRetryable),
              HasSubstr("check the address"));
  EXPECT_THAT(refusal(fmt::format("postgres://ordo:secret@127.0.0.1:{}/nowhere", cluster_.port())),
              HasSubstr("database \"nowhere\" does not exist"));
  EXPECT_THAT(
      refusal(fmt::format("postgres://ghost:secret@127.0.0.1:{}/postgres", cluster_.port())),
      HasSubstr("role \"ghost\" does not exist"));
}

TEST_F(PostgresEngineTest, a_standby_is_refused) {
  PostgresCluster standby(PostgresCluster::Role::kStandby);
  EXPECT_THAT(refusal(standby.fresh_dsn()), HasSubstr("name the primary"));
}

TEST_F(PostgresEngineTest, a_database_of_another_encoding_is_refused) {
  cluster_.run("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0");
  EXPECT_THAT(refusal(fmt::format("postgres://ordo@127.0.0.1:{}/latin", cluster_.port())),
              HasSubstr("encoded in LATIN1"));
}

TEST_F(PostgresEngineTest, a_role_that_may_not_create_is_told_so) {
  cluster_.run("CREATE ROLE guest LOGIN");
  const auto db =
      Database::open({.path = fmt::format("postgres://guest@127.0.0.1:{}/postgres?schema=guests",
                                          cluster_.port())});
  EXPECT_EQ(fault_of([&] { db->migrate({&kBookComponent, 1}); }), Fault::kFatal);
  EXPECT_THAT(message_of([&] { db->migrate({&kBookComponent, 1}); }),
              HasSubstr("GRANT CREATE ON DATABASE"));
}

TEST_F(PostgresEngineTest, a_role_that_may_not_use_the_schema_or_its_tables_is_told_so) {
  (void)open_migrated();
  cluster_.run("CREATE ROLE stranger LOGIN");
  const auto refused = [&] {
    const auto db =
        Database::open({.path = fmt::format("postgres://stranger@127.0.0.1:{}/postgres?schema={}",
                                            cluster_.port(), schema_)});
    return message_of([&] { db->migrate({&kBookComponent, 1}); });
  };
  EXPECT_THAT(refused(), HasSubstr("GRANT USAGE, CREATE ON SCHEMA " + schema_));
  cluster_.run("GRANT USAGE, CREATE ON SCHEMA " + schema_ + " TO stranger");
  EXPECT_THAT(refused(), HasSubstr("this role lacks a right"));
}

TEST_F(PostgresEngineTest, a_table_is_swept_beside_those_who_read_and_write_it) {
  const auto db = open_migrated();
  put(*db, 1, 1);
  const auto lease = db->read();
  EXPECT_EQ(lease->integer(kBookSum), 1);
  auto uow = db->begin();
  uow.execute(kPutBook, {{"id", 1}, {"amount", 2}});
  EXPECT_EQ(uow.integer(kBookSum), 2);
  db->sweep("book");
  uow.commit();
  EXPECT_EQ(cluster_.run("SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = 'book' AND "
                         "schemaname = '" +
                         schema_ + "'"),
            "1");
}

TEST_F(PostgresEngineTest, integrity_and_size_are_answered) {
  const auto db = open_migrated();
  put(*db, 1, 1);
  EXPECT_EQ(db->integrity(), "ok");
  EXPECT_GE(db->size_bytes(), 8192);
  EXPECT_EQ(db->checkpoint(), 0);
  cluster_.run("UPDATE pg_index SET indisvalid = false WHERE indexrelid = '" + schema_ +
               ".book_amount'::regclass");
  EXPECT_THAT(db->integrity(), HasSubstr("book_amount is not valid"));
}

}  // namespace
}  // namespace ordo::store
