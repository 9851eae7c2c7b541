#include "flows/document_reading.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

std::string pointer_token(std::string_view key) {
  std::string token;
  for (const char c : key) token += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return token;
}

}  // namespace

void DocumentReading::only(std::initializer_list<std::string_view> names) {
  for (const auto& [key, value] : document_) {
    if (std::ranges::find(names, std::string_view(key)) == names.end()) {
      wrong(pointer_token(key), "is not a field of this document");
    }
  }
}

const json::value* DocumentReading::find(std::string_view name) const {
  const json::value* v = document_.if_contains(name);
  return v && !v->is_null() ? v : nullptr;
}

bool DocumentReading::is_null(std::string_view name) const {
  const json::value* v = document_.if_contains(name);
  return v && v->is_null();
}

void DocumentReading::whole(std::string_view name, int64_t least, int64_t most, int64_t& out) {
  const json::value* v = find(name);
  if (!v || !v->is_int64() || v->as_int64() < least || v->as_int64() > most) {
    return wrong(name, fmt::format("must be a whole number from {} to {}", least, most));
  }
  out = v->as_int64();
}

void DocumentReading::whole_if_given(std::string_view name, int64_t least, int64_t most,
                                     int64_t& out) {
  if (find(name)) whole(name, least, most, out);
}

void DocumentReading::flag(std::string_view name, bool& out) {
  const json::value* v = find(name);
  if (!v || !v->is_bool()) return wrong(name, "must be true or false");
  out = v->as_bool();
}

void DocumentReading::flag_if_given(std::string_view name, bool& out) {
  if (find(name)) flag(name, out);
}

void DocumentReading::words(std::string_view name, size_t max, std::string& out, bool required) {
  const json::value* v = find(name);
  if (!v && !required) return;
  const auto clean = v && v->is_string() ? clean_text(std::string_view(v->as_string()))
                                         : Result<std::string>(std::string());
  const bool fits = v && v->is_string() && clean && code_points(*clean) <= max;
  if (!fits || (required && clean->empty())) {
    return wrong(name, fmt::format("must be words of {} to {} characters", required ? 1 : 0, max));
  }
  out = *clean;
}

void DocumentReading::texts(std::string_view name, bool required, std::string_view expected,
                            bool (*fits)(std::string_view), std::vector<std::string>& out) {
  const json::value* v = find(name);
  if (!v && !required) return;
  if (!v || !v->is_array() || v->as_array().empty() || v->as_array().size() > kListMax) {
    return wrong(name, fmt::format("must be a list of 1 to {}: {}", kListMax, expected));
  }
  for (const json::value& one : v->as_array()) {
    const bool good = one.is_string() && fits(std::string_view(one.as_string()));
    if (!good) wrong(fmt::format("{}/{}", name, out.size()), std::string(expected));
    out.emplace_back(one.is_string() ? std::string(one.as_string()) : std::string());
  }
  std::vector<std::string> sorted = out;
  std::ranges::sort(sorted);
  if (std::ranges::adjacent_find(sorted) != sorted.end()) wrong(name, "names one twice");
}

void DocumentReading::wrong(std::string_view name, std::string detail) {
  problems_.push_back({base_ + "/" + std::string(name), std::move(detail)});
}

void DocumentReading::take(std::vector<FieldError> problems) {
  for (FieldError& problem : problems) problems_.push_back(std::move(problem));
}

}  // namespace ordo::flows
