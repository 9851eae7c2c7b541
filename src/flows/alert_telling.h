// The one place where rules of alerts run: when the lane writes a batch, and all of its alerts are known.
#pragma once

#include <span>

#include "core/batch.h"
#include "flows/settings.h"
#include "store/database.h"

namespace ordo::flows {

// Adds what is to be told to the batch's outgoing calls and timers, and remembers it. `ended`: groups
// whose timer fired in this batch.
void tell_alerts(store::UnitOfWork& uow, const Settings& settings, core::Batch& batch,
                 std::span<const int64_t> ended);

}  // namespace ordo::flows
