#include "channels/own_call.h"

#include <algorithm>

namespace ordo::channels {
namespace {

constexpr std::string_view kBegin = R"({"type":"ordo.self_test","data":{"token":")";
constexpr std::string_view kMiddle = R"("},"timestamp":")";
constexpr std::string_view kEnd = R"("})";

bool is_token_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

}  // namespace

std::string self_test_body(std::string_view token, Instant now) {
  std::string body(kBegin);
  body.append(token).append(kMiddle).append(format_rfc3339(now)).append(kEnd);
  return body;
}

// Only what was written here is one: of a body that was written anew the signature does not hold anyway.
std::optional<std::string_view> self_test_token(std::string_view topic, std::string_view body) {
  if (topic != kSelfTestTopic || !body.starts_with(kBegin) || !body.ends_with(kEnd)) return {};
  body.remove_prefix(kBegin.size());
  const size_t end = body.find(kMiddle);
  if (end == std::string_view::npos || end == 0) return {};
  const std::string_view token = body.substr(0, end);
  return std::ranges::all_of(token, is_token_letter) ? std::optional(token) : std::nullopt;
}

}  // namespace ordo::channels
