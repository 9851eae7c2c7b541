// What a merchant's tables are made of.
#pragma once

#include <span>

#include "store/database.h"

namespace ordo::flows {

// The components whose tables are the state that the lane writes. The log and the record of calls have
// components, and places, of their own.
[[nodiscard]] std::span<const store::Component> state_components();

}  // namespace ordo::flows
