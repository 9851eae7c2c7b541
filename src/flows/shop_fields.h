// The fields of a shop that say how it is pulled and watched, checked in one place: at the API's boundary
// and again where the command is applied. Pure.
#pragma once

#include <boost/json.hpp>

#include "base/result.h"

namespace ordo::flows {

// pull_look_back_days, probe_hours, quota_per_minute, silence_minutes, credentials_expire_at: each may be
// absent or null. The error names every field that is not as it should be, by its pointer.
[[nodiscard]] Result<> check_watched_fields(const boost::json::object& shop);

}  // namespace ordo::flows
