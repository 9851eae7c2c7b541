#include "channels/standard/event_type.h"

#include <gtest/gtest.h>

#include <string>

namespace ordo::channels::standard {
namespace {

TEST(EventType, the_type_is_told_wherever_only_plain_texts_stand_before_it) {
  EXPECT_EQ(event_type(R"({"type":"order.paid","data":{}})"), "order.paid");
  EXPECT_EQ(event_type("\r\n{ \"timestamp\" : \"2026-01-22T14:20:00Z\",\n  \"type\": \"a.b\"}"),
            "a.b");
}

TEST(EventType, a_type_within_the_data_is_not_taken_for_the_message_s) {
  EXPECT_EQ(event_type(R"({"data":{"type":"order.paid"},"type":"order.cancelled"})"), "");
  EXPECT_EQ(event_type(R"([{"type":"order.paid"}])"), "");
  EXPECT_EQ(event_type(R"({"x":"\"type\":\"order.paid\"","type":"order.cancelled"})"), "");
}

TEST(EventType, what_is_no_topic_is_not_told) {
  for (const char* body : {"", "{", "{}", R"({"type")", R"({"type":)", R"({"type":"order.pa)",
                           R"({"type":7})", R"({"type":"Order Paid"})", R"({"type":"订单"})"}) {
    EXPECT_EQ(event_type(body), "") << body;
  }
  EXPECT_EQ(event_type(R"({"type":")" + std::string(65, 'a') + R"("})"), "");
}

TEST(EventType, only_the_beginning_of_a_body_is_looked_at) {
  const std::string long_text(300, 'x');
  EXPECT_EQ(event_type(R"({"note":")" + long_text + R"(","type":"order.paid"})"), "");
}

}  // namespace
}  // namespace ordo::channels::standard
