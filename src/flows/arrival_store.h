// A store that is being filled by `ordo copy` says so, in itself, until all is there: nobody serves it before.
#pragma once

#include <optional>
#include <string>

#include "store/database.h"

namespace ordo::flows {

extern const store::Component kArrivalComponent;

// Where the copy comes from that is under way; nothing where the store is whole, or new.
[[nodiscard]] std::optional<std::string> arriving_from(const store::Reader& reader);
// Whether anything was ever accepted or written by a hub.
[[nodiscard]] bool holds_history(const store::Reader& reader);
// Whether a copy of `source` may begin, or go on: nobody's history is there, nor a copy of another source.
[[nodiscard]] bool may_arrive(const store::Reader& reader, const std::string& source);

// Marks the store, which has kArrivalComponent and whose lane is owned, unless it may not arrive: then false,
// and nothing is changed. Looked at and marked in one unit of work, which whoever takes the lane waits for.
[[nodiscard]] bool begin_arrival(store::Database& database, const std::string& source, int64_t at);
// Takes away the mark of this source, and of no other.
void end_arrival(store::Database& database, const std::string& source);

}  // namespace ordo::flows
