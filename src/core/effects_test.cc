#include "core/effects.h"

#include <gtest/gtest.h>

#include <functional>

#include "core/counting_street_store.h"

namespace ordo::core {
namespace {

constexpr Key256 kKey{5};

EffectDigests of(const std::function<void(Effects&)>& gather) {
  Effects effects;
  gather(effects);
  return effects.digests(kKey);
}

MessageEffect applied_message(int64_t seq, MessageState state = MessageState::kApplied) {
  return {seq, 77, static_cast<int64_t>(state), 1, 9, "code", "detail", "/pointer"};
}

TEST(Effects, rows_count_in_their_own_order_not_in_that_of_their_coming) {
  const auto there = of([](Effects& e) {
    e.inserted(applied_message(1));
    e.inserted(applied_message(2));
  });
  const auto back = of([](Effects& e) {
    e.inserted(applied_message(2));
    e.inserted(applied_message(1));
  });
  EXPECT_EQ(there, back);
  EXPECT_EQ(there.at(EffectKind::kMessages).count, 2);
}

TEST(Effects, rows_of_a_domain_may_share_an_id_and_come_in_any_order) {
  const auto rows = [](std::string one, std::string other) {
    return of([&](Effects& e) {
      e.wrote(EffectKind::kStock, 1, std::move(one));
      e.wrote(EffectKind::kStock, 1, std::move(other));
    });
  };
  EXPECT_EQ(rows("a", "b"), rows("b", "a"));
  EXPECT_NE(rows("a", "b"), rows("a", "c"));
}

TEST(Effects, every_column_of_a_message_counts) {
  const auto held = of([](Effects& e) { e.inserted(applied_message(1)); });
  const auto differs = [&](const std::function<void(MessageEffect&)>& change) {
    return of([&](Effects& e) {
             MessageEffect altered = applied_message(1);
             change(altered);
             e.inserted(altered);
           }) != held;
  };
  EXPECT_TRUE(differs([](MessageEffect& m) { m.seq = 2; }));
  EXPECT_TRUE(differs([](MessageEffect& m) { m.body_hash = 78; }));
  EXPECT_TRUE(differs([](MessageEffect& m) { m.state = 5; }));
  EXPECT_TRUE(differs([](MessageEffect& m) { m.consumes = 0; }));
  EXPECT_TRUE(differs([](MessageEffect& m) { m.order = 8; }));
  EXPECT_TRUE(differs([](MessageEffect& m) { m.code = "co"; }));
  EXPECT_TRUE(differs([](MessageEffect& m) { m.detail = ""; }));
  EXPECT_TRUE(differs([](MessageEffect& m) { m.pointer = "/"; }));
}

TEST(Effects, one_that_waits_is_described_by_what_waiting_leaves_as_it_is) {
  const auto waits = of([](Effects& e) { e.inserted(applied_message(1, MessageState::kWaiting)); });
  const auto otherwise = of([](Effects& e) {
    MessageEffect m = applied_message(1, MessageState::kWaiting);
    m.detail = "other";
    e.inserted(m);
  });
  EXPECT_EQ(waits, otherwise);
  EXPECT_NE(waits, of([](Effects& e) { e.inserted(applied_message(1)); }));
  EXPECT_NE(of([](Effects& e) { e.settled(applied_message(1)); }),
            of([](Effects& e) { e.inserted(applied_message(1)); }));
}

TEST(Effects, the_record_reads_back_and_holds_no_row) {
  const auto digests = of([](Effects& e) {
    e.inserted(applied_message(1));
    e.answered({1, 2, 200, 3, "key:1", "orders.patch", "k", "{}"});
    e.raised({"status_jump", OrderId(1), MessageSeq(1), "detail", 4}, kMorning);
    e.edited({1, "shop", "a", "{}", "cli"}, kMorning);
    OutboxMessage call;
    call.id = OutboxId(5);
    e.created(call);
  });
  ASSERT_EQ(digests.size(), 5u);
  const std::string text = encode_effects(digests);
  EXPECT_EQ(text.size(), 1 + 5 * 21u);
  EXPECT_EQ(decode_effects(text), digests);
  EXPECT_EQ(decode_effects(encode_effects({})), EffectDigests{});
}

TEST(Effects, what_is_no_record_is_not_read_as_one) {
  const std::string text = encode_effects(of([](Effects& e) { e.inserted(applied_message(1)); }));
  EXPECT_EQ(decode_effects(""), std::nullopt);
  EXPECT_EQ(decode_effects("3" + text.substr(1)), std::nullopt);
  EXPECT_EQ(decode_effects(text.substr(0, text.size() - 1)), std::nullopt);
  EXPECT_EQ(decode_effects(text + text.substr(1)), std::nullopt) << "a kind named twice";
}

TEST(Effects, without_the_key_no_digest_can_be_made) {
  Effects effects;
  effects.inserted(applied_message(1));
  EXPECT_NE(effects.digests(kKey), effects.digests(Key256{6}));
}

class EffectsOfBatches : public Street {};

TEST_F(EffectsOfBatches, each_batch_records_its_messages_and_answers) {
  send("add k1");
  command("add k2", "key-1");
  drain();
  const auto digests = decode_effects(text("SELECT effects FROM batches WHERE no = 1"));
  ASSERT_TRUE(digests);
  EXPECT_EQ(digests->at(EffectKind::kMessages).count, 2);
  EXPECT_EQ(digests->at(EffectKind::kAnswers).count, 1);
  EXPECT_FALSE(digests->contains(EffectKind::kAlerts));
}

TEST_F(EffectsOfBatches, a_freeze_is_told_by_an_event) {
  send("add k7");
  drain();
  send("poison k7");
  drain();
  EXPECT_EQ(text("SELECT kind FROM events WHERE version = 0"), "order.frozen");
  EXPECT_TRUE(text("SELECT payload FROM events WHERE version = 0")
                  .starts_with(R"({"order":"7","reason":"poison)"));
  EXPECT_EQ(number("SELECT count(*) FROM frozen f JOIN events e ON e.order_id = f.order_id AND "
                   "e.message = f.message AND e.at = f.at WHERE e.kind = 'order.frozen'"),
            1);
}

TEST(Batch, what_it_says_of_one_timer_last_is_what_holds) {
  Batch batch(BatchNo(1), kMorning, 0, 0, Configuration());
  const Timer first{kMorning, "t", 1}, second{kMorning.plus_ms(1), "t", 1};
  batch.cancel_timer(first);
  batch.set_timer(second);
  batch.cancel_timer(second);
  batch.set_timer(first);
  EXPECT_EQ(batch.timers_set, std::vector{first});
  EXPECT_EQ(batch.timers_cancelled, std::vector{second});
}

}  // namespace
}  // namespace ordo::core
