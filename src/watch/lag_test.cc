#include "watch/lag.h"

#include <gtest/gtest.h>

namespace ordo::watch {
namespace {

constexpr Instant kStart{1'769'083'200'000};
constexpr int64_t kLateMs = 300 * kSecondMs;

Change change(int64_t lag_s, int64_t committed_s, bool pulled = false) {
  const Instant committed = kStart.plus_ms(committed_s * kSecondMs);
  const Instant said = committed.plus_ms(-lag_s * kSecondMs);
  return {ShopId(7), OrderId(committed_s + 1), "SO-" + std::to_string(committed_s),
          said,      committed.plus_ms(-1),    committed,
          pulled};
}

TEST(Lag, what_is_of_the_past_is_no_news) {
  const Instant long_ago = kStart.plus_ms(-30 * kDayMs);
  EXPECT_TRUE(is_live(change(600, 0), long_ago, false));
  EXPECT_FALSE(is_live(change(24 * 3'600 + 1, 0), long_ago, true)) << "a backfill";
  EXPECT_FALSE(is_live(change(600, 0), kStart.plus_ms(-599 * kSecondMs), false))
      << "sent, of before its shop was connected";
  EXPECT_FALSE(is_live(change(600, 0, true), long_ago, false)) << "a first pull";
  EXPECT_TRUE(is_live(change(600, 0, true), kStart, true))
      << "what was pulled goes by how far its platform has been read";
}

TEST(Lag, figures_are_of_the_newest_changes_of_the_last_hour) {
  LagBook book;
  for (int64_t i = 0; i < 200; ++i) book.take(change(500, i), kLateMs);
  for (int64_t i = 200; i < 290; ++i) book.take(change(2, i), kLateMs);
  for (int64_t i = 290; i < 300; ++i) book.take(change(60, i), kLateMs);
  const Instant now = kStart.plus_ms(300 * kSecondMs);
  const LagFigure figure = book.figures(now).at(7);
  EXPECT_EQ(figure.median_ms, 2'000);
  EXPECT_EQ(figure.p95_ms, 60'000);
  EXPECT_EQ(figure.at, kStart.plus_ms(299 * kSecondMs));
  EXPECT_TRUE(book.figures(now.plus_ms(kHourMs)).empty());
}

TEST(Lag, a_clock_that_is_ahead_makes_no_lag) {
  LagBook book;
  book.take(change(-40, 0), kLateMs);
  EXPECT_EQ(book.figures(kStart).at(7).p95_ms, 0);
  EXPECT_TRUE(book.late(kStart).empty());
}

TEST(Lag, late_ones_stand_until_none_has_come_for_ten_minutes) {
  LagBook book;
  book.take(change(300, 0), kLateMs);
  EXPECT_TRUE(book.late(kStart).empty()) << "five minutes are allowed";
  book.take(change(301, 10), kLateMs);
  book.take(change(900, 20), kLateMs);
  book.take(change(400, 30), kLateMs);
  const LateChanges late = book.late(kStart.plus_ms(60 * kSecondMs)).at(7);
  EXPECT_EQ(late.count, 3);
  EXPECT_EQ(late.slowest.order_no, "SO-20");
  EXPECT_EQ(late.slowest.lag_ms(), 900'000);
  EXPECT_TRUE(book.late(kStart.plus_ms(30 * kSecondMs + kLateStandsMs)).empty());
  book.take(change(310, 3'000), kLateMs);
  EXPECT_EQ(book.late(kStart.plus_ms(3'000 * kSecondMs)).at(7).count, 1);
}

}  // namespace
}  // namespace ordo::watch
