// Readers at a streaming standby: they never show less than was acknowledged, and whoever cannot be answered there
// is answered by the primary.
#include "store/replica.h"

#include <gmock/gmock.h>

#include "store/postgres_test_support.h"

namespace ordo::store {
namespace {

using testing::HasSubstr;

constexpr Migration kNoteTables[] = {{1, "note", "CREATE TABLE note (id INTEGER PRIMARY KEY)"}};
constexpr Component kNoteComponent{"note", kNoteTables};
constexpr Sql kPutNote{"note.put", "INSERT INTO note (id) VALUES (:id)"};
constexpr Sql kCountNotes{"note.count", "SELECT count(*) FROM note"};
constexpr Sql kAtStandby{"note.where", "SELECT pg_is_in_recovery()"};
constexpr int kTries = 2'000;  // each is a few round trips

// A primary and its standby, for all that follows: they take seconds to start.
class ReplicaTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    primary_ = new PostgresCluster();
    standby_ = new PostgresCluster(PostgresCluster::Follows{*primary_});
    // Its loss holds up nobody's commit.
    primary_->run("ALTER SYSTEM RESET synchronous_standby_names");
    primary_->run("SELECT pg_reload_conf()");
  }
  static void TearDownTestSuite() {
    delete standby_;
    delete primary_;
  }

  [[nodiscard]] std::unique_ptr<Database> open(const std::string& read_path) const {
    auto database = Database::open({.path = dsn_, .read_path = read_path});
    database->migrate({&kNoteComponent, 1});
    return database;
  }
  void put(Database& database) {
    auto uow = database.begin();
    uow.execute(kPutNote, {{"id", ++notes_}});
    uow.commit();
  }
  // Where it was read; all that was put is there.
  bool at_standby(Database& database) const {
    const auto lease = database.read_anywhere();
    EXPECT_EQ(lease->integer(kCountNotes), notes_);
    return lease->integer(kAtStandby) == 1;
  }
  bool comes_to_standby(Database& database) const {
    for (int i = 0; i < kTries; ++i) {
      if (at_standby(database)) return true;
    }
    return false;
  }
  static void pause(const char* function, const char* state) {
    standby_->run(std::string("SELECT ") + function);
    while (standby_->run("SELECT pg_get_wal_replay_pause_state()") != state) {
    }
  }
  static std::string refused(const std::string& path, const std::string& read_path) {
    const auto open = [&] { (void)Database::open({.path = path, .read_path = read_path}); };
    EXPECT_EQ(fault_of(open), Fault::kFatal);
    return message_of(open);
  }

  static inline PostgresCluster *primary_ = nullptr, *standby_ = nullptr;
  std::string dsn_ = primary_->fresh_dsn(), read_dsn_ = primary_->same_dsn(standby_->port());
  int64_t notes_ = 0;
};

TEST_F(ReplicaTest, what_was_just_committed_is_seen_wherever_it_is_read) {
  const auto database = open(read_dsn_);
  for (int i = 0; i < 50; ++i) {
    put(*database);
    (void)at_standby(*database);
  }
  EXPECT_TRUE(comes_to_standby(*database));
  EXPECT_FALSE(database->read()->integer(kAtStandby) == 1) << "what decides asks the primary";
}

TEST_F(ReplicaTest, while_the_standby_lags_the_primary_answers) {
  const auto database = open(read_dsn_);
  put(*database);
  ASSERT_TRUE(comes_to_standby(*database));
  pause("pg_wal_replay_pause()", "paused");
  put(*database);
  const int64_t behind = database->read_counts()->behind;
  EXPECT_FALSE(at_standby(*database));
  EXPECT_EQ(database->read_counts()->behind, behind + 1);
  EXPECT_FALSE(database->read_counts()->is_away);
  pause("pg_wal_replay_resume()", "not paused");
  EXPECT_TRUE(comes_to_standby(*database));
}

