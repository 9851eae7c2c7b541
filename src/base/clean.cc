// clean_text and clean_multiline. Characters are dropped first and the rest normalised then: what
// is left must be in NFC also where a dropped character stood between a letter and its accent.
#include <algorithm>

#include "base/text.h"
#include "base/unicode.h"

namespace ordo {
namespace {

constexpr UChar32 kZeroWidthNonJoiner = 0x200c;
constexpr UChar32 kZeroWidthJoiner = 0x200d;
constexpr UChar32 kNextLine = 0x85;
constexpr UChar32 kLineSeparator = 0x2028;
constexpr UChar32 kParagraphSeparator = 0x2029;
constexpr size_t kMaxBreaks = 2;

enum class Lines { kJoin, kKeep };

auto invalid_utf8() {
  return fail(ErrorClass::kInvalid, "invalid_utf8", "the text is not valid UTF-8");
}

bool is_ascii_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_ascii_control(char c) { return (c >= 0 && c < ' ') || c == 0x7f; }

bool is_line_break(UChar32 c) {
  return c == '\n' || c == '\r' || c == kNextLine || c == kLineSeparator ||
         c == kParagraphSeparator;
}

// Collects the text that is kept; white space is held back until something follows it.
class Cleaned {
 public:
  Cleaned(size_t capacity, Lines lines) : lines_(lines) { text_.reserve(capacity); }

  void space() { blank_ = true; }
  void line_break() {
    blank_ = true;
    if (lines_ == Lines::kKeep && breaks_ < kMaxBreaks) ++breaks_;
  }
  std::string& text() {
    const char gap = breaks_ > 0 ? '\n' : ' ';
    if (blank_ && !text_.empty()) text_.append(std::max<size_t>(breaks_, 1), gap);
    blank_ = false;
    breaks_ = 0;
    return text_;
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  Lines lines_;
  bool blank_ = false;
  size_t breaks_ = 0;
};

bool is_clean_ascii(std::string_view text) {
  char before = ' ';
  for (const char c : text) {
    if (is_ascii_control(c) || (c == ' ' && before == ' ')) return false;
    before = c;
  }
  return text.empty() || before != ' ';
}

std::string clean_ascii(std::string_view text, Lines lines) {
  if (is_clean_ascii(text)) return std::string(text);
  Cleaned cleaned(text.size(), lines);
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool second_half = c == '\n' && i > 0 && text[i - 1] == '\r';
    if (second_half) continue;
    if (is_line_break(c)) {
      cleaned.line_break();
    } else if (is_ascii_space(c)) {
      cleaned.space();
    } else if (!is_ascii_control(c)) {
      cleaned.text() += c;
    }
  }
  return cleaned.take();
}

// A joiner shapes what stands around it in Arabic, Indic scripts and emoji; elsewhere it is noise.
bool is_joinable(UChar32 c) {
  return c >= 0 && (u_isalpha(c) || u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC));
}

bool is_mark(UChar32 c) { return c >= 0 && (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0; }

// Marks, selectors and skin tones leave the character that they stand on what it is.
bool modifies(UChar32 c) {
  return is_mark(c) || unicode::is_format(c) || u_hasBinaryProperty(c, UCHAR_EMOJI_MODIFIER);
}

// `base` is what stands before, marks not counted: normalising may yet melt them into it.
bool is_kept(UChar32 c, UChar32 base, UChar32 after) {
  if (!unicode::is_format(c)) return !unicode::is_control(c);
  const bool joiner = c == kZeroWidthJoiner || c == kZeroWidthNonJoiner;
  return joiner && is_joinable(base) && (is_joinable(after) || is_mark(after));
}

Result<std::string> clean_unicode(std::string_view text, Lines lines) {
  Cleaned cleaned(text.size(), lines);
  UChar32 base = U_SENTINEL;
  UChar32 before = U_SENTINEL;
  for (unicode::Walk walk(text); !walk.done();) {
    const UChar32 c = walk.next();
    if (c < 0) return invalid_utf8();
    const bool second_half = c == '\n' && before == '\r';
    before = c;
    if (second_half) continue;
    if (u_isUWhiteSpace(c)) {
      is_line_break(c) ? cleaned.line_break() : cleaned.space();
      base = U_SENTINEL;
    } else if (is_kept(c, base, walk.peek())) {
      unicode::append(cleaned.text(), c);
      if (!modifies(c)) base = c;
    }
  }
  return unicode::nfc(cleaned.take());
}

Result<std::string> clean(std::string_view text, Lines lines) {
  if (is_ascii(text)) return clean_ascii(text, lines);
  return clean_unicode(text, lines);
}

}  // namespace

Result<std::string> clean_text(std::string_view text) { return clean(text, Lines::kJoin); }
Result<std::string> clean_multiline(std::string_view text) { return clean(text, Lines::kKeep); }

}  // namespace ordo
