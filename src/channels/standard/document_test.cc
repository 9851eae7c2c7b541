#include "channels/document.h"

#include <gtest/gtest.h>

#include "channels/standard/contract.h"
#include "channels/standard/test_support.h"

namespace ordo::channels::standard {
namespace {

std::string nested(size_t levels) {
  return std::string(levels, '[') + "1" + std::string(levels, ']');
}

// {"type":…,"x":[[…]]} has one level more than its array.
std::string event_with_depth(size_t levels) {
  return R"({"type":"anything.else","x":)" + nested(levels - 1) + "}";
}

TEST(Document, what_is_not_json_is_told_with_its_byte_offset) {
  const Error error = decode_error(R"({"type":"order.paid",,})");
  EXPECT_EQ(error.kind, ErrorClass::kInvalid);
  EXPECT_EQ(error.code, "malformed_json");
  EXPECT_NE(error.detail.find("byte 21"), std::string::npos) << error.detail;
}

TEST(Document, broken_bodies_of_every_kind_are_malformed) {
  for (const std::string& bad :
       {std::string(""), std::string("   "), std::string("nonsense"), std::string("{"),
        std::string("{}{}"), std::string("{\"a\":1}x"), std::string("{\"a\":01}"),
        std::string("{'a':1}"), std::string("{\"a\":\"\\ud800\"}"), std::string("{\"a\":NaN}"),
        std::string("{\"a\":\"line\nbreak\"}"), std::string("\xef\xbb\xbf{}"),
        std::string("{\"a\":\"\0\"}", 9), std::string("<xml/>"), std::string("a=1&b=2")}) {
    EXPECT_EQ(decode_error(bad).code, "malformed_json") << bad;
  }
}

TEST(Document, a_document_that_is_no_object_is_a_breach_of_type) {
  for (const std::string bad : {"[]", "1", "\"x\"", "null", "true"}) {
    expect_faults(bad, {" field_type"});
  }
}

TEST(Document, thirty_two_levels_are_read_and_one_more_is_not) {
  EXPECT_TRUE(decode_event(event_with_depth(32), kShop).has_value());
  const Error error = decode_error(event_with_depth(33));
  EXPECT_EQ(error.code, "contract_breach");
  ASSERT_EQ(error.fields.size(), 1u);
  EXPECT_TRUE(error.fields[0].pointer.starts_with("/x/0/0/0")) << error.fields[0].pointer;
  EXPECT_TRUE(error.fields[0].detail.starts_with("too_deep: ")) << error.fields[0].detail;
}

TEST(Document, a_flood_of_brackets_does_not_exhaust_the_stack) {
  EXPECT_EQ(decode_error(std::string(500'000, '[')).code, "contract_breach");
}

TEST(Document, numbers_beyond_64_bits_are_named_wherever_they_stand) {
  expect_faults(order_event(R"("amounts":{"goods":99999999999999999999,"total":1},)"
                            R"("lines":[{"quantity":-9223372036854775809}])"),
                {"/data/amounts/goods out_of_range", "/data/lines/0/quantity out_of_range"});
  expect_faults(order_event(R"("x~/y":[0,1e999])"), {"/data/x~0~1y/1 out_of_range"});
}

TEST(Document, text_that_is_not_utf8_is_named) {
  expect_faults(order_event("\"note\":\"\xff\xfe\",\"buyer\":{\"name\":\"\xc3\"}"),
                {"/data/note invalid_utf8", "/data/buyer/name invalid_utf8"});
}

TEST(Document, a_name_that_is_not_utf8_does_not_leak_into_the_answer) {
  const Error error = decode_error(order_event("\"\xff\":1"));
  EXPECT_EQ(error.code, "contract_breach");
  ASSERT_FALSE(error.fields.empty());
  EXPECT_EQ(error.fields[0].pointer.find('\xff'), std::string::npos);
}

TEST(Document, a_body_beyond_the_limit_is_not_read) {
  EXPECT_EQ(decode_error(std::string(kBodyBytesMax + 1, ' ')).code, "body_too_large");
}

TEST(Document, a_small_body_is_read_after_a_large_one) {
  const std::string large = order_event("\"x\":\"" + std::string(1 << 20, 'x') + "\"");
  EXPECT_TRUE(decode_event(large, kShop).has_value());
  EXPECT_TRUE(decode_event(order_event(), kShop).has_value());
  EXPECT_TRUE(decode_event(event_with_depth(32), kShop).has_value());
  EXPECT_TRUE(decode_event(large, kShop).has_value());
}

}  // namespace
}  // namespace ordo::channels::standard
