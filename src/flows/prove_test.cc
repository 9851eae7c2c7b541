#include "flows/prove.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <boost/json.hpp>
#include <filesystem>

#include "flows/hub.h"
#include "orders/lifecycle.h"
#include "store/test_support.h"

namespace ordo::flows {
namespace {

namespace fs = std::filesystem;

constexpr Instant kNow{1'780'000'000'000};

std::string at(int64_t minutes) { return format_rfc3339(kNow.plus_ms(minutes * kMinuteMs)); }

std::string message(const std::string& type, int64_t minutes, const std::string& data) {
  return R"({"type":")" + type + R"(","timestamp":")" + at(minutes) + R"(","data":{)" + data + "}}";
}

std::string order_body(const std::string& number) {
  return message("order.upserted", -60,
                 R"("channel_order_no":")" + number + R"(","status":"paid","created_at":")" +
                     at(-60) +
                     R"(","buyer":{"id":"b1","name":"Bo"},"receiver":{"name":"Bo","phone":)"
                     R"("+8613800138000"},"lines":[{"line_no":"1","sku":"SKU-1","quantity":2,)"
                     R"("unit_price":500},{"line_no":"2","sku":"SKU-2","quantity":1,)"
                     R"("unit_price":70}],"amounts":{"goods":1070,"paid":1070,"total":1070})");
}

// A small hub in a folder, written once; each test spoils a copy of it.
class Sample {
 public:
  Sample() {
    auto hub = open(dir_.file("data"));
    auto answer =
        hub->command_now({.route = "config.shop",
                          .body = R"({"code":"a","channel":"standard","credentials":)"
                                  R"({"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}})"});
    EXPECT_TRUE(answer && answer->answer.status == 201);
    shop_ = hub->settings()->shop("a")->id;
    send(*hub, "1", order_body("N1"));
    send(*hub, "1", order_body("N1"));
    send(*hub, "2", order_body("N2"));
    hub->drain();
    send(*hub, "3",
         message("shipment.updated", -30,
                 R"("channel_order_no":"N1","tracking_no":"T1","status":"in_transit",)"
                 R"("lines":[{"line_no":"1","quantity":2}],"occurred_at":")" +
                     at(-30) + "\""));
    send(*hub, "4",
         message("refund.updated", -20,
                 R"("channel_order_no":"N1","refund_no":"R1","status":"done","amount":70)"));
    send(*hub, "5",
         message("order.paid", -20,
                 R"("channel_order_no":"N1","paid_at":")" + at(-40) + R"(","amount":1070)"));
    send(*hub, "6",
         message("order.paid", -20,
                 R"("channel_order_no":"N9","paid_at":")" + at(-40) + R"(","amount":5)"));
    send(*hub, "7",
         message("order.paid", -20,
                 R"("channel_order_no":"N3","paid_at":")" + at(-40) + R"(","amount":5)"));
    hub->drain();
    send(*hub, "8", order_body("N3"));  // wakes the payment before it
    hub->drain();
  }

  static std::unique_ptr<Hub> open(const std::string& dir) {
    static ManualClock clock(kNow);
    HubOptions options;
    options.data_dir = dir;
    options.threads = false;
    options.master = Key256{9};
    options.clock = &clock;
    auto hub = Hub::open(std::move(options));
    if (!hub) throw std::runtime_error(hub.error().detail);
    return std::move(*hub);
  }

  void send(Hub& hub, const std::string& id, const std::string& body) const {
    auto inbound = std::make_unique<core::Inbound>();
    inbound->entry.stream = shop_;
    inbound->entry.route = "standard";
    inbound->entry.external_id = id;
    inbound->entry.entropy.fill(static_cast<uint8_t>(id.front()));
    inbound->entry.body = body;
    ASSERT_TRUE(hub.submit(std::move(inbound)));
  }

  void copy_to(const std::string& dir) const {
    fs::copy(dir_.file("data"), dir, fs::copy_options::recursive);
  }

 private:
  store::TempDir dir_;
  ShopId shop_;
};

void spoil(const std::string& file, const std::string& sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
  char* why = nullptr;
  EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &why), SQLITE_OK) << (why ? why : "");
  EXPECT_GT(sqlite3_total_changes(db), 0) << "nothing was spoilt by: " << sql;
  sqlite3_free(why);
  sqlite3_close(db);
}

struct Spoilt {
  const char* name;
  const char* file;
  const char* sql;
  const char* complaint;
};

class ProveTest : public testing::TestWithParam<Spoilt> {
 public:
  static void SetUpTestSuite() { sample_ = std::make_unique<Sample>(); }
  static void TearDownTestSuite() { sample_.reset(); }

 protected:
  ProveReport prove_copy(const char* file, const char* sql) {
    sample_->copy_to(dir_.file("copy"));
    if (sql) spoil(dir_.file("copy/") + file, sql);
    auto hub = Sample::open(dir_.file("copy"));
    return prove(hub->database(), hub->inbox(), hub->keyring());
  }
  static std::unique_ptr<Sample> sample_;
  store::TempDir dir_;
};
std::unique_ptr<Sample> ProveTest::sample_;

