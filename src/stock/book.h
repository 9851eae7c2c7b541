// The stock that a batch touches, in memory: items, the reservations and shortages of orders, what buyers hold.
// It counts what changed, so that an item's numbers are written once a batch however many reservations it
// took, and its movements in the order in which they happened. Every operation takes the same time whatever
// the size of an item or of the book. Pure; the lane's thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "stock/item.h"
#include "stock/reservation.h"

namespace ordo::stock {

// What an order has to do with stock, in the order of the numbers: reservations[n - 1].no == n.
struct OrderStock {
  std::vector<Reservation> reservations;
  std::vector<Shortage> shortages;
};
// When the first lock of the order is over; nothing where none runs.
[[nodiscard]] std::optional<Instant> next_expiry(const OrderStock& stock);

class Book {
 public:
  // Loading. What is there already stays: the book is newer than any table.
  void put(Item item);
  void put_absent(const ItemKey& key);  // there is no such item
  // All items of the SKU have been put.
  void put_all_of(const std::string& sku) { skus_[sku].complete = true; }
  void put(OrderId order, OrderStock stock);
  // `units` as the tables have it: what the batch has changed since is added.
  void put_held(int64_t buyer, const std::string& sku, int64_t units);
  [[nodiscard]] bool knows(const ItemKey& key) const { return keys_.contains(text(key)); }
  [[nodiscard]] bool knows_all_of(const std::string& sku) const {
    const auto at = skus_.find(sku);
    return at != skus_.end() && at->second.complete;
  }
  [[nodiscard]] bool knows(ItemId id) const { return items_.contains(id.value); }
  [[nodiscard]] bool knows(OrderId id) const { return orders_.contains(id.value); }
  [[nodiscard]] bool knows_held(int64_t buyer, const std::string& sku) const {
    return held_.contains(holder(buyer, sku));
  }

  // Asking. What was not loaded is an InvariantBreach; null: it is known that there is none.
  [[nodiscard]] const Item* find(const ItemKey& key) const;
  [[nodiscard]] const Item& item(ItemId id) const;
  // All items of the SKU, by warehouse and pool.
  [[nodiscard]] std::vector<const Item*> items_of(const std::string& sku) const;
  // Units that placeholders hold, of all items of the SKU.
  [[nodiscard]] int64_t promised(const std::string& sku) const;
  [[nodiscard]] const OrderStock& order(OrderId id) const;
  // Units of the SKU in the buyer's open reservations.
  [[nodiscard]] int64_t held(int64_t buyer, const std::string& sku) const;

  // Changing.
  const Item& add(ItemId id, ItemKey key);
  void move(ItemId id, MovementKind kind, Bucket from, Bucket to, int64_t quantity,
            const Cause& cause, const Origin& origin);
  // Numbers it. Sound from the start.
  const Reservation& open(Reservation reservation);
  // Changes one, which must be sound afterwards.
  template <class Change>
  void change(OrderId order, int64_t no, Change&& how) {
    Reservation& r = changing(order, no);
    const Reservation before = r;
    how(r);
    changed(before, r);
  }
  const Shortage& open(Shortage shortage);
  Shortage& change_shortage(OrderId order, int64_t no);

  // What facts change from here on can be taken back. One at a time; ends with either of the two others.
  void set_savepoint();
  void roll_back();
  void keep_changes() noexcept { savepoint_.reset(); }

  // What the commit is to write: changed items as they stand now, all movements since the last commit, and of
  // each order that changed how many of its rows the table had (0: they are new).
  struct Changes {
    std::vector<const Item*> items;
    std::vector<ItemId> added;  // of them
    const std::vector<Movement>* movements = nullptr;
    struct Order {
      OrderId id;
      const OrderStock* stock;
      std::optional<Instant> expiry;               // next_expiry() before
      size_t reservations, shortages;              // rows that were there before
      const std::unordered_set<int64_t>* touched;  // their numbers; of shortages negated
    };
    std::vector<Order> orders;
  };
  [[nodiscard]] Changes changes() const;
  void committed() noexcept;
  void discard() noexcept;
  [[nodiscard]] size_t size() const { return items_.size() + orders_.size(); }

 private:
  struct Sku {
    std::vector<int64_t> items;  // that are in the book
    bool complete = false;       // there are no others
  };
  struct OrderEntry {
    OrderStock stock;
    size_t reservations = 0, shortages = 0;  // of the stock's, those that are in the table
    std::optional<Instant> expiry;           // next_expiry() of what is in the table
    std::unordered_set<int64_t> touched;
  };
  struct Savepoint {
    size_t movements = 0;
    std::unordered_map<int64_t, std::optional<Item>> items;  // nothing: was added since
    std::unordered_map<int64_t, OrderEntry> orders;
    std::unordered_map<std::string, int64_t> held_since;    // as it was
    std::unordered_set<int64_t> dirty_items, dirty_orders;  // that were not dirty before
  };
  static std::string text(const ItemKey& key);
  static std::string holder(int64_t buyer, const std::string& sku);
  void forget(const Item& item);
  Item& changing(ItemId id);
  OrderEntry& changing(OrderId id);
  Reservation& changing(OrderId order, int64_t no);
  void changed(const Reservation& before, const Reservation& after);
  void hold(const Reservation& r, int64_t units);

  std::unordered_map<int64_t, Item> items_;
  std::unordered_map<std::string, int64_t> keys_;  // 0: known to be absent
  std::unordered_map<std::string, Sku> skus_;
  std::unordered_map<int64_t, OrderEntry> orders_;
  std::unordered_map<std::string, int64_t> held_;  // of holders that were asked for
  std::unordered_map<std::string, int64_t>
      held_since_;  // of all: what changed since the last commit
  std::unordered_set<int64_t> dirty_items_, new_items_, dirty_orders_;
  std::vector<Movement> movements_;
  std::optional<Savepoint> savepoint_;
};

}  // namespace ordo::stock
