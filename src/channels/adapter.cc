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

bool is_topic(std::string_view text) {
  return text.size() <= kTopicBytesMax && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
                  (c >= '-' && c <= '/');  // - . /
         });
}

std::string route_of(std::string_view channel, std::string_view topic) {
  std::string route(channel);
  if (!topic.empty()) route.append("/").append(topic);
  return route;
}

std::string_view topic_of(std::string_view route) {
  const size_t slash = route.find('/');
  return slash == std::string_view::npos ? std::string_view{} : route.substr(slash + 1);
}

}  // namespace ordo::channels
