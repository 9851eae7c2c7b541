// Percent-decoding of paths and queries (RFC 3986; '+' means a blank in queries only).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ordo::api {

enum class UrlPart { kPath, kQuery };

// Nothing when an escape is broken, or when it hides a NUL.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text, UrlPart part);

}  // namespace ordo::api
