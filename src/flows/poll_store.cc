#include "flows/poll_store.h"

#include <algorithm>
#include <boost/json.hpp>

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
    // `ours` counted what was listed; from here on it counts what the hub has. A gap is found by its index.
    {3, "ledger",
     "ALTER TABLE pulls ADD COLUMN complete_until INTEGER NOT NULL DEFAULT 0;"
     "ALTER TABLE pulls ADD COLUMN probe_from INTEGER NOT NULL DEFAULT 0;"
     "ALTER TABLE pull_windows ADD COLUMN listed INTEGER NOT NULL DEFAULT 0;"
     "ALTER TABLE pull_windows ADD COLUMN missing INTEGER NOT NULL DEFAULT 0;"
     "ALTER TABLE pull_windows ADD COLUMN missing_numbers TEXT NOT NULL DEFAULT '[]';"
     "ALTER TABLE pull_windows ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;"
     "ALTER TABLE pull_windows ADD COLUMN next_at INTEGER NOT NULL DEFAULT 0;"
     "UPDATE pull_windows SET listed = ours, missing = CASE WHEN total - ours > 2 THEN total - "
     "ours "
     "ELSE 0 END;"
     "CREATE INDEX pull_gaps ON pull_windows(shop, to_at) WHERE missing > 0;"
     "CREATE TABLE load_peaks(hour INTEGER PRIMARY KEY, per_minute INTEGER NOT NULL);"},
    {4, "notices",
     "CREATE TABLE notify_groups(id INTEGER PRIMARY KEY, rule TEXT NOT NULL, kind TEXT NOT NULL, "
     "ends_at INTEGER NOT NULL, merged INTEGER NOT NULL, sample TEXT NOT NULL, sample_shop TEXT "
     "NOT NULL);"
     "CREATE TABLE notify_told(key TEXT NOT NULL, rule TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY "
     "KEY(key, rule)) WITHOUT ROWID;"
     "CREATE INDEX notify_told_by_age ON notify_told(at);"},
    // What became of text messages that were taken. And a group of notices whose timer was dropped by an
    // older program gets it back: what it counted is told.
    {5, "receipts",
     "CREATE TABLE notify_receipts(call INTEGER PRIMARY KEY, receiver TEXT NOT NULL, reference "
     "TEXT NOT NULL, test INTEGER NOT NULL, state INTEGER NOT NULL, detail TEXT NOT NULL, sent_at "
     "INTEGER NOT NULL, tries INTEGER NOT NULL, next_at INTEGER NOT NULL);"
     "CREATE INDEX notify_receipts_due ON notify_receipts(next_at) WHERE next_at > 0;"
     "CREATE INDEX notify_receipts_by_age ON notify_receipts(sent_at);"
     "INSERT INTO timers(due, kind, ref) SELECT g.ends_at, 'notify_group', g.id FROM "
     "notify_groups g WHERE NOT EXISTS (SELECT 1 FROM timers t WHERE t.due = g.ends_at AND t.kind "
     "= "
     "'notify_group' AND t.ref = g.id);"},
    // What followed in a group of notices is counted by shop: the columns tell of the shop that was met
    // last, and this one of the others, as JSON.
    {6, "notices_by_shop", "ALTER TABLE notify_groups ADD COLUMN others TEXT NOT NULL DEFAULT '';"},
};

// A call that failed leaves the moment of the last good one.
constexpr store::Sql kSavePoll{
    "pulls.save",
    "INSERT INTO pulls(shop, cursor, watermark, at, error_code, error_detail, failures, "
    "stopped_for, listed_total) VALUES(:shop, :cursor, :watermark, CASE WHEN :failures = 0 THEN "
    ":at ELSE 0 END, :error_code, :error_detail, :failures, :stopped_for, :listed) ON "
    "CONFLICT(shop) DO UPDATE SET cursor = excluded.cursor, watermark = excluded.watermark, at = "
    "CASE WHEN excluded.failures = 0 THEN excluded.at ELSE pulls.at END, error_code = "
    "excluded.error_code, error_detail = excluded.error_detail, failures = excluded.failures, "
    "stopped_for = excluded.stopped_for, listed_total = pulls.listed_total + "
    "excluded.listed_total, probe_from = CASE WHEN pulls.probe_from = :probed THEN 0 ELSE "
    "pulls.probe_from END"};
