// Walking time in overlapping windows, as every puller does it, and how that stands in a cursor.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "channels/pull.h"

namespace ordo::channels {

struct WindowPolicy {
  int64_t overlap_ms;  // how far a window reaches back into what was read before
  int64_t longest_ms;  // how much unread time a window may take
  int64_t settle_ms;   // how far behind now it ends: rows need time to appear, clocks differ
};

struct OpenWindow {
  Instant from, to;
  bool newest = false;  // reaches as near to now as it may
  std::optional<int64_t> total;
};

struct Walk {
  Instant complete_to;  // everything before has been read
  std::optional<OpenWindow> window;
};

// Opens a window where none is open. Both ends are whole seconds. Asked before there is anything new,
// it looks through the overlap once more.
void open_window(Walk& walk, const WindowPolicy& policy, Instant now);
// Closes the open window: it is complete. Tells `page` so.
void finish_window(Walk& walk, PullPage& page);

// Cursors are JSON objects. Reading one that is not what write_walk makes: "cursor_invalid".
void write_walk(const Walk& walk, boost::json::object& cursor);
[[nodiscard]] Result<boost::json::object> parse_cursor(std::string_view cursor);
[[nodiscard]] Result<Walk> read_walk(const boost::json::object& cursor);
[[nodiscard]] std::unexpected<Error> bad_cursor(std::string detail);

}  // namespace ordo::channels
