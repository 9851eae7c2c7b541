// What the tests of this room share: a street with a small business at its end, which counts.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/invariant.h"
#include "core/batch_store.h"
#include "core/chain.h"
#include "core/lane.h"
#include "core/limits.h"
#include "core/schema.h"
#include "store/test_engine.h"

namespace ordo::core {

inline constexpr ShopId kShopA{2}, kShopB{3};
inline constexpr Instant kMorning{1'767'225'600'000};  // 2026-01-01T00:00:00Z

// The death of the process: no handler of ours may run between it and the restart.
struct Death {};

inline Entropy entropy_of(int64_t n) {
  Entropy e{};
  for (size_t i = 0; i < 8; ++i) e[i] = static_cast<uint8_t>(n >> (8 * i));
  return e;
}

inline InboundPtr inbound(ShopId stream, std::string body, std::string external_id = "",
                          EntryKind kind = EntryKind::kWebhook) {
  static int64_t chance = 0;
  auto in = std::make_unique<Inbound>();
  in->entry.stream = stream;
  in->entry.kind = kind;
  in->entry.route = "test";
  in->entry.caller = "key:1";
  in->entry.external_id = std::move(external_id);
  in->entry.body = std::move(body);
  in->entry.entropy = entropy_of(++chance);
  return in;
}

inline constexpr store::Migration kCounterTables[] = {
    {1, "counters",
     "CREATE TABLE counters(k TEXT PRIMARY KEY, n INTEGER NOT NULL);"
     "CREATE TABLE journal(pos INTEGER PRIMARY KEY, what TEXT NOT NULL);",
     // A rowid counts by itself.
     "CREATE TABLE counters(k TEXT PRIMARY KEY, n BIGINT NOT NULL);"
     "CREATE TABLE journal(pos BIGSERIAL PRIMARY KEY, what TEXT NOT NULL);"}};
inline constexpr store::Component kCounterComponent{"counters", kCounterTables};

// Bodies are words: "add K", "alert K", "poison K", "wait K" (until someone adds to K), "pass K L"
// (waits for K and then adds to L), "event KIND PAYLOAD", "due MS" (a timer so long
// after arrival), "config X", "later K" …; `on_apply` and `on_persist` let a test strike.
class CountingCell final : public Cell {
 public:
  std::function<void(const Entry&)> on_apply, on_decode;
  std::function<void(const Timer&)> on_timer;
  std::function<void()> on_persist;

  std::unique_ptr<Decoded> decode(const Entry& e, const Configuration&) const override {
    if (on_decode) on_decode(e);
    return std::make_unique<Decoded>();
  }
  void prefetch(const store::Reader& reader, const Configuration&,
                std::span<Inbound* const> inbounds) override {
    for (const Inbound* in : inbounds) {
      std::istringstream words(in->entry.body);
      std::string key;
      for (words >> key; words >> key;) load(reader, key);
    }
  }
  void prefetch_timers(const store::Reader&, const Configuration&,
                       std::span<const Timer>) override {}

