#include "channels/shopify/decode.h"

#include <gtest/gtest.h>

#include "channels/echo.h"
#include "channels/shopify/status.h"
#include "channels/shopify/test_support.h"

namespace ordo::channels::shopify {
namespace {

using facts::CancelFact, facts::OrderFact, facts::RefundFact, facts::ShipmentFact, facts::Status;
using facts::ParcelStatus, facts::RefundStatus;

std::string with(std::string_view from, std::string_view to) {
  return replaced(order_body(), from, to);
}

// The order with fulfilments, each {"status", "shipment_status"} and a number of its own.
std::string fulfilled_order(std::string_view status,
                            const std::vector<std::string>& shipment_statuses) {
  std::string list;
  for (size_t i = 0; i < shipment_statuses.size(); ++i) {
    list += (i ? "," : "") +
            (R"({"id":)" + std::to_string(i + 1) + R"(,"status":"success","shipment_status":)" +
             shipment_statuses[i] +
             R"(,"created_at":"2026-03-15T10:00:00-04:00","tracking_number":"T)" +
             std::to_string(i + 1) + R"(","line_items":[{"id":15602311823431,"quantity":1}]})");
  }
  const std::string body = with(R"("fulfillments":[])", "\"fulfillments\":[" + list + "]");
  return replaced(body, R"("fulfillment_status":null,"landing)",
                  "\"fulfillment_status\":\"" + std::string(status) + "\",\"landing");
}

TEST(ShopifyOrder, the_paid_order_is_read_field_by_field) {
  const OrderFact order = decode_order_fact(order_body());
  EXPECT_EQ(order.order_no_raw, "6129384715520199");
  EXPECT_EQ(order.order_no_clean, "6129384715520199");
  EXPECT_EQ(order.status, Status::kPaid);
  EXPECT_EQ(order.status_raw, "paid");
  EXPECT_EQ(order.observed_at, at("2026-03-14T09:21:09-04:00"));
  EXPECT_EQ(order.created_at, at("2026-03-14T13:21:07Z"));
  EXPECT_EQ(order.created_offset_s, -4 * 3600);
  EXPECT_EQ(order.paid_at, order.observed_at);
  EXPECT_EQ(order.currency.code(), "USD");
  EXPECT_EQ(order.note, "Bitte bei Nachbarn <EG links> abgeben");
  EXPECT_EQ(order.buyer, (facts::Party{"7345812009913", "Jürgen Köhler", "+4930901820", "", "", "",
                                       "", "", ""}));
  EXPECT_EQ(order.receiver, (facts::Party{"", "Jürgen Köhler", "+4930901820", "DE", "", "Berlin",
                                          "", "Lindenstraße 14 2. OG", "10969"}));
  EXPECT_EQ(custom_of(order, "order_name"), "\"#1042\"");
  EXPECT_EQ(custom_of(order, "presentment_total"), "\"108.34 EUR\"");
}

TEST(ShopifyOrder, lines_and_amounts_agree) {
  const OrderFact order = decode_order_fact(order_body());
  const std::vector<facts::Line> lines{
      {"15602311823431", "PEG-ALU-18", "44719022342215", "Tent peg & line set - Alu 18cm", 2, 1800,
       360},
      {"15602311856199", "TARP-34", "44719022374983", "Trail tarp 3x4", 1, 8000, 800}};
  EXPECT_EQ(order.lines, lines);
  const auto& a = order.amounts;
  EXPECT_EQ(a.goods, 10440);
  EXPECT_EQ(a.goods, 2 * 1800 - 360 + 8000 - 800);
  EXPECT_EQ(a.freight, 995);
  EXPECT_EQ(a.tax, 380);
  EXPECT_EQ(a.total, 11815);
  EXPECT_EQ(a.total, a.goods + a.freight + a.tax);
  EXPECT_EQ(a.paid, 11815);
  EXPECT_EQ(a.marketing, (std::vector<facts::MarketingShare>{{"SPRING10", 1160, false, "seller"}}));
}

TEST(ShopifyOrder, an_id_beyond_what_a_float_can_hold_keeps_its_digits) {
  EXPECT_EQ(decode_order_fact(with("6129384715520199", "820982911946154508")).order_no_clean,
            "820982911946154508");
}

TEST(ShopifyOrder, a_test_order_tells_nothing) {
  EXPECT_TRUE(decode_all("orders/create", with(R"("test":false)", R"("test":true)")).empty());
}

