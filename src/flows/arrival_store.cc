#include "flows/arrival_store.h"

#include "store/tables.h"

namespace ordo::flows {
namespace {

using store::Sql;

constexpr store::Migration kArrivalMigrations[] = {
    {1, "arrivals", "CREATE TABLE arrivals(source TEXT PRIMARY KEY, at INTEGER NOT NULL)"},
};
constexpr Sql kArriving{"arrival.source", "SELECT source FROM arrivals LIMIT 1"};
constexpr Sql kAnyBatch{"arrival.any_batch", "SELECT no FROM batches LIMIT 1"};
constexpr Sql kAnyEntry{"arrival.any_entry", "SELECT seq FROM entries LIMIT 1"};
constexpr Sql kBeginArrival{
    "arrival.begin",
    "INSERT INTO arrivals(source, at) VALUES(:source, :at) ON CONFLICT DO NOTHING"};
constexpr Sql kEndArrival{"arrival.end", "DELETE FROM arrivals WHERE source = :source"};

}  // namespace

const store::Component kArrivalComponent{"arrival", kArrivalMigrations};

std::optional<std::string> arriving_from(const store::Reader& reader) {
  if (!store::has_table(reader, "arrivals")) return std::nullopt;
  return reader.text(kArriving);
}

bool holds_history(const store::Reader& reader) {
  return (store::has_table(reader, "batches") && reader.integer(kAnyBatch).has_value()) ||
         (store::has_table(reader, "entries") && reader.integer(kAnyEntry).has_value());
}

bool may_arrive(const store::Reader& reader, const std::string& source) {
  const auto arriving = arriving_from(reader);
  return arriving ? *arriving == source : !holds_history(reader);
}

bool begin_arrival(store::Database& database, const std::string& source, int64_t at) {
  auto uow = database.begin();
  if (!may_arrive(uow, source)) return false;
  uow.execute(kBeginArrival, {{"source", source}, {"at", at}});
  uow.commit();
  return true;
}

void end_arrival(store::Database& database, const std::string& source) {
  auto uow = database.begin();
  uow.execute(kEndArrival, {{"source", source}});
  uow.commit();
}

}  // namespace ordo::flows
