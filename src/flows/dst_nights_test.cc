// Nights in which clocks are put forward or back (B11): hours that never were, hours that came twice,
// and business days of 23 and 25 hours.
#include <gtest/gtest.h>

#include "channels/pull.h"
#include "flows/test_support.h"

namespace ordo::flows {
namespace {

using core::MessageState;

struct Night {
  const char* name;
  const char* zone;
  const char* day;         // the local day whose length changes
  const char* first;       // the first moment of that day, in UTC
  const char* next;        // the first moment of the next one, in UTC
  int64_t hours;           // how long the day was
  const char* odd;         // a wall-clock time that never was or came twice
  const char* odd_in_utc;  // the earlier of two; empty: it never was
};

// As the IANA database tells them. In São Paulo clocks were put forward at midnight, so that the day
// began at one o'clock, and back at midnight, so that its last hour came twice.
constexpr Night kNights[] = {
    {"london_forward", "Europe/London", "20250330", "2025-03-30T00:00:00Z", "2025-03-30T23:00:00Z",
     23, "2025-03-30 01:30:00", ""},
    {"london_back", "Europe/London", "20251026", "2025-10-25T23:00:00Z", "2025-10-27T00:00:00Z", 25,
     "2025-10-26 01:30:00", "2025-10-26T00:30:00Z"},
    {"new_york_forward", "America/New_York", "20250309", "2025-03-09T05:00:00Z",
     "2025-03-10T04:00:00Z", 23, "2025-03-09 02:30:00", ""},
    {"new_york_back", "America/New_York", "20251102", "2025-11-02T04:00:00Z",
     "2025-11-03T05:00:00Z", 25, "2025-11-02 01:30:00", "2025-11-02T05:30:00Z"},
    {"sao_paulo_forward", "America/Sao_Paulo", "20181104", "2018-11-04T03:00:00Z",
     "2018-11-05T02:00:00Z", 23, "2018-11-04 00:30:00", ""},
    {"sao_paulo_back", "America/Sao_Paulo", "20180217", "2018-02-17T02:00:00Z",
     "2018-02-18T03:00:00Z", 25, "2018-02-17 23:30:00", "2018-02-18T01:30:00Z"},
};

class DstNights : public HubTest, public testing::WithParamInterface<Night> {
 protected:
  DstNights() { command("config.shop", {{"code", "shop-a"}, {"zone", GetParam().zone}}); }
  core::Outcome place(const std::string& number, const std::string& created) {
    return receive(event("order.upserted", 0,
                         fmt::format(R"("channel_order_no":"{}","status":"paid","created_at":"{}")",
                                     number, created)));
  }
  core::Outcome place(const std::string& number, Instant created) {
    return place(number, format_rfc3339(created));
  }
  static Instant moment(const char* utc) { return *parse_rfc3339(utc); }
};

TEST_P(DstNights, the_business_day_is_as_long_as_it_was) {
  const Night& night = GetParam();
  const Instant first = moment(night.first), next = moment(night.next);
  EXPECT_EQ((next.ms - first.ms) / kHourMs, night.hours);
  place("LAST-OF-THE-DAY-BEFORE", first.plus_ms(-kSecondMs));
  place("FIRST", first);
  place("LAST", next.plus_ms(-kSecondMs));
  place("FIRST-OF-THE-NEXT", next);
  const int32_t day = std::stoi(night.day);
  EXPECT_LT(order("LAST-OF-THE-DAY-BEFORE").business_day, day);
  EXPECT_EQ(order("FIRST").business_day, day);
  EXPECT_EQ(order("LAST").business_day, day);
  EXPECT_GT(order("FIRST-OF-THE-NEXT").business_day, day);
}

TEST_P(DstNights, a_time_that_never_was_is_parked_and_one_that_came_twice_is_the_earlier) {
  const Night& night = GetParam();
  const core::Outcome outcome = place("ODD", night.odd);
  if (*night.odd_in_utc) {
    ASSERT_EQ(outcome.state, MessageState::kApplied) << outcome.detail;
    EXPECT_EQ(order("ODD").occurred_at, moment(night.odd_in_utc));
    EXPECT_EQ(order("ODD").business_day, std::stoi(night.day));
    EXPECT_TRUE(texts("SELECT kind FROM alerts").empty());
  } else {
    EXPECT_EQ(outcome.state, MessageState::kParked);
    EXPECT_EQ(outcome.pointer, "/data/created_at");
    EXPECT_NE(outcome.detail.find("nonexistent_time"), std::string::npos) << outcome.detail;
    EXPECT_EQ(texts("SELECT kind FROM alerts"), std::vector<std::string>{"time_impossible"});
  }
}

// A pull walks moments, not wall clocks: the hour that is skipped holds no time, the hour that comes
// twice is read twice as long, and no moment is left out.
TEST_P(DstNights, a_pull_across_the_night_leaves_no_moment_out) {
  const channels::Puller& puller = *channels::find_adapter("shopify")->puller();
  const Secret credentials(
      R"({"secret":"s","access_token":"t","base_url":"https://shop.example.com"})");
  const Instant first = moment(GetParam().first), next = moment(GetParam().next);
  std::string cursor = puller.first_cursor(first);
  Instant covered = first;
  for (Instant now = first; now <= next.plus_ms(kHourMs); now = now.plus_ms(20 * kMinuteMs)) {
    for (bool more = true; more;) {
      const auto call = puller.next(credentials, cursor, now);
      ASSERT_TRUE(call.has_value()) << call.error().detail;
      const auto page = puller.read({200, {}, R"({"count":0})"}, call->cursor, now);
      ASSERT_TRUE(page.has_value()) << page.error().error.detail;
      cursor = page->cursor;
      more = page->more;
      if (!page->finished) continue;
      EXPECT_LE(page->finished->from, covered) << "a gap before " << format_rfc3339(covered);
      EXPECT_GE(page->finished->to, page->finished->from);
      covered = std::max(covered, page->finished->to);
    }
  }
  EXPECT_GE(covered, next);
}

INSTANTIATE_TEST_SUITE_P(Zones, DstNights, testing::ValuesIn(kNights),
                         [](const auto& instance) { return std::string(instance.param.name); });

class NoTime : public HubTest {};

TEST_F(NoTime, what_is_no_time_at_all_is_no_question_of_zones) {
  const auto outcome = receive(event("order.upserted", 0,
                                     R"("channel_order_no":"N-1","status":"paid",)"
                                     R"("created_at":"2026-13-45 99:00:00")"));
  EXPECT_EQ(outcome.state, MessageState::kParked);
  EXPECT_TRUE(texts("SELECT kind FROM alerts").empty());
}

}  // namespace
}  // namespace ordo::flows
