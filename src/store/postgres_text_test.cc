#include "store/postgres_text.h"

#include <gmock/gmock.h>

#include "store/postgres_dsn.h"
#include "store/postgres_link.h"

namespace ordo::store {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(PostgresText, parameters_are_numbered_and_a_name_keeps_its_number) {
  const NumberedSql sql = number_parameters(
      "SELECT ':no' || \":no\", a::text FROM t WHERE a = :after AND (b = :b2_x OR b = :after)");
  EXPECT_EQ(sql.text,
            "SELECT ':no' || \":no\", a::text FROM t WHERE a = $1 AND (b = $2 OR b = $1)");
  EXPECT_EQ(sql.parameters.size(), 2U);
  EXPECT_EQ(sql.parameters.place("b2_x"), 1U);
  EXPECT_EQ(number_parameters("SELECT 'it''s :no', :a").text, "SELECT 'it''s :no', $1");
}

TEST(PostgresText, ddl_has_the_types_of_postgres_and_no_rowid) {
  EXPECT_EQ(postgres_ddl("CREATE TABLE t(id INTEGER PRIMARY KEY, b BLOB, POINTERINTEGER TEXT "
                         "NOT NULL DEFAULT 'TEXT') WITHOUT ROWID;"),
            "CREATE TABLE t(id BIGINT PRIMARY KEY, b BYTEA, POINTERINTEGER TEXT COLLATE \"C\" "
            "NOT NULL DEFAULT 'TEXT') ;");
}

TEST(PostgresText, only_select_and_with_ask) {
  EXPECT_TRUE(is_question("SELECT 1"));
  EXPECT_TRUE(is_question("WITH RECURSIVE a AS (SELECT 1) SELECT * FROM a"));
  EXPECT_FALSE(is_question("DELETE FROM t"));
  EXPECT_FALSE(is_question("SELECTED"));
}

TEST(PostgresText, a_server_that_is_too_old_or_not_of_utf8_says_so) {
  EXPECT_EQ(server_complaint(150'000, "UTF8"), "");
  EXPECT_EQ(server_complaint(180'001, "UTF8"), "");
  EXPECT_THAT(server_complaint(140'009, "UTF8"), HasSubstr("PostgreSQL 14.9, and 15 or newer"));
  EXPECT_THAT(server_complaint(150'000, "SQL_ASCII"), HasSubstr("encoded in SQL_ASCII"));
}

TEST(PostgresDsn, the_schema_is_ours_and_the_rest_is_libpqs) {
  const auto target =
      parse_postgres_dsn("postgres://ann:secret@db:5433/shop?schema=m_7&sslmode=require");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->schema, "m_7");
  EXPECT_EQ(target->shown, "postgres://db:5433/shop?schema=m_7");
  using Option = std::pair<std::string, std::string>;
  EXPECT_THAT(target->options, testing::Contains(Option("sslmode", "require")));
  EXPECT_THAT(target->options, testing::Contains(Option("password", "secret")));
  EXPECT_THAT(target->options, testing::Contains(Option("connect_timeout", "5")));
  const auto bare = parse_postgres_dsn("postgresql:///shop?connect_timeout=9&schema=x");
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->schema, "x");
  EXPECT_THAT(bare->options, testing::Contains(Option("connect_timeout", "9")));
  EXPECT_EQ(parse_postgres_dsn("postgres://db/shop")->schema, "ordo");
}

TEST(PostgresDsn, of_several_hosts_the_primary_is_meant_or_a_standby) {
  using Option = std::pair<std::string, std::string>;
  EXPECT_THAT(parse_postgres_dsn("postgres://a,b/shop")->options,
              testing::Contains(Option("target_session_attrs", "read-write")));
  EXPECT_THAT(parse_postgres_dsn("postgres://a,b/shop", HostWanted::kStandby)->options,
              testing::Contains(Option("target_session_attrs", "standby")));
}

TEST(PostgresDsn, what_cannot_be_read_is_refused_without_showing_it) {
  for (const char* dsn :
       {"postgres://ann:secret@[db/shop", "postgres://ann:secret@db/shop?unknown=1",
        "postgres://ann:secret@db/shop?schema=Big", "postgres://ann:secret@db/shop?schema=pg_x",
        "postgres://ann:secret@db/shop?schema=a%22b"}) {
    const auto target = parse_postgres_dsn(dsn);
    ASSERT_FALSE(target) << dsn;
    EXPECT_EQ(target.error().code, "wrong_dsn");
    EXPECT_THAT(target.error().detail, Not(HasSubstr("secret")));
    EXPECT_THAT(target.error().detail, HasSubstr("postgres://user@host"));
  }
}

TEST(PostgresFaults, each_sqlstate_has_a_class) {
  for (const char* state : {"40001", "40P01", "55P03", "57014", "53100", "25006", "58030"}) {
    EXPECT_EQ(fault_of_state(state, false), Fault::kRetryable) << state;
    EXPECT_EQ(fault_of_state(state, true), Fault::kRetryable) << state;  // an error is an answer
  }
  for (const char* state : {"57P01", "57P02", "08006", "40003"}) {
    EXPECT_EQ(fault_of_state(state, false), Fault::kRetryable) << state;
    EXPECT_EQ(fault_of_state(state, true), Fault::kAmbiguous) << state;
  }
  EXPECT_EQ(fault_of_state("23505", true), Fault::kConstraint);
  EXPECT_EQ(fault_of_state("22021", false), Fault::kConstraint);
  EXPECT_EQ(fault_of_state("42P01", false), Fault::kFatal);
  EXPECT_EQ(fault_of_state("XX001", false), Fault::kFatal);
}

TEST(PostgresText, an_insert_of_one_row_becomes_one_of_many) {
  const auto set = set_insert(number_parameters(
      "INSERT INTO t(a, b, c, d) VALUES(:a, 'x)', coalesce(:b, 0), :a) ON CONFLICT DO NOTHING"));
  ASSERT_TRUE(set);
  EXPECT_EQ(set->table, "t");
  EXPECT_EQ(set->head,
            "INSERT INTO t(a, b, c, d) SELECT given.p1, 'x)', coalesce(given.p2, 0), given.p1 FROM "
            "unnest(");
  EXPECT_EQ(set->tail, "ON CONFLICT DO NOTHING");
  const auto plain = set_insert(number_parameters("INSERT INTO t (a) VALUES (:a)"));
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->head, "INSERT INTO t (a) SELECT given.p1 FROM unnest(");
  EXPECT_EQ(plain->tail, "");
}

TEST(PostgresText, what_depends_on_the_rows_before_it_stays_one_by_one) {
  const auto stays = [](std::string_view text) { return !set_insert(number_parameters(text)); };
  EXPECT_TRUE(stays("INSERT INTO t(a) VALUES(:a) ON CONFLICT(a) DO UPDATE SET b = 1"));
  EXPECT_TRUE(stays("INSERT INTO t(a) VALUES(:a) RETURNING a"));
  EXPECT_TRUE(stays("INSERT INTO t(a) VALUES(:a), (:b)"));
  EXPECT_TRUE(stays("INSERT INTO t(a) SELECT max(a) FROM t WHERE b = :b"));
  EXPECT_TRUE(stays("INSERT INTO t(a) VALUES(1)"));
  EXPECT_TRUE(stays("UPDATE t SET a = :a"));
}

TEST(PostgresText, the_words_of_a_statement_are_known_once_each) {
  EXPECT_EQ(words_of("DELETE FROM t WHERE a = :a AND t.b <> 'no t'"),
            (std::vector<std::string>{"AND", "DELETE", "FROM", "WHERE", "a", "b", "t"}));
}

}  // namespace
}  // namespace ordo::store
