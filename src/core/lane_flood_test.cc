// Who joins a batch that a flood has to itself.
#include <gtest/gtest.h>

#include "core/counting_street_store.h"

namespace ordo::core {
namespace {

class LaneFlood : public Street {
 protected:
  // A flood on shop A, so that a batch is its alone, and a message of shop B when its `nth` is applied.
  void flood(const std::string& joins, int nth = 2) {
    send("add b", "", kShopB);
    drain();
    for (size_t i = 0; i < kFloodMin; ++i) send("add a");
    cell_->on_apply = [this, joins, left = nth](const Entry& e) mutable {
      if (e.stream != kShopA || --left != 0) return;
      send(joins, "", kShopB);
      inbox_->flush();
    };
    inbox_->flush();
  }
};

TEST_F(LaneFlood, who_comes_meanwhile_is_in_the_same_commit_and_ends_it) {
  flood("add b");
  ASSERT_TRUE(lane_->step());
  EXPECT_EQ(text("SELECT applied FROM batches WHERE no = 2"), "2:2-5,3:102,");
  drain();
  EXPECT_EQ(counter("a"), static_cast<int64_t>(kFloodMin));
  EXPECT_EQ(counter("b"), 2);
  EXPECT_TRUE(verify().complaints.empty());
}

TEST_F(LaneFlood, one_who_joins_and_breaches_is_parked_alone) {
  flood("poison b");
  drain();
  EXPECT_EQ(state(102), MessageState::kParked);
  EXPECT_EQ(counter("a"), static_cast<int64_t>(kFloodMin));
  EXPECT_EQ(number("SELECT count(*) FROM messages WHERE state = 1"), 101);
}

TEST_F(LaneFlood, one_who_joins_is_there_when_the_commit_is_tried_again) {
  flood("add b");
  cell_->on_persist = [this] {
    cell_->on_persist = nullptr;
    throw store::StorageError(store::Fault::kRetryable, 0, "busy");
  };
  EXPECT_THROW(lane_->step(), store::StorageError);
  drain();
  EXPECT_EQ(counter("a"), static_cast<int64_t>(kFloodMin));
  EXPECT_EQ(counter("b"), 2);
  EXPECT_TRUE(verify().complaints.empty());
}

TEST_F(LaneFlood, one_who_joins_and_kills_the_process_is_found_out) {
  flood("add b");
  const auto joined = cell_->on_apply;
  const auto deadly = [](const Entry& e) {
    if (e.stream == kShopB) throw Death{};
  };
  cell_->on_apply = [=](const Entry& e) {
    joined(e);
    deadly(e);
  };
  run_until_death();
  for (int i = 0; i < kCrashesMax; ++i) {
    cell_->on_apply = deadly;
    run_until_death();
  }
  cell_->on_apply = deadly;
  drain();
  EXPECT_EQ(state(102), MessageState::kParked);
  EXPECT_EQ(counter("a"), static_cast<int64_t>(kFloodMin));
}

TEST_F(LaneFlood, nobody_joins_once_a_timer_is_due) {
  send("due 5", "", kShopB);
  flood("add b", 1);
  const auto joins = cell_->on_apply;
  cell_->on_apply = [this, joins](const Entry& e) {
    joins(e);
    clock_.advance_ms(10);
  };
  ASSERT_TRUE(lane_->step());
  EXPECT_EQ(text("SELECT applied FROM batches WHERE no = 2"), "2:3-6,");
  drain();
  EXPECT_EQ(counter("b"), 2);
}

TEST_F(LaneFlood, one_joins_though_a_timer_waits_for_what_the_flood_has_in_the_log) {
  send("due 1", "", kShopB);
  flood("add b", 1);
  clock_.advance_ms(10);
  ASSERT_TRUE(lane_->step());
  EXPECT_EQ(text("SELECT applied FROM batches WHERE no = 2"), "2:3-6,3:103,");
}

}  // namespace
}  // namespace ordo::core