TEST(ShopifyOrder, a_guest_is_known_by_the_bill_alone) {
  const std::string body = order_body();
  const size_t begin = body.find("\"customer\":{"), end = body.find('}', begin) + 1;
  const OrderFact order =
      decode_order_fact(body.substr(0, begin) + "\"customer\":null" + body.substr(end));
  EXPECT_EQ(order.buyer.id, "");
  EXPECT_EQ(order.buyer.name, "Jürgen Köhler");
}

TEST(ShopifyOrder, goods_without_a_sku_are_kept_without_one) {
  const OrderFact null = decode_order_fact(with(R"("sku":"PEG-ALU-18")", R"("sku":null)"));
  const OrderFact empty = decode_order_fact(with(R"("sku":"PEG-ALU-18")", R"("sku":"")"));
  EXPECT_EQ(null.lines.at(0).sku, "");
  EXPECT_EQ(empty.lines, null.lines);
  EXPECT_EQ(null.lines.at(1).sku, "TARP-34");
}

TEST(ShopifyOrder, an_edit_takes_a_line_away_and_a_refund_does_not) {
  const std::string gone = with(R"("current_quantity":2)", R"("current_quantity":0)");
  EXPECT_EQ(decode_order_fact(gone).lines.size(), 1u);
  const std::string refund =
      R"("refunds":[{"id":7,"created_at":"2026-03-21T16:02:44-04:00","transactions":[],)"
      R"("refund_line_items":[{"line_item_id":15602311823431,"quantity":2}]}])";
  const OrderFact returned = decode_order_fact(replaced(gone, R"("refunds":[])", refund));
  EXPECT_EQ(returned.lines.at(0).quantity, 2);
}

TEST(ShopifyOrder, tax_inside_the_prices_is_not_added_again) {
  const OrderFact order =
      decode_order_fact(with(R"("taxes_included":false)", R"("taxes_included":true)"));
  EXPECT_EQ(order.amounts.tax, 0);
  EXPECT_EQ(custom_of(order, "taxes_included"), "true");
}

TEST(ShopifyOrder, a_currency_without_decimals_may_come_with_idle_zeros) {
  std::string body = order_body();
  for (size_t at = body.find("USD"); at != std::string::npos; at = body.find("USD", at)) {
    body.replace(at, 3, "JPY");
  }
  for (const auto& [from, to] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{
           {R"("subtotal_price":"104.40")", R"("subtotal_price":"104.0")"},
           {R"("total_price":"118.15")", R"("total_price":"118")"},
           {R"("total_tax":"3.80")", R"("total_tax":"4.00")"},
           {R"("total_shipping_price_set":{"shop_money":{"amount":"9.95")",
            R"("total_shipping_price_set":{"shop_money":{"amount":"10.0")"},
           {R"([{"code":"SPRING10","amount":"11.60")", R"([{"code":"SPRING10","amount":"12")"},
           {R"([{"amount":"3.60")", R"([{"amount":"4")"},
           {R"([{"amount":"8.00")", R"([{"amount":"8.00")"}}) {
    body = replaced(body, from, to);
  }
  const OrderFact order = decode_order_fact(body);
  EXPECT_EQ(order.amounts.total, 118);
  EXPECT_EQ(order.amounts.freight, 10);
  EXPECT_EQ(order.lines.at(0).unit_price, 18);
}

TEST(ShopifyStatus, money_decides_while_no_goods_have_moved) {
  const auto status_of = [](std::string_view word) {
    return decode_order_fact(
        with(R"("financial_status":"paid")", "\"financial_status\":\"" + std::string(word) + "\""));
  };
  EXPECT_EQ(status_of("pending").status, Status::kPendingPayment);
  EXPECT_EQ(status_of("authorized").status, Status::kPendingPayment);
  EXPECT_EQ(status_of("authorized").amounts.paid, 0);
  EXPECT_EQ(status_of("partially_paid").status, Status::kPendingPayment);
  EXPECT_EQ(status_of("partially_refunded").status, Status::kPaid);
  EXPECT_EQ(status_of("refunded").status, Status::kRefunded);
  EXPECT_EQ(status_of("refunded").paid_at, std::nullopt);
  EXPECT_EQ(status_of("voided").status, Status::kCancelled);
  EXPECT_EQ(status_of("expired").status, Status::kCancelled);
  EXPECT_EQ(status_of("pending").paid_at, std::nullopt);
}

TEST(ShopifyStatus, what_is_outstanding_was_not_paid) {
  const std::string part =
      replaced(with(R"("financial_status":"paid")", R"("financial_status":"partially_paid")"),
               R"("total_outstanding":"0.00")", R"("total_outstanding":"100.00")");
  EXPECT_EQ(decode_order_fact(part).amounts.paid, 1815);
}

