#include "channels/web_text.h"

#include <algorithm>

namespace ordo::channels {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

std::string percent_encode(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    if (is_plain(c)) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += {'%', kDigits[byte >> 4], kDigits[byte & 0x0f]};
  }
  return encoded;
}

std::string encode_parameters(Parameters parameters) {
  std::string text;
  for (const auto& [key, value] : parameters) {
    if (!text.empty()) text += '&';
    text += percent_encode(key) + "=" + percent_encode(value);
  }
  return text;
}

bool is_base_url(std::string_view text) {
  if (text.starts_with("https://")) {
    text.remove_prefix(8);
  } else if (text.starts_with("http://")) {
    text.remove_prefix(7);
  } else {
    return false;
  }
  return !text.empty() && text.front() != '/' && text.size() <= 200 &&
         std::ranges::all_of(text, [](char c) { return is_plain(c) || c == '/' || c == ':'; });
}

}  // namespace ordo::channels
