#include "channels/taobao/decode.h"

#include <gtest/gtest.h>

#include "channels/echo.h"
#include "channels/pull.h"
#include "channels/taobao/status.h"
#include "channels/taobao/test_support.h"

namespace ordo::channels::taobao {
namespace {

using facts::OrderFact, facts::ParcelStatus, facts::RefundFact, facts::RefundStatus;
using facts::ShipmentFact, facts::Status;

std::string two_lines() { return fixture("trade_two_lines.json"); }

std::string with_status(std::string_view status) {
  return replaced(two_lines(), R"("status":"WAIT_SELLER_SEND_GOODS","type")",
                  "\"status\":\"" + std::string(status) + "\",\"type\"");
}

TEST(TaobaoTrade, the_trade_of_two_lines_is_read_field_by_field) {
  const OrderFact order = decode_order_fact(two_lines());
  EXPECT_EQ(order.order_no_raw, "2600000000000000123");
  EXPECT_EQ(order.order_no_clean, "2600000000000000123");
  EXPECT_EQ(order.status, Status::kPaid);
  EXPECT_EQ(order.status_raw, "WAIT_SELLER_SEND_GOODS");
  EXPECT_EQ(order.observed_at, at("2026-03-01T10:00:12+08:00"));
  EXPECT_EQ(order.created_at, at("2026-03-01T01:58:40Z"));
  EXPECT_EQ(order.paid_at, at("2026-03-01T02:00:12Z"));
  EXPECT_EQ(order.currency.code(), "CNY");
  EXPECT_EQ(order.buyer,
            (facts::Party{"AAHdemoOpenUid0001", "测**试", "", "", "", "", "", "", ""}));
  EXPECT_EQ(order.receiver, (facts::Party{"", "测*", "*******0001", "CN", "浙江省", "杭州市",
                                          "余杭区", "测试街道*号", ""}));
  EXPECT_EQ(custom_of(order, "oaid"), "\"1demoOaid==0001\"");
  EXPECT_EQ(order.presale, std::nullopt);
}

TEST(TaobaoTrade, lines_and_amounts_agree_after_every_discount) {
  const OrderFact order = decode_order_fact(two_lines());
  const std::vector<facts::Line> lines{
      {"2600000000000000124", "SKU-A-RED-L", "5000000000001", "测试商品A", 1, 12800, 1684},
      {"2600000000000000125", "SKU-B", "5000000000002", "测试商品B", 2, 5000, 1316}};
  EXPECT_EQ(order.lines, lines);
  EXPECT_EQ(order.amounts.total, 19800);
  EXPECT_EQ(order.amounts.freight, 0);
  EXPECT_EQ(order.amounts.goods, 19800);
  EXPECT_EQ(order.amounts.goods, 12800 - 1684 + 2 * 5000 - 1316);
  EXPECT_EQ(order.amounts.paid, 19800);
}

TEST(TaobaoTrade, freight_is_part_of_what_is_paid) {
  const OrderFact order = decode_order_fact(
      replaced(replaced(two_lines(), R"("post_fee":"0.00")", R"("post_fee":"12.5")"),
               R"("payment":"198.00")", R"("payment":"210.50")"));
  EXPECT_EQ(order.amounts.freight, 1250);
  EXPECT_EQ(order.amounts.goods, 19800);
  EXPECT_EQ(order.amounts.total, 21050);
  const OrderFact free = decode_order_fact(
      replaced(replaced(two_lines(), R"("post_fee":"0.00")", R"("post_fee":"10.00")"),
               R"("payment":"198.00")", R"("payment":"6.00")"));
  EXPECT_EQ(free.amounts.freight, 600);
  EXPECT_EQ(free.amounts.goods, 0);
}

TEST(TaobaoTrade, our_mark_is_read_from_the_sellers_memo) {
  const OrderFact order = decode_order_fact(replaced(
      two_lines(), R"("seller_flag":0)", R"("seller_memo":"ordo_order_no:SO20260301-5 急")"));
  EXPECT_EQ(echo_of(order), "SO20260301-5");
  EXPECT_EQ(echo_of(decode_order_fact(two_lines())), std::nullopt);
}

TEST(TaobaoTrade, promotions_are_shares_of_marketing) {
  const OrderFact order = decode_order_fact(
      replaced(two_lines(), R"("seller_flag":0)",
               R"("promotion_details":{"promotion_detail":[{"promotion_name":"满200减30",)"
               R"("discount_fee":"30.00","promotion_id":"mjz-1"}]})"));
  EXPECT_EQ(order.amounts.marketing,
            (std::vector<facts::MarketingShare>{{"满200减30", 3000, false, ""}}));
}

TEST(TaobaoTrade, goods_without_a_number_of_ours_are_known_by_the_platforms) {
  const std::string body = replaced(two_lines(), R"("outer_sku_id":"SKU-B",)", "");
  EXPECT_EQ(decode_order_fact(body).lines.at(1).sku, "");
  EXPECT_EQ(decode_order_fact(body).lines.at(1).channel_sku, "5000000000002");
  const std::string item =
      replaced(body, R"("sku_id":"5000000000002",)", R"("outer_iid":"item b",)");
  EXPECT_EQ(decode_order_fact(item).lines.at(1).sku, "ITEMB");
  EXPECT_EQ(decode_order_fact(item).lines.at(1).channel_sku, "700000000002");
}

TEST(TaobaoPresale, a_paid_deposit_is_no_paid_trade) {
  const OrderFact order = decode_order_fact(fixture("trade_presale.json"));
  EXPECT_EQ(order.status, Status::kDepositPaid);
  EXPECT_EQ(order.amounts.total, 29900);
  EXPECT_EQ(order.amounts.paid, 2000);
  EXPECT_EQ(order.presale, (facts::Presale{2000, 27900, std::nullopt}));
  EXPECT_EQ(order.paid_at, std::nullopt);
}

TEST(TaobaoPresale, the_balance_makes_it_paid_and_a_forfeited_deposit_never_a_refund) {
  const std::string presale = fixture("trade_presale.json");
  const std::string paid = replaced(
      replaced(replaced(presale, "FRONT_PAID_FINAL_NOPAID", "FRONT_PAID_FINAL_PAID"),
               R"("status":"WAIT_BUYER_PAY","type")",
               R"("status":"WAIT_SELLER_SEND_GOODS","type")"),
      R"("step_paid_fee":"20.00")", R"("step_paid_fee":"299.00","pay_time":"2026-03-01 10:01:30")");
  EXPECT_EQ(decode_order_fact(paid).status, Status::kPaid);
  EXPECT_EQ(decode_order_fact(paid).amounts.paid, 29900);
  EXPECT_EQ(decode_order_fact(paid).paid_at, at("2026-03-01T02:01:30Z"));
  const OrderFact forfeited = decode_order_fact(
      replaced(replaced(presale, "FRONT_PAID_FINAL_NOPAID", "FRONT_PAID_FRONT_FORFEITED"),
               R"("status":"WAIT_BUYER_PAY","type")", R"("status":"TRADE_CLOSED","type")"));
  EXPECT_EQ(forfeited.status, Status::kCancelled);
  EXPECT_EQ(forfeited.amounts.paid, 2000);
  EXPECT_EQ(custom_of(forfeited, "deposit_forfeited"), "true");
}

TEST(TaobaoStatus, each_word_has_its_meaning) {
  const std::pair<const char*, Status> words[] = {
      {"TRADE_NO_CREATE_PAY", Status::kPendingPayment},
      {"WAIT_BUYER_PAY", Status::kPendingPayment},
      {"PAY_PENDING", Status::kPendingPayment},
      {"WAIT_PRE_AUTH_CONFIRM", Status::kPendingPayment},
      {"WAIT_SELLER_SEND_GOODS", Status::kPaid},
      {"PAID_FORBID_CONSIGN", Status::kPaid},
      {"SELLER_CONSIGNED_PART", Status::kPartiallyShipped},
      {"WAIT_BUYER_CONFIRM_GOODS", Status::kPickedUp},
      {"TRADE_BUYER_SIGNED", Status::kDelivered},
      {"TRADE_FINISHED", Status::kCompleted},
      {"TRADE_CLOSED", Status::kClosed},
      {"TRADE_CLOSED_BY_TAOBAO", Status::kCancelled}};
  for (const auto& [word, status] : words) {
    EXPECT_EQ(decode_order_fact(with_status(word)).status, status) << word;
  }
  EXPECT_EQ(custom_of(decode_order_fact(with_status("PAID_FORBID_CONSIGN")), "consign_forbidden"),
            "true");
}

TEST(TaobaoStatus, cash_on_delivery_is_not_paid_before_it_is) {
  const std::string cod = replaced(replaced(two_lines(), R"("type":"fixed")", R"("type":"cod")"),
                                   R"("pay_time":"2026-03-01 10:00:12",)", "");
  EXPECT_EQ(decode_order_fact(cod).status, Status::kPendingPayment);
  EXPECT_EQ(decode_order_fact(cod).amounts.paid, 0);
}

std::string sent(std::string_view first, std::string_view second) {
  const auto waybill = [](std::string_view number) {
    return R"(,"invoice_no":")" + std::string(number) +
           R"(","logistics_company":"中通快递","consign_time":"2026-03-01 18:00:00")";
  };
  std::string body = replaced(with_status("WAIT_BUYER_CONFIRM_GOODS"), R"("num":1)",
                              R"("num":1)" + waybill(first));
  return second.empty() ? body : replaced(body, R"("num":2)", R"("num":2)" + waybill(second));
}

