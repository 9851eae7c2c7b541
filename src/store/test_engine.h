// On which engine the tests of a run keep what they store. ORDO_TEST_STORE=postgres: each in a schema of its
// own, in the one cluster of the test program; else each in a file of its own.
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>

#include "store/postgres_test_support.h"

namespace ordo::store {

inline bool tests_use_postgres() {
  const char* engine = std::getenv("ORDO_TEST_STORE");
  return engine != nullptr && std::string_view(engine) == "postgres";
}

// What HubOptions::store takes: a schema that nobody has used yet, or empty for a file.
inline std::string fresh_test_store() {
  return tests_use_postgres() ? PostgresCluster::shared().fresh_dsn() : std::string();
}

// What DatabaseOptions::path takes.
inline std::string path_or(const std::string& test_store, const std::string& file) {
  return test_store.empty() ? file : test_store;
}

}  // namespace ordo::store
