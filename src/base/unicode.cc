#include "base/unicode.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include <climits>

#include "base/invariant.h"

namespace ordo::unicode {
namespace {

// ICU's singletons are created at first use and never freed: safe to share between threads.
std::string normalise(const icu::Normalizer2* (*form)(UErrorCode&), std::string_view text) {
  invariant(text.size() <= INT_MAX, "too much text to normalise at once");
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normaliser = form(status);
  std::string out;
  out.reserve(text.size());
  icu::StringByteSink<std::string> sink(&out);
  const icu::StringPiece piece(text.data(), static_cast<int32_t>(text.size()));
  if (U_SUCCESS(status)) normaliser->normalizeUTF8(0, piece, sink, nullptr, status);
  invariant(U_SUCCESS(status), "ICU could not normalise");
  return out;
}

}  // namespace

void append(std::string& out, UChar32 c) {
  uint8_t bytes[U8_MAX_LENGTH];
  int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, c);
  out.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(length));
}

std::string nfc(std::string_view text) {
  return normalise(&icu::Normalizer2::getNFCInstance, text);
}

std::string nfkc(std::string_view text) {
  return normalise(&icu::Normalizer2::getNFKCInstance, text);
}

}  // namespace ordo::unicode
