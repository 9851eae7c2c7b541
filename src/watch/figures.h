// How the street stands at this moment, as plain numbers: what Prometheus is told, and what a patrol
// judges.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "base/time.h"
#include "flows/hub.h"

namespace ordo::watch {

// A queue: how many are in it, and when the oldest of them came; nothing when it is empty.
struct Queue {
  int64_t depth = 0;
  std::optional<Instant> oldest;
};

struct QueueFigures {
  Instant now;                            // when they were read
  Queue log;                              // accepted, not yet durable
  std::map<int64_t, int64_t> feed;        // durable and in memory, to be applied: by stream
  std::optional<Instant> feed_oldest;     // moment 0: what is to be applied lies only in the log
  Queue waiting;                          // for their order
  Queue parked;                           // for a person
  Queue calls_open, calls_with_a_person;  // of the outbox
};

// Reads from the database: not on a thread that must not block.
[[nodiscard]] QueueFigures read_queues(flows::Hub& hub);

// How long ago; 0 when it is not, or when clocks differ.
[[nodiscard]] double age_seconds(Instant now, std::optional<Instant> since);

}  // namespace ordo::watch
