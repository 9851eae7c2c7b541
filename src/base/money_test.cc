#include "base/money.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

#include "base/invariant.h"

namespace ordo {
namespace {

Currency currency(std::string_view code) { return Currency::parse(code).value(); }
Money cny(int64_t minor) { return {minor, currency("CNY")}; }
Money jpy(int64_t minor) { return {minor, currency("JPY")}; }

std::string code_of(const Result<Money>& result) { return result ? "" : result.error().code; }

int64_t scaled(int64_t minor, int64_t numerator, int64_t denominator, Rounding r) {
  return scale(cny(minor), numerator, denominator, r).value().minor;
}

TEST(CurrencyTest, knows_the_minor_unit_of_each_currency) {
  EXPECT_EQ(currency("CNY").exponent(), 2);
  EXPECT_EQ(currency("USD").exponent(), 2);
  EXPECT_EQ(currency("JPY").exponent(), 0);
  EXPECT_EQ(currency("KRW").exponent(), 0);
  EXPECT_EQ(currency("KWD").exponent(), 3);
  EXPECT_EQ(currency("CLF").exponent(), 4);
  EXPECT_EQ(currency("MRU").exponent(), 2);
}

TEST(CurrencyTest, only_active_codes_in_capitals_are_currencies) {
  for (const auto* code :
       {"", "cny", "CN", "CNYX", "RMB", "HRK", "DEM", "XXX", "XAU", "C1Y", "\xc3\x84Y", "[[["}) {
    EXPECT_EQ(Currency::parse(code), std::nullopt) << code;
  }
}

TEST(CurrencyTest, none_has_no_code_and_no_minor_unit) {
  EXPECT_EQ(Currency().code(), "");
  EXPECT_EQ(currency("EUR").code(), "EUR");
  EXPECT_NE(Currency(), currency("EUR"));
  EXPECT_THROW(static_cast<void>(Currency().exponent()), InvariantBreach);
}

TEST(MoneyTest, adds_subtracts_and_multiplies_within_one_currency) {
  EXPECT_EQ(add(cny(1050), cny(-50)), cny(1000));
  EXPECT_EQ(subtract(cny(1000), cny(1050)), cny(-50));
  EXPECT_EQ(multiply(cny(333), 3), cny(999));
}

TEST(MoneyTest, two_currencies_are_never_put_together) {
  EXPECT_EQ(code_of(add(cny(1), jpy(1))), "currency_mismatch");
  EXPECT_EQ(code_of(subtract(cny(1), jpy(1))), "currency_mismatch");
}

TEST(MoneyTest, overflow_is_an_error_and_never_wraps) {
  EXPECT_EQ(code_of(add(cny(INT64_MAX), cny(1))), "amount_overflow");
  EXPECT_EQ(code_of(subtract(cny(INT64_MIN), cny(1))), "amount_overflow");
  EXPECT_EQ(code_of(subtract(cny(0), cny(INT64_MIN))), "amount_overflow");
  EXPECT_EQ(code_of(multiply(cny(INT64_MAX), 2)), "amount_overflow");
  EXPECT_EQ(code_of(multiply(cny(INT64_MIN), -1)), "amount_overflow");
  EXPECT_EQ(code_of(scale(cny(INT64_MAX), 3, 2, Rounding::kDown)), "amount_overflow");
  EXPECT_EQ(code_of(scale(cny(INT64_MIN), 1, -1, Rounding::kDown)), "amount_overflow");
  EXPECT_EQ(checked_add(INT64_MIN, -1), std::nullopt);
  EXPECT_EQ(checked_multiply(INT64_MAX, INT64_MAX), std::nullopt);
  EXPECT_EQ(checked_multiply(-3, 4), -12);
}

TEST(MoneyTest, scaling_passes_through_128_bits) {
  EXPECT_EQ(scaled(INT64_MAX, INT64_MAX, INT64_MAX, Rounding::kHalfEven), INT64_MAX);
  EXPECT_EQ(scaled(INT64_MIN, INT64_MAX, INT64_MAX, Rounding::kUp), INT64_MIN);
  EXPECT_EQ(code_of(scale(cny(1), 1, 0, Rounding::kUp)), "zero_denominator");
}

TEST(MoneyTest, each_rounding_does_what_its_name_says) {
  struct Case {
    int64_t numerator;
    int64_t half_even, half_up, down, up;
  };
  for (const auto& c : std::initializer_list<Case>{{24, 2, 2, 2, 3},
                                                   {25, 2, 3, 2, 3},
                                                   {26, 3, 3, 2, 3},
                                                   {30, 3, 3, 3, 3},
                                                   {35, 4, 4, 3, 4},
                                                   {-25, -2, -3, -2, -3},
                                                   {-35, -4, -4, -3, -4},
                                                   {-21, -2, -2, -2, -3}}) {
    EXPECT_EQ(scaled(1, c.numerator, 10, Rounding::kHalfEven), c.half_even) << c.numerator;
    EXPECT_EQ(scaled(1, c.numerator, 10, Rounding::kHalfUp), c.half_up) << c.numerator;
    EXPECT_EQ(scaled(1, c.numerator, 10, Rounding::kDown), c.down) << c.numerator;
    EXPECT_EQ(scaled(1, c.numerator, 10, Rounding::kUp), c.up) << c.numerator;
    EXPECT_EQ(scaled(1, -c.numerator, -10, Rounding::kHalfEven), c.half_even) << c.numerator;
  }
}

std::vector<int64_t> shares(int64_t total, std::vector<int64_t> weights) {
  return apportion(total, weights).value();
}

TEST(Apportion, largest_remainders_come_first_and_ties_go_to_the_earlier_part) {
  EXPECT_EQ(shares(100, {1, 1, 1}), (std::vector<int64_t>{34, 33, 33}));
  EXPECT_EQ(shares(10, {1, 2, 4}), (std::vector<int64_t>{1, 3, 6}));
  EXPECT_EQ(shares(-100, {1, 1, 1}), (std::vector<int64_t>{-34, -33, -33}));
  EXPECT_EQ(shares(5, {0, 0, 0}), (std::vector<int64_t>{2, 2, 1}));
  EXPECT_EQ(shares(7, {0, 3, 0}), (std::vector<int64_t>{0, 7, 0}));
  EXPECT_EQ(shares(0, {}), std::vector<int64_t>{});
}

TEST(Apportion, refuses_negative_weights_and_money_without_parts) {
  const std::vector<int64_t> negative{1, -1};
  EXPECT_EQ(apportion(10, negative).error().code, "negative_weight");
  EXPECT_EQ(apportion(10, {}).error().code, "no_parts");
}

TEST(Apportion, the_extremes_neither_overflow_nor_lose_a_cent) {
  EXPECT_EQ(shares(INT64_MIN, {1}), std::vector<int64_t>{INT64_MIN});
  EXPECT_EQ(shares(INT64_MIN, {INT64_MAX, INT64_MAX}),
            (std::vector<int64_t>{INT64_MIN / 2, INT64_MIN / 2}));
  EXPECT_EQ(shares(INT64_MAX, {INT64_MAX, INT64_MAX}),
            (std::vector<int64_t>{INT64_MAX / 2 + 1, INT64_MAX / 2}));
}

TEST(Apportion, parts_always_sum_to_the_total_and_stay_within_one_of_their_quota) {
  std::mt19937_64 random(20260314);
  for (int round = 0; round < 5000; ++round) {
    const int64_t total = static_cast<int64_t>(random() % 2'000'001) - 1'000'000;
    std::vector<int64_t> weights(1 + random() % 12);
    for (auto& w : weights) w = static_cast<int64_t>(random() % 4 == 0 ? 0 : random() % 100'000);
    const auto parts = shares(total, weights);
    ASSERT_EQ(std::accumulate(parts.begin(), parts.end(), int64_t{0}), total) << "round " << round;
    const int64_t sum = std::accumulate(weights.begin(), weights.end(), int64_t{0});
    for (size_t i = 0; sum > 0 && i < parts.size(); ++i) {
      ASSERT_LT(std::abs(parts[i] * sum - total * weights[i]), sum) << "round " << round;
      ASSERT_TRUE(weights[i] > 0 || parts[i] == 0) << "round " << round;
    }
  }
}

TEST(Decimal, reads_major_units) {
  EXPECT_EQ(parse_decimal("12.34", currency("CNY")), cny(1234));
  EXPECT_EQ(parse_decimal("12.3", currency("CNY")), cny(1230));
  EXPECT_EQ(parse_decimal("12", currency("CNY")), cny(1200));
  EXPECT_EQ(parse_decimal("-0.05", currency("CNY")), cny(-5));
  EXPECT_EQ(parse_decimal("-0", currency("CNY")), cny(0));
  EXPECT_EQ(parse_decimal("1200", currency("JPY")), jpy(1200));
  EXPECT_EQ(parse_decimal("1.234", currency("KWD"))->minor, 1234);
}

TEST(Decimal, too_many_decimals_are_refused_and_never_rounded) {
  EXPECT_EQ(code_of(parse_decimal("12.345", currency("CNY"))), "too_many_decimals");
  EXPECT_EQ(code_of(parse_decimal("12.340", currency("CNY"))), "too_many_decimals");
  EXPECT_EQ(code_of(parse_decimal("12.0", currency("JPY"))), "too_many_decimals");
}

TEST(Decimal, refuses_what_is_no_plain_decimal) {
  for (const auto* text : {"", "-", ".", ".5", "5.", "+5", "--5", "1,000", "1e3", " 1", "1 ",
                           "1.2.3", "0x10", "１２", "NaN", "1.-5"}) {
    EXPECT_EQ(code_of(parse_decimal(text, currency("CNY"))), "invalid_amount") << text;
  }
}

TEST(Decimal, one_field_has_a_largest_amount) {
  EXPECT_EQ(parse_decimal("10000000000000.00", currency("CNY")), cny(kMaxAmountMinor));
  EXPECT_EQ(code_of(parse_decimal("10000000000000.01", currency("CNY"))), "amount_overflow");
  EXPECT_EQ(code_of(parse_decimal(std::string(500, '9'), currency("CNY"))), "amount_overflow");
  EXPECT_EQ(code_of(parse_decimal("1000000000000000", currency("CNY"))), "amount_overflow");
}

TEST(Decimal, writes_what_it_reads) {
  EXPECT_EQ(format_decimal(cny(-5)), "-0.05");
  EXPECT_EQ(format_decimal(cny(1234)), "12.34");
  EXPECT_EQ(format_decimal(jpy(1200)), "1200");
  EXPECT_EQ(format_decimal(cny(INT64_MIN)), "-92233720368547758.08");
  std::mt19937_64 random(7);
  for (const auto* code : {"CNY", "JPY", "KWD", "CLF"}) {
    for (int round = 0; round < 1000; ++round) {
      const auto minor = static_cast<int64_t>(random() % (2 * kMaxAmountMinor)) - kMaxAmountMinor;
      const Money money{minor, currency(code)};
      ASSERT_EQ(parse_decimal(format_decimal(money), money.currency), money);
    }
  }
}

}  // namespace
}  // namespace ordo