TEST(ShopifyStatus, goods_that_moved_go_before_money) {
  const auto status_of = [](std::string_view word, const std::vector<std::string>& shipments) {
    return decode_order_fact(fulfilled_order(word, shipments)).status;
  };
  EXPECT_EQ(status_of("partial", {"null"}), Status::kPartiallyShipped);
  EXPECT_EQ(status_of("fulfilled", {"null"}), Status::kPickedUp);
  // Several fulfilments were "partial" once, and an order never goes back from there.
  EXPECT_EQ(status_of("fulfilled", {"null", "null"}), Status::kInTransit);
  EXPECT_EQ(status_of("fulfilled", {"\"delivered\"", "\"picked_up\""}), Status::kDelivered);
  EXPECT_EQ(status_of("restocked", {}), Status::kPaid);
}

TEST(ShopifyStatus, closing_an_order_completes_it_only_once_it_is_delivered) {
  const auto closed = [](std::string_view shipment) {
    return decode_order_fact(replaced(fulfilled_order("fulfilled", {std::string(shipment)}),
                                      R"("closed_at":null)",
                                      R"("closed_at":"2026-03-20T09:00:00-04:00")"));
  };
  EXPECT_EQ(closed("\"delivered\"").status, Status::kCompleted);
  EXPECT_EQ(closed("null").status, Status::kPickedUp);
  EXPECT_EQ(closed("null").status_raw, "paid/fulfilled/closed");
}

TEST(ShopifyStatus, printed_labels_are_no_shipment_whatever_the_shop_calls_fulfilled) {
  const auto order_of = [](std::string_view word, const std::vector<std::string>& shipments) {
    return decode_order_fact(fulfilled_order(word, shipments));
  };
  const std::string label = "\"label_printed\"", bought = "\"label_purchased\"";
  EXPECT_EQ(order_of("fulfilled", {label}).status, Status::kLabelPrinted);
  EXPECT_EQ(order_of("fulfilled", {label, bought}).status, Status::kLabelPrinted);
  EXPECT_EQ(order_of("partial", {label}).status, Status::kLabelPrinted);
  EXPECT_EQ(order_of("fulfilled", {label, "\"in_transit\""}).status, Status::kInTransit);
  EXPECT_EQ(order_of("fulfilled", {label}).word.key, "order/fulfilled+labels");
}

TEST(ShopifyWords, an_order_is_called_by_what_decided) {
  const auto key_of = [](const std::string& body) { return decode_order_fact(body).word.key; };
  EXPECT_EQ(key_of(order_body()), "order/paid");
  EXPECT_EQ(key_of(fulfilled_order("restocked", {})), "order/paid");
  EXPECT_EQ(key_of(fulfilled_order("partial", {"null"})), "order/partial");
  EXPECT_EQ(key_of(fulfilled_order("fulfilled", {"null"})), "order/fulfilled");
  EXPECT_EQ(key_of(fulfilled_order("fulfilled", {"null", "null"})),
            "order/fulfilled+several_parcels");
  EXPECT_EQ(key_of(fulfilled_order("fulfilled", {"\"delivered\""})), "order/fulfilled+delivered");
  EXPECT_EQ(key_of(replaced(fulfilled_order("fulfilled", {"null"}), R"("financial_status":"paid")",
                            R"("financial_status":"refunded")")),
            "order/refunded");
}

TEST(ShopifyWords, a_word_that_is_not_known_is_told_with_its_place_and_no_error) {
  const OrderFact gifted =
      decode_order_fact(with(R"("financial_status":"paid")", R"("financial_status":"gifted")"));
  EXPECT_EQ(gifted.word, (facts::ChannelWord{"order/gifted", false, "/financial_status"}));
  EXPECT_EQ(gifted.amounts.paid, gifted.amounts.total) << "nothing is outstanding";
  EXPECT_EQ(decode_order_fact(fulfilled_order("flown", {})).word,
            (facts::ChannelWord{"order/paid/flown", false, "/fulfillment_status"}));
  const std::string parcel = fixture("shopify_fulfillments_update.json");
  const auto word_of = [](const std::string& body) {
    return std::get<ShipmentFact>(decode_all("fulfillments/update", body).at(0)).word;
  };
  EXPECT_EQ(word_of(replaced(parcel, "in_transit", "lost_in_space")),
            (facts::ChannelWord{"parcel/lost_in_space", false, "/shipment_status"}));
  EXPECT_EQ(word_of(replaced(parcel, R"("status":"success")", R"("status":"beamed")")),
            (facts::ChannelWord{"parcel/beamed/in_transit", false, "/status"}));
}

