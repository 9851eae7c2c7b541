#include "channels/pull_window.h"

#include <algorithm>
#include <boost/json.hpp>

namespace ordo::channels {
namespace {

namespace json = boost::json;

constexpr int64_t kLatestMs = 253'402'300'799'000;  // the end of the year 9999

Instant whole_seconds(Instant t) { return Instant{t.ms - t.ms % kSecondMs}; }

const json::value* member(const json::object& object, std::string_view name) {
  return object.if_contains(json::string_view(name.data(), name.size()));
}

std::optional<Instant> moment(const json::object& object, std::string_view name) {
  const json::value* value = member(object, name);
  if (!value || !value->is_int64()) return std::nullopt;
  const int64_t ms = value->as_int64();
  if (ms < 0 || ms > kLatestMs) return std::nullopt;
  return Instant{ms};
}

Result<OpenWindow> read_window(const json::value& value) {
  const json::object* object = value.if_object();
  if (!object) return bad_cursor("its window is no object");
  const auto from = moment(*object, "from"), to = moment(*object, "to");
  const json::value* newest = member(*object, "newest");
  if (!from || !to || *from > *to || !newest || !newest->is_bool()) {
    return bad_cursor("its window has no bounds");
  }
  OpenWindow window{*from, *to, newest->as_bool(), std::nullopt};
  if (const json::value* total = member(*object, "total")) {
    if (!total->is_int64() || total->as_int64() < 0) return bad_cursor("its total is no count");
    window.total = total->as_int64();
  }
  return window;
}

}  // namespace

void open_window(Walk& walk, const WindowPolicy& policy, Instant now) {
  if (walk.window) return;
  const Instant settled = whole_seconds(now.plus_ms(-policy.settle_ms));
  const Instant furthest = whole_seconds(walk.complete_to.plus_ms(policy.longest_ms));
  OpenWindow window;
  window.from =
      whole_seconds(Instant{std::max<int64_t>(0, walk.complete_to.ms - policy.overlap_ms)});
  window.newest = settled <= furthest;
  // Never before what is complete, even where a clock went back.
  window.to = std::max({std::min(settled, furthest), whole_seconds(walk.complete_to), window.from});
  walk.window = window;
}

void finish_window(Walk& walk, PullPage& page) {
  page.finished = PulledWindow{walk.window->from, walk.window->to, walk.window->total};
  page.more = !walk.window->newest;
  walk.complete_to = std::max(walk.complete_to, walk.window->to);
  walk.window.reset();
}

void write_walk(const Walk& walk, json::object& cursor) {
  cursor["complete_to"] = walk.complete_to.ms;
  if (!walk.window) return;
  json::object window{
      {"from", walk.window->from.ms}, {"to", walk.window->to.ms}, {"newest", walk.window->newest}};
  if (walk.window->total) window["total"] = *walk.window->total;
  cursor["window"] = std::move(window);
}

Result<json::object> parse_cursor(std::string_view cursor) {
  boost::system::error_code failed;
  json::value value = json::parse(json::string_view(cursor.data(), cursor.size()), failed);
  if (failed || !value.is_object()) return bad_cursor("it is no JSON object");
  return std::move(value.as_object());
}

Result<Walk> read_walk(const json::object& cursor) {
  const auto complete_to = moment(cursor, "complete_to");
  if (!complete_to) return bad_cursor("it does not say what is complete");
  Walk walk{*complete_to, std::nullopt};
  if (const json::value* value = member(cursor, "window")) {
    auto window = read_window(*value);
    if (!window) return std::unexpected(std::move(window.error()));
    walk.window = *window;
  }
  return walk;
}

std::unexpected<Error> bad_cursor(std::string detail) {
  return fail(ErrorClass::kInvalid, "cursor_invalid",
              "this is not a cursor of this channel: " + std::move(detail));
}

}  // namespace ordo::channels
