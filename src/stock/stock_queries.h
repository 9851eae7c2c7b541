// What people ask of stock: which items there are, and why a figure is what it is.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "stock/item.h"
#include "stock/reservation.h"
#include "store/database.h"

namespace ordo::stock {

struct ItemFilter {
  std::string sku_from;   // begins with; empty: any
  std::string warehouse;  // empty: any
  std::optional<std::string> pool;
  std::optional<int64_t> sellable_below;  // fewer than so many
  std::function<bool(const Item&)> also;  // what no column tells; empty: any
};
struct ItemPage {
  std::vector<Item> items;
  std::optional<ItemKey> next;  // the page after this one begins behind it; nothing: there is none
};
// By SKU, warehouse and pool. Ends early after kItemScanMax rows: a filter that nothing meets reads no table.
inline constexpr int64_t kItemScanMax = 20'000;
[[nodiscard]] ItemPage list_items(const store::Reader& reader, const ItemFilter& filter,
                                  const ItemKey& after, size_t count);

// An item's movements, newest first, of those with numbers below `before` (0: all), of this kind or any.
[[nodiscard]] std::vector<Movement> ledger(const store::Reader& reader, ItemId item, int64_t before,
                                           size_t count,
                                           std::optional<MovementKind> kind = std::nullopt);

// "Why is it 47?": what each kind of movement has brought into a bucket of the item and taken from it, and how
// often. The sum over all kinds is the figure.
struct Share {
  MovementKind kind;
  int64_t times = 0, brought = 0, taken = 0;
  bool operator==(const Share&) const = default;
};
[[nodiscard]] std::vector<Share> explain(const store::Reader& reader, ItemId item, Bucket bucket);

// The same of all buckets, in one pass over the ledger.
[[nodiscard]] std::map<Bucket, std::vector<Share>> explain_all(const store::Reader& reader,
                                                               ItemId item);

// What holds an item now: open reservations in the order of their orders, after (order, no).
[[nodiscard]] std::vector<Reservation> open_reservations(const store::Reader& reader, ItemId item,
                                                         OrderId after, int64_t after_no,
                                                         size_t count);
[[nodiscard]] std::vector<Shortage> open_shortages(const store::Reader& reader, ItemId item,
                                                   size_t count);
// Of all items, behind (item, order, no); at most `count`.
[[nodiscard]] std::vector<Shortage> walk_shortages(const store::Reader& reader, ItemId after,
                                                   OrderId after_order, int64_t after_no,
                                                   size_t count);
// Units that items owe, by item, of those that owe any.
[[nodiscard]] std::unordered_map<int64_t, int64_t> missing_by_item(const store::Reader& reader);

}  // namespace ordo::stock
