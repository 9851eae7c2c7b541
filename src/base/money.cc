#include "base/money.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"

namespace ordo {
namespace {

__extension__ typedef __int128 Wide;
__extension__ typedef unsigned __int128 UnsignedWide;

constexpr Wide kMax = INT64_MAX;
constexpr Wide kMin = INT64_MIN;

auto overflow() {
  return fail(ErrorClass::kInvalid, "amount_overflow", "the amount is too large to be counted");
}

auto mismatch(Money a, Money b) {
  return fail(ErrorClass::kInvalid, "currency_mismatch",
              "amounts in " + std::string(a.currency.code()) + " and " +
                  std::string(b.currency.code()) + " cannot be put together");
}

Result<Money> of(std::optional<int64_t> minor, Currency currency) {
  if (!minor) return overflow();
  return Money{*minor, currency};
}

UnsignedWide magnitude(Wide v) {
  return v < 0 ? UnsignedWide{0} - static_cast<UnsignedWide>(v) : static_cast<UnsignedWide>(v);
}

// Whether a quotient of this size, with this rest, moves one away from zero.
bool rounds_away(UnsignedWide quotient, UnsignedWide rest, UnsignedWide divisor, Rounding r) {
  if (rest == 0) return false;
  const UnsignedWide complement = divisor - rest;
  switch (r) {
    case Rounding::kDown: return false;
    case Rounding::kUp: return true;
    case Rounding::kHalfUp: return rest >= complement;
    case Rounding::kHalfEven:
      return rest > complement || (rest == complement && (quotient & 1) == 1);
  }
  return false;
}

std::string_view without_sign(std::string_view text) {
  return text.starts_with('-') ? text.substr(1) : text;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

int64_t power_of_ten(int exponent) {
  int64_t power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

// Appends digits to `value`; nothing once the limit of a field is passed.
std::optional<int64_t> append_digits(int64_t value, std::string_view digits) {
  for (const char c : digits) {
    value = value * 10 + (c - '0');
    if (value > kMaxAmountMinor) return std::nullopt;
  }
  return value;
}

auto not_an_amount(std::string_view text) {
  return fail(ErrorClass::kInvalid, "invalid_amount",
              "\"" + printable(text) + "\" is not an amount such as 12.34");
}

auto too_precise(std::string_view text, Currency currency) {
  return fail(ErrorClass::kInvalid, "too_many_decimals",
              "\"" + printable(text) + "\" has more than the " +
                  std::to_string(currency.exponent()) + " decimals of " +
                  std::string(currency.code()));
}

struct Share {
  size_t part;
  UnsignedWide rest;
};

// The parts by which largest remainder hands out what flooring left over, the neediest first.
std::vector<Share> floor_shares(UnsignedWide total, std::span<const int64_t> weights,
                                UnsignedWide weight_sum, std::vector<UnsignedWide>& parts) {
  std::vector<Share> shares;
  shares.reserve(weights.size());
  for (size_t i = 0; i < weights.size(); ++i) {
    const UnsignedWide product = total * static_cast<UnsignedWide>(weights[i]);
    parts.push_back(product / weight_sum);
    shares.push_back({i, product % weight_sum});
  }
  std::sort(shares.begin(), shares.end(), [](const Share& a, const Share& b) {
    return a.rest != b.rest ? a.rest > b.rest : a.part < b.part;
  });
  return shares;
}

std::vector<int64_t> split(int64_t total, std::span<const int64_t> weights, UnsignedWide sum) {
  const UnsignedWide whole = magnitude(total);
  std::vector<UnsignedWide> parts;
  parts.reserve(weights.size());
  const auto shares = floor_shares(whole, weights, sum, parts);
  UnsignedWide left = whole - std::accumulate(parts.begin(), parts.end(), UnsignedWide{0});
  for (size_t i = 0; left > 0; ++i, --left) ++parts[shares[i].part];
  std::vector<int64_t> answer;
  answer.reserve(parts.size());
  for (const UnsignedWide part : parts) {
    const Wide value = static_cast<Wide>(part);
    answer.push_back(static_cast<int64_t>(total < 0 ? -value : value));
  }
  return answer;
}

}  // namespace

std::optional<int64_t> checked_add(int64_t a, int64_t b) {
  int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}

std::optional<int64_t> checked_multiply(int64_t a, int64_t b) {
  int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

Result<Money> add(Money a, Money b) {
  if (a.currency != b.currency) return mismatch(a, b);
  return of(checked_add(a.minor, b.minor), a.currency);
}

Result<Money> subtract(Money a, Money b) {
  if (a.currency != b.currency) return mismatch(a, b);
  int64_t difference = 0;
  if (__builtin_sub_overflow(a.minor, b.minor, &difference)) return overflow();
  return Money{difference, a.currency};
}

Result<Money> multiply(Money a, int64_t quantity) {
  return of(checked_multiply(a.minor, quantity), a.currency);
}

Result<Money> scale(Money a, int64_t numerator, int64_t denominator, Rounding r) {
  if (denominator == 0) {
    return fail(ErrorClass::kInvalid, "zero_denominator", "an amount cannot be divided by zero");
  }
  const Wide product = static_cast<Wide>(a.minor) * numerator;
  const UnsignedWide divisor = magnitude(denominator);
  UnsignedWide quotient = magnitude(product) / divisor;
  if (rounds_away(quotient, magnitude(product) % divisor, divisor, r)) ++quotient;
  const bool negative = (product < 0) != (denominator < 0);
  const Wide value = negative ? -static_cast<Wide>(quotient) : static_cast<Wide>(quotient);
  if (value > kMax || value < kMin) return overflow();
  return Money{static_cast<int64_t>(value), a.currency};
}

Result<std::vector<int64_t>> apportion(int64_t total, std::span<const int64_t> weights) {
  UnsignedWide sum = 0;
  for (const int64_t weight : weights) {
    if (weight < 0) {
      return fail(ErrorClass::kInvalid, "negative_weight", "a share cannot weigh less than zero");
    }
    sum += static_cast<UnsignedWide>(weight);
  }
  if (weights.empty() && total != 0) {
    return fail(ErrorClass::kInvalid, "no_parts", "an amount cannot be split over no parts");
  }
  if (sum > 0 || weights.empty()) return split(total, weights, sum);
  const std::vector<int64_t> equal(weights.size(), 1);
  return split(total, equal, equal.size());
}

Result<Money> parse_decimal(std::string_view text, Currency currency) {
  const std::string_view unsigned_text = without_sign(text);
  const size_t dot = unsigned_text.find('.');
  const bool has_dot = dot != std::string_view::npos;
  const std::string_view whole = unsigned_text.substr(0, dot);
  const std::string_view decimals = has_dot ? unsigned_text.substr(dot + 1) : std::string_view{};
  if (!all_digits(whole) || (has_dot && !all_digits(decimals))) return not_an_amount(text);
  const size_t places = static_cast<size_t>(currency.exponent());
  if (decimals.size() > places) return too_precise(text, currency);

  const std::string_view padding = std::string_view("0000").substr(0, places - decimals.size());
  auto minor = append_digits(0, whole);
  if (minor) minor = append_digits(*minor, decimals);
  if (minor) minor = append_digits(*minor, padding);
  if (!minor) return overflow();
  return Money{text.starts_with('-') ? -*minor : *minor, currency};
}

std::string format_decimal(Money amount) {
  const int places = amount.currency.exponent();
  const auto unit = static_cast<UnsignedWide>(power_of_ten(places));
  const UnsignedWide size = magnitude(amount.minor);
  std::string text = amount.minor < 0 ? "-" : "";
  text += std::to_string(static_cast<uint64_t>(size / unit));
  if (places == 0) return text;
  const std::string decimals = std::to_string(static_cast<uint64_t>(size % unit));
  return text + "." + std::string(static_cast<size_t>(places) - decimals.size(), '0') + decimals;
}

}  // namespace ordo
