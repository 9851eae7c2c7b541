// A field contract as data: what each field of a platform's message must be. Every platform's folder
// has tables of these rules; the reader (fields.h) enforces exactly them. A field that stands in no
// table is ignored. A null counts as absent.
//
// What breaks the contract is answered as one Error with the code "contract_breach" (kInvalid) and
// up to kProblemsMax fields. Each field's detail begins with its own stable code, a colon and a
// blank:
//   required, field_type, duplicate_key, not_an_integer, out_of_range, too_short, too_long,
//   too_many, too_deep, pattern_mismatch, invalid_utf8, unknown_status, unknown_currency,
//   currency_mismatch, and the codes of base/text.h, base/time.h and base/money.h.
// Bodies that are not JSON: "malformed_json"; bodies over kBodyBytesMax: "body_too_large".
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "channels/pattern.h"

namespace ordo::channels {

inline constexpr size_t kBodyBytesMax = 4 << 20;
inline constexpr size_t kDepthMax = 32;
inline constexpr size_t kProblemsMax = 20;
inline constexpr size_t kFieldsMax = 32;  // of one table

enum class FieldType : uint8_t {
  kText,      // one line of text; limits count code points as sent
  kLongText,  // text with line breaks
  kNumber,    // an order number, tracking number or SKU, cleaned by clean_number
  kLabel,     // a text or a whole number not below 0, kept as text
  kInteger,   // limits are values
  kMoney,     // whole minor units; limits are values
  kDecimal,   // major units as decimal text, such as "12.30"; limits are minor units
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
  Pattern pattern = {};  // of a text, once cleaned; one that is empty has none
};

// One object of one event. `event` is a message's topic or type, in which a final '*' stands for any
// rest; empty for what all share. `pointer` is a JSON pointer in which "*" stands for any index.
struct ObjectRule {
  std::string_view event;
  std::string_view pointer;
  std::span<const FieldRule> fields;
};

// A member of a shop's credentials, as whoever sets the shop up is asked for it.
struct CredentialRule {
  std::string_view name;
  bool secret = true;  // must not be shown while it is typed
  bool required = true;
  bool list = false;  // several texts
  std::string_view help;
};

inline constexpr bool kRequired = true;
inline constexpr bool kOptional = false;
inline constexpr int64_t kQuantityMax = 1'000'000;
inline constexpr int64_t kLinesMax = 1'000;
inline constexpr Pattern kCountryForm("[A-Za-z]{2}", "CN");  // ISO 3166 alpha-2
inline constexpr Pattern kCurrencyForm("[A-Z]{3}", "CNY");   // ISO 4217
inline constexpr int64_t kNumberRawMax = 128;  // before cleaning; clean_number allows 64

// "text", "long_text", "number" … as the contract is shown.
[[nodiscard]] std::string_view name(FieldType type);
// "a string", "an integer" … as error details say it.
[[nodiscard]] std::string_view expected_words(FieldType type);

}  // namespace ordo::channels
