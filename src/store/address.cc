#include "store/address.h"

#include "store/postgres_dsn.h"

namespace ordo::store {

std::string shown_address(const std::string& path) {
  if (!is_postgres(path)) return path;
  const auto target = parse_postgres_dsn(path);
  return target ? target->shown : "the server";
}

}  // namespace ordo::store