constexpr store::Sql kLoadPolls{
    "pulls.load",
    "SELECT shop, cursor, watermark, at, error_code, error_detail, failures, stopped_for, "
    "listed_total, complete_until, probe_from FROM pulls"};
constexpr store::Sql kProbe{
    "pulls.probe",
    "UPDATE pulls SET probe_from = :from WHERE shop = :shop AND (probe_from = 0 OR probe_from > "
    ":from)"};
constexpr store::Sql kCompleteUntil{"pulls.complete_until",
                                    "SELECT complete_until FROM pulls WHERE shop = :shop"};
constexpr store::Sql kSetComplete{"pulls.set_complete",
                                  "UPDATE pulls SET complete_until = :until WHERE shop = :shop"};
constexpr store::Sql kSaveWindow{
    "pulls.save_window",
    "INSERT INTO pull_windows(shop, to_at, from_at, total, listed, ours, missing, missing_numbers, "
    "tries, next_at, at) VALUES(:shop, :to, :from, :total, :listed, :ours, :missing, :numbers, "
    ":tries, :next_at, :at) ON CONFLICT(shop, to_at, from_at) DO UPDATE SET total = "
    "excluded.total, listed = excluded.listed, ours = excluded.ours, missing = excluded.missing, "
    "missing_numbers = excluded.missing_numbers, tries = excluded.tries, next_at = "
    "excluded.next_at, at = excluded.at"};
constexpr store::Sql kPurgeWindows{"pulls.purge_windows",
                                   "DELETE FROM pull_windows WHERE shop = :shop AND to_at < "
                                   ":before"};
constexpr store::Sql kLookedUpAfter{
    "pulls.looked_up_windows",
    "SELECT from_at, to_at FROM pull_windows WHERE shop = :shop AND to_at > :until ORDER BY to_at, "
    "from_at"};
constexpr store::Sql kFirstLookedUp{
    "pulls.first_looked_up",
    "SELECT from_at FROM pull_windows WHERE shop = :shop ORDER BY to_at, from_at LIMIT 1"};
constexpr store::Sql kWholeAfter{
    "pulls.whole_windows",
    "SELECT from_at, to_at FROM pull_windows WHERE shop = :shop AND to_at > :until AND missing = 0 "
    "ORDER BY to_at, from_at"};

#define ORDO_WINDOW_COLUMNS                                                                        \
  "SELECT from_at, to_at, total, listed, ours, missing, missing_numbers, tries, next_at, at FROM " \
  "pull_windows "
constexpr store::Sql kGaps{
    "pulls.gaps", ORDO_WINDOW_COLUMNS
    "WHERE shop = :shop AND missing > 0 AND to_at > (SELECT complete_until FROM pulls WHERE "
    "pulls.shop = :shop) ORDER BY to_at, from_at LIMIT :count"};
constexpr store::Sql kPullWindows{
    "pulls.windows", ORDO_WINDOW_COLUMNS
    "WHERE shop = :shop AND to_at < :before ORDER BY to_at DESC, from_at DESC LIMIT :count"};
#undef ORDO_WINDOW_COLUMNS

std::string write_numbers(const std::vector<std::string>& numbers) {
  return boost::json::serialize(boost::json::value_from(numbers));
}

PullWindow read_window(const store::Row& row) {
  PullWindow window;
  window.from = Instant{row.integer(0)};
  window.to = Instant{row.integer(1)};
  window.total = row.integer(2);
  window.listed = row.integer(3);
  window.ours = row.integer(4);
  window.missing = row.integer(5);
  window.missing_numbers =
      boost::json::value_to<std::vector<std::string>>(boost::json::parse(row.text(6)));
  window.tries = row.integer(7);
  window.next_at = Instant{row.integer(8)};
  return window;
}

