// A small hub in a folder, written once, that holds something of everything that is proved. Shared by the
// tests of the proof, each of which spoils a copy of it.
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <boost/json.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "core/alerts_store.h"
#include "core/outbox_queries.h"
#include "flows/dispatcher.h"
#include "flows/hub.h"
#include "flows/pull_entries.h"
#include "orders/attachment_store.h"
#include "orders/lifecycle.h"
#include "orders/order_store.h"
#include "store/test_engine.h"

namespace ordo::flows {

// Where a hub keeps what it stores: a folder, and a database where the tests use PostgreSQL.
struct Place {
  std::string dir;
  store::TestDatabase database = {};
};

inline void spoil(const std::string& file, const std::string& sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
  char* why = nullptr;
  EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &why), SQLITE_OK) << (why ? why : "");
  EXPECT_GT(sqlite3_total_changes(db), 0) << "nothing was spoilt by: " << sql;
  sqlite3_free(why);
  sqlite3_close(db);
}

// `file`: in which of the folder's files that is stored; a server has all in one schema.
inline void spoil(const Place& place, const std::string& file, const std::string& sql) {
  if (place.database.address().empty()) return spoil(place.dir + "/" + file, sql);
  EXPECT_GT(place.database.run(store::test_sql(sql)), 0) << "nothing was spoilt by: " << sql;
}

