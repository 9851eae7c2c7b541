#include "core/outbox_store.h"

#include <gtest/gtest.h>

#include "core/counting_street_store.h"

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
  std::vector<OutboxMessage> messages_;
};

using Ids = std::vector<int64_t>;

TEST_F(OutboxStore, one_message_is_under_way_for_each_order_and_target) {
  EXPECT_EQ(sendable(), (Ids{11, 13, 14}));
  EXPECT_EQ(sendable(kMorning, 1), Ids{11});
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
