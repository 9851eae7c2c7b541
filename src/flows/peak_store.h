// The busiest minute of each hour, from which the usual peak is learned.
#pragma once

#include <map>
#include <optional>

#include "base/time.h"
#include "store/database.h"

namespace ordo::flows {

inline constexpr int64_t kPeaksKeptMs = 7 * kDayMs;

// The larger one stands where the hour has one already; hours older than kPeaksKeptMs before it leave.
void save_peak(store::UnitOfWork& uow, Instant hour, int64_t per_minute);
// Those that are kept, by hour.
[[nodiscard]] std::map<int64_t, int64_t> load_peaks(const store::Reader& reader);
// Entries in the busiest minute that is kept; none while nothing has been learned.
[[nodiscard]] std::optional<int64_t> busiest_minute(const store::Reader& reader);

}  // namespace ordo::flows
