#include <gtest/gtest.h>

#include "channels/standard/adapter.h"
#include "channels/standard/test_support.h"

namespace ordo::channels::standard {
namespace {

const Instant kEventTime = *parse_rfc3339("2026-01-22T14:22:17.120Z");

TEST(DecodeEvents, a_payment_is_read) {
  const auto payment = decode_one<facts::PaymentFact>(event(
      "order.paid", R"({"channel_order_no":"a_1","paid_at":"2026-01-22T14:21:00Z","amount":12510,
      "method":"wechat","payment_no":"420000"})"));
  EXPECT_EQ(payment.order_no_raw, "a_1");
  EXPECT_EQ(payment.order_no_clean, "A-1");
  EXPECT_EQ(format_rfc3339(payment.paid_at), "2026-01-22T14:21:00.000Z");
  EXPECT_EQ(payment.amount, 12510);
  EXPECT_EQ(payment.method, "wechat");
  EXPECT_EQ(payment.payment_no, "420000");
}

TEST(DecodeEvents, a_payment_without_amount_or_moment_is_refused) {
  expect_faults(event("order.paid", R"({"channel_order_no":"A"})"),
                {"/data/paid_at required", "/data/amount required"});
  expect_faults(event("order.paid",
                      R"({"channel_order_no":"A","paid_at":"2026-01-22T14:21:00Z","amount":-5})"),
                {"/data/amount out_of_range"});
}

TEST(DecodeEvents, a_cancellation_is_observed_when_its_envelope_says) {
  const auto cancel = decode_one<facts::CancelFact>(
      event("order.cancelled", R"({"channel_order_no":"A-1","reason":"不要了"})"));
  EXPECT_EQ(cancel.order_no_clean, "A-1");
  EXPECT_EQ(cancel.observed_at, kEventTime);
  EXPECT_EQ(cancel.reason, "不要了");
}

TEST(DecodeEvents, a_shipment_is_read_with_its_lines) {
  const auto shipment = decode_one<facts::ShipmentFact>(event(
      "shipment.updated", R"({"channel_order_no":"A-1","tracking_no":" sf 123 ","carrier":"sf",
      "status":"picked_up","occurred_at":"2026-01-22T10:00:00Z","location":"杭州","text":"已揽收",
      "lines":[{"line_no":"L1","quantity":2},{"line_no":2,"quantity":1}]})"));
  EXPECT_EQ(shipment.order_no_clean, "A-1");
  EXPECT_EQ(shipment.tracking_no, "SF123");
  EXPECT_EQ(shipment.carrier, "sf");
  EXPECT_EQ(shipment.status, facts::ParcelStatus::kPickedUp);
  EXPECT_EQ(format_rfc3339(shipment.occurred_at), "2026-01-22T10:00:00.000Z");
  EXPECT_EQ(shipment.location, "杭州");
  EXPECT_EQ(shipment.text, "已揽收");
  EXPECT_EQ(shipment.lines, (std::vector<std::pair<std::string, int64_t>>{{"L1", 2}, {"2", 1}}));
}

TEST(DecodeEvents, a_shipment_may_be_known_by_its_tracking_number_alone) {
  const auto shipment = decode_one<facts::ShipmentFact>(
      event("shipment.updated", R"({"channel_order_no":" ","tracking_no":"SF1","status":"lost",
      "occurred_at":"2026-01-22T10:00:00Z"})"));
  EXPECT_EQ(shipment.order_no_clean, "");
  EXPECT_TRUE(shipment.lines.empty());
}

TEST(DecodeEvents, faults_in_a_shipment_are_named) {
  expect_faults(event("shipment.updated", R"({"tracking_no":"","status":"shipped","occurred_at":1,
      "lines":[{"line_no":"1","quantity":1},{"line_no":1,"quantity":1},{"quantity":1},"x"]})"),
                {"/data/tracking_no too_short", "/data/occurred_at field_type",
                 "/data/lines/2/line_no required", "/data/lines/3 field_type",
                 "/data/lines/1/line_no duplicate_line_no"});
}

TEST(DecodeEvents, a_status_that_is_not_ours_is_a_word_that_a_map_may_know) {
  const auto parcel = decode_one<facts::ShipmentFact>(
      event("shipment.updated",
            R"({"tracking_no":"SF1","status":"flown","occurred_at":"2026-01-22T14:20:00Z"})"));
  EXPECT_EQ(parcel.word, (facts::ChannelWord{"parcel/flown", false, "/data/status"}));
  const auto refund = decode_one<facts::RefundFact>(
      event("refund.updated",
            R"({"channel_order_no":"A-1","refund_no":"R","status":"done","amount":1})"));
  EXPECT_EQ(refund.word, (facts::ChannelWord{"refund/done", true, ""}));
}

TEST(DecodeEvents, a_refund_is_read) {
  const auto refund = decode_one<facts::RefundFact>(
      event("refund.updated", R"({"channel_order_no":"A-1","refund_no":"R_1","kind":"refund_only",
      "status":"in_progress","amount":300,"reason":"broken",
      "lines":[{"line_no":"1","quantity":1}]})"));
  EXPECT_EQ(refund.order_no_clean, "A-1");
  EXPECT_EQ(refund.refund_no, "R_1");
  EXPECT_EQ(refund.kind, "refund_only");
  EXPECT_EQ(refund.status, facts::RefundStatus::kInProgress);
  EXPECT_EQ(refund.observed_at, kEventTime);
  EXPECT_EQ(refund.amount, 300);
  EXPECT_EQ(refund.reason, "broken");
  EXPECT_EQ(refund.lines.size(), 1u);
}

TEST(DecodeEvents, stock_moves_up_and_down_but_never_by_nothing) {
  const auto body = [](std::string_view quantity) {
    return event("stock.adjusted",
                 R"({"sku":"tea 1","warehouse":"杭州仓","reason":"count","quantity":)" +
                     std::string(quantity) + "}");
  };
  const auto stock = decode_one<facts::StockFact>(body("-5"));
  EXPECT_EQ(stock.sku, "TEA1");
  EXPECT_EQ(stock.warehouse, "杭州仓");
  EXPECT_EQ(stock.reason, "count");
  EXPECT_EQ(stock.quantity, -5);
  EXPECT_EQ(stock.observed_at, kEventTime);
  for (const std::string bad : {"0", "1000001", "-1000001"}) {
    expect_faults(body(bad), {"/data/quantity out_of_range"});
  }
  expect_faults(body("0.5"), {"/data/quantity not_an_integer"});
}

TEST(DecodeEvents, a_type_that_concerns_nothing_of_ours_gives_no_facts) {
  for (const std::string type : {"order.status_changed", "x", "user.signed_up_2", "Order.Paid"}) {
    const auto decoded = decode_event("{\"type\":\"" + type + "\",\"data\":5}", kShop);
    ASSERT_TRUE(decoded.has_value()) << type;
    EXPECT_TRUE(decoded->empty()) << type;
  }
  const auto own = decode_event(fixture("stdwh_order_status_changed.json"), kShop);
  ASSERT_TRUE(own.has_value());
  EXPECT_TRUE(own->empty());
}

TEST(DecodeEvents, a_type_that_is_no_type_is_refused) {
  for (const std::string type : {".", "order.", ".paid", "order..paid", "order paid", "订单"}) {
    expect_faults("{\"type\":\"" + type + "\"}", {"/type field_type"});
  }
  expect_faults(R"({"type":""})", {"/type too_short"});
  expect_faults(R"({"type":7})", {"/type field_type"});
  expect_faults(R"({})", {"/type required"});
  expect_faults("{\"type\":\"" + std::string(129, 'a') + "\"}", {"/type too_long"});
}

TEST(DecodeEvents, the_envelope_needs_its_time_and_its_data) {
  expect_faults(R"({"type":"order.paid"})", {"/timestamp required", "/data required"});
  expect_faults(R"({"type":"order.paid","timestamp":5,"data":"x"})",
                {"/timestamp field_type", "/data field_type"});
}

TEST(DecodeEvents, decoding_twice_gives_the_same) {
  const std::string body =
      order_event(R"("custom":{"a":1},"lines":[{"quantity":1,"unit_price":1}])");
  const auto first = decode_one<facts::OrderFact>(body);
  EXPECT_TRUE(decode_event("{", kShop).error().code == "malformed_json");
  const auto again = decode_one<facts::OrderFact>(body);
  EXPECT_EQ(first.custom, again.custom);
  EXPECT_EQ(first.lines, again.lines);
}

TEST(DecodeEvents, the_adapter_decodes_as_its_parts_do) {
  const auto decoded = StandardAdapter().decode({"", order_event()}, kShop, kEventTime);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(facts::order_no(decoded->front()), "A-1");
}

}  // namespace
}  // namespace ordo::channels::standard
