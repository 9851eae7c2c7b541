#include "flows/stock_keeper.h"

#include <utility>

#include "flows/cell.h"
#include "flows/world.h"
#include "orders/order.h"

namespace ordo::flows {
namespace json = boost::json;

void StockKeeper::go_by(std::shared_ptr<const stock::StockRules> rules,
                        store::Questions& questions) {
  rules_ = std::move(rules);
  if (used_ || asked_used_) return;
  asked_used_ = true;
  stock::ask_used(questions, found_);
}

// What is not known yet may be.
bool StockKeeper::in_use() const { return used_.value_or(true) || !rules_->skus.empty(); }

void StockKeeper::want_sku(store::Questions& questions, const std::string& sku) {
  if (sku.empty()) return;
  if (const stock::Bundle* bundle = rules_->bundle(sku)) {
    for (const stock::Component& c : bundle->components) {
      wanted_.want_items_of(book_, questions, c.sku);
    }
    return;
  }
  wanted_.want_items_of(book_, questions, sku);
}

void StockKeeper::want_order(store::Questions& questions, OrderId order) {
  wanted_.want_order(book_, questions, order);
}

// Also of an order whose goods are not kept: they may have been, under what was mapped or bundled then.
void StockKeeper::want_order(store::Questions& questions, const orders::Order& order) {
  if (!in_use()) return;
  for (const orders::Line& line : order.lines) {
    want_sku(questions, stock::sku_of(*rules_, order.shop, line.sku, line.channel_sku));
  }
  want_order(questions, order.id);
}

void StockKeeper::want_held(store::Questions& questions, int64_t buyer, std::string_view channel,
                            const std::string& sku) {
  if (buyer == 0 || !in_use()) return;
  const auto want = [&](const std::string& of) {
    if (rules_->settings.terms_of(channel, of).per_buyer) {
      wanted_.want_held(book_, questions, buyer, of);
    }
  };
  if (const stock::Bundle* bundle = rules_->bundle(sku)) {
    for (const stock::Component& c : bundle->components) want(c.sku);
  } else {
    want(sku);
  }
}

void StockKeeper::want_waiting(store::Questions& questions, const std::string& sku) {
  want_sku(questions, sku);
  waited_skus_.push_back(sku);
}

void StockKeeper::take(store::Questions& questions) {
  if (asked_used_) used_ = found_;
  asked_used_ = false;
  wanted_.take(book_, questions);
  take_waiting(questions);
}

// First the items, then who waits for them, then what those orders have.
void StockKeeper::take_waiting(store::Questions& questions) {
  for (const int64_t item : std::exchange(waited_items_, {})) {
    for (const stock::Waiting& w : waiting_.at(item)) want_order(questions, w.order);
  }
  for (const std::string& sku : std::exchange(waited_skus_, {})) {
    if (!book_.knows_all_of(sku)) continue;
    for (const stock::Item* item : book_.items_of(sku)) {
      const auto [asked, is_new] = waiting_.try_emplace(item->id().value);
      if (!is_new) continue;
      stock::ask_waiting(questions, item->id(), asked->second);
      waited_items_.push_back(item->id().value);
    }
  }
}

bool StockKeeper::keeps(const std::string& sku) const {
  if (const stock::Bundle* bundle = rules_->bundle(sku)) {
    for (const stock::Component& c : bundle->components) {
      if (!rules_->bundle(c.sku) && keeps(c.sku)) return true;
    }
    return false;
  }
  if (!book_.knows_all_of(sku)) return false;
  return rules_->skus.contains(sku) || !book_.items_of(sku).empty();
}

std::vector<stock::Waiting> StockKeeper::waiting(stock::ItemId item) const {
  const auto stored = waiting_.find(item.value);
  if (stored == waiting_.end()) return {};
  return stock::waiting_for(book_, item, stored->second);
}

stock::ItemId StockKeeper::item(core::Batch& batch, stock::ItemKey key) {
  for (const stock::Item* item : book_.items_of(key.sku)) {
    if (item->key() == key) return item->id();
  }
  return book_.add(stock::ItemId(batch.next_id()), std::move(key)).id();
}

void StockKeeper::persist(store::UnitOfWork& uow, core::Batch& batch) {
  const stock::Book::Changes changes = book_.changes();
  adds_ = !changes.added.empty();
  for (const stock::Movement& m : *changes.movements) {
    batch.effects.wrote(core::EffectKind::kStock, m.item.value, effect_row(m));
  }
  for (const auto& order : changes.orders) {
    const auto next = stock::next_expiry(*order.stock);
    if (next == order.expiry) continue;
    if (order.expiry) {
      batch.cancel_timer({*order.expiry, std::string(kStockExpiry), order.id.value});
    }
    if (next) batch.set_timer({*next, std::string(kStockExpiry), order.id.value});
  }
  for (const OrderId order : dropped_) {
    batch.set_timer({batch.at.plus_ms(kHourMs), std::string(kStockExpiry), order.value});
  }
  stock::save_changes(uow, changes, batch.no);
}

void StockKeeper::committed() noexcept {
  if (adds_) used_ = true;
  adds_ = false;
  dropped_.clear();
  waiting_.clear();
  book_.committed();
}

void StockKeeper::discard() noexcept {
  wanted_ = {};
  asked_used_ = adds_ = false;
  waited_skus_.clear();
  dropped_.clear();
  waited_items_.clear();
  waiting_.clear();
  book_.discard();
}

StockWork stock_work(World& world, const Context& context, std::string reason) {
  StockKeeper& keeper = world.stock();
  return {keeper,
          context.batch,
          keeper.book(),
          keeper.rules(),
          {context.entry.caller, std::move(reason), context.entry.seq, context.batch.at}};
}

void want_named_stock(StockKeeper& keeper, store::Questions& questions, std::string_view route,
                      const json::object& body) {
  const bool comes = route.starts_with("stock.receive") || route.starts_with("stock.purchase") ||
                     route.starts_with("stock.transfer");
  const auto want = [&](const json::value* sku) {
    if (!sku || !sku->is_string()) return;
    const std::string named(sku->as_string());
    comes ? keeper.want_waiting(questions, named) : keeper.want_sku(questions, named);
  };
  want(body.if_contains("sku"));
  for (const std::string_view many : {"skus", "lines", "items"}) {
    const json::value* list = body.if_contains(many);
    if (!list || !list->is_array()) continue;
    for (const json::value& one : list->as_array()) {
      want(one.is_object() ? one.as_object().if_contains("sku") : &one);
    }
  }
  const json::value* order = body.if_contains("order");
  if (order && order->is_int64()) keeper.want_order(questions, OrderId(order->as_int64()));
}

std::string effect_row(const stock::Movement& m) {
  return core::EffectRow()
      .number(m.no)
      .number(static_cast<int64_t>(m.kind))
      .number(static_cast<int64_t>(m.from))
      .number(static_cast<int64_t>(m.to))
      .number(m.quantity)
      .number(m.from_left)
      .number(m.to_left)
      .number(m.cause.order.value)
      .text(m.cause.line_no)
      .text(m.cause.document)
      .text(m.actor)
      .text(m.reason)
      .number(m.message.value)
      .number(m.at.ms)
      .take();
}

}  // namespace ordo::flows
