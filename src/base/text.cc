#include "base/text.h"

#include <algorithm>
#include <cstring>

#include "base/unicode.h"

namespace ordo {
namespace {

constexpr uint64_t kHighBits = 0x8080808080808080;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

}  // namespace

bool is_ascii(std::string_view bytes) {
  size_t i = 0;
  uint64_t seen = 0;
  for (; i + sizeof seen <= bytes.size(); i += sizeof seen) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, sizeof word);
    seen |= word;
  }
  unsigned char rest = 0;
  for (; i < bytes.size(); ++i) rest |= static_cast<unsigned char>(bytes[i]);
  return (seen & kHighBits) == 0 && rest < 0x80;
}

bool is_valid_utf8(std::string_view bytes) {
  if (is_ascii(bytes)) return true;
  for (unicode::Walk walk(bytes); !walk.done();) {
    if (walk.next() < 0) return false;
  }
  return true;
}

size_t code_points(std::string_view text) {
  size_t count = 0;
  for (const char c : text) count += is_continuation(c) ? 0 : 1;
  return count;
}

bool is_code(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::string_view cut_utf8(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  while (max_bytes > 0 && is_continuation(text[max_bytes])) --max_bytes;
  return text.substr(0, max_bytes);
}

}  // namespace ordo
