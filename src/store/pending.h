// What a start would change in a store's tables, without changing it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "store/database.h"

namespace ordo::store {

struct PendingMigrations {
  std::string component;
  int64_t last = 0;             // the last one that was run; 0: none yet
  std::vector<Migration> next;  // in the order in which they would be run, one at least
};

// By component, without those that have nothing to run. Where the store is newer than the components: throws
// as Database::migrate does. Needs no migrate() before it.
[[nodiscard]] std::vector<PendingMigrations> pending_migrations(
    const Reader& reader, std::span<const Component> components);

}  // namespace ordo::store
