#include "flows/prove_queries.h"

#include "core/limits.h"

namespace ordo::flows {
namespace {

using store::Row;
using store::Sql;

constexpr int64_t kHistoryRowsMax = 500;
// Log entries are compared body and all: a page of them must fit in memory.
constexpr int64_t kMessagesMax = 50;

constexpr Sql kOrders{"prove.orders",
                      "SELECT id, total FROM orders WHERE id > :after ORDER BY id LIMIT :limit"};
constexpr Sql kHistoryEvents{
    "prove.events",
    "SELECT seq, version, payload, at, batch, kind, transaction_id FROM events WHERE order_id > 0 "
    "AND order_id = :order_id AND version > 0 ORDER BY seq"};
constexpr Sql kMessages{
    "prove.messages",
    "SELECT seq, kind, received_at, body_hash, replay_of, route, external_id, caller, state, "
    "resolved, batch, (SELECT at FROM batches b WHERE b.no = m.batch), code FROM messages m "
    "WHERE stream = :stream AND seq > :after ORDER BY seq LIMIT :limit"};
constexpr Sql kBatches{"prove.batches",
                       "SELECT no, applied, last_id, config, at, effects FROM batches WHERE no > "
                       ":after ORDER BY no LIMIT :limit"};
constexpr Sql kNewestOld{"prove.newest_old_batch",
                         "SELECT no, applied, last_id, config, at, effects FROM batches WHERE "
                         "effects IS NULL ORDER BY no DESC LIMIT 1"};
constexpr Sql kNewestBatch{
    "prove.newest_batch",
    "SELECT no, applied, last_id, config, at, effects FROM batches ORDER BY no "
    "DESC LIMIT 1"};
constexpr Sql kEffects{
    "prove.effects",
    "SELECT seq, stream, batch, kind, state, consumes, body_hash, order_id, code, detail, pointer, "
    "caller, route, external_id FROM messages WHERE seq >= :first AND seq <= :last ORDER BY seq"};
constexpr Sql kAnswersAt{
    "prove.answers_at",
    "SELECT message, body_hash, status, at, caller, route, idem_key, answer FROM "
    "idempotency WHERE at = :at AND message > 0"};
constexpr Sql kCountAnswers{"prove.count_answers",
                            "SELECT count(*) FROM idempotency WHERE message > 0"};
constexpr Sql kAlerts{
    "prove.alerts",
    "SELECT id, at, kind, order_id, message, detail, shop, key FROM alerts WHERE id > "
    ":after AND id <= :last ORDER BY id"};
constexpr Sql kCalls{"prove.calls",
                     "SELECT id, order_id, shop, target, route, body, created_at FROM outbox WHERE "
                     "id > :after AND id <= :last ORDER BY id"};
constexpr Sql kPersonal{
    "prove.personal",
    "SELECT id, person, sealed FROM personal WHERE id > :after ORDER BY id LIMIT :limit"};
constexpr Sql kForgotten{
    "prove.forgotten",
    "SELECT 1 FROM persons WHERE id = :id AND wrapped IS NULL AND forgotten_at > 0"};
constexpr Sql kOffsets{"prove.offsets", "SELECT stream, seq FROM offsets ORDER BY stream"};
constexpr Sql kExtents{
    "prove.extents",
    "SELECT stream, max(seq), count(*) FROM messages GROUP BY stream ORDER BY stream"};
constexpr Sql kWaiting{"prove.waiting", "SELECT count(*) FROM waiting"};

StoredBatch read_batch(const Row& row) {
  StoredBatch batch;
  batch.no = row.integer(0);
  batch.applied = row.text(1);
  batch.last_id = row.integer(2);
  batch.config = row.integer(3);
  batch.at = Instant{row.integer(4)};
  batch.effects = row.text(5);
  return batch;
}

StoredBatch one_batch(const store::Reader& reader, const Sql& sql) {
  StoredBatch found;
  reader.query(sql, {}, [&](const Row& row) {
    found = read_batch(row);
    return false;
  });
  return found;
}

static_assert(core::kWaitingMs == 86'400'000, "queries below count with the waiting time");
const Impossible kImpossibleRows[] = {
    {{"prove.orphan_events",
      "SELECT DISTINCT order_id FROM events e WHERE order_id > 0 AND NOT EXISTS (SELECT 1 FROM "
      "orders o WHERE o.id = e.order_id)"},
     "order {} has events but is not there"},
    {{"prove.orphan_lines",
      "SELECT DISTINCT order_id FROM order_lines p WHERE NOT EXISTS (SELECT 1 FROM orders o "
      "WHERE o.id = p.order_id)"},
     "order {} has lines but is not there"},
    {{"prove.orphan_observations",
      "SELECT DISTINCT order_id FROM observations p WHERE NOT EXISTS (SELECT 1 FROM orders o "
      "WHERE o.id = p.order_id)"},
     "order {} has observations but is not there"},
    {{"prove.orphan_parcels",
      "SELECT DISTINCT order_id FROM parcels p WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE "
      "o.id = p.order_id)"},
     "order {} has parcels but is not there"},
    {{"prove.orphan_payments",
      "SELECT DISTINCT order_id FROM payments p WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE "
      "o.id = p.order_id)"},
     "order {} has payments but is not there"},
    {{"prove.orphan_refunds",
      "SELECT DISTINCT order_id FROM refunds p WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE "
      "o.id = p.order_id)"},
     "order {} has refunds but is not there"},
    {{"prove.orphan_mirrors",
      "SELECT DISTINCT order_id FROM mirrors p WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE "
      "o.id = p.order_id)"},
     "order {} has mirrors but is not there"},
    {{"prove.orphan_attachments",
      "SELECT DISTINCT order_id FROM attachments p WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE "
      "o.id = p.order_id)"},
     "order {} has attachments but is not there"},
    {{"prove.id_not_given",
      "SELECT id FROM orders WHERE id > (SELECT coalesce(max(last_id), 0) FROM batches)"},
     "order {} has an id that no batch has given"},
    {{"prove.event_without_message",
      "SELECT seq FROM events e WHERE message > 0 AND NOT EXISTS (SELECT 1 FROM messages m WHERE "
      "m.seq = e.message)"},
     "event {} comes from a message that is not there"},
    {{"prove.event_without_batch",
      "SELECT seq FROM events e WHERE NOT EXISTS (SELECT 1 FROM batches b WHERE b.no = e.batch)"},
     "event {} belongs to a batch that is not there"},
    {{"prove.waiting_not_in_state",
      "SELECT w.seq FROM waiting w LEFT JOIN messages m ON m.seq = w.seq WHERE m.seq IS NULL OR "
      "m.state <> 4 OR m.stream <> w.stream"},
     "message {} has a place among those who wait, but does not wait"},
    {{"prove.state_not_waiting",
      "SELECT m.seq FROM messages m WHERE m.state > 2 AND m.state = 4 AND NOT EXISTS (SELECT 1 "
      "FROM waiting w WHERE w.seq = m.seq)"},
     "message {} waits, but nothing will wake it"},
    {{"prove.waits_for_ever",
      "SELECT w.seq FROM waiting w JOIN messages m ON m.seq = w.seq WHERE NOT EXISTS (SELECT 1 "
      "FROM timers t WHERE t.due = m.received_at + 86400000 AND t.kind = 'waiting_expired' AND "
      "t.ref = w.seq)"},
     "message {} waits without a timer"},
    {{"prove.timer_of_nobody",
      "SELECT t.ref FROM timers t WHERE t.kind = 'waiting_expired' AND NOT EXISTS (SELECT 1 FROM "
      "waiting w JOIN messages m ON m.seq = w.seq WHERE w.seq = t.ref AND t.due = m.received_at "
      "+ 86400000)"},
     "message {} has a timer but does not wait"},
    {{"prove.timer_of_no_kind",
      "SELECT ref FROM timers WHERE kind NOT IN ('waiting_expired', 'waiting_woken', "
      "'balance_due', 'notify_group', 'stock_expiry')"},
     "a timer about {} is of a kind that nothing sets"},
    {{"prove.group_for_ever",
      "SELECT g.id FROM notify_groups g WHERE NOT EXISTS (SELECT 1 FROM timers t WHERE t.due = "
      "g.ends_at AND t.kind = 'notify_group' AND t.ref = g.id)"},
     "group {} of notices has no timer that ends it"},
    {{"prove.group_timer_of_nobody",
      "SELECT t.ref FROM timers t WHERE t.kind = 'notify_group' AND NOT EXISTS (SELECT 1 FROM "
      "notify_groups g WHERE g.id = t.ref AND g.ends_at = t.due)"},
     "a timer would end group {} of notices, which is not open"},
    // Later than the lock's end: the one that was to end it was dropped.
    {{"prove.lock_for_ever",
      "SELECT r.order_id FROM (SELECT order_id, min(expires_at) AS due FROM stock_reservations "
      "WHERE state = 0 GROUP BY order_id) r WHERE NOT EXISTS (SELECT 1 FROM timers t WHERE t.due "
      ">= r.due AND t.kind = 'stock_expiry' AND t.ref = r.order_id)"},
     "order {} holds a lock that no timer ends"},
    {{"prove.lock_timer_of_nobody",
      "SELECT t.ref FROM timers t WHERE t.kind = 'stock_expiry' AND NOT EXISTS (SELECT 1 FROM "
      "stock_reservations r WHERE r.order_id = t.ref)"},
     "a timer would end a lock of order {}, which never held one"},
    // 8: cancelled, 5: refunded.
    {{"prove.stock_of_the_dead",
      "SELECT r.order_id FROM stock_reservations r JOIN orders o ON o.id = r.order_id WHERE "
      "r.state < 2 AND (o.fulfilment = 8 OR o.payment = 5)"},
     "order {} is over and holds stock"},
    {{"prove.shortage_of_the_dead",
      "SELECT s.order_id FROM stock_shortages s JOIN orders o ON o.id = s.order_id WHERE s.state = "
      "0 AND (o.fulfilment = 8 OR o.payment = 5)"},
     "order {} is over and lacks stock"},
    // 1: a deposit is paid, 3: paid, 4: partially refunded.
    {{"prove.paid_and_locked",
      "SELECT r.order_id FROM stock_reservations r JOIN orders o ON o.id = r.order_id WHERE "
      "r.state = 0 AND o.payment IN (1, 3, 4)"},
     "order {} is paid, and its stock is only locked"},
    {{"prove.movement_without_batch",
      "SELECT m.item FROM stock_movements m WHERE NOT EXISTS (SELECT 1 FROM batches b WHERE b.no = "
      "m.batch)"},
     "stock item {} was moved by a batch that is not there"},
    {{"prove.stock_item_not_given",
      "SELECT id FROM stock_items WHERE id > (SELECT coalesce(max(last_id), 0) FROM batches)"},
     "stock item {} has an id that no batch has given"},
    {{"prove.impossible_state",
      "SELECT seq FROM messages WHERE state NOT IN (1, 2, 3, 4, 5) OR (state = 1) <> (code = "
      "'') OR (state = 4 AND kind NOT IN (1, 3))"},
     "message {} is in a state that its code contradicts"},
    {{"prove.answer_of_nobody",
      "SELECT at FROM idempotency WHERE message = 0 AND at > (SELECT coalesce(max(at), -1) FROM "
      "batches WHERE effects IS NULL)"},
     "an answer of {} is kept that no message had"},
    {{"prove.receipt_of_nobody",
      "SELECT call FROM notify_receipts WHERE call > (SELECT coalesce(max(last_id), 0) FROM "
      "batches) OR state NOT IN (0, 1, 2) OR (state > 0 AND next_at > 0)"},
     "a receipt is kept of call {}, which was not made or awaits what has come"},
    {{"prove.alert_not_given",
      "SELECT id FROM alerts WHERE id > (SELECT coalesce(max(last_id), 0) FROM batches)"},
     "alert {} has an id that no batch has given"},
    {{"prove.call_not_given",
      "SELECT id FROM outbox WHERE id > (SELECT coalesce(max(last_id), 0) FROM batches)"},
     "call {} has an id that no batch has given"},
    {{"prove.config_not_given",
      "SELECT version FROM config WHERE version > (SELECT coalesce(max(config), 0) FROM "
      "batches)"},
     "version {} of the configuration was written by no batch"},
    {{"prove.id_consumed_twice",
      "SELECT max(seq) FROM messages WHERE consumes = 1 GROUP BY stream, external_id HAVING "
      "count(*) > 1"},
     "message {} consumed an id that another had consumed"},
    {{"prove.wrongly_consuming",
      "SELECT seq FROM messages WHERE consumes <> CASE WHEN kind <> 2 AND external_id <> '' AND "
      "state IN (1, 3) THEN 1 ELSE 0 END"},
     "message {} is in a state that contradicts whether it consumed its id"},
    {{"prove.message_without_batch",
      "SELECT seq FROM messages m WHERE NOT EXISTS (SELECT 1 FROM batches b WHERE b.no = "
      "m.batch)"},
     "message {} belongs to a batch that is not there"},
};

}  // namespace

std::vector<OrderKey> order_page(const store::Reader& reader, int64_t after) {
  std::vector<OrderKey> page;
  reader.query(kOrders, {{"after", after}, {"limit", kHistoryRowsMax}}, [&](const Row& row) {
    page.push_back({row.integer(0), row.integer(1)});
    return true;
  });
  return page;
}

void each_event(const store::Reader& reader, int64_t order,
                const std::function<void(const StoredEvent&)>& visit) {
  reader.query(kHistoryEvents, {{"order_id", order}}, [&](const Row& row) {
    visit({row.integer(0), row.integer(4), static_cast<int>(row.integer(1)), row.text(5),
           row.text(2), row.text(6), Instant{row.integer(3)}});
    return true;
  });
}

std::vector<StoredMessage> message_page(const store::Reader& reader, int64_t stream,
                                        int64_t after) {
  std::vector<StoredMessage> page;
  reader.query(kMessages, {{"stream", stream}, {"after", after}, {"limit", kMessagesMax}},
               [&](const Row& row) {
                 page.push_back({row.integer(0), row.integer(1), row.integer(2), row.integer(3),
                                 row.integer(4), row.integer(8), row.integer(9), row.integer(10),
                                 std::string(row.text(5)), std::string(row.text(6)),
                                 std::string(row.text(7)), std::string(row.text(12)),
                                 Instant{row.integer(11)}});
                 return true;
               });
  return page;
}

std::vector<StoredBatch> batch_page(const store::Reader& reader, int64_t after) {
  std::vector<StoredBatch> page;
  reader.query(kBatches, {{"after", after}, {"limit", kHistoryRowsMax}}, [&](const Row& row) {
    page.push_back(read_batch(row));
    return true;
  });
  return page;
}

StoredBatch newest_old_batch(const store::Reader& reader) { return one_batch(reader, kNewestOld); }
StoredBatch newest_batch(const store::Reader& reader) { return one_batch(reader, kNewestBatch); }

std::vector<StoredEffect> message_effects(const store::Reader& reader, int64_t first,
                                          int64_t last) {
  std::vector<StoredEffect> rows;
  reader.query(kEffects, {{"first", first}, {"last", last}}, [&](const Row& row) {
    StoredEffect& e = rows.emplace_back();
    e.seq = row.integer(0);
    e.stream = row.integer(1);
    e.batch = row.integer(2);
    e.kind = row.integer(3);
    e.state = row.integer(4);
    e.consumes = row.integer(5);
    e.body_hash = row.integer(6);
    e.order = row.integer(7);
    e.code = row.text(8);
    e.detail = row.text(9);
    e.pointer = row.text(10);
    e.caller = row.text(11);
    e.route = row.text(12);
    e.external_id = row.text(13);
    return true;
  });
  return rows;
}

int64_t count_answers(const store::Reader& reader) {
  return reader.integer(kCountAnswers).value_or(0);
}

std::map<int64_t, KeptAnswer> answers_at(const store::Reader& reader, Instant at) {
  std::map<int64_t, KeptAnswer> answers;
  reader.query(kAnswersAt, {{"at", at.ms}}, [&](const Row& row) {
    answers.emplace(row.integer(0), KeptAnswer{row.integer(1), row.integer(2), row.integer(3),
                                               std::string(row.text(4)), std::string(row.text(5)),
                                               std::string(row.text(6)), std::string(row.text(7))});
    return true;
  });
  return answers;
}

std::vector<StoredAlert> alerts_between(const store::Reader& reader, int64_t after, int64_t last) {
  std::vector<StoredAlert> alerts;
  reader.query(kAlerts, {{"after", after}, {"last", last}}, [&](const Row& row) {
    StoredAlert& a = alerts.emplace_back();
    a.alert.id = row.integer(0);
    a.at = Instant{row.integer(1)};
    a.alert.kind = row.text(2);
    a.alert.order = OrderId(row.integer(3));
    a.alert.message = MessageSeq(row.integer(4));
    a.alert.detail = row.text(5);
    a.alert.shop = ShopId(row.integer(6));
    a.alert.key = row.text(7);
    return true;
  });
  return alerts;
}

std::vector<core::OutboxMessage> calls_between(const store::Reader& reader, int64_t after,
                                               int64_t last) {
  std::vector<core::OutboxMessage> calls;
  reader.query(kCalls, {{"after", after}, {"last", last}}, [&](const Row& row) {
    core::OutboxMessage& m = calls.emplace_back();
    m.id = OutboxId(row.integer(0));
    m.order = OrderId(row.integer(1));
    m.shop = ShopId(row.integer(2));
    m.target = row.text(3);
    m.route = row.text(4);
    m.body = row.text(5);
    m.created_at = Instant{row.integer(6)};
    return true;
  });
  return calls;
}

std::vector<StoredPersonal> personal_page(const store::Reader& reader, int64_t after) {
  std::vector<StoredPersonal> page;
  reader.query(kPersonal, {{"after", after}, {"limit", kHistoryRowsMax}}, [&](const Row& row) {
    page.push_back({row.integer(0), row.integer(1), std::string(row.text(2))});
    return true;
  });
  return page;
}

bool is_forgotten(const store::Reader& reader, int64_t person) {
  return reader.integer(kForgotten, {{"id", person}}).has_value();
}

std::map<int64_t, int64_t> stored_offsets(const store::Reader& reader) {
  std::map<int64_t, int64_t> offsets;
  reader.query(kOffsets, {}, [&](const Row& row) {
    offsets[row.integer(0)] = row.integer(1);
    return true;
  });
  return offsets;
}

std::map<int64_t, std::pair<int64_t, int64_t>> message_extents(const store::Reader& reader) {
  std::map<int64_t, std::pair<int64_t, int64_t>> extents;
  reader.query(kExtents, {}, [&](const Row& row) {
    extents[row.integer(0)] = {row.integer(1), row.integer(2)};
    return true;
  });
  return extents;
}

int64_t count_waiting(const store::Reader& reader) { return reader.integer(kWaiting).value_or(0); }

std::span<const Impossible> impossible_rows() { return kImpossibleRows; }

}  // namespace ordo::flows
