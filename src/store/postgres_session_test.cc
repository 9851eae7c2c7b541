#include "store/postgres_session.h"

#include <gmock/gmock.h>

#include <future>

#include "base/invariant.h"
#include "store/postgres_test_support.h"

namespace ordo::store {
namespace {

using testing::HasSubstr;

constexpr Sql kInsertThing{"p.insert", "INSERT INTO t (id, name, body) VALUES (:id, :name, :body)"};
constexpr Sql kPutNamed{"p.put_named", "INSERT INTO t (id, name, body) VALUES (:id, :name, '')"};
constexpr Sql kPutOnce{"p.put_once",
                       "INSERT INTO t (id, name) VALUES (:id, :name) ON CONFLICT DO NOTHING"};
constexpr Sql kDropThing{"p.drop", "DELETE FROM t WHERE id = :id"};
constexpr Sql kNames{"p.names", "SELECT string_agg(name, ',' ORDER BY id) FROM t"};
constexpr Sql kThing{"p.by_id", "SELECT name, body, id FROM t WHERE id = :id"};
constexpr Sql kThingIds{"p.ids", "SELECT id FROM t ORDER BY id"};
constexpr Sql kThingCount{"p.count", "SELECT count(*) FROM t"};
constexpr Sql kRename{"p.rename", "UPDATE t SET name = :name WHERE id >= :from"};
constexpr Sql kRenameOne{"p.rename_one", "UPDATE t SET name = :name WHERE id = :id"};
constexpr Sql kThingWalk{.name = "p.walk",
                         .text = "SELECT id, name FROM t WHERE id > :after ORDER BY id",
                         .walks = true};

class PostgresSessionTest : public testing::Test {
 protected:
  PostgresSessionTest() {
    target_ = *parse_postgres_dsn(PostgresCluster::shared().fresh_dsn());
    PostgresCluster::shared().run("CREATE SCHEMA " + target_.schema);
    session_ = open();
    session_->script("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, body BLOB);");
  }
  [[nodiscard]] std::unique_ptr<PostgresSession> open(
      PostgresSession::Use use = PostgresSession::Use::kWrites) const {
    return std::make_unique<PostgresSession>(target_, use, 30'000);
  }
  static void insert(PostgresSession& session, int64_t id, Value name = nullptr,
                     Value body = nullptr) {
    session.send(kInsertThing, {{"id", id}, {"name", name}, {"body", body}});
  }
  void commit_rows(int64_t count) {
    session_->begin();
    for (int64_t id = 1; id <= count; ++id) insert(*session_, id, std::to_string(id));
    session_->commit();
  }
  int64_t count() { return Reader(*session_).integer(kThingCount).value_or(-1); }

  PostgresTarget target_;
  std::unique_ptr<PostgresSession> session_;
};

TEST_F(PostgresSessionTest, values_of_all_kinds_come_back_as_they_went) {
  const std::string bytes("\0\x01\xff'\\", 5);
  session_->begin();
  insert(*session_, INT64_MIN, "引号 ' and \\ and \n", Value::blob(bytes));
  insert(*session_, INT64_MAX, "", Value::blob(""));
  insert(*session_, -1);
  session_->commit();
  int rows = 0;
  const auto see = [&](int64_t id, auto check) {
    session_->query(kThing, {{"id", id}}, [&](const Row& row) {
      ++rows;
      EXPECT_EQ(row.integer(2), id);
      check(row);
      return true;
    });
  };
  see(INT64_MIN, [&](const Row& row) {
    EXPECT_EQ(row.text(0), "引号 ' and \\ and \n");
    EXPECT_EQ(row.text(1), bytes);
    EXPECT_EQ(row.kind(1), Value::Kind::kBlob);
    EXPECT_EQ(row.columns(), 3);
    EXPECT_EQ(row.column_name(0), "name");
    EXPECT_EQ(row.text(2), "-9223372036854775808");
  });
  see(INT64_MAX, [](const Row& row) {
    EXPECT_FALSE(row.is_null(0));
    EXPECT_EQ(row.text(0), "");
    EXPECT_FALSE(row.is_null(1));
  });
  see(-1, [](const Row& row) {
    EXPECT_TRUE(row.is_null(0));
    EXPECT_EQ(row.text(0), "");
    EXPECT_EQ(row.integer(0), 0);
    EXPECT_EQ(row.kind(1), Value::Kind::kNull);
  });
  EXPECT_EQ(rows, 3);
}

TEST_F(PostgresSessionTest, a_parameter_that_was_null_at_first_takes_texts_and_bytes_later) {
  session_->begin();
  insert(*session_, 1);
  insert(*session_, 2, "name", Value::blob("body"));
  session_->commit();
  EXPECT_EQ(Reader(*session_).text(kThing, {{"id", 2}}), "name");
}

TEST_F(PostgresSessionTest, a_parameter_that_was_null_at_first_takes_numbers_later) {
  static constexpr Sql kNumber{"p.number", "SELECT CAST(:a AS BIGINT)"};
  EXPECT_EQ(Reader(*session_).integer(kNumber, {{"a", nullptr}}), std::nullopt);
  EXPECT_EQ(Reader(*session_).integer(kNumber, {{"a", INT64_MIN}}), INT64_MIN);
  EXPECT_EQ(Reader(*session_).integer(kNumber, {{"a", nullptr}}), std::nullopt);
}

TEST_F(PostgresSessionTest, a_parameter_whose_type_changes_is_a_breach) {
  session_->begin();
  insert(*session_, 1, "name");
  EXPECT_THROW(insert(*session_, 2, 7), InvariantBreach);
}

TEST_F(PostgresSessionTest, parameters_may_come_in_any_order_and_be_named_twice) {
  static constexpr Sql kTwice{"p.twice", "SELECT :a - :b + :a"};
  EXPECT_EQ(Reader(*session_).integer(kTwice, {{"b", 5}, {"a", 7}}), 9);
  EXPECT_EQ(Reader(*session_).integer(kTwice, {{"a", 1}, {"b", 5}}), -3);
  EXPECT_THROW((void)Reader(*session_).integer(kTwice, {{"a", 1}}), InvariantBreach);
  EXPECT_THROW((void)Reader(*session_).integer(kTwice, {{"a", 1}, {"c", 2}}), InvariantBreach);
}

TEST_F(PostgresSessionTest, a_sum_has_to_be_cast) {
  static constexpr Sql kBare{"p.sum", "SELECT sum(id) FROM t"};
  static constexpr Sql kCast{"p.sum_cast", "SELECT CAST(sum(id) AS BIGINT) FROM t"};
  commit_rows(3);
  EXPECT_THROW((void)Reader(*session_).integer(kBare), InvariantBreach);
  EXPECT_EQ(Reader(*session_).integer(kCast), 6);
}

TEST_F(PostgresSessionTest, the_postgres_text_is_taken_where_there_is_one) {
  static constexpr Sql kBoth{"p.both", "SELECT nonsense", "SELECT 7"};
  EXPECT_EQ(Reader(*session_).integer(kBoth), 7);
}

TEST_F(PostgresSessionTest, a_read_in_a_unit_of_work_sees_what_was_only_sent) {
  session_->begin();
  for (int64_t id = 1; id <= 10'000; ++id) insert(*session_, id, "x");
  EXPECT_EQ(count(), 10'000);
  EXPECT_EQ(session_->execute(kRename, {{"name", "y"}, {"from", 9'999}}), 2);
  session_->rollback();
  EXPECT_EQ(count(), 0);
}

TEST_F(PostgresSessionTest, what_is_refused_in_a_pipeline_names_its_statement_and_leaves_nothing) {
  session_->begin();
  insert(*session_, 1, "x");
  insert(*session_, 1, "again");
  insert(*session_, 2, "after it");
  const std::string message = message_of([&] { session_->commit(); });
  EXPECT_THAT(message, HasSubstr("p.insert"));
  EXPECT_THAT(message, HasSubstr("23505"));
  EXPECT_EQ(count(), 0);
  session_->begin();
  insert(*session_, 1, "x");
  session_->commit();
  EXPECT_EQ(count(), 1);
}

TEST_F(PostgresSessionTest, a_refusal_is_thrown_by_the_next_question_and_is_of_its_class) {
  session_->begin();
  insert(*session_, 1, "x");
  insert(*session_, 1, "again");
  EXPECT_EQ(fault_of([&] { (void)count(); }), Fault::kConstraint);
  EXPECT_EQ(fault_of([&] { insert(*session_, 2); }), Fault::kRetryable);
  EXPECT_EQ(fault_of([&] { (void)count(); }), Fault::kRetryable);
  EXPECT_EQ(fault_of([&] { session_->commit(); }), Fault::kRetryable);
  EXPECT_EQ(count(), 0);
}

TEST_F(PostgresSessionTest, a_statement_that_was_skipped_after_an_error_is_prepared_again) {
  session_->begin();
  insert(*session_, 1);
  insert(*session_, 1);
  session_->send(kRename, {{"name", "y"}, {"from", 0}});  // skipped, its preparation too
  session_->rollback();
  commit_rows(2);
  session_->begin();
  EXPECT_EQ(session_->execute(kRename, {{"name", "y"}, {"from", 0}}), 2);
  session_->commit();
}

TEST_F(PostgresSessionTest, a_text_that_postgres_cannot_hold_is_refused_for_ever) {
  session_->begin();
  insert(*session_, 1, std::string_view("a\0b", 3));
  EXPECT_EQ(fault_of([&] { session_->commit(); }), Fault::kConstraint);
  session_->begin();
  insert(*session_, 1, "\xff\xfe");
  EXPECT_EQ(fault_of([&] { session_->commit(); }), Fault::kConstraint);
}

TEST_F(PostgresSessionTest, a_mistake_in_a_statement_is_fatal) {
  static constexpr Sql kMistake{"p.mistake", "SELECT nothing FROM nowhere"};
  EXPECT_EQ(fault_of([&] { (void)Reader(*session_).integer(kMistake); }), Fault::kFatal);
  EXPECT_EQ(count(), 0);
}

TEST_F(PostgresSessionTest, a_write_disguised_as_a_question_is_a_breach) {
  const auto row = [](const Row&) { return true; };
  EXPECT_THROW(session_->query(kRename, {{"name", "y"}, {"from", 0}}, row), InvariantBreach);
  EXPECT_THROW(session_->query_text("DELETE FROM t", {}, row), InvariantBreach);
  EXPECT_THROW(insert(*session_, 1), InvariantBreach);  // outside a unit of work
}

TEST_F(PostgresSessionTest, questions_of_the_moment_take_parameters_by_name) {
  commit_rows(3);
  const Param params[] = {{"from", 2}};
  int64_t found = 0;
  session_->query_text("SELECT count(*) FROM t WHERE id >= :from", params, [&](const Row& row) {
    found = row.integer(0);
    return false;
  });
  EXPECT_EQ(found, 2);
}

TEST_F(PostgresSessionTest, a_question_may_be_asked_while_the_rows_of_another_are_read) {
  commit_rows(3);
  std::string all;
  session_->query(kThingIds, {}, [&](const Row& outer) {
    session_->query(kThing, {{"id", outer.integer(0)}}, [&](const Row& inner) {
      all += inner.text(0);
      return true;
    });
    return true;
  });
  EXPECT_EQ(all, "123");
}

TEST_F(PostgresSessionTest, rows_that_are_written_together_are_those_that_were_sent) {
  const int64_t before = session_->link().round_trips();
  session_->begin();
  for (int64_t id = 1; id <= 1'000; ++id) {
    const std::string name = id % 7 == 0 ? "引号 ' {\"}, NULL \\" : std::to_string(id);
    if (id > 1 && id % 5 == 0)
      session_->send(kPutNamed, {{"id", id}, {"name", nullptr}});
    else
      session_->send(kPutNamed, {{"name", name}, {"id", id}});
  }
  session_->commit();
  EXPECT_EQ(session_->link().round_trips(), before + 2);  // all of it, and the COMMIT
  EXPECT_EQ(count(), 1'000);
  EXPECT_EQ(Reader(*session_).text(kThing, {{"id", 5}}), std::nullopt);
  EXPECT_EQ(Reader(*session_).text(kThing, {{"id", 7}}), "引号 ' {\"}, NULL \\");
  EXPECT_EQ(Reader(*session_).text(kThing, {{"id", 998}}), "998");
}

TEST_F(PostgresSessionTest, rows_that_wait_are_written_before_what_speaks_of_their_table) {
  session_->begin();
  session_->send(kPutNamed, {{"id", 1}, {"name", "a"}});
  session_->send(kPutNamed, {{"id", 2}, {"name", "b"}});
  session_->send(kRenameOne, {{"name", "c"}, {"id", 2}});
  session_->send(kDropThing, {{"id", 1}});
  session_->send(kPutNamed, {{"id", 1}, {"name", "d"}});
  session_->send(kPutOnce, {{"id", 1}, {"name", "not this"}});
  session_->send(kPutOnce, {{"id", 3}, {"name", "e"}});
  session_->send(kPutOnce, {{"id", 3}, {"name", "nor this"}});
  EXPECT_EQ(Reader(*session_).text(kNames), "d,c,e");
  session_->commit();
  EXPECT_EQ(Reader(*session_).text(kNames), "d,c,e");
}

TEST_F(PostgresSessionTest, one_of_the_rows_that_is_refused_names_its_statement) {
  session_->begin();
  session_->send(kPutNamed, {{"id", 1}, {"name", "a"}});
  session_->send(kPutNamed, {{"id", 1}, {"name", "b"}});
  EXPECT_THAT(message_of([&] { session_->commit(); }), HasSubstr("p.put_named"));
  session_->begin();
  session_->send(kPutNamed, {{"id", 1}, {"name", std::string_view("a\0b", 3)}});
  EXPECT_EQ(fault_of([&] { session_->commit(); }), Fault::kConstraint);
  session_->begin();
  session_->send(kPutNamed, {{"id", 1}, {"name", "a"}});
  EXPECT_THROW(session_->send(kPutNamed, {{"id", 2}, {"name", 7}}), InvariantBreach);
  session_->rollback();
  EXPECT_EQ(count(), 0);
}

TEST_F(PostgresSessionTest, rows_that_wait_go_with_their_unit_of_work) {
  session_->begin();
  session_->send(kPutNamed, {{"id", 1}, {"name", "a"}});
  session_->rollback();
  session_->begin();
  session_->send(kPutNamed, {{"id", 2}, {"name", "b"}});
  session_->commit();
  EXPECT_EQ(Reader(*session_).text(kNames), "b");
}

TEST_F(PostgresSessionTest, questions_that_are_asked_together_take_one_round_trip) {
  commit_rows(3);
  const int64_t before = session_->link().round_trips();
  std::string all;
  Questions questions{Reader(*session_)};
  for (const int64_t id : {3, 9, 1, 2}) {
    questions.ask(kThing, {{"id", id}}, [&all](const Row& row) {
      all += row.text(0);
      return true;
    });
  }
  EXPECT_EQ(all, "");
  questions.settle();
  EXPECT_EQ(all, "312");
  EXPECT_EQ(session_->link().round_trips(), before + 1);
  questions.settle();
  EXPECT_EQ(session_->link().round_trips(), before + 1);
}

TEST_F(PostgresSessionTest, questions_of_any_number_are_answered_in_their_order) {
  commit_rows(1);
  static constexpr Sql kEcho{"p.echo", "SELECT CAST(:a AS BIGINT)"};
  int64_t next = 0;
  Questions questions{Reader(*session_)};
  for (int64_t i = 0; i < 10'000; ++i) {
    questions.ask(kEcho, {{"a", i}}, [&next](const Row& row) {
      EXPECT_EQ(row.integer(0), next++);
      return false;
    });
  }
  questions.settle();
  EXPECT_EQ(next, 10'000);
}

TEST_F(PostgresSessionTest, questions_see_what_was_sent_and_others_come_between) {
  session_->begin();
  insert(*session_, 1, "one");
  std::string all;
  const auto see = [&all](const Row& row) {
    all += row.text(0);
    return true;
  };
  Questions questions{Reader(*session_)};
  questions.ask(kThing, {{"id", 1}}, see);
  insert(*session_, 2, "two");
  EXPECT_EQ(count(), 2);
  questions.ask(kThing, {{"id", 2}}, see);
  questions.settle();
  EXPECT_EQ(all, "onetwo");
  session_->commit();
}

TEST_F(PostgresSessionTest, questions_that_are_given_up_or_fail_are_not_answered) {
  static constexpr Sql kBreaks{"p.breaks", "SELECT 1 / CAST(:a AS BIGINT)"};
  commit_rows(1);
  int answered = 0;
  const auto see = [&answered](const Row&) {
    ++answered;
    return true;
  };
  {
    Questions questions{Reader(*session_)};
    questions.ask(kThing, {{"id", 1}}, see);
  }
  {
    Questions questions{Reader(*session_)};
    questions.ask(kThing, {{"id", 1}}, see);
    questions.ask(kBreaks, {{"a", 0}}, see);
    EXPECT_EQ(fault_of([&] { questions.settle(); }), Fault::kConstraint);
  }
  EXPECT_EQ(count(), 1);
  EXPECT_EQ(answered, 0);
}

TEST_F(PostgresSessionTest, a_walk_hands_over_every_row_once_and_may_be_left) {
  commit_rows(20'000);
  int64_t next = 100;
  session_->query(kThingWalk, {{"after", next}}, [&](const Row& row) {
    EXPECT_EQ(row.integer(0), ++next);
    return true;
  });
  EXPECT_EQ(next, 20'000);
  int64_t seen = 0;
  session_->query(kThingWalk, {{"after", 0}}, [&](const Row&) { return ++seen < 100; });
  EXPECT_EQ(seen, 100);
  commit_rows(0);  // no transaction was left open
}

TEST_F(PostgresSessionTest, walks_nest_in_a_lease_and_in_a_unit_of_work) {
  commit_rows(200);
  const auto pairs = [&] {
    int64_t seen = 0;
    session_->query(kThingWalk, {{"after", 0}}, [&](const Row& outer) {
      session_->query(kThingWalk, {{"after", outer.integer(0)}}, [&](const Row&) {
        ++seen;
        return true;
      });
      return true;
    });
    return seen;
  };
  EXPECT_EQ(pairs(), 199 * 200 / 2);
  session_->begin_read();
  EXPECT_EQ(pairs(), 199 * 200 / 2);
  session_->rollback();
  session_->begin();
  insert(*session_, 201);
  EXPECT_EQ(pairs(), 200 * 201 / 2);
  session_->commit();
}

TEST_F(PostgresSessionTest, a_walk_whose_rows_throw_leaves_no_transaction) {
  commit_rows(3);
  EXPECT_THROW(session_->query(kThingWalk, {{"after", 0}},
                               [](const Row&) -> bool { throw std::runtime_error("enough"); }),
               std::runtime_error);
  session_->begin();
  session_->commit();
}

TEST_F(PostgresSessionTest, a_lease_sees_one_state_and_writes_nothing) {
  const auto reader = open(PostgresSession::Use::kReads);
  reader->begin_read();
  EXPECT_EQ(Reader(*reader).integer(kThingCount), 0);
  commit_rows(2);
  EXPECT_EQ(Reader(*reader).integer(kThingCount), 0);
  reader->rollback();
  reader->begin_read();
  EXPECT_EQ(Reader(*reader).integer(kThingCount), 2);
  reader->rollback();
}

TEST_F(PostgresSessionTest, a_deadlock_is_retryable) {
  commit_rows(2);
  const auto other = open();
  session_->begin();
  other->begin();
  EXPECT_EQ(session_->execute(kRenameOne, {{"name", "a"}, {"id", 1}}), 1);
  EXPECT_EQ(other->execute(kRenameOne, {{"name", "b"}, {"id", 2}}), 1);
  const auto cross = [](PostgresSession& session, int64_t id) {
    try {
      session.execute(kRenameOne, {{"name", "c"}, {"id", id}});
      session.commit();
      return 0;
    } catch (const StorageError& error) {
      EXPECT_EQ(error.fault(), Fault::kRetryable);
      EXPECT_THAT(error.what(), HasSubstr("40P01"));
      session.rollback();
      return 1;
    }
  };
  auto first = std::async(std::launch::async, [&] { return cross(*session_, 2); });
  const int second = cross(*other, 1);
  EXPECT_EQ(first.get() + second, 1);
}

TEST_F(PostgresSessionTest, a_serialization_failure_and_a_lock_that_is_not_given_are_retryable) {
  commit_rows(1);
  static constexpr Sql kSnapshot{"p.snapshot", "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"};
  static constexpr Sql kSoon{"p.soon", "SET LOCAL lock_timeout = '50ms'"};
  const auto other = open();
  other->begin();
  other->send(kSnapshot, {});
  EXPECT_EQ(Reader(*other).integer(kThingCount), 1);
  session_->begin();
  EXPECT_EQ(session_->execute(kRenameOne, {{"name", "a"}, {"id", 1}}), 1);
  session_->commit();
  EXPECT_THAT(message_of([&] { other->execute(kRenameOne, {{"name", "b"}, {"id", 1}}); }),
              HasSubstr("40001"));
  other->rollback();
  session_->begin();
  EXPECT_EQ(session_->execute(kRenameOne, {{"name", "a"}, {"id", 1}}), 1);
  other->begin();
  other->send(kSoon, {});
  EXPECT_EQ(fault_of([&] { other->execute(kRenameOne, {{"name", "b"}, {"id", 1}}); }),
            Fault::kRetryable);
  other->rollback();
  session_->commit();
}

TEST_F(PostgresSessionTest, a_primary_that_has_become_a_standby_is_left) {
  PostgresCluster standby(PostgresCluster::Role::kStandby);
  PostgresSession session(*parse_postgres_dsn(standby.fresh_dsn()), PostgresSession::Use::kWrites,
                          30'000);
  static constexpr Sql kAnyWrite{"p.any_write", "CREATE TABLE any_write (a INTEGER)"};
  session.begin();
  EXPECT_TRUE(session.link().is_open());
  EXPECT_EQ(fault_of([&] { session.execute(kAnyWrite, {}); }), Fault::kRetryable);
  EXPECT_FALSE(session.link().is_open());
  session.rollback();
}

TEST_F(PostgresSessionTest, a_script_that_fails_leaves_nothing) {
  EXPECT_EQ(
      fault_of([&] { session_->script("CREATE TABLE x (a INTEGER); CREATE TABLE t (a TEXT)"); }),
      Fault::kFatal);
  session_->script("CREATE TABLE x (a INTEGER)");
}

}  // namespace
}  // namespace ordo::store
