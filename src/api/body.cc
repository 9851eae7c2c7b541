#include "api/body.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "api/ascii.h"
#include "base/crypto.h"
#include "base/ids.h"
#include "base/text.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

constexpr size_t kDepthMax = 32;
constexpr size_t kCursorMax = 128;
constexpr size_t kWordMax = 256;

bool is_json(std::string_view type) {
  type = trim_blanks(type.substr(0, type.find(';')));
  return type.empty() || equal_without_case(type, "application/json") ||
         equal_without_case(type, "application/merge-patch+json");
}

std::unexpected<Error> bad_cursor() {
  return fail(ErrorClass::kInvalid, "malformed_cursor",
              "the cursor is not one that this list has given");
}

// Where U+0000 stands in a key or a string, as a JSON pointer: nobody means it, and no text column of
// PostgreSQL takes it. What is not UTF-8 the parser has refused.
std::optional<std::string> nul_in(const json::value& value) {
  if (const json::string* text = value.if_string()) {
    return text->find('\0') == json::string::npos ? std::nullopt : std::optional<std::string>("");
  }
  if (const json::array* array = value.if_array()) {
    for (size_t i = 0; i < array->size(); ++i) {
      if (auto rest = nul_in((*array)[i])) return "/" + std::to_string(i) + *rest;
    }
  }
  if (const json::object* object = value.if_object()) {
    for (const auto& [key, member] : *object) {
      if (key.find('\0') != std::string_view::npos) return pointer_to(printable(key));
      if (auto rest = nul_in(member)) return pointer_to(key) + *rest;
    }
  }
  return std::nullopt;
}

}  // namespace

Result<json::object> read_object(const HttpRequest& request) {
  if (!is_json(request.header("content-type"))) {
    return fail(ErrorClass::kInvalid, "unsupported_media_type", "send application/json");
  }
  if (request.body.empty()) {
    return fail(ErrorClass::kInvalid, "empty_body", "the body is empty; send a JSON object");
  }
  json::parse_options options;
  options.max_depth = kDepthMax;
  json::error_code failed;
  json::value body = json::parse(request.body, failed, {}, options);
  if (failed) {
    return fail(ErrorClass::kInvalid, "malformed_json", "not JSON: " + failed.message());
  }
  if (!body.is_object()) {
    return fail(ErrorClass::kInvalid, "malformed_json", "the body must be a JSON object");
  }
  // In JSON it can only be written like this.
  if (request.body.find("\\u0000") != std::string_view::npos) {
    if (const auto pointer = nul_in(body)) {
      return invalid(*pointer, "must not contain U+0000", "malformed_text");
    }
  }
  return std::move(body.as_object());
}

