// What becomes of a unit of work when the network between hub and database breaks, on real sockets.
#include <gmock/gmock.h>

#include <future>

#include "store/postgres_proxy.h"
#include "store/postgres_session.h"

namespace ordo::store {
namespace {

using testing::HasSubstr;
using Mode = PostgresProxy::Mode;

constexpr Sql kPutLost{"lost.put", "INSERT INTO lost (id, body) VALUES (:id, 'x')"};
constexpr Sql kHasLost{"lost.has", "SELECT 1 FROM lost WHERE id = :id"};
constexpr Sql kCountLost{"lost.count", "SELECT count(*) FROM lost"};
constexpr Sql kWalkLost{
    .name = "lost.walk", .text = "SELECT id FROM lost ORDER BY id", .walks = true};
constexpr Sql kSlow{"lost.slow", "SELECT 1 FROM pg_sleep(30)"};

constexpr int kAnswerMs = 2'000;

class PostgresLossTest : public testing::Test {
 protected:
  PostgresLossTest() {
    PostgresCluster& cluster = PostgresCluster::shared();
    const PostgresTarget target = *parse_postgres_dsn(cluster.fresh_dsn(proxy_.port()));
    cluster.run("CREATE SCHEMA " + target.schema);
    direct_ = *parse_postgres_dsn(cluster.same_dsn());
    writer_ = std::make_unique<PostgresSession>(target, PostgresSession::Use::kWrites, kAnswerMs);
    reader_ = std::make_unique<PostgresSession>(target, PostgresSession::Use::kReads, kAnswerMs);
    writer_->script(
        "CREATE TABLE lane(name TEXT PRIMARY KEY, epoch INTEGER NOT NULL);"
        "CREATE TABLE lost(id INTEGER PRIMARY KEY, body TEXT NOT NULL)");
    writer_->take_lane("street");
  }
  // The fault of a unit of work that puts `id`, with `mode` struck at its commit.
  Fault put(int64_t id, Mode mode) {
    writer_->begin();
    writer_->send(kPutLost, {{"id", id}});
    EXPECT_EQ(Reader(*writer_).integer(kHasLost, {{"id", id}}), 1);
    proxy_.set(mode);
    return fault_of([&] { writer_->commit(); });
  }
  void put(int64_t id) {
    writer_->begin();
    writer_->send(kPutLost, {{"id", id}});
    writer_->commit();
  }
  bool has(int64_t id) { return Reader(*writer_).integer(kHasLost, {{"id", id}}).has_value(); }

