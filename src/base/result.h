// Result<T>: how every fallible call in Ordo answers. Business refusals and bad input are values
// with a stable code; exceptions are kept for storage faults (store/) and breached invariants
// (invariant.h) and never cross a room's boundary unnoticed.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ordo {

// What a caller can do about an error. An error without a class is a bug.
enum class ErrorClass : uint8_t {
  kInvalid,       // the input is wrong: mend it (400, 413, 415, 422)
  kUnauthorised,  // 401
  kForbidden,     // 403
  kNotFound,      // 404
  kRefused,       // well-formed, but the state forbids it (409, 412, 428)
  kLimited,       // too much, too fast (429)
  kUnavailable,   // try again later (503)
  kInternal,      // our fault (500)
};

// One field at fault. `pointer` is a JSON pointer (RFC 6901) into what the caller sent.
struct FieldError {
  std::string pointer;
  std::string detail;
  bool operator==(const FieldError&) const = default;
};

struct Error {
  ErrorClass kind = ErrorClass::kInternal;
  std::string code;    // stable and machine-readable, e.g. "transition_refused"
  std::string detail;  // one sentence for a person; says what to do where it can
  std::vector<FieldError> fields;
};

template <class T = void>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(ErrorClass kind, std::string_view code,
                                                 std::string detail,
                                                 std::vector<FieldError> fields = {}) {
  return std::unexpected(Error{kind, std::string(code), std::move(detail), std::move(fields)});
}

// The common case: one field is not valid.
[[nodiscard]] inline std::unexpected<Error> invalid(std::string pointer, std::string detail,
                                                    std::string_view code = "invalid") {
  return fail(ErrorClass::kInvalid, code, pointer.empty() ? detail : pointer + ": " + detail,
              {FieldError{pointer, detail}});
}

}  // namespace ordo
