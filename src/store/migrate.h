// Numbered schema changes, forward only. Private to store/.
#pragma once

#include "store/database.h"

namespace ordo::store {

// See Database::migrate. `session` is the writer's.
void run_migrations(Session& session, std::span<const Component> components);

}  // namespace ordo::store
