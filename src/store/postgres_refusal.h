// Why a server lets nobody in, or does not do what a start needs, and what to do about it. Private to store/.
#pragma once

#include <string>
#include <string_view>

#include "store/postgres_dsn.h"

namespace ordo::store {

// The SQLSTATE of the server that refused, by one more connection, for `wait_ms` at most: libpq does not tell it
// to who waits for a connection. Empty where nobody answered, or by now somebody is let in.
[[nodiscard]] std::string refusal_state(const PostgresTarget& target, int wait_ms);

// The SQLSTATE at the end of what libpq says where it was asked for those alone; of several hosts, the last
// one's. Pure.
[[nodiscard]] std::string state_at_end(std::string_view message);

// What to do about an error (StorageError::native), in words; nothing where that is not known. Pure.
[[nodiscard]] std::string_view advice_for(int native);

}  // namespace ordo::store