TEST(TaobaoParcels, sub_orders_under_one_waybill_are_one_parcel) {
  const auto facts = decode_all("trade", sent("zto 7001", "ZTO7001"));
  const auto parcels = facts_of<ShipmentFact>(facts);
  ASSERT_EQ(parcels.size(), 1u);
  EXPECT_EQ(parcels[0].order_no_clean, "2600000000000000123");
  EXPECT_EQ(parcels[0].tracking_no, "ZTO7001");
  EXPECT_EQ(parcels[0].carrier, "中通快递");
  EXPECT_EQ(parcels[0].status, ParcelStatus::kPickedUp);
  EXPECT_EQ(parcels[0].occurred_at, at("2026-03-01T10:00:00Z"));
  const std::vector<std::pair<std::string, int64_t>> lines{{"2600000000000000124", 1},
                                                           {"2600000000000000125", 2}};
  EXPECT_EQ(parcels[0].lines, lines);
  EXPECT_EQ(std::get<OrderFact>(facts[0]).status, Status::kPickedUp);
}

TEST(TaobaoParcels, two_waybills_are_two_parcels_and_past_being_sent_in_part) {
  const auto facts = decode_all("trade", sent("ZTO7001", "ZTO7002"));
  EXPECT_EQ(facts_of<ShipmentFact>(facts).size(), 2u);
  EXPECT_EQ(std::get<OrderFact>(facts[0]).status, Status::kInTransit);
}

