// The little of URLs and forms that pullers write.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace ordo::channels {

using Parameters = std::span<const std::pair<std::string, std::string>>;

// All but letters, digits and -._~ as %XX of its bytes (RFC 3986).
[[nodiscard]] std::string percent_encode(std::string_view text);
// k=v&k=v, percent-encoded: a query, or a body of application/x-www-form-urlencoded.
[[nodiscard]] std::string encode_parameters(Parameters parameters);
// An http or https address with a host, without query, fragment, blanks or user.
[[nodiscard]] bool is_base_url(std::string_view text);

}  // namespace ordo::channels
