// The field contract of the `standard` channel, as data: every field that is read, its type and its
// limits. The reader (fields.h) enforces exactly these tables; a field that stands in none is
// ignored. A null counts as absent.
//
// What breaks the contract is answered as one Error with the code "contract_breach" (kInvalid) and
// up to kProblemsMax fields. Each field's detail begins with its own stable code, a colon and a
// blank:
//   required, field_type, duplicate_key, not_an_integer, out_of_range, too_short, too_long,
//   too_many, too_deep, invalid_utf8, unknown_status, unknown_currency, invalid_country,
//   time_without_zone, duplicate_line_no, too_large, and the codes of base/text.h and base/time.h.
// Bodies that are not JSON: "malformed_json"; bodies over kBodyBytesMax: "body_too_large".
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/money.h"

namespace ordo::channels::standard {

inline constexpr size_t kBodyBytesMax = 4 << 20;
inline constexpr size_t kDepthMax = 32;
inline constexpr size_t kProblemsMax = 20;
inline constexpr size_t kCustomFieldsMax = 50;
inline constexpr size_t kCustomBytesMax = 8 << 10;
inline constexpr size_t kCustomNameMax = 64;

enum class FieldType : uint8_t {
  kText,      // one line of text; limits count code points as sent
  kLongText,  // text with line breaks
  kNumber,    // an order number, tracking number or SKU, cleaned by clean_number
  kLabel,     // a text or a whole number not below 0, kept as text
  kInteger,   // limits are values
  kMoney,     // whole minor units; limits are values
  kFlag,
  kTime,  // RFC 3339, or a local time where the shop has declared its zone
  kObject,
  kArray,  // the upper limit counts entries
};

struct FieldRule {
  std::string_view name;
  FieldType type = FieldType::kText;
  bool required = false;
  int64_t min = 0;
  int64_t max = 0;
};

inline constexpr bool kRequired = true;
inline constexpr bool kOptional = false;
inline constexpr int64_t kQuantityMax = 1'000'000;
inline constexpr int64_t kLinesMax = 1'000;
inline constexpr int64_t kNumberRawMax = 128;  // before cleaning; clean_number allows 64

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

inline constexpr size_t kFieldsMax = 16;  // the longest table above must fit

// One object of one event. `pointer` is a JSON pointer in which "*" stands for any index; `event`
// is empty for what all events share.
struct ObjectRule {
  std::string_view event;
  std::string_view pointer;
  std::span<const FieldRule> fields;
};

// The whole contract, for the console, the documentation and the tests.
[[nodiscard]] std::span<const ObjectRule> contract();

// "a string", "an integer" … as error details say it.
[[nodiscard]] std::string_view expected_words(FieldType type);

}  // namespace ordo::channels::standard
