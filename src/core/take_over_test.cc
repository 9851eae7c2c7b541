// A host that is cut off, and another that goes on from where its offsets stand; a server that dies, and its
// standby.
#include <gmock/gmock.h>

#include "core/counting_street_store.h"
#include "store/postgres_proxy.h"

namespace ordo::core {
namespace {

using store::message_of;
using store::PostgresCluster;
using testing::HasSubstr;

// As kCounterTables, with numbers that count by themselves.
constexpr store::Migration kHostTables[] = {
    {1, "counters", "",
     "CREATE TABLE counters(k TEXT COLLATE \"C\" PRIMARY KEY, n BIGINT NOT NULL);"
     "CREATE TABLE journal(pos BIGSERIAL PRIMARY KEY, what TEXT NOT NULL)"}};

// Log, feed and lane of one merchant, as a hub puts them together.
class Host {
 public:
  Host(const std::string& dsn, const store::Keyring& keyring, Clock& clock)
      : database_(store::Database::open({.path = dsn, .readers = 1})) {
    const store::Component components[] = {kCoreComponent, {"counters", kHostTables}};
    database_->migrate(components);
    InboxOptions log;
    log.store = dsn;
    inbox_ = std::make_unique<Inbox>(log, keyring, clock);
    feed_ = std::make_unique<Feed>(*inbox_, *marker_, [this](Inbound& in) {
      in.decoded = cell_.decode(in.entry, configuration_.get());
    });
    inbox_->set_listener([this](std::vector<InboundPtr> in) { feed_->push(std::move(in)); });
    lane_ = std::make_unique<Lane>(*database_, *inbox_, *feed_, cell_, *marker_, keyring, clock,
                                   configuration_);
    lane_->recover();
  }
  void send(int times) {
    for (int i = 0; i < times; ++i) {
      InboundPtr in = inbound(i % 2 ? kShopA : kShopB, "add k1");
      in->on_durable = [this](MessageSeq) { ++told_durable; };
      in->on_applied = [this](const Outcome&) { ++told_applied; };
      ASSERT_TRUE(inbox_->append(std::move(in)));
    }
  }
  bool flush() { return inbox_->flush(); }
  bool step() { return lane_->step(); }
  void drain() {
    while (flush() || step()) {
    }
  }
  [[nodiscard]] const Inbox& inbox() const { return *inbox_; }
  int64_t number(const std::string& sql) {
    int64_t n = -1;
    database_->writer_reader().query_text(sql, {}, [&](const store::Row& row) {
      n = row.integer(0);
      return false;
    });
    return n;
  }
  HistoryReport verify(const store::Keyring& keyring) {
    return verify_history(database_->writer_reader(), ed25519_public(keyring.signing_seed()), {});
  }

  int told_durable = 0, told_applied = 0;

