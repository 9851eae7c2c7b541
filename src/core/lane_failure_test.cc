// The lane in bad weather: poison, crashes, storage faults and unclear commits.
#include <gtest/gtest.h>

#include <future>

#include "core/counting_street_store.h"

namespace ordo::core {
namespace {

class LaneFailure : public Street {
 protected:
  // Strikes once, when the n-th commit from now is written.
  void strike(store::Fault fault, int nth = 1) {
    cell_->on_persist = [this, fault, nth]() mutable {
      if (--nth > 0) return;
      cell_->on_persist = nullptr;
      throw store::StorageError(fault, 0, "struck");
    };
  }
  // Strikes the next `times` commits.
  void strike_often(store::Fault fault, int times) {
    cell_->on_persist = [this, fault, times]() mutable {
      if (--times == 0) cell_->on_persist = nullptr;
      throw store::StorageError(fault, 0, "struck");
    };
  }
  // What an unclear commit did, if it happened after all.
  void commit_behind_the_lanes_back(int64_t batch, int64_t seq, const std::string& key) {
    const LaneState s = load_lane_state(db_->writer_reader(), keyring_);
    Batch b(BatchNo(batch), clock_.now(), s.last_id, s.last_event, s.configuration);
    tamper("INSERT INTO counters(k, n) VALUES('" + key + "', 1)");
    store::UnitOfWork uow = db_->begin();
    write_offset(uow, kShopA.value, seq);
    write_batch(uow, b, "2:" + std::to_string(seq) + ",", s.head, keyring_);
    uow.commit();
  }
};

TEST_F(LaneFailure, poison_is_isolated_parked_frozen_and_the_rest_goes_on) {
  send("add k1");
  send("poison k7");
  send("add k2");
  drain();
  EXPECT_EQ(counter("k1"), 1);
  EXPECT_EQ(counter("k2"), 1);
  EXPECT_EQ(counter("k7"), 0);
  EXPECT_EQ(state(2), MessageState::kParked);
  EXPECT_EQ(code(2), "invariant_breached");
  EXPECT_EQ(number("SELECT order_id FROM frozen"), 7);
  EXPECT_EQ(text("SELECT kind FROM alerts"), "invariant_breached");
  EXPECT_TRUE(verify().complaints.empty());
}

TEST_F(LaneFailure, a_frozen_order_takes_nothing_until_a_person_thaws_it) {
  send("poison k7");
  drain();
  send("add k7");
  drain();
  EXPECT_EQ(state(2), MessageState::kParked);
  EXPECT_EQ(code(2), "order_frozen");
  restart();
  send("add k7");
  drain();
  EXPECT_EQ(code(3), "order_frozen");
  command("thaw k7");
  drain();
  send("add k7");
  drain();
  EXPECT_EQ(counter("k7"), 1);
}

TEST_F(LaneFailure, any_mistake_of_ours_is_poison_whatever_its_type) {
  send("throw k7");
  send("add k1");
  drain();
  EXPECT_EQ(state(1), MessageState::kParked);
  EXPECT_EQ(counter("k1"), 1);
}

TEST_F(LaneFailure, a_mistake_made_while_a_message_is_decoded_parks_that_message) {
  cell_->on_decode = [](const Entry& e) {
    if (e.body == "odd k7") throw std::out_of_range("a mistake of ours");
  };
  send("add k1");
  send("odd k7");
  send("add k2");
  drain();
  EXPECT_EQ(counter("k1"), 1);
  EXPECT_EQ(counter("k2"), 1);
  EXPECT_EQ(state(2), MessageState::kParked);
  EXPECT_EQ(code(2), "invariant_breached");
  EXPECT_EQ(number("SELECT message FROM alerts"), 2);
  EXPECT_TRUE(verify().complaints.empty());
}

TEST_F(LaneFailure, a_running_lane_survives_a_mistake_made_while_it_sets_a_message_aside) {
  // The batch, the message alone, and its parking fail; what comes after them does not.
  cell_->on_persist = [left = 3]() mutable {
    if (left-- > 0) throw std::logic_error("a mistake of ours");
  };
  std::promise<Outcome> applied;
  InboundPtr in = inbound(kShopA, "add k1", "key-1", EntryKind::kCommand);
  in->on_applied = [&](const Outcome& o) { applied.set_value(o); };
  ASSERT_TRUE(inbox_->append(std::move(in)));
  inbox_->flush();
  lane_->start();
  EXPECT_EQ(applied.get_future().get().answer.body, "1");
  lane_->stop();
  EXPECT_EQ(counter("k1"), 1);
  EXPECT_EQ(state(1), MessageState::kApplied);
  EXPECT_EQ(lane_->metrics().breaches.load(), 2u);
}

TEST_F(LaneFailure, a_poisoned_command_is_answered_and_its_key_is_not_used_up) {
  command("poison k7", "key-1");
  drain();
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(answers_[0].answer.status, 500);
  EXPECT_EQ(number("SELECT count(*) FROM idempotency"), 0);
}

TEST_F(LaneFailure, a_poisoned_timer_is_dropped_with_an_alert) {
  tamper("INSERT INTO timers(due, kind, ref) VALUES(1, 'poison', 1)");
  restart();
  send("add k1");
  drain();
  drain();
  EXPECT_EQ(counter("k1"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM timers"), 0);
  EXPECT_EQ(text("SELECT kind FROM alerts"), "timer_breached");
  EXPECT_EQ(cell_->dropped_timers, std::vector<int64_t>{1}) << "whose it was hears of it";
}

TEST_F(LaneFailure, what_was_woken_by_a_poisoned_batch_still_waits) {
  send("wait k1");
  drain();
  send("add k1");
  send("poison k7");
  drain();
  EXPECT_EQ(state(1), MessageState::kApplied);
  EXPECT_EQ(counter("k1"), 2);
}

// --- Woken ones ---

class LaneWoken : public LaneFailure {
 protected:
  // One that waits for k1, and then the order that wakes it.
  void wait_and_wake() {
    send("wait k1", "waiting");
    drain();
    send("add k1", "waker");
  }
  void poison_on(const std::string& body) {
    cell_->on_apply = [body](const Entry& e) {
      if (e.body == body) breach("poisoned when it is woken");
    };
  }
  void replay(int64_t seq, const std::string& body) {
    InboundPtr in = inbound(kShopA, body, "", EntryKind::kReplay);
    in->entry.replay_of = MessageSeq(seq);
    ASSERT_TRUE(inbox_->append(std::move(in)));
    drain();
  }
};

TEST_F(LaneWoken, a_poisoned_one_is_parked_alone_and_its_waker_is_applied) {
  wait_and_wake();
  poison_on("wait k1");
  drain();
  EXPECT_EQ(state(2), MessageState::kApplied);
  EXPECT_EQ(counter("k1"), 1);
  EXPECT_EQ(state(1), MessageState::kParked);
  EXPECT_EQ(code(1), "invariant_breached");
  EXPECT_EQ(number("SELECT message FROM frozen WHERE order_id = 1"), 1);
  EXPECT_EQ(number("SELECT message FROM alerts"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM waiting"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM timers"), 0);
  EXPECT_TRUE(verify().complaints.empty());
}

TEST_F(LaneWoken, an_order_whose_woken_message_was_poison_lives_on_when_it_is_thawed) {
  wait_and_wake();
  poison_on("wait k1");
  drain();
  cell_->on_apply = nullptr;
  command("thaw k1");
  replay(1, "wait k1");
  EXPECT_EQ(state(4), MessageState::kApplied);
  EXPECT_EQ(number("SELECT resolved FROM messages WHERE seq = 1"), 4);
  send("add k1");
  drain();
  EXPECT_EQ(counter("k1"), 3);
}

TEST_F(LaneWoken, one_that_can_no_longer_be_decoded_is_parked_alone) {
  wait_and_wake();
  cell_->on_decode = [](const Entry& e) {
    if (e.body == "wait k1") throw std::out_of_range("a mistake of ours");
  };
  drain();
  EXPECT_EQ(state(1), MessageState::kParked);
  EXPECT_EQ(code(1), "invariant_breached");
  EXPECT_EQ(state(2), MessageState::kApplied);
}

TEST_F(LaneWoken, of_several_only_the_poisoned_one_is_parked) {
  send("pass k1 k2");
  wait_and_wake();
  poison_on("wait k1");
  drain();
  EXPECT_EQ(state(1), MessageState::kApplied);
  EXPECT_EQ(counter("k2"), 1);
  EXPECT_EQ(state(2), MessageState::kParked);
  EXPECT_EQ(state(3), MessageState::kApplied);
}

TEST_F(LaneWoken, who_is_woken_singly_wakes_others_in_its_turn) {
  send("pass k1 k2");
  send("pass k2 k3");
  drain();
  send("add k1");
  send("poison k7");
  drain();
  EXPECT_EQ(counter("k3"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM waiting"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM timers"), 0);
}

TEST_F(LaneWoken, a_storage_fault_between_the_waker_and_the_woken_forgets_nobody) {
  wait_and_wake();
  send("poison k7");
  inbox_->flush();
  strike(store::Fault::kRetryable, 2);  // the waker's commit goes through
  EXPECT_THROW(lane_->step(), store::StorageError);
  EXPECT_EQ(counter("k1"), 1);
  restart();
  drain();
  EXPECT_EQ(state(1), MessageState::kApplied);
  EXPECT_EQ(counter("k1"), 2);
}

TEST_F(LaneWoken, a_storage_fault_while_parking_it_loses_nobody) {
  wait_and_wake();
  poison_on("wait k1");
  inbox_->flush();
  strike(store::Fault::kRetryable, 2);
  EXPECT_THROW(lane_->step(), store::StorageError);
  drain();
  EXPECT_EQ(state(1), MessageState::kParked);
  EXPECT_EQ(state(2), MessageState::kApplied);
}

TEST_F(LaneWoken, one_whose_waker_came_in_time_is_not_given_up_though_its_day_is_over) {
  wait_and_wake();
  send("poison k7");
  inbox_->flush();
  strike(store::Fault::kRetryable, 2);
  EXPECT_THROW(lane_->step(), store::StorageError);
  clock_.advance_ms(kWaitingMs + 1);
  restart();
  drain();
  EXPECT_EQ(state(1), MessageState::kApplied);
  EXPECT_EQ(number("SELECT count(*) FROM timers"), 0);
}

// --- Storage ---

TEST_F(LaneFailure, a_storage_fault_leaves_the_batch_to_be_run_again) {
  command("add k1");
  inbox_->flush();
  strike(store::Fault::kRetryable);
  EXPECT_THROW(lane_->step(), store::StorageError);
  EXPECT_EQ(counter("k1"), 0);
  EXPECT_TRUE(answers_.empty());
  EXPECT_TRUE(lane_->step());
  EXPECT_EQ(counter("k1"), 1);
  EXPECT_EQ(answers_.size(), 1u);
}

TEST_F(LaneFailure, what_the_tables_refuse_is_parked_and_the_rest_goes_on) {
  send("add k1");
  send("add k2");
  inbox_->flush();
  strike(store::Fault::kConstraint, 1);  // the batch of both
  EXPECT_TRUE(lane_->step());
  drain();
  EXPECT_EQ(counter("k1") + counter("k2"), 2) << "one by one, nothing is refused any more";
  send("add k3");
  inbox_->flush();
  strike_often(store::Fault::kConstraint, 2);  // alone it is refused again, and set aside
  EXPECT_TRUE(lane_->step());
  EXPECT_EQ(state(3), MessageState::kParked);
}

TEST_F(LaneFailure, a_frozen_order_takes_no_command_but_the_one_that_thaws_it) {
  send("poison k7");
  drain();
  command("add k7");
  drain();
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(answers_[0].answer.status, 409);
  EXPECT_EQ(answers_[0].code, "order_frozen");
  EXPECT_EQ(counter("k7"), 0);
  command("thaw k7");
  command("add k7");
  drain();
  EXPECT_EQ(counter("k7"), 1);
}

TEST_F(LaneFailure, a_storage_fault_while_parking_the_offender_loses_nobody) {
  send("poison k7");
  send("add k1");
  inbox_->flush();
  strike(store::Fault::kRetryable, 1);  // the first commit is that which parks
  EXPECT_THROW(lane_->step(), store::StorageError);
  drain();
  EXPECT_EQ(state(1), MessageState::kParked);
  EXPECT_EQ(counter("k1"), 1);
}

TEST_F(LaneFailure, an_unclear_commit_that_did_not_happen_is_made) {
  send("add k1");
  inbox_->flush();
  strike(store::Fault::kAmbiguous);
  EXPECT_THROW(lane_->step(), store::StorageError);
  drain();
  EXPECT_EQ(counter("k1"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM batches"), 1);
}

TEST_F(LaneFailure, an_unclear_commit_that_did_happen_is_not_made_again) {
  send("add k1");
  inbox_->flush();
  strike(store::Fault::kAmbiguous);
  EXPECT_THROW(lane_->step(), store::StorageError);
  commit_behind_the_lanes_back(1, 1, "k1");
  drain();
  EXPECT_EQ(counter("k1"), 1);
  send("add k1");
  drain();
  EXPECT_EQ(counter("k1"), 2);
  EXPECT_TRUE(verify().complaints.empty());
}

TEST_F(LaneFailure, an_unclear_commit_of_one_among_many_loses_none_of_the_rest) {
  send("add k1");
  send("poison k7");
  send("add k2");
  send("add k3");
  inbox_->flush();
  strike(store::Fault::kAmbiguous);  // the first of the batch that is run singly
  EXPECT_THROW(lane_->step(), store::StorageError);
  commit_behind_the_lanes_back(1, 1, "k1");
  drain();
  for (const char* key : {"k1", "k2", "k3"}) EXPECT_EQ(counter(key), 1) << key;
  EXPECT_EQ(state(2), MessageState::kParked);
}

// --- Crashes ---

class LaneCrash : public LaneFailure {
 protected:
  void kill_on(const std::string& body) {
    cell_->on_apply = [body](const Entry& e) {
      if (e.body == body) throw Death{};
    };
  }
};

TEST_F(LaneCrash, a_message_that_kills_the_process_twice_while_alone_is_parked) {
  for (int i = 0; i < 5; ++i) send("add k1");
  send("kill k9");
  for (int i = 0; i < 5; ++i) send("add k2");
  kill_on("kill k9");
  run_until_death();
  EXPECT_EQ(counter("k1"), 0) << "nothing of the batch was committed";
  kill_on("kill k9");
  run_until_death();
  EXPECT_EQ(counter("k1"), 5) << "now run singly, what lies before it is done";
  kill_on("kill k9");
  run_until_death();
  EXPECT_EQ(number("SELECT count(*) FROM messages WHERE seq = 6"), 0) << "once is not enough";
  kill_on("kill k9");
  drain();
  EXPECT_EQ(state(6), MessageState::kParked);
  EXPECT_EQ(code(6), "crashed_twice");
  EXPECT_EQ(counter("k2"), 5);
  EXPECT_EQ(number("SELECT count(DISTINCT what) FROM journal"), 10);
}

TEST_F(LaneCrash, a_message_that_kills_the_process_twice_while_it_is_decoded_is_parked) {
  send("add k1");
  send("kill k9");
  send("add k2");
  const auto kill = [&] {
    cell_->on_decode = [](const Entry& e) {
      if (e.body == "kill k9") throw Death{};
    };
  };
  for (int death = 0; death < 2; ++death) {
    kill();
    run_until_death();
    EXPECT_EQ(counter("k1"), death) << "the second time it is decoded alone, by the lane";
  }
  kill();
  drain();
  EXPECT_EQ(state(2), MessageState::kParked);
  EXPECT_EQ(code(2), "crashed_twice");
  EXPECT_EQ(counter("k2"), 1);
}

TEST_F(LaneCrash, what_was_committed_before_the_process_died_is_suspected_no_longer) {
  send("add k1");
  drain();
  marker_->open(std::vector<Suspect>{suspect(MessageSeq(1))});  // died before it could close
  restart();
  bool decoded_by_feed = false;
  cell_->on_decode = [&](const Entry&) { decoded_by_feed = true; };
  send("add k1");
  inbox_->flush();
  (void)feed_->take(kBatchMax);
  EXPECT_TRUE(decoded_by_feed);
}

TEST_F(LaneCrash, one_crash_parks_nobody) {
  send("add k1");
  kill_on("add k1");
  run_until_death();
  drain();
  EXPECT_EQ(counter("k1"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM messages WHERE state = 5"), 0);
}

TEST_F(LaneCrash, a_quiet_restart_in_between_does_not_count) {
  send("add k1");
  kill_on("add k1");
  run_until_death();
  restart();
  restart();
  drain();
  EXPECT_EQ(counter("k1"), 1);
}

TEST_F(LaneCrash,
       a_woken_message_that_kills_the_process_twice_while_alone_is_parked_and_its_waker_not) {
  send("wait k1");
  drain();
  send("add k1");
  for (int death = 0; death < 3; ++death) {
    kill_on("wait k1");
    run_until_death();
    EXPECT_EQ(counter("k1"), death > 0) << "the waker is committed before the woken one is tried";
  }
  kill_on("wait k1");
  drain();
  EXPECT_EQ(state(1), MessageState::kParked);
  EXPECT_EQ(code(1), "crashed_twice");
  EXPECT_EQ(state(2), MessageState::kApplied);
  EXPECT_EQ(number("SELECT message FROM alerts"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM frozen"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM timers"), 0);
  send("add k1");
  drain();
  EXPECT_EQ(counter("k1"), 2);
}

TEST_F(LaneCrash, a_suspected_woken_message_is_not_taken_into_another_one_s_batch) {
  send("wait k1");
  drain();
  send("add k1");
  for (int death = 0; death < 2; ++death) {
    kill_on("wait k1");
    run_until_death();
  }
  send("add k1");  // wakes it once more, while its own timer has not fired
  send("add k2");
  kill_on("wait k1");
  run_until_death();
  kill_on("wait k1");
  drain();
  EXPECT_EQ(code(1), "crashed_twice");
  EXPECT_EQ(counter("k1"), 2);
  EXPECT_EQ(counter("k2"), 1);
}

TEST_F(LaneCrash, a_timer_that_kills_the_process_twice_is_dropped_and_its_order_frozen) {
  tamper("INSERT INTO timers(due, kind, ref) VALUES(1, 't', 7)");
  restart();
  send("add k1");
  const auto kill = [&] { cell_->on_timer = [](const Timer&) { throw Death{}; }; };
  for (int death = 0; death < 2; ++death) {
    kill();
    run_until_death();
    EXPECT_EQ(number("SELECT count(*) FROM timers"), 1) << death;
  }
  kill();
  drain();
  EXPECT_EQ(number("SELECT count(*) FROM timers"), 0);
  EXPECT_EQ(text("SELECT kind FROM alerts"), "crashed_twice");
  EXPECT_EQ(number("SELECT order_id FROM alerts"), 7);
  EXPECT_EQ(number("SELECT order_id FROM frozen"), 7) << "who thaws it sets the timer again";
  EXPECT_EQ(text("SELECT kind FROM events WHERE order_id = 7"), "order.frozen");
  EXPECT_EQ(counter("k1"), 1);
  EXPECT_EQ(state(1), MessageState::kApplied);
}

TEST_F(LaneCrash, the_timer_of_one_that_waits_takes_it_along_when_it_is_dropped) {
  send("wait k1");
  drain();
  clock_.advance_ms(kWaitingMs);
  for (int death = 0; death < 2; ++death) {
    cell_->on_persist = [] { throw Death{}; };
    run_until_death();
  }
  drain();
  EXPECT_EQ(state(1), MessageState::kParked);
  EXPECT_EQ(code(1), "crashed_twice");
  EXPECT_EQ(number("SELECT count(*) FROM waiting"), 0);
}

TEST_F(LaneFailure, a_review_queue_that_passes_fifty_by_those_who_gave_up_waiting_is_alerted_too) {
  for (int i = 0; i < 50; ++i) send("park k1");
  drain();
  send("wait k1");
  drain();
  clock_.advance_ms(kWaitingMs);
  drain();
  EXPECT_EQ(number("SELECT count(*) FROM messages WHERE state = 5"), 51);
  EXPECT_EQ(number("SELECT count(*) FROM alerts WHERE kind = 'review_queue_full'"), 1);
}

TEST_F(LaneFailure, a_review_queue_that_passes_fifty_is_alerted_once) {
  for (int i = 0; i < 50; ++i) send("park k1");
  drain();
  EXPECT_EQ(number("SELECT count(*) FROM alerts WHERE kind = 'review_queue_full'"), 0);
  send("park k1");
  drain();
  send("park k1");
  drain();
  EXPECT_EQ(number("SELECT count(*) FROM alerts WHERE kind = 'review_queue_full'"), 1);
}

}  // namespace
}  // namespace ordo::core
