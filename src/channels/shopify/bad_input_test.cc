#include <gtest/gtest.h>

#include "channels/shopify/test_support.h"

namespace ordo::channels::shopify {
namespace {

void expect_order_fault(std::string_view from, std::string_view to, std::string_view fault) {
  expect_faults("orders/updated", replaced(order_body(), from, to), {std::string(fault)});
}

TEST(ShopifyBadInput, every_required_field_is_missed_at_once) {
  expect_faults("orders/create", "{}",
                {"/id required", "/created_at required", "/currency required",
                 "/financial_status required", "/subtotal_price required", "/total_price required",
                 "/updated_at required", "/line_items required"});
  expect_faults("fulfillments/create", "{}",
                {"/status required", "/created_at required", "/order_id required"});
  expect_faults("refunds/create", R"({"transactions":[{}],"refund_line_items":[{}]})",
                {"/id required", "/created_at required", "/order_id required",
                 "/transactions/0/amount required", "/transactions/0/kind required",
                 "/transactions/0/status required", "/refund_line_items/0/line_item_id required",
                 "/refund_line_items/0/quantity required"});
}

TEST(ShopifyBadInput, fields_of_a_wrong_type_are_named) {
  expect_order_fault(R"("total_price":"118.15")", R"("total_price":118.15)",
                     "/total_price field_type");
  expect_order_fault(R"("created_at":"2026-03-14T09:21:07-04:00")", R"("created_at":17)",
                     "/created_at field_type");
  expect_order_fault(R"("refunds":[])", R"("refunds":{})", "/refunds field_type");
  expect_order_fault(R"("refunds":[])", R"("refunds":[5])", "/refunds/0 field_type");
  expect_order_fault(R"("quantity":2,"requires)", R"("quantity":"2","requires)",
                     "/line_items/0/quantity field_type");
  expect_faults("orders/updated", "[]", {" field_type"});
}

TEST(ShopifyBadInput, absurd_money_is_refused_where_it_stands) {
  expect_order_fault(R"("total_price":"118.15")", R"("total_price":"99999999999999999999")",
                     "/total_price amount_overflow");
  expect_order_fault(R"("total_price":"118.15")", R"("total_price":"-1.00")",
                     "/total_price out_of_range");
  expect_order_fault(R"("total_price":"118.15")", R"("total_price":"118.155")",
                     "/total_price too_many_decimals");
  expect_order_fault(R"("total_price":"118.15")", R"("total_price":"1e3")",
                     "/total_price invalid_amount");
  expect_order_fault(R"("price":"18.00")", R"("price":"9999999999999.00")",
                     "/line_items/0/price out_of_range");
  expect_order_fault(R"([{"amount":"8.00")", R"([{"amount":"80.01")",
                     "/line_items/1/discount_allocations out_of_range");
}

TEST(ShopifyBadInput, currencies_are_never_mixed) {
  expect_order_fault(R"("currency":"USD","current)", R"("currency":"DOLLAR","current)",
                     "/currency too_long");
  expect_order_fault(R"(_shipping_price_set":{"shop_money":{"amount":"9.95","currency_code":"USD")",
                     R"(_shipping_price_set":{"shop_money":{"amount":"9.95","currency_code":"EUR")",
                     "/total_shipping_price_set/shop_money/currency_code currency_mismatch");
  expect_faults("refunds/create",
                replaced(fixture("shopify_refunds_create.json"), R"("currency":"USD")",
                         R"("currency":"EUR")"),
                {"/transactions/0/currency currency_mismatch"});
}

TEST(ShopifyBadInput, numbers_beyond_64_bits_are_refused) {
  expect_order_fault(R"({"id":6129384715520199,)", R"({"id":61293847155201996129384,)",
                     "/id out_of_range");
  expect_order_fault(R"({"id":6129384715520199,)", R"({"id":6129384715520199.5,)",
                     "/id not_an_integer");
}

TEST(ShopifyBadInput, bytes_that_are_no_utf8_and_nesting_without_end_are_refused) {
  expect_order_fault("Bitte bei", "\xff itte bei", "/note invalid_utf8");
  const std::string deep = std::string(40, '[') + std::string(40, ']');
  const auto decoded = decode("orders/updated", R"({"x":)" + deep + "}");
  ASSERT_FALSE(decoded.has_value());
  EXPECT_NE(fault_list(decoded.error()).at(0).find(" too_deep"), std::string::npos);
  EXPECT_EQ(decode("orders/updated", "{").error().code, "malformed_json");
}

TEST(ShopifyBadInput, times_without_a_zone_are_those_of_the_shop) {
  expect_order_fault(R"("created_at":"2026-03-14T09:21:07-04:00")", R"("created_at":"yesterday")",
                     "/created_at invalid_time");
}

TEST(ShopifyBadInput, damage_of_any_kind_is_an_error_with_a_code_or_still_readable) {
  std::minstd_rand dice(7);
  const std::pair<const char*, std::string> messages[] = {
      {"orders/paid", order_body()},
      {"fulfillments/update", fixture("shopify_fulfillments_update.json")},
      {"refunds/create", fixture("shopify_refunds_create.json")}};
  size_t refused = 0;
  for (int round = 0; round < 600; ++round) {
    for (const auto& [topic, body] : messages) {
      const auto decoded = decode(topic, damaged(body, dice));
      if (decoded) continue;
      ++refused;
      EXPECT_FALSE(decoded.error().code.empty());
    }
  }
  EXPECT_GT(refused, 100u);
}

TEST(ShopifyBadInput, a_damaged_page_is_an_error_with_a_code_or_still_readable) {
  std::minstd_rand dice(11);
  const std::string page = "{\"orders\":[" + order_body() + "," + order_body() + "]}";
  const std::string cursor =
      R"({"complete_to":1,"window":{"from":1,"to":2,"newest":true,"total":2},"counted":true})";
  for (int round = 0; round < 600; ++round) {
    const Given given{200, damaged(page, dice), {}};
    const auto read = ShopifyPuller().read(given.answer(), cursor, kReceivedAt);
    if (!read) EXPECT_EQ(read.error().error.code, "malformed_answer");
  }
}

}  // namespace
}  // namespace ordo::channels::shopify
