#include "api/http.h"

#include "api/ascii.h"
#include "api/url.h"

namespace ordo::api {

std::string_view HttpRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (equal_without_case(key, name)) return value;
  }
  return {};
}

std::optional<std::string> HttpRequest::parameter(std::string_view name) const {
  std::string_view rest = query;
  while (!rest.empty()) {
    std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    size_t equals = pair.find('=');
    auto key = percent_decode(pair.substr(0, equals), UrlPart::kQuery);
    if (key != name) continue;
    if (equals == std::string_view::npos) return std::string();
    return percent_decode(pair.substr(equals + 1), UrlPart::kQuery);
  }
  return std::nullopt;
}

}  // namespace ordo::api
