// Cleaning of what people and platforms type, by ICU. Input is untrusted bytes; every function says
// what it does with invalid UTF-8.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ordo {

[[nodiscard]] bool is_valid_utf8(std::string_view bytes);
[[nodiscard]] bool is_ascii(std::string_view bytes);
[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Number of code points; `text` must be valid UTF-8.
[[nodiscard]] size_t code_points(std::string_view text);

// For names, titles, notes: NFC; control characters and invisible format characters (Cf: zero
// width, bidi marks, BOM) dropped, except ZWJ/ZWNJ between letters or emoji; runs of white space
// become one space; trimmed. Invalid UTF-8: code "invalid_utf8". Plain ASCII takes a fast path.
[[nodiscard]] Result<std::string> clean_text(std::string_view text);
// As clean_text, but line breaks survive as '\n' (at most two in a row).
[[nodiscard]] Result<std::string> clean_multiline(std::string_view text);

// For order numbers, tracking numbers, SKUs: NFKC (full width becomes ASCII), every kind of white
// space, control, format and other character that prints as nothing removed, dash-like characters
// and '_' become '-', ASCII letters upper-cased. Nothing left: code "empty_number". Over 64 code
// points, or over 4096 raw bytes: "number_too_long". Invalid UTF-8: "invalid_utf8".
[[nodiscard]] Result<std::string> clean_number(std::string_view raw);

// 1 to 64 lower case letters, digits, '-' or '_': what people name shops and users by, in addresses too.
[[nodiscard]] bool is_code(std::string_view text);

// First `max_bytes` of `text` without cutting a code point.
[[nodiscard]] std::string_view cut_utf8(std::string_view text, size_t max_bytes);

// For logs and error details: control and format characters escaped, invalid bytes as \xNN; cut to
// 200 bytes, an ellipsis included. The answer is valid UTF-8.
[[nodiscard]] std::string printable(std::string_view untrusted);

// "张三" -> "张*", "13812345678" -> "138****5678", "+8613812345678;ext=12" -> "+86138****5678*";
// other text keeps its first code point and gets one star, whatever its length.
[[nodiscard]] std::string mask_name(std::string_view name);
[[nodiscard]] std::string mask_phone(std::string_view phone);

}  // namespace ordo
