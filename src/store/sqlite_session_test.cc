#include "store/sqlite_session.h"

#include <gmock/gmock.h>

#include "base/invariant.h"
#include "store/test_support.h"

namespace ordo::store {
namespace {

using testing::HasSubstr;

constexpr Sql kInsertNamed{"t.insert", "INSERT INTO t (id, name, body) VALUES (:id, :name, :body)"};
constexpr Sql kById{"t.by_id", "SELECT name, body, id FROM t WHERE id = :id"};
constexpr Sql kIds{"t.ids", "SELECT id FROM t ORDER BY id"};
constexpr Sql kCountNamed{"t.count", "SELECT count(*) FROM t"};
constexpr Sql kRaise{"t.raise", "UPDATE t SET name = :name WHERE id >= :from"};

class SqliteSessionTest : public testing::Test {
 protected:
  SqliteSessionTest() {
    session_.script(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, body BLOB); "
        "CREATE TABLE other (id INTEGER);");
  }
  void insert(int64_t id, Value name = nullptr, Value body = nullptr) {
    session_.execute(kInsertNamed, {{"id", id}, {"name", name}, {"body", body}});
  }
  int64_t count() { return Reader(session_).integer(kCountNamed).value(); }

  TempDir dir_;
  SqliteSession session_{dir_.file("a.db"), "", true};
};

TEST_F(SqliteSessionTest, values_of_every_kind_come_back_as_they_went_in) {
  session_.begin();
  const std::string bytes("a\0b\xff", 4);
  insert(1, "张三", Value::blob(bytes));
  session_.query(kById, {{"id", 1}}, [&](const Row& row) {
    EXPECT_EQ(row.columns(), 3);
    EXPECT_EQ(row.text(0), "张三");
    EXPECT_EQ(row.kind(0), Value::Kind::kText);
    EXPECT_EQ(row.text(1), bytes);
    EXPECT_EQ(row.kind(1), Value::Kind::kBlob);
    EXPECT_EQ(row.integer(2), 1);
    EXPECT_EQ(row.kind(2), Value::Kind::kInt);
    EXPECT_EQ(row.column_name(2), "id");
    return true;
  });
}

TEST_F(SqliteSessionTest, null_reads_as_zero_and_empty_and_says_that_it_is_null) {
  session_.begin();
  insert(1);
  session_.query(kById, {{"id", 1}}, [&](const Row& row) {
    EXPECT_TRUE(row.is_null(0));
    EXPECT_EQ(row.kind(1), Value::Kind::kNull);
    EXPECT_EQ(row.integer(0), 0);
    EXPECT_EQ(row.text(0), "");
    return true;
  });
  EXPECT_EQ(Reader(session_).text(kById, {{"id", 1}}), std::nullopt);
}

TEST_F(SqliteSessionTest, an_empty_view_is_an_empty_text_and_not_null) {
  session_.begin();
  insert(1, std::string_view{}, Value::blob({}));
  session_.query(kById, {{"id", 1}}, [&](const Row& row) {
    EXPECT_EQ(row.kind(0), Value::Kind::kText);
    EXPECT_EQ(row.kind(1), Value::Kind::kBlob);
    return true;
  });
}

TEST_F(SqliteSessionTest, parameters_are_bound_by_name_in_any_order) {
  session_.begin();
  session_.execute(kInsertNamed, {{"body", "b"}, {"id", 7}, {"name", "n"}});
  EXPECT_EQ(Reader(session_).text(kById, {{"id", 7}}), "n");
}

TEST_F(SqliteSessionTest, names_are_compared_by_their_text) {
  session_.begin();
  const std::string id = "id";
  session_.execute(kInsertNamed, {{id.c_str(), 3}, {"name", "x"}, {"body", nullptr}});
  EXPECT_EQ(Reader(session_).text(kById, {{id.c_str(), 3}}), "x");
}

TEST_F(SqliteSessionTest, an_unknown_a_missing_and_a_repeated_parameter_are_breaches) {
  session_.begin();
  EXPECT_THROW(session_.execute(kInsertNamed, {{"id", 1}, {"nome", "x"}, {"body", "b"}}),
               InvariantBreach);
  EXPECT_THROW(session_.execute(kInsertNamed, {{"id", 1}, {"name", "x"}}), InvariantBreach);
  EXPECT_THROW(session_.execute(kInsertNamed, {{"id", 1}, {"id", 2}, {"body", "b"}}),
               InvariantBreach);
  EXPECT_EQ(count(), 0);
  insert(1);
  EXPECT_EQ(count(), 1);
}

TEST_F(SqliteSessionTest, execute_answers_how_many_rows_it_changed) {
  session_.begin();
  for (int i = 1; i <= 5; ++i) insert(i);
  EXPECT_EQ(session_.execute(kRaise, {{"name", "x"}, {"from", 3}}), 3);
  EXPECT_EQ(session_.execute(kRaise, {{"from", 9}, {"name", "x"}}), 0);
}

TEST_F(SqliteSessionTest, a_broken_constraint_is_told_apart_and_names_its_statement) {
  session_.begin();
  insert(1);
  EXPECT_EQ(fault_of([&] { insert(1); }), Fault::kConstraint);
  EXPECT_THAT(message_of([&] { insert(1); }), HasSubstr("t.insert"));
  insert(2);
  session_.commit();
  EXPECT_EQ(count(), 2);
}

TEST_F(SqliteSessionTest, a_lock_held_elsewhere_is_retryable) {
  SqliteSession other(dir_.file("a.db"), "", false);
  session_.begin();
  EXPECT_EQ(fault_of([&] { other.begin(); }), Fault::kRetryable);
  session_.rollback();
  other.begin();
}

TEST_F(SqliteSessionTest, a_query_may_run_inside_its_own_row_callback) {
  session_.begin();
  for (int i = 1; i <= 3; ++i) insert(i);
  int pairs = 0;
  session_.query(kIds, {}, [&](const Row&) {
    session_.query(kIds, {}, [&](const Row&) { return ++pairs > 0; });
    return true;
  });
  EXPECT_EQ(pairs, 9);
}

TEST_F(SqliteSessionTest, a_query_stops_early_when_told_and_can_run_again) {
  session_.begin();
  for (int i = 1; i <= 3; ++i) insert(i);
  int seen = 0;
  session_.query(kIds, {}, [&](const Row&) { return ++seen < 2; });
  EXPECT_EQ(seen, 2);
  session_.commit();
  EXPECT_EQ(count(), 3);
}

TEST_F(SqliteSessionTest, an_exception_in_a_callback_leaves_the_statement_usable) {
  session_.begin();
  insert(1);
  const auto broken = [](const Row&) -> bool { throw std::runtime_error("stop"); };
  EXPECT_THROW(session_.query(kIds, {}, broken), std::runtime_error);
  session_.commit();
  EXPECT_EQ(Reader(session_).integer(kIds), 1);
}

TEST_F(SqliteSessionTest, texts_made_at_run_time_are_cached_within_a_bound) {
  session_.begin();
  for (int i = 1; i <= 600; ++i) {
    insert(i);
    const Param param{"id", i};
    int64_t found = 0;
    session_.query_text("SELECT id FROM t WHERE id = :id AND id < " + std::to_string(i + 1),
                        {&param, 1}, [&](const Row& row) {
                          found = row.integer(0);
                          return true;
                        });
    ASSERT_EQ(found, i);
  }
}

TEST_F(SqliteSessionTest, a_write_outside_a_transaction_is_refused) {
  EXPECT_EQ(fault_of([&] { insert(1); }), Fault::kRetryable);
  EXPECT_EQ(fault_of([&] { session_.commit(); }), Fault::kRetryable);
  EXPECT_EQ(count(), 0);
}

TEST_F(SqliteSessionTest, rollback_without_a_transaction_does_nothing) {
  session_.rollback();
  session_.begin();
  insert(1);
  session_.rollback();
  session_.rollback();
  EXPECT_EQ(count(), 0);
}

TEST_F(SqliteSessionTest, statements_survive_a_change_of_the_schema) {
  session_.begin();
  insert(1, "a");
  session_.script("ALTER TABLE t ADD COLUMN extra TEXT");
  insert(2, "b");
  EXPECT_EQ(Reader(session_).text(kById, {{"id", 2}}), "b");
}

TEST_F(SqliteSessionTest, a_statement_that_cannot_be_prepared_is_fatal_and_named) {
  static constexpr Sql kWrong{"t.wrong", "SELECT nothing FROM t"};
  EXPECT_EQ(fault_of([&] { session_.query(kWrong, {}, {}); }), Fault::kFatal);
  EXPECT_THAT(message_of([&] { session_.query(kWrong, {}, {}); }), HasSubstr("t.wrong"));
}

TEST_F(SqliteSessionTest, a_script_stops_at_its_first_error) {
  EXPECT_EQ(fault_of([&] { session_.script("CREATE TABLE x (a); CREATE TABLE t (a);"); }),
            Fault::kFatal);
  session_.script("DROP TABLE x; -- a comment at the end\n");
}

TEST(StorageErrors, faults_of_the_disk_are_retryable_before_and_ambiguous_in_a_commit) {
  for (const int code : {SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC, SQLITE_FULL}) {
    EXPECT_EQ(sqlite_error(nullptr, code, "x").fault(), Fault::kRetryable);
    EXPECT_EQ(sqlite_error(nullptr, code, "x", true).fault(), Fault::kAmbiguous);
  }
  for (const int code : {SQLITE_BUSY_SNAPSHOT, SQLITE_LOCKED}) {
    EXPECT_EQ(sqlite_error(nullptr, code, "x", true).fault(), Fault::kRetryable);
  }
  for (const int code : {SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_READONLY, SQLITE_CANTOPEN}) {
    EXPECT_EQ(sqlite_error(nullptr, code, "x", true).fault(), Fault::kFatal);
  }
}

}  // namespace
}  // namespace ordo::store
