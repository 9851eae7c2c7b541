#include "orders/order_store.h"

namespace ordo::orders {
namespace {

constexpr store::Migration kMigrations[] = {
    {1, "orders",
     "CREATE TABLE orders(id INTEGER PRIMARY KEY, shop INTEGER NOT NULL, channel TEXT NOT NULL, "
     "order_no TEXT NOT NULL, channel_order_no TEXT NOT NULL, order_no_clean TEXT NOT NULL, status "
     "INTEGER NOT NULL, payment INTEGER NOT NULL, fulfilment INTEGER NOT NULL, after_sale INTEGER "
     "NOT "
     "NULL, balance_open INTEGER NOT NULL, occurred_at INTEGER NOT NULL, updated_at_platform "
     "INTEGER "
     "NOT NULL, received_at INTEGER NOT NULL, committed_at INTEGER NOT NULL, business_day INTEGER "
     "NOT "
     "NULL, currency TEXT NOT NULL, total INTEGER NOT NULL, paid INTEGER NOT NULL, refunded "
     "INTEGER "
     "NOT NULL, person INTEGER NOT NULL, personal INTEGER NOT NULL, personal_digest TEXT NOT NULL, "
     "version INTEGER NOT NULL, document TEXT NOT NULL);"
     "CREATE UNIQUE INDEX orders_by_number ON orders(shop, order_no_clean);"
     "CREATE INDEX orders_by_status ON orders(status, id);"
     "CREATE TABLE order_lines(order_id INTEGER NOT NULL, pos INTEGER NOT NULL, line_no TEXT NOT "
     "NULL, "
     "sku TEXT NOT NULL, channel_sku TEXT NOT NULL, title TEXT NOT NULL, quantity INTEGER NOT "
     "NULL, "
     "unit_price INTEGER NOT NULL, discount INTEGER NOT NULL, allocated INTEGER NOT NULL, packed "
     "INTEGER NOT NULL, shipped INTEGER NOT NULL, delivered INTEGER NOT NULL, returned INTEGER NOT "
     "NULL, refunded INTEGER NOT NULL, PRIMARY KEY(order_id, pos)) WITHOUT ROWID;"
     "CREATE TABLE observations(order_id INTEGER NOT NULL, no INTEGER NOT NULL, axis INTEGER NOT "
     "NULL, "
     "subject TEXT NOT NULL, to_state INTEGER NOT NULL, from_state INTEGER NOT NULL, occurred_at "
     "INTEGER NOT NULL, recorded_at INTEGER NOT NULL, flags INTEGER NOT NULL, verdict INTEGER NOT "
     "NULL, "
     "via TEXT NOT NULL, source TEXT NOT NULL, actor TEXT NOT NULL, transaction_id TEXT NOT NULL, "
     "message INTEGER NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL, PRIMARY KEY(order_id, "
     "no)) "
     "WITHOUT ROWID;"
     "CREATE INDEX observations_refused ON observations(order_id, no) WHERE verdict = 3;"
     "CREATE TABLE parcels(order_id INTEGER NOT NULL, pos INTEGER NOT NULL, tracking_no TEXT NOT "
     "NULL, "
     "carrier TEXT NOT NULL, status INTEGER NOT NULL, last_scan_at INTEGER NOT NULL, lines TEXT "
     "NOT "
     "NULL, PRIMARY KEY(order_id, pos)) WITHOUT ROWID;"
     "CREATE TABLE payments(order_id INTEGER NOT NULL, pos INTEGER NOT NULL, payment_no TEXT NOT "
     "NULL, "
     "method TEXT NOT NULL, amount INTEGER NOT NULL, paid_at INTEGER NOT NULL, PRIMARY "
     "KEY(order_id, "
     "pos)) WITHOUT ROWID;"
     "CREATE TABLE refunds(order_id INTEGER NOT NULL, pos INTEGER NOT NULL, refund_no TEXT NOT "
     "NULL, "
     "kind TEXT NOT NULL, reason TEXT NOT NULL, status INTEGER NOT NULL, amount INTEGER NOT NULL, "
     "lines "
     "TEXT NOT NULL, PRIMARY KEY(order_id, pos)) WITHOUT ROWID;"
     "CREATE TABLE mirrors(order_id INTEGER NOT NULL, pos INTEGER NOT NULL, system TEXT NOT NULL, "
     "status_raw TEXT NOT NULL, status TEXT NOT NULL, said_at INTEGER NOT NULL, message INTEGER "
     "NOT "
     "NULL, PRIMARY KEY(order_id, pos)) WITHOUT ROWID;"
     // Sealed personal data, immutable, and the wrapped key of each person: forgetting one clears it.
     "CREATE TABLE personal(id INTEGER PRIMARY KEY, person INTEGER NOT NULL, sealed BLOB NOT NULL);"
     "CREATE TABLE persons(id INTEGER PRIMARY KEY, wrapped BLOB, forgotten_at INTEGER NOT NULL);"
     "CREATE TABLE snapshots(id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, at INTEGER NOT "
     "NULL, "
     "reason TEXT NOT NULL, content TEXT NOT NULL);"},
    {2, "transactions",
     "CREATE TABLE transactions(id TEXT PRIMARY KEY, order_id INTEGER NOT NULL) WITHOUT ROWID;"},
    // What a reset's repeat is answered with; 0 for whatever kept no snapshot.
    {3, "transactions_snapshot",
     "ALTER TABLE transactions ADD COLUMN snapshot INTEGER NOT NULL DEFAULT 0;"},
    // Files that people added: what each is, for ever; its sealed bytes, in a table of their own so that a
    // list reads none of them, until it is removed.
    {4, "attachments",
     "CREATE TABLE attachments(id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, person INTEGER "
     "NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, size INTEGER NOT NULL, digest TEXT NOT "
     "NULL, mark INTEGER NOT NULL, added_at INTEGER NOT NULL, added_by TEXT NOT NULL, removed_at "
     "INTEGER NOT NULL, removed_by TEXT NOT NULL, reason TEXT NOT NULL);"
     "CREATE INDEX attachments_by_order ON attachments(order_id, id);"
     "CREATE TABLE attachment_content(id INTEGER PRIMARY KEY, sealed BLOB NOT NULL);"},
    // Whom somebody who was made for an order of nobody turned out to be; 0: nobody else.
    {5, "persons_same_as",
     "ALTER TABLE persons ADD COLUMN same_as INTEGER NOT NULL DEFAULT 0;"
     "CREATE INDEX persons_by_same_as ON persons(same_as) WHERE same_as > 0;"},
};

}  // namespace

const store::Component kOrdersComponent{"orders", kMigrations};

}  // namespace ordo::orders
