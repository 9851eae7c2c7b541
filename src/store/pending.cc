#include "store/pending.h"

#include <fmt/format.h>

#include "store/tables.h"

namespace ordo::store {
namespace {

constexpr Sql kLastRun{"store.last_run",
                       "SELECT max(number) FROM migrations WHERE component = :component"};

}  // namespace

std::vector<PendingMigrations> pending_migrations(const Reader& reader,
                                                  std::span<const Component> components) {
  const bool begun = has_table(reader, "migrations");
  std::vector<PendingMigrations> all;
  for (const Component& component : components) {
    PendingMigrations pending{component.name, 0, {}};
    if (begun) {
      pending.last = reader.integer(kLastRun, {{"component", component.name}}).value_or(0);
    }
    const auto known = std::ssize(component.migrations);
    if (pending.last > known) {
      throw StorageError(
          Fault::kFatal, 0,
          fmt::format("the schema of {} is at {}, this program knows {}: start a newer version",
                      component.name, pending.last, known));
    }
    for (const Migration& migration : component.migrations) {
      if (migration.number > pending.last) pending.next.push_back(migration);
    }
    if (!pending.next.empty()) all.push_back(std::move(pending));
  }
  return all;
}

}  // namespace ordo::store
