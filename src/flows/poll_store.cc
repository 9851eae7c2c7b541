#include "flows/poll_store.h"

namespace ordo::flows {
namespace {

constexpr store::Migration kMigrations[] = {
    {1, "pulls",
     "CREATE TABLE pulls(shop INTEGER PRIMARY KEY, cursor TEXT NOT NULL, watermark INTEGER NOT "
     "NULL, at INTEGER NOT NULL, error_code TEXT NOT NULL, error_detail TEXT NOT NULL, failures "
     "INTEGER NOT NULL, stopped_for INTEGER NOT NULL, listed_total INTEGER NOT NULL);"
     "CREATE TABLE pull_windows(shop INTEGER NOT NULL, to_at INTEGER NOT NULL, from_at INTEGER NOT "
     "NULL, total INTEGER NOT NULL, ours INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(shop, "
     "to_at, from_at)) WITHOUT ROWID;"},
    // Our orders that were pushed to other shops. A number that is not known yet is in no index.
    {2, "pushes",
     "CREATE TABLE pushed_orders(order_id INTEGER NOT NULL, shop INTEGER NOT NULL, order_no_clean "
     "TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(order_id, shop)) WITHOUT ROWID;"
     "CREATE UNIQUE INDEX pushed_orders_by_number ON pushed_orders(shop, order_no_clean) WHERE "
     "order_no_clean <> '';"},
    {3, "notices",
     "CREATE TABLE notify_groups(id INTEGER PRIMARY KEY, rule TEXT NOT NULL, kind TEXT NOT NULL, "
     "ends_at INTEGER NOT NULL, merged INTEGER NOT NULL, sample TEXT NOT NULL, sample_shop TEXT "
     "NOT NULL);"
     "CREATE TABLE notify_told(key TEXT NOT NULL, rule TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY "
     "KEY(key, rule)) WITHOUT ROWID;"
     "CREATE INDEX notify_told_by_age ON notify_told(at);"},
};

// A call that failed leaves the moment of the last good one.
constexpr store::Sql kSave{
    "pulls.save",
    "INSERT INTO pulls(shop, cursor, watermark, at, error_code, error_detail, failures, "
    "stopped_for, listed_total) VALUES(:shop, :cursor, :watermark, CASE WHEN :failures = 0 THEN "
    ":at ELSE 0 END, :error_code, :error_detail, :failures, :stopped_for, :listed) ON "
    "CONFLICT(shop) DO UPDATE SET cursor = excluded.cursor, watermark = excluded.watermark, at = "
    "CASE WHEN excluded.failures = 0 THEN excluded.at ELSE pulls.at END, error_code = "
    "excluded.error_code, error_detail = excluded.error_detail, failures = excluded.failures, "
    "stopped_for = excluded.stopped_for, listed_total = pulls.listed_total + "
    "excluded.listed_total"};
constexpr store::Sql kLoad{
    "pulls.load",
    "SELECT shop, cursor, watermark, at, error_code, error_detail, failures, "
    "stopped_for, listed_total FROM pulls"};
constexpr store::Sql kSaveWindow{
    "pulls.save_window",
    "INSERT INTO pull_windows(shop, to_at, from_at, total, ours, at) VALUES(:shop, :to, :from, "
    ":total, :ours, :at) ON CONFLICT(shop, to_at, from_at) DO UPDATE SET total = excluded.total, "
    "ours = excluded.ours, at = excluded.at"};
constexpr store::Sql kPurgeWindows{"pulls.purge_windows",
                                   "DELETE FROM pull_windows WHERE shop = :shop AND to_at < "
                                   ":before"};

void save_window(store::UnitOfWork& uow, ShopId shop, const WindowCount& window, Instant at) {
  uow.execute(kSaveWindow, {{"shop", shop.value},
                            {"to", window.to.ms},
                            {"from", window.from.ms},
                            {"total", window.total},
                            {"ours", window.ours},
                            {"at", at.ms}});
  uow.execute(kPurgeWindows, {{"shop", shop.value}, {"before", at.ms - kPullWindowsKeptMs}});
}

PullRow read_row(const store::Row& row) {
  PullRow pull;
  pull.state.cursor = row.text(1);
  pull.state.watermark = Instant{row.integer(2)};
  pull.at = Instant{row.integer(3)};
  pull.state.error_code = row.text(4);
  pull.state.error_detail = row.text(5);
  pull.state.failures = row.integer(6);
  pull.state.stopped_for = row.integer(7);
  pull.listed_total = row.integer(8);
  return pull;
}

}  // namespace

const store::Component kFlowsComponent{"flows", kMigrations};

void save_pull(store::UnitOfWork& uow, const PullChange& change, Instant at) {
  const PullState& state = change.state;
  uow.execute(kSave, {{"shop", change.shop.value},
                      {"cursor", state.cursor},
                      {"watermark", state.watermark.ms},
                      {"at", at.ms},
                      {"error_code", state.error_code},
                      {"error_detail", state.error_detail},
                      {"failures", state.failures},
                      {"stopped_for", state.stopped_for},
                      {"listed", change.listed}});
  if (change.window) save_window(uow, change.shop, *change.window, at);
}

std::map<int64_t, PullRow> load_pulls(const store::Reader& reader) {
  std::map<int64_t, PullRow> rows;
  reader.query(kLoad, {}, [&](const store::Row& row) {
    rows.emplace(row.integer(0), read_row(row));
    return true;
  });
  return rows;
}

}  // namespace ordo::flows
