#include "api/url.h"

namespace ordo::api {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The byte written as %XY at `at`; 0 for one that is broken, NUL itself being refused as well.
char escaped_byte(std::string_view text, size_t at) {
  if (at + 2 >= text.size()) return 0;
  int high = hex_value(text[at + 1]);
  int low = hex_value(text[at + 2]);
  return high < 0 || low < 0 ? '\0' : static_cast<char>(high * 16 + low);
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, UrlPart part) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += part == UrlPart::kQuery && text[i] == '+' ? ' ' : text[i];
      continue;
    }
    char byte = escaped_byte(text, i);
    if (byte == 0) return std::nullopt;
    out += byte;
    i += 2;
  }
  return out;
}

}  // namespace ordo::api
