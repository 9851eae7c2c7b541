// The part of the world that is stock: the book of a batch, and what the merchant says of stock as it stood when
// the batch began. SKUs without any item that stand in no list of kept ones (StockRules::skus) are none of its
// business, and a hub that has only such asks its tables nothing. The lane's thread only.
//
// How a command handler works on stock: what its body names by "sku", "skus", "lines", "items" and "order" is
// loaded for every route "stock.…" (for "stock.receive…", "stock.purchase…" and "stock.transfer…" with who waits
// for it: StockKeeper::waiting), and its handler says
//
//   StockWork work = stock_work(world, context, reason);
//   const stock::ItemId item = work.item({sku, warehouse, pool});
//   if (auto done = stock::receive(work.book, item, 5, cause, work.origin); !done) return refused(done.error());
//
// Nothing else is to be done: what the book has changed is written, covered by the batch's head and timed with
// the batch, or forgotten with it.
#pragma once

#include <boost/json.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/batch.h"
#include "stock/book.h"
#include "stock/reserve.h"
#include "stock/rules.h"
#include "stock/stock_store.h"

namespace ordo::orders {
struct Order;
}

namespace ordo::flows {

class World;
struct Context;

// The timer of an order's first lock that is over; its ref is the order.
inline constexpr std::string_view kStockExpiry = "stock_expiry";

class StockKeeper {
 public:
  // Loading, from prefetch only. What is wanted is in the book once the world was settled; items of an order's
  // reservations, and who waits for an item, one settling later.
  void go_by(std::shared_ptr<const stock::StockRules> rules, store::Questions& questions);
  // All items of a SKU; of a bundle those of its components.
  void want_sku(store::Questions& questions, const std::string& sku);
  // What an order has, and all items of what it is of.
  void want_order(store::Questions& questions, OrderId order);
  void want_order(store::Questions& questions, const orders::Order& order);
  // What a buyer holds of a SKU, where any limit is set for it.
  void want_held(store::Questions& questions, int64_t buyer, std::string_view channel,
                 const std::string& sku);
  // Placeholders that wait for any item of a SKU, and their orders.
  void want_waiting(store::Questions& questions, const std::string& sku);
  void take(store::Questions& questions);
  // Whether the world has to be settled once more.
  [[nodiscard]] bool asks() const {
    return wanted_.asks() || !waited_skus_.empty() || !waited_items_.empty();
  }

  // Asking.
  // Whether this hub keeps any stock at all.
  [[nodiscard]] bool in_use() const;
  [[nodiscard]] const stock::StockRules& rules() const { return *rules_; }
  // Whether the SKU is kept, and its items are loaded. Of a bundle: any of its components.
  [[nodiscard]] bool keeps(const std::string& sku) const;
  [[nodiscard]] const stock::Book& book() const { return book_; }
  // Who waits for the item, the first to be served first. Of one that was not asked for, nobody.
  [[nodiscard]] std::vector<stock::Waiting> waiting(stock::ItemId item) const;

  // Changing.
  [[nodiscard]] stock::Book& book() { return book_; }
  // The item of this key, which is made where there is none.
  stock::ItemId item(core::Batch& batch, stock::ItemKey key);
  // A new order has no stock yet.
  void add_order(OrderId order) {
    if (in_use()) book_.put(order, {});
  }

  // An order's timer was dropped: it is tried again an hour later, so that goods do not stay locked for ever.
  void try_expiry_again(OrderId order) { dropped_.push_back(order); }

  // Writes what changed, tells the batch of it, and sets and cancels the timers of orders whose first lock ends
  // at another moment than before.
  void persist(store::UnitOfWork& uow, core::Batch& batch);
  void committed() noexcept;
  void discard() noexcept;

 private:
  void take_waiting(store::Questions& questions);
  std::shared_ptr<const stock::StockRules> rules_ = std::make_shared<const stock::StockRules>();
  stock::Book book_;
  stock::WantedStock wanted_;
  // Whether there is any item; nothing: it was not asked yet.
  std::optional<bool> used_;
  bool found_ = false, asked_used_ = false, adds_ = false;
  std::vector<OrderId> dropped_;          // whose timers were, in this batch
  std::vector<std::string> waited_skus_;  // whose items are known after the next settling
  std::vector<int64_t> waited_items_;     // who waits for them is known after the next settling
  std::unordered_map<int64_t, std::vector<stock::Waiting>>
      waiting_;  // by item, as the tables have it
};

// What a flow works on stock with.
struct StockWork {
  StockKeeper& keeper;
  core::Batch& batch;
  stock::Book& book;
  const stock::StockRules& rules;
  stock::Origin origin;

  [[nodiscard]] const stock::StockSettings& settings() const { return rules.settings; }
  [[nodiscard]] stock::ItemId item(stock::ItemKey key) const {
    return keeper.item(batch, std::move(key));
  }
};
[[nodiscard]] StockWork stock_work(World& world, const Context& context, std::string reason = {});

// Wants what the body of a command about stock names.
void want_named_stock(StockKeeper& keeper, store::Questions& questions, std::string_view route,
                      const boost::json::object& body);

// A movement as a batch's record covers it.
[[nodiscard]] std::string effect_row(const stock::Movement& movement);

}  // namespace ordo::flows
