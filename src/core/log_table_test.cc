// The log in a table: a network that breaks, a server that restarts, another host that takes it over.
#include <gmock/gmock.h>

#include <future>

#include "core/inbox_fixture.h"
#include "store/postgres_proxy.h"

namespace ordo::core {
namespace {

using store::message_of;
using store::PostgresCluster;
using testing::ElementsAre;
using testing::HasSubstr;
using Mode = store::PostgresProxy::Mode;

constexpr const char* kTakenOver = "another process has taken over";

struct BehindProxy {
  store::PostgresProxy proxy_{PostgresCluster::shared().port()};
};

class LogTableTest : protected BehindProxy, public InboxFixture {
 protected:
  LogTableTest() : InboxFixture(PostgresCluster::shared().fresh_dsn(proxy_.port())) {}

  // Another host, on another way to the server.
  std::unique_ptr<Inbox> another() {
    InboxOptions options = options_;
    options.store = direct_;
    return std::make_unique<Inbox>(options, keyring_, clock_);
  }
  static void write(Inbox& inbox, const std::string& body) {
    ASSERT_TRUE(inbox.append(inbound(kShopA, body)));
    ASSERT_TRUE(inbox.flush());
  }
  static std::vector<std::string> bodies(const Inbox& inbox) {
    std::vector<std::string> all;
    for (Entry& e : inbox.scan(kShopA, MessageSeq(0), 1000)) all.push_back(std::move(e.body));
    return all;
  }
  // Until all that is queued is durable; how often that threw.
  int flush_all() {
    for (int thrown = 0; thrown < 20; ++thrown) {
      try {
        while (inbox_->flush()) {
        }
        return thrown;
      } catch (const store::StorageError&) {
        EXPECT_TRUE(inbox_->stuck());
      }
    }
    ADD_FAILURE() << "it does not recover";
    return 0;
  }
  std::string table(const std::string& name) const {
    return direct_.substr(direct_.rfind('=') + 1) + "." + name;
  }
  static std::string run(const std::string& sql) { return PostgresCluster::shared().run(sql); }

  std::string direct_ = PostgresCluster::shared().same_dsn();
};

// A transaction of somebody else.
class Holder {
 public:
  explicit Holder(const std::string& sql) { run("BEGIN; " + sql); }
  void end() { run("ROLLBACK"); }

