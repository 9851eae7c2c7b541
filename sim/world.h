// The deterministic world: one seed is one history of a merchant. Shops that keep their own books sell
// and tell the hub of it late, twice, out of order and wrongly; people send commands; the disk fails,
// the power fails; and in the end the hub must agree with the books to the last message. Virtual time,
// one thread, all chance from the seed: a failure happens again whenever its seed is run again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/digest.h"

namespace ordo::sim::world {

struct WorldOptions {
  uint64_t seed = 1;
  int steps = 300;
  bool faults = true;  // crashes and I/O errors; without them only the trade is simulated
  // Of all misfortunes only the loss of power between two turns, which every engine survives alike: the
  // same seed then ends with the same history on each.
  bool power_only = false;
  // postgres://…?schema=…, which must be new: instead of the simulated disk, on which faults strike. Only
  // with power_only, or without faults.
  std::string store = {};
};

struct WorldResult {
  uint64_t seed = 0;
  std::vector<std::string> failures;  // empty: the hub agrees with the books
  store::StoreDigest tables;          // of the state, and of the log
  std::string history;                // one hash over them
  int64_t orders = 0, messages = 0, commands = 0, batches = 0;
  uint64_t crashes = 0, io_errors = 0, restarts = 0;
  int64_t virtual_hours = 0;
};

// Lives through one history. Throws nothing: what escapes the hub is a failure.
[[nodiscard]] WorldResult run_world(const WorldOptions& options);

}  // namespace ordo::sim::world
