// The tables of stock: what a batch changed is written with it, and what the next one touches is read.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "stock/book.h"
#include "stock/reserve.h"
#include "store/database.h"

namespace ordo::stock {

extern const store::Component kStockComponent;

// Writes what changed: each item's numbers once, each changed row of orders once, all movements.
void save_changes(store::UnitOfWork& uow, const Book::Changes& changes, BatchNo batch);

[[nodiscard]] std::optional<Item> load_item(const store::Reader& reader, ItemId id);
[[nodiscard]] OrderStock load_order_stock(const store::Reader& reader, OrderId order);
// Placeholders that wait for the item, the first to be served first; the book is newer than the tables.
[[nodiscard]] std::vector<Waiting> load_waiting(const store::Reader& reader, const Book& book,
                                                ItemId item);
// Those that the tables know of, for waiting_for().
void ask_waiting(store::Questions& questions, ItemId item, std::vector<Waiting>& stored);
// Whether there is any item.
void ask_used(store::Questions& questions, bool& used);

// What a batch is going to touch and the book does not know yet. Asked together, in two rounds: the second is for
// the items of the orders that the first has found. Its questions may be settled with others'; it must live
// until then.
class WantedStock {
 public:
  void want_item(const Book& book, store::Questions& questions, const ItemKey& key);
  // All items of a SKU: of one on presale.
  void want_items_of(const Book& book, store::Questions& questions, const std::string& sku);
  void want_order(const Book& book, store::Questions& questions, OrderId order);
  void want_held(const Book& book, store::Questions& questions, int64_t buyer,
                 const std::string& sku);
  // After the questions were settled: what has come goes into the book, and the items of orders are asked for, to
  // be taken after the questions were settled once more.
  void take(Book& book, store::Questions& questions);
  // Whether something was asked for and not taken.
  [[nodiscard]] bool asks() const {
    return !keys_.empty() || !items_.empty() || !skus_.empty() || !orders_.empty() ||
           !held_.empty();
  }
  // Into the book with all of it.
  void settle(Book& book, store::Questions& questions);

 private:
  void ask_items_of_orders(const Book& book, store::Questions& questions);

  // Nodes stay where they are while their answers come.
  std::map<std::tuple<std::string, std::string, std::string>, std::optional<Item>> keys_;
  std::unordered_map<int64_t, std::optional<Item>> items_;
  std::unordered_map<std::string, std::vector<Item>> skus_;
  std::unordered_map<int64_t, OrderStock> orders_;
  std::map<std::pair<int64_t, std::string>, int64_t> held_;
};

}  // namespace ordo::stock
