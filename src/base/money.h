// Money: minor units of one ISO 4217 currency. All arithmetic is checked; nothing is ever a float.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ordo {

// An active ISO 4217 currency. Default-constructed: none.
class Currency {
 public:
  constexpr Currency() = default;
  // Accepts exactly three upper-case letters of an active code; nothing for anything else.
  [[nodiscard]] static std::optional<Currency> parse(std::string_view code);
  [[nodiscard]] std::string_view code() const { return {code_.data(), code_[0] ? 3u : 0u}; }
  // Decimal places of the minor unit: CNY 2, JPY 0, KWD 3.
  [[nodiscard]] int exponent() const;
  bool operator==(const Currency&) const = default;

 private:
  std::array<char, 4> code_{};
};

// kDown: towards zero; kUp: away from zero; kHalfUp: a half goes away from zero.
enum class Rounding : uint8_t { kHalfEven, kHalfUp, kDown, kUp };

// The largest amount that a single field may hold (10^15 minor units): a bound against absurd input
// that leaves sums of thousands of such fields far from overflow.
inline constexpr int64_t kMaxAmountMinor = 1'000'000'000'000'000;

struct Money {
  int64_t minor = 0;
  Currency currency;
  bool operator==(const Money&) const = default;
};

// Same currency required, else code "currency_mismatch"; overflow gives "amount_overflow".
[[nodiscard]] Result<Money> add(Money a, Money b);
[[nodiscard]] Result<Money> subtract(Money a, Money b);
[[nodiscard]] Result<Money> multiply(Money a, int64_t quantity);
// a * numerator / denominator, rounded as named. Intermediate product is 128 bits wide. A zero
// denominator: code "zero_denominator".
[[nodiscard]] Result<Money> scale(Money a, int64_t numerator, int64_t denominator, Rounding r);
// Checked addition of bare minor units; nothing on overflow.
[[nodiscard]] std::optional<int64_t> checked_add(int64_t a, int64_t b);
[[nodiscard]] std::optional<int64_t> checked_multiply(int64_t a, int64_t b);

// Splits `total` over `weights` (each >= 0) by largest remainder (Hamilton's method); ties go to
// the earlier part. The parts always sum to `total`, whatever its sign. All weights zero: equal
// weights. Codes: "negative_weight"; "no_parts" for money to split over nothing.
[[nodiscard]] Result<std::vector<int64_t>> apportion(int64_t total,
                                                     std::span<const int64_t> weights);

// "12.34" in major units -> 1234 of CNY. Plain decimals only, a leading '-' allowed; anything else:
// "invalid_amount". More decimals than the currency has: "too_many_decimals", never rounded, be
// they zeros. Beyond kMaxAmountMinor: "amount_overflow". Both functions require a currency.
[[nodiscard]] Result<Money> parse_decimal(std::string_view text, Currency currency);
[[nodiscard]] std::string format_decimal(Money amount);  // "12.34", "-0.05", "1200" for JPY

}  // namespace ordo
