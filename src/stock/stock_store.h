// The tables of stock: what a batch changed is written with it, and what the next one touches is read.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "stock/book.h"
#include "stock/reserve.h"
#include "store/database.h"

namespace ordo::stock {

extern const store::Component kStockComponent;

// Writes what changed: each item's numbers once, each changed row of orders once, all movements.
void save_changes(store::UnitOfWork& uow, const Book::Changes& changes);

[[nodiscard]] std::optional<Item> load_item(const store::Reader& reader, const ItemKey& key);
[[nodiscard]] std::optional<Item> load_item(const store::Reader& reader, ItemId id);
[[nodiscard]] OrderStock load_order_stock(const store::Reader& reader, OrderId order);
// Units of the SKU in the buyer's open reservations.
[[nodiscard]] int64_t load_held(const store::Reader& reader, int64_t buyer, std::string_view sku);
// Placeholders that wait for the item, the first to be served first; the book is newer than the tables.
[[nodiscard]] std::vector<Waiting> load_waiting(const store::Reader& reader, const Book& book,
                                                ItemId item);

// Prefetch: into the book what a batch touches, unless it is there. Of an order also its items.
void want_item(Book& book, const store::Reader& reader, const ItemKey& key);
void want_order(Book& book, const store::Reader& reader, OrderId order);
void want_held(Book& book, const store::Reader& reader, int64_t buyer, const std::string& sku);

}  // namespace ordo::stock
