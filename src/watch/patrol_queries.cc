#include "watch/patrol_queries.h"

#include <algorithm>

#include "flows/pull_entries.h"
#include "watch/callbacks.h"

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
// The moment is the newest that the message itself has left with the order: as a view (its system's mirror)
// or as observations. Axis 3 is a parcel's: scans.
constexpr Sql kChanged{
    "patrol.changed",
    "SELECT m.stream, e.order_id, o.order_no, m.received_at, e.at, m.caller, (SELECT "
    "max(w.said_at) FROM mirrors w WHERE w.order_id = e.order_id AND w.message = e.message), "
    "(SELECT max(b.occurred_at) FROM observations b WHERE b.order_id = e.order_id AND b.message = "
    "e.message AND b.axis <> 3) FROM events e JOIN messages m ON m.seq = e.message JOIN orders o "
    "ON o.id = e.order_id WHERE e.seq > :after AND e.seq <= :last AND e.version > 0 AND m.kind = 1 "
    "ORDER BY e.seq"};
constexpr Sql kConnected{"patrol.connected",
                         "SELECT name, min(at) FROM config WHERE kind = 'shop' GROUP BY name"};
constexpr Sql kLastEvent{"patrol.last_event", "SELECT max(seq) FROM events"};
constexpr Sql kCalls{
    "patrol.calls",
    "SELECT stream, max(received_at), count(*) FROM messages WHERE seq > :after "
    "AND seq <= :last AND kind = 1 AND caller <> :pull AND code <> 'self_test' GROUP BY "
    "stream, received_at / :stretch"};
constexpr Sql kFirstAfter{
    "patrol.first_after",
    "SELECT received_at FROM messages WHERE seq > :after ORDER BY seq LIMIT 1"};
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

Changes changes_after(const store::Reader& reader, int64_t after) {
  Changes changes;
  changes.last_event = std::max(after, newest_event(reader));
  const int64_t from = std::max(after, changes.last_event - kPatrolEventsMax);
  reader.query(kChanged, {{"after", from}, {"last", changes.last_event}}, [&](const Row& row) {
    Change change{ShopId(row.integer(0)),           OrderId(row.integer(1)),
                  std::string(row.text(2)),         Instant{},
                  Instant{row.integer(3)},          Instant{row.integer(4)},
                  row.text(5) == flows::kPullCaller};
    change.said = Instant{std::max(row.integer(6), row.integer(7))};
    if (change.said != Instant{}) changes.all.push_back(std::move(change));
    return true;
  });
  return changes;
}

std::map<std::string, Instant> shops_connected(const store::Reader& reader) {
  std::map<std::string, Instant> connected;
  reader.query(kConnected, {}, [&](const Row& row) {
    connected.emplace(row.text(0), Instant{row.integer(1)});
    return true;
  });
  return connected;
}

std::vector<Calls> calls_between(const store::Reader& reader, int64_t after, int64_t last) {
  std::vector<Calls> calls;
  reader.query(
      kCalls,
      {{"after", after}, {"last", last}, {"pull", flows::kPullCaller}, {"stretch", kStretchMs}},
      [&](const Row& row) {
        calls.push_back({ShopId(row.integer(0)), Instant{row.integer(1)}, row.integer(2)});
        return true;
      });
  return calls;
}

std::optional<Instant> first_after(const store::Reader& reader, int64_t after) {
  const auto at = reader.integer(kFirstAfter, {{"after", after}});
  return at ? std::optional(Instant{*at}) : std::nullopt;
}

}  // namespace ordo::watch