TEST_F(ProveTest, a_sound_hub_is_proved_without_complaint) {
  const ProveReport report = prove_copy("", nullptr);
  EXPECT_EQ(report.complaints, std::vector<std::string>{});
  EXPECT_EQ(report.orders, 3);
  EXPECT_EQ(report.waiting, 1);
  EXPECT_EQ(report.messages, 10);
  EXPECT_EQ(report.unapplied, 0);
  EXPECT_GT(report.events, 4);
  EXPECT_GT(report.observations, 4);
  EXPECT_GT(report.batches, 2);
  EXPECT_GE(report.personal, 3);
  EXPECT_GT(report.lookups, 6);
}

TEST_F(ProveTest, what_lies_in_the_log_unapplied_is_counted_and_no_fault) {
  sample_->copy_to(dir_.file("copy"));
  auto hub = Sample::open(dir_.file("copy"));
  sample_->send(*hub, "9", order_body("N4"));
  ASSERT_TRUE(hub->inbox().flush());
  const ProveReport report = prove(hub->database(), hub->inbox(), hub->keyring());
  EXPECT_EQ(report.unapplied, 1);
  EXPECT_EQ(report.complaints, std::vector<std::string>{});
}

TEST_F(ProveTest, progress_is_told_by_stage) {
  auto hub = Sample::open(dir_.file("fresh"));
  const ProveReport report =
      prove(hub->database(), hub->inbox(), hub->keyring(), [](std::string_view, int64_t) {});
  EXPECT_EQ(report.complaints, std::vector<std::string>{});
  EXPECT_EQ(report.orders, 0);
}

TEST_F(ProveTest, orders_fold_again_under_the_rules_of_their_time) {
  sample_->copy_to(dir_.file("copy"));
  {
    auto hub = Sample::open(dir_.file("copy"));
    // From now on nothing that was paid is ever shipped.
    auto rules = boost::json::parse(orders::default_lifecycles_json()).as_object();
    rules.at("fulfilment").at("platform").as_array().clear();
    auto answer =
        hub->command_now({.route = "config.lifecycles", .body = boost::json::serialize(rules)});
    ASSERT_TRUE(answer && answer->answer.status == 200) << (answer ? answer->answer.body : "");
    sample_->send(*hub, "20", order_body("N5"));
    sample_->send(*hub, "21",
                  message("shipment.updated", -30,
                          R"("channel_order_no":"N5","tracking_no":"T5","status":"in_transit",)"
                          R"("occurred_at":")" +
                              at(-30) + "\""));
    hub->drain();
    const ProveReport report = prove(hub->database(), hub->inbox(), hub->keyring());
    EXPECT_EQ(report.complaints, std::vector<std::string>{});
    EXPECT_EQ(report.orders, 4);
  }
  spoil(dir_.file("copy/") + "ordo.db", "UPDATE observations SET verdict = 3");
  auto hub = Sample::open(dir_.file("copy"));
  const ProveReport report = prove(hub->database(), hub->inbox(), hub->keyring());
  EXPECT_TRUE(std::ranges::any_of(report.complaints, [](const std::string& complaint) {
    return complaint.find("folds to something else") != std::string::npos;
  }));
}

TEST_P(ProveTest, the_corruption_is_found_and_named) {
  const ProveReport report = prove_copy(GetParam().file, GetParam().sql);
  const bool named = std::ranges::any_of(report.complaints, [](const std::string& complaint) {
    return complaint.find(GetParam().complaint) != std::string::npos;
  });
  std::string all;
  for (const std::string& complaint : report.complaints) all += complaint + "\n";
  EXPECT_TRUE(named) << "wanted: " << GetParam().complaint << "\ncomplaints:\n" << all;
}

constexpr const char* kDb = "ordo.db";
constexpr const char* kLog = "inbox/inbox-000001.db";