  PostgresProxy proxy_{PostgresCluster::shared().port()};
  PostgresTarget direct_;
  std::unique_ptr<PostgresSession> writer_, reader_;
};

TEST_F(PostgresLossTest, cut_before_the_commit_it_is_ambiguous_and_was_not) {
  EXPECT_EQ(put(1, Mode::kCutBeforeCommit), Fault::kAmbiguous);
  EXPECT_FALSE(has(1));
  put(1);
  EXPECT_TRUE(has(1));
}

TEST_F(PostgresLossTest, cut_after_the_commit_it_is_ambiguous_and_was) {
  EXPECT_EQ(put(1, Mode::kCutAfterCommit), Fault::kAmbiguous);
  EXPECT_TRUE(has(1));
  put(2);
  EXPECT_EQ(Reader(*writer_).integer(kCountLost), 2);
}

// Without an end to the last connection's transaction the look-up would say no, and the COMMIT come after it.
TEST_F(PostgresLossTest, a_commit_that_is_still_on_its_way_cannot_arrive_after_the_look_up) {
  EXPECT_EQ(put(1, Mode::kHoldCommit), Fault::kAmbiguous);
  EXPECT_FALSE(has(1));
  put(2);
  proxy_.release();
  put(3);
  EXPECT_FALSE(has(1));
  EXPECT_EQ(Reader(*writer_).integer(kCountLost), 2);
}

TEST_F(PostgresLossTest, cut_amidst_a_unit_of_work_it_is_retryable_and_nothing_is_left) {
  writer_->begin();
  writer_->send(kPutLost, {{"id", 1}});
  EXPECT_TRUE(has(1));
  proxy_.cut();
  EXPECT_EQ(fault_of([&] {
              writer_->send(kPutLost, {{"id", 2}});
              (void)has(2);
            }),
            Fault::kRetryable);
  EXPECT_EQ(fault_of([&] { writer_->commit(); }), Fault::kRetryable);
  proxy_.set(Mode::kPass);
  EXPECT_FALSE(has(1));
  put(1);
}

TEST_F(PostgresLossTest, a_server_that_does_not_answer_is_given_up_in_time) {
  writer_->begin();
  proxy_.set(Mode::kStall);
  writer_->send(kPutLost, {{"id", 1}});
  EXPECT_EQ(fault_of([&] { (void)has(1); }), Fault::kRetryable);
  writer_->rollback();
  proxy_.set(Mode::kPass);
  put(1);
  EXPECT_TRUE(has(1));
}

TEST_F(PostgresLossTest, while_connections_are_refused_every_attempt_is_retryable) {
  proxy_.set(Mode::kRefuse);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(fault_of([&] { put(1); }), Fault::kRetryable);
  EXPECT_THAT(message_of([&] { put(1); }), HasSubstr("out of reach"));
  proxy_.set(Mode::kPass);
  put(1);
}

TEST_F(PostgresLossTest, a_lease_that_has_seen_nothing_yet_asks_again_by_itself) {
  put(1);
  reader_->begin_read();
  EXPECT_EQ(Reader(*reader_).integer(kCountLost), 1);
  reader_->rollback();
  PostgresCluster::shared().restart();
  reader_->begin_read();
  EXPECT_EQ(Reader(*reader_).integer(kCountLost), 1);
  EXPECT_EQ(Reader(*reader_).integer(kHasLost, {{"id", 1}}), 1);
  reader_->rollback();
  reader_->query(kWalkLost, {}, [](const Row&) { return true; });
  EXPECT_TRUE(has(1));  // the writer's connection was ended as well
  put(2);
}

// Half of what it shows would be of one state, and half of another.
TEST_F(PostgresLossTest, a_lease_that_has_seen_something_is_not_asked_again) {
  reader_->begin_read();
  EXPECT_EQ(Reader(*reader_).integer(kCountLost), 0);
  PostgresCluster::shared().restart();
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(fault_of([&] { (void)Reader(*reader_).integer(kCountLost); }), Fault::kRetryable);
  }
  reader_->rollback();
  reader_->begin_read();
  EXPECT_EQ(Reader(*reader_).integer(kCountLost), 0);
  reader_->rollback();
}

TEST_F(PostgresLossTest, a_question_that_the_server_cancels_is_retryable) {
  auto asked = std::async(std::launch::async, [&] {
    PostgresSession slow(direct_, PostgresSession::Use::kReads, 60'000);
    return fault_of([&] { (void)Reader(slow).integer(kSlow); });
  });
  const std::string cancel =
      "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)' AND "
      "state = 'active' AND pid <> pg_backend_pid()";
  while (asked.wait_for(std::chrono::milliseconds(10)) != std::future_status::ready) {
    (void)PostgresCluster::shared().run(cancel);
  }
  EXPECT_EQ(asked.get(), Fault::kRetryable);
}

TEST_F(PostgresLossTest, whoever_lost_the_lane_writes_nothing_more) {
  put(1);
  PostgresSession next(direct_, PostgresSession::Use::kWrites, kAnswerMs);
  next.take_lane("street");
  writer_->begin();
  writer_->send(kPutLost, {{"id", 2}});
  const auto commit = [&] { writer_->commit(); };
  EXPECT_THAT(message_of(commit), HasSubstr("another process has taken over"));
  EXPECT_EQ(fault_of([&] { put(2); }), Fault::kTakenOver);
  EXPECT_FALSE(has(2));
  next.begin();
  next.send(kPutLost, {{"id", 2}});
  next.commit();
  EXPECT_TRUE(has(2));  // reading is no harm
}

TEST_F(PostgresLossTest, a_lane_is_taken_between_two_units_of_work) {
  writer_->begin();
  writer_->send(kPutLost, {{"id", 1}});
  EXPECT_TRUE(has(1));
  PostgresSession next(direct_, PostgresSession::Use::kWrites, kAnswerMs);
  auto taken = std::async(std::launch::async, [&] { next.take_lane("street"); });
  while (PostgresCluster::shared().run("SELECT count(*) FROM pg_locks WHERE NOT granted") == "0") {
    ASSERT_NE(taken.wait_for(std::chrono::milliseconds(5)), std::future_status::ready);
  }
  writer_->commit();
  taken.get();
  EXPECT_EQ(fault_of([&] { put(2); }), Fault::kTakenOver);
  EXPECT_TRUE(has(1));
  EXPECT_FALSE(has(2));
}

TEST_F(PostgresLossTest, another_lane_of_the_same_merchant_is_another_writers) {
  PostgresSession log(direct_, PostgresSession::Use::kWrites, kAnswerMs);
  log.take_lane("log");
  put(1);
  log.begin();
  log.send(kPutLost, {{"id", 2}});
  put(3);  // does not wait for the other's
  log.commit();
  EXPECT_EQ(Reader(log).integer(kCountLost), 3);
}

}  // namespace
}  // namespace ordo::store