// As far as these windows reach without a hole, from where they reached before. One that begins later than
// that may be reached by one that ends after it, and then lies within it.
Instant reach(const store::Reader& reader, const store::Sql& windows, ShopId shop, Instant until) {
  reader.query(windows, {{"shop", shop.value}, {"until", until.ms}}, [&](const auto& row) {
    const Instant from{row.integer(0)}, to{row.integer(1)};
    if (from <= until) until = std::max(until, to);
    return true;
  });
  return until;
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
  pull.complete_until = Instant{row.integer(9)};
  pull.probe_from = Instant{row.integer(10)};
  return pull;
}

}  // namespace

const store::Component kFlowsComponent{"flows", kMigrations};

void save_pull(store::UnitOfWork& uow, const PullChange& change, Instant at) {
  const PullState& state = change.state;
  uow.execute(kSavePoll, {{"shop", change.shop.value},
                          {"cursor", state.cursor},
                          {"watermark", state.watermark.ms},
                          {"at", at.ms},
                          {"error_code", state.error_code},
                          {"error_detail", state.error_detail},
                          {"failures", state.failures},
                          {"stopped_for", state.stopped_for},
                          {"listed", change.listed},
                          {"probed", change.probed.ms}});
}

void save_window(store::UnitOfWork& uow, ShopId shop, const PullWindow& window, Instant at) {
  const std::string numbers = write_numbers(window.missing_numbers);
  uow.execute(kSaveWindow, {{"shop", shop.value},
                            {"to", window.to.ms},
                            {"from", window.from.ms},
                            {"total", window.total},
                            {"listed", window.listed},
                            {"ours", window.ours},
                            {"missing", window.missing},
                            {"numbers", numbers},
                            {"tries", window.tries},
                            {"next_at", window.next_at.ms},
                            {"at", at.ms}});
  uow.execute(kPurgeWindows, {{"shop", shop.value}, {"before", at.ms - kPullWindowsKeptMs}});
  const Instant before{uow.integer(kCompleteUntil, {{"shop", shop.value}}).value_or(0)};
  // The first window that is looked up says where the ledger begins.
  const Instant until = reach(uow, kWholeAfter, shop, before == Instant{} ? window.from : before);
  if (until != before) uow.execute(kSetComplete, {{"shop", shop.value}, {"until", until.ms}});
}

void save_probe(store::UnitOfWork& uow, ShopId shop, Instant from) {
  uow.execute(kProbe, {{"shop", shop.value}, {"from", from.ms}});
}

std::map<int64_t, PullRow> load_pulls(const store::Reader& reader) {
  std::map<int64_t, PullRow> rows;
  reader.query(kLoadPolls, {}, [&](const store::Row& row) {
    rows.emplace(row.integer(0), read_row(row));
    return true;
  });
  return rows;
}

Instant looked_up_until(const store::Reader& reader, ShopId shop) {
  const Instant complete{reader.integer(kCompleteUntil, {{"shop", shop.value}}).value_or(0)};
  if (complete != Instant{}) return reach(reader, kLookedUpAfter, shop, complete);
  const auto first = reader.integer(kFirstLookedUp, {{"shop", shop.value}});
  return first ? reach(reader, kLookedUpAfter, shop, Instant{*first}) : Instant{};
}

std::vector<PullWindow> load_gaps(const store::Reader& reader, ShopId shop) {
  std::vector<PullWindow> gaps;
  const auto count = static_cast<int64_t>(kGapsMax);
  reader.query(kGaps, {{"shop", shop.value}, {"count", count}}, [&](const store::Row& row) {
    gaps.push_back(read_window(row));
    return true;
  });
  return gaps;
}

std::vector<PullWindowRow> load_windows(const store::Reader& reader, ShopId shop, Instant before,
                                        size_t count) {
  std::vector<PullWindowRow> windows;
  reader.query(
      kPullWindows,
      {{"shop", shop.value}, {"before", before.ms}, {"count", static_cast<int64_t>(count)}},
      [&](const store::Row& row) {
        windows.push_back({read_window(row), Instant{row.integer(9)}});
        return true;
      });
  return windows;
}

}  // namespace ordo::flows
