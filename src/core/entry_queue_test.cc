// What a group of the log takes of those who wait.
#include "core/entry_queue.h"

#include <gtest/gtest.h>

#include "core/limits.h"

namespace ordo::core {
namespace {

class EntryQueueTest : public testing::Test {
 protected:
  void push(int64_t stream, size_t count = 1, bool page = false) {
    for (size_t i = 0; i < count; ++i) {
      auto inbound = std::make_unique<Inbound>();
      inbound->entry.stream = ShopId(stream);
      inbound->entry.body = "x";
      inbound->entry.received_at = Instant{++arrival_};
      inbound->page_goes_on = page && i + 1 < count;
      queue_.push(std::move(inbound));
    }
  }
  // How many of each stream; arrival must never go back within the group.
  std::map<int64_t, size_t> take() {
    std::map<int64_t, size_t> counts;
    Instant last;
    for (const InboundPtr& inbound : queue_.take()) {
      EXPECT_GT(inbound->entry.received_at, last);
      last = inbound->entry.received_at;
      ++counts[inbound->entry.stream.value];
    }
    return counts;
  }
  using Counts = std::map<int64_t, size_t>;

  EntryQueue queue_;
  int64_t arrival_ = 0;
};

TEST_F(EntryQueueTest, one_who_comes_behind_a_flood_is_in_the_next_group) {
  push(2, 5'000);
  push(3);
  EXPECT_EQ(take(), (Counts{{2, kSharedGroupMax - 1}, {3, 1}}));
  EXPECT_EQ(queue_.size(), 5'000 - kSharedGroupMax + 1);
}

TEST_F(EntryQueueTest, only_what_comes_from_a_flood_alone_is_gathered) {
  push(2, 600);
  push(3, 50);
  arrival_ += kLiveMs;
  push(2);
  take();
  while (!queue_.empty()) take();
  push(2);
  EXPECT_TRUE(queue_.may_gather());
  push(3);
  EXPECT_FALSE(queue_.may_gather()) << "another one waits";
  take();
  push(2, kSharedGroupMax);
  EXPECT_FALSE(queue_.may_gather()) << "a group is full";
}

TEST_F(EntryQueueTest, who_is_alone_or_brings_little_is_not_gathered) {
  push(2, 600);
  arrival_ += kLiveMs;
  push(2);
  EXPECT_FALSE(queue_.may_gather());
  while (!queue_.empty()) take();
  arrival_ += kLiveMs;
  push(2, kFloodMin - 1);
  push(3);
  while (!queue_.empty()) take();
  arrival_ += kLiveMs;
  push(2);
  EXPECT_FALSE(queue_.may_gather());
}

TEST_F(EntryQueueTest, a_stream_that_is_alone_has_the_whole_group) {
  push(2, 5'000);
  EXPECT_EQ(take(), (Counts{{2, kLogGroupMax}}));
}

TEST_F(EntryQueueTest, floods_share_a_group_equally) {
  for (int64_t stream = 2; stream < 6; ++stream) push(stream, 1'000);
  EXPECT_EQ(take(), (Counts{{2, 32}, {3, 32}, {4, 32}, {5, 32}}));
}

TEST_F(EntryQueueTest, a_page_is_never_divided_and_is_not_passed_over_for_ever) {
  push(2, kLogPageMax, true);
  push(3, 1'000);
  push(4, 1'000);
  Counts all;
  for (int groups = 0; groups < 3; ++groups) {
    const Counts group = take();
    if (group.contains(2)) EXPECT_EQ(group.at(2), kLogPageMax);
    for (const auto& [stream, n] : group) all[stream] += n;
  }
  EXPECT_EQ(all.at(2), kLogPageMax);
}

TEST_F(EntryQueueTest, everything_comes_out_once_and_is_counted) {
  push(2, 300);
  push(3, kLogPageMax, true);
  push(4, 7);
  EXPECT_EQ(queue_.bytes(), 300 + kLogPageMax + 7);
  EXPECT_EQ(queue_.oldest(), Instant{1});
  Counts all;
  while (!queue_.empty()) {
    for (const auto& [stream, n] : take()) all[stream] += n;
  }
  EXPECT_EQ(all, (Counts{{2, 300}, {3, kLogPageMax}, {4, 7}}));
  EXPECT_EQ(queue_.bytes(), 0u);
  EXPECT_EQ(queue_.oldest(), std::nullopt);
  EXPECT_TRUE(queue_.take().empty());
}

}  // namespace
}  // namespace ordo::core
