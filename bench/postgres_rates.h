// What PostgreSQL takes, of the same rows in the same run: from a bare program of libpq that writes them
// set-wise, a statement a table and batch; from our session; and from hubs that ingest the orders of which the
// rows are made.
#pragma once

#include <cstdint>
#include <string>

#include "bench/merchant.h"

namespace ordo::bench {

// In orders a second, and as ratios of what was measured one after the other: each is the median of the turns.
struct PostgresRates {
  double floor_per_s = 0;   // by the bare program
  double ingest_per_s = 0;  // by a hub: log, decoding, applying and committing
  double ingest_of_floor = 0;
  double two_hubs_per_s = 0;  // by two of them at once, in one process: a merchant each
  double two_hubs_of_one = 0;
  double session_per_s = 0;  // by our session, given an INSERT a row
  double session_of_floor = 0;
  double two_lanes_per_s = 0;  // by two sessions at once, on a schema each
  double two_lanes_of_one = 0;

  double rows_per_order = 0;
  double session_trips = 0;  // how often the session waited for the server, a batch
  StageCosts hub;            // of the hub's last turn
  double shared_buffers_mib = 0;
};

[[nodiscard]] bool postgres_is_installed();
// On a server of its own that lives in `dir` for as long as this takes, and that syncs what it commits.
[[nodiscard]] PostgresRates measure_postgres(const std::string& dir, int64_t orders, int turns);

}  // namespace ordo::bench
