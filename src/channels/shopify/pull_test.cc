#include "channels/shopify/pull.h"

#include <gtest/gtest.h>

#include <set>

#include "channels/shopify/test_support.h"

namespace ordo::channels::shopify {
namespace {

const Secret kCredentials(R"({"secret":"s","shop_domain":"demo-outdoor.myshopify.com",)"
                          R"("access_token":"shpat_1"})");
const Instant kStart = Instant{1'773'489'600'000};  // 2026-03-14T12:00:00Z
const Instant kNow = kStart.plus_ms(2 * kHourMs);

HttpCall call_for(std::string_view cursor, Instant now = kNow) {
  auto call = ShopifyPuller().next(kCredentials, cursor, now);
  EXPECT_TRUE(call.has_value());
  return call ? *call : HttpCall{};
}

PullPage page_of(const Given& given, const HttpCall& call) {
  auto page = ShopifyPuller().read(given.answer(), call.cursor, kNow);
  if (page) return *page;
  ADD_FAILURE() << page.error().error.code << ": " << page.error().error.detail;
  return {};
}

std::string list_of(const std::vector<std::string>& orders) {
  std::string text;
  for (const std::string& order : orders) text += (text.empty() ? "" : " , ") + order;
  return "{\"orders\": [" + text + "]}";
}

TEST(ShopifyPull, a_window_is_counted_and_then_read_page_by_page) {
  const ShopifyPuller puller;
  const HttpCall count = call_for(puller.first_cursor(kStart));
  EXPECT_EQ(count.method, "GET");
  EXPECT_EQ(count.url,
            "https://demo-outdoor.myshopify.com/admin/api/2026-07/orders/count.json?status=any"
            "&updated_at_min=2026-03-14T11%3A55%3A00.000Z"
            "&updated_at_max=2026-03-14T13%3A59%3A00.000Z");
  EXPECT_EQ(count.headers.at(1),
            (std::pair<std::string, std::string>("X-Shopify-Access-Token", "shpat_1")));
  const PullPage counted = page_of({200, R"({"count":2})", {}}, count);
  EXPECT_TRUE(counted.more);
  const HttpCall first = call_for(counted.cursor);
  EXPECT_EQ(first.url,
            "https://demo-outdoor.myshopify.com/admin/api/2026-07/orders.json?limit=100&status=any"
            "&updated_at_min=2026-03-14T11%3A55%3A00.000Z"
            "&updated_at_max=2026-03-14T13%3A59%3A00.000Z");
  const std::string link =
      "<https://demo-outdoor.myshopify.com/admin/api/2026-07/"
      "orders.json?limit=100&page_info=AbC%3D>"
      "; rel=\"next\"";
  const PullPage one = page_of({200, list_of({order_body()}), {{"Link", link}}}, first);
  EXPECT_TRUE(one.more);
  EXPECT_EQ(one.finished.has_value(), false);
  EXPECT_EQ(puller.watermark(one.cursor), kStart);
  const HttpCall second = call_for(one.cursor);
  EXPECT_EQ(second.url,
            "https://demo-outdoor.myshopify.com/admin/api/2026-07/orders.json?limit=100"
            "&page_info=AbC%3D");
  const PullPage two = page_of({200, list_of({R"({"id":7})"}), {}}, second);
  EXPECT_FALSE(two.more);
  ASSERT_TRUE(two.finished.has_value());
  EXPECT_EQ(two.finished->total, 2);
  EXPECT_EQ(puller.watermark(two.cursor), kNow.plus_ms(-kMinuteMs));
}

TEST(ShopifyPull, each_order_is_a_message_byte_for_byte_that_the_decoder_reads) {
  const HttpCall call = call_for(
      page_of({200, R"({"count":2})", {}}, call_for(ShopifyPuller().first_cursor(kStart))).cursor);
  const PullPage page = page_of(
      {200, list_of({order_body(), R"({"name":"#2","id": 820982911946154508 })"}), {}}, call);
  ASSERT_EQ(page.messages.size(), 2u);
  EXPECT_EQ(page.messages[0].body, order_body());
  EXPECT_EQ(page.messages[0].topic, "orders/updated");
  EXPECT_EQ(decode_order_fact(page.messages[0].body).order_no_clean, "6129384715520199");
  EXPECT_EQ(page.listed, (std::vector<std::string>{"6129384715520199", "820982911946154508"}));
  EXPECT_EQ(page.messages[0].external_id, pulled_id("order", "6129384715520199", order_body()));
}

TEST(ShopifyPull, the_same_state_has_the_same_id_and_another_another) {
  const std::string changed = replaced(order_body(), "\"updated_at\":\"2026-03-14T09:21:09",
                                       "\"updated_at\":\"2026-03-14T09:21:10");
  EXPECT_EQ(pulled_id("order", "1", order_body()), pulled_id("order", "1", order_body()));
  EXPECT_NE(pulled_id("order", "1", order_body()), pulled_id("order", "1", changed));
}

TEST(ShopifyPull, an_empty_window_is_finished_by_its_count_and_a_long_one_is_cut) {
  const ShopifyPuller puller;
  const HttpCall call = call_for(puller.first_cursor(kStart), kStart.plus_ms(3 * kDayMs));
  const PullPage page = page_of({200, R"({"count":0})", {}}, call);
  EXPECT_TRUE(page.more);
  EXPECT_EQ(puller.watermark(page.cursor), kStart.plus_ms(kDayMs));
  EXPECT_EQ(page.finished->total, 0);
}

TEST(ShopifyPull, a_page_that_is_forgotten_begins_the_window_anew_a_few_times) {
  HttpCall call = call_for(
      page_of({200, R"({"count":5})", {}}, call_for(ShopifyPuller().first_cursor(kStart))).cursor);
  const Given next{
      200, list_of({R"({"id":1})"}), {{"Link", "<https://x/orders.json?page_info=old>; rel=next"}}};
  int begun = 0;
  for (; begun < 10; ++begun) {
    call = call_for(page_of(next, call).cursor);
    const Given stale{400, R"({"errors":{"page_info":"Invalid value."}})", {}};
    const auto read = ShopifyPuller().read(stale.answer(), call.cursor, kNow);
    if (!read) {
      EXPECT_EQ(read.error().error.code, "request_refused");
      break;
    }
    call = call_for(read->cursor);
    EXPECT_NE(call.url.find("updated_at_min"), std::string::npos);
  }
  EXPECT_EQ(begun, 3);
}

TEST(ShopifyPull, each_failure_has_its_code) {
  const HttpCall call = call_for(ShopifyPuller().first_cursor(kStart));
  const auto code = [&](const Given& given) {
    const auto read = ShopifyPuller().read(given.answer(), call.cursor, kNow);
    return read ? std::string("ok") : read.error().error.code;
  };
  EXPECT_EQ(code({401, "", {}}), "token_expired");
  EXPECT_EQ(code({402, "", {}}), "permission_denied");
  EXPECT_EQ(code({403, "", {}}), "permission_denied");
  EXPECT_EQ(code({404, "", {}}), "request_refused");
  EXPECT_EQ(code({500, "", {}}), "platform_down");
  EXPECT_EQ(code({0, "", {}}), "platform_down");
  EXPECT_EQ(code({200, "<html>", {}}), "malformed_answer");
  EXPECT_EQ(code({200, R"({"count":-1})", {}}), "malformed_answer");
  EXPECT_EQ(code({200, R"({"count":"1"})", {}}), "malformed_answer");
}

TEST(ShopifyPull, a_limit_says_when_to_come_again) {
  const HttpCall call = call_for(ShopifyPuller().first_cursor(kStart));
  const auto retry = [&](std::string_view seconds) {
    const Given limited{429, "", {{"Retry-After", seconds}}};
    return ShopifyPuller().read(limited.answer(), call.cursor, kNow).error().retry_after_ms;
  };
  EXPECT_EQ(retry("2.0"), 2000);
  EXPECT_EQ(retry("0.5"), 1000);
  EXPECT_EQ(retry("17"), 17'000);
  EXPECT_EQ(retry(""), 2000);
}

TEST(ShopifyPull, a_bucket_more_than_half_full_is_given_time_to_leak) {
  EXPECT_EQ(quota_wait_ms("1/40"), 0);
  EXPECT_EQ(quota_wait_ms("20/40"), 0);
  EXPECT_EQ(quota_wait_ms("32/40"), 6000);  // twelve too many at two a second
  EXPECT_EQ(quota_wait_ms("300/400"), 5000);
  EXPECT_EQ(quota_wait_ms(""), 0);
  EXPECT_EQ(quota_wait_ms("x/y"), 0);
  EXPECT_EQ(quota_wait_ms("5/0"), 0);
}

TEST(ShopifyPull, the_next_page_is_found_among_links) {
  EXPECT_EQ(next_page_info(R"(<https://x/orders.json?page_info=back&limit=5>; rel="previous", )"
                           R"(<https://x/orders.json?limit=5&page_info=on>; rel="next")"),
            "on");
  EXPECT_EQ(next_page_info(R"(<https://x/orders.json?page_info=back>; rel="previous")"), "");
  EXPECT_EQ(next_page_info("nonsense"), "");
  EXPECT_EQ(next_page_info(""), "");
}

TEST(ShopifyPull, a_link_cannot_smuggle_parameters_into_the_next_call) {
  HttpCall call = call_for(
      page_of({200, R"({"count":5})", {}}, call_for(ShopifyPuller().first_cursor(kStart))).cursor);
  const Given bad{200, list_of({}), {{"Link", "<https://x/?page_info=a b\">; rel=next"}}};
  const auto read = ShopifyPuller().read(bad.answer(), call.cursor, kNow);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().error.code, "malformed_answer");
}

TEST(ShopifyPull, without_a_token_it_cannot_be_asked) {
  const auto call =
      ShopifyPuller().next(Secret(R"({"secret":"s"})"), ShopifyPuller().first_cursor(kStart), kNow);
  ASSERT_FALSE(call.has_value());
  EXPECT_EQ(call.error().code, "credentials_incomplete");
}

TEST(ShopifyPull, what_is_no_cursor_is_refused) {
  for (const std::string bad :
       {"", "{}", "[1]", R"({"complete_to":1,"counted":true})",
        R"({"complete_to":1,"page_info":5})", R"({"complete_to":1,"page_info":"a&b"})"}) {
    const auto call = ShopifyPuller().next(kCredentials, bad, kNow);
    ASSERT_FALSE(call.has_value()) << bad;
    EXPECT_EQ(call.error().code, "cursor_invalid") << bad;
  }
}

TEST(ShopifyPull, one_order_is_asked_for_by_its_id_and_that_is_all) {
  const ShopifyPuller puller;
  const HttpCall call = call_for(puller.cursor_for("450789469"));
  EXPECT_TRUE(call.url.ends_with("/orders.json?status=any&ids=450789469")) << call.url;
  const PullPage page = page_of({200, list_of({R"({"id":450789469})"}), {}}, call);
  ASSERT_EQ(page.messages.size(), 1u);
  EXPECT_EQ(page.messages.front().order_no, "450789469");
  EXPECT_EQ(page.cursor, "");
  EXPECT_FALSE(page.more);
  EXPECT_FALSE(page.finished.has_value());
}

TEST(ShopifyPull, an_order_that_is_not_there_is_unreadable_and_no_id_is_not_asked_for) {
  const ShopifyPuller puller;
  const PullPage page = page_of({200, list_of({}), {}}, call_for(puller.cursor_for("7")));
  ASSERT_EQ(page.unreadable.size(), 1u);
  EXPECT_EQ(page.unreadable.front().order_no, "7");
  EXPECT_EQ(puller.cursor_for("7&status=open"), "");
  EXPECT_FALSE(puller.next(kCredentials, R"({"complete_to":0,"one":"7&x"})", kNow));
}

}  // namespace
}  // namespace ordo::channels::shopify
