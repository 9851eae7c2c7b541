// libphonenumber's names stop here. Only phonenumberutil.h is included: the library was built
// against another Boost than ours, and nothing that this header lets us call shows a Boost type.
#include "base/phone.h"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace ordo {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::string_view kMainland = "CN";
constexpr std::string_view kMainlandCode = "+86";
constexpr int kMainlandCallingCode = 86;
constexpr size_t kMobileDigits = 11;
constexpr size_t kMaxExtensionDigits = 8;
constexpr std::string_view kExtensionMarks[] = {"转", "轉", "分机", "分機", "EXT",
                                                "X",  "#",  ",",    "-"};

struct Dialled {
  std::string number;
  std::string extension;
};

auto not_a_phone() {
  return fail(ErrorClass::kInvalid, "invalid_phone", "the telephone number cannot be one");
}

bool is_punctuation(char c) { return c == '-' || c == '(' || c == ')' || c == '.'; }

bool is_extension(std::string_view text) {
  return !text.empty() && text.size() <= kMaxExtensionDigits &&
         std::all_of(text.begin(), text.end(), is_digit);
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// A bare 138… is a mobile number in China and begins with the country's own code in America: the
// region decides.
bool take_mainland_prefix(std::string_view& text, std::string_view region) {
  if (take_prefix(text, kMainlandCode)) return true;
  if (region != kMainland) return false;
  if (take_prefix(text, "0086")) return true;
  if (text.size() >= kMobileDigits + 2) take_prefix(text, "86");
  return true;
}

// Takes eleven digits, however they are grouped, off the front; nothing when there are fewer.
std::optional<std::string> take_mobile(std::string_view& text) {
  std::string digits;
  size_t i = 0;
  for (; i < text.size() && digits.size() < kMobileDigits; ++i) {
    if (is_digit(text[i])) {
      digits += text[i];
    } else if (!is_punctuation(text[i])) {
      return std::nullopt;
    }
  }
  if (digits.size() < kMobileDigits || digits[0] != '1' || digits[1] < '3') return std::nullopt;
  text.remove_prefix(i);
  return digits;
}

// Empty for no extension, nothing for something else behind the number.
std::optional<std::string> read_extension(std::string_view rest) {
  if (rest.empty()) return "";
  const auto is_taken = [&](std::string_view mark) { return take_prefix(rest, mark); };
  const bool marked = std::any_of(std::begin(kExtensionMarks), std::end(kExtensionMarks), is_taken);
  if (!marked || !is_extension(rest)) return std::nullopt;
  return std::string(rest);
}

std::string spell(std::string number, std::string_view extension) {
  if (!extension.empty()) number.append(";ext=").append(extension);
  return number;
}

std::optional<std::string> mainland_mobile(std::string_view text, std::string_view region) {
  if (!take_mainland_prefix(text, region)) return std::nullopt;
  const auto mobile = take_mobile(text);
  if (!mobile) return std::nullopt;
  const auto extension = read_extension(text);
  if (!extension) return std::nullopt;
  return spell(std::string(kMainlandCode) + *mobile, *extension);
}

// Only the length is asked of foreign numbers: the library's tables are older than the newest
// ranges. A mainland mobile has come out before; what else begins with +86 must be a number in use,
// or a mobile with one digit too few or too many would pass.
bool could_be_dialled(const PhoneNumberUtil& util, const PhoneNumber& number) {
  if (number.country_code() == kMainlandCallingCode) return util.IsValidNumber(number);
  return util.IsPossibleNumberWithReason(number) == PhoneNumberUtil::IS_POSSIBLE;
}

std::optional<std::string> by_library(const std::string& number, std::string_view region) {
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber parsed;
  if (util.Parse(number, std::string(region), &parsed) != PhoneNumberUtil::NO_PARSING_ERROR ||
      !could_be_dialled(util, parsed)) {
    return std::nullopt;
  }
  std::string e164;
  util.Format(parsed, PhoneNumberUtil::E164, &e164);
  return spell(e164, parsed.extension());
}

// "010-12345678转123", and "010-12345678-123" which the library reads as one number too long.
std::optional<Dialled> split_extension(std::string_view text) {
  for (const std::string_view mark : kExtensionMarks) {
    const size_t at = text.rfind(mark);
    if (at == std::string_view::npos || at == 0) continue;
    const std::string_view extension = text.substr(at + mark.size());
    if (!is_extension(extension)) continue;
    return Dialled{std::string(text.substr(0, at)), std::string(extension)};
  }
  return std::nullopt;
}

std::optional<std::string> any_number(const std::string& text, std::string_view region) {
  if (auto whole = by_library(text, region)) return whole;
  const auto dialled = split_extension(text);
  if (!dialled) return std::nullopt;
  const auto number = by_library(dialled->number, region);
  if (!number || number->find(';') != std::string::npos) return std::nullopt;
  return spell(*number, dialled->extension);
}

}  // namespace

Result<std::string> normalise_phone(std::string_view raw, std::string_view region) {
  const auto cleaned = clean_number(raw);
  if (!cleaned) return not_a_phone();
  if (auto mobile = mainland_mobile(*cleaned, region)) return *mobile;
  if (auto number = any_number(*cleaned, region)) return *number;
  return not_a_phone();
}

}  // namespace ordo
