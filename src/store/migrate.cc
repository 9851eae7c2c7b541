#include "store/migrate.h"

#include <fmt/format.h>

#include "base/invariant.h"

namespace ordo::store {
namespace {

constexpr const char* kCreateTable =
    "CREATE TABLE IF NOT EXISTS migrations (component TEXT NOT NULL, number INTEGER NOT NULL, "
    "name TEXT NOT NULL, PRIMARY KEY (component, number))";

constexpr Sql kLast{"store.last_migration",
                    "SELECT max(number) FROM migrations WHERE component = :component"};
constexpr Sql kRecord{"store.record_migration",
                      "INSERT INTO migrations (component, number, name) "
                      "VALUES (:component, :number, :name)"};

// Rolls back unless committed, as a UnitOfWork does, but may run scripts.
class Step {
 public:
  explicit Step(Session& session) : session_(session) { session_.begin(); }
  ~Step() { session_.rollback(); }
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;

 private:
  Session& session_;
};

void apply(Session& session, const Component& component, const Migration& migration) {
  const Step step(session);
  try {
    session.script(migration.sql, migration.postgres);
  } catch (const StorageError& error) {
    throw StorageError(error.fault(), error.native(),
                       fmt::format("migration {} of {} ({}): {}", migration.number, component.name,
                                   migration.name, error.what()));
  }
  session.execute(
      kRecord,
      {{"component", component.name}, {"number", migration.number}, {"name", migration.name}});
  session.commit();
}

void require_known(Session& session, const Component& component) {
  const int64_t last = last_migration(session, component.name);
  const auto known = static_cast<int64_t>(component.migrations.size());
  if (last <= known) return;
  throw StorageError(
      Fault::kFatal, 0,
      fmt::format("the schema of {} is at {}, this program knows {}: start a newer version",
                  component.name, last, known));
}

void require_complete(Session& session, const Component& component) {
  const int64_t last = last_migration(session, component.name);
  const auto known = static_cast<int64_t>(component.migrations.size());
  if (last == known) return;
  throw StorageError(
      Fault::kFatal, 0,
      fmt::format("the schema of {} is at {}, this program needs {}: run ordo migrate --apply, or "
                  "start the hub with this version",
                  component.name, last, known));
}

void migrate_component(Session& session, const Component& component) {
  const int64_t last = last_migration(session, component.name);
  int64_t expected = 0;
  for (const Migration& migration : component.migrations) {
    invariant(migration.number == ++expected, "migrations of a component have a gap");
    if (migration.number > last) apply(session, component, migration);
  }
}

}  // namespace

int64_t last_migration(Session& session, const char* component) {
  return Reader(session).integer(kLast, {{"component", component}}).value_or(0);
}

void require_migrated(Session& session, std::span<const Component> components) {
  for (const Component& component : components) require_known(session, component);
  for (const Component& component : components) require_complete(session, component);
}

void run_migrations(Session& session, std::span<const Component> components,
                    const std::function<void()>& before) {
  session.script(kCreateTable);
  for (const Component& component : components) require_known(session, component);
  if (before) before();
  for (const Component& component : components) migrate_component(session, component);
}

}  // namespace ordo::store
