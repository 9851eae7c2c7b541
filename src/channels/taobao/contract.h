// What of Taobao's trades and refunds is read, as data (channels/field_rules.h says how). Amounts are
// yuan as text, times are wall time of +08:00 whatever the shop's zone is, and ids go beyond what a
// floating-point number can hold.
#pragma once

#include <span>

#include "base/money.h"
#include "channels/field_rules.h"

namespace ordo::channels::taobao {

inline constexpr std::string_view kZone = "Asia/Shanghai";
inline constexpr std::string_view kCurrency = "CNY";

inline constexpr FieldRule kTradeRules[] = {
    {"tid", FieldType::kLabel, kRequired, 1, 20},
    {"status", FieldType::kText, kRequired, 1, 64},
    {"type", FieldType::kText, kOptional, 0, 64},
    {"payment", FieldType::kDecimal, kRequired, 0, kMaxAmountMinor},
    {"post_fee", FieldType::kDecimal, kOptional, 0, kMaxAmountMinor},
    {"commission_fee", FieldType::kDecimal, kOptional, 0, kMaxAmountMinor},
    {"created", FieldType::kTime, kRequired, 1, 40},
    {"modified", FieldType::kTime, kRequired, 1, 40},
    {"pay_time", FieldType::kTime, kOptional, 1, 40},
    {"consign_time", FieldType::kTime, kOptional, 1, 40},
    {"buyer_nick", FieldType::kText, kOptional, 0, 200},
    {"buyer_open_uid", FieldType::kText, kOptional, 0, 128},
    {"buyer_message", FieldType::kLongText, kOptional, 0, 2'000},
    {"seller_memo", FieldType::kLongText, kOptional, 0, 2'000},
    {"alipay_no", FieldType::kText, kOptional, 0, 128},
    {"receiver_name", FieldType::kText, kOptional, 0, 200},
    {"receiver_mobile", FieldType::kText, kOptional, 0, 64},
    {"receiver_phone", FieldType::kText, kOptional, 0, 64},
    {"receiver_state", FieldType::kText, kOptional, 0, 100},
    {"receiver_city", FieldType::kText, kOptional, 0, 100},
    {"receiver_district", FieldType::kText, kOptional, 0, 100},
    {"receiver_town", FieldType::kText, kOptional, 0, 100},
    {"receiver_address", FieldType::kText, kOptional, 0, 500},
    {"receiver_zip", FieldType::kText, kOptional, 0, 20},
    {"oaid", FieldType::kText, kOptional, 0, 512},
    {"step_trade_status", FieldType::kText, kOptional, 0, 64},
    {"step_paid_fee", FieldType::kDecimal, kOptional, 0, kMaxAmountMinor},
    {"promotion_details", FieldType::kObject, kOptional, 0, 0},
    {"orders", FieldType::kObject, kRequired, 0, 0},
};

// Lists are wrapped once: "orders": {"order": […]}.
inline constexpr FieldRule kOrdersRules[] = {
    {"order", FieldType::kArray, kRequired, 0, kLinesMax},
};

inline constexpr FieldRule kPromotionsRules[] = {
    {"promotion_detail", FieldType::kArray, kOptional, 0, 1'000},
};

inline constexpr FieldRule kPromotionRules[] = {
    {"promotion_name", FieldType::kText, kOptional, 0, 200},
    {"discount_fee", FieldType::kDecimal, kRequired, 0, kMaxAmountMinor},
};

inline constexpr FieldRule kOrderRules[] = {
    {"oid", FieldType::kLabel, kRequired, 1, 20},
    {"num_iid", FieldType::kLabel, kOptional, 0, 20},
    {"sku_id", FieldType::kLabel, kOptional, 0, 40},
    {"outer_iid", FieldType::kNumber, kOptional, 0, kNumberRawMax},
    {"outer_sku_id", FieldType::kNumber, kOptional, 0, kNumberRawMax},
    {"title", FieldType::kText, kOptional, 0, 500},
    {"sku_properties_name", FieldType::kText, kOptional, 0, 500},
    {"num", FieldType::kInteger, kRequired, 1, kQuantityMax},
    {"price", FieldType::kDecimal, kRequired, 0, kMaxAmountMinor},
    {"payment", FieldType::kDecimal, kOptional, 0, kMaxAmountMinor},
    {"divide_order_fee", FieldType::kDecimal, kOptional, 0, kMaxAmountMinor},
    {"status", FieldType::kText, kOptional, 0, 64},
    {"consign_time", FieldType::kTime, kOptional, 1, 40},
    {"logistics_company", FieldType::kText, kOptional, 0, 100},
    {"invoice_no", FieldType::kNumber, kOptional, 0, kNumberRawMax},
};

inline constexpr FieldRule kRefundRules[] = {
    {"refund_id", FieldType::kLabel, kRequired, 1, 20},
    {"tid", FieldType::kLabel, kRequired, 1, 20},
    {"oid", FieldType::kLabel, kRequired, 1, 20},
    {"status", FieldType::kText, kRequired, 1, 64},
    {"refund_fee", FieldType::kDecimal, kRequired, 0, kMaxAmountMinor},
    {"payment", FieldType::kDecimal, kOptional, 0, kMaxAmountMinor},
    {"num", FieldType::kInteger, kOptional, 0, kQuantityMax},
    {"dispute_type", FieldType::kText, kOptional, 0, 64},
    {"reason", FieldType::kText, kOptional, 0, 500},
    {"created", FieldType::kTime, kRequired, 1, 40},
    {"modified", FieldType::kTime, kRequired, 1, 40},
};

// What the calls ask for: what the tables above read, and what finding refunds needs.
inline constexpr std::string_view kTradeFields =
    "tid,status,type,payment,post_fee,commission_fee,total_fee,discount_fee,adjust_fee,"
    "received_payment,created,modified,pay_time,consign_time,end_time,buyer_nick,buyer_open_uid,"
    "buyer_message,seller_memo,alipay_no,receiver_name,receiver_mobile,receiver_phone,receiver_"
    "state,"
    "receiver_city,receiver_district,receiver_town,receiver_address,receiver_zip,oaid,"
    "step_trade_status,step_paid_fee,promotion_details,orders";
inline constexpr std::string_view kRefundFields =
    "refund_id,tid,oid,status,refund_fee,payment,num,dispute_type,good_status,refund_phase,reason,"
    "sid,company_name,created,modified";

// The whole contract, for the console and whoever looks for what is read.
[[nodiscard]] std::span<const ObjectRule> contract();

}  // namespace ordo::channels::taobao
