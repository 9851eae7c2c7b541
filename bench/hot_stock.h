// One thing that everybody wants: how many of it are reserved a second, by callers in this process and over HTTP,
// beside what else takes one off a number for many callers at once. Each is answered when the disk has it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "bench/merchant.h"

namespace ordo::bench {

struct HotStockTurns {
  int turns = 1;
  int64_t reservations = 0;  // of one unit each, of whatever is measured in a turn
  bool many_skus = false;    // also of 10,000 SKUs at random
};

// Medians of the turns; `ratio` is of what was measured next to it in the same turn.
struct Beside {
  double per_s = 0, ratio = 0;
};

struct HotStock {
  int64_t sold_out = 0;  // runs with 1,000 units and 1,200 buyers
  int64_t oversold = 0;  // units, in all of them
  double in_process_per_s = 0, http_per_s = 0;
  StageCosts costs;  // of the last turn in process
  std::optional<Beside>
      redis;  // nothing where it is not installed, as below; ratio: in process of it
  std::optional<Beside> postgres;  // ratio: over HTTP of it
  std::optional<Beside> many;      // ratio: of one SKU in process
};
// Throws where a unit was sold twice or not at all, and where anybody was refused who need not be.
[[nodiscard]] HotStock measure_hot_stock(const std::string& dir, const HotStockTurns& how);

}  // namespace ordo::bench