RefundFact decode_refund_fact(const std::string& body) {
  const auto facts = decode_all("refund", body);
  return facts.empty() ? RefundFact{} : std::get<RefundFact>(facts[0]);
}

TEST(TaobaoRefund, a_refund_is_read_field_by_field) {
  const RefundFact refund = decode_refund_fact(fixture("refund.json"));
  EXPECT_EQ(refund.order_no_clean, "2600000000000000123");
  EXPECT_EQ(refund.refund_no, "200000000000000001");
  EXPECT_EQ(refund.kind, "refund_only");
  EXPECT_EQ(refund.status, RefundStatus::kRequested);
  EXPECT_EQ(refund.observed_at, at("2026-03-01T03:20:05Z"));
  EXPECT_EQ(refund.amount, 8684);
  EXPECT_EQ(refund.reason, "不想要了");
  const std::vector<std::pair<std::string, int64_t>> lines{{"2600000000000000125", 2}};
  EXPECT_EQ(refund.lines, lines);
}

TEST(TaobaoRefund, what_is_only_paid_off_leaves_the_goods_with_the_buyer) {
  const std::string part =
      replaced(fixture("refund.json"), R"("payment":"0.00")", R"("payment":"60.00")");
  EXPECT_TRUE(decode_refund_fact(part).lines.empty());
  const RefundFact returned =
      decode_refund_fact(replaced(part, R"("REFUND")", R"("REFUND_AND_RETURN")"));
  EXPECT_EQ(returned.kind, "return_and_refund");
  EXPECT_EQ(returned.lines.size(), 1u);
}

