#include "channels/adapter.h"

#include <algorithm>

namespace ordo::channels {
namespace {

// Not std::tolower: header names are ASCII, and a locale must not change who is let in.
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_without_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

std::string_view Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (same_without_case(key, name)) return value;
  }
  return {};
}

}  // namespace ordo::channels
