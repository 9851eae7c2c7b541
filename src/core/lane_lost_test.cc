// What a lane does once another process owns its store.
#include <thread>

#include "core/counting_street_store.h"

namespace ordo::core {
namespace {

class LaneLost : public Street {
 protected:
  // As a store answers that has been taken over: from now on, to every commit.
  void take_over() {
    cell_->on_persist = [] { throw store::StorageError(store::Fault::kTakenOver, 0, "taken"); };
  }
};

TEST_F(LaneLost, it_applies_nothing_more_and_what_was_accepted_stays_in_the_log) {
  send("add k1");
  inbox_->flush();
  take_over();
  EXPECT_FALSE(lane_->lost());
  EXPECT_EQ(store::fault_of([this] { lane_->step(); }), store::Fault::kTakenOver);
  EXPECT_TRUE(lane_->lost());
  EXPECT_TRUE(inbox_->read(MessageSeq(1)));
  EXPECT_EQ(counter("k1"), 0);
  restart();  // which takes it back
  drain();
  EXPECT_FALSE(lane_->lost());
  EXPECT_EQ(counter("k1"), 1);
}

TEST_F(LaneLost, its_thread_ends_and_a_fault_that_passes_does_not_end_it) {
  int faults = 0;
  cell_->on_persist = [this, &faults] {
    if (++faults == 2) take_over();
    throw store::StorageError(store::Fault::kRetryable, 0, "passes");
  };
  send("add k1");
  inbox_->flush();
  lane_->start();
  while (!lane_->lost()) std::this_thread::yield();
  lane_->stop();
  EXPECT_EQ(faults, 2) << "it has tried again, and no more once it was lost";
  EXPECT_EQ(counter("k1"), 0);
}

}  // namespace
}  // namespace ordo::core