TEST(TaobaoRefund, each_word_has_its_meaning) {
  const std::pair<const char*, RefundStatus> words[] = {
      {"WAIT_SELLER_AGREE", RefundStatus::kRequested},
      {"WAIT_BUYER_RETURN_GOODS", RefundStatus::kInProgress},
      {"WAIT_SELLER_CONFIRM_GOODS", RefundStatus::kInProgress},
      {"SELLER_REFUSE_BUYER", RefundStatus::kInProgress},
      {"SUCCESS", RefundStatus::kDone},
      {"CLOSED", RefundStatus::kRejected}};
  for (const auto& [word, status] : words) {
    EXPECT_EQ(
        decode_refund_fact(replaced(fixture("refund.json"), "WAIT_SELLER_AGREE", word)).status,
        status)
        << word;
  }
}

TEST(TaobaoDecode, a_topic_of_no_use_tells_nothing_and_none_at_all_is_an_error) {
  EXPECT_TRUE(decode_all("item", "{}").empty());
  EXPECT_EQ(decode("", two_lines()).error().code, "topic_missing");
}

TEST(TaobaoBadInput, every_required_field_is_missed_at_once) {
  expect_faults("trade", "{}",
                {"/tid required", "/status required", "/payment required", "/created required",
                 "/modified required", "/orders required"});
  expect_faults("refund", "{}",
                {"/refund_id required", "/tid required", "/oid required", "/status required",
                 "/refund_fee required", "/created required", "/modified required"});
}

TEST(TaobaoBadInput, what_breaks_the_contract_is_named_where_it_stands) {
  const auto fault = [](std::string_view from, std::string_view to, std::string_view expected) {
    expect_faults("trade", replaced(two_lines(), from, to), {std::string(expected)});
  };
  fault(R"("tid":2600000000000000123,)", R"("tid":26000000000000001230000,)", "/tid out_of_range");
  fault(R"("tid":2600000000000000123,)", R"("tid":2.6e18,)", "/tid not_an_integer");
  fault(R"("payment":"198.00")", R"("payment":198)", "/payment field_type");
  fault(R"("payment":"198.00")", R"("payment":"198.005")", "/payment too_many_decimals");
  fault(R"("payment":"198.00")", R"("payment":"99999999999999999999999")",
        "/payment amount_overflow");
  fault(R"("num":2)", R"("num":0)", "/orders/order/1/num out_of_range");
  fault(R"("num":2)", R"("num":"2")", "/orders/order/1/num field_type");
  fault(R"("price":"50.00")", R"("price":"-50.00")", "/orders/order/1/price out_of_range");
  fault(R"("price":"50.00")", R"("price":"9999999999999.00")",
        "/orders/order/1/price out_of_range");
  fault(R"("created":"2026-03-01 09:58:40")", R"("created":"2026-03-01")", "/created invalid_time");
  fault("测试商品A", "\xc3(", "/orders/order/0/title invalid_utf8");
}

// A word without its kind, and whether it is known, and where it stands.
facts::ChannelWord trade(std::string_view text, std::string_view pointer = "") {
  return {"order/" + std::string(text), pointer.empty(), std::string(pointer)};
}

TEST(TaobaoWords, a_trade_is_called_by_its_status_and_what_decides_beside_it) {
  const std::string presale = fixture("trade_presale.json");
  EXPECT_EQ(decode_order_fact(two_lines()).word, trade("WAIT_SELLER_SEND_GOODS"));
  EXPECT_EQ(decode_order_fact(presale).word, trade("WAIT_BUYER_PAY+FRONT_PAID_FINAL_NOPAID"));
  EXPECT_EQ(decode_order_fact(sent("ZTO7001", "")).word, trade("WAIT_BUYER_CONFIRM_GOODS"));
  EXPECT_EQ(decode_order_fact(sent("ZTO7001", "ZTO7002")).word,
            trade("WAIT_BUYER_CONFIRM_GOODS+several_parcels"));
  const std::string cod = replaced(replaced(two_lines(), R"("type":"fixed")", R"("type":"cod")"),
                                   R"("pay_time":"2026-03-01 10:00:12",)", "");
  EXPECT_EQ(decode_order_fact(cod).word, trade("WAIT_SELLER_SEND_GOODS+cod"));
}

