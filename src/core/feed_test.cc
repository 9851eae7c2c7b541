// From the log to the lane: fair, in order, nothing lost, nothing twice.
#include "core/feed.h"

#include <gtest/gtest.h>

#include "core/counting_street_store.h"

namespace ordo::core {
namespace {

class FeedTest : public testing::Test {
 protected:
  FeedTest() { open(); }
  void open() {
    feed_.reset();
    inbox_.reset();
    InboxOptions log;
    log.store = store_;
    log.dir = dir_.file("log");
    log.checkpoint_thread = false;
    inbox_ = std::make_unique<Inbox>(log, keyring_, clock_);
    feed_ = std::make_unique<Feed>(*inbox_, *marker_,
                                   [](Inbound& in) { in.decoded = std::make_unique<Decoded>(); });
    inbox_->set_listener([this](std::vector<InboundPtr> in) {
      if (before_push) before_push();
      feed_->push(std::move(in));
    });
  }
  void send(ShopId stream, int count = 1, const std::string& body = "x") {
    for (int i = 0; i < count; ++i) {
      InboundPtr in = inbound(stream, body);
      in->on_applied = [this](const Outcome&) { ++answered_; };
      ASSERT_TRUE(inbox_->append(std::move(in)));
    }
  }
  void flush() {
    while (inbox_->flush()) {
    }
  }
  // Takes as the lane does, answers the callers, and returns how many came of each stream.
  std::map<int64_t, int> take(size_t max) { return count(feed_->take(max)); }
  std::map<int64_t, int> take_more() { return count(feed_->take_more()); }
  std::map<int64_t, int> count(const std::vector<InboundPtr>& taken) {
    std::map<int64_t, int> counts;
    for (const InboundPtr& in : taken) {
      EXPECT_TRUE(in->decoded != nullptr);
      EXPECT_GT(in->entry.seq.value, last_[in->entry.stream.value]) << "order within a stream";
      last_[in->entry.stream.value] = in->entry.seq.value;
      ++counts[in->entry.stream.value];
      if (in->on_applied) in->on_applied({});
    }
    return counts;
  }
  int take_all() {
    int n = 0;
    for (int idle = 0; idle < 2;) {
      int taken = 0;
      for (const auto& [stream, count] : take(kBatchMax)) taken += count;
      n += taken;
      idle = taken == 0 ? idle + 1 : 0;
    }
    return n;
  }

