#include "flows/prove.h"

#include <boost/json.hpp>

#include "core/idempotency.h"
#include "core/message_queries.h"
#include "flows/prove_sample_store.h"
#include "flows/retention.h"
#include "orders/lifecycle.h"

namespace ordo::flows {
namespace {

using Sample = ProveSample;

struct Spoilt {
  const char* name;
  const char* file;
  const char* sql;
  const char* complaint;
  const char* postgres = nullptr;  // where its engine is spoilt otherwise
};

class ProveTest : public testing::TestWithParam<Spoilt> {
 public:
  static void SetUpTestSuite() { sample_ = std::make_unique<Sample>(); }
  static void TearDownTestSuite() { sample_.reset(); }

 protected:
  ProveReport prove_copy(const char* file, const char* sql) {
    const Place copy = copied();
    if (sql) spoil(copy, file, sql);
    auto hub = Sample::open(copy);
    return prove(hub->database(), hub->inbox(), hub->keyring());
  }
  [[nodiscard]] Place copied() const { return sample_->copy_to(dir_.file("copy")); }
  ManualClock clock_{Sample::kNow};
  static std::unique_ptr<Sample> sample_;
  store::TempDir dir_;
};
std::unique_ptr<Sample> ProveTest::sample_;

TEST_F(ProveTest, a_sound_hub_is_proved_without_complaint) {
  const ProveReport report = prove_copy("", nullptr);
  EXPECT_EQ(report.complaints, std::vector<std::string>{});
  EXPECT_EQ(report.orders, 5);
  EXPECT_EQ(report.waiting, 1);
  EXPECT_GT(report.messages, 20);
  EXPECT_EQ(report.unapplied, 0);
  EXPECT_GT(report.events, 4);
  EXPECT_GT(report.observations, 4);
  EXPECT_GT(report.batches, 2);
  EXPECT_GE(report.personal, 3);
  EXPECT_EQ(report.attachments, 2);
  EXPECT_GT(report.lookups, 6);
  EXPECT_EQ(report.old_batches, 0);
  EXPECT_EQ(report.transactions, 2);
  EXPECT_EQ(report.snapshots, 1);
  EXPECT_GT(report.alerts, 2);
  EXPECT_GT(report.calls, 3);
  EXPECT_EQ(report.answers, 2);
  EXPECT_GT(report.configurations, 2);
}

TEST_F(ProveTest, what_left_by_age_is_no_fault) {
  const Place copy = copied();
  auto hub = Sample::open(copy, &clock_);
  const int64_t answers = prove(hub->database(), hub->inbox(), hub->keyring()).answers;
  clock_.advance_ms(40 * kDayMs);
  hub->drain();
  sample_->send(*hub, "9", Sample::order_body("N9"));
  hub->drain();
  const ProveReport purged = prove(hub->database(), hub->inbox(), hub->keyring());
  EXPECT_EQ(purged.complaints, std::vector<std::string>{});
  EXPECT_LT(purged.answers, answers) << "the answers of the sample were purged";
  sample_->dismiss_all(*hub);
  clock_.advance_ms(400 * kDayMs);
  EXPECT_GT(Retention(*hub).run_once().keys_destroyed, 0);
  EXPECT_EQ(hub->inbox().read(sample_->last_cursor())->body, "") << "the log forgot the pulls";
  const ProveReport erased = prove(hub->database(), hub->inbox(), hub->keyring());
  EXPECT_EQ(erased.complaints, std::vector<std::string>{});
}

TEST_F(ProveTest, what_is_forgotten_is_no_fault) {
  const Place copy = copied();
  auto hub = Sample::open(copy);
  for (const std::string& number : {"N1", "P1"}) {
    EXPECT_EQ(sample_->command(*hub, "persons.forget", {{"order", sample_->order(*hub, number)}}),
              200);
  }
  const ProveReport report = prove(hub->database(), hub->inbox(), hub->keyring());
  EXPECT_EQ(report.complaints, std::vector<std::string>{});
}

TEST_F(ProveTest, what_older_programs_wrote_is_proved_by_events_and_log) {
  const ProveReport report =
      prove_copy("ordo.db",
                 "UPDATE batches SET effects = NULL; UPDATE alerts SET detail = 'x';"
                 "DELETE FROM events WHERE kind = 'order.frozen'");
  EXPECT_EQ(report.complaints, std::vector<std::string>{});
  EXPECT_EQ(report.old_batches, report.batches);
}

// By somebody who has the keys and the file: it is sealed as the hub would have sealed it.
TEST_F(ProveTest, a_lifecycle_edited_in_the_table_is_found) {
  const store::Keyring keyring = store::Keyring::from_master(Key256{9});
  const std::string sealed =
      keyring.seal(std::string(orders::default_lifecycles_json()) + " ", Nonce96{3}, "config:2");
  const ProveReport report = prove_copy("ordo.db", ("UPDATE config SET sealed = x'" + hex(sealed) +
                                                    "' WHERE kind = 'lifecycles' AND version = 2")
                                                       .c_str());
  ASSERT_EQ(report.complaints.size(), 1u);
  EXPECT_NE(report.complaints[0].find("its documents of configuration are not what it wrote"),
            std::string::npos);
}

TEST_F(ProveTest, a_balance_that_has_fired_needs_no_timer) {
  const Place copy = copied();
  auto hub = Sample::open(copy, &clock_);
  clock_.advance_ms(3 * kDayMs);
  hub->drain();
  const ProveReport report = prove(hub->database(), hub->inbox(), hub->keyring());
  EXPECT_EQ(report.complaints, std::vector<std::string>{});
  EXPECT_EQ(report.waiting, 0);
}

TEST_F(ProveTest, what_lies_in_the_log_unapplied_is_counted_and_no_fault) {
  const Place copy = copied();
  auto hub = Sample::open(copy);
  sample_->send(*hub, "9", Sample::order_body("N4"));
  ASSERT_TRUE(hub->inbox().flush());
  const ProveReport report = prove(hub->database(), hub->inbox(), hub->keyring());
  EXPECT_EQ(report.unapplied, 1);
  EXPECT_EQ(report.complaints, std::vector<std::string>{});
}

TEST_F(ProveTest, progress_is_told_by_stage) {
  const Place fresh{dir_.file("fresh")};
  auto hub = Sample::open(fresh);
  const ProveReport report =
      prove(hub->database(), hub->inbox(), hub->keyring(), [](std::string_view, int64_t) {});
  EXPECT_EQ(report.complaints, std::vector<std::string>{});
  EXPECT_EQ(report.orders, 0);
}

TEST_F(ProveTest, a_replay_whose_key_was_used_before_dealt_with_nothing) {
  const Place copy = copied();
  auto hub = Sample::open(copy);
  const std::string odd = Sample::message("order.upserted", -9, R"("channel_order_no":7)");
  sample_->send(*hub, "30", odd);
  sample_->send(*hub, "31", odd);
  hub->drain();
  const auto parked = core::walk_messages(hub->database().writer_reader(),
                                          {.state = core::MessageState::kParked}, INT64_MAX, 2);
  ASSERT_EQ(parked.items.size(), 2u);
  const auto replay = [&](const core::MessageRow& row, const std::string& body) {
    auto in = std::make_unique<core::Inbound>();
    in->entry.kind = core::EntryKind::kReplay;
    in->entry.stream = row.stream;
    in->entry.route = row.route;
    in->entry.external_id = row.external_id;
    in->entry.caller = "key:1";
    in->entry.headers = R"({"idempotency-key":"once"})";
    in->entry.replay_of = row.seq;
    in->entry.body = body;
    ASSERT_TRUE(hub->submit(std::move(in)));
    hub->drain();
  };
  replay(parked.items.at(0), Sample::order_body("N7"));
  replay(parked.items.at(0), Sample::order_body("N7"));
  replay(parked.items.at(1), Sample::order_body("N8"));
  std::vector<std::string> codes;
  hub->database().writer_reader().query_text(
      "SELECT code FROM messages WHERE replay_of > 0 ORDER BY seq", {}, [&](const store::Row& row) {
        codes.emplace_back(row.text(0));
        return true;
      });
  ASSERT_GE(codes.size(), 3u);
  EXPECT_EQ(codes.at(codes.size() - 2), core::kReplayedCode);
  EXPECT_EQ(codes.back(), core::kKeyReusedCode);
  const ProveReport report = prove(hub->database(), hub->inbox(), hub->keyring());
  EXPECT_EQ(report.complaints, std::vector<std::string>{});
}

TEST_F(ProveTest, orders_fold_again_under_the_rules_of_their_time) {
  const Place copy = copied();
  {
    auto hub = Sample::open(copy);
    // From now on nothing that was paid is ever shipped.
    auto rules = boost::json::parse(orders::default_lifecycles_json()).as_object();
    rules.at("fulfilment").at("platform").as_array().clear();
    auto answer =
        hub->command_now({.route = "config.lifecycles", .body = boost::json::serialize(rules)});
    ASSERT_TRUE(answer && answer->answer.status == 200) << (answer ? answer->answer.body : "");
    sample_->send(*hub, "20", Sample::order_body("N5"));
    sample_->send(
        *hub, "21",
        Sample::message("shipment.updated", -30,
                        R"("channel_order_no":"N5","tracking_no":"T5","status":"in_transit",)"
                        R"("occurred_at":")" +
                            Sample::at(-30) + "\""));
    hub->drain();
    const ProveReport report = prove(hub->database(), hub->inbox(), hub->keyring());
    EXPECT_EQ(report.complaints, std::vector<std::string>{});
    EXPECT_EQ(report.orders, 6);
  }
  spoil(copy, "ordo.db", "UPDATE observations SET verdict = 3");
  auto hub = Sample::open(copy);
  const ProveReport report = prove(hub->database(), hub->inbox(), hub->keyring());
  EXPECT_TRUE(std::ranges::any_of(report.complaints, [](const std::string& complaint) {
    return complaint.find("folds to something else") != std::string::npos;
  }));
}

TEST_P(ProveTest, the_corruption_is_found_and_named) {
  const bool other = store::tests_use_postgres() && GetParam().postgres != nullptr;
  const ProveReport report =
      prove_copy(GetParam().file, other ? GetParam().postgres : GetParam().sql);
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
    {"an_attachment_of_another_size", kDb, "UPDATE attachments SET size = 1 WHERE removed_at = 0",
     "is not what its events make of it"},
    {"an_attachment_that_was_never_removed", kDb,
     "UPDATE attachments SET removed_at = 0 WHERE removed_at > 0", "has lost its content"},
    {"an_attachment_removed_by_nobody", kDb, "UPDATE attachments SET removed_at = 5",
     "belongs to no attachment that stands"},
    {"a_lost_attachment", kDb, "DELETE FROM attachments WHERE removed_at > 0", "left no row"},
    {"lost_content", kDb, "DELETE FROM attachment_content", "has lost its content"},
    {"other_content", kDb, "UPDATE attachment_content SET sealed = x'00'",
     "has another content than history names"},
    {"attachments_without_order", kDb, "UPDATE attachments SET order_id = 99999",
     "order 99999 has attachments but is not there"},
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
    {"a_person_said_to_be_another", kDb,
     "UPDATE persons SET same_as = id + 1 WHERE id = (SELECT min(id) FROM persons)",
     "of which history does not tell"},
    {"a_person_forgotten_without_who_is_the_same", kDb,
     "UPDATE persons SET same_as = (SELECT max(id) FROM persons) WHERE id = (SELECT min(id) FROM "
     "persons); UPDATE persons SET wrapped = NULL, forgotten_at = 5 WHERE same_as > 0",
     "were not forgotten together"},
    {"a_person_no_longer_said_to_be_another", kDb,
     "UPDATE events SET kind = 'person.joined', payload = '{\"person\":\"3\",\"same_as\":\"4\"}' "
     "WHERE seq = (SELECT max(seq) FROM events WHERE version = 0)",
     "of which its row does not tell"},
    {"lookups_lost", kDb, "DELETE FROM lookups", "is not found by its SKU SKU-1"},
    {"a_transaction_of_another_order", kDb,
     "UPDATE transactions SET order_id = order_id + 1 WHERE snapshot = 0",
     "is not kept as its event has it"},
    {"a_transaction_lost", kDb, "DELETE FROM transactions WHERE snapshot = 0",
     "is not kept as its event has it"},
    {"a_transaction_made_up", kDb, "INSERT INTO transactions(id, order_id) VALUES('x', 1)",
     "3 transactions are kept, events explain 2"},
    {"a_snapshot_altered", kDb,
     "UPDATE snapshots SET content = replace(content, '\"paid\":1070', '\"paid\":1')",
     "as it was before its reset"},
    {"a_snapshot_with_another_reason", kDb, "UPDATE snapshots SET reason = 'other'",
     "as it was before its reset"},
    {"a_snapshot_lost", kDb, "DELETE FROM snapshots", "as it was before its reset"},
    {"a_snapshot_made_up", kDb,
     "INSERT INTO snapshots SELECT id + 1000, order_id, at, reason, content FROM snapshots",
     "2 snapshots are kept, events explain 1"},
    {"a_balance_without_timer", kDb, "DELETE FROM timers WHERE kind = 'balance_due'",
     "waits for its balance without a timer"},
    {"a_timer_for_no_balance", kDb, "INSERT INTO timers VALUES(5, 'balance_due', 1)",
     "2 timers for balances stand, orders explain 1"},
    {"a_balance_at_another_time", kDb, "UPDATE timers SET due = due + 1 WHERE kind = 'balance_due'",
     "waits for its balance without a timer"},
    {"a_wait_that_ends_at_another_time", kDb,
     "UPDATE timers SET due = due + 1 WHERE kind = 'waiting_expired'",
     "has a timer but does not wait"},
    {"a_group_of_notices_without_timer", kDb,
     "INSERT INTO notify_groups VALUES(77, 'all', 'status_jump', 5, 0, '', '', '')",
     "group 77 of notices has no timer that ends it"},
    {"a_timer_for_no_group_of_notices", kDb, "INSERT INTO timers VALUES(5, 'notify_group', 78)",
     "a timer would end group 78 of notices, which is not open"},
    {"a_receipt_of_no_call", kDb,
     "INSERT INTO notify_receipts VALUES(999999999, 'bot', 'x', 0, 0, '', 1, 0, 5)",
     "a receipt is kept of call 999999999"},
    {"a_timer_of_no_kind", kDb, "INSERT INTO timers VALUES(5, 'tea', 7)",
     "a timer about 7 is of a kind that nothing sets"},
    {"dealt_with_by_a_stranger", kDb, "UPDATE messages SET resolved = 1 WHERE external_id = '21'",
     "was dealt with by message 1, which did not"},
    {"a_dismissal_lost", kDb, "UPDATE messages SET resolved = 0 WHERE external_id = '20'",
     "but still waits for a person"},
    {"a_replay_lost", kDb, "UPDATE messages SET resolved = 0 WHERE external_id = '21'",
     "but still waits for a person"},
    {"a_state_out_of_nowhere", kDb, "UPDATE messages SET state = 1 WHERE external_id = '22'",
     "is in a state that its code contradicts"},
    {"another_detail", kDb, "UPDATE messages SET detail = 'nothing to see' WHERE state = 5",
     "its message rows are not what it wrote"},
    {"another_reason", kDb, "UPDATE messages SET code = 'because' WHERE external_id = '22'",
     "its message rows are not what it wrote"},
    {"another_order", kDb, "UPDATE messages SET order_id = 1 WHERE external_id = '2'",
     "its message rows are not what it wrote"},
    {"an_alert_altered", kDb, "UPDATE alerts SET detail = detail || '.'",
     "its alerts are not what it wrote"},
    {"an_alert_lost", kDb, "DELETE FROM alerts WHERE kind = 'invariant_breached'",
     "its alerts are not what it wrote (0 of 1)"},
    {"an_alert_made_up", kDb,
     "INSERT INTO alerts(id, at, kind, order_id, message, detail) SELECT min(id), 1, 'x', 0, 0, '' "
     "FROM orders",
     "its alerts are not what it wrote"},
    {"an_alert_of_no_batch", kDb,
     "INSERT INTO alerts(id, at, kind, order_id, message, detail) VALUES(99999, 1, 'x', 0, 0, '')",
     "alert 99999 has an id that no batch has given"},
    {"an_alert_closed_by_nobody", kDb, "UPDATE alerts SET state = 2 WHERE state = 0",
     "does not stand as people have moved it"},
    {"an_alert_opened_again", kDb, "UPDATE alerts SET state = 0 WHERE state = 2",
     "does not stand as people have moved it"},
    {"an_alert_with_another_note", kDb, "UPDATE alerts SET note = 'fine' WHERE state = 2",
     "does not stand as people have moved it"},
    {"a_freeze_lifted", kDb, "DELETE FROM frozen",
     "was frozen and never thawed, but is not frozen"},
    {"a_freeze_out_of_nowhere", kDb, "INSERT INTO frozen SELECT 1, max(seq), 5, 'x' FROM messages",
     "order 1 is not frozen as history tells it"},
    {"a_freeze_for_another_reason", kDb, "UPDATE frozen SET reason = 'x'",
     "is not frozen as history tells it"},
    {"a_configuration_of_another_hand", kDb, "UPDATE config SET actor = 'user:9'",
     "its documents of configuration are not what it wrote"},
    {"a_configuration_renamed", kDb, "UPDATE config SET name = 'b' WHERE kind = 'shop'",
     "its documents of configuration are not what it wrote"},
    {"a_configuration_lost", kDb, "DELETE FROM config WHERE kind = 'lifecycles'",
     "its documents of configuration are not what it wrote (0 of 1)"},
    {"a_call_altered", kDb, "UPDATE outbox SET body = '{}'",
     "its outgoing calls are not what it wrote"},
    {"a_call_lost", kDb, "DELETE FROM outbox WHERE state = 2",
     "its outgoing calls are not what it wrote"},
    {"a_call_that_looks_delivered", kDb,
     "UPDATE outbox SET state = 1, settled_at = 5 WHERE state = 2",
     "is not what its answers make of it"},
    {"a_call_made_less_often", kDb, "UPDATE outbox SET attempts = 0 WHERE state = 2",
     "is not what its answers make of it"},
    {"a_discarded_call_opened_again", kDb,
     "UPDATE outbox SET state = 2, settled_at = 0 WHERE state = 3",
     "is not what its answers make of it"},
    {"an_answer_altered", kDb, "UPDATE idempotency SET answer = answer || ' '",
     "its stored answers are not what it wrote"},
    {"an_answer_lost", kDb, "DELETE FROM idempotency",
     "its stored answers are not what it wrote (0 of 1)"},
    {"an_answer_made_up", kDb,
     "INSERT INTO idempotency VALUES('key:1', 'orders.patch', 'k', 1, 200, '{}', 1, 99999)",
     "3 answers are stored, messages account for 2"},
    {"an_answer_made_up_for_no_message", kDb,
     "INSERT INTO idempotency VALUES('key:1', 'orders.patch', 'k', 1, 200, '{}', 1, 0)",
     "is kept that no message had"},
    {"a_cursor_set_back", kDb, "UPDATE pulls SET cursor = 'earlier'", "is not what the log says"},
    {"a_watermark_advanced", kDb, "UPDATE pulls SET watermark = watermark + 1",
     "is not what the log says"},
    {"a_watermark_of_the_ledger_advanced", kDb,
     "UPDATE pulls SET complete_until = complete_until + 1", "is not what the log says"},
    {"a_pull_lost", kDb, "DELETE FROM pulls", "is not known to have been pulled"},
    {"a_window_altered", kDb, "UPDATE pull_windows SET ours = total", "is not as the log has it"},
    {"a_window_made_up", kDb,
     "INSERT INTO pull_windows(shop, to_at, from_at, total, ours, at) SELECT shop, to_at + 1, "
     "from_at, 1, 1, at FROM pull_windows",
     "is not in the log"},
    {"a_lookup_made_up", kDb,
     "INSERT INTO lookups SELECT bucket, hash + 1, id FROM lookups WHERE id = (SELECT id FROM "
     "orders WHERE order_no_clean = 'N1') LIMIT 1",
     "is found under 1 keys that nothing explains"},
    {"a_fingerprint_replaced", kDb,
     "UPDATE lookups SET hash = hash + 1 WHERE id = (SELECT id FROM orders WHERE order_no_clean = "
     "'N3')",
     "keys that nothing explains"},
    {"a_lookup_of_nobody", kDb, "INSERT INTO lookups VALUES(0, 5, 9999)",
     "look-up rows lead to 9999, which is not there"},
    {"a_lookup_out_of_place", kDb,
     "INSERT INTO lookups SELECT 7, 5, id FROM orders WHERE order_no_clean = 'N1'",
     "stand where nobody looks"},
    {"a_person_found_as_another", kDb,
     "INSERT INTO lookups SELECT id >> 14, 5, id FROM persons LIMIT 1",
     "is found under 1 keys that nothing explains"},
    {"a_damaged_index", kDb,
     "PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM "
     "sqlite_master WHERE name = 'alerts') WHERE name = 'orders_by_status'",
     "the engine finds the database damaged",
     "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'orders_by_status'::regclass"},
};

INSTANTIATE_TEST_SUITE_P(Spoilt, ProveTest, testing::ValuesIn(kSpoilt),
                         [](const auto& instance) { return std::string(instance.param.name); });

}  // namespace
}  // namespace ordo::flows
