// Answers as bytes. Written by hand, because a prebuilt text is sent nearly twice as fast as what
// Beast's serializer makes of the same message.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "api/http.h"

namespace ordo::api {

struct WireOptions {
  bool keep_alive = true;
  bool http10 = false;         // such a caller must be told that the connection stays
  bool head = false;           // length and headers, no body
  std::string_view date = {};  // IMF-fixdate
};

// Bodies up to this size travel behind their head in one piece.
inline constexpr size_t kInlineBodyMax = 16u << 10;

// Status line and headers, followed by the body where it is small and wanted. Requires header names
// and values without line breaks (a breach otherwise: a caller could write headers of his own).
[[nodiscard]] std::string encode_answer(const HttpResponse& response, const WireOptions& options);
// True when the body must be sent after encode_answer()'s bytes.
[[nodiscard]] bool body_follows(const HttpResponse& response, const WireOptions& options);

// "Thu, 22 Jan 2026 14:22:17 GMT".
[[nodiscard]] std::string http_date(int64_t seconds);

}  // namespace ordo::api
