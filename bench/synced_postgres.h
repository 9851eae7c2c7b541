// The PostgreSQL server that a measurement is made on: a private one, that syncs what it commits.
#pragma once

#include <memory>
#include <string>

#include "store/postgres_cluster.h"

namespace ordo::bench {

// It lives in `dir` and ends with the object. Throws where anything is not synced.
[[nodiscard]] inline std::unique_ptr<store::PostgresCluster> start_synced_postgres(
    const std::string& dir) {
  // What is committed is on the disk, as a merchant's server has it; and no checkpoint falls into a turn.
  constexpr const char* kSettings =
      "-c fsync=on -c synchronous_commit=on -c full_page_writes=on -c shared_buffers=256MB "
      "-c max_wal_size=4GB -c checkpoint_timeout=15min";
  auto server = std::make_unique<store::PostgresCluster>(store::PostgresCluster::Role::kPrimary,
                                                         dir, kSettings);
  for (const char* setting : {"fsync", "synchronous_commit", "full_page_writes"}) {
    if (server->run(fmt::format("SHOW {}", setting)) == "on") continue;
    throw std::runtime_error(fmt::format("the server's {} is not on", setting));
  }
  return server;
}

}  // namespace ordo::bench