 private:
  std::unique_ptr<CrashMarker> marker_ = memory_crash_marker();
  ConfigurationCell configuration_;
  CountingCell cell_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<Inbox> inbox_;
  std::unique_ptr<Feed> feed_;
  std::unique_ptr<Lane> lane_;
};

// What `act` says once its connection is there again.
template <class Act>
std::string said(Act&& act) {
  std::string message;
  for (int i = 0; i < 5; ++i) {
    message = message_of(act);
    if (message.find("out of reach") == std::string::npos) break;
  }
  return message;
}

TEST(TakeOver, what_a_host_that_is_cut_off_has_accepted_is_applied_once_by_another) {
  const auto keyring = store::Keyring::from_master(Key256{7});
  ManualClock clock(kMorning);
  PostgresCluster& cluster = PostgresCluster::shared();
  store::PostgresProxy proxy(cluster.port());
  Host first(cluster.fresh_dsn(proxy.port()), keyring, clock);
  first.send(5);
  first.drain();
  first.send(5);
  EXPECT_TRUE(first.flush());  // durable, not applied
  first.send(2);               // not even durable
  proxy.cut();

  Host second(cluster.same_dsn(), keyring, clock);
  EXPECT_EQ(second.inbox().last(), MessageSeq(10));
  second.send(1);
  second.drain();

  EXPECT_THROW(first.flush(), store::StorageError);
  proxy.set(store::PostgresProxy::Mode::kPass);
  constexpr const char* kSaid = "another process has taken over";
  EXPECT_THAT(said([&] { first.flush(); }), HasSubstr(kSaid));
  EXPECT_THAT(said([&] { first.step(); }), HasSubstr(kSaid));
  EXPECT_TRUE(first.inbox().stuck());
  EXPECT_EQ(first.told_durable, 10);
  EXPECT_EQ(first.told_applied, 5);
  EXPECT_EQ(second.told_applied, 1);

  EXPECT_EQ(second.number("SELECT n FROM counters"), 11);
  EXPECT_EQ(second.number("SELECT count(DISTINCT what) FROM journal"), 11);
  EXPECT_EQ(second.number("SELECT count(*) FROM journal"), 11);
  EXPECT_EQ(second.number("SELECT count(*) FROM messages WHERE state = 1"), 11);
  EXPECT_EQ(second.number("SELECT count(*) FROM entries"), 11);
  EXPECT_EQ(second.number("SELECT max(seq) FROM entries"), 11);
  EXPECT_TRUE(second.verify(keyring).complaints.empty());
}

// Both write a batch of the same number: who looks whether his own was committed asks as the lane's owner.
TEST(TakeOver, a_batch_of_another_host_is_not_taken_for_ones_own_whose_commit_was_unclear) {
  const auto keyring = store::Keyring::from_master(Key256{7});
  ManualClock clock(kMorning);
  PostgresCluster& cluster = PostgresCluster::shared();
  store::PostgresProxy proxy(cluster.port());
  Host first(cluster.fresh_dsn(proxy.port()), keyring, clock);
  first.send(1);
  first.drain();
  first.send(2);
  EXPECT_TRUE(first.flush());
  const int64_t mine = first.number("SELECT max(no) FROM batches") + 1;
  proxy.set(store::PostgresProxy::Mode::kCutBeforeCommit);
  EXPECT_EQ(store::fault_of([&] { first.step(); }), store::Fault::kAmbiguous);

  Host second(cluster.same_dsn(), keyring, clock);
  second.drain();
  EXPECT_EQ(second.number(fmt::format("SELECT count(*) FROM batches WHERE no = {}", mine)), 1);

  EXPECT_EQ(store::fault_of([&] { first.step(); }), store::Fault::kTakenOver);
  EXPECT_EQ(first.told_applied, 1) << "what another host has applied is not answered here";
  EXPECT_EQ(second.number("SELECT n FROM counters"), 3);
  EXPECT_EQ(second.number("SELECT count(*) FROM messages WHERE state = 1"), 3);
  EXPECT_TRUE(second.verify(keyring).complaints.empty());
}

TEST(TakeOver, what_was_acknowledged_before_the_primary_died_is_there_on_its_standby) {
  const auto keyring = store::Keyring::from_master(Key256{7});
  ManualClock clock(kMorning);
  PostgresCluster primary;
  PostgresCluster standby(PostgresCluster::Follows{primary});
  InboxOptions options;
  options.store = fmt::format("postgres://ordo@127.0.0.1:{},127.0.0.1:{}/postgres?schema=merchant",
                              primary.port(), standby.port());
  Inbox inbox(options, keyring, clock);
  std::vector<int64_t> told;
  const auto send = [&](const std::string& body) {
    InboundPtr in = inbound(kShopA, body);
    in->on_durable = [&told](MessageSeq seq) { told.push_back(seq.value); };
    ASSERT_TRUE(inbox.append(std::move(in)));
  };
  for (int i = 1; i <= 20; ++i) {
    send(std::to_string(i));
    ASSERT_TRUE(inbox.flush());
  }
  send("21");
  primary.die();
  for (int i = 0; i < 2; ++i) EXPECT_THROW(inbox.flush(), store::StorageError);
  EXPECT_TRUE(inbox.stuck());
  EXPECT_EQ(told.size(), 20u);

  standby.promote();
  EXPECT_TRUE(inbox.flush());
  EXPECT_FALSE(inbox.stuck());
  EXPECT_EQ(told.size(), 21u);
  const std::vector<Entry> entries = inbox.scan(kShopA, MessageSeq(0), 100);
  ASSERT_EQ(entries.size(), 21u);
  for (int64_t i = 1; i <= 21; ++i) {
    const Entry& entry = entries[static_cast<size_t>(i - 1)];
    EXPECT_EQ(entry.seq, MessageSeq(i));
    EXPECT_EQ(entry.body, std::to_string(i));
  }
}

}  // namespace
}  // namespace ordo::core
