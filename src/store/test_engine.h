// On which engine the tests of a run keep what they store. ORDO_TEST_STORE=postgres: each in a schema of its
// own, in the one cluster of the test program; else each in a file of its own.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/postgres_test_support.h"

namespace ordo::store {

inline bool tests_use_postgres() {
  const char* engine = std::getenv("ORDO_TEST_STORE");
  return engine != nullptr && std::string_view(engine) == "postgres";
}

inline std::string schema_of(const std::string& address) {
  return address.substr(address.rfind('=') + 1);
}

// The schemas of tests that have passed. Their rows are deleted and the next test is given one, because to
// make forty tables takes longer than most tests do. Who changes the tables themselves asks for an unused one.
class TestSchemas final : public testing::EmptyTestEventListener {
 public:
  static TestSchemas& shared() {
    static TestSchemas* const schemas = [] {
      auto* made = new TestSchemas;
      testing::UnitTest::GetInstance()->listeners().Append(made);  // which deletes it
      return made;
    }();
    return *schemas;
  }
  std::string lend() {
    std::string address;
    if (free_.empty()) {
      address = PostgresCluster::shared().fresh_dsn();
    } else {
      address = std::move(free_.front());
      free_.pop_front();
    }
    lent_.push_back(address);
    return address;
  }

 private:
  // The test's fixture, and with it what was connected, is gone by now.
  void OnTestEnd(const testing::TestInfo& test) override {
    for (std::string& address : lent_) {
      if (test.result()->Passed() && empty(schema_of(address))) {
        free_.push_back(std::move(address));
      }
    }
    lent_.clear();
  }
  // False where somebody still holds a row of it.
  static bool empty(const std::string& schema) {
    try {
      PostgresCluster::shared().run(fmt::format(
          "SET lock_timeout = '10s'; DO $$ DECLARE t regclass; BEGIN "
          "FOR t IN SELECT oid FROM pg_class WHERE relnamespace = to_regnamespace('{0}') AND "
          "relkind = 'r' AND relname <> 'migrations' LOOP EXECUTE 'DELETE FROM ' || t; END LOOP; "
          "FOR t IN SELECT oid FROM pg_class WHERE relnamespace = to_regnamespace('{0}') AND "
          "relkind = 'S' LOOP PERFORM setval(t, 1, false); END LOOP; END $$",
          schema));
      return true;
    } catch (const std::runtime_error&) {
      return false;
    }
  }

  std::vector<std::string> lent_;
  std::deque<std::string> free_;
};

// What HubOptions::store takes: a schema in which nothing is stored, though its tables may be there; or empty
// for a file. For a test, from its fixture or its body.
inline std::string fresh_test_store() {
  return tests_use_postgres() ? TestSchemas::shared().lend() : std::string();
}
// The same, where no table is there yet either: for who makes a master key, or changes tables.
inline std::string unused_test_store() {
  return tests_use_postgres() ? PostgresCluster::shared().fresh_dsn() : std::string();
}

// What DatabaseOptions::path takes.
inline std::string path_or(const std::string& test_store, const std::string& file) {
  return test_store.empty() ? file : test_store;
}

// The bytes in a statement of a test, x'00' and zeroblob(1), as the engine writes them.
inline std::string test_sql(std::string sql) {
  if (!tests_use_postgres()) return sql;
  constexpr std::string_view kBytes = " x'", kZeros = "zeroblob(";
  for (size_t at = 0; (at = sql.find(kBytes, at)) != sql.npos; ++at) {
    sql.replace(at, kBytes.size(), " BYTEA '\\x");
  }
  for (size_t at = 0; (at = sql.find(kZeros)) != sql.npos;) {
    const size_t end = sql.find(')', at);
    const int bytes = std::atoi(sql.c_str() + at + kZeros.size());
    sql.replace(at, end + 1 - at, fmt::format("BYTEA '\\x{:0>{}}'", "", 2 * bytes));
  }
  return sql;
}

// A store that is copied as a folder is: on PostgreSQL a database of its own, which goes with this.
class TestDatabase {
 public:
  TestDatabase() : TestDatabase("template1") {}
  static TestDatabase copy_of(const TestDatabase& other) { return TestDatabase(other.name()); }
  ~TestDatabase() {
    if (!address_.empty()) {
      PostgresCluster::shared().run("DROP DATABASE " + name() + " WITH (FORCE)");
    }
  }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  // What HubOptions::store takes.
  [[nodiscard]] const std::string& address() const { return address_; }
  // Answers how many rows were changed.
  [[nodiscard]] int64_t run(const std::string& sql) const {
    const std::string setup = "SET search_path = " + schema_of(address_) + "; ";
    return PostgresCluster::shared().run_in(name(), setup + sql).rows;
  }

 private:
  explicit TestDatabase(const std::string& from)
      : address_(tests_use_postgres() ? PostgresCluster::shared().fresh_database(from) : "") {}
  [[nodiscard]] std::string name() const {
    const size_t slash = address_.rfind('/');
    return address_.substr(slash + 1, address_.rfind('?') - slash - 1);
  }

  const std::string address_;
};

}  // namespace ordo::store
