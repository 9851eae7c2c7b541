// When the door closes by itself, second by second.
#include "watch/overload.h"

#include <gtest/gtest.h>

#include "core/limits.h"
#include "watch/load_meter.h"

namespace ordo::watch {
namespace {

using flows::Mode;

const Sample kQuiet{10, 5, 0, 0};
const Sample kBusy{1'201, 5, 0, 0};
const Sample kSlow{10, 800, 0, 0};
const Sample kCrowded{10, 5, static_cast<int64_t>(core::kInboxQueueMax / 2) + 1, 0};

class OverloadTest : public testing::Test {
 protected:
  // So many seconds alike; a verdict is obeyed at once. Answers after how many seconds there was one.
  int64_t after(const Sample& sample, int64_t seconds = 1'000) {
    for (int64_t second = 1; second <= seconds; ++second) {
      if (const auto verdict = judge_.judge(sample, thresholds_, mode_)) {
        mode_ = verdict->mode;
        cause_ = verdict->cause;
        return second;
      }
    }
    return 0;
  }

  const Thresholds thresholds_ = thresholds_of(flows::OverloadRule{}, 1'000);
  OverloadJudge judge_;
  Mode mode_ = Mode::kNormal;
  std::string cause_;
};

TEST_F(OverloadTest, more_than_the_usual_peak_by_a_fifth_is_queued_after_ten_seconds) {
  EXPECT_EQ(after({1'200, 5, 0, 0}), 0) << "1.2 times the peak is not beyond it";
  EXPECT_EQ(after(kBusy), 10);
  EXPECT_EQ(mode_, Mode::kQueueOnly);
  EXPECT_EQ(cause_, "rate");
}

TEST_F(OverloadTest, slow_calls_are_queued_and_what_stays_slow_is_shed) {
  EXPECT_EQ(after({10, 799, 0, 0}), 0);
  EXPECT_EQ(after(kSlow), 10);
  EXPECT_EQ(mode_, Mode::kQueueOnly);
  EXPECT_EQ(after(kSlow), kShedAfterSlowS);
  EXPECT_EQ(mode_, Mode::kShed);
  EXPECT_EQ(cause_, "slow");
}

TEST_F(OverloadTest, a_lane_that_stands_still_is_slow_though_no_call_ends) {
  EXPECT_EQ(after({10, 0, 0, kFeedSlowMs}), 10);
  EXPECT_EQ(cause_, "slow");
}

TEST_F(OverloadTest, one_quiet_second_begins_the_count_anew) {
  EXPECT_EQ(after(kBusy, 9), 0);
  EXPECT_EQ(after(kQuiet, 1), 0);
  EXPECT_EQ(after(kBusy, 9), 0);
  EXPECT_EQ(mode_, Mode::kNormal);
}

TEST_F(OverloadTest, a_queue_that_is_half_full_is_shed_at_once) {
  EXPECT_EQ(after(kCrowded), 1);
  EXPECT_EQ(mode_, Mode::kQueueOnly);
  EXPECT_EQ(after(kCrowded), 1);
  EXPECT_EQ(mode_, Mode::kShed);
  EXPECT_EQ(cause_, "queue");
}

TEST_F(OverloadTest, it_goes_back_step_by_step_once_it_is_calm) {
  mode_ = Mode::kShed;
  EXPECT_EQ(after(kQuiet), 60);
  EXPECT_EQ(mode_, Mode::kQueueOnly);
  EXPECT_EQ(cause_, "recovered");
  EXPECT_EQ(after(kBusy, 300), 0) << "still too much: it stays queued";
  EXPECT_EQ(after(kQuiet), 60);
  EXPECT_EQ(mode_, Mode::kNormal);
  EXPECT_EQ(after(kQuiet), 0);
}

TEST(LoadMeterTest, one_call_in_twenty_decides_and_800_ms_are_800) {
  LoadMeter meter;
  for (int i = 0; i < 19; ++i) meter.took_ns(3'000'000);
  meter.took_ns(5'000'000'000);
  EXPECT_EQ(meter.take().p95_ms, 3);
  EXPECT_EQ(meter.take().p95_ms, 0) << "each second stands for itself";
  for (const int64_t ms : {0, 1, 31, 32, 800, 65'535}) {
    meter.took_ns(ms * 1'000'000);
    const int64_t said = meter.take().p95_ms;
    EXPECT_LE(said, ms);
    EXPECT_GE(said, ms - ms / 16);
    if (ms == 800) EXPECT_EQ(said, 800);
  }
  meter.took_ns(INT64_MAX);
  EXPECT_GE(meter.take().p95_ms, 60'000);
}

TEST(LoadMeterTest, what_was_accepted_is_counted_since_the_last_look) {
  LoadMeter meter;
  meter.accepted();
  meter.accepted();
  EXPECT_EQ(meter.take().accepted, 2);
  EXPECT_EQ(meter.take().accepted, 0);
}

}  // namespace
}  // namespace ordo::watch