TEST_F(ReplicaTest, an_address_of_what_is_no_standby_of_the_server_is_refused) {
  EXPECT_THAT(refused(dsn_, dsn_), HasSubstr("it is no standby"));
  EXPECT_THAT(refused(dsn_, primary_->same_dsn(PostgresCluster::shared().port())),
              HasSubstr("it is no copy"));
  EXPECT_THAT(refused(dsn_, read_dsn_ + "0"), HasSubstr("name the same"));
  EXPECT_THAT(refused(dsn_, "postgres://ann:secret@[half"), HasSubstr("the address for readers"));
  std::string nowhere = read_dsn_;
  nowhere.replace(nowhere.find("/postgres?"), 9, "/nowhere");
  EXPECT_THAT(refused(dsn_, nowhere), HasSubstr("make the database"));
}

TEST_F(ReplicaTest, who_may_not_read_the_schema_there_is_told_so) {
  (void)open("");
  primary_->run("CREATE ROLE replica_guest LOGIN");
  std::string guest = read_dsn_;
  guest.replace(guest.find("ordo@"), 4, "replica_guest");
  while (standby_->run("SELECT count(*) FROM pg_roles WHERE rolname = 'replica_guest'") != "1") {
  }
  EXPECT_THAT(refused(dsn_, guest), HasSubstr("GRANT USAGE ON SCHEMA"));
}

TEST_F(ReplicaTest, one_that_is_away_at_the_start_is_no_reason_not_to_start) {
  const auto database = open(primary_->same_dsn(1));
  put(*database);
  EXPECT_FALSE(at_standby(*database));
  EXPECT_TRUE(database->read_counts()->is_away);
}

// Numbers of two timelines cannot be compared: a standby of the old primary's may be further on, and elsewhere.
TEST_F(ReplicaTest, a_standby_of_another_timeline_is_not_asked) {
  const auto database = open("");
  CommitMark mark;
  Replica replica(*parse_postgres_dsn(read_dsn_), 1, 2'000, identity_of(database->writer_reader()),
                  mark);
  mark.set({.lsn = 1, .timeline = 2});
  EXPECT_EQ(replica.acquire(), nullptr);
  mark.forget();
  EXPECT_EQ(replica.acquire(), nullptr) << "what was committed is not known";
  mark.set({.lsn = 1, .timeline = 1});
  Session* const lent = replica.acquire();
  ASSERT_NE(lent, nullptr);
  EXPECT_EQ(replica.acquire(), nullptr) << "all are lent";
  EXPECT_TRUE(replica.release(*lent));
  EXPECT_EQ(replica.counts().behind, 2);
  EXPECT_EQ(replica.counts().busy, 1);
}

// The last one: nothing brings the standby back as what it was.
TEST_F(ReplicaTest, once_the_standby_is_gone_or_promoted_the_primary_answers) {
  const auto database = open(read_dsn_);
  put(*database);
  ASSERT_TRUE(comes_to_standby(*database));
  CommitMark mark;
  mark.set({.lsn = 1, .timeline = 1});
  Replica asked_at_once(*parse_postgres_dsn(read_dsn_), 1, 2'000,
                        identity_of(database->writer_reader()), mark, std::chrono::milliseconds(0));
  {
    const auto lease = database->read_anywhere();
    EXPECT_EQ(lease->integer(kAtStandby), 1);
    standby_->die();
    EXPECT_EQ(fault_of([&] { (void)lease->integer(kCountNotes); }), Fault::kRetryable);
  }
  EXPECT_TRUE(database->read_counts()->is_away);
  put(*database);
  EXPECT_FALSE(at_standby(*database));
  EXPECT_EQ(asked_at_once.acquire(), nullptr);
  EXPECT_TRUE(asked_at_once.counts().is_away);

  standby_->restart();
  Session* const lent = asked_at_once.acquire();
  ASSERT_NE(lent, nullptr) << "it is back";
  EXPECT_TRUE(asked_at_once.release(*lent));
  EXPECT_FALSE(asked_at_once.counts().is_away);

  standby_->promote();
  EXPECT_EQ(asked_at_once.acquire(), nullptr);
  EXPECT_TRUE(asked_at_once.counts().is_away) << "it is a server of its own";
}

}  // namespace
}  // namespace ordo::store
