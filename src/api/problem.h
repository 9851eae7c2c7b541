// Errors as callers see them: RFC 9457 application/problem+json. `type` is the stable relative
// reference /problems/<code>; `title` is the code in words; `detail` is for a person.
#pragma once

#include <string>
#include <string_view>

#include "api/http.h"
#include "base/result.h"

namespace ordo::api {

inline constexpr std::string_view kProblemType = "application/problem+json";

// The HTTP status of an error: its code where HTTP has a status of its own for it (412, 413, 415,
// 428 …), else its class.
[[nodiscard]] int status_of(const Error& error);

// The whole answer. 401 carries WWW-Authenticate; 429 and 503 carry Retry-After.
[[nodiscard]] HttpResponse problem(const Error& error, int retry_after_s = 1);
// For statuses that belong to HTTP itself and to no error class (405, 408, 431).
[[nodiscard]] HttpResponse problem(int status, std::string_view code, std::string detail);

// What a caller may hear of a fault of ours: nothing about our inside.
[[nodiscard]] HttpResponse internal_problem();

}  // namespace ordo::api