TEST(TaobaoWords, a_word_that_is_not_known_is_told_with_its_place_and_no_error) {
  EXPECT_EQ(decode_order_fact(with_status("TRADE_ON_MARS")).word,
            trade("TRADE_ON_MARS", "/status"));
  EXPECT_EQ(
      decode_order_fact(replaced(fixture("trade_presale.json"), "FRONT_PAID_FINAL_NOPAID", "HALF"))
          .word,
      trade("WAIT_BUYER_PAY+HALF", "/step_trade_status"));
  const RefundFact refund =
      decode_refund_fact(replaced(fixture("refund.json"), "WAIT_SELLER_AGREE", "NO_REFUND"));
  EXPECT_EQ(refund.word, (facts::ChannelWord{"refund/NO_REFUND", false, "/status"}));
}

TEST(TaobaoWords, a_trade_of_an_unknown_status_still_says_what_was_paid) {
  const OrderFact order = decode_order_fact(with_status("TRADE_ON_MARS"));
  EXPECT_EQ(order.paid_at, at("2026-03-01T02:00:12Z"));
  EXPECT_EQ(order.amounts.paid, 19800);
}

TEST(TaobaoWords, each_published_word_means_what_the_decoder_reads) {
  size_t trades = 0;
  for (const StatusWord& word : status_words()) {
    if (facts::kind_of(word.key) != facts::WordKind::kOrder || word.key.contains('+')) continue;
    const OrderFact order = decode_order_fact(with_status(word.key.substr(6)));
    EXPECT_EQ(order.word, trade(word.key.substr(6)));
    EXPECT_EQ(facts::Sense(order.status), word.sense) << word.key;
    ++trades;
  }
  EXPECT_EQ(trades, 12u);
}

TEST(TaobaoBadInput, nesting_without_end_and_what_is_no_json_are_refused) {
  const std::string deep = std::string(40, '[') + std::string(40, ']');
  EXPECT_NE(fault_list(decode("trade", R"({"x":)" + deep + "}").error()).at(0).find(" too_deep"),
            std::string::npos);
  EXPECT_EQ(decode("trade", "<xml/>").error().code, "malformed_json");
}

TEST(TaobaoBadInput, damage_of_any_kind_is_an_error_with_a_code_or_still_readable) {
  std::minstd_rand dice(7);
  const std::string answer =
      R"({"trade_fullinfo_get_response":{"trade":)" + two_lines() + R"(,"request_id":"x"}})";
  const std::string cursor =
      R"({"complete_to":1,"window":{"from":1,"to":2,"newest":true,"total":2},"step":"trade",)"
      R"("page":1,"trades":["5"]})";
  size_t refused = 0;
  for (int round = 0; round < 600; ++round) {
    const auto trade = decode("trade", damaged(two_lines(), dice));
    refused += !trade;
    if (!trade) EXPECT_FALSE(trade.error().code.empty());
    const auto refund = decode("refund", damaged(fixture("refund.json"), dice));
    if (!refund) EXPECT_FALSE(refund.error().code.empty());
    const Given given{200, damaged(answer, dice), {}};
    const auto read = TaobaoAdapter().puller()->read(given.answer(), cursor, kReceivedAt);
    if (!read) EXPECT_EQ(read.error().error.code, "malformed_answer");
  }
  EXPECT_GT(refused, 100u);
}

TEST(TaobaoAnswer, a_whole_page_of_the_platform_is_listed) {
  const std::string cursor =
      R"({"complete_to":1,"window":{"from":1,"to":2,"newest":true,"total":2},"step":"page",)"
      R"("page":1})";
  const Given given{200, fixture("increment_page.json"), {}};
  const auto read = TaobaoAdapter().puller()->read(given.answer(), cursor, kReceivedAt);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->listed, (std::vector<std::string>{"2600000000000000123", "2600000000000000999"}));
}

}  // namespace
}  // namespace ordo::channels::taobao
