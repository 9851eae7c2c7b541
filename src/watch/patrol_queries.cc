#include "watch/patrol_queries.h"

#include <algorithm>

namespace ordo::watch {
namespace {

using store::Row;
using store::Sql;

constexpr Sql kWaiting{"patrol.waiting",
                       "SELECT w.stream, m.received_at, w.wait_key FROM waiting w JOIN messages m "
                       "ON m.seq = w.seq WHERE "
                       "m.received_at < :before ORDER BY w.seq LIMIT :most"};
// `state > 2` names the partial index.
constexpr Sql kParked{
    "patrol.parked",
    "SELECT stream, received_at, CAST(order_id AS TEXT) FROM messages WHERE state = 5 AND state > "
    "2 "
    "AND resolved = 0 AND order_id > 0 AND received_at < :before ORDER BY seq LIMIT :most"};
constexpr Sql kUnsent{
    "patrol.unsent",
    "SELECT shop, created_at, CAST(order_id AS TEXT) FROM outbox WHERE settled_at = 0 AND state = "
    "0 AND "
    "route = 'order.status_changed' AND created_at < :before ORDER BY id LIMIT :most"};
constexpr Sql kChanged{
    "patrol.changed",
    "SELECT o.shop, o.updated_at_platform, o.order_no FROM events e JOIN messages m ON m.seq = "
    "e.message JOIN orders o ON o.id = e.order_id WHERE e.seq > :after AND m.kind = 1 AND "
    "o.updated_at_platform > 0 AND e.at - o.updated_at_platform > :late_ms ORDER BY e.seq LIMIT "
    ":most"};
constexpr Sql kLastEvent{"patrol.last_event", "SELECT max(seq) FROM events"};
constexpr Sql kHeard{"patrol.heard",
                     "SELECT stream, max(received_at) FROM messages WHERE seq > :after AND kind = "
                     "1 AND caller <> 'pull' AND code <> 'self_test' "
                     "GROUP BY stream"};
constexpr Sql kLastMessage{"patrol.last_message", "SELECT max(seq) FROM messages"};

std::vector<Late> late(const store::Reader& reader, const Sql& sql, Instant before) {
  std::vector<Late> found;
  reader.query(sql, {{"before", before.ms}, {"most", kPatrolRowsMax}}, [&](const Row& row) {
    found.push_back({ShopId(row.integer(0)), Instant{row.integer(1)}, std::string(row.text(2))});
    return true;
  });
  return found;
}

}  // namespace

std::vector<Late> waiting_since(const store::Reader& reader, Instant before) {
  return late(reader, kWaiting, before);
}

std::vector<Late> parked_since(const store::Reader& reader, Instant before) {
  return late(reader, kParked, before);
}

std::vector<Late> unsent_since(const store::Reader& reader, Instant before) {
  return late(reader, kUnsent, before);
}

int64_t newest_event(const store::Reader& reader) {
  return reader.integer(kLastEvent, {}).value_or(0);
}

int64_t newest_message(const store::Reader& reader) {
  return reader.integer(kLastMessage, {}).value_or(0);
}

// What came in greater numbers than one round looks at is a flood, whose last part stands for all of it.
Changes changed_late(const store::Reader& reader, int64_t after, int64_t late_ms) {
  Changes changes;
  changes.last_event = std::max(after, newest_event(reader));
  const int64_t from = std::max(after, changes.last_event - kPatrolEventsMax);
  reader.query(kChanged, {{"after", from}, {"late_ms", late_ms}, {"most", kPatrolRowsMax}},
               [&](const Row& row) {
                 changes.late.push_back(
                     {ShopId(row.integer(0)), Instant{row.integer(1)}, std::string(row.text(2))});
                 return true;
               });
  return changes;
}

Heard heard_after(const store::Reader& reader, int64_t after) {
  Heard heard;
  heard.last_message = std::max(after, newest_message(reader));
  reader.query(kHeard, {{"after", after}}, [&](const Row& row) {
    heard.by_shop[row.integer(0)] = Instant{row.integer(1)};
    return true;
  });
  return heard;
}

}  // namespace ordo::watch
