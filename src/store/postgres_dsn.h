// Where a PostgreSQL database is: a connection URI as libpq takes it, and the schema of one merchant.
// Pure but for libpq's parser. Private to store/.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ordo::store {

inline constexpr std::string_view kDefaultSchema = "ordo";

struct PostgresTarget {
  std::vector<std::pair<std::string, std::string>> options;  // for PQconnectdbParams
  std::string schema;
  std::string shown;  // for messages: without the password
};

[[nodiscard]] bool is_postgres(std::string_view dsn);

// Which of several hosts is meant, where the address does not say: the one that takes writes, whichever that
// is at the moment, or one that only repeats it.
enum class HostWanted : uint8_t { kPrimary, kStandby };

// `postgres://user:password@host:port/database?schema=merchant&sslmode=…`: everything libpq knows, and
// `schema`, which is "ordo" where it is not given. Refused with "wrong_dsn".
[[nodiscard]] Result<PostgresTarget> parse_postgres_dsn(std::string_view dsn,
                                                        HostWanted wanted = HostWanted::kPrimary);

// What PQconnectdbParams and its like take; points into a target that must outlive it.
struct ConnectParameters {
  explicit ConnectParameters(const PostgresTarget& target);
  std::vector<const char*> keys, values;
};

}  // namespace ordo::store
