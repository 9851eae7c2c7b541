// What of several turns is told.
#pragma once

#include <algorithm>
#include <vector>

namespace ordo::bench {

// Of one value at least; of an even number the upper of the two.
[[nodiscard]] inline double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace ordo::bench
