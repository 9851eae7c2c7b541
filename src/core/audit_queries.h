// The audit: events that tell of a deed and change no order.
#pragma once

#include <cstdint>
#include <vector>

#include "core/batch.h"
#include "store/database.h"

namespace ordo::core {

// Newest first, those before `before`. The hourly records of exported heads, which nobody did, are left out.
[[nodiscard]] std::vector<Event> audit_lines(const store::Reader& reader, int64_t before,
                                             size_t count);

}  // namespace ordo::core
