// What PostgreSQL takes: the hub's rows, written by our session and by a bare program of libpq that writes
// them set-wise, a statement a table and batch, in the same run.
#pragma once

#include <cstdint>
#include <string>

namespace ordo::bench {

struct PostgresRates {
  double floor_per_s = 0;      // orders, by the bare program
  double session_per_s = 0;    // by our session
  double two_lanes_per_s = 0;  // by two of them, on a schema each, together
  double rows_per_order = 0;
  double trips_per_batch = 0;  // how often our session waited for the server
};

[[nodiscard]] bool postgres_is_installed();
// Writes the rows of the hub's database `source` in batches of 1,000 orders, to a server of its own that
// lives in `dir` for as long as this takes. Its files are synced.
[[nodiscard]] PostgresRates measure_postgres(const std::string& source, const std::string& dir,
                                             int64_t orders);

}  // namespace ordo::bench
