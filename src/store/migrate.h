// Numbered schema changes, forward only. Private to store/.
#pragma once

#include <functional>

#include "store/database.h"

namespace ordo::store {

// See Database::migrate. `session` is the writer's. Nothing is applied where one of the components is
// newer than this program; `before` is called once that is known, and may throw.
void run_migrations(Session& session, std::span<const Component> components,
                    const std::function<void()>& before = {});

// StorageError(kFatal) unless each of the components is where this program has it. Changes nothing.
void require_migrated(Session& session, std::span<const Component> components);

// See Database::migrated; where the table of migrations is there.
[[nodiscard]] int64_t last_migration(Session& session, const char* component);

}  // namespace ordo::store