  Outcome apply(Inbound& in, Batch& batch) override {
    const Entry& e = in.entry;
    std::istringstream words(e.body);
    std::string verb, key;
    words >> verb >> key;
    if (on_apply) on_apply(e);
    Outcome outcome;
    if (verb == "ignore") outcome.state = MessageState::kIgnored;
    if (verb == "park") outcome.state = MessageState::kParked;
    if (verb == "refuse") outcome.answer.status = std::stoi(key);
    if (verb == "config") batch.put_config("test", "x", "{\"v\":\"" + key + "\"}", e.caller);
    if (verb == "thaw") batch.unfrozen.push_back(id_of(key).value);
    if (verb == "due") batch.timers_set.push_back({e.received_at.plus_ms(std::stoll(key)), "t", 1});
    if (verb == "wait" && world_[key] == 0) {
      outcome.state = MessageState::kWaiting;
      outcome.wait_key = key;
    }
    std::string next;
    words >> next;
    if (verb == "pass" && world_[key] == 0) {
      outcome.state = MessageState::kWaiting;
      outcome.wait_key = key;
    } else if (verb == "pass") {
      count(next, e, batch);
    }
    if (verb == "alert") {
      count(key, e, batch);
      batch.alerts.push_back({"test", id_of(key), e.seq, "what it says"});
    }
    if (verb == "event") record(key, next, e, batch);
    if (verb == "add" || (verb == "wait" && outcome.state == MessageState::kApplied)) {
      count(key, e, batch);
      outcome.answer.body = std::to_string(world_[key]);
    }
    if (verb == "poison") {
      count(key, e, batch);
      breach("poison");
    }
    if (verb == "throw") throw std::out_of_range("a mistake of ours");
    return outcome;
  }
  void drop_timer(const Timer& timer) override { dropped_timers.push_back(timer.ref); }
  std::vector<int64_t> dropped_timers;
  void apply_timer(const Timer& timer, Batch& batch) override {
    if (on_timer) on_timer(timer);
    if (timer.kind == "poison") breach("a poisoned timer");
    journal_.emplace_back("timer");
    Event event;
    event.kind = "timer";
    event.payload = "{}";
    batch.add_event(std::move(event));
  }
  std::vector<OrderId> subjects(const Inbound& in) const override {
    const std::string key = key_of(in.entry);
    return world_.contains(key) ? std::vector{id_of(key)} : std::vector<OrderId>{};
  }
  OrderId subject(const Timer& timer) const override { return OrderId(timer.ref); }
  bool mends(const Inbound& in) const override { return in.entry.body.starts_with("thaw"); }
  std::vector<ShopId> streams(const Configuration&) const override { return {kShopA, kShopB}; }

  void persist(store::UnitOfWork& uow, Batch&) override {
    static constexpr store::Sql kPut{
        "counters.put",
        "INSERT INTO counters(k, n) VALUES(:k, :n) ON CONFLICT(k) DO UPDATE SET n = excluded.n"};
    static constexpr store::Sql kJournal{"journal.put", "INSERT INTO journal(what) VALUES(:what)"};
    for (const std::string& k : dirty_) uow.execute(kPut, {{"k", k}, {"n", world_[k]}});
    for (const std::string& what : journal_) uow.execute(kJournal, {{"what", what}});
    if (on_persist) on_persist();
  }
  void committed() noexcept override {
    dirty_.clear();
    journal_.clear();
  }
  void discard() noexcept override {
    world_.clear();
    committed();
  }

  // The order that a key stands for: "k7" is order 7.
  static OrderId id_of(const std::string& key) {
    return OrderId(key.size() > 1 ? std::atoll(key.c_str() + 1) : 0);
  }

 private:
  static std::string key_of(const Entry& e) {
    const size_t space = e.body.find(' ');
    return space == std::string::npos ? "" : e.body.substr(space + 1);
  }
  void load(const store::Reader& reader, const std::string& key) {
    static constexpr store::Sql kGet{"counters.get", "SELECT n FROM counters WHERE k = :k"};
    if (!world_.contains(key)) world_[key] = reader.integer(kGet, {{"k", key}}).value_or(0);
  }
  static void record(const std::string& kind, const std::string& payload, const Entry& e,
                     Batch& batch) {
    Event event;
    event.kind = kind;
    event.message = e.seq;
    event.payload = payload;
    batch.add_event(std::move(event));
  }
  void count(const std::string& key, const Entry& e, Batch& batch) {
    ++world_[key];
    dirty_.insert(key);
    journal_.push_back(e.body + " #" + e.seq.str());
    Event event;
    event.kind = "counted";
    event.order = id_of(key);
    event.message = e.seq;
    event.transaction_id = Chance(e.entropy).uuid();
    event.payload = "{\"n\":" + std::to_string(world_[key]) + "}";
    batch.add_event(std::move(event));
    batch.wakes.emplace_back(e.stream, key);
  }

  std::map<std::string, int64_t> world_;
  std::set<std::string> dirty_;
  std::vector<std::string> journal_;
};

// The whole street in a folder, without threads.
class Street : public testing::Test {
 protected:
  Street() { open(); }

