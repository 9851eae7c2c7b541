// What the patrol reads: who waits, and since when. Each looks at what is open or new, never at all there is.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "store/database.h"
#include "watch/lag.h"

namespace ordo::watch {

inline constexpr int64_t kPatrolRowsMax = 500;  // of one kind; there may be more
inline constexpr int64_t kPatrolEventsMax =
    2'000;  // changes that are compared with their time in one round
inline constexpr int64_t kPatrolBackRows = 20'000;  // messages of the past read in one round

struct Late {
  ShopId shop;
  Instant since;
  std::string example;  // an order number, or a message's or an order's id; never personal data
};

// Messages that wait for their order, and have since before `before`.
[[nodiscard]] std::vector<Late> waiting_since(const store::Reader& reader, Instant before);
// Parked messages that name an order, and that nobody has dealt with.
[[nodiscard]] std::vector<Late> parked_since(const store::Reader& reader, Instant before);
// Changes of status that are still to be sent, but for those that were given up.
[[nodiscard]] std::vector<Late> unsent_since(const store::Reader& reader, Instant before);

// What platforms' messages, sent or pulled, have changed by events after `after`, oldest first; not those
// that name no moment. Of more than kPatrolEventsMax events, the last ones.
struct Changes {
  std::vector<Change> all;
  int64_t last_event = 0;  // looked at so far
};
[[nodiscard]] Changes changes_after(const store::Reader& reader, int64_t after);
// When each shop was connected, by code.
[[nodiscard]] std::map<std::string, Instant> shops_connected(const store::Reader& reader);

// 0: there is none yet.
[[nodiscard]] int64_t newest_event(const store::Reader& reader);
[[nodiscard]] int64_t newest_message(const store::Reader& reader);

// Messages that a shop's platform has sent by itself within one stretch of time (callbacks.h).
struct Calls {
  ShopId shop;
  Instant newest;
  int64_t count = 0;
};
// Of the messages after `after`, up to `last`.
[[nodiscard]] std::vector<Calls> calls_between(const store::Reader& reader, int64_t after,
                                               int64_t last);
// When the first message after `after` came; none: there is none.
[[nodiscard]] std::optional<Instant> first_after(const store::Reader& reader, int64_t after);

}  // namespace ordo::watch
