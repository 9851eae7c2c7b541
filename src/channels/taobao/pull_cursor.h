// Where the walk through a window stands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "channels/pull_window.h"

namespace ordo::channels::taobao {

enum class PullStep : uint8_t { kCount, kPage, kTrade, kRefund, kRecount };

struct Cursor {
  Walk walk;
  PullStep step = PullStep::kCount;
  int64_t page = 0;                 // the one whose trades are being read, or is read next
  std::vector<std::string> trades;  // ids still to be read of this page, the next one last
  std::vector<std::string>
      refunds;          // ids still to be read of the trade just read, the next one last
  bool single = false;  // one trade with its refunds is read, and no window
};

[[nodiscard]] bool is_id(std::string_view text);
[[nodiscard]] std::string write_cursor(const Cursor& cursor);
[[nodiscard]] Result<Cursor> read_cursor(std::string_view text);

}  // namespace ordo::channels::taobao
