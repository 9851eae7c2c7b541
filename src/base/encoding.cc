#include <algorithm>

#include <sodium.h>

#include "base/crypto.h"

namespace ordo {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";
constexpr size_t kUuidBytes = 16;

std::string encode_base64(std::string_view bytes, int variant) {
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const uint8_t*>(bytes.data()),
                    bytes.size(), variant);
  text.pop_back();  // libsodium counts and writes a closing NUL
  return text;
}

uint8_t* bytes_of(std::string& text) { return reinterpret_cast<uint8_t*>(text.data()); }

// RFC 9562: the version in the high half of octet 6, the variant 10 in the top of octet 8.
std::string uuid_text(std::array<uint8_t, kUuidBytes> bytes, uint8_t version) {
  bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0f) | version << 4);
  bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3f) | 0x80);
  std::string text = hex(std::span<const uint8_t>(bytes));
  for (const size_t at : {8u, 13u, 18u, 23u}) text.insert(at, 1, '-');
  return text;
}

}  // namespace

std::string hex(std::span<const uint8_t> bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const uint8_t byte : bytes) {
    text += kHexDigits[byte >> 4];
    text += kHexDigits[byte & 0x0f];
  }
  return text;
}

std::string hex(std::string_view bytes) {
  return hex(std::span(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()));
}

std::optional<std::string> from_hex(std::string_view text) {
  std::string bytes(text.size() / 2, '\0');
  size_t written = 0;
  if (sodium_hex2bin(bytes_of(bytes), bytes.size(), text.data(), text.size(), nullptr, &written,
                     nullptr) != 0 ||
      written * 2 != text.size()) {
    return std::nullopt;
  }
  return bytes;
}

std::string base64(std::string_view bytes) {
  return encode_base64(bytes, sodium_base64_VARIANT_ORIGINAL);
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3, '\0');
  size_t written = 0;
  if (sodium_base642bin(bytes_of(bytes), bytes.size(), text.data(), text.size(), nullptr, &written,
                        nullptr, sodium_base64_VARIANT_ORIGINAL) != 0) {
    return std::nullopt;
  }
  bytes.resize(written);
  return bytes;
}

std::string random_token(size_t bytes) {
  std::string raw(bytes, '\0');
  random_bytes({bytes_of(raw), raw.size()});
  return encode_base64(raw, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::string uuid_v4() {
  std::array<uint8_t, kUuidBytes> bytes;
  random_bytes(bytes);
  return uuid_text(bytes, 4);
}

std::string uuid_from(std::string_view name) {
  const Digest digest = sha256(name);
  std::array<uint8_t, kUuidBytes> bytes;
  std::copy_n(digest.begin(), bytes.size(), bytes.begin());
  return uuid_text(bytes, 8);
}

}  // namespace ordo
