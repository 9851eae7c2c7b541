#include "stock/stock_store.h"

#include <span>
#include <utility>

#include "base/invariant.h"
#include "stock/stock_rows.h"

namespace ordo::stock {
namespace {

using store::Row;
using store::Sql;

constexpr Sql kInsertItem{
    "stock_items.insert",
    "INSERT INTO stock_items(id, sku, warehouse, pool, available, locked, occupied, earmarked, "
    "frozen, incoming, promised, granted, movements) VALUES(:id, :sku, :warehouse, :pool, "
    ":available, :locked, :occupied, :earmarked, :frozen, :incoming, :promised, :granted, "
    ":movements)"};
constexpr Sql kUpdateItem{
    "stock_items.update",
    "UPDATE stock_items SET available = :available, locked = :locked, occupied = :occupied, "
    "earmarked = :earmarked, frozen = :frozen, incoming = :incoming, promised = :promised, granted "
    "= :granted, movements = :movements WHERE id = :id"};
constexpr Sql kItemByKey{
    "stock_items.by_key",
    "SELECT id, sku, warehouse, pool, available, locked, occupied, earmarked, frozen, incoming, "
    "promised, granted, movements FROM stock_items WHERE sku = :sku AND warehouse = :warehouse AND "
    "pool = :pool"};
constexpr Sql kItemById{
    "stock_items.by_id",
    "SELECT id, sku, warehouse, pool, available, locked, occupied, earmarked, frozen, incoming, "
    "promised, granted, movements FROM stock_items WHERE id = :id"};
constexpr Sql kItemsOfSku{
    "stock_items.of_sku",
    "SELECT id, sku, warehouse, pool, available, locked, occupied, earmarked, frozen, incoming, "
    "promised, granted, movements FROM stock_items WHERE sku = :sku ORDER BY warehouse, pool"};
constexpr Sql kInsertMovement{
    "stock_movements.insert",
    "INSERT INTO stock_movements(item, no, kind, from_bucket, to_bucket, quantity, from_left, "
    "to_left, order_id, line_no, document, actor, reason, message, at, batch) VALUES(:item, :no, "
    ":kind, :from_bucket, :to_bucket, :quantity, :from_left, :to_left, :order_id, :line_no, "
    ":document, :actor, :reason, :message, :at, :batch)"};
constexpr Sql kInsertReservation{
    "stock_reservations.insert",
    "INSERT INTO stock_reservations(order_id, no, item, line_no, per_unit, shop, buyer, priority, "
    "state, placeholder, settled, quantity, locked, promised, occupied, consumed, released, "
    "returned, placed_at, expires_at, extensions) VALUES(:order_id, :no, :item, :line_no, "
    ":per_unit, :shop, :buyer, :priority, :state, :placeholder, :settled, :quantity, :locked, "
    ":promised, :occupied, :consumed, :released, :returned, :placed_at, :expires_at, :extensions)"};
constexpr Sql kUpdateReservation{
    "stock_reservations.update",
    "UPDATE stock_reservations SET state = :state, settled = :settled, locked = :locked, promised "
    "= :promised, occupied = :occupied, consumed = :consumed, released = :released, returned = "
    ":returned, expires_at = :expires_at, extensions = :extensions WHERE order_id = :order_id AND "
    "no = :no"};
constexpr Sql kReservationsOfOrder{
    "stock_reservations.of_order",
    "SELECT order_id, no, item, line_no, per_unit, shop, buyer, priority, state, placeholder, "
    "settled, quantity, locked, promised, occupied, consumed, released, returned, placed_at, "
    "expires_at, extensions FROM stock_reservations WHERE order_id = :order_id ORDER BY no"};
constexpr Sql kInsertShortage{
    "stock_shortages.insert",
    "INSERT INTO stock_shortages(order_id, no, item, line_no, per_unit, shop, buyer, quantity, "
    "covered, state, at, reason) VALUES(:order_id, :no, :item, :line_no, :per_unit, :shop, :buyer, "
    ":quantity, :covered, :state, :at, :reason)"};
constexpr Sql kUpdateShortage{"stock_shortages.update",
                              "UPDATE stock_shortages SET covered = :covered, state = :state, "
                              "reason = :reason WHERE order_id "
                              "= :order_id AND no = :no"};
constexpr Sql kShortagesOfOrder{
    "stock_shortages.of_order",
    "SELECT order_id, no, item, line_no, per_unit, shop, buyer, quantity, covered, state, at, "
    "reason FROM stock_shortages WHERE order_id = :order_id ORDER BY no"};
constexpr Sql kHeld{
    "stock_reservations.held",
    "SELECT CAST(coalesce(sum(r.locked + r.promised + r.occupied), 0) AS BIGINT) FROM "
    "stock_reservations r JOIN stock_items i ON i.id = r.item WHERE r.buyer = :buyer AND r.buyer "
    "<> 0 AND r.state < 2 AND i.sku = :sku"};
constexpr Sql kUsed{"stock_items.used", "SELECT 1 FROM stock_items LIMIT 1"};
constexpr Sql kWaiting{
    "stock_reservations.waiting",
    "SELECT order_id, no, state, priority FROM stock_reservations WHERE item = :item AND state < 2 "
    "AND promised > 0"};

void save_item(store::UnitOfWork& uow, const Item& item, bool added) {
  const int64_t id = item.id().value;
  const auto in = [&](Bucket bucket) { return item.in(bucket); };
  const Figures& f = item.figures();
  if (added) {
    uow.execute(kInsertItem, {{"id", id},
                              {"sku", item.key().sku},
                              {"warehouse", item.key().warehouse},
                              {"pool", item.key().pool},
                              {"available", in(Bucket::kAvailable)},
                              {"locked", in(Bucket::kLocked)},
                              {"occupied", in(Bucket::kOccupied)},
                              {"earmarked", in(Bucket::kEarmarked)},
                              {"frozen", in(Bucket::kFrozen)},
                              {"incoming", in(Bucket::kIncoming)},
                              {"promised", in(Bucket::kPromised)},
                              {"granted", f.granted},
                              {"movements", f.movements}});
    return;
  }
  uow.execute(kUpdateItem, {{"available", in(Bucket::kAvailable)},
                            {"locked", in(Bucket::kLocked)},
                            {"occupied", in(Bucket::kOccupied)},
                            {"earmarked", in(Bucket::kEarmarked)},
                            {"frozen", in(Bucket::kFrozen)},
                            {"incoming", in(Bucket::kIncoming)},
                            {"promised", in(Bucket::kPromised)},
                            {"granted", f.granted},
                            {"movements", f.movements},
                            {"id", id}});
}

void insert_movement(store::UnitOfWork& uow, const Movement& m, BatchNo batch) {
  uow.execute(kInsertMovement, {{"item", m.item.value},
                                {"no", m.no},
                                {"kind", static_cast<int>(m.kind)},
                                {"from_bucket", static_cast<int>(m.from)},
                                {"to_bucket", static_cast<int>(m.to)},
                                {"quantity", m.quantity},
                                {"from_left", m.from_left},
                                {"to_left", m.to_left},
                                {"order_id", m.cause.order.value},
                                {"line_no", m.cause.line_no},
                                {"document", m.cause.document},
                                {"actor", m.actor},
                                {"reason", m.reason},
                                {"message", m.message.value},
                                {"at", m.at.ms},
                                {"batch", batch.value}});
}

void insert_reservation(store::UnitOfWork& uow, const Reservation& r) {
  uow.execute(kInsertReservation, {{"order_id", r.order.value},
                                   {"no", r.no},
                                   {"item", r.item.value},
                                   {"line_no", r.line_no},
                                   {"per_unit", r.per_unit},
                                   {"shop", r.shop.value},
                                   {"buyer", r.buyer},
                                   {"priority", r.priority},
                                   {"state", static_cast<int>(r.state)},
                                   {"placeholder", r.placeholder},
                                   {"settled", r.settled},
                                   {"quantity", r.quantity},
                                   {"locked", r.locked},
                                   {"promised", r.promised},
                                   {"occupied", r.occupied},
                                   {"consumed", r.consumed},
                                   {"released", r.released},
                                   {"returned", r.returned},
                                   {"placed_at", r.placed_at.ms},
                                   {"expires_at", r.expires_at.ms},
                                   {"extensions", r.extensions}});
}

void update_reservation(store::UnitOfWork& uow, const Reservation& r) {
  uow.execute(kUpdateReservation, {{"state", static_cast<int>(r.state)},
                                   {"settled", r.settled},
                                   {"locked", r.locked},
                                   {"promised", r.promised},
                                   {"occupied", r.occupied},
                                   {"consumed", r.consumed},
                                   {"released", r.released},
                                   {"returned", r.returned},
                                   {"expires_at", r.expires_at.ms},
                                   {"extensions", r.extensions},
                                   {"order_id", r.order.value},
                                   {"no", r.no}});
}

void save_shortage(store::UnitOfWork& uow, const Shortage& s, bool added) {
  if (!added) {
    uow.execute(kUpdateShortage, {{"covered", s.covered},
                                  {"state", static_cast<int>(s.state)},
                                  {"reason", s.reason},
                                  {"order_id", s.order.value},
                                  {"no", s.no}});
    return;
  }
  uow.execute(kInsertShortage, {{"order_id", s.order.value},
                                {"no", s.no},
                                {"item", s.item.value},
                                {"line_no", s.line_no},
                                {"per_unit", s.per_unit},
                                {"shop", s.shop.value},
                                {"buyer", s.buyer},
                                {"quantity", s.quantity},
                                {"covered", s.covered},
                                {"state", static_cast<int>(s.state)},
                                {"at", s.at.ms},
                                {"reason", s.reason}});
}

// By order and number, so that every engine is given the same statements in the same order; what is new first, since a
// server is given the rows of one INSERT together where nothing else of their table comes between them.
void save_order_stock(store::UnitOfWork& uow, std::span<const Book::Changes::Order> orders) {
  const auto each = [&](bool is_new) {
    for (const Book::Changes::Order& changed : orders) {
      for (const Reservation& r : changed.stock->reservations) {
        const bool fresh = r.no > static_cast<int64_t>(changed.reservations);
        if (fresh != is_new || !changed.touched->contains(r.no)) continue;
        fresh ? insert_reservation(uow, r) : update_reservation(uow, r);
      }
      for (const Shortage& s : changed.stock->shortages) {
        const bool fresh = s.no > static_cast<int64_t>(changed.shortages);
        if (fresh == is_new && changed.touched->contains(-s.no)) save_shortage(uow, s, fresh);
      }
    }
  };
  each(true);
  each(false);
}

void ask_order_stock(store::Questions& questions, OrderId order, OrderStock& stock) {
  questions.ask(kReservationsOfOrder, {{"order_id", order.value}}, [&stock](const Row& row) {
    stock.reservations.push_back(read_reservation(row));
    return true;
  });
  questions.ask(kShortagesOfOrder, {{"order_id", order.value}}, [&stock](const Row& row) {
    stock.shortages.push_back(read_shortage(row));
    return true;
  });
}

void ask_item(store::Questions& questions, ItemId id, std::optional<Item>& item) {
  questions.ask(kItemById, {{"id", id.value}}, [&item](const Row& row) {
    item.emplace(read_item(row));
    return false;
  });
}

}  // namespace

void save_changes(store::UnitOfWork& uow, const Book::Changes& changes, BatchNo batch) {
  auto added = changes.added.begin();  // both in the order of their ids
  for (const Item* item : changes.items) {
    const bool fresh = added != changes.added.end() && *added == item->id();
    if (fresh) ++added;
    save_item(uow, *item, fresh);
  }
  for (const Movement& m : *changes.movements) insert_movement(uow, m, batch);
  save_order_stock(uow, changes.orders);
}

std::optional<Item> load_item(const store::Reader& reader, ItemId id) {
  std::optional<Item> item;
  store::Questions questions(reader);
  ask_item(questions, id, item);
  questions.settle();
  return item;
}

OrderStock load_order_stock(const store::Reader& reader, OrderId order) {
  OrderStock stock;
  store::Questions questions(reader);
  ask_order_stock(questions, order, stock);
  questions.settle();
  return stock;
}

void ask_waiting(store::Questions& questions, ItemId item, std::vector<Waiting>& stored) {
  questions.ask(kWaiting, {{"item", item.value}}, [&stored](const Row& row) {
    const auto state = static_cast<ReservationState>(row.integer(2));
    stored.push_back({OrderId(row.integer(0)), row.integer(1), state == ReservationState::kPosted,
                      row.integer(3)});
    return true;
  });
}

std::vector<Waiting> load_waiting(const store::Reader& reader, const Book& book, ItemId item) {
  std::vector<Waiting> stored;
  store::Questions questions(reader);
  ask_waiting(questions, item, stored);
  questions.settle();
  return waiting_for(book, item, std::move(stored));
}

void ask_used(store::Questions& questions, bool& used) {
  questions.ask(kUsed, {}, [&used](const Row&) {
    used = true;
    return false;
  });
}

void WantedStock::want_item(const Book& book, store::Questions& questions, const ItemKey& key) {
  if (book.knows(key)) return;
  const auto [asked, is_new] = keys_.try_emplace({key.sku, key.warehouse, key.pool});
  if (!is_new) return;
  questions.ask(kItemByKey, {{"sku", key.sku}, {"warehouse", key.warehouse}, {"pool", key.pool}},
                [item = &asked->second](const Row& row) {
                  item->emplace(read_item(row));
                  return false;
                });
}

void WantedStock::want_items_of(const Book& book, store::Questions& questions,
                                const std::string& sku) {
  if (book.knows_all_of(sku)) return;
  const auto [asked, is_new] = skus_.try_emplace(sku);
  if (!is_new) return;
  questions.ask(kItemsOfSku, {{"sku", sku}}, [items = &asked->second](const Row& row) {
    items->push_back(read_item(row));
    return true;
  });
}

void WantedStock::want_order(const Book& book, store::Questions& questions, OrderId order) {
  const auto [asked, is_new] = orders_.try_emplace(order.value);
  if (is_new && !book.knows(order)) ask_order_stock(questions, order, asked->second);
}

void WantedStock::want_held(const Book& book, store::Questions& questions, int64_t buyer,
                            const std::string& sku) {
  if (book.knows_held(buyer, sku)) return;
  const auto [asked, is_new] = held_.try_emplace({buyer, sku}, 0);
  if (!is_new) return;
  questions.ask(kHeld, {{"buyer", buyer}, {"sku", sku}}, [units = &asked->second](const Row& row) {
    *units = row.integer(0);
    return false;
  });
}

void WantedStock::settle(Book& book, store::Questions& questions) {
  questions.settle();
  take(book, questions);
  questions.settle();
  take(book, questions);
}

// What the book knows already stays as it is.
void WantedStock::take(Book& book, store::Questions& questions) {
  for (auto& [id, item] : items_) {
    invariant(item.has_value(), "a reservation is of an item that is there");
    book.put(std::move(*item));
  }
  for (auto& [key, item] : keys_) {
    if (item) {
      book.put(std::move(*item));
    } else {
      book.put_absent({std::get<0>(key), std::get<1>(key), std::get<2>(key)});
    }
  }
  for (auto& [sku, items] : skus_) {
    for (Item& item : items) book.put(std::move(item));
    book.put_all_of(sku);
  }
  for (auto& [id, stock] : orders_) book.put(OrderId(id), std::move(stock));
  for (const auto& [of, units] : held_) book.put_held(of.first, of.second, units);
  items_.clear();
  keys_.clear();
  skus_.clear();
  held_.clear();
  ask_items_of_orders(book, questions);
  orders_.clear();
}

void WantedStock::ask_items_of_orders(const Book& book, store::Questions& questions) {
  const auto ask = [&](ItemId id) {
    if (book.knows(id)) return;
    const auto [asked, is_new] = items_.try_emplace(id.value);
    if (is_new) ask_item(questions, id, asked->second);
  };
  for (const auto& [id, stock] : orders_) {
    const OrderStock& known = book.order(OrderId(id));
    for (const Reservation& r : known.reservations) ask(r.item);
    for (const Shortage& s : known.shortages) ask(s.item);
  }
}

}  // namespace ordo::stock
