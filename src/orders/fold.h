// The fold of one axis over its observations, in the order (occurred_at, rank, id), where an
// observation's rank is the place in life of the state that it names (place_in_life): at one moment, what
// comes earlier in life goes first.
#pragma once

#include <string_view>
#include <vector>

#include "orders/lifecycle.h"
#include "orders/order.h"

namespace ordo::orders {

// What the reason of a refused observation begins with where nobody gave another.
inline constexpr std::string_view kForbidden = "the whitelist forbids";

// Sets verdict, from, via and reason of each and answers the state that results. Duplicates are left
// out. The outcome depends on the set, not on the order in which it was gathered.
// Steps that were skipped are inferred by way of `rather`, where that is as short as any other.
//   kBack: an observation that names a state already passed is `late` (its system lags behind) unless
//   the same system had itself gone further before: then it contradicts itself and is `refused`.
[[nodiscard]] int fold(const Lifecycle& lifecycle, Axis axis,
                       std::vector<Observation*> observations, bool& any, int rather = -1);

}  // namespace ordo::orders