TEST(ShopifyWords, each_published_word_of_a_parcel_means_what_the_decoder_reads) {
  const std::string body = fixture("shopify_fulfillments_update.json");
  size_t parcels = 0;
  for (const StatusWord& word : status_words()) {
    if (facts::kind_of(word.key) != facts::WordKind::kParcel) continue;
    const std::string text = word.key.substr(7);
    const std::string said = text == kCarriedOut ? "null" : "\"" + text + "\"";
    const auto facts = decode_all("fulfillments/update", replaced(body, "\"in_transit\"", said));
    ASSERT_EQ(facts.size(), 1u) << word.key;
    EXPECT_EQ(facts::word_of(facts[0])->key, word.key);
    EXPECT_EQ(facts::sense_of(facts[0]), word.sense) << word.key;
    ++parcels;
  }
  EXPECT_EQ(parcels, 15u);
}

TEST(ShopifyStatus, a_cancellation_is_told_with_its_own_moment_and_reason) {
  const std::string body =
      replaced(with(R"("cancelled_at":null)", R"("cancelled_at":"2026-03-14T10:00:00-04:00")"),
               R"("cancel_reason":null)", R"("cancel_reason":"inventory")");
  const auto facts = decode_all("orders/cancelled", body);
  ASSERT_EQ(facts.size(), 2u);
  EXPECT_EQ(std::get<OrderFact>(facts[0]).status_raw, "cancelled");
  const auto& cancel = std::get<CancelFact>(facts[1]);
  EXPECT_EQ(cancel.observed_at, at("2026-03-14T14:00:00Z"));
  EXPECT_EQ(cancel.reason, "inventory");
  EXPECT_EQ(cancel.order_no_clean, "6129384715520199");
}

TEST(ShopifyOrder, its_fulfilments_and_refunds_are_told_as_well) {
  const std::string refund =
      R"("refunds":[{"id":7,"created_at":"2026-03-21T16:02:44-04:00","refund_line_items":[],)"
      R"("transactions":[{"kind":"refund","status":"success","amount":"5.00","currency":"USD"}]}])";
  const auto facts = decode_all(
      "orders/updated", replaced(fulfilled_order("partial", {"null"}), R"("refunds":[])", refund));
  const auto parcels = facts_of<ShipmentFact>(facts);
  const auto refunds = facts_of<RefundFact>(facts);
  ASSERT_EQ(parcels.size(), 1u);
  EXPECT_EQ(parcels[0].order_no_clean, "6129384715520199");
  EXPECT_EQ(parcels[0].tracking_no, "T1");
  ASSERT_EQ(refunds.size(), 1u);
  EXPECT_EQ(refunds[0].amount, 500);
  EXPECT_EQ(refunds[0].order_no_clean, "6129384715520199");
}

TEST(ShopifyOrder, an_order_that_we_pushed_bears_our_mark) {
  const OrderFact ours = decode_order_fact(
      with(R"("note_attributes":[])", R"("note_attributes":[{"name":"gift","value":true},)"
                                      R"({"name":"ordo_order_no","value":"SO20260314-77"}])"));
  EXPECT_EQ(echo_of(ours), "SO20260314-77");
  EXPECT_EQ(echo_of(decode_order_fact(order_body())), std::nullopt);
}

TEST(ShopifyFulfilment, the_vector_is_read_field_by_field) {
  const auto facts = decode_all("fulfillments/update", fixture("shopify_fulfillments_update.json"));
  ASSERT_EQ(facts.size(), 1u);
  const auto& parcel = std::get<ShipmentFact>(facts[0]);
  EXPECT_EQ(parcel.order_no_raw, "6129384715520199");
  EXPECT_EQ(parcel.tracking_no, "00340434161094000017");
  EXPECT_EQ(parcel.carrier, "DHL Express");
  EXPECT_EQ(parcel.status, ParcelStatus::kInTransit);
  EXPECT_EQ(parcel.occurred_at, at("2026-03-18T09:44:12Z"));
  const std::vector<std::pair<std::string, int64_t>> lines{{"15602311823431", 2},
                                                           {"15602311856199", 1}};
  EXPECT_EQ(parcel.lines, lines);
}

