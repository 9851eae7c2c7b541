#include <gtest/gtest.h>

#include "channels/standard/test_support.h"

namespace ordo::channels::standard {
namespace {

using facts::OrderFact;

const std::string kFullOrder = event("order.upserted", R"({
  "channel_order_no": " ab－12_3 ", "status": "awaiting_allocation",
  "created_at": "2026-01-22T22:20:00+08:00", "paid_at": "2026-01-22T14:21:00Z",
  "buyer": {"id": "u-9", "name": "  张\u200b三 ", "phone": "138 1234 5678"},
  "receiver": {"name": "李四", "phone": "13912345678", "country": "cn", "province": "浙江省",
    "city": "杭州市", "district": "西湖区", "street": "文三路 1 号", "postcode": "310000"},
  "lines": [
    {"line_no": "L1", "sku": "tea_1", "channel_sku": "c_1", "title": "煎茶 100g", "quantity": 4,
     "unit_price": 3200, "discount": 800},
    {"line_no": 7, "title": "<b>'; DROP TABLE orders;--</b>", "quantity": 1, "unit_price": 0}],
  "amounts": {"goods": 12000, "freight": 500, "commission": 60, "tax": 10, "paid": 12510,
    "total": 12510, "marketing": [{"kind": "coupon", "amount": 800, "tax_included": true,
                                   "borne_by": "seller"}]},
  "currency": "JPY",
  "presale": {"deposit": 100, "balance": 12410, "balance_due_at": "2026-02-01T00:00:00Z"},
  "note": "first\r\n\r\n\r\n\r\nsecond",
  "custom": {"rate": 0.10, "nested" : {"a": [1, "}"]}, "text": "x\"y" , "none": null},
  "unheard_of": {"deep": [1]}})");

TEST(DecodeOrder, identity_status_and_times_arrive_as_facts) {
  const auto order = decode_one<OrderFact>(kFullOrder);
  EXPECT_EQ(order.order_no_raw, " ab－12_3 ");
  EXPECT_EQ(order.order_no_clean, "AB-12-3");
  EXPECT_EQ(order.status, facts::Status::kAwaitingAllocation);
  EXPECT_EQ(order.status_raw, "awaiting_allocation");
  EXPECT_EQ(format_rfc3339(order.observed_at), "2026-01-22T14:22:17.120Z");
  EXPECT_EQ(format_rfc3339(order.created_at), "2026-01-22T14:20:00.000Z");
  ASSERT_TRUE(order.paid_at);
  EXPECT_EQ(format_rfc3339(*order.paid_at), "2026-01-22T14:21:00.000Z");
}

TEST(DecodeOrder, parties_are_cleaned_and_phones_become_e164) {
  const auto order = decode_one<OrderFact>(kFullOrder);
  EXPECT_EQ(order.buyer.id, "u-9");
  EXPECT_EQ(order.buyer.name, "张三");
  EXPECT_EQ(order.buyer.phone, "+8613812345678");
  EXPECT_EQ(order.receiver.name, "李四");
  EXPECT_EQ(order.receiver.phone, "+8613912345678");
  EXPECT_EQ(order.receiver.country, "CN");
  EXPECT_EQ(order.receiver.province, "浙江省");
  EXPECT_EQ(order.receiver.city, "杭州市");
  EXPECT_EQ(order.receiver.district, "西湖区");
  EXPECT_EQ(order.receiver.street, "文三路 1 号");
  EXPECT_EQ(order.receiver.postcode, "310000");
}

TEST(DecodeOrder, lines_keep_their_numbers_and_hostile_titles_stay_text) {
  const auto order = decode_one<OrderFact>(kFullOrder);
  ASSERT_EQ(order.lines.size(), 2u);
  EXPECT_EQ(order.lines[0], (facts::Line{"L1", "TEA-1", "c_1", "煎茶 100g", 4, 3200, 800}));
  EXPECT_EQ(order.lines[1], (facts::Line{"7", "", "", "<b>'; DROP TABLE orders;--</b>", 1, 0, 0}));
}

TEST(DecodeOrder, amounts_presale_and_currency_are_taken_as_stated) {
  const auto order = decode_one<OrderFact>(kFullOrder);
  EXPECT_EQ(order.amounts,
            (facts::Amounts{12000, 500, 60, 10, 12510, 12510, {{"coupon", 800, true, "seller"}}}));
  EXPECT_EQ(order.currency.code(), "JPY");
  EXPECT_EQ(order.presale, (facts::Presale{100, 12410, *parse_rfc3339("2026-02-01T00:00:00Z")}));
  EXPECT_EQ(order.note, "first\n\nsecond");
}

TEST(DecodeOrder, custom_fields_keep_the_very_text_of_their_json) {
  const auto order = decode_one<OrderFact>(kFullOrder);
  const std::vector<std::pair<std::string, std::string>> expected{
      {"rate", "0.10"}, {"nested", R"({"a": [1, "}"]})"}, {"text", R"("x\"y")"}, {"none", "null"}};
  EXPECT_EQ(order.custom, expected);
}

TEST(DecodeOrder, the_least_order_is_enough) {
  const auto order = decode_one<OrderFact>(order_event());
  EXPECT_EQ(order.order_no_clean, "A-1");
  EXPECT_EQ(order.currency.code(), "CNY");
  EXPECT_TRUE(order.lines.empty());
  EXPECT_EQ(order.amounts, facts::Amounts{});
  EXPECT_FALSE(order.paid_at);
  EXPECT_FALSE(order.presale);
  EXPECT_EQ(order.told, (facts::Told{false, false, false, false}));
}

TEST(DecodeOrder, what_is_told_of_is_marked_an_empty_list_of_lines_too) {
  EXPECT_EQ(decode_one<OrderFact>(kFullOrder).told, facts::Told{});
  EXPECT_EQ(decode_one<OrderFact>(order_event(R"("lines":[])")).told,
            (facts::Told{true, false, false, false}));
}

TEST(DecodeOrder, order_created_is_another_name_for_order_upserted) {
  std::string body = order_event();
  body.replace(body.find("order.upserted"), 14, "order.created");
  EXPECT_EQ(decode_one<OrderFact>(body).order_no_clean, "A-1");
}

TEST(DecodeOrder, a_null_counts_as_absent) {
  const auto order = decode_one<OrderFact>(order_event(
      R"("buyer":null,"lines":null,"amounts":null,"currency":null,"paid_at":null,"custom":null)"));
  EXPECT_EQ(order.currency.code(), "CNY");
  EXPECT_EQ(order.told, (facts::Told{false, false, false, false}));
  expect_faults(
      event("order.upserted", R"({"channel_order_no":null,"status":"paid","created_at":null})"),
      {"/data/channel_order_no required", "/data/created_at required"});
}

TEST(DecodeOrder, without_amounts_the_lines_say_what_is_owed_and_nothing_is_paid) {
  const auto order = decode_one<OrderFact>(order_event(
      R"("lines":[{"quantity":3,"unit_price":100,"discount":50},{"quantity":1,"unit_price":7}])"));
  EXPECT_EQ(order.amounts, (facts::Amounts{257, 0, 0, 0, 0, 257, {}}));
}

TEST(DecodeOrder, amounts_without_paid_say_that_nothing_was_paid) {
  const auto order = decode_one<OrderFact>(order_event(R"("amounts":{"goods":5,"total":5})"));
  EXPECT_EQ(order.amounts.paid, 0);
  EXPECT_EQ(order.amounts.total, 5);
}

TEST(DecodeOrder, lines_without_a_number_are_numbered_by_their_place) {
  const auto order = decode_one<OrderFact>(
      order_event(R"("lines":[{"quantity":1,"unit_price":1},{"quantity":1,"unit_price":1}])"));
  EXPECT_EQ(order.lines[0].line_no, "1");
  EXPECT_EQ(order.lines[1].line_no, "2");
}

TEST(DecodeOrder, a_line_number_used_twice_is_named_where_it_is_repeated) {
  expect_faults(
      order_event(R"("lines":[{"line_no":"2","quantity":1,"unit_price":1},)"
                  R"({"quantity":1,"unit_price":1},)"
                  R"({"line_no":2,"quantity":1,"unit_price":1}])"),
      {"/data/lines/1/line_no duplicate_line_no", "/data/lines/2/line_no duplicate_line_no"});
}

TEST(DecodeOrder, a_phone_that_is_none_stays_as_given_but_cleaned) {
  const auto order =
      decode_one<OrderFact>(order_event(R"("receiver":{"name":"x","phone":"  call  me "})"));
  EXPECT_EQ(order.receiver.phone, "call me");
}

TEST(DecodeOrder, a_phone_is_read_in_the_receivers_country_then_in_the_shops) {
  EXPECT_EQ(
      decode_one<OrderFact>(order_event(R"("receiver":{"phone":"(650) 253-0000","country":"US"})"))
          .receiver.phone,
      "+16502530000");
  const ShopContext us{"us", "USD", "", "US"};
  EXPECT_EQ(
      decode_one<OrderFact>(order_event(R"("buyer":{"phone":"650-253-0000"})"), us).buyer.phone,
      "+16502530000");
}

TEST(DecodeOrder, local_times_need_the_shops_zone) {
  std::string body = order_event(R"("paid_at":"2026-01-22 22:21:00")");
  expect_faults(body, {"/data/paid_at time_without_zone"});
  const ShopContext shanghai{"mini", "CNY", "Asia/Shanghai", "CN"};
  EXPECT_EQ(format_rfc3339(*decode_one<OrderFact>(body, shanghai).paid_at),
            "2026-01-22T14:21:00.000Z");
  const ShopContext nowhere{"mini", "CNY", "Nowhere/Land", "CN"};
  expect_faults(body, {"/data/paid_at unknown_zone"}, nowhere);
}

TEST(DecodeOrder, a_time_from_the_future_is_not_the_decoders_business) {
  EXPECT_TRUE(decode_one<OrderFact>(order_event(R"("paid_at":"2999-01-01T00:00:00Z")")).paid_at);
}

TEST(DecodeOrder, a_string_where_an_object_belongs_is_a_fault_of_that_field_alone) {
  expect_faults(order_event(R"("receiver":"Hangzhou","buyer":[],"lines":{},"amounts":5)"),
                {"/data/receiver field_type", "/data/buyer field_type", "/data/lines field_type",
                 "/data/amounts field_type"});
}

TEST(DecodeOrder, all_faults_are_told_at_once_each_with_what_was_found_and_expected) {
  const Error error = decode_error(
      event("order.upserted", R"({"channel_order_no":5,"status":"shipped","created_at":"yesterday",
      "lines":[{"quantity":0,"unit_price":-1},7],"currency":"RMB"})"));
  EXPECT_EQ(error.detail, "6 fields break the contract of this channel");
  EXPECT_EQ(faults(error),
            (std::vector<std::string>{
                "/data/channel_order_no field_type",
                "/data/created_at " + parse_rfc3339("yesterday").error().code,
                "/data/lines/0/quantity out_of_range", "/data/lines/0/unit_price out_of_range",
                "/data/lines/1 field_type", "/data/currency unknown_currency"}));
  EXPECT_EQ(error.fields[0].detail, "field_type: expected a string, found an integer");
  EXPECT_EQ(error.fields[2].detail, "out_of_range: expected 1 to 1000000, found 0");
}

TEST(DecodeOrder, a_status_is_a_word_whether_or_not_it_is_one_of_ours) {
  EXPECT_EQ(decode_one<OrderFact>(order_event()).word,
            (facts::ChannelWord{"order/paid", true, ""}));
  std::string shipped = order_event();
  shipped.replace(shipped.find(R"("paid")"), 6, R"("shipped")");
  const auto order = decode_one<OrderFact>(shipped);
  EXPECT_EQ(order.word, (facts::ChannelWord{"order/shipped", false, "/data/status"}));
  EXPECT_EQ(order.status_raw, "shipped");
}

TEST(DecodeOrder, no_more_than_twenty_faults_are_told) {
  std::string lines;
  for (int i = 0; i < 100; ++i) lines += (i ? ",{}" : "{}");
  EXPECT_EQ(decode_error(order_event("\"lines\":[" + lines + "]")).fields.size(), 20u);
}

TEST(DecodeOrder, a_thousand_lines_are_read_and_one_more_is_not) {
  std::string lines = R"({"quantity":1,"unit_price":1})";
  for (int i = 1; i < 1000; ++i) lines += R"(,{"quantity":1,"unit_price":1})";
  EXPECT_EQ(decode_one<OrderFact>(order_event("\"lines\":[" + lines + "]")).lines.size(), 1000u);
  expect_faults(order_event("\"lines\":[" + lines + R"(,{"quantity":1,"unit_price":1}])"),
                {"/data/lines too_many"});
}

TEST(DecodeOrder, money_is_a_whole_bounded_number_not_below_zero) {
  const auto with_total = [](std::string_view total) {
    return order_event(R"("amounts":{"goods":0,"total":)" + std::string(total) + "}");
  };
  EXPECT_EQ(decode_one<OrderFact>(with_total("1000000000000000")).amounts.total, kMaxAmountMinor);
  for (const std::string bad : {"1000000000000001", "-1", "18446744073709551615"}) {
    expect_faults(with_total(bad), {"/data/amounts/total out_of_range"});
  }
  for (const std::string bad : {"1.5", "1.0", "1e3"}) {
    expect_faults(with_total(bad), {"/data/amounts/total not_an_integer"});
  }
  for (const std::string bad : {"\"1\"", "true", "[]", "{}"}) {
    expect_faults(with_total(bad), {"/data/amounts/total field_type"});
  }
}

TEST(DecodeOrder, a_line_whose_total_no_amount_can_hold_is_refused) {
  expect_faults(order_event(R"("lines":[{"quantity":1000000,"unit_price":1000000000000000}])"),
                {"/data/lines/0/unit_price out_of_range"});
  expect_faults(order_event(R"("lines":[{"quantity":2,"unit_price":5,"discount":11}])"),
                {"/data/lines/0/discount out_of_range"});
  expect_faults(order_event(R"("lines":[{"quantity":1,"unit_price":1000000000000000},)"
                            R"({"quantity":1,"unit_price":1}])"),
                {"/data/lines out_of_range"});
}

TEST(DecodeOrder, an_unknown_or_missing_currency_is_named) {
  expect_faults(order_event(R"("currency":"XYZ")"), {"/data/currency unknown_currency"});
  expect_faults(order_event(R"("currency":"cny")"), {"/data/currency pattern_mismatch"});
  expect_faults(order_event(), {"/data/currency unknown_currency"},
                ShopContext{"bare", "", "", ""});
}

TEST(DecodeOrder, a_country_is_two_letters) {
  const Error error = decode_error(order_event(R"("receiver":{"country":"C1"})"));
  EXPECT_EQ(faults(error), std::vector<std::string>{"/data/receiver/country pattern_mismatch"});
  EXPECT_EQ(error.fields[0].detail, R"(pattern_mismatch: expected [A-Za-z]{2}, found "C1")");
  for (const char* none : {"", "  "}) {
    const auto order = decode_one<OrderFact>(
        order_event(R"("receiver":{"country":")" + std::string(none) + R"("})"));
    EXPECT_EQ(order.receiver.country, "");
  }
  expect_faults(order_event(R"("receiver":{"country":"China"})"),
                {"/data/receiver/country too_long"});
}

TEST(DecodeOrder, an_order_number_of_nothing_but_blanks_is_refused) {
  expect_faults(event("order.upserted",
                      R"({"channel_order_no":" \u3000\u200b","status":"paid",
                      "created_at":"2026-01-22T14:20:00Z"})"),
                {"/data/channel_order_no empty_number"});
}

