#include "stock/stock_store.h"

namespace ordo::stock {
namespace {

constexpr store::Migration kStockMigrations[] = {
    {1, "stock",
     "CREATE TABLE stock_items(id INTEGER PRIMARY KEY, sku TEXT NOT NULL, warehouse TEXT NOT NULL, "
     "pool TEXT NOT NULL, available INTEGER NOT NULL, locked INTEGER NOT NULL, occupied INTEGER "
     "NOT NULL, earmarked INTEGER NOT NULL, frozen INTEGER NOT NULL, incoming INTEGER NOT NULL, "
     "promised INTEGER NOT NULL, granted INTEGER NOT NULL, movements INTEGER NOT NULL, "
     "CHECK(available >= 0 AND locked >= 0 AND occupied >= 0 AND earmarked >= 0 AND frozen >= 0 "
     "AND incoming >= 0 AND promised >= 0));"
     "CREATE UNIQUE INDEX stock_items_by_key ON stock_items(sku, warehouse, pool);"
     // Appended to and never changed. By item, so that its ledger is read and written in one place.
     "CREATE TABLE stock_movements(item INTEGER NOT NULL, no INTEGER NOT NULL, kind INTEGER NOT "
     "NULL, from_bucket INTEGER NOT NULL, to_bucket INTEGER NOT NULL, quantity INTEGER NOT NULL, "
     "from_left INTEGER NOT NULL, to_left INTEGER NOT NULL, order_id INTEGER NOT NULL, line_no "
     "TEXT "
     "NOT NULL, document TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL, message INTEGER "
     "NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(item, no)) WITHOUT ROWID;"
     "CREATE TABLE stock_reservations(order_id INTEGER NOT NULL, no INTEGER NOT NULL, item INTEGER "
     "NOT NULL, line_no TEXT NOT NULL, per_unit INTEGER NOT NULL, shop INTEGER NOT NULL, buyer "
     "INTEGER NOT NULL, priority INTEGER NOT NULL, state INTEGER NOT NULL, placeholder INTEGER NOT "
     "NULL, settled INTEGER NOT NULL, quantity INTEGER NOT NULL, locked INTEGER NOT NULL, promised "
     "INTEGER NOT NULL, occupied INTEGER NOT NULL, consumed INTEGER NOT NULL, released INTEGER NOT "
     "NULL, returned INTEGER NOT NULL, placed_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, "
     "extensions INTEGER NOT NULL, PRIMARY KEY(order_id, no)) WITHOUT ROWID;"
     // Of what is open only: what is bound to an item, what a buyer holds, what is over.
     "CREATE INDEX stock_reservations_by_item ON stock_reservations(item, order_id, no) WHERE "
     "state "
     "< 2;"
     "CREATE INDEX stock_reservations_by_buyer ON stock_reservations(buyer, order_id, no) WHERE "
     "state < 2 AND buyer <> 0;"
     "CREATE INDEX stock_reservations_by_end ON stock_reservations(expires_at, order_id) WHERE "
     "state = 0;"
     "CREATE TABLE stock_shortages(order_id INTEGER NOT NULL, no INTEGER NOT NULL, item INTEGER "
     "NOT "
     "NULL, line_no TEXT NOT NULL, per_unit INTEGER NOT NULL, shop INTEGER NOT NULL, buyer INTEGER "
     "NOT NULL, quantity INTEGER NOT NULL, covered INTEGER NOT NULL, state INTEGER NOT NULL, at "
     "INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY(order_id, no)) WITHOUT ROWID;"
     "CREATE INDEX stock_shortages_open ON stock_shortages(item, order_id, no) WHERE state = 0;"},
    {2, "batches_of_movements",
     // Which batch wrote it: its head covers what it moved. Appended to, as batches are.
     "ALTER TABLE stock_movements ADD COLUMN batch INTEGER NOT NULL DEFAULT 0;"
     "CREATE INDEX stock_movements_by_batch ON stock_movements(batch) WHERE batch > 0;"},
    {3, "ends_stand_in_timers",
     // What is over is told by the street's timers, which hold the same: nothing asked this index.
     "DROP INDEX stock_reservations_by_end;"},
};

}  // namespace

const store::Component kStockComponent{"stock", kStockMigrations};

}  // namespace ordo::stock
