// Which shops somebody may meet: every one, or those that are named. And how a list that skips the
// others names where it goes on.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/ids.h"

namespace ordo::core {

class ShopScope {
 public:
  ShopScope() = default;  // every shop, and what belongs to none
  explicit ShopScope(std::vector<ShopId> shops) : named_(std::move(shops)) {
    std::ranges::sort(*named_);
  }
  [[nodiscard]] bool everything() const { return !named_; }
  // What belongs to no shop (the hub's own stream, an alert of the whole hub) is in no named scope.
  [[nodiscard]] bool holds(ShopId shop) const {
    return !named_ || std::ranges::binary_search(*named_, shop);
  }
  // This one shop, as far as it is within.
  [[nodiscard]] ShopScope only(ShopId shop) const {
    return holds(shop) ? ShopScope({shop}) : ShopScope(std::vector<ShopId>{});
  }
  bool operator==(const ShopScope&) const = default;

 private:
  std::optional<std::vector<ShopId>> named_;  // ascending
};

// Where a walk goes on that ended at its scan limit, perhaps at a row which its caller must not know
// of: a round number at most kBoundStep above that row, so that the cursor names nobody's. The few rows
// between are seen again, those from `lowest_taken` (0: none were) upwards are not taken again. Walks
// scan more than kBoundStep rows, so that each gets on.
inline constexpr int64_t kBoundStep = 1024;
[[nodiscard]] constexpr int64_t bound_above(int64_t last_scanned, int64_t lowest_taken) {
  const int64_t round = (last_scanned / kBoundStep + 1) * kBoundStep;
  return lowest_taken > 0 ? std::min(round, lowest_taken) : round;
}

}  // namespace ordo::core
