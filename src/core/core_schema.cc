#include "core/schema.h"

namespace ordo::core {
namespace {

constexpr store::Migration kMigrations[] = {
    {1, "street",
     // One row a message. `consumes` marks the one that used up its platform's message id.
     "CREATE TABLE messages(seq INTEGER PRIMARY KEY, stream INTEGER NOT NULL, kind INTEGER NOT "
     "NULL, "
     "route TEXT NOT NULL, external_id TEXT NOT NULL, caller TEXT NOT NULL, received_at INTEGER "
     "NOT "
     "NULL, state INTEGER NOT NULL, consumes INTEGER NOT NULL, body_hash INTEGER NOT NULL, code "
     "TEXT "
     "NOT NULL, detail TEXT NOT NULL, pointer TEXT NOT NULL, order_id INTEGER NOT NULL, replay_of "
     "INTEGER NOT NULL, batch INTEGER NOT NULL, resolved INTEGER NOT NULL DEFAULT 0);"
     "CREATE UNIQUE INDEX messages_by_id ON messages(stream, external_id) WHERE consumes = 1;"
     "CREATE INDEX messages_unusual ON messages(state, seq) WHERE state > 2;"
     "CREATE INDEX messages_by_order ON messages(order_id, seq) WHERE order_id > 0;"
     // One row a commit: what it applied and where every counter stood, chained by hash.
     "CREATE TABLE batches(no INTEGER PRIMARY KEY, at INTEGER NOT NULL, last_id INTEGER NOT NULL, "
     "last_event INTEGER NOT NULL, config INTEGER NOT NULL, applied TEXT NOT NULL, head BLOB NOT "
     "NULL);"
     "CREATE TABLE offsets(stream INTEGER PRIMARY KEY, seq INTEGER NOT NULL);"
     "CREATE TABLE events(seq INTEGER PRIMARY KEY, batch INTEGER NOT NULL, order_id INTEGER NOT "
     "NULL, "
     "kind TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL, message INTEGER NOT NULL, "
     "transaction_id TEXT NOT NULL, actor TEXT NOT NULL, payload TEXT NOT NULL);"
     "CREATE INDEX events_by_order ON events(order_id, seq) WHERE order_id > 0;"
     "CREATE TABLE timers(due INTEGER NOT NULL, kind TEXT NOT NULL, ref INTEGER NOT NULL, PRIMARY "
     "KEY(due, kind, ref)) WITHOUT ROWID;"
     "CREATE TABLE waiting(seq INTEGER PRIMARY KEY, stream INTEGER NOT NULL, wait_key TEXT NOT "
     "NULL);"
     "CREATE TABLE frozen(order_id INTEGER PRIMARY KEY, message INTEGER NOT NULL, at INTEGER NOT "
     "NULL, reason TEXT NOT NULL);"
     "CREATE TABLE idempotency(caller TEXT NOT NULL, route TEXT NOT NULL, idem_key TEXT NOT NULL, "
     "body_hash INTEGER NOT NULL, status INTEGER NOT NULL, answer TEXT NOT NULL, at INTEGER NOT "
     "NULL, "
     "PRIMARY KEY(caller, route, idem_key)) WITHOUT ROWID;"
     "CREATE TABLE config(version INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, "
     "name "
     "TEXT NOT NULL, sealed BLOB NOT NULL, actor TEXT NOT NULL);"
     "CREATE TABLE alerts(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, "
     "order_id "
     "INTEGER NOT NULL, message INTEGER NOT NULL, detail TEXT NOT NULL, resolved INTEGER NOT NULL "
     "DEFAULT 0);"
     "CREATE TABLE heads(batch INTEGER PRIMARY KEY, at INTEGER NOT NULL, signature BLOB NOT "
     "NULL);"},
    {2, "outbox",
     "CREATE TABLE outbox(id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, shop INTEGER NOT "
     "NULL, "
     "target TEXT NOT NULL, route TEXT NOT NULL, body TEXT NOT NULL, created_at INTEGER NOT NULL, "
     "state INTEGER NOT NULL, attempts INTEGER NOT NULL, next_at INTEGER NOT NULL, last_error TEXT "
     "NOT "
     "NULL);"
     "CREATE INDEX outbox_open ON outbox(target, order_id, id) WHERE state <> 1;"},
    // Answers are found by key and leave by age; new ones go to this index's right edge. Heads that
    // were exported are events of the chain itself, which a table beside it could not be.
    {3, "retention",
     "CREATE INDEX idempotency_by_age ON idempotency(at);"
     "DROP TABLE heads;"},
    // A call that came to its end, delivered or discarded, names when: the index of open ones holds no
    // other, and the settled ones leave by age. What is not simply delivered is found by its state.
    {4, "mending",
     "ALTER TABLE outbox ADD COLUMN settled_at INTEGER NOT NULL DEFAULT 0;"
     "UPDATE outbox SET settled_at = next_at WHERE state = 1;"
     "DROP INDEX outbox_open;"
     "CREATE INDEX outbox_open ON outbox(target, order_id, id) WHERE settled_at = 0;"
     "CREATE INDEX outbox_undelivered ON outbox(state, id) WHERE state <> 1;"
     "CREATE INDEX outbox_by_age ON outbox(settled_at) WHERE settled_at > 0;"
     "ALTER TABLE alerts RENAME COLUMN resolved TO state;"
     "ALTER TABLE alerts ADD COLUMN acknowledged_at INTEGER NOT NULL DEFAULT 0;"
     "ALTER TABLE alerts ADD COLUMN acknowledged_by TEXT NOT NULL DEFAULT '';"
     "ALTER TABLE alerts ADD COLUMN resolved_at INTEGER NOT NULL DEFAULT 0;"
     "ALTER TABLE alerts ADD COLUMN resolved_by TEXT NOT NULL DEFAULT '';"
     "ALTER TABLE alerts ADD COLUMN note TEXT NOT NULL DEFAULT '';"
     "CREATE INDEX alerts_unresolved ON alerts(state, id) WHERE state < 2;"},
    {5, "audit", "CREATE INDEX events_audit ON events(seq) WHERE version = 0;"},
    // A finding that is met again and again is one alert that counts, until somebody resolves it.
    {6, "alerts_by_key",
     "ALTER TABLE alerts ADD COLUMN shop INTEGER NOT NULL DEFAULT 0;"
     "ALTER TABLE alerts ADD COLUMN key TEXT NOT NULL DEFAULT '';"
     "ALTER TABLE alerts ADD COLUMN count INTEGER NOT NULL DEFAULT 1;"
     "ALTER TABLE alerts ADD COLUMN last_at INTEGER NOT NULL DEFAULT 0;"
     "UPDATE alerts SET last_at = at;"
     "CREATE UNIQUE INDEX alerts_unresolved_key ON alerts(key) WHERE key <> '' AND state < 2;"},
    // All calls so far were status callbacks, which are idempotent: 0.
    {7, "repeatable", "ALTER TABLE outbox ADD COLUMN repeatable INTEGER NOT NULL DEFAULT 0;"},
    // Digests of the rows that a batch wrote and no event tells of; nothing where a batch was written
    // before they were kept.
    {8, "effects", "ALTER TABLE batches ADD COLUMN effects BLOB;"},
    // The message whose answer it is; 0 where it was kept before answers told.
    {9, "answered", "ALTER TABLE idempotency ADD COLUMN message INTEGER NOT NULL DEFAULT 0;"},
};

}  // namespace

const store::Component kCoreComponent{"core", kMigrations};

}  // namespace ordo::core
