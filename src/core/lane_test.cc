// The lane in good weather: exactly once, in order, with waiting, timers and repeats.
#include "core/lane.h"

#include <gtest/gtest.h>

#include "core/counting_street_store.h"

namespace ordo::core {
namespace {

class LaneTest : public Street {};

TEST_F(LaneTest, everything_is_applied_exactly_once_across_restarts) {
  for (int i = 0; i < 50; ++i) {
    send("add k1", "", i % 2 ? kShopA : kShopB);
    if (i % 7 == 0) {
      inbox_->flush();  // durable but not applied
      restart();
    }
    if (i % 5 == 0) drain();
  }
  drain();
  restart();
  drain();
  EXPECT_EQ(counter("k1"), 50);
  EXPECT_EQ(number("SELECT count(*) FROM messages"), 50);
  EXPECT_EQ(number("SELECT count(DISTINCT what) FROM journal"), 50);
  EXPECT_TRUE(verify().complaints.empty());
}

TEST_F(LaneTest, messages_of_a_stream_are_applied_in_their_order) {
  for (int i = 0; i < 30; ++i) send("add k" + std::to_string(i), "", i % 3 ? kShopA : kShopB);
  drain();
  EXPECT_EQ(number("SELECT count(*) FROM events a JOIN events b ON b.seq > a.seq AND b.message < "
                   "a.message JOIN messages m ON m.seq = a.message JOIN messages n ON n.seq = "
                   "b.message WHERE m.stream = n.stream"),
            0);
}

TEST_F(LaneTest, nothing_to_do_writes_nothing) {
  EXPECT_FALSE(lane_->step());
  EXPECT_EQ(number("SELECT count(*) FROM batches"), 0);
}

TEST_F(LaneTest, recorded_time_never_goes_back) {
  send("add k1");
  drain();
  clock_.advance_ms(-kHourMs);
  send("add k1");
  drain();
  EXPECT_EQ(number("SELECT min(at) FROM events"), kMorning.ms);
  EXPECT_EQ(number("SELECT max(at) FROM events"), kMorning.ms);
  clock_.advance_ms(2 * kHourMs);
  restart();
  clock_.advance_ms(-3 * kHourMs);
  send("add k1");
  drain();
  EXPECT_EQ(number("SELECT min(at) FROM batches"), kMorning.ms);
}

TEST_F(LaneTest, each_batch_records_what_it_applied) {
  for (int i = 0; i < 3; ++i) send("add k1");
  send("add k1", "", kShopB);
  drain();
  EXPECT_EQ(text("SELECT applied FROM batches"), "2:1-3,3:4,");
}

// --- Message ids ---

TEST_F(LaneTest, a_message_told_again_is_a_duplicate) {
  send("add k1", "id-1");
  send("add k1", "id-1");
  drain();
  send("add k1", "id-1");
  restart();
  drain();
  send("add k1", "id-1");
  drain();
  EXPECT_EQ(counter("k1"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM messages WHERE state = 2"), 2);
}

TEST_F(LaneTest, the_same_id_with_another_body_is_parked) {
  send("add k1", "id-1");
  drain();
  send("add k2", "id-1");
  drain();
  EXPECT_EQ(state(2), MessageState::kParked);
  EXPECT_EQ(code(2), "message_id_reused");
  EXPECT_EQ(counter("k2"), 0);
}

TEST_F(LaneTest, ids_belong_to_their_shop) {
  send("add k1", "id-1", kShopA);
  send("add k1", "id-1", kShopB);
  drain();
  EXPECT_EQ(counter("k1"), 2);
}

TEST_F(LaneTest, a_parked_message_does_not_use_up_its_id) {
  send("park k1", "id-1");
  drain();
  send("add k1", "id-1");
  drain();
  EXPECT_EQ(counter("k1"), 1);
}

TEST_F(LaneTest, an_ignored_message_uses_up_its_id) {
  send("ignore k1", "id-1");
  drain();
  send("add k1", "id-1");
  drain();
  EXPECT_EQ(state(2), MessageState::kParked);
}

// --- Idempotency ---

TEST_F(LaneTest, a_repeated_command_hears_its_first_answer) {
  command("add k1", "key-1");
  drain();
  command("add k1", "key-1");
  drain();
  restart();
  command("add k1", "key-1");
  drain();
  ASSERT_EQ(answers_.size(), 3u);
  EXPECT_FALSE(answers_[0].answer.replayed);
  for (size_t i : {1u, 2u}) {
    EXPECT_TRUE(answers_[i].answer.replayed);
    EXPECT_EQ(answers_[i].answer.body, "1");
    EXPECT_EQ(answers_[i].state, MessageState::kDuplicate);
  }
  EXPECT_EQ(counter("k1"), 1);
}

TEST_F(LaneTest, two_of_the_same_in_one_batch_are_one) {
  command("add k1", "key-1");
  command("add k1", "key-1");
  command("add k2", "key-1");
  drain();
  EXPECT_EQ(counter("k1"), 1);
  EXPECT_EQ(counter("k2"), 0);
  EXPECT_TRUE(answers_[1].answer.replayed);
  EXPECT_EQ(answers_[2].answer.status, 422);
  EXPECT_EQ(answers_[2].code, "idempotency_key_reused");
}

TEST_F(LaneTest, a_key_with_another_body_is_refused_later_too) {
  command("add k1", "key-1");
  drain();
  command("add k2", "key-1");
  drain();
  EXPECT_EQ(answers_[1].answer.status, 422);
  EXPECT_EQ(counter("k2"), 0);
}

TEST_F(LaneTest, a_repeat_is_judged_by_the_request_not_by_the_body_made_of_it) {
  const std::string one = R"({"request_digest":")" + std::string(64, '1') + R"("})";
  const std::string other = R"({"request_digest":")" + std::string(64, '2') + R"("})";
  command("add k1", "key-1", one);
  command("add k2", "key-1", one);
  drain();
  command("add k2", "key-1", one);
  command("add k1", "key-1", other);
  drain();
  EXPECT_TRUE(answers_[1].answer.replayed);
  EXPECT_TRUE(answers_[2].answer.replayed);
  EXPECT_EQ(answers_[3].code, "idempotency_key_reused") << "another request with the same body";
  EXPECT_EQ(counter("k1"), 1);
  EXPECT_EQ(counter("k2"), 0);
}

TEST_F(LaneTest, an_answer_stored_before_there_were_digests_is_still_found) {
  command("add k1", "key-1");
  drain();
  command("add k1", "key-1", R"({"request_digest":")" + std::string(64, '1') + R"("})");
  drain();
  EXPECT_TRUE(answers_[1].answer.replayed);
  EXPECT_EQ(counter("k1"), 1);
}

TEST_F(LaneTest, an_answer_is_remembered_for_seven_days_by_the_batch_s_time) {
  command("add k1", "key-1");
  drain();
  clock_.advance_ms(kIdempotencyMs - 1);
  command("add k1", "key-1");
  drain();
  EXPECT_TRUE(answers_[1].answer.replayed);
  clock_.advance_ms(1);
  command("add k1", "key-1");
  command("add k1", "key-1");
  drain();
  EXPECT_FALSE(answers_[2].answer.replayed);
  EXPECT_TRUE(answers_[3].answer.replayed) << "the new answer is remembered in its turn";
  EXPECT_EQ(counter("k1"), 2);
}

TEST_F(LaneTest, expired_answers_are_removed_a_few_a_batch_and_faster_than_new_ones_come) {
  for (int i = 0; i < 30; ++i) command("add k1", "old-" + std::to_string(i));
  drain();
  clock_.advance_ms(kDayMs);
  command("add k1", "younger");
  drain();
  clock_.advance_ms(kIdempotencyMs - kDayMs);
  const auto rows = [&] { return number("SELECT count(*) FROM idempotency"); };
  EXPECT_EQ(rows(), 31);
  const auto batches_until = [&](int64_t left) {
    int batches = 0;
    for (; rows() > left && batches < 100; ++batches) {
      send("add k2");
      drain();
    }
    return batches;
  };
  const auto a_batch = static_cast<int64_t>(1 + kIdempotencyPurge);
  EXPECT_EQ(batches_until(1), (30 + a_batch - 1) / a_batch);
  EXPECT_EQ(number("SELECT count(*) FROM idempotency WHERE idem_key = 'younger'"), 1);
}

// Otherwise the rows of one history would differ from engine to engine.
TEST_F(LaneTest, expired_answers_of_one_moment_are_removed_in_the_order_of_their_keys) {
  const auto gone = static_cast<int>(1 + kIdempotencyPurge);
  for (int i = gone + 2; i >= 0; --i) command("add k1", fmt::format("key-{:02}", i));
  drain();
  clock_.advance_ms(kIdempotencyMs);
  send("add k2");
  drain();
  EXPECT_EQ(text("SELECT idem_key FROM idempotency ORDER BY idem_key"),
            fmt::format("key-{:02}|key-{:02}|key-{:02}", gone, gone + 1, gone + 2));
}

TEST_F(LaneTest, what_may_turn_out_otherwise_is_not_remembered) {
  for (const char* status : {"404", "412", "500"}) {
    const std::string key = std::string("key-") + status;
    command(std::string("refuse ") + status, key);
    drain();
    command(std::string("refuse ") + status, key);
    drain();
    EXPECT_FALSE(answers_.back().answer.replayed) << status;
  }
  for (const char* status : {"409", "422", "201"}) {
    const std::string key = std::string("key-") + status;
    command(std::string("refuse ") + status, key);
    command(std::string("refuse ") + status, key);
    drain();
    EXPECT_TRUE(answers_.back().answer.replayed) << status;
    EXPECT_EQ(answers_.back().answer.status, std::stoi(status));
  }
}

// --- Waiting ---

TEST_F(LaneTest, one_who_waits_is_woken_in_the_same_batch) {
  send("wait k1");
  send("add k1");
  drain();
  EXPECT_EQ(number("SELECT count(*) FROM batches"), 1);
  EXPECT_EQ(state(1), MessageState::kApplied);
  EXPECT_EQ(counter("k1"), 2);
  EXPECT_EQ(number("SELECT count(*) FROM waiting"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM timers"), 0);
}

TEST_F(LaneTest, one_who_waits_is_woken_in_a_later_batch_and_after_a_restart) {
  send("wait k1", "id-1");
  drain();
  EXPECT_EQ(state(1), MessageState::kWaiting);
  EXPECT_EQ(number("SELECT count(*) FROM timers"), 1);
  restart();
  send("add k1");
  drain();
  EXPECT_EQ(state(1), MessageState::kApplied);
  EXPECT_EQ(counter("k1"), 2);
  EXPECT_EQ(number("SELECT count(*) FROM waiting"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM timers"), 0);
  EXPECT_EQ(text("SELECT applied FROM batches ORDER BY no DESC LIMIT 1"), "2:2,w2:1,");
  send("wait k1", "id-1");
  drain();
  EXPECT_EQ(state(3), MessageState::kDuplicate);
}

TEST_F(LaneTest, who_is_woken_wakes_others_in_one_batch_and_over_several) {
  send("pass k2 k3");
  send("pass k1 k2");
  send("add k1");
  drain();
  EXPECT_EQ(counter("k3"), 1);
  send("pass k5 k6");
  drain();
  send("pass k4 k5");
  drain();
  send("add k4");
  drain();
  EXPECT_EQ(counter("k6"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM waiting"), 0);
}

TEST_F(LaneTest, of_two_who_wait_under_one_id_only_one_is_applied) {
  send("wait k1", "id-1");
  send("wait k1", "id-1");
  drain();
  send("add k1");
  drain();
  EXPECT_EQ(counter("k1"), 2);
  EXPECT_EQ(number("SELECT count(*) FROM messages WHERE state = 2"), 1);
}

TEST_F(LaneTest, another_shop_wakes_nobody) {
  send("wait k1", "", kShopA);
  drain();
  send("add k1", "", kShopB);
  drain();
  EXPECT_EQ(state(1), MessageState::kWaiting);
}

TEST_F(LaneTest, one_who_has_waited_a_day_is_parked) {
  send("wait k1", "id-1");
  drain();
  clock_.advance_ms(kWaitingMs - 1);
  drain();
  EXPECT_EQ(state(1), MessageState::kWaiting);
  clock_.advance_ms(1);
  drain();
  EXPECT_EQ(state(1), MessageState::kParked);
  EXPECT_EQ(code(1), "order_never_came");
  EXPECT_EQ(number("SELECT count(*) FROM waiting"), 0);
  send("add k1");
  drain();
  EXPECT_EQ(counter("k1"), 1) << "what is parked is not woken";
}

TEST_F(LaneTest, time_is_up_only_when_the_log_is_applied_past_it) {
  send("wait k1");
  drain();
  clock_.advance_ms(kWaitingMs - 1);
  send("add k1");  // in time, but not applied before the day is over
  clock_.advance_ms(kHourMs);
  drain();
  EXPECT_EQ(state(1), MessageState::kApplied);
  EXPECT_EQ(counter("k1"), 2);
}

TEST_F(LaneTest, time_is_up_only_when_the_log_is_applied_past_it_after_a_restart_too) {
  send("wait k1");
  drain();
  clock_.advance_ms(kWaitingMs - 1);
  send("add k1");
  inbox_->flush();
  clock_.advance_ms(kHourMs);
  restart();
  drain();
  EXPECT_EQ(state(1), MessageState::kApplied);
}

TEST_F(LaneTest, who_comes_too_late_finds_the_waiting_one_parked_even_in_one_batch) {
  send("wait k1");
  drain();
  clock_.advance_ms(kWaitingMs + 1);
  send("add k1");
  drain();
  EXPECT_EQ(state(1), MessageState::kParked);
  EXPECT_EQ(counter("k1"), 1);
}

// --- Timers ---

TEST_F(LaneTest, a_timer_fires_once) {
  send("due 1000");
  drain();
  EXPECT_EQ(text("SELECT what FROM journal"), "");
  clock_.advance_ms(1000);
  drain();
  drain();
  restart();
  drain();
  EXPECT_EQ(text("SELECT what FROM journal"), "timer");
  EXPECT_EQ(number("SELECT count(*) FROM timers"), 0);
}

TEST_F(LaneTest, a_timer_that_came_due_while_nothing_ran_fires_after_the_restart) {
  send("due 1000");
  drain();
  close();
  clock_.advance_ms(kDayMs);
  open();
  drain();
  EXPECT_EQ(text("SELECT what FROM journal"), "timer");
}

TEST_F(LaneTest, a_timer_never_fires_before_what_arrived_earlier) {
  send("due 1000");
  drain();
  clock_.advance_ms(1000);
  send("add k1");  // at the very moment
  clock_.advance_ms(1);
  send("add k2");
  drain();
  EXPECT_EQ(text("SELECT what FROM journal ORDER BY pos"), "add k1 #2|add k2 #3|timer");
}

TEST_F(LaneTest, what_is_due_first_is_known_whichever_timer_comes_or_goes) {
  send("due 5000");
  drain();
  send("due 1000");  // before the one that was first
  drain();
  send("due 9000");
  drain();
  const auto fired = [&] { return number("SELECT count(*) FROM journal WHERE what = 'timer'"); };
  for (const int64_t after_ms : {1'000, 4'000, 4'000}) {
    const int64_t before = fired();
    clock_.advance_ms(after_ms - 1);
    drain();
    EXPECT_EQ(fired(), before);
    clock_.advance_ms(1);
    drain();
    EXPECT_EQ(fired(), before + 1);
  }
}

// A server is waited for with each question.
TEST_F(LaneTest, a_batch_that_sets_a_timer_waits_no_more_often_than_another) {
  const auto trips = [&](const std::string& body) {
    send(body);
    inbox_->flush();
    const int64_t before = db_->round_trips();
    EXPECT_TRUE(lane_->step());
    return db_->round_trips() - before;
  };
  const int64_t plain = trips("ignore 1");
  EXPECT_EQ(trips("due 1000"), plain);
  EXPECT_EQ(trips("due 500"), plain);
}

TEST_F(LaneTest, an_answer_under_a_key_that_has_expired_takes_its_place) {
  command("add k1", "key");
  drain();
  clock_.advance_ms(kIdempotencyMs);
  command("add k1", "key");
  drain();
  command("add k1", "key");
  drain();
  EXPECT_EQ(counter("k1"), 2);
  EXPECT_TRUE(answers_.back().answer.replayed);
}

// --- Configuration ---

TEST_F(LaneTest, an_edit_of_configuration_is_a_version_and_survives) {
  send("config one");
  send("config two");
  drain();
  EXPECT_EQ(configuration_.get().version(), 2);
  EXPECT_EQ(configuration_.get().find("test", "x")->body, R"({"v":"two"})");
  restart();
  EXPECT_EQ(configuration_.get().version(), 2);
  EXPECT_EQ(configuration_.get().find("test", "x")->body, R"({"v":"two"})");
  EXPECT_EQ(text("SELECT CAST(version AS TEXT) FROM config ORDER BY version"), "1|2")
      << "old versions stay";
}

TEST_F(LaneTest, who_listens_hears_of_every_commit) {
  int64_t events = 0;
  lane_->on_published([&](const Batch& b) { events += std::ssize(b.events); });
  send("add k1");
  send("add k2");
  drain();
  EXPECT_EQ(events, 2);
}

}  // namespace
}  // namespace ordo::core
