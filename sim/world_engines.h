// The same history on two engines.
#pragma once

#include <string>

#include "sim/world.h"

namespace ordo::sim::world {

// Lives through the history of `options` on the simulated disk, and once more in a new schema of `server`
// (postgres://user@host/database, without a schema): whatever differs is a failure. The schema is dropped
// where all agrees, and kept to be looked at where it does not. Of misfortunes only power is lost.
[[nodiscard]] WorldResult run_on_both(WorldOptions options, const std::string& server);

}  // namespace ordo::sim::world