TEST(ShopifyFulfilment, each_word_of_a_carrier_has_its_meaning) {
  const std::pair<const char*, ParcelStatus> words[] = {
      {"label_purchased", ParcelStatus::kLabelPrinted},
      {"label_printed", ParcelStatus::kLabelPrinted},
      {"confirmed", ParcelStatus::kLabelPrinted},
      {"submitted", ParcelStatus::kLabelPrinted},
      {"carrier_picked_up", ParcelStatus::kPickedUp},
      {"out_for_delivery", ParcelStatus::kInTransit},
      {"attempted_delivery", ParcelStatus::kInTransit},
      {"ready_for_pickup", ParcelStatus::kInTransit},
      {"delayed", ParcelStatus::kInTransit},
      {"delivered", ParcelStatus::kDelivered},
      {"picked_up", ParcelStatus::kDelivered},
      {"failure", ParcelStatus::kInTransit},
      {"not_delivered", ParcelStatus::kInTransit}};
  for (const auto& [word, status] : words) {
    const auto facts =
        decode_all("fulfillments/update",
                   replaced(fixture("shopify_fulfillments_update.json"), "in_transit", word));
    ASSERT_EQ(facts.size(), 1u) << word;
    EXPECT_EQ(std::get<ShipmentFact>(facts[0]).status, status) << word;
  }
}

TEST(ShopifyFulfilment, what_is_no_parcel_any_more_or_cannot_be_followed_tells_nothing) {
  const std::string body = fixture("shopify_fulfillments_update.json");
  const auto count = [](const std::string& text) {
    return decode_all("fulfillments/update", text).size();
  };
  EXPECT_EQ(count(replaced(body, "\"in_transit\"", "\"label_voided\"")), 0u);
  EXPECT_EQ(count(replaced(body, R"("status":"success")", R"("status":"cancelled")")), 0u);
  EXPECT_EQ(count(replaced(replaced(body, R"("tracking_number":"00340434161094000017")",
                                    R"("tracking_number":null)"),
                           R"(["00340434161094000017"])", "[]")),
            0u);
  EXPECT_EQ(count(replaced(body, R"(["00340434161094000017"])",
                           R"(["00340434161094000017","00340434161094000024"])")),
            2u);
}

TEST(ShopifyRefund, the_vector_is_read_field_by_field) {
  const auto facts = decode_all("refunds/create", fixture("shopify_refunds_create.json"));
  ASSERT_EQ(facts.size(), 1u);
  const auto& refund = std::get<RefundFact>(facts[0]);
  EXPECT_EQ(refund.order_no_raw, "6129384715520199");
  EXPECT_EQ(refund.refund_no, "948217735239");
  EXPECT_EQ(refund.kind, "return_and_refund");
  EXPECT_EQ(refund.status, RefundStatus::kDone);
  EXPECT_EQ(refund.observed_at, at("2026-03-21T20:02:44Z"));
  EXPECT_EQ(refund.amount, 1679);
  EXPECT_EQ(refund.reason, "1 peg set damaged");
  const std::vector<std::pair<std::string, int64_t>> lines{{"15602311823431", 1}};
  EXPECT_EQ(refund.lines, lines);
}

TEST(ShopifyRefund, only_money_that_moved_counts) {
  const std::string body = fixture("shopify_refunds_create.json");
  const auto read = [](const std::string& text) {
    const auto facts = decode_all("refunds/create", text);
    return facts.empty() ? RefundFact{} : std::get<RefundFact>(facts[0]);
  };
  const RefundFact pending = read(replaced(body, R"("status":"success")", R"("status":"pending")"));
  EXPECT_EQ(pending.status, RefundStatus::kInProgress);
  EXPECT_EQ(pending.amount, 0);
  const RefundFact failed = read(replaced(body, R"("status":"success")", R"("status":"failure")"));
  EXPECT_EQ(failed.status, RefundStatus::kRejected);
  EXPECT_EQ(failed.word.key, "refund/failure");
  const RefundFact other = read(replaced(body, R"("kind":"refund")", R"("kind":"void")"));
  EXPECT_EQ(other.amount, 0);
  EXPECT_EQ(other.status, RefundStatus::kDone);  // goods put back, no money
  EXPECT_TRUE(
      decode_all("refunds/create", replaced(body, R"("test":false)", R"("test":true)")).empty());
}

TEST(ShopifyDecode, a_topic_of_no_use_tells_nothing_and_none_at_all_is_an_error) {
  EXPECT_TRUE(decode_all("products/update", "{}").empty());
  EXPECT_TRUE(decode_all("orders/edited", R"({"order_edit":{}})").empty());
  const auto none = decode("", order_body());
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code, "topic_missing");
}

}  // namespace
}  // namespace ordo::channels::shopify