  void open() {
    store::DatabaseOptions options;
    options.path = store::path_or(store_, dir_.file("cell.db"));
    options.checkpoint_thread = false;
    options.readers = 1;
    db_ = store::Database::open(options);
    const store::Component components[] = {kCoreComponent, kCounterComponent};
    db_->migrate(components);
    InboxOptions log;
    log.store = store_;
    log.dir = dir_.file("log");
    log.checkpoint_thread = false;
    inbox_ = std::make_unique<Inbox>(log, keyring_, clock_);
    cell_ = std::make_unique<CountingCell>();
    feed_ = std::make_unique<Feed>(*inbox_, *marker_, [this](Inbound& in) {
      in.decoded = cell_->decode(in.entry, configuration_.get());
    });
    inbox_->set_listener([this](std::vector<InboundPtr> in) { feed_->push(std::move(in)); });
    lane_ = std::make_unique<Lane>(*db_, *inbox_, *feed_, *cell_, *marker_, keyring_, clock_,
                                   configuration_);
    lane_->recover();
  }
  void close() {
    lane_.reset();
    feed_.reset();
    inbox_.reset();
    cell_.reset();
    db_.reset();
  }
  void restart() {
    close();
    open();
  }
  // The process dies while it applies what `on_apply` kills; then it is started again.
  void run_until_death() {
    EXPECT_THROW(lane_->drain(), Death);
    restart();
  }

  void send(const std::string& body, const std::string& id = "", ShopId stream = kShopA) {
    ASSERT_TRUE(inbox_->append(inbound(stream, body, id)));
  }
  void command(const std::string& body, const std::string& key = "",
               const std::string& headers = "") {
    InboundPtr in = inbound(kShopA, body, key, EntryKind::kCommand);
    in->entry.headers = headers;
    in->on_applied = [this](const Outcome& o) { answers_.push_back(o); };
    ASSERT_TRUE(inbox_->append(std::move(in)));
  }
  void drain() { lane_->drain(); }

  int64_t number(const std::string& sql) {
    int64_t n = -1;
    db_->writer_reader().query_text(sql, {}, [&](const store::Row& row) {
      n = row.integer(0);
      return false;
    });
    return n;
  }
  std::string text(const std::string& sql) {
    std::string all;
    db_->writer_reader().query_text(sql, {}, [&](const store::Row& row) {
      all += (all.empty() ? "" : "|") + std::string(row.text(0));
      return true;
    });
    return all;
  }
  void tamper(const std::string& sql) {
    static std::vector<std::unique_ptr<std::string>> kept;  // statements have static storage
    kept.push_back(std::make_unique<std::string>(store::test_sql(sql)));
    static std::vector<std::unique_ptr<store::Sql>> statements;
    statements.push_back(std::make_unique<store::Sql>(store::Sql{"tamper", kept.back()->c_str()}));
    store::UnitOfWork uow = db_->begin();
    uow.execute(*statements.back(), {});
    uow.commit();
  }
  int64_t counter(const std::string& key) {
    return std::max<int64_t>(0, number("SELECT n FROM counters WHERE k = '" + key + "'"));
  }
  MessageState state(int64_t seq) {
    return static_cast<MessageState>(
        number("SELECT state FROM messages WHERE seq = " + std::to_string(seq)));
  }
  std::string code(int64_t seq) {
    return text("SELECT code FROM messages WHERE seq = " + std::to_string(seq));
  }
  HistoryReport verify(const std::vector<SignedHead>& exported = {}) {
    return verify_history(db_->writer_reader(), ed25519_public(keyring_.signing_seed()), exported);
  }

  const std::string store_ = store::fresh_test_store();
  store::TempDir dir_;
  ManualClock clock_{kMorning};
  store::Keyring keyring_ = store::Keyring::from_master(Key256{7});
  std::unique_ptr<CrashMarker> marker_ = memory_crash_marker();
  ConfigurationCell configuration_;
  std::vector<Outcome> answers_;
  std::unique_ptr<store::Database> db_;
  std::unique_ptr<Inbox> inbox_;
  std::unique_ptr<CountingCell> cell_;
  std::unique_ptr<Feed> feed_;
  std::unique_ptr<Lane> lane_;
};

}  // namespace ordo::core
