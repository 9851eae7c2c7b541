// Bringing a database's file into the system's memory after a start, so that the first minutes are not
// slow. Private to store/.
#pragma once

#include <cstdint>
#include <stop_token>

#include "store/sqlite_session.h"

namespace ordo::store {

// What the machine could give to caches now, in bytes; 0 where it does not say.
[[nodiscard]] int64_t available_memory();

// Reads the whole file once, from front to back. Holds no snapshot, and ends within a piece of it when it
// is asked to. `session` is this thread's own.
void read_through(SqliteSession& session, const std::stop_token& stop);

// Reads the pages of the indexes once, one index a snapshot; ends within a page.
void read_indexes(SqliteSession& session, const std::stop_token& stop);

}  // namespace ordo::store
