// The field contract of the `standard` channel, as data: every field that is read, its type and its
// limits. The reader (channels/fields.h) enforces exactly these tables; channels/field_rules.h says
// how what breaks them is answered. Beside the codes named there: duplicate_line_no, too_large.
// Of an order that is known, lines, amounts, currency, presale, note, custom fields and people that are
// absent are left as they are held; an empty list of lines is an order without lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/money.h"
#include "channels/field_rules.h"

namespace ordo::channels::standard {

inline constexpr size_t kCustomFieldsMax = 50;
inline constexpr size_t kCustomBytesMax = 8 << 10;
inline constexpr size_t kCustomNameMax = 64;

inline constexpr FieldRule kTypeRules[] = {
    {"type", FieldType::kText, kRequired, 1, 128},
};

inline constexpr FieldRule kEnvelopeRules[] = {
    {"timestamp", FieldType::kTime, kRequired, 1, 40},
    {"data", FieldType::kObject, kRequired, 0, 0},
};

inline constexpr FieldRule kOrderRules[] = {
    {"channel_order_no", FieldType::kNumber, kRequired, 1, kNumberRawMax},
    {"status", FieldType::kText, kRequired, 1, 64},
    {"created_at", FieldType::kTime, kRequired, 1, 40},
    {"paid_at", FieldType::kTime, kOptional, 1, 40},
    {"buyer", FieldType::kObject, kOptional, 0, 0},
    {"receiver", FieldType::kObject, kOptional, 0, 0},
    {"lines", FieldType::kArray, kOptional, 0, kLinesMax},
    {"amounts", FieldType::kObject, kOptional, 0, 0},
    {"currency", FieldType::kText, kOptional, 0, 3},
    {"presale", FieldType::kObject, kOptional, 0, 0},
    {"note", FieldType::kLongText, kOptional, 0, 2000},
    {"custom", FieldType::kObject, kOptional, 0, 0},
};

inline constexpr FieldRule kBuyerRules[] = {
    {"id", FieldType::kText, kOptional, 0, 128},
    {"name", FieldType::kText, kOptional, 0, 200},
    {"phone", FieldType::kText, kOptional, 0, 64},
};

inline constexpr FieldRule kReceiverRules[] = {
    {"name", FieldType::kText, kOptional, 0, 200},
    {"phone", FieldType::kText, kOptional, 0, 64},
    {"country", FieldType::kText, kOptional, 0, 2},
    {"province", FieldType::kText, kOptional, 0, 100},
    {"city", FieldType::kText, kOptional, 0, 100},
    {"district", FieldType::kText, kOptional, 0, 100},
    {"street", FieldType::kText, kOptional, 0, 500},
    {"postcode", FieldType::kText, kOptional, 0, 20},
};

inline constexpr FieldRule kLineRules[] = {
    {"line_no", FieldType::kLabel, kOptional, 1, 64},
    {"sku", FieldType::kNumber, kOptional, 0, kNumberRawMax},
    {"channel_sku", FieldType::kText, kOptional, 0, 128},
    {"title", FieldType::kText, kOptional, 0, 500},
    {"quantity", FieldType::kInteger, kRequired, 1, kQuantityMax},
    {"unit_price", FieldType::kMoney, kRequired, 0, kMaxAmountMinor},
    {"discount", FieldType::kMoney, kOptional, 0, kMaxAmountMinor},
};

inline constexpr FieldRule kAmountsRules[] = {
    {"goods", FieldType::kMoney, kRequired, 0, kMaxAmountMinor},
    {"freight", FieldType::kMoney, kOptional, 0, kMaxAmountMinor},
    {"commission", FieldType::kMoney, kOptional, 0, kMaxAmountMinor},
    {"marketing", FieldType::kArray, kOptional, 0, 100},
    {"tax", FieldType::kMoney, kOptional, 0, kMaxAmountMinor},
    {"paid", FieldType::kMoney, kOptional, 0, kMaxAmountMinor},
    {"total", FieldType::kMoney, kRequired, 0, kMaxAmountMinor},
};

inline constexpr FieldRule kMarketingRules[] = {
    {"kind", FieldType::kText, kRequired, 1, 64},
    {"amount", FieldType::kMoney, kRequired, 0, kMaxAmountMinor},
    {"tax_included", FieldType::kFlag, kOptional, 0, 0},
    {"borne_by", FieldType::kText, kOptional, 0, 64},
};

inline constexpr FieldRule kPresaleRules[] = {
    {"deposit", FieldType::kMoney, kRequired, 0, kMaxAmountMinor},
    {"balance", FieldType::kMoney, kRequired, 0, kMaxAmountMinor},
    {"balance_due_at", FieldType::kTime, kOptional, 1, 40},
};

inline constexpr FieldRule kPaymentRules[] = {
    {"channel_order_no", FieldType::kNumber, kRequired, 1, kNumberRawMax},
    {"paid_at", FieldType::kTime, kRequired, 1, 40},
    {"amount", FieldType::kMoney, kRequired, 0, kMaxAmountMinor},
    {"method", FieldType::kText, kOptional, 0, 64},
    {"payment_no", FieldType::kText, kOptional, 0, 128},
};

inline constexpr FieldRule kCancelRules[] = {
    {"channel_order_no", FieldType::kNumber, kRequired, 1, kNumberRawMax},
    {"reason", FieldType::kLongText, kOptional, 0, 500},
};

inline constexpr FieldRule kShipmentRules[] = {
    {"channel_order_no", FieldType::kNumber, kOptional, 0, kNumberRawMax},
    {"tracking_no", FieldType::kNumber, kRequired, 1, kNumberRawMax},
    {"carrier", FieldType::kText, kOptional, 0, 64},
    {"status", FieldType::kText, kRequired, 1, 64},
    {"occurred_at", FieldType::kTime, kRequired, 1, 40},
    {"location", FieldType::kText, kOptional, 0, 200},
    {"text", FieldType::kText, kOptional, 0, 1000},
    {"lines", FieldType::kArray, kOptional, 0, kLinesMax},
};

inline constexpr FieldRule kRefundRules[] = {
    {"channel_order_no", FieldType::kNumber, kRequired, 1, kNumberRawMax},
    {"refund_no", FieldType::kText, kRequired, 1, 128},
    {"kind", FieldType::kText, kOptional, 0, 64},
    {"status", FieldType::kText, kRequired, 1, 64},
    {"amount", FieldType::kMoney, kRequired, 0, kMaxAmountMinor},
    {"reason", FieldType::kLongText, kOptional, 0, 500},
    {"lines", FieldType::kArray, kOptional, 0, kLinesMax},
};

inline constexpr FieldRule kLineQuantityRules[] = {
    {"line_no", FieldType::kLabel, kRequired, 1, 64},
    {"quantity", FieldType::kInteger, kRequired, 1, kQuantityMax},
};

inline constexpr FieldRule kStockRules[] = {
    {"sku", FieldType::kNumber, kRequired, 1, kNumberRawMax},
    {"warehouse", FieldType::kText, kRequired, 1, 64},
    {"quantity", FieldType::kInteger, kRequired, -kQuantityMax, kQuantityMax},
    {"reason", FieldType::kLongText, kOptional, 0, 500},
};

// The whole contract, for the console, the documentation and the tests.
[[nodiscard]] std::span<const ObjectRule> contract();

}  // namespace ordo::channels::standard
