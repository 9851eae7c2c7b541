#include "base/log.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <type_traits>

#include "base/crypto.h"
#include "base/time.h"

namespace ordo {
namespace {

template <class Write>
std::string captured(Write write) {
  testing::internal::CaptureStderr();
  write();
  return testing::internal::GetCapturedStderr();
}

TEST(Log, writes_one_json_object_a_line) {
  const std::string text = captured([] {
    log::info("message_parked", {{"message", 42}, {"reason", "no such order"}, {"again", true}});
  });
  ASSERT_TRUE(text.ends_with('\n'));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  const auto line = boost::json::parse(text).as_object();
  EXPECT_EQ(line.at("level"), "info");
  EXPECT_EQ(line.at("event"), "message_parked");
  EXPECT_EQ(line.at("message"), 42);
  EXPECT_EQ(line.at("reason"), "no such order");
  EXPECT_EQ(line.at("again"), true);
  EXPECT_TRUE(parse_rfc3339(line.at("at").as_string()));
}

TEST(Log, nothing_that_a_stranger_sends_breaks_the_line) {
  const std::string hostile = "\"},{\"\\\n\r\t\x01\x7f\xff\xe4\xbd 订单 {} %v";
  const std::string text =
      captured([&] { log::error("odd", {{"value", hostile}, {"na\"me", "x"}}); });
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  const auto line = boost::json::parse(text).as_object();
  EXPECT_EQ(line.at("value"), "\"},{\"\\\n\r\t\x01\x7f\ufffd\ufffd 订单 {} %v");
  EXPECT_EQ(line.at("na\"me"), "x");
}

TEST(Log, what_lies_under_the_level_is_not_written) {
  EXPECT_EQ(captured([] { log::debug("quiet"); }), "");
  log::set_level(log::Level::kDebug);
  EXPECT_NE(captured([] { log::debug("heard"); }), "");
  log::set_level(log::Level::kOff);
  EXPECT_EQ(captured([] { log::error("quiet"); }), "");
  log::set_level(log::Level::kInfo);
  EXPECT_NE(captured([] { log::warn("heard"); }), "");
}

TEST(Log, a_secret_is_no_field) {
  static_assert(!std::is_constructible_v<log::Field, std::string_view, Secret>);
}

}  // namespace
}  // namespace ordo
