// Reading and writing of calendar texts, shared by moments (time.cc) and zones (zone.cc); no other
// room needs it. A civil time is a wall-clock reading that does not yet know its zone.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace ordo::civil {

inline constexpr size_t kDateTimeLength = 19;         // YYYY-MM-DDTHH:MM:SS
inline constexpr int64_t kMaxSeconds = 253402300799;  // 9999-12-31T23:59:59
inline constexpr int64_t kMaxInstantMs = kMaxSeconds * 1000 + 999;

// Seconds since 1970-01-01T00:00:00 as read off the wall. Reads the first 19 characters; the date
// and the time are parted by 'T', 't' or a blank; second 60 counts as 59. Nothing when the form or
// the calendar forbids it, or the year is not 1970..9999.
[[nodiscard]] std::optional<int64_t> parse_date_time(std::string_view text);

// Takes ".123456" off the front of `rest` and answers its milliseconds (cut, not rounded): 0 where there is
// no dot, -1 for a lone one.
[[nodiscard]] int64_t take_fraction_ms(std::string_view& rest);

// Writes 19 characters to `out`; seconds outside the years 0..9999 are clamped.
void write_date_time(int64_t seconds, char separator, char* out);

// Value of the two digits at `at`, or -1. Requires at + 2 <= text.size().
[[nodiscard]] int two_digits(std::string_view text, size_t at);

[[nodiscard]] std::unexpected<Error> not_a_time(std::string_view text, std::string_view example);
[[nodiscard]] std::unexpected<Error> out_of_range(std::string_view text);

}  // namespace ordo::civil
