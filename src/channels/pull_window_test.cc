#include "channels/pull_window.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "channels/credential_fields.h"
#include "channels/decode_kit.h"
#include "channels/echo.h"
#include "channels/web_text.h"

namespace ordo::channels {
namespace {

constexpr WindowPolicy kPolicy{5 * kMinuteMs, kHourMs, kMinuteMs};
constexpr Instant kNoon{1'773'489'600'000};

TEST(PullWindow, a_window_reaches_back_and_ends_behind_now) {
  Walk walk{kNoon, std::nullopt};
  open_window(walk, kPolicy, kNoon.plus_ms(10 * kMinuteMs + 500));
  EXPECT_EQ(walk.window->from, kNoon.plus_ms(-5 * kMinuteMs));
  EXPECT_EQ(walk.window->to, kNoon.plus_ms(9 * kMinuteMs));
  EXPECT_TRUE(walk.window->newest);
}

TEST(PullWindow, a_long_gap_is_walked_in_pieces) {
  Walk walk{kNoon, std::nullopt};
  const Instant now = kNoon.plus_ms(150 * kMinuteMs);
  int windows = 0;
  for (bool more = true; more; ++windows) {
    open_window(walk, kPolicy, now);
    PullPage page;
    finish_window(walk, page);
    more = page.more;
  }
  EXPECT_EQ(windows, 3);
  EXPECT_EQ(walk.complete_to, now.plus_ms(-kMinuteMs));
}

TEST(PullWindow, a_clock_that_went_back_takes_nothing_back) {
  Walk walk{kNoon, std::nullopt};
  open_window(walk, kPolicy, kNoon.plus_ms(-kDayMs));
  PullPage page;
  finish_window(walk, page);
  EXPECT_EQ(walk.complete_to, kNoon);
  EXPECT_FALSE(page.more);
}

TEST(PullWindow, an_open_window_stays_as_it_is) {
  Walk walk{kNoon, std::nullopt};
  open_window(walk, kPolicy, kNoon.plus_ms(kHourMs));
  const Instant to = walk.window->to;
  open_window(walk, kPolicy, kNoon.plus_ms(kDayMs));
  EXPECT_EQ(walk.window->to, to);
}

TEST(PullWindow, a_walk_reads_back_as_it_was_written) {
  Walk walk{kNoon, OpenWindow{kNoon.plus_ms(-1000), kNoon, true, 17}};
  boost::json::object cursor;
  write_walk(walk, cursor);
  const auto text = boost::json::serialize(cursor);
  const auto read = read_walk(parse_cursor(text).value());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->complete_to, walk.complete_to);
  EXPECT_EQ(read->window->from, walk.window->from);
  EXPECT_EQ(read->window->to, walk.window->to);
  EXPECT_EQ(read->window->newest, true);
  EXPECT_EQ(read->window->total, 17);
}

TEST(WebText, parameters_are_percent_encoded_byte_by_byte) {
  const std::pair<std::string, std::string> parameters[] = {{"a", "2026-03-01 10:00:00"},
                                                            {"名", "a&b=c~"}};
  EXPECT_EQ(encode_parameters(parameters), "a=2026-03-01%2010%3A00%3A00&%E5%90%8D=a%26b%3Dc~");
}

TEST(WebText, a_base_address_has_no_query_and_no_user) {
  EXPECT_TRUE(is_base_url("https://eco.taobao.com/router/rest"));
  EXPECT_TRUE(is_base_url("http://127.0.0.1:8080"));
  for (const std::string_view bad :
       {"", "https://", "https:///x", "ftp://x", "https://x?y", "https://u@x", "https://a b"}) {
    EXPECT_FALSE(is_base_url(bad)) << bad;
  }
}

TEST(Echo, a_mark_is_found_again_and_what_is_no_number_of_ours_is_none) {
  facts::OrderFact order;
  EXPECT_EQ(echo_of(order), std::nullopt);
  add_echo(order, "not \"ours\"");
  EXPECT_EQ(echo_of(order), std::nullopt);
  add_echo(order, "SO20260314-77");
  EXPECT_EQ(echo_of(order), "SO20260314-77");
}

TEST(Echo, a_mark_is_a_text_and_no_other_value) {
  facts::OrderFact order;
  for (const char* value : {"12345", "[123]", "\"", "null", "\"\""}) {
    order.custom = {{std::string(kEchoMark), value}};
    EXPECT_EQ(echo_of(order), std::nullopt) << value;
  }
}

TEST(Echo, a_mark_is_found_among_other_words) {
  const auto in = [](std::string_view words) {
    facts::OrderFact order;
    add_echo_in(order, words);
    return echo_of(order);
  };
  EXPECT_EQ(in("加急 ordo_order_no:SO20260314-77，勿扰"), "SO20260314-77");
  EXPECT_EQ(in("ordo_order_no:SO20260314-77"), "SO20260314-77");
  EXPECT_EQ(in("ordo_order_no SO20260314-77"), std::nullopt);
  EXPECT_EQ(in("ordo_order_no:"), std::nullopt);
  EXPECT_EQ(in(""), std::nullopt);
}

TEST(Offsets, a_time_tells_how_far_east_its_wall_is_unless_it_was_converted) {
  EXPECT_EQ(offset_of("2026-03-14T09:21:07-04:00"), -4 * 3600);
  EXPECT_EQ(offset_of("2026-03-14T09:21:07.250+05:30"), 19'800);
  EXPECT_EQ(offset_of("2026-03-14T09:21:07+00:00"), 0);
  for (const std::string_view none :
       {"2026-03-14T13:21:07Z", "2026-03-14T13:21:07-00:00", "2026-03-14 09:21:07", "soon", ""}) {
    EXPECT_EQ(offset_of(none), std::nullopt) << none;
  }
}

TEST(CredentialFields, the_first_fault_stands_and_values_are_never_told) {
  CredentialFields fields(R"({"a":5,"b":"x y","c":"fine","d":["p","q"]})");
  EXPECT_EQ(fields.text("c"), "fine");
  EXPECT_EQ(fields.text("none"), "");
  EXPECT_EQ(fields.texts("d", 2).size(), 2u);
  EXPECT_TRUE(fields.ok().has_value());
  EXPECT_EQ(fields.text("b"), "");
  EXPECT_EQ(fields.text("a"), "");
  const auto ok = fields.ok();
  ASSERT_FALSE(ok.has_value());
  EXPECT_EQ(ok.error().fields.at(0).pointer, "/b");
  EXPECT_EQ(ok.error().detail.find("x y"), std::string::npos);
}

}  // namespace
}  // namespace ordo::channels
