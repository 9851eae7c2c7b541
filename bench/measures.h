// What is measured, each as a figure of its own.
#pragma once

#include <cstdint>
#include <string>

#include "bench/load.h"

namespace ordo::bench {

struct Accepting {
  LoadResult full, half;  // as fast as it goes; at half of that rate
};
[[nodiscard]] Accepting measure_accepting(const std::string& dir, int64_t messages);

struct Applying {
  double orders_per_s = 0, duplicates_per_s = 0;
  double kib_per_order = 0;
  std::string database;  // the hub's file, for the floor
  double decode_us = 0, prefetch_us = 0, apply_us = 0, persist_us = 0, commit_us = 0;  // a message
};
// From the log, without HTTP: `orders` new ones, then the same messages again.
[[nodiscard]] Applying measure_applying(const std::string& dir, int64_t orders);

struct EndToEnd {
  double per_s = 0;
  int64_t peak_memory_kib = 0;
};
// Signed over HTTP, throttled so that the backlog does not grow, until all is applied. `first`: number
// of the first order, so that a store can be grown in several calls.
[[nodiscard]] EndToEnd measure_end_to_end(const std::string& dir, int64_t first, int64_t orders,
                                          int extra_sync_ms = 0);

struct Slices {
  double quiet_p99_ms = 0, flooded_p99_ms = 0;  // the median of the rounds
  double times = 0;   // what the fifth shop sent, of what each of the others did
  double stolen = 0;  // share of the processors' time that the machine's host took meanwhile
};
// Orders written over the API for four shops, each answered when it is applied: while a fifth sends as
// much as each of them, and while it sends a hundred times as much, in turns.
[[nodiscard]] Slices measure_slices(const std::string& dir, int seconds, int rounds);

struct Reads {
  double order_p99_ms = 0, list_p99_ms = 0;
  double stolen = 0;  // as above
};
// Order by number and list page, of a hub that is warm and has `orders`, while new ones (from number
// `first` on) come in at `rate_per_s`, for `seconds`.
[[nodiscard]] Reads measure_reads(const std::string& dir, int64_t orders, int64_t first,
                                  double rate_per_s, int seconds);

}  // namespace ordo::bench
