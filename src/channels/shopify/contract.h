// What of Shopify's resources is read, as data (channels/field_rules.h says how). The body of a
// webhook and the resource that a pull answers have the same form.
#pragma once

#include <span>

#include "base/money.h"
#include "channels/field_rules.h"

namespace ordo::channels::shopify {

inline constexpr int64_t kNoteMax = 5'000;
inline constexpr int64_t kTitleMax = 1'000;
inline constexpr int64_t kPartsMax = 1'000;  // fulfilments, refunds, transactions of one resource

inline constexpr FieldRule kOrderRules[] = {
    {"id", FieldType::kLabel, kRequired, 1, 20},
    {"cancel_reason", FieldType::kText, kOptional, 0, 64},
    {"cancelled_at", FieldType::kTime, kOptional, 1, 40},
    {"closed_at", FieldType::kTime, kOptional, 1, 40},
    {"created_at", FieldType::kTime, kRequired, 1, 40},
    {"currency", FieldType::kText, kRequired, 1, 3, kCurrencyForm},
    {"discount_codes", FieldType::kArray, kOptional, 0, 100},
    {"financial_status", FieldType::kText, kRequired, 1, 64},
    {"fulfillment_status", FieldType::kText, kOptional, 0, 64},
    {"name", FieldType::kText, kOptional, 0, 128},
    {"note", FieldType::kLongText, kOptional, 0, kNoteMax},
    {"phone", FieldType::kText, kOptional, 0, 64},
    {"presentment_currency", FieldType::kText, kOptional, 0, 3, kCurrencyForm},
    {"subtotal_price", FieldType::kDecimal, kRequired, 0, kMaxAmountMinor},
    {"taxes_included", FieldType::kFlag, kOptional, 0, 0},
    {"test", FieldType::kFlag, kOptional, 0, 0},
    {"total_outstanding", FieldType::kDecimal, kOptional, -kMaxAmountMinor, kMaxAmountMinor},
    {"total_price", FieldType::kDecimal, kRequired, 0, kMaxAmountMinor},
    {"total_price_set", FieldType::kObject, kOptional, 0, 0},
    {"total_shipping_price_set", FieldType::kObject, kOptional, 0, 0},
    {"total_tax", FieldType::kDecimal, kOptional, 0, kMaxAmountMinor},
    {"updated_at", FieldType::kTime, kRequired, 1, 40},
    {"billing_address", FieldType::kObject, kOptional, 0, 0},
    {"customer", FieldType::kObject, kOptional, 0, 0},
    {"fulfillments", FieldType::kArray, kOptional, 0, kPartsMax},
    {"line_items", FieldType::kArray, kRequired, 0, kLinesMax},
    {"refunds", FieldType::kArray, kOptional, 0, kPartsMax},
    {"shipping_address", FieldType::kObject, kOptional, 0, 0},
    {"note_attributes", FieldType::kArray, kOptional, 0, kPartsMax},
};

inline constexpr FieldRule kMoneySetRules[] = {
    {"shop_money", FieldType::kObject, kRequired, 0, 0},
    {"presentment_money", FieldType::kObject, kOptional, 0, 0},
};

inline constexpr FieldRule kMoneyRules[] = {
    {"amount", FieldType::kDecimal, kRequired, 0, kMaxAmountMinor},
    {"currency_code", FieldType::kText, kRequired, 1, 3, kCurrencyForm},
};

inline constexpr FieldRule kAddressRules[] = {
    {"name", FieldType::kText, kOptional, 0, 300},
    {"first_name", FieldType::kText, kOptional, 0, 200},
    {"last_name", FieldType::kText, kOptional, 0, 200},
    {"company", FieldType::kText, kOptional, 0, 300},
    {"address1", FieldType::kText, kOptional, 0, 500},
    {"address2", FieldType::kText, kOptional, 0, 500},
    {"city", FieldType::kText, kOptional, 0, 200},
    {"zip", FieldType::kText, kOptional, 0, 40},
    {"province", FieldType::kText, kOptional, 0, 200},
    {"country_code", FieldType::kText, kOptional, 0, 2, kCountryForm},
    {"phone", FieldType::kText, kOptional, 0, 64},
};

inline constexpr FieldRule kCustomerRules[] = {
    {"id", FieldType::kLabel, kOptional, 1, 20},
    {"first_name", FieldType::kText, kOptional, 0, 200},
    {"last_name", FieldType::kText, kOptional, 0, 200},
    {"phone", FieldType::kText, kOptional, 0, 64},
};

inline constexpr FieldRule kLineRules[] = {
    {"id", FieldType::kLabel, kRequired, 1, 20},
    {"current_quantity", FieldType::kInteger, kOptional, 0, kQuantityMax},
    {"name", FieldType::kText, kOptional, 0, kTitleMax},
    {"price", FieldType::kDecimal, kRequired, 0, kMaxAmountMinor},
    {"quantity", FieldType::kInteger, kRequired, 0, kQuantityMax},
    {"sku", FieldType::kNumber, kOptional, 0, kNumberRawMax},
    {"title", FieldType::kText, kOptional, 0, kTitleMax},
    {"variant_id", FieldType::kLabel, kOptional, 1, 20},
    {"discount_allocations", FieldType::kArray, kOptional, 0, 100},
};

inline constexpr FieldRule kAllocationRules[] = {
    {"amount", FieldType::kDecimal, kRequired, 0, kMaxAmountMinor},
};

inline constexpr FieldRule kDiscountCodeRules[] = {
    {"code", FieldType::kText, kRequired, 0, 255},
    {"amount", FieldType::kDecimal, kRequired, 0, kMaxAmountMinor},
};

inline constexpr FieldRule kFulfilmentRules[] = {
    {"order_id", FieldType::kLabel, kOptional, 1, 20},
    {"status", FieldType::kText, kRequired, 1, 64},
    {"created_at", FieldType::kTime, kRequired, 1, 40},
    {"updated_at", FieldType::kTime, kOptional, 1, 40},
    {"tracking_company", FieldType::kText, kOptional, 0, 255},
    {"shipment_status", FieldType::kText, kOptional, 0, 64},
    {"line_items", FieldType::kArray, kOptional, 0, kLinesMax},
    {"tracking_number", FieldType::kNumber, kOptional, 0, kNumberRawMax},
    {"tracking_numbers", FieldType::kArray, kOptional, 0, 100},
};

inline constexpr FieldRule kFulfilledLineRules[] = {
    {"id", FieldType::kLabel, kRequired, 1, 20},
    {"quantity", FieldType::kInteger, kRequired, 0, kQuantityMax},
};

inline constexpr FieldRule kRefundRules[] = {
    {"id", FieldType::kLabel, kRequired, 1, 20},
    {"created_at", FieldType::kTime, kRequired, 1, 40},
    {"note", FieldType::kLongText, kOptional, 0, kNoteMax},
    {"order_id", FieldType::kLabel, kOptional, 1, 20},
    {"processed_at", FieldType::kTime, kOptional, 1, 40},
    {"total_duties_set", FieldType::kObject, kOptional, 0, 0},
    {"transactions", FieldType::kArray, kOptional, 0, kPartsMax},
    {"refund_line_items", FieldType::kArray, kOptional, 0, kLinesMax},
};

inline constexpr FieldRule kTransactionRules[] = {
    {"amount", FieldType::kDecimal, kRequired, 0, kMaxAmountMinor},
    {"currency", FieldType::kText, kOptional, 0, 3, kCurrencyForm},
    {"kind", FieldType::kText, kRequired, 1, 64},
    {"status", FieldType::kText, kRequired, 1, 64},
    {"test", FieldType::kFlag, kOptional, 0, 0},
};

inline constexpr FieldRule kRefundLineRules[] = {
    {"line_item_id", FieldType::kLabel, kRequired, 1, 20},
    {"quantity", FieldType::kInteger, kRequired, 0, kQuantityMax},
    {"restock_type", FieldType::kText, kOptional, 0, 64},
};

// The whole contract, for the console and whoever looks for what is read.
[[nodiscard]] std::span<const ObjectRule> contract();

}  // namespace ordo::channels::shopify
