#include <algorithm>

#include "base/text.h"
#include "base/unicode.h"

namespace ordo {
namespace {

constexpr size_t kMaxCodePoints = 64;
// No spelling of a number that fits takes more bytes than this; longer ones earn no work.
constexpr size_t kMaxRawBytes = 4096;

char upper_ascii(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

auto too_long() {
  return fail(ErrorClass::kInvalid, "number_too_long",
              "a number may have at most " + std::to_string(kMaxCodePoints) + " characters");
}

// Besides Unicode's own dashes: the minus signs and box lines that keyboards and spreadsheets give.
bool is_dash(UChar32 c) {
  constexpr UChar32 kModifierMinus = 0x02d7, kBullet = 0x2043, kHeavyMinus = 0x2796;
  constexpr UChar32 kBoxLight = 0x2500, kBoxHeavy = 0x2501;
  return c == '_' || u_hasBinaryProperty(c, UCHAR_DASH) || c == kModifierMinus || c == kBullet ||
         c == kHeavyMinus || c == kBoxLight || c == kBoxHeavy;
}

// Besides white space, controls and format characters: fillers and selectors that print as nothing,
// for two numbers that look the same must be the same.
bool is_noise(UChar32 c) {
  return u_isUWhiteSpace(c) || unicode::is_control(c) || unicode::is_format(c) ||
         u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

std::string clean_ascii(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  for (const char c : raw) {
    if (c > ' ' && c != 0x7f) out += c == '_' ? '-' : upper_ascii(c);
  }
  return out;
}

std::string filter(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (unicode::Walk walk(text); !walk.done();) {
    const UChar32 c = walk.next();
    if (is_dash(c)) {
      out += '-';
    } else if (!is_noise(c)) {
      unicode::append(out, c);
    }
  }
  return out;
}

// Dropping and upper-casing may each bring a letter and its accent together anew; normalising after
// both makes the answer a fixed point.
std::string clean_unicode(std::string_view raw) {
  std::string text = unicode::nfkc(filter(unicode::nfkc(raw)));
  std::transform(text.begin(), text.end(), text.begin(), upper_ascii);
  return unicode::nfkc(text);
}

}  // namespace

Result<std::string> clean_number(std::string_view raw) {
  if (raw.size() > kMaxRawBytes) return too_long();
  if (!is_valid_utf8(raw)) {
    return fail(ErrorClass::kInvalid, "invalid_utf8", "the number is not valid UTF-8");
  }
  std::string cleaned = is_ascii(raw) ? clean_ascii(raw) : clean_unicode(raw);
  if (cleaned.empty()) {
    return fail(ErrorClass::kInvalid, "empty_number", "the number is empty");
  }
  if (cleaned.size() > kMaxCodePoints && code_points(cleaned) > kMaxCodePoints) return too_long();
  return cleaned;
}

}  // namespace ordo