std::string pointer_to(std::string_view key) {
  std::string out = "/";
  for (const char c : key) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

void Fields::only(std::initializer_list<std::string_view> names) {
  for (const auto& [key, value] : object_) {
    const std::string_view have(key);
    if (std::ranges::find(names, have) == names.end()) {
      problem(pointer_to(have), "unknown_field: is not known here");
    }
  }
}

std::string Fields::text(std::string_view name, size_t max, bool required) {
  const json::value* v = object_.if_contains(name);
  if (!v || v->is_null()) {
    if (required) problem(pointer_to(name), "required: must be given");
    return {};
  }
  if (!v->is_string()) {
    problem(pointer_to(name), "field_type: must be text");
    return {};
  }
  auto clean = clean_multiline(std::string_view(v->as_string()));
  if (!clean) {
    problem(pointer_to(name), clean.error().code + ": " + clean.error().detail);
    return {};
  }
  if (code_points(*clean) > max) {
    problem(pointer_to(name), fmt::format("too_long: at most {} characters", max));
  }
  if (required && clean->empty()) problem(pointer_to(name), "required: must not be empty");
  return *clean;
}

const json::object* Fields::object(std::string_view name, bool required) {
  const json::value* v = object_.if_contains(name);
  if (!v || v->is_null()) {
    if (required) problem(pointer_to(name), "required: must be given");
    return nullptr;
  }
  if (!v->is_object()) problem(pointer_to(name), "field_type: must be an object");
  return v->if_object();
}

void Fields::problem(std::string pointer, std::string detail) {
  problems_.push_back({std::move(pointer), std::move(detail)});
}

void Fields::take(const Error& error, const std::string& prefix) {
  for (const FieldError& f : error.fields) problem(prefix + f.pointer, f.detail);
  if (error.fields.empty()) problem(prefix, error.code + ": " + error.detail);
}

std::unexpected<Error> Fields::error() const {
  const FieldError& first = problems_.front();
  return fail(ErrorClass::kInvalid, "invalid", first.pointer + " " + first.detail, problems_);
}

Result<int64_t> read_if_match(const HttpRequest& request) {
  std::string_view tag = request.header("if-match");
  if (tag.empty()) {
    return fail(
        ErrorClass::kRefused, "precondition_required",
        "send the version that was read as If-Match, so that nobody's change is overwritten");
  }
  if (tag.size() > 2 && tag.front() == '"' && tag.back() == '"') {
    tag = tag.substr(1, tag.size() - 2);
  }
  if (tag == "0") return 0;
  const auto version = parse_id(tag);
  if (!version) return fail(ErrorClass::kRefused, "stale", "If-Match names no version");
  return *version;
}

Result<size_t> read_limit(const HttpRequest& request) {
  const auto text = request.parameter("limit");
  if (!text) return kPageDefault;
  const auto limit = parse_id(*text);
  if (!limit || *limit < 1 || *limit > static_cast<int64_t>(kPageMax)) {
    return invalid("/limit", fmt::format("must be 1 to {}", kPageMax));
  }
  return static_cast<size_t>(*limit);
}

std::string encode_cursor(std::string_view inside) {
  std::string text = base64(inside);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  while (text.ends_with('=')) text.pop_back();
  return text;
}

Result<std::string> decode_cursor(std::string_view cursor) {
  if (cursor.empty() || cursor.size() > kCursorMax) return bad_cursor();
  std::string text(cursor);
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  while (text.size() % 4 != 0) text += '=';
  auto inside = from_base64(text);
  if (!inside) return bad_cursor();
  return *inside;
}

Result<int64_t> id_in_cursor(std::string_view cursor) {
  auto inside = decode_cursor(cursor);
  if (!inside) return std::unexpected(inside.error());
  const auto id = parse_id(*inside);
  if (!id) return bad_cursor();
  return *id;
}

Result<int64_t> read_id_cursor(const HttpRequest& request) {
  const auto cursor = request.parameter("cursor");
  if (!cursor) return INT64_MAX;
  return id_in_cursor(*cursor);
}

Result<std::pair<int64_t, int64_t>> read_ids_cursor(const HttpRequest& request) {
  const auto cursor = request.parameter("cursor");
  if (!cursor) return std::pair(INT64_MAX, INT64_MAX);
  const auto inside = decode_cursor(*cursor);
  if (!inside) return std::unexpected(inside.error());
  const std::string_view text = *inside;
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return bad_cursor();
  const auto first = parse_id(text.substr(0, colon)), second = parse_id(text.substr(colon + 1));
  if (!first || !second) return bad_cursor();
  return std::pair(*first, *second);
}

HttpResponse json_answer(int status, const json::value& body) {
  return {status, "application/json", json::serialize(body), {}};
}

HttpResponse page_answer(json::array items, const std::string& next_inside) {
  const bool last = next_inside.empty() || next_inside == "0";
  const json::value next = last ? json::value(nullptr) : json::value(encode_cursor(next_inside));
  return json_answer(200, json::object{{"items", std::move(items)}, {"next_cursor", next}});
}

Result<std::string> read_word(const HttpRequest& request, std::string_view name) {
  auto text = request.parameter(name).value_or("");
  if (text.size() > kWordMax || !is_valid_utf8(text)) {
    return invalid(pointer_to(name), "must be text of at most 256 bytes");
  }
  return text;
}

Result<std::optional<Instant>> read_time(const HttpRequest& request, std::string_view name) {
  const auto text = request.parameter(name);
  if (!text) return std::optional<Instant>();
  auto at = parse_rfc3339(*text);
  if (!at) return invalid(pointer_to(name), at.error().code + ": " + at.error().detail);
  return std::optional(*at);
}

}  // namespace ordo::api
