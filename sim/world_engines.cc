#include "sim/world_engines.h"

#include <fmt/format.h>
#include <unistd.h>

#include "store/database.h"

namespace ordo::sim::world {
namespace {

void drop_schema(const std::string& server, const std::string& schema) {
  const std::string text = fmt::format("DROP SCHEMA IF EXISTS \"{}\" CASCADE", schema);
  const store::Sql drop{"sim.drop_schema", text.c_str()};
  const auto database = store::Database::open({.path = server, .readers = 1});
  auto uow = database->begin();
  uow.execute(drop, {});
  uow.commit();
}

void compare_tables(const WorldResult& other, const std::string& schema, WorldResult& result) {
  for (size_t i = 0; i < result.tables.tables.size(); ++i) {
    const store::TableDigest& own = result.tables.tables[i];
    const bool there = i < other.tables.tables.size();
    if (there && own == other.tables.tables[i]) continue;
    result.failures.push_back(fmt::format("{} differs on PostgreSQL: {} rows and {} (schema {})",
                                          own.table, own.rows,
                                          there ? other.tables.tables[i].rows : 0, schema));
  }
}

}  // namespace

WorldResult run_on_both(WorldOptions options, const std::string& server) {
  const std::string schema = fmt::format("ordo_sim_{}_{}", options.seed, ::getpid());
  options.power_only = true;
  WorldResult result = run_world(options);
  try {
    drop_schema(server, schema);
    const char* joins = server.find('?') == std::string::npos ? "?" : "&";
    options.store = server + joins + "schema=" + schema;
    const WorldResult other = run_world(options);
    for (const std::string& failure : other.failures) {
      result.failures.push_back("on PostgreSQL: " + failure);
    }
    compare_tables(other, schema, result);
    if (result.failures.empty()) drop_schema(server, schema);
  } catch (const store::StorageError& e) {
    result.failures.emplace_back(e.what());
  }
  return result;
}

}  // namespace ordo::sim::world