constexpr Spoilt kSpoilt[] = {
    {"a_changed_column", kDb, "UPDATE orders SET paid = 1 WHERE order_no_clean = 'N1'",
     "is not what its events make of it"},
    {"money_that_does_not_add_up", kDb, "UPDATE payments SET amount = 9 WHERE amount = 1070",
     "its parts come to 9"},
    {"a_refund_more", kDb, "UPDATE refunds SET amount = 71", "its parts come to 1070 and 71"},
    {"a_changed_part", kDb, "UPDATE observations SET occurred_at = 5 WHERE no = 1",
     "is not what its events make of it"},
    {"a_wrong_headline", kDb, "UPDATE orders SET status = 0 WHERE order_no_clean = 'N2'",
     "contradicts itself"},
    {"a_wrong_verdict", kDb, "UPDATE observations SET verdict = 3", "folds to something else"},
    {"a_lost_event", kDb,
     "DELETE FROM events WHERE order_id > 0 AND seq = (SELECT max(seq) FROM "
     "events)",
     "is not what its events make of it"},
    {"no_events_at_all", kDb,
     "DELETE FROM events WHERE order_id = (SELECT id FROM orders WHERE order_no_clean = 'N2')",
     "has no events"},
    {"an_unreadable_event", kDb, "UPDATE events SET payload = '[' WHERE order_id > 0",
     "cannot be read"},
    {"events_without_order", kDb, "DELETE FROM orders WHERE order_no_clean = 'N2'",
     "has events but is not there"},
    {"lines_without_order", kDb,
     "INSERT INTO order_lines SELECT 99999, pos, line_no, sku, channel_sku, title, quantity, "
     "unit_price, discount, allocated, packed, shipped, delivered, returned, refunded FROM "
     "order_lines LIMIT 1",
     "order 99999 has lines but is not there"},
    {"a_total_beside_itself", kDb, "UPDATE orders SET total = total + 1", "in its document"},
    {"an_unreadable_document", kDb, "UPDATE orders SET document = '{'", "cannot be read"},
    {"an_id_nobody_gave", kDb, "UPDATE batches SET last_id = 1",
     "has an id that no batch has given"},
    {"a_lost_message_row", kDb, "DELETE FROM messages WHERE external_id = '2'",
     "was never applied"},
    {"a_lost_log_entry", kLog, "DELETE FROM entries WHERE external_id = '2'",
     "does not lie in the log"},
    {"a_message_renamed", kLog, "UPDATE entries SET caller = 'somebody' WHERE external_id = '2'",
     "is not described as the log has it"},
    {"another_body", kDb, "UPDATE messages SET body_hash = 1 WHERE external_id = '2'",
     "was applied with another body"},
    {"an_offset_set_back", kDb, "UPDATE offsets SET seq = seq - 1 WHERE stream > 1",
     "but its offset says"},
    {"an_offset_lost", kDb, "DELETE FROM offsets WHERE stream > 1", "but its offset says 0"},
    {"an_offset_of_nothing", kDb, "INSERT INTO offsets VALUES(777, 5)",
     "stream 777 has an offset but no messages"},
    {"waiting_for_nobody", kDb, "DELETE FROM waiting", "nothing will wake it"},
    {"waiting_without_reason", kDb, "UPDATE messages SET state = 1, consumes = 1 WHERE state = 4",
     "but does not wait"},
    {"waiting_for_ever", kDb, "DELETE FROM timers", "waits without a timer"},
    {"a_timer_of_nobody", kDb, "INSERT INTO timers(due, kind, ref) VALUES(5, 'waiting_expired', 1)",
     "has a timer but does not wait"},
    {"an_id_consumed_twice", kDb,
     "DROP INDEX messages_by_id; UPDATE messages SET consumes = 1, state = 1 WHERE external_id = "
     "'1'",
     "consumed an id that another had consumed"},
    {"a_duplicate_that_consumes", kDb, "UPDATE messages SET consumes = 0 WHERE external_id = '2'",
     "contradicts whether it consumed its id"},
    {"a_batch_that_forgets", kDb,
     "UPDATE batches SET applied = '' WHERE no = (SELECT max(no) FROM batches)",
     "its batches account for"},
    {"a_batch_applied_twice", kDb,
     "UPDATE batches SET applied = applied || applied WHERE no = (SELECT max(no) FROM batches)",
     "twice, or out of order"},
    {"a_record_of_nonsense", kDb, "UPDATE batches SET applied = 'x:y'", "cannot be read"},
    {"a_batch_that_wakes_strangers", kDb,
     "UPDATE batches SET applied = applied || 'w55:1,' WHERE no = (SELECT max(no) FROM batches)",
     "which did not wait"},
    {"a_lost_batch", kDb, "DELETE FROM batches WHERE no = 2",
     "belongs to a batch that is not there"},
    {"sealed_data_changed", kDb, "UPDATE personal SET sealed = zeroblob(60)",
     "is not what history names"},
    {"sealed_data_lost", kDb, "DELETE FROM personal", "is not there"},
    {"a_key_lost", kDb, "UPDATE persons SET wrapped = zeroblob(60)", "does not open with the key"},
    {"a_person_lost", kDb, "DELETE FROM persons", "does not open with the key"},
    {"lookups_lost", kDb, "DELETE FROM lookups", "is not found by its SKU SKU-1"},
    {"a_damaged_index", kDb,
     "PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM "
     "sqlite_master WHERE name = 'alerts') WHERE name = 'orders_by_status'",
     "the engine finds the database damaged"},
};

INSTANTIATE_TEST_SUITE_P(Spoilt, ProveTest, testing::ValuesIn(kSpoilt),
                         [](const auto& instance) { return std::string(instance.param.name); });

}  // namespace
}  // namespace ordo::flows