TEST(DecodeOrder, a_key_given_twice_is_refused_wherever_it_is_read) {
  expect_faults(order_event(R"("status":"closed")"), {"/data/status duplicate_key"});
  expect_faults(order_event(R"("note":null,"note":"x")"), {"/data/note duplicate_key"});
  expect_faults(order_event(R"("receiver":{"name":"a","name":"b"})"),
                {"/data/receiver/name duplicate_key"});
  expect_faults(R"({"type":"order.paid","type":"x.y"})", {"/type duplicate_key"});
}

TEST(DecodeOrder, custom_fields_have_limits) {
  std::string many;
  for (int i = 0; i < 51; ++i) many += (i ? ",\"f" : "\"f") + std::to_string(i) + "\":1";
  expect_faults(order_event("\"custom\":{" + many + "}"), {"/data/custom too_many"});
  expect_faults(order_event("\"custom\":{\"a\":\"" + std::string(8192, 'x') + "\"}"),
                {"/data/custom too_large"});
  expect_faults(order_event(R"("custom":{"a/b":1,"a/b":2})"), {"/data/custom/a~1b duplicate_key"});
  expect_faults(order_event("\"custom\":{\"" + std::string(65, 'k') + "\":1}"),
                {"/data/custom/" + std::string(65, 'k') + " too_long"});
  expect_faults(order_event(R"("custom":"text")"), {"/data/custom field_type"});
}

// The hub's other parser would fail on it whenever the order is read.
TEST(DecodeOrder, custom_values_that_cannot_be_read_again_are_refused) {
  for (const std::string value :
       {"1e-9999999999", "0e9999999999", "[0e9999999999]", R"({"deep":-1e-99999999999})"}) {
    expect_faults(order_event("\"custom\":{\"a\":1,\"x\":" + value + "}"),
                  {"/data/custom/x unreadable"});
  }
}

TEST(DecodeOrder, custom_is_found_under_escaped_names_too) {
  std::string body = order_event(R"("c\u0075stom":{"a":[true]})");
  body.replace(body.find("\"data\""), 6, "\"d\\u0061ta\"");
  const auto order = decode_one<OrderFact>(body);
  ASSERT_EQ(order.custom.size(), 1u);
  EXPECT_EQ(order.custom[0].second, "[true]");
}

TEST(DecodeOrder, the_generic_fixture_of_another_form_is_told_what_it_lacks) {
  const Error error = decode_error(fixture("stdwh_generic_order_created.json"));
  EXPECT_EQ(faults(error), (std::vector<std::string>{"/data/channel_order_no required",
                                                     "/data/created_at required"}));
}

}  // namespace
}  // namespace ordo::channels::standard
