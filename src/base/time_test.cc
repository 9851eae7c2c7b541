#include "base/time.h"

#include <gtest/gtest.h>

#include <random>

namespace ordo {
namespace {

constexpr int64_t kMaxMs = 253402300799999;  // 9999-12-31T23:59:59.999Z

std::string reread(std::string_view text) {
  const auto t = parse_rfc3339(text);
  return t ? format_rfc3339(*t) : t.error().code;
}

TEST(Rfc3339, reads_and_writes_utc_with_milliseconds) {
  EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00Z")->ms, 0);
  EXPECT_EQ(parse_rfc3339("2026-01-22T14:22:17.120Z")->ms, 1769091737120);
  EXPECT_EQ(reread("2026-01-22T14:22:17.120Z"), "2026-01-22T14:22:17.120Z");
  EXPECT_EQ(reread("9999-12-31T23:59:59.999Z"), "9999-12-31T23:59:59.999Z");
}

TEST(Rfc3339, takes_offsets_off) {
  EXPECT_EQ(reread("2026-01-22T22:22:17+08:00"), "2026-01-22T14:22:17.000Z");
  EXPECT_EQ(reread("2026-01-22T11:22:17-03:00"), "2026-01-22T14:22:17.000Z");
  EXPECT_EQ(reread("2026-01-01T00:30:00+05:45"), "2025-12-31T18:45:00.000Z");
  EXPECT_EQ(reread("2026-01-22T14:22:17-00:00"), "2026-01-22T14:22:17.000Z");
}

TEST(Rfc3339, small_letters_and_a_blank_are_allowed) {
  EXPECT_EQ(reread("2026-01-22t14:22:17z"), "2026-01-22T14:22:17.000Z");
  EXPECT_EQ(reread("2026-01-22 14:22:17Z"), "2026-01-22T14:22:17.000Z");
}

TEST(Rfc3339, fractions_are_cut_and_not_rounded) {
  EXPECT_EQ(reread("2026-01-22T14:22:17.1Z"), "2026-01-22T14:22:17.100Z");
  EXPECT_EQ(reread("2026-01-22T14:22:17.9999999999999999999999Z"), "2026-01-22T14:22:17.999Z");
  EXPECT_EQ(reread("2026-01-22T14:22:17.0009+08:00"), "2026-01-22T06:22:17.000Z");
}

TEST(Rfc3339, a_leap_second_counts_as_the_second_before) {
  EXPECT_EQ(reread("2016-12-31T23:59:60Z"), "2016-12-31T23:59:59.000Z");
  EXPECT_EQ(reread("2016-12-31T23:59:61Z"), "invalid_time");
}

TEST(Rfc3339, a_time_without_zone_has_its_own_code) {
  EXPECT_EQ(reread("2026-01-22T14:22:17"), "time_without_zone");
  EXPECT_EQ(reread("2026-01-22T14:22:17.5"), "time_without_zone");
}

TEST(Rfc3339, the_calendar_is_obeyed) {
  EXPECT_EQ(reread("2024-02-29T00:00:00Z"), "2024-02-29T00:00:00.000Z");
  EXPECT_EQ(reread("2000-02-29T00:00:00Z"), "2000-02-29T00:00:00.000Z");
  for (const auto* text :
       {"2023-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
        "2026-00-10T00:00:00Z", "2026-13-10T00:00:00Z", "2026-01-00T00:00:00Z",
        "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "1969-12-31T23:59:59Z"}) {
    EXPECT_EQ(reread(text), "invalid_time") << text;
  }
}

TEST(Rfc3339, refuses_other_forms) {
  for (const auto* text :
       {"", "2026", "2026-01-22", "2026-01-22T14:22Z", "2026/01/22T14:22:17Z",
        "2026-01-22T14:22:17.Z", "2026-01-22T14:22:17+0800", "2026-01-22T14:22:17+08",
        "2026-01-22T14:22:17+24:00", "2026-01-22T14:22:17+08:60", "2026-01-22T14:22:17ZZ",
        "2026-01-22T14:22:17Z ", " 2026-01-22T14:22:17Z", "2026-01-22T14:22:1/Z",
        "-026-01-22T14:22:17Z", "2026-01-22T14:22:17 +08:00", "1769091737120"}) {
    EXPECT_EQ(reread(text), "invalid_time") << text;
  }
}

TEST(Rfc3339, an_offset_cannot_lead_out_of_range) {
  EXPECT_EQ(reread("1970-01-01T00:00:00+08:00"), "time_out_of_range");
  EXPECT_EQ(reread("9999-12-31T23:59:59-00:01"), "time_out_of_range");
}

TEST(Rfc3339, every_moment_survives_its_text) {
  std::mt19937_64 random(3339);
  for (int round = 0; round < 20000; ++round) {
    const Instant t{static_cast<int64_t>(random() % (kMaxMs + 1))};
    ASSERT_EQ(parse_rfc3339(format_rfc3339(t)).value(), t) << t.ms;
  }
}

TEST(Rfc3339, moments_before_1970_are_written_and_absurd_ones_clamped) {
  EXPECT_EQ(format_rfc3339(Instant{-1}), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(format_rfc3339(Instant{INT64_MAX}).substr(0, 19), "9999-12-31T23:59:59");
  EXPECT_EQ(format_rfc3339(Instant{INT64_MIN}).substr(0, 19), "0000-01-01T00:00:00");
}

TEST(ClockTest, a_manual_clock_moves_only_when_told) {
  ManualClock clock(Instant{1000});
  EXPECT_EQ(clock.now(), Instant{1000});
  clock.advance_ms(5);
  EXPECT_EQ(clock.now(), Instant{1005});
  EXPECT_EQ(clock.monotonic_ns(), 1'005'000'000);
}

TEST(ClockTest, the_system_clock_is_past_the_day_that_this_was_written) {
  EXPECT_GT(system_clock().now(), parse_rfc3339("2025-01-01T00:00:00Z").value());
  const int64_t before = system_clock().monotonic_ns();
  EXPECT_GE(system_clock().monotonic_ns(), before);
}

}  // namespace
}  // namespace ordo
