// A server that takes what it is sent and answers nothing: whoever waits for it gives up by himself, in time, and
// goes on once it answers again.
#include <gmock/gmock.h>

#include "store/postgres_proxy.h"
#include "store/postgres_session.h"

namespace ordo::store {
namespace {

using testing::HasSubstr;
using Mode = PostgresProxy::Mode;

constexpr Sql kAskOne{"deadline.one", "SELECT 1"};
constexpr Sql kAskLong{"deadline.long", "SELECT 1 FROM pg_sleep(30)"};
constexpr int kShortMs = 300;

class PostgresDeadline : public testing::Test {
 protected:
  std::unique_ptr<Database> open_with_one_reader() {
    return Database::open({.path = PostgresCluster::shared().fresh_dsn(proxy_.port()),
                           .reader_answer_ms = kShortMs,
                           .readers = 1});
  }
  PostgresProxy proxy_{PostgresCluster::shared().port()};
};

TEST_F(PostgresDeadline, a_reader_gives_a_frozen_server_up_and_reads_again_once_it_answers) {
  const auto database = open_with_one_reader();
  {
    const auto lease = database->read();
    EXPECT_EQ(lease->integer(kAskOne), 1);
    proxy_.set(Mode::kStall);
    const auto ask = [&] { (void)lease->integer(kAskOne); };
    EXPECT_THAT(message_of(ask), HasSubstr("no answer within 300 ms"));
    EXPECT_EQ(fault_of(ask), Fault::kRetryable);
  }
  proxy_.set(Mode::kPass);
  EXPECT_EQ(database->read()->integer(kAskOne), 1);
}

// The server itself stops what is asked for too long: it does not go on for nobody.
TEST_F(PostgresDeadline, a_question_that_takes_too_long_is_ended_at_the_server) {
  const auto database = open_with_one_reader();
  const auto lease = database->read();
  const auto ask = [&] { (void)lease->integer(kAskLong); };
  EXPECT_THAT(message_of(ask), HasSubstr("57014"));
  EXPECT_EQ(fault_of(ask), Fault::kRetryable);
}

TEST_F(PostgresDeadline, who_finds_all_readers_lent_waits_for_one_and_not_for_ever) {
  const auto database = open_with_one_reader();
  {
    const auto lease = database->read();
    EXPECT_EQ(fault_of([&] { (void)database->read(); }), Fault::kRetryable);
  }
  EXPECT_EQ(database->read()->integer(kAskOne), 1);
}

TEST_F(PostgresDeadline, a_connection_that_is_let_in_and_then_not_answered_is_given_up) {
  const std::string dsn = PostgresCluster::shared().fresh_dsn(proxy_.port());
  PostgresSession session(*parse_postgres_dsn(dsn), PostgresSession::Use::kReads, kShortMs);
  proxy_.set(Mode::kStallSetup);
  EXPECT_EQ(fault_of([&] { session.connect(); }), Fault::kRetryable);
  proxy_.set(Mode::kPass);
  session.connect();
  EXPECT_EQ(Reader(session).integer(kAskOne), 1);
}

}  // namespace
}  // namespace ordo::store
