#include "channels/pull.h"

#include "channels/adapter.h"

namespace ordo::channels {

std::string_view HttpAnswer::header(std::string_view name) const {
  return Request{headers, body}.header(name);
}

std::string pulled_id(std::string_view kind, std::string_view number, std::string_view body) {
  std::string id(kind);
  id.append(":").append(number).append(":").append(hex(sha256(body)).substr(0, 32));
  return id;
}

std::string_view without_trailing_space(std::string_view json) {
  return json.substr(0, json.find_last_not_of(" \t\r\n") + 1);
}

std::unexpected<PullFailure> pull_failed(ErrorClass kind, std::string_view code, std::string detail,
                                         std::optional<int64_t> retry_after_ms) {
  return std::unexpected(
      PullFailure{{kind, std::string(code), std::move(detail), {}}, retry_after_ms});
}

}  // namespace ordo::channels
