// A store that is being filled by `ordo copy` says so, in itself, until all is there: nobody serves it before.
#pragma once

#include <optional>
#include <string>

#include "store/database.h"

namespace ordo::flows {

extern const store::Component kArrivalComponent;

// Where the copy comes from that is under way; nothing where the store is whole, or new.
[[nodiscard]] std::optional<std::string> arriving_from(const store::Reader& reader);
// Whether anything was ever written by a hub.
[[nodiscard]] bool holds_history(const store::Reader& reader);

void begin_arrival(store::Database& database, const std::string& source, int64_t at);
void end_arrival(store::Database& database);

}  // namespace ordo::flows
