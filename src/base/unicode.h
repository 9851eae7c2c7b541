// A walk over the code points of UTF-8 text and ICU's normal forms, shared by the text files of
// this room; ICU's names stop here and in those files.
#pragma once

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace ordo::unicode {

// Reads one code point at a time. next() is negative for a malformed sequence, of which it takes
// the longest part that could have begun a character.
class Walk {
 public:
  explicit Walk(std::string_view text)
      : bytes_(reinterpret_cast<const uint8_t*>(text.data())),
        length_(static_cast<int64_t>(text.size())) {}
  [[nodiscard]] bool done() const { return at_ >= length_; }
  [[nodiscard]] size_t position() const { return static_cast<size_t>(at_); }
  UChar32 next() {
    UChar32 c = 0;
    U8_NEXT(bytes_, at_, length_, c);
    return c;
  }
  // The code point that next() would answer; U_SENTINEL at the end.
  [[nodiscard]] UChar32 peek() const {
    if (done()) return U_SENTINEL;
    Walk copy = *this;
    return copy.next();
  }

 private:
  const uint8_t* bytes_;
  int64_t length_;
  int64_t at_ = 0;
};

void append(std::string& out, UChar32 c);

[[nodiscard]] inline bool is_control(UChar32 c) { return u_charType(c) == U_CONTROL_CHAR; }
[[nodiscard]] inline bool is_format(UChar32 c) { return u_charType(c) == U_FORMAT_CHAR; }

// `text` must be valid UTF-8.
[[nodiscard]] std::string nfc(std::string_view text);
[[nodiscard]] std::string nfkc(std::string_view text);

}  // namespace ordo::unicode
