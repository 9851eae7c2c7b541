// Numbered schema changes, forward only. Private to store/.
#pragma once

#include <functional>

#include "store/database.h"

namespace ordo::store {

// See Database::migrate. `session` is the writer's. Nothing is applied where one of the components is
// newer than this program; `before` is called once that is known, and may throw.
void run_migrations(Session& session, std::span<const Component> components,
                    const std::function<void()>& before = {});

}  // namespace ordo::store
