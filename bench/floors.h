// The floors: bare SQLite programs that write the same bytes and nothing else. Raw sqlite3, WAL,
// synchronous=FULL, default automatic checkpoints.
#pragma once

#include <cstdint>
#include <string>

namespace ordo::bench {

// F1: the raw messages (id, headers and body, as the hub keeps them; nothing sealed, no index), appended
// in groups of 64. Answers messages a second.
[[nodiscard]] double floor_append(const std::string& dir, int64_t messages);

struct RowsFloor {
  double orders_per_s = 0;
  double rows_per_order = 0;
};
// F2: exactly the rows and indexes of the hub's database `source`, written in batches of 100 orders
// into a new one with the same schema.
[[nodiscard]] RowsFloor floor_rows(const std::string& source, const std::string& dir,
                                   int64_t orders);

}  // namespace ordo::bench
