#include "flows/placeholder_phone.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace ordo::flows {
namespace {

constexpr size_t kDigitsMin = 7;       // fewer: an extension, or none at all
constexpr size_t kZerosMin = 7;        // at the end: nobody is given such a number
constexpr size_t kCountryCodeMax = 3;  // digits
constexpr std::string_view kExtension = ";ext=";
// What platforms write in place of digits.
constexpr std::string_view kMasks[] = {"*", "x", "X", "＊", "•", "●"};

bool is_masked(std::string_view phone) {
  return std::ranges::any_of(kMasks,
                             [&](std::string_view mask) { return phone.find(mask) != phone.npos; });
}

// Each digit is the one before it and so many more, 0 after 9.
bool is_run(std::string_view digits, int step) {
  const auto breaks = [step](char a, char b) { return (a - '0' + step) % 10 != b - '0'; };
  return std::ranges::adjacent_find(digits, breaks) == digits.end();
}

bool is_any_run(std::string_view digits) {
  constexpr int kSame = 0, kUp = 1, kDown = 9;
  return is_run(digits, kSame) || is_run(digits, kUp) || is_run(digits, kDown);
}

}  // namespace

bool is_placeholder_phone(std::string_view phone) {
  const std::string_view number = phone.substr(0, phone.find(kExtension));
  if (is_masked(number)) return true;
  std::string held;
  std::ranges::copy_if(number, std::back_inserter(held), is_digit);
  const std::string_view digits = held;
  if (digits.size() < kDigitsMin) return true;
  if (digits.size() - (digits.find_last_not_of('0') + 1) >= kZerosMin) return true;
  const bool international = number.starts_with('+');
  const size_t code_max = international ? kCountryCodeMax : 0;
  for (size_t code = 0; code <= code_max && digits.size() - code >= kDigitsMin; ++code) {
    if (is_any_run(digits.substr(code))) return true;
  }
  return false;
}

}  // namespace ordo::flows
