// What people may see of text that is not trusted, or not theirs to see.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/unicode.h"

namespace ordo {
namespace {

constexpr size_t kMaxPrintableBytes = 200;
constexpr std::string_view kEllipsis = "…";
constexpr std::string_view kStar = "*";
constexpr size_t kMaskedDigits = 4;
constexpr size_t kShownDigits = 4;
constexpr size_t kMinPhoneLength = 11;

std::string escape_bytes(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
  }
  return out;
}

// Format characters are escaped too: a bidi mark in a log line can show its text in another order.
std::string escape(UChar32 c, std::string_view spelled) {
  if (c < 0) return escape_bytes(spelled);
  if (c == '\n') return "\\n";
  if (c == '\r') return "\\r";
  if (c == '\t') return "\\t";
  if (c == '\\') return "\\\\";
  if (c < 0x80 && unicode::is_control(c)) return escape_bytes(spelled);
  const bool line_end = c == 0x2028 || c == 0x2029;
  if (unicode::is_control(c) || unicode::is_format(c) || line_end) {
    return fmt::format("\\u{{{:x}}}", c);
  }
  return std::string(spelled);
}

bool is_phone_character(char c) { return c == '+' || (c >= '0' && c <= '9'); }

}  // namespace

std::string printable(std::string_view untrusted) {
  std::string out;
  size_t safe = 0;  // how much may stay if the ellipsis must still fit
  for (unicode::Walk walk(untrusted); !walk.done();) {
    const size_t start = walk.position();
    const UChar32 c = walk.next();
    out += escape(c, untrusted.substr(start, walk.position() - start));
    if (out.size() > kMaxPrintableBytes) return out.substr(0, safe).append(kEllipsis);
    if (out.size() + kEllipsis.size() <= kMaxPrintableBytes) safe = out.size();
  }
  return out;
}

// One star whatever the length: how long a name is tells something about it too.
std::string mask_name(std::string_view name) {
  if (name.empty()) return {};
  unicode::Walk walk(name);
  if (walk.next() < 0) return std::string(kStar);
  return std::string(name.substr(0, walk.position())).append(kStar);
}

// The four digits before the last four are hidden, with or without a country code in front; an
// extension is hidden whole, for a virtual number is nothing without it.
std::string mask_phone(std::string_view phone) {
  const auto end = std::find_if_not(phone.begin(), phone.end(), is_phone_character);
  std::string number(phone.begin(), end);
  if (number.size() < kMinPhoneLength) return mask_name(phone);
  number.replace(number.size() - kShownDigits - kMaskedDigits, kMaskedDigits, kMaskedDigits, '*');
  return end == phone.end() ? number : number.append(kStar);
}

}  // namespace ordo
