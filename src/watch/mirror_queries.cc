#include "watch/mirror_queries.h"

#include <algorithm>

#include "watch/mirrors.h"
#include "watch/patrol_queries.h"

namespace ordo::watch {
namespace {

using store::Row;
using store::Sql;

constexpr Sql kChangedOrders{"mirrors.changed",
                             "SELECT seq, at, order_id, version FROM events WHERE seq > :after "
                             "ORDER BY seq LIMIT :most"};
constexpr Sql kOfOrder{
    "mirrors.of_order",
    "SELECT o.shop, o.order_no, o.status, o.committed_at, w.system, w.status, w.said_at, w.message "
    "FROM orders o JOIN mirrors w ON w.order_id = o.id WHERE o.id = :id AND o.committed_at <= "
    ":before ORDER BY w.pos"};
// `order_id > 0` names the partial index.
constexpr Sql kToldSince{
    "mirrors.told_since",
    "SELECT seq FROM messages WHERE order_id = :order_id AND order_id > 0 AND seq > :message AND "
    "stream = :stream AND kind = 1 LIMIT 1"};

}  // namespace

ChangedOrders orders_changed(const store::Reader& reader, int64_t after, Instant before) {
  ChangedOrders changed;
  changed.last_event = after;
  reader.query(kChangedOrders, {{"after", after}, {"most", kMirrorEventsMax}}, [&](const Row& row) {
    if (Instant{row.integer(1)} > before) return false;
    changed.last_event = row.integer(0);
    const bool changes = row.integer(2) > 0 && row.integer(3) > 0;
    if (changes) changed.orders.push_back(row.integer(2));
    return true;
  });
  return changed;
}

int64_t first_event_to_compare(const store::Reader& reader) {
  return std::max<int64_t>(0, newest_event(reader) - kMirrorEventsMax);
}

std::vector<OrderMirror> mirrors_of(const store::Reader& reader, OrderId order, Instant before) {
  std::vector<OrderMirror> mirrors;
  reader.query(kOfOrder, {{"id", order.value}, {"before", before.ms}}, [&](const Row& row) {
    mirrors.push_back({ShopId(row.integer(0)), order, std::string(row.text(1)),
                       static_cast<facts::Status>(row.integer(2)), Instant{row.integer(3)},
                       std::string(row.text(4)), std::string(row.text(5)), Instant{row.integer(6)},
                       row.integer(7)});
    return true;
  });
  return mirrors;
}

bool has_told_since(const store::Reader& reader, ShopId shop, OrderId order, int64_t message) {
  return reader
      .integer(kToldSince,
               {{"order_id", order.value}, {"message", message}, {"stream", shop.value}})
      .has_value();
}

}  // namespace ordo::watch
