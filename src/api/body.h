// Reading what a caller sent: the JSON of a body, its fields one by one, paging parameters. What is
// wrong is gathered with its JSON pointer, so that a caller hears of everything at once.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http.h"
#include "base/result.h"
#include "base/time.h"

namespace ordo::api {

// The body as a JSON object. Codes: "empty_body", "malformed_json", "malformed_text"
// (U+0000 in a text), "unsupported_media_type".
[[nodiscard]] Result<boost::json::object> read_object(const HttpRequest& request);

class Fields {
 public:
  explicit Fields(const boost::json::object& object) : object_(object) {}
  // A field that stands in none of these is reported.
  void only(std::initializer_list<std::string_view> names);
  // Text without control characters, of at most `max` code points; empty when absent.
  [[nodiscard]] std::string text(std::string_view name, size_t max, bool required = false);
  [[nodiscard]] std::string required(std::string_view name, size_t max) {
    return text(name, max, true);
  }
  [[nodiscard]] const boost::json::object* object(std::string_view name, bool required = false);
  void problem(std::string pointer, std::string detail);
  void take(const Error& error, const std::string& prefix = {});
  [[nodiscard]] bool ok() const { return problems_.empty(); }
  [[nodiscard]] std::unexpected<Error> error() const;

 private:
  const boost::json::object& object_;
  std::vector<FieldError> problems_;
};

// `key` as one part of a JSON pointer.
[[nodiscard]] std::string pointer_to(std::string_view key);

inline constexpr size_t kPageDefault = 50;
inline constexpr size_t kPageMax = 200;
// ?limit=: 1 to 200. Code "invalid" with the pointer "/limit".
[[nodiscard]] Result<size_t> read_limit(const HttpRequest& request);

// The version that an edit stands on, from If-Match ("3" or 3; 0 where nothing was edited yet). Codes
// "precondition_required" (428) and "stale" (412).
[[nodiscard]] Result<int64_t> read_if_match(const HttpRequest& request);

// Cursors are opaque to callers: base64url of what the list stands on.
[[nodiscard]] std::string encode_cursor(std::string_view inside);
[[nodiscard]] Result<std::string> decode_cursor(std::string_view cursor);
// A cursor that holds one id; INT64_MAX when the request has none. Code "malformed_cursor".
[[nodiscard]] Result<int64_t> read_id_cursor(const HttpRequest& request);
[[nodiscard]] Result<int64_t> id_in_cursor(std::string_view cursor);
// The same of a cursor that holds two, as "7:9", for a list that is merged from two.
[[nodiscard]] Result<std::pair<int64_t, int64_t>> read_ids_cursor(const HttpRequest& request);
// {"items", "next_cursor"}; `next` 0 or empty: there is no next page.
[[nodiscard]] HttpResponse page_answer(boost::json::array items, const std::string& next_inside);
[[nodiscard]] HttpResponse json_answer(int status, const boost::json::value& body);

// A parameter of at most 256 bytes of text; empty when absent.
[[nodiscard]] Result<std::string> read_word(const HttpRequest& request, std::string_view name);
[[nodiscard]] Result<std::optional<Instant>> read_time(const HttpRequest& request,
                                                       std::string_view name);

}  // namespace ordo::api
