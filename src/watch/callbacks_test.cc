// When a silence is one by chance, and when a platform has stopped calling.
#include "watch/callbacks.h"

#include <gtest/gtest.h>

#include <functional>

namespace ordo::watch {
namespace {

constexpr ShopId kShop{7};
constexpr Instant kMonday{1'769'385'600'000};  // 2026-01-26T00:00:00Z

Instant on(int64_t day, int64_t hour, int64_t minute = 0) {
  return kMonday.plus_ms(day * kDayMs + hour * kHourMs + minute * kMinuteMs);
}

// A shop whose platform calls by chance, so many times an hour; counts what would be a false alarm.
class Trade {
 public:
  explicit Trade(std::function<int64_t(int64_t day, int64_t hour)> per_hour)
      : per_hour_(std::move(per_hour)) {}

  int64_t false_alarms(int64_t days, int64_t from_day = 0) {
    int64_t alarms = 0;
    Instant heard = kMonday;
    for (Instant now = kMonday; now < on(days, 0); now = now.plus_ms(kMinuteMs)) {
      const bool silent = now >= heard.plus_ms(kSilenceMinutes * kMinuteMs);
      if (silent && now >= on(from_day, 0) && book_.usual_if_not_quiet(kShop, heard, now)) ++alarms;
      const int64_t minutes = (now.ms - kMonday.ms) / kMinuteMs;
      if (static_cast<int64_t>(next() % 60) >= per_hour_(minutes / 1440, minutes / 60 % 24))
        continue;
      book_.count(kShop, now, 1);
      heard = now;
    }
    heard_ = heard;
    return alarms;
  }
  // How long the shop has not called when that is found.
  [[nodiscard]] int64_t minutes_until_found() const {
    for (int64_t minutes = kSilenceMinutes; minutes < 3 * 1440; ++minutes) {
      if (book_.usual_if_not_quiet(kShop, heard_, heard_.plus_ms(minutes * kMinuteMs))) {
        return minutes;
      }
    }
    return -1;
  }

 private:
  uint64_t next() {  // SplitMix64
    uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  std::function<int64_t(int64_t, int64_t)> per_hour_;
  CallbackBook book_;
  Instant heard_;
  uint64_t state_ = 42;
};

int64_t by_day(int64_t hour, int64_t calls) { return hour >= 8 && hour < 22 ? calls : 0; }

TEST(Callbacks, a_busy_shop_is_missed_after_47_minutes) {
  Trade trade([](int64_t, int64_t) { return 30; });
  EXPECT_EQ(trade.false_alarms(28), 0);
  EXPECT_EQ(trade.minutes_until_found(), kSilenceMinutes);
}

TEST(Callbacks, nights_of_a_small_shop_do_not_cry_wolf) {
  for (const int64_t calls : {1, 3, 6, 12}) {
    Trade trade([&](int64_t, int64_t hour) { return by_day(hour, calls); });
    EXPECT_EQ(trade.false_alarms(60), 0) << calls << " calls an hour by day, none by night";
  }
}

TEST(Callbacks, neither_does_a_shop_that_is_closed_on_sundays_once_one_has_been_seen) {
  Trade trade([](int64_t day, int64_t hour) { return day % 7 == 6 ? 0 : by_day(hour, 20); });
  EXPECT_EQ(trade.false_alarms(60, 8), 0);
}

TEST(Callbacks, a_small_shop_is_missed_too_only_later) {
  Trade trade([](int64_t, int64_t hour) { return by_day(hour, 4); });
  EXPECT_EQ(trade.false_alarms(30), 0);
  const int64_t minutes = trade.minutes_until_found();
  EXPECT_GT(minutes, 2 * 60);
  EXPECT_LT(minutes, 18 * 60) << "the night counts for nothing";
}

TEST(Callbacks, a_silence_that_lasts_goes_on_being_one) {
  CallbackBook book;
  for (int64_t day = 0; day < 8; ++day) {
    for (int64_t minute = 0; minute < 60; ++minute) book.count(kShop, on(day, 12, minute), 1);
  }
  const Instant since = on(8, 11);
  book.count(kShop, since, 1);
  for (const int64_t days : {1, 3, 20}) {
    EXPECT_TRUE(book.usual_if_not_quiet(kShop, since, since.plus_ms(days * kDayMs))) << days;
  }
}

TEST(Callbacks, what_was_usual_is_told) {
  CallbackBook book;
  EXPECT_FALSE(book.usual_if_not_quiet(kShop, on(7, 12), on(7, 13)));
  book.count(kShop, on(0, 12, 10), 12);
  book.count(kShop, on(6, 12, 20), 15);
  book.count(kShop, on(7, 12), 1);
  const auto usual = book.usual_if_not_quiet(kShop, on(7, 12), on(7, 13));
  ASSERT_FALSE(usual) << "nothing is known of a week ago before its first call";
  book.count(kShop, on(0, 11), 1);
  const auto known = book.usual_if_not_quiet(kShop, on(7, 12), on(7, 13));
  ASSERT_TRUE(known);
  EXPECT_EQ(known->days_ago[1], 7);
  EXPECT_EQ(known->calls[0], 15);
  EXPECT_EQ(known->calls[1], 12);
}

TEST(Callbacks, older_ones_are_counted_afterwards_and_the_oldest_leave) {
  CallbackBook book;
  book.count(kShop, on(10, 12), 5);
  book.count(kShop, on(3, 12), 4);
  book.count(kShop, on(0, 12), 3);
  EXPECT_EQ(book.between(kShop, on(0, 0), on(11, 0)), 9) << "nine days are kept";
  book.count(kShop, on(40, 12), 1);
  EXPECT_EQ(book.between(kShop, on(0, 0), on(41, 0)), 1);
  EXPECT_EQ(book.between(ShopId(8), on(0, 0), on(41, 0)), 0);
}

}  // namespace
}  // namespace ordo::watch
