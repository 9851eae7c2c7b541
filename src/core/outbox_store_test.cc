#include "core/outbox_store.h"

#include <gtest/gtest.h>

#include "core/counting_street_store.h"
#include "core/limits.h"
#include "core/outbox_queries.h"

namespace ordo::core {
namespace {

class OutboxStore : public Street {
 protected:
  OutboxStore() {
    for (auto [id, order, target] :
         {std::tuple{11, 1, "shop:2"}, {12, 1, "shop:2"}, {13, 2, "shop:2"}, {14, 1, "shop:3"}}) {
      OutboxMessage m;
      m.id = OutboxId(id);
      m.order = OrderId(order);
      m.shop = kShopA;
      m.target = target;
      m.route = "order.status_changed";
      m.body = "{}";
      m.created_at = kMorning;
      m.repeatable = id == 13 ? Repeatable::kNeither : Repeatable::kIdempotent;
      messages_.push_back(m);
    }
    Batch batch(BatchNo(1), kMorning, 20, 0, Configuration());
    batch.outbox = messages_;
    store::UnitOfWork uow = db_->begin();
    write_batch(uow, batch, "", Digest{}, keyring_);
    uow.commit();
    lane_->recover();
  }
  std::vector<int64_t> sendable(Instant now = kMorning, size_t limit = 10) {
    std::vector<int64_t> ids;
    for (const auto& m : load_sendable(db_->writer_reader(), now, limit)) ids.push_back(m.id.value);
    return ids;
  }
  // As a courier reports it: through the log.
  void report(OutboxResult result) {
    ASSERT_TRUE(
        inbox_->append(inbound(kSystemStream, encode_result(result), "", EntryKind::kResult)));
    drain();
  }
  // What a person decided, as the cell persists it.
  void mend(int64_t id, OutboxState to, Instant at = kMorning) {
    store::UnitOfWork uow = db_->begin();
    if (to == OutboxState::kDiscarded) discard_call(uow, OutboxId(id), at);
    if (to == OutboxState::kWaiting) retry_call(uow, OutboxId(id), at);
    uow.commit();
  }
  void give_up(int64_t id) {
    report({.id = OutboxId(id), .order = OrderId(1), .give_up = true, .error = "404"});
  }
  OutboxRow call(int64_t id) {
    return load_call(db_->writer_reader(), OutboxId(id)).value_or(OutboxRow{});
  }
  std::vector<int64_t> listed(const OutboxFilter& filter, int64_t before = INT64_MAX,
                              size_t count = 10) {
    std::vector<int64_t> ids;
    const auto page = walk_outbox(db_->writer_reader(), filter, before, count);
    for (const OutboxRow& row : page.items) ids.push_back(row.id.value);
    if (page.next_before) ids.push_back(-page.next_before);
    return ids;
  }
  std::vector<OutboxMessage> messages_;
};

using Ids = std::vector<int64_t>;

TEST_F(OutboxStore, one_message_is_under_way_for_each_order_and_target) {
  EXPECT_EQ(sendable(), (Ids{11, 13, 14}));
  EXPECT_EQ(sendable(kMorning, 1), Ids{11});
}

TEST_F(OutboxStore, a_call_that_ends_undelivered_frees_what_follows_and_is_one_alert_that_counts) {
  for (const int64_t id : {11, 12}) {
    report({.id = OutboxId(id),
            .error = "93000",
            .discard = true,
            .alert = "notify_gave_up",
            .about = "bot"});
    EXPECT_EQ(call(id).state, OutboxState::kDiscarded);
    EXPECT_EQ(call(id).last_error, "93000");
    EXPECT_EQ(call(id).attempts, 1);
  }
  EXPECT_EQ(sendable(), (Ids{13, 14}));
  EXPECT_EQ(db_->writer_reader().integer(
                store::Sql{"test.told",
                           "SELECT count FROM alerts WHERE kind = 'notify_gave_up' AND detail = "
                           "'{\"receiver\":\"bot\",\"error\":\"93000\"}'"}),
            2);
}

TEST_F(OutboxStore, a_message_reads_back_whole) {
  const auto m = load_sendable(db_->writer_reader(), kMorning, 1).at(0);
  EXPECT_EQ(m.order, OrderId(1));
  EXPECT_EQ(m.shop, kShopA);
  EXPECT_EQ(m.target, "shop:2");
  EXPECT_EQ(m.route, "order.status_changed");
  EXPECT_EQ(m.body, "{}");
  EXPECT_EQ(m.created_at, kMorning);
}

TEST_F(OutboxStore, what_a_call_declares_about_being_repeated_is_kept) {
  const auto heads = load_sendable(db_->writer_reader(), kMorning, 10);
  EXPECT_EQ(heads.at(0).repeatable, Repeatable::kIdempotent);
  EXPECT_EQ(heads.at(1).repeatable, Repeatable::kNeither);
  EXPECT_EQ(call(13).repeatable, Repeatable::kNeither);
}

TEST_F(OutboxStore, the_oldest_call_is_told_by_its_state) {
  const auto reader = db_->writer_reader();
  EXPECT_EQ(oldest_call(reader, OutboxState::kWaiting), kMorning);
  EXPECT_EQ(oldest_call(reader, OutboxState::kGivenUp), std::nullopt);
  give_up(11);
  EXPECT_EQ(oldest_call(reader, OutboxState::kGivenUp), kMorning);
}

TEST_F(OutboxStore, the_next_follows_when_the_first_is_delivered) {
  report({.id = OutboxId(11), .delivered = true});
  EXPECT_EQ(sendable(), (Ids{12, 13, 14}));
}

TEST_F(OutboxStore, a_failed_head_holds_its_followers_until_its_time_has_come) {
  report({.id = OutboxId(11), .retry_at_ms = kMorning.ms + 3000, .error = "500"});
  EXPECT_EQ(sendable(), (Ids{13, 14}));
  EXPECT_EQ(sendable(kMorning.plus_ms(3000)), (Ids{11, 13, 14}));
  EXPECT_EQ(next_outbox_due(db_->writer_reader()), kMorning);
  EXPECT_EQ(number("SELECT attempts FROM outbox WHERE id = 11"), 1);
  EXPECT_EQ(text("SELECT last_error FROM outbox WHERE id = 11"), "500");
}

TEST_F(OutboxStore, a_target_that_is_down_costs_no_attempt) {
  report({.id = OutboxId(11), .counts = false, .retry_at_ms = kMorning.ms});
  EXPECT_EQ(number("SELECT attempts FROM outbox WHERE id = 11"), 0);
}

TEST_F(OutboxStore, what_was_given_up_waits_for_a_person_and_holds_its_followers) {
  report({.id = OutboxId(11), .give_up = true, .error = "no answer"});
  EXPECT_EQ(sendable(kMorning.plus_ms(kDayMs)), (Ids{13, 14}));
  EXPECT_EQ(text("SELECT kind FROM alerts"), "outbox_gave_up");
}

TEST_F(OutboxStore, the_alert_of_a_call_that_was_given_up_names_its_order) {
  give_up(11);
  EXPECT_EQ(number("SELECT order_id FROM alerts"), 1);
}

TEST_F(OutboxStore, a_result_that_an_older_program_left_in_the_log_is_still_read) {
  ASSERT_TRUE(inbox_->append(inbound(kSystemStream,
                                     R"({"id":11,"delivered":false,"give_up":true,"counts":true,)"
                                     R"("retry_at_ms":0,"error":"404"})",
                                     "", EntryKind::kResult)));
  drain();
  EXPECT_EQ(call(11).state, OutboxState::kGivenUp);
  EXPECT_EQ(number("SELECT order_id FROM alerts"), 0);
}

TEST_F(OutboxStore, a_call_that_is_tried_again_starts_from_its_first_attempt_before_its_followers) {
  give_up(11);
  mend(11, OutboxState::kWaiting, kMorning.plus_ms(5000));
  EXPECT_EQ(sendable(), (Ids{13, 14}));
  EXPECT_EQ(sendable(kMorning.plus_ms(5000)), (Ids{11, 13, 14}));
  EXPECT_EQ(call(11).attempts, 0);
  EXPECT_EQ(call(11).last_error, "404");
}

TEST_F(OutboxStore, a_discarded_call_is_never_sent_and_lets_its_followers_go) {
  give_up(11);
  mend(11, OutboxState::kDiscarded);
  EXPECT_EQ(sendable(), (Ids{12, 13, 14}));
  EXPECT_EQ(call(11).state, OutboxState::kDiscarded);
  EXPECT_EQ(call(11).settled_at, kMorning);
}

TEST_F(OutboxStore, only_a_call_that_was_given_up_can_be_mended) {
  mend(11, OutboxState::kDiscarded);
  EXPECT_EQ(call(11).state, OutboxState::kWaiting);
  report({.id = OutboxId(11), .delivered = true});
  mend(11, OutboxState::kWaiting);
  EXPECT_EQ(call(11).state, OutboxState::kDelivered);
}

TEST_F(OutboxStore, a_late_result_moves_nothing_that_has_come_to_its_end) {
  report({.id = OutboxId(11), .delivered = true});
  report({.id = OutboxId(11), .retry_at_ms = kMorning.ms, .error = "500"});
  EXPECT_EQ(call(11).state, OutboxState::kDelivered);
  give_up(12);
  mend(12, OutboxState::kDiscarded);
  report({.id = OutboxId(12), .delivered = true});
  EXPECT_EQ(call(12).state, OutboxState::kDiscarded);
  EXPECT_EQ(sendable(), (Ids{13, 14}));
}

TEST_F(OutboxStore, settled_calls_are_removed_when_their_time_has_come_and_open_ones_never) {
  report({.id = OutboxId(13), .delivered = true});
  give_up(11);
  clock_.advance_ms(kOutboxKeptMs - 1);
  send("inc a");
  drain();
  EXPECT_EQ(listed({}), (Ids{14, 13, 12, 11}));
  clock_.advance_ms(1);
  send("inc a");
  drain();
  EXPECT_EQ(listed({}), (Ids{14, 12, 11}));
}

TEST_F(OutboxStore, a_purge_takes_a_little_at_a_time_the_oldest_first) {
  report({.id = OutboxId(13), .delivered = true});
  clock_.advance_ms(1);
  report({.id = OutboxId(11), .delivered = true});
  store::UnitOfWork uow = db_->begin();
  purge_settled_calls(uow, kMorning.plus_ms(kOutboxKeptMs + kHourMs), 1);
  uow.commit();
  EXPECT_EQ(listed({}), (Ids{14, 12, 11}));
}

TEST_F(OutboxStore, of_calls_that_were_settled_in_one_moment_a_purge_takes_the_first) {
  for (const int64_t id : {13, 11}) report({.id = OutboxId(id), .delivered = true});
  store::UnitOfWork uow = db_->begin();
  purge_settled_calls(uow, kMorning.plus_ms(kOutboxKeptMs + kHourMs), 1);
  uow.commit();
  EXPECT_EQ(listed({}), (Ids{14, 13, 12}));
}

TEST_F(OutboxStore, calls_are_listed_newest_first_by_state_and_target_and_page_by_page) {
  EXPECT_EQ(listed({}), (Ids{14, 13, 12, 11}));
  EXPECT_EQ(listed({}, INT64_MAX, 2), (Ids{14, 13, -13}));
  EXPECT_EQ(listed({}, 13, 2), (Ids{12, 11}));
  report({.id = OutboxId(14), .delivered = true});
  give_up(11);
  EXPECT_EQ(listed({OutboxState::kDelivered, ""}), Ids{14});
  EXPECT_EQ(listed({OutboxState::kGivenUp, ""}), Ids{11});
  EXPECT_EQ(listed({OutboxState::kWaiting, ""}), (Ids{13, 12}));
  EXPECT_EQ(listed({{}, "shop:3"}), Ids{14});
  EXPECT_EQ(listed({OutboxState::kGivenUp, "shop:3"}), Ids{});
}

TEST_F(OutboxStore, a_call_names_the_one_that_must_go_before_it) {
  EXPECT_EQ(call(12).behind, OutboxId(11));
  EXPECT_FALSE(call(11).behind);
  EXPECT_FALSE(call(13).behind) << "another order";
  EXPECT_FALSE(call(14).behind) << "another target";
  report({.id = OutboxId(11), .delivered = true});
  EXPECT_FALSE(call(12).behind);
}

TEST_F(OutboxStore, counts_tell_those_that_wait_from_those_that_a_person_must_see) {
  give_up(11);
  give_up(13);
  mend(13, OutboxState::kDiscarded);
  const OutboxCounts counts = count_outbox(db_->writer_reader());
  EXPECT_EQ(counts.open, 2);
  EXPECT_EQ(counts.with_a_person, 1);
}

TEST_F(OutboxStore, nothing_is_due_when_everything_is_delivered) {
  for (const auto& m : messages_) report({.id = m.id, .delivered = true});
  EXPECT_TRUE(sendable().empty());
  EXPECT_EQ(next_outbox_due(db_->writer_reader()), std::nullopt);
}

TEST_F(OutboxStore, a_malformed_result_is_parked) {
  for (const char* bad : {"", "{}", "[]", R"({"id":11})", R"({"id":"x","delivered":true})",
                          R"({"id":11,"delivered":1,"give_up":false,"counts":true,)"
                          R"("retry_at_ms":0,"error":""})"}) {
    ASSERT_TRUE(inbox_->append(inbound(kSystemStream, bad, "", EntryKind::kResult)));
    drain();
  }
  EXPECT_EQ(number("SELECT count(*) FROM messages WHERE state = 5 AND code = 'malformed_result'"),
            6);
  EXPECT_EQ(sendable(), (Ids{11, 13, 14}));
}

}  // namespace
}  // namespace ordo::core
