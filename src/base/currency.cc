// The active codes of ISO 4217 that have a minor unit, funds included; metals, test codes and "no
// currency" are left out, for nothing can be priced in them. BGN stays although Bulgaria has taken
// the euro: orders paid in it can still be refunded.
#include <algorithm>
#include <iterator>

#include "base/invariant.h"
#include "base/money.h"

namespace ordo {
namespace {

constexpr std::string_view kNoDecimals[] = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY",
                                            "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
                                            "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::string_view kTwoDecimals[] = {
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN",
    "BMD", "BND", "BOB", "BOV", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHE",
    "CHF", "CHW", "CNY", "COP", "COU", "CRC", "CUP", "CVE", "CZK", "DKK", "DOP", "DZD", "EGP",
    "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GTQ", "GYD", "HKD",
    "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IRR", "JMD", "KES", "KGS", "KHR", "KPW", "KYD",
    "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP",
    "MRU", "MUR", "MVR", "MWK", "MXN", "MXV", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR",
    "NZD", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SBD",
    "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL",
    "THB", "TJS", "TMT", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "USD", "USN", "UYU", "UZS",
    "VED", "VES", "WST", "XAD", "XCD", "XCG", "YER", "ZAR", "ZMW", "ZWG"};
constexpr std::string_view kThreeDecimals[] = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
constexpr std::string_view kFourDecimals[] = {"CLF", "UYW"};

constexpr size_t kLetters = 26;
constexpr int8_t kUnknown = -1;

// One slot for every three letters, so that a look-up is one load: this runs for each amount read.
using ExponentTable = std::array<int8_t, kLetters * kLetters * kLetters>;

constexpr size_t slot(std::string_view code) {
  const auto letter = [&](size_t i) { return static_cast<size_t>(code[i] - 'A'); };
  return (letter(0) * kLetters + letter(1)) * kLetters + letter(2);
}

ExponentTable build_table() {
  ExponentTable table;
  table.fill(kUnknown);
  for (auto code : kNoDecimals) table[slot(code)] = 0;
  for (auto code : kTwoDecimals) table[slot(code)] = 2;
  for (auto code : kThreeDecimals) table[slot(code)] = 3;
  for (auto code : kFourDecimals) table[slot(code)] = 4;
  return table;
}

int exponent_of(std::string_view code) {
  static const ExponentTable table = build_table();
  return table[slot(code)];
}

bool three_capitals(std::string_view code) {
  return code.size() == 3 &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

std::optional<Currency> Currency::parse(std::string_view code) {
  if (!three_capitals(code) || exponent_of(code) == kUnknown) return std::nullopt;
  Currency currency;
  std::copy(code.begin(), code.end(), currency.code_.begin());
  return currency;
}

int Currency::exponent() const {
  invariant(code_[0] != 0, "an amount without a currency has no minor unit");
  return exponent_of(code());
}

}  // namespace ordo
