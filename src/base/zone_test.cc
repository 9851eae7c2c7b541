#include <gtest/gtest.h>

#include <random>

#include "base/time.h"

namespace ordo {
namespace {

Zone zone(std::string_view name) { return Zone::find(name).value(); }
Instant at(std::string_view text) { return parse_rfc3339(text).value(); }

std::string utc_of(std::string_view zone_name, std::string_view local) {
  const auto t = zone(zone_name).parse_local(local);
  return t ? format_rfc3339(*t) : t.error().code;
}

TEST(ZoneTest, unknown_names_have_a_code) {
  for (const auto* name :
       {"", "Mars/Olympus", "asia/shanghai", "../etc/passwd", "/etc/localtime", "zone.tab",
        "tzdata.zi", "leapseconds", "posixrules", "Asia", "Asia/", "Asia/Shanghai ", "\xff"}) {
    const auto found = Zone::find(name);
    ASSERT_FALSE(found) << name;
    EXPECT_EQ(found.error().code, "unknown_zone") << name;
  }
}

TEST(ZoneTest, a_zone_knows_its_name) {
  EXPECT_EQ(zone("Asia/Shanghai").name(), "Asia/Shanghai");
  EXPECT_EQ(Zone::utc().offset_seconds(at("2026-07-01T00:00:00Z")), 0);
  EXPECT_EQ(Zone::utc().format_local(at("2026-07-01T01:02:03Z")), "2026-07-01 01:02:03");
}

TEST(ZoneTest, shanghai_is_eight_hours_ahead_all_year) {
  EXPECT_EQ(zone("Asia/Shanghai").offset_seconds(at("2026-01-01T00:00:00Z")), 8 * 3600);
  EXPECT_EQ(zone("Asia/Shanghai").offset_seconds(at("2026-07-01T00:00:00Z")), 8 * 3600);
  EXPECT_EQ(utc_of("Asia/Shanghai", "2026-01-22 22:22:17"), "2026-01-22T14:22:17.000Z");
  EXPECT_EQ(utc_of("Asia/Shanghai", "2026-01-22T22:22:17"), "2026-01-22T14:22:17.000Z");
}

TEST(ZoneTest, a_fraction_is_cut_to_milliseconds) {
  EXPECT_EQ(utc_of("Asia/Shanghai", "2026-01-22T22:22:17.000"), "2026-01-22T14:22:17.000Z");
  EXPECT_EQ(utc_of("Asia/Shanghai", "2026-01-22 22:22:17.1239"), "2026-01-22T14:22:17.123Z");
  EXPECT_EQ(utc_of("Europe/London", "2026-03-29 01:30:00.5"), "nonexistent_time");
}

TEST(ZoneTest, the_business_day_turns_at_local_midnight) {
  const Zone shanghai = zone("Asia/Shanghai");
  EXPECT_EQ(shanghai.local_day(at("2026-01-22T15:59:59.999Z")), 20260122);
  EXPECT_EQ(shanghai.local_day(at("2026-01-22T16:00:00Z")), 20260123);
  EXPECT_EQ(zone("America/Sao_Paulo").local_day(at("2026-01-01T02:59:59Z")), 20251231);
}

TEST(ZoneTest, in_a_gap_there_is_no_such_time) {
  EXPECT_EQ(utc_of("Europe/London", "2026-03-29 00:59:59"), "2026-03-29T00:59:59.000Z");
  EXPECT_EQ(utc_of("Europe/London", "2026-03-29 01:00:00"), "nonexistent_time");
  EXPECT_EQ(utc_of("Europe/London", "2026-03-29 01:30:00"), "nonexistent_time");
  EXPECT_EQ(utc_of("Europe/London", "2026-03-29 02:00:00"), "2026-03-29T01:00:00.000Z");
}

TEST(ZoneTest, in_an_overlap_the_earlier_moment_counts) {
  EXPECT_EQ(utc_of("Europe/London", "2026-10-25 01:30:00"), "2026-10-25T00:30:00.000Z");
  EXPECT_EQ(utc_of("Europe/London", "2026-10-25 02:00:00"), "2026-10-25T02:00:00.000Z");
  const Zone london = zone("Europe/London");
  EXPECT_EQ(london.format_local(at("2026-10-25T00:30:00Z")), "2026-10-25 01:30:00");
  EXPECT_EQ(london.format_local(at("2026-10-25T01:30:00Z")), "2026-10-25 01:30:00");
}

TEST(ZoneTest, a_day_in_sao_paulo_once_had_no_midnight) {
  EXPECT_EQ(utc_of("America/Sao_Paulo", "2018-11-04 00:00:00"), "nonexistent_time");
  EXPECT_EQ(utc_of("America/Sao_Paulo", "2018-11-04 01:00:00"), "2018-11-04T03:00:00.000Z");
  EXPECT_EQ(utc_of("America/Sao_Paulo", "2018-02-17 23:30:00"), "2018-02-18T01:30:00.000Z");
  EXPECT_EQ(utc_of("America/Sao_Paulo", "2026-01-10 12:00:00"), "2026-01-10T15:00:00.000Z");
}

TEST(ZoneTest, refuses_other_forms_and_moments_before_1970) {
  for (const auto* text :
       {"", "2026-01-22", "2026-01-22 22:22", "2026-01-22 22:22:17Z", "2026-01-22 22:22:17.",
        "2026-01-22 22:22:17.0Z", "2026-02-30 00:00:00", "22:22:17 2026-01-22"}) {
    EXPECT_EQ(utc_of("Asia/Shanghai", text), "invalid_time") << text;
  }
  EXPECT_EQ(utc_of("Asia/Shanghai", "1970-01-01 00:00:00"), "time_out_of_range");
  EXPECT_EQ(utc_of("America/Sao_Paulo", "9999-12-31 23:00:00"), "time_out_of_range");
}

TEST(ZoneTest, every_local_reading_leads_back_to_its_second_or_to_the_earlier_of_two) {
  std::mt19937_64 random(1970);
  for (const auto* name :
       {"Asia/Shanghai", "Europe/London", "America/Sao_Paulo", "Asia/Kathmandu"}) {
    const Zone z = zone(name);
    for (int round = 0; round < 3000; ++round) {
      const Instant t{kDayMs + static_cast<int64_t>(random() % 2'000'000'000) * kSecondMs};
      const auto back = z.parse_local(z.format_local(t));
      ASSERT_TRUE(back) << name << " " << t.ms;
      ASSERT_LE(back->ms, t.ms);
      ASSERT_EQ(z.format_local(*back), z.format_local(t));
    }
  }
}

}  // namespace
}  // namespace ordo
