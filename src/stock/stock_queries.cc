#include "stock/stock_queries.h"

#include "stock/stock_rows.h"

namespace ordo::stock {
namespace {

using store::Row;
using store::Sql;

constexpr Sql kWalkItems{
    .name = "stock_items.walk",
    .text =
        "SELECT id, sku, warehouse, pool, available, locked, occupied, earmarked, frozen, "
        "incoming, "
        "promised, granted, movements FROM stock_items WHERE (sku, warehouse, pool) > (:sku, "
        ":warehouse, :pool) ORDER BY sku, warehouse, pool",
    .walks = true};
constexpr Sql kLedger{
    "stock_movements.ledger",
    "SELECT item, no, kind, from_bucket, to_bucket, quantity, from_left, to_left, order_id, "
    "line_no, document, actor, reason, message, at FROM stock_movements WHERE item = :item AND no "
    "< :before AND (:kind = 0 OR kind = :kind) ORDER BY no DESC LIMIT :count"};
constexpr Sql kExplain{
    "stock_movements.explain",
    "SELECT kind, count(*), CAST(sum(CASE WHEN to_bucket = :bucket THEN quantity ELSE 0 END) AS "
    "BIGINT), CAST(sum(CASE WHEN from_bucket = :bucket THEN quantity ELSE 0 END) AS BIGINT) FROM "
    "stock_movements WHERE item = :item AND (to_bucket = :bucket OR from_bucket = :bucket) GROUP "
    "BY "
    "kind ORDER BY kind"};
constexpr Sql kExplainAll{
    "stock_movements.explain_all",
    "SELECT kind, from_bucket, to_bucket, count(*), CAST(sum(quantity) AS BIGINT) FROM "
    "stock_movements WHERE item = :item GROUP BY kind, from_bucket, to_bucket ORDER BY kind, "
    "from_bucket, to_bucket"};
constexpr Sql kOpenOfItem{
    "stock_reservations.open_of_item",
    "SELECT order_id, no, item, line_no, per_unit, shop, buyer, priority, state, placeholder, "
    "settled, quantity, locked, promised, occupied, consumed, released, returned, placed_at, "
    "expires_at, extensions FROM stock_reservations WHERE item = :item AND state < 2 AND "
    "(order_id, "
    "no) > (:order_id, :no) ORDER BY order_id, no LIMIT :count"};
constexpr Sql kShortagesOfItem{
    "stock_shortages.open_of_item",
    "SELECT order_id, no, item, line_no, per_unit, shop, buyer, quantity, covered, state, at, "
    "reason FROM stock_shortages WHERE item = :item AND state = 0 ORDER BY order_id, no LIMIT "
    ":count"};
constexpr Sql kShortagesWalk{
    "stock_shortages.walk",
    "SELECT order_id, no, item, line_no, per_unit, shop, buyer, quantity, covered, state, at, "
    "reason FROM stock_shortages WHERE state = 0 AND (item, order_id, no) > (:item, :order_id, "
    ":no) ORDER BY item, order_id, no LIMIT :count"};
constexpr Sql kMissingByItem{
    "stock_shortages.missing",
    "SELECT item, CAST(sum(quantity - covered) AS BIGINT) FROM stock_shortages WHERE state = 0 "
    "GROUP BY item"};
bool item_fits(const ItemFilter& f, const Item& item) {
  const ItemKey& key = item.key();
  if (!f.warehouse.empty() && key.warehouse != f.warehouse) return false;
  if (f.pool && key.pool != *f.pool) return false;
  if (f.sellable_below && item.sellable() >= *f.sellable_below) return false;
  return !f.also || f.also(item);
}

void add_share(std::map<Bucket, std::vector<Share>>& all, Bucket bucket, const Share& share) {
  if (bucket == Bucket::kOutside) return;
  std::vector<Share>& shares = all[bucket];
  if (shares.empty() || shares.back().kind != share.kind) return shares.push_back(share);
  shares.back().times += share.times;
  shares.back().brought += share.brought;
  shares.back().taken += share.taken;
}

}  // namespace

ItemPage list_items(const store::Reader& reader, const ItemFilter& filter, const ItemKey& after,
                    size_t count) {
  ItemPage page;
  // The first key of a prefix is not behind itself: its warehouse is not empty.
  const bool jump = after.sku < filter.sku_from;
  const ItemKey start = jump ? ItemKey{filter.sku_from, "", ""} : after;
  int64_t scanned = 0;
  ItemKey last = start;
  const auto take = [&](const Row& row) {
    if (!row.text(1).starts_with(filter.sku_from)) return false;
    if (page.items.size() == count || scanned == kItemScanMax) {
      page.next = last;
      return false;
    }
    ++scanned;
    Item item = read_item(row);
    last = item.key();
    if (item_fits(filter, item)) page.items.push_back(std::move(item));
    return true;
  };
  reader.query(kWalkItems,
               {{"sku", start.sku}, {"warehouse", start.warehouse}, {"pool", start.pool}}, take);
  return page;
}

std::vector<Movement> ledger(const store::Reader& reader, ItemId item, int64_t before, size_t count,
                             std::optional<MovementKind> kind) {
  std::vector<Movement> found;
  reader.query(kLedger,
               {{"item", item.value},
                {"before", before > 0 ? before : INT64_MAX},
                {"kind", kind ? static_cast<int>(*kind) : 0},
                {"count", static_cast<int64_t>(count)}},
               [&](const Row& row) {
                 found.push_back(read_movement(row));
                 return true;
               });
  return found;
}

std::vector<Share> explain(const store::Reader& reader, ItemId item, Bucket bucket) {
  std::vector<Share> shares;
  reader.query(kExplain, {{"bucket", static_cast<int>(bucket)}, {"item", item.value}},
               [&](const Row& row) {
                 shares.push_back({static_cast<MovementKind>(row.integer(0)), row.integer(1),
                                   row.integer(2), row.integer(3)});
                 return true;
               });
  return shares;
}

std::map<Bucket, std::vector<Share>> explain_all(const store::Reader& reader, ItemId item) {
  std::map<Bucket, std::vector<Share>> all;
  reader.query(kExplainAll, {{"item", item.value}}, [&](const Row& row) {
    const auto kind = static_cast<MovementKind>(row.integer(0));
    const int64_t times = row.integer(3), units = row.integer(4);
    add_share(all, static_cast<Bucket>(row.integer(1)), {kind, times, 0, units});
    add_share(all, static_cast<Bucket>(row.integer(2)), {kind, times, units, 0});
    return true;
  });
  return all;
}

std::vector<Reservation> open_reservations(const store::Reader& reader, ItemId item, OrderId after,
                                           int64_t after_no, size_t count) {
  std::vector<Reservation> found;
  reader.query(kOpenOfItem,
               {{"item", item.value},
                {"order_id", after.value},
                {"no", after_no},
                {"count", static_cast<int64_t>(count)}},
               [&](const Row& row) {
                 found.push_back(read_reservation(row));
                 return true;
               });
  return found;
}

std::vector<Shortage> open_shortages(const store::Reader& reader, ItemId item, size_t count) {
  std::vector<Shortage> found;
  reader.query(kShortagesOfItem, {{"item", item.value}, {"count", static_cast<int64_t>(count)}},
               [&](const Row& row) {
                 found.push_back(read_shortage(row));
                 return true;
               });
  return found;
}

std::vector<Shortage> walk_shortages(const store::Reader& reader, ItemId after, OrderId after_order,
                                     int64_t after_no, size_t count) {
  std::vector<Shortage> found;
  reader.query(kShortagesWalk,
               {{"item", after.value},
                {"order_id", after_order.value},
                {"no", after_no},
                {"count", static_cast<int64_t>(count)}},
               [&](const Row& row) {
                 found.push_back(read_shortage(row));
                 return true;
               });
  return found;
}

std::unordered_map<int64_t, int64_t> missing_by_item(const store::Reader& reader) {
  std::unordered_map<int64_t, int64_t> missing;
  reader.query(kMissingByItem, {}, [&](const Row& row) {
    missing.emplace(row.integer(0), row.integer(1));
    return true;
  });
  return missing;
}

}  // namespace ordo::stock
