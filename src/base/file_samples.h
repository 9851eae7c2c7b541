// For tests: the smallest whole file of each kind.
#pragma once

#include <string>
#include <string_view>

namespace ordo::samples {

using std::string_view_literals::operator""sv;

// One pixel each.
inline std::string png() {
  return std::string(
      "\x89\x50\x4E\x47\x0D\x0A\x1A\x0A\x00\x00\x00\x0D\x49\x48\x44\x52"
      "\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1F\x15\xC4"
      "\x89\x00\x00\x00\x0D\x49\x44\x41\x54\x78\xDA\x63\xF8\xDF\xE0\xF0"
      "\x1F\x00\x07\x00\x02\xBF\xF4\x89\xD5\xF2\x00\x00\x00\x00\x49\x45"
      "\x4E\x44\xAE\x42\x60\x82"sv);
}
inline std::string gif() {
  return std::string(
      "GIF89a\x01\0\x01\0\x80\0\0\xFF\xFF\xFF\0\0\0!\xF9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02"
      "\x02\x44\x01\0;"sv);
}
// Its segments and marks alone: what a reader of pictures would refuse, and a reader of files does not.
inline std::string jpeg() {
  return std::string(
      "\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xFF\xDA\0\x08\x01\x01\0\0\x3F\0\x37"
      "\xFF\0\x12\xFF\xD9"sv);
}
inline std::string webp() { return std::string("RIFF\x10\0\0\0WEBPVP8 \x04\0\0\0abcd"sv); }
inline std::string pdf() { return "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"; }

}  // namespace ordo::samples