 private:
  void run(const std::string& sql) {
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(
        PQexec(connection_.get(), sql.c_str()), &PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    EXPECT_TRUE(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) << sql;
  }
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_{
      PQconnectdb(fmt::format("host=127.0.0.1 port={} user=ordo dbname=postgres",
                              PostgresCluster::shared().port())
                      .c_str()),
      &PQfinish};
};

TEST_F(LogTableTest,
       wherever_the_connection_breaks_nothing_is_lost_or_doubled_and_the_order_stays) {
  const Mode modes[] = {Mode::kPass, Mode::kCutBeforeCommit, Mode::kCutAfterCommit, Mode::kRefuse};
  std::vector<std::string> sent;
  std::vector<int64_t> seqs;
  for (int64_t i = 0; i < 12; ++i) {
    const Mode mode = modes[i % 4];
    sent.push_back(std::to_string(i));
    seqs.push_back(i + 1);
    append(sent.back());
    proxy_.set(mode);
    int thrown = 0;
    if (mode == Mode::kRefuse) {
      EXPECT_THROW(inbox_->flush(), store::StorageError);
      EXPECT_FALSE(inbox_->append(inbound(kShopA, "refused")));
      proxy_.set(Mode::kPass);
      thrown = 1;
    }
    thrown += flush_all();
    EXPECT_EQ(thrown > 0, mode != Mode::kPass) << i;
    EXPECT_FALSE(inbox_->stuck());
    ASSERT_EQ(durable_, seqs);
    ASSERT_EQ(heard_, seqs);
  }
  EXPECT_EQ(bodies(*inbox_), sent);
  open();
  EXPECT_EQ(inbox_->last(), MessageSeq(12));
}

TEST_F(LogTableTest, a_commit_that_is_still_on_its_way_is_not_made_twice) {
  append("one");
  proxy_.set(Mode::kHoldCommit);
  EXPECT_THROW(inbox_->flush(), store::StorageError);
  EXPECT_EQ(flush_all(), 0);
  proxy_.release();
  append_and_flush("two");
  EXPECT_THAT(bodies(*inbox_), ElementsAre("one", "two"));
  EXPECT_THAT(durable_, ElementsAre(1, 2));
}

TEST_F(LogTableTest, a_group_whose_connection_ends_amidst_its_rows_is_written_whole_afterwards) {
  append_and_flush("before");
  Holder holder("LOCK TABLE " + table("entries") + " IN EXCLUSIVE MODE");
  for (int i = 0; i < 3; ++i) append("group");
  auto thrown =
      std::async(std::launch::async, [&] { return message_of([&] { inbox_->flush(); }); });
  while (thrown.wait_for(std::chrono::milliseconds(5)) != std::future_status::ready) {
    (void)run("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted");
  }
  EXPECT_THAT(thrown.get(), HasSubstr("out of reach"));
  holder.end();
  EXPECT_EQ(flush_all(), 0);
  EXPECT_THAT(bodies(*inbox_), ElementsAre("before", "group", "group", "group"));
  EXPECT_THAT(durable_, ElementsAre(1, 2, 3, 4));
}

TEST_F(LogTableTest, after_a_restart_of_the_server_it_goes_on_by_itself) {
  append_and_flush("before");
  PostgresCluster::shared().restart();
  append("after");
  EXPECT_LE(flush_all(), 1);
  EXPECT_THAT(bodies(*inbox_), ElementsAre("before", "after"));
}

TEST_F(LogTableTest, whoever_opens_it_next_goes_on_and_the_first_one_appends_nothing_more) {
  append_and_flush("one");
  EXPECT_FALSE(inbox_->lost());
  const auto next = another();
  append("two");
  const auto flush = [&] { inbox_->flush(); };
  for (int i = 0; i < 2; ++i) EXPECT_THAT(message_of(flush), HasSubstr(kTakenOver));
  EXPECT_TRUE(inbox_->stuck());
  EXPECT_TRUE(inbox_->lost()) << "for good";
  EXPECT_FALSE(inbox_->append(inbound(kShopA, "refused")));
  EXPECT_THAT(bodies(*next), ElementsAre("one"));
  write(*next, "hers");
  EXPECT_THAT(message_of(flush), HasSubstr(kTakenOver)) << "though its number is taken now";
  EXPECT_THAT(bodies(*next), ElementsAre("one", "hers"));
  EXPECT_EQ(next->last(), MessageSeq(2));
  EXPECT_THAT(durable_, ElementsAre(1));
  EXPECT_THAT(bodies(*inbox_), ElementsAre("one", "hers")) << "reading is no harm";
}

TEST_F(LogTableTest, an_entry_of_another_host_is_not_taken_for_ones_own_whose_commit_was_unclear) {
  append_and_flush("mine");
  append("lost");
  proxy_.set(Mode::kCutBeforeCommit);
  EXPECT_THROW(inbox_->flush(), store::StorageError);
  write(*another(), "hers");
  EXPECT_THAT(message_of([&] { inbox_->flush(); }), HasSubstr(kTakenOver));
  EXPECT_THAT(durable_, ElementsAre(1));
  EXPECT_THAT(heard_, ElementsAre(1));
}

TEST_F(LogTableTest, what_was_committed_before_another_host_took_over_is_told_to_its_caller) {
  append("there");
  proxy_.set(Mode::kCutAfterCommit);
  EXPECT_THROW(inbox_->flush(), store::StorageError);
  const auto next = another();
  EXPECT_TRUE(inbox_->flush());
  EXPECT_THAT(durable_, ElementsAre(1));
  EXPECT_THAT(bodies(*next), ElementsAre("there"));
  append("no more");
  EXPECT_THAT(message_of([&] { inbox_->flush(); }), HasSubstr(kTakenOver));
}

TEST_F(LogTableTest, two_that_open_it_in_turns_leave_no_gap_and_no_number_twice) {
  for (int i = 0; i < 4; ++i) {
    const auto turn = another();
    write(*turn, std::to_string(i));
  }
  open();
  append_and_flush("4");
  EXPECT_THAT(bodies(*inbox_), ElementsAre("0", "1", "2", "3", "4"));
  EXPECT_THAT(visited(0), ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(LogTableTest, bodies_lie_sealed_in_the_table) {
  append_and_flush("receiver Zhang Wei");
  EXPECT_EQ(run("SELECT position('Zhang'::bytea in sealed) > 0 FROM " + table("entries")), "f");
  EXPECT_EQ(run("SELECT caller FROM " + table("entries")), "key:1");
}

class LogTableKeysTest : public LogTableTest {
 protected:
  std::string key_of(int day) {
    return run(fmt::format("SELECT encode(wrapped, 'hex') FROM {} WHERE day = {}",
                           table("day_keys"), day));
  }
  bool lies_in_file(const std::string& key) {
    run("CHECKPOINT");
    return run(fmt::format("SELECT position(decode('{}', 'hex') in pg_read_binary_file("
                           "pg_relation_filepath('{}'))) > 0",
                           key, table("day_keys"))) == "t";
  }
};

TEST_F(LogTableKeysTest, a_key_that_was_destroyed_lies_in_no_dead_row) {
  append_and_flush("old");
  clock_.advance_ms(kDayMs);
  append_and_flush("new");
  const std::string old = key_of(20260101), kept = key_of(20260102);
  ASSERT_TRUE(lies_in_file(old));
  EXPECT_EQ(inbox_->erase_bodies_before(20260102, needs(99, 99)), 1);
  EXPECT_FALSE(lies_in_file(old));
  EXPECT_TRUE(lies_in_file(kept));
  EXPECT_THAT(bodies(*inbox_), ElementsAre("", "new"));
}

TEST_F(LogTableKeysTest, what_a_reader_kept_from_being_freed_is_freed_the_next_time) {
  append_and_flush("old");
  const std::string key = key_of(20260101);
  Holder reader("SELECT 1 FROM " + table("day_keys"));
  EXPECT_THROW((void)inbox_->erase_bodies_before(20260102, needs(99, 99)), store::StorageError);
  EXPECT_EQ(body(1), "");
  reader.end();
  EXPECT_EQ(inbox_->erase_bodies_before(20260102, needs(99, 99)), 0);
  EXPECT_FALSE(lies_in_file(key));
}

}  // namespace
}  // namespace ordo::core
