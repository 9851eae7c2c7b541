#include "api/limiter.h"

#include <gtest/gtest.h>

namespace ordo::api {
namespace {

class LimiterTest : public ::testing::Test {
 protected:
  int taken(const std::string& key, int64_t per_minute, int tries) {
    int n = 0;
    for (int i = 0; i < tries; ++i) n += limiter_.take(key, per_minute) ? 0 : 1;
    return n;
  }
  ManualClock clock_{Instant{1'769'000'000'000}};
  Limiter limiter_{clock_};
};

TEST_F(LimiterTest, a_minutes_worth_may_come_at_once_and_then_evenly) {
  EXPECT_EQ(taken("a", 60, 100), 60);
  EXPECT_EQ(limiter_.take("a", 60), 1'000);
  clock_.advance_ms(999);
  EXPECT_EQ(limiter_.take("a", 60), 1);
  clock_.advance_ms(1);
  EXPECT_EQ(taken("a", 60, 2), 1);
  clock_.advance_ms(kHourMs);
  EXPECT_EQ(taken("a", 60, 100), 60);
}

TEST_F(LimiterTest, who_is_refused_does_not_wait_longer_for_asking_again) {
  EXPECT_EQ(taken("a", 60, 60), 60);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(limiter_.take("a", 60), 1'000);
}

TEST_F(LimiterTest, callers_do_not_spend_each_others) {
  EXPECT_EQ(taken("a", 60, 100), 60);
  EXPECT_EQ(taken("b", 60, 100), 60);
}

TEST_F(LimiterTest, a_lower_limit_holds_at_once) {
  EXPECT_EQ(taken("a", 600, 1), 1);
  EXPECT_EQ(taken("a", 60, 100), 60);
}

TEST_F(LimiterTest, what_is_remembered_is_bounded_and_the_busiest_stay) {
  EXPECT_EQ(taken("busy", 60, 60), 60);
  EXPECT_EQ(taken("idle", 60, 60), 60);
  for (size_t i = 0; i + 2 <= kCallersRemembered; ++i) {
    EXPECT_EQ(taken("busy", 60, 1), 0);
    EXPECT_EQ(taken("stranger" + std::to_string(i), 60, 1), 1);
  }
  EXPECT_EQ(taken("busy", 60, 1), 0);
  EXPECT_EQ(taken("idle", 60, 1), 1) << "forgotten: as good as a full bucket";
}

}  // namespace
}  // namespace ordo::api
