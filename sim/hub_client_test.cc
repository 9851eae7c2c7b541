#include "sim/hub_client.h"

#include <gtest/gtest.h>

namespace ordo::sim {
namespace {

constexpr std::string_view kOrder = R"({"id":"7","order_no":"S-7","channel":"standard",
  "shop":"tea","channel_order_no":"aB\u200b_1","status":"in_transit",
  "axes":{"payment":"paid","fulfilment":"in_transit","after_sale":"none"},
  "lines":[{"line_no":"1","counters":{"ordered":2,"shipped":2}},
           {"line_no":"2","counters":{"ordered":1,"shipped":1}}],
  "amounts":{"goods":{"amount":7289,"currency":"BRL"},"freight":{"amount":6334,"currency":"BRL"},
             "paid":{"amount":13623,"currency":"BRL"}},"version":4})";

TEST(ShownOrder, is_read_from_the_form_that_the_api_promises) {
  const auto order = parse_shown_order(kOrder);
  ASSERT_TRUE(order.has_value()) << order.error().detail;
  EXPECT_EQ(order->shop, "tea");
  EXPECT_EQ(order->number_clean, "AB-1");
  EXPECT_EQ(order->units, 3);
  EXPECT_EQ(order->goods, 7289);
  EXPECT_EQ(order->freight, 6334);
  EXPECT_EQ(order->paid, 13623);
  EXPECT_EQ(order->payment, "paid");
  EXPECT_EQ(order->fulfilment, "in_transit");
  EXPECT_EQ(order->headline, "in_transit");
}

TEST(ShownOrder, in_another_form_is_an_error_and_not_a_guess) {
  for (const char* text : {"", "[]", "{}", R"({"shop":"tea","channel_order_no":7})"}) {
    const auto order = parse_shown_order(text);
    ASSERT_FALSE(order.has_value()) << text;
    EXPECT_EQ(order.error().code, "unexpected_answer");
  }
}

TEST(HubClient, a_hub_that_is_not_there_is_unreachable) {
  HubClient client("http://127.0.0.1:1", Secret("key"));
  const auto answer = client.get("/healthz");
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, "hub_unreachable");
  EXPECT_EQ(answer.error().detail.find("key"), std::string::npos);
}

}  // namespace
}  // namespace ordo::sim