class ProveSample {
 public:
  static constexpr Instant kNow{1'780'000'000'000};
  static std::string at(int64_t minutes) {
    return format_rfc3339(kNow.plus_ms(minutes * kMinuteMs));
  }
  static std::string message(const std::string& type, int64_t minutes, const std::string& data) {
    return R"({"type":")" + type + R"(","timestamp":")" + at(minutes) + R"(","data":{)" + data +
           "}}";
  }
  static std::string order_body(const std::string& number, const std::string& buyer = "b1",
                                const std::string& more = R"("status":"paid")") {
    return message("order.upserted", -60,
                   R"("channel_order_no":")" + number + R"(",)" + more + R"(,"created_at":")" +
                       at(-60) + R"(","buyer":{"id":")" + buyer +
                       R"(","name":"Bo"},"receiver":{"name":"Bo","phone":"+8613800138000"},)"
                       R"("lines":[{"line_no":"1","sku":"SKU-1","quantity":2,"unit_price":500},)"
                       R"({"line_no":"2","sku":"SKU-2","quantity":1,"unit_price":70}],)"
                       R"("amounts":{"goods":1070,"paid":1070,"total":1070})");
  }

  ProveSample() {
    auto hub = open(place_);
    EXPECT_EQ(command(*hub, "config.shop",
                      {{"code", "a"},
                       {"channel", "standard"},
                       {"callback_url", "https://erp.example/hook"},
                       {"credentials", {{"secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}}}}),
              201);
    shop_ = hub->settings()->shop("a")->id;
    EXPECT_EQ(command(*hub, "config.lifecycles",
                      boost::json::parse(orders::default_lifecycles_json()).as_object()),
              200);
    EXPECT_EQ(command(*hub, "config.delivery",
                      {{"attempts", 1}, {"first_wait_seconds", 5}, {"factor", 1}}),
              200);
    trade(*hub);
    be_set_right(*hub);
    make_calls(*hub);
    pull(*hub);
    hub.reset();
    freeze();
    hub = open(place_);
    send(*hub, "8", order_body("N3"));  // wakes the payment before it
    hub->drain();
  }

  static std::unique_ptr<Hub> open(const Place& place, Clock* clock = nullptr) {
    static ManualClock standing(kNow);
    HubOptions options;
    options.data_dir = place.dir;
    options.store = place.database.address();
    options.threads = false;
    options.master = Key256{9};
    options.clock = clock ? clock : &standing;
    auto hub = Hub::open(std::move(options));
    if (!hub) throw std::runtime_error(hub.error().detail);
    return std::move(*hub);
  }

  void send(Hub& hub, const std::string& id, const std::string& body) const {
    auto inbound = std::make_unique<core::Inbound>();
    inbound->entry.stream = shop_;
    inbound->entry.route = "standard";
    inbound->entry.external_id = id;
    inbound->entry.entropy.fill(static_cast<uint8_t>(std::stoi(id)));
    inbound->entry.body = body;
    ASSERT_TRUE(hub.submit(std::move(inbound)));
  }
  // Answers the status of its answer.
  int command(Hub& hub, const std::string& route, const boost::json::object& body,
              const std::string& key = "") const {
    Hub::Command command;
    command.route = route;
    command.body = boost::json::serialize(body);
    command.stream = shop_ ? shop_ : core::kSystemStream;
    command.caller = "key:1";
    command.idempotency_key = key;
    auto outcome = hub.command_now(std::move(command));
    return outcome ? outcome->answer.status : 0;
  }
  // Nothing waits for a person any more.
  void dismiss_all(Hub& hub) const {
    std::vector<int64_t> waiting;
    hub.database().writer_reader().query_text(
        "SELECT seq FROM messages WHERE state = 5 AND resolved = 0", {},
        [&](const store::Row& row) {
          waiting.push_back(row.integer(0));
          return true;
        });
    for (const int64_t seq : waiting) {
      EXPECT_EQ(command(hub, "messages.dismiss", {{"seq", seq}, {"reason", "old"}}), 200);
    }
  }
  [[nodiscard]] MessageSeq last_cursor() const { return last_cursor_; }
  [[nodiscard]] int64_t order(Hub& hub, const std::string& number) const {
    return orders::find_order_id(hub.database().writer_reader(), shop_, number).value;
  }
  [[nodiscard]] Place copy_to(const std::string& dir) const {
    std::filesystem::copy(place_.dir, dir, std::filesystem::copy_options::recursive);
    return {dir, store::TestDatabase::copy_of(place_.database)};
  }

 private:
  // The first attempt fails, and is the last.
  class Refusing final : public Courier {
   public:
    Delivery deliver(const core::OutboxMessage&, const Shop&, Instant) override {
      return {++calls % 2 == 1 ? Delivery::Met::kRefused : Delivery::Met::kDelivered, "404", 0};
    }
    int calls = 0;
  };

  void trade(Hub& hub) const {
    send(hub, "1", order_body("N1"));
    send(hub, "1", order_body("N1"));
    send(hub, "2", order_body("N2"));
    send(hub, "10", order_body("N4", "b4"));
    send(hub, "11",
         order_body("P1", "b5",
                    R"("status":"deposit_paid","presale":{"deposit":70,"balance":1000,)"
                    R"("balance_due_at":")" +
                        at(2880) + R"("})"));
    hub.drain();
    send(hub, "3",
         message("shipment.updated", -30,
                 R"("channel_order_no":"N1","tracking_no":"T1","status":"in_transit",)"
                 R"("lines":[{"line_no":"1","quantity":2}],"occurred_at":")" +
                     at(-30) + "\""));
    send(hub, "4",
         message("refund.updated", -20,
                 R"("channel_order_no":"N1","refund_no":"R1","status":"done","amount":70)"));
    send(hub, "5",
         message("order.paid", -20,
                 R"("channel_order_no":"N1","paid_at":")" + at(-40) + R"(","amount":1070)"));
    for (const auto& [id, number] : {std::pair{"6", "N9"}, {"7", "N3"}}) {
      send(hub, id,
           message("order.paid", -20,
                   R"("channel_order_no":")" + std::string(number) + R"(","paid_at":")" + at(-40) +
                       R"(","amount":5)"));
    }
    hub.drain();
  }

  // What people do: they move orders and alerts, and deal with what was parked.
  void be_set_right(Hub& hub) const {
    const int64_t second = order(hub, "N2");
    EXPECT_EQ(command(hub, "orders.transition",
                      {{"id", second},
                       {"to", "awaiting_allocation"},
                       {"transaction_id", "00000000-0000-4000-8000-000000000001"},
                       {"reason", "by hand"}},
                      "answer-1"),
              200);
    EXPECT_EQ(command(hub, "orders.reset",
                      {{"id", second},
                       {"to", "paid"},
                       {"transaction_id", "00000000-0000-4000-8000-000000000002"},
                       {"reason", "a mistake"}},
                      "answer-2"),
              200);
    add_files(hub, second);
    for (const char* id : {"20", "21", "22"}) send(hub, id, message("order.upserted", -1, ""));
    hub.drain();
    const auto seq = [&](const char* id) { return parked(hub, id); };
    EXPECT_EQ(command(hub, "messages.dismiss", {{"seq", seq("20")}, {"reason", "a test"}}), 200);
    auto replay = std::make_unique<core::Inbound>();
    replay->entry.stream = shop_;
    replay->entry.kind = core::EntryKind::kReplay;
    replay->entry.route = "standard";
    replay->entry.replay_of = MessageSeq(seq("21"));
    replay->entry.body = message("shop.said_hello", -1, "");
    ASSERT_TRUE(hub.submit(std::move(replay)));
    hub.drain();
  }

  // One that stands, of the first order, and one of the second that was removed.
  void add_files(Hub& hub, int64_t second) const {
    const auto attach = [&](int64_t id, const std::string& text) {
      EXPECT_EQ(command(hub, "orders.attach",
                        {{"id", id}, {"name", "chat.txt"}, {"content", base64(text)}}),
                201);
    };
    attach(order(hub, "N1"), "bo: it has arrived broken");
    attach(second, "of another order");
    const auto held = orders::load_attachments(hub.database().writer_reader(), OrderId(second));
    ASSERT_EQ(held.size(), 1u);
    EXPECT_EQ(command(hub, "orders.detach",
                      {{"id", second}, {"attachment", held[0].id}, {"reason", "another order's"}}),
              200);
  }

  static int64_t parked(Hub& hub, const std::string& id) {
    int64_t seq = 0;
    hub.database().writer_reader().query_text(
        "SELECT seq FROM messages WHERE external_id = '" + id + "'", {},
        [&](const store::Row& row) {
          seq = row.integer(0);
          return false;
        });
    return seq;
  }

  void make_calls(Hub& hub) const {
    Refusing courier;
    Dispatcher dispatcher(hub, courier);
    for (int i = 0; i < 3; ++i) {
      dispatcher.dispatch_due();
      hub.drain();
    }
    const auto given_up = core::walk_outbox(hub.database().writer_reader(),
                                            {core::OutboxState::kGivenUp, ""}, INT64_MAX, 10)
                              .items;
    ASSERT_GE(given_up.size(), 3u);
    EXPECT_EQ(command(hub, "outbox.discard",
                      {{"call", given_up[0].id.value}, {"reason", "told by phone"}}),
              200);
    EXPECT_EQ(command(hub, "outbox.retry", {{"call", given_up[1].id.value}}), 200);
    const auto alerts = core::walk_alerts(hub.database().writer_reader(), core::AlertState::kOpen,
                                          {}, INT64_MAX, 10);
    ASSERT_GE(alerts.items.size(), 3u);
    EXPECT_EQ(command(hub, "alerts.acknowledge", {{"alert", alerts.items[0].id}}), 200);
    EXPECT_EQ(
        command(hub, "alerts.resolve", {{"alert", alerts.items[1].id}, {"note", "looked at"}}),
        200);
  }

  void pull(Hub& hub) {
    PullChange change;
    change.shop = shop_;
    change.state.cursor = "page 1";
    change.state.watermark = kNow.plus_ms(-kHourMs);
    change.listed = 3;
    ASSERT_TRUE(hub.submit(cursor_entry(change, {})));
    PullWindow window;
    window.from = kNow.plus_ms(-2 * kHourMs);
    window.to = kNow.plus_ms(-kHourMs);
    window.total = 4;
    window.listed = window.ours = 3;
    ASSERT_TRUE(hub.submit(checked_entry(shop_, window, {})));
    change.state = {"page 1", kNow.plus_ms(-kHourMs), "platform_down", "503", 1, 0};
    ASSERT_TRUE(hub.submit(cursor_entry(change, {})));
    hub.drain();
    last_cursor_ = hub.inbox().last();
  }

  // A breach: the next ids are taken already by rows that no batch has written.
  void freeze() const {
    spoil(place_, "ordo.db",
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8) INSERT INTO "
          "personal SELECT (SELECT max(last_id) FROM batches) + i, 1, x'00' FROM n");
    {
      auto hub = open(place_);
      send(*hub, "30", order_body("N4", "b6"));
      hub->drain();
    }
    spoil(place_, "ordo.db", "DELETE FROM personal WHERE sealed = x'00'");
  }

  store::TempDir dir_;
  const Place place_{dir_.file("data")};
  ShopId shop_;
  MessageSeq last_cursor_;
};

}  // namespace ordo::flows
