// What else takes one off a number for many callers at once, and never below nothing: a row of PostgreSQL, a key of
// Redis. Servers are private, and sync each answer's change before they give it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>

#include "store/postgres_cluster.h"

namespace ordo::bench {

// One row, by a conditional UPDATE over eight connections, of pgbench's two threads.
class RowCounter {
 public:
  [[nodiscard]] static bool is_installed();
  explicit RowCounter(const std::string& dir);
  // Rate of so many updates.
  [[nodiscard]] double take(int64_t times);

 private:
  const std::string dir_;
  std::unique_ptr<store::PostgresCluster> server_;
  int64_t taken_ = 0;
};

// One key, by a script in Lua over as many connections as the hub has callers, one request in flight on each
// (redis-benchmark).
class KeyCounter {
 public:
  [[nodiscard]] static bool is_installed();
  explicit KeyCounter(const std::string& dir);
  ~KeyCounter();
  KeyCounter(const KeyCounter&) = delete;
  KeyCounter& operator=(const KeyCounter&) = delete;
  [[nodiscard]] double take(int64_t times);

 private:
  void start(const std::string& dir);
  [[nodiscard]] std::string ask(const std::string& command) const;

  int port_ = 0;
  pid_t pid_ = -1;
  std::string script_;
  int64_t taken_ = 0;
};

}  // namespace ordo::bench
