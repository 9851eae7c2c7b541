// The completeness ledger: what a platform lists in a window of time, set against our orders. Reads; the
// lane writes what comes of it (poll_store.h).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "flows/poll_store.h"
#include "store/database.h"

namespace ordo::flows {

inline constexpr int64_t kPullGapMax = 2;  // orders that may leave a window while it is read

// What a window listed, to be looked up once its messages are applied.
struct Listed {
  Instant from, to;
  std::optional<int64_t> total;  // as the platform counts, where it does
  std::map<std::string, std::string>
      numbers;  // as listed; with the id of the message that came of it
};
// Numbers that the platform lists, and of which it says that there is no such order: nothing lacks.
using Refused = std::set<std::string>;

// A number counts as ours when there is such an order of the shop, or when the hub ignores its message on
// purpose, such as a trial order. A message that is parked is not an order.
[[nodiscard]] PullWindow look_up(const store::Reader& reader, ShopId shop, const Listed& listed,
                                 const Refused& refused);
// The window with what has come since.
[[nodiscard]] PullWindow look_again(const store::Reader& reader, ShopId shop, PullWindow window,
                                    const Refused& refused);
// Lacking orders whose number nobody has told.
[[nodiscard]] inline int64_t nameless(const PullWindow& window) {
  return window.missing - std::ssize(window.missing_numbers);
}

}  // namespace ordo::flows
