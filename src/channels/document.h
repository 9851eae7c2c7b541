// From bytes to a JSON document, and why that failed.
#pragma once

#include <simdjson.h>

#include <string_view>

#include "base/result.h"

namespace ordo::channels {

// The root of `body`. It lives in this thread's parser: until the next call, at most. Codes:
// "body_too_large"; "malformed_json", with the byte offset in its detail where one is known;
// "contract_breach" for JSON that is too deep, holds numbers beyond 64 bits or text that is not
// UTF-8.
[[nodiscard]] Result<simdjson::dom::element> parse_document(std::string_view body);

// Reads a body that the fast parser refused once more, slowly, to say where and why. Never empty.
[[nodiscard]] Error diagnose(std::string_view body, std::string_view parser_message);

}  // namespace ordo::channels