  const std::string store_ = store::fresh_test_store();
  store::TempDir dir_;
  ManualClock clock_{kMorning};
  store::Keyring keyring_ = store::Keyring::from_master(Key256{7});
  std::unique_ptr<CrashMarker> marker_ = memory_crash_marker();
  std::function<void()> before_push;
  std::unique_ptr<Inbox> inbox_;
  std::unique_ptr<Feed> feed_;
  std::map<int64_t, int64_t> last_;
  int answered_ = 0;
};

TEST_F(FeedTest, a_flooded_stream_starves_nobody) {
  send(ShopId(2), 100);
  send(ShopId(3), 5);
  send(ShopId(4), 5);
  flush();
  const auto taken = take(30);
  EXPECT_EQ(taken.at(2), kFloodSlice);
  EXPECT_EQ(taken.at(3), 5);
  EXPECT_EQ(taken.at(4), 5);
}

TEST_F(FeedTest, a_flood_shares_a_batch_as_others_do_once_it_lags) {
  send(ShopId(2), 1000);
  send(ShopId(3), 1);
  flush();
  EXPECT_EQ(take(kBatchMax).at(2), kFloodSlice);
  clock_.advance_ms(kFloodLagMs + 1);
  send(ShopId(2), 1);
  send(ShopId(3), 1);
  flush();
  EXPECT_EQ(take(kBatchMax).at(2), kSharedBatchMax - 1);
}

TEST_F(FeedTest, a_flood_leaves_room_for_who_has_nothing_right_now) {
  send(ShopId(3), 1);
  flush();
  EXPECT_EQ(take(kBatchMax).size(), 1U);
  send(ShopId(2), 100);
  flush();
  size_t taken = take(kBatchMax).at(2);
  for (auto more = take_more(); !more.empty(); more = take_more()) {
    EXPECT_LE(more.at(2), static_cast<int>(kFloodPiece));
    taken += more.at(2);
  }
  EXPECT_EQ(taken, kFloodBatchMax);
}

TEST_F(FeedTest, who_comes_while_a_flood_has_the_batch_joins_it_and_ends_it) {
  using Taken = std::map<int64_t, int>;
  send(ShopId(3), 1);
  flush();
  EXPECT_EQ(take(kBatchMax), (Taken{{3, 1}}));
  send(ShopId(2), 100);
  flush();
  EXPECT_EQ(take(kBatchMax), (Taken{{2, kFloodPiece}}));
  send(ShopId(3), 2);
  flush();
  EXPECT_EQ(take_more(), (Taken{{3, 2}}));
  send(ShopId(3), 1);
  flush();
  EXPECT_EQ(take_more(), Taken{}) << "who joined is waited for";
  EXPECT_EQ(take(kBatchMax), (Taken{{2, kFloodSlice}, {3, 1}}));
}

TEST_F(FeedTest, a_batch_that_no_flood_has_to_itself_is_closed) {
  send(ShopId(2), 100);
  send(ShopId(3), 1);
  flush();
  EXPECT_EQ(take(kBatchMax).size(), 2U);
  send(ShopId(3), 1);
  flush();
  EXPECT_TRUE(take_more().empty());
}

TEST_F(FeedTest, the_lane_rests_after_a_flood_and_serves_who_comes_meanwhile) {
  feed_->start(1);
  send(ShopId(3), 1);
  send(ShopId(2), 1000);
  flush();
  int flood = 0, others = 0;
  while (flood < 200) {
    feed_->wait(1000);
    const auto taken = take(kBatchMax);
    if (taken.contains(2)) flood += taken.at(2);
    if (!taken.contains(2) || taken.contains(3)) continue;
    // The lane has just done a batch of the flood's: there is more of it, and it gets nothing now.
    EXPECT_TRUE(take(kBatchMax).empty());
    send(ShopId(3), 1);
    flush();
    feed_->wait(60'000);
    others += take(kBatchMax).contains(3);
  }
  feed_->stop();
  EXPECT_GT(others, 0);
}

TEST_F(FeedTest, a_shop_is_alone_beside_what_the_hub_tells_itself) {
  send(kSystemStream, 1);
  send(ShopId(2), 100);
  flush();
  EXPECT_EQ(take(kBatchMax).at(2), 100);
}

TEST_F(FeedTest, what_the_hub_tells_itself_floods_nobody) {
  send(kSystemStream, 200);
  send(ShopId(2), 1);
  send(ShopId(3), 1);
  flush();
  EXPECT_EQ(take(kBatchMax).at(kSystemStream.value), kSharedBatchMax - 2);
}

TEST_F(FeedTest, a_batch_is_shared_equally_where_several_streams_have_much) {
  send(ShopId(2), 1000);
  send(ShopId(3), 1000);
  flush();
  const auto taken = take(kBatchMax);
  EXPECT_EQ(taken.at(2), kSharedBatchMax / 2);
  EXPECT_EQ(taken.at(3), kSharedBatchMax / 2);
}

TEST_F(FeedTest, a_stream_that_is_alone_has_the_whole_batch_again_after_a_second) {
  send(ShopId(3), 1);
  flush();
  clock_.advance_ms(kLiveMs);
  send(ShopId(2), 1000);
  flush();
  const auto taken = take(kBatchMax);
  EXPECT_EQ(taken.at(2) + taken.at(3), static_cast<int>(kBatchMax));
}

TEST_F(FeedTest, what_somebody_waits_for_is_decoded_before_a_flood) {
  std::vector<std::string> decoded;
  feed_ = std::make_unique<Feed>(*inbox_, *marker_,
                                 [&](Inbound& in) { decoded.push_back(in.entry.route); });
  for (int i = 0; i < 40; ++i) {
    InboundPtr in = inbound(ShopId(2), "x");
    in->entry.route = "flood";
    ASSERT_TRUE(inbox_->append(std::move(in)));
  }
  InboundPtr in = inbound(ShopId(3), "x");
  in->entry.route = "waited_for";
  in->on_applied = [](const Outcome&) {};
  ASSERT_TRUE(inbox_->append(std::move(in)));
  flush();
  feed_->start(1);
  for (size_t taken = 0; taken < 41;) {
    feed_->wait(1000);
    taken += feed_->take(kBatchMax).size();
  }
  feed_->stop();
  EXPECT_EQ(decoded.front(), "waited_for");
}

TEST_F(FeedTest, what_cannot_be_decoded_is_handed_on_undecoded) {
  feed_ = std::make_unique<Feed>(*inbox_, *marker_,
                                 [](Inbound&) { throw std::out_of_range("a mistake of ours"); });
  send(ShopId(2));
  flush();
  feed_->start(1);
  feed_->wait(60'000);
  feed_->stop();
  const auto taken = feed_->take(kBatchMax);
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken.front()->decoded, nullptr);
  EXPECT_TRUE(marker_->recover().empty());
}

TEST_F(FeedTest, while_it_is_careful_it_decodes_nothing) {
  feed_->set_careful(true);
  send(ShopId(2));
  flush();
  EXPECT_EQ(feed_->take(kBatchMax).at(0)->decoded, nullptr);
  feed_->start(1);
  send(ShopId(2));
  flush();
  feed_->wait(60'000);
  EXPECT_EQ(feed_->take(kBatchMax).at(0)->decoded, nullptr);
  feed_->stop();
}

TEST_F(FeedTest, streams_take_turns_when_a_batch_is_too_small_for_all) {
  for (int64_t s = 2; s <= 5; ++s) send(ShopId(s), 10);
  flush();
  std::map<int64_t, int> total;
  for (int i = 0; i < 8; ++i) {
    for (const auto& [stream, n] : take(1)) total[stream] += n;
  }
  for (int64_t s = 2; s <= 5; ++s) EXPECT_EQ(total[s], 2) << s;
}

TEST_F(FeedTest, what_memory_cannot_hold_comes_from_the_log_with_its_callers) {
  const int count = static_cast<int>(kStreamMemoryMax) + 1500;
  send(ShopId(2), count);
  flush();
  EXPECT_EQ(feed_->depth(), kStreamMemoryMax);
  EXPECT_EQ(take_all(), count);
  EXPECT_EQ(answered_, count);
}

TEST_F(FeedTest, large_bodies_fill_the_memory_of_their_stream_before_their_number_does) {
  constexpr int kFits = kStreamMemoryBytesMax >> 20;
  send(ShopId(2), 2 * kFits, std::string(1 << 20, 'x'));
  flush();
  EXPECT_EQ(feed_->depth(), static_cast<size_t>(kFits));
  EXPECT_EQ(take(kFits).at(2), kFits);
  EXPECT_EQ(take(1).at(2), 1);
  EXPECT_LE(feed_->depth(), static_cast<size_t>(kFits)) << "refilled by bytes as well";
  EXPECT_EQ(take_all(), kFits - 1);
  EXPECT_EQ(answered_, 2 * kFits);
}

TEST_F(FeedTest, what_all_streams_have_in_memory_is_bounded_and_a_quiet_one_has_its_turn) {
  constexpr int kFits = kStreamMemoryBytesMax >> 20;
  constexpr int64_t kFloods = kFeedMemoryBytesMax / kStreamMemoryBytesMax + 1;
  for (int64_t s = 2; s < 2 + kFloods; ++s) {
    send(ShopId(s), kFits, std::string(1 << 20, 'x'));
    flush();
  }
  send(ShopId(100));
  flush();
  EXPECT_EQ(feed_->depth(), (kFeedMemoryBytesMax >> 20) + 2) << "one each that had nothing there";
  EXPECT_EQ(take(kBatchMax).at(100), 1);
  take_all();
  EXPECT_EQ(answered_, kFloods * kFits + 1);
}

TEST_F(FeedTest, what_arrives_while_a_stream_is_spilled_is_neither_lost_nor_doubled) {
  int sent = static_cast<int>(kStreamMemoryMax) + 10, taken = 0;
  send(ShopId(2), sent);
  flush();
  for (int i = 0; i < 12; ++i) {
    for (const auto& [stream, n] : take(700)) taken += n;
    send(ShopId(2), 300);
    sent += 300;
    flush();
  }
  taken += take_all();
  EXPECT_EQ(taken, sent);
  EXPECT_EQ(answered_, sent);
  send(ShopId(2));
  flush();
  EXPECT_EQ(feed_->depth(), 1u) << "caught up, the stream goes through memory again";
}

TEST_F(FeedTest, what_is_durable_but_still_on_its_way_here_keeps_its_caller) {
  feed_->resume(ShopId(2), MessageSeq(0));
  send(ShopId(2), 3);
  // The lane looks just between the log's commit and the hand-over.
  before_push = [&] { EXPECT_TRUE(feed_->take(10).empty()); };
  flush();
  EXPECT_EQ(take_all(), 3);
  EXPECT_EQ(answered_, 3);
}

TEST_F(FeedTest, after_a_restart_a_stream_goes_on_where_it_was) {
  send(ShopId(2), 5);
  send(ShopId(3), 5);
  flush();
  open();
  feed_->resume(ShopId(2), MessageSeq(3));
  feed_->resume(ShopId(3), MessageSeq(0));
  EXPECT_EQ(feed_->oldest(), Instant{0}) << "something lies in the log";
  const auto taken = take(100);
  EXPECT_EQ(taken.at(2), 2);
  EXPECT_EQ(taken.at(3), 5);
  take_all();
  EXPECT_EQ(feed_->oldest(), std::nullopt);
}

TEST_F(FeedTest, the_oldest_is_the_arrival_of_what_waits_longest) {
  send(ShopId(2));
  clock_.advance_ms(5);
  send(ShopId(3));
  flush();
  EXPECT_EQ(feed_->oldest(), kMorning);
  take(1);
  EXPECT_EQ(feed_->oldest(), kMorning.plus_ms(5));
}

TEST_F(FeedTest, a_wait_ends_at_once_when_there_is_something_or_when_woken) {
  send(ShopId(2));
  flush();
  feed_->start(1);
  for (int n = 0; n == 0;) {
    feed_->wait(60'000);
    for (const auto& [stream, count] : take(10)) n += count;
  }
  feed_->wake();
  feed_->wait(60'000);
  feed_->stop();
  feed_->wait(60'000);
}

TEST_F(FeedTest, workers_decode_everything_once_over_several_runs) {
  std::atomic<int> decoded = 0;
  feed_ = std::make_unique<Feed>(*inbox_, *marker_, [&](Inbound& in) {
    ++decoded;
    in.decoded = std::make_unique<Decoded>();
  });
  int taken = 0;
  for (int run = 0; run < 5; ++run) {
    send(ShopId(2), 200);
    flush();
    feed_->start(2);
    const int wanted = taken + 150;
    while (taken < wanted) {
      feed_->wait(1000);
      for (const auto& [stream, n] : take(static_cast<size_t>(wanted - taken))) taken += n;
    }
    feed_->stop();
  }
  taken += take_all();
  EXPECT_EQ(taken, 1000);
  EXPECT_EQ(decoded, 1000);
}

}  // namespace
}  // namespace ordo::core
