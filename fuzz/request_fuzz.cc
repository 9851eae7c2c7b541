// Feeds arbitrary bytes to what reads a request beyond its framing, which is Beast's: the query, its
// numbers and times, cursors, If-Match, the idempotency key, and a body with its fields.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

#include "api/body.h"
#include "api/kept_headers.h"
#include "api/url.h"
#include "api/writer.h"
#include "channels/standard/event_type.h"

namespace {

using namespace ordo;

std::string_view take_line(std::string_view& rest) {
  const size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

void read_body(const api::HttpRequest& request) {
  const auto body = api::read_object(request);
  if (!body) return;
  api::Fields fields(*body);
  fields.only({"name", "lines"});
  std::ignore = fields.text("name", 64);
  std::ignore = fields.object("lines");
  if (!fields.ok() && fields.error().error().fields.empty()) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  api::HttpRequest request;
  request.method = "POST";
  request.path = take_line(input);
  request.query = take_line(input);
  const std::string_view header = take_line(input);
  request.headers = {{"if-match", header}, {"idempotency-key", header}, {"user-agent", header}};
  request.body = input;
  std::ignore = api::percent_decode(request.path, api::UrlPart::kPath);
  std::ignore = api::read_limit(request);
  std::ignore = api::read_id_cursor(request);
  std::ignore = api::read_if_match(request);
  std::ignore = api::read_time(request, "at");
  if (const auto key = api::idempotency_key(request)) {
    std::ignore = api::call_headers(request, *key, Key256{});
  }
  read_body(request);
  const std::string_view type = channels::standard::event_type(request.body);
  if (!channels::is_topic(type)) __builtin_trap();
  return 0;
}
