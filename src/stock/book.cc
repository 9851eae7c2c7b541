#include "stock/book.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/invariant.h"

namespace ordo::stock {
namespace {

// Kept in memory between batches; more, and it starts anew from the tables.
constexpr size_t kItemsMax = 100'000;
constexpr size_t kOrdersMax = 20'000;
constexpr size_t kHoldersMax = 100'000;

}  // namespace

std::optional<Instant> next_expiry(const OrderStock& stock) {
  std::optional<Instant> next;
  for (const Reservation& r : stock.reservations) {
    if (r.state != ReservationState::kPending) continue;
    if (!next || r.expires_at < *next) next = r.expires_at;
  }
  return next;
}

// The parts' lengths stand first: no two keys have one text.
std::string Book::text(const ItemKey& key) {
  return std::to_string(key.sku.size()) + '/' + std::to_string(key.warehouse.size()) + '/' +
         key.sku + key.warehouse + key.pool;
}

std::string Book::holder(int64_t buyer, const std::string& sku) {
  return std::to_string(buyer) + '/' + sku;
}

void Book::put(Item item) {
  const int64_t id = item.id().value;
  if (items_.contains(id)) return;
  keys_[text(item.key())] = id;
  skus_[item.key().sku].items.push_back(id);
  items_.emplace(id, std::move(item));
}

void Book::put_absent(const ItemKey& key) { keys_.try_emplace(text(key), 0); }

void Book::put(OrderId order, OrderStock stock) {
  if (orders_.contains(order.value)) return;
  OrderEntry entry;
  entry.reservations = stock.reservations.size();
  entry.shortages = stock.shortages.size();
  entry.expiry = next_expiry(stock);
  entry.stock = std::move(stock);
  orders_.emplace(order.value, std::move(entry));
}

void Book::put_held(int64_t buyer, const std::string& sku, int64_t units) {
  const auto [at, is_new] = held_.try_emplace(holder(buyer, sku), units);
  if (!is_new) return;
  const auto since = held_since_.find(at->first);
  if (since != held_since_.end()) at->second += since->second;
}

const Item* Book::find(const ItemKey& key) const {
  const auto at = keys_.find(text(key));
  invariant(at != keys_.end(), "a stock item is looked for before it is asked for");
  return at->second == 0 ? nullptr : &items_.at(at->second);
}

const Item& Book::item(ItemId id) const {
  const auto at = items_.find(id.value);
  invariant(at != items_.end(), "a stock item is loaded before it is used");
  return at->second;
}

std::vector<const Item*> Book::items_of(const std::string& sku) const {
  const auto at = skus_.find(sku);
  invariant(at != skus_.end() && at->second.complete, "all items of a SKU are loaded together");
  std::vector<const Item*> all;
  for (const int64_t id : at->second.items) all.push_back(&items_.at(id));
  std::ranges::sort(
      all, {}, [](const Item* item) { return std::tie(item->key().warehouse, item->key().pool); });
  return all;
}

int64_t Book::promised(const std::string& sku) const {
  const auto at = skus_.find(sku);
  invariant(at != skus_.end() && at->second.complete,
            "all items of a SKU on presale are loaded before it is sold");
  int64_t units = 0;
  for (const int64_t id : at->second.items) units += items_.at(id).in(Bucket::kPromised);
  return units;
}

const OrderStock& Book::order(OrderId id) const {
  const auto at = orders_.find(id.value);
  invariant(at != orders_.end(), "the stock of an order is loaded before it is used");
  return at->second.stock;
}

int64_t Book::held(int64_t buyer, const std::string& sku) const {
  const auto at = held_.find(holder(buyer, sku));
  invariant(at != held_.end(), "what a buyer holds is loaded before it is asked for");
  return at->second;
}

void Book::forget(const Item& item) { std::erase(skus_[item.key().sku].items, item.id().value); }

// The first time that it changes since the savepoint it is remembered as it was.
Item& Book::changing(ItemId id) {
  const auto at = items_.find(id.value);
  invariant(at != items_.end(), "a stock item is loaded before it is changed");
  const bool fresh = dirty_items_.insert(id.value).second;
  if (savepoint_) {
    if (fresh) savepoint_->dirty_items.insert(id.value);
    savepoint_->items.try_emplace(id.value, at->second);
  }
  return at->second;
}

Book::OrderEntry& Book::changing(OrderId id) {
  const auto at = orders_.find(id.value);
  invariant(at != orders_.end(), "the stock of an order is loaded before it is changed");
  const bool fresh = dirty_orders_.insert(id.value).second;
  if (savepoint_) {
    if (fresh) savepoint_->dirty_orders.insert(id.value);
    savepoint_->orders.try_emplace(id.value, at->second);
  }
  return at->second;
}

const Item& Book::add(ItemId id, ItemKey key) {
  invariant(id && !key.sku.empty() && !key.warehouse.empty(), "a stock item has an id and a key");
  int64_t& known = keys_[text(key)];
  invariant(known == 0 && !items_.contains(id.value), "there is one stock item of a key");
  known = id.value;
  skus_[key.sku].items.push_back(id.value);
  if (savepoint_) {
    savepoint_->items.emplace(id.value, std::nullopt);
    savepoint_->dirty_items.insert(id.value);
  }
  dirty_items_.insert(id.value);
  new_items_.insert(id.value);
  return items_.emplace(id.value, Item(id, std::move(key))).first->second;
}

void Book::move(ItemId id, MovementKind kind, Bucket from, Bucket to, int64_t quantity,
                const Cause& cause, const Origin& origin) {
  movements_.push_back(changing(id).move(kind, from, to, quantity, cause, origin));
}

const Reservation& Book::open(Reservation reservation) {
  OrderEntry& entry = changing(reservation.order);
  reservation.no = std::ssize(entry.stock.reservations) + 1;
  invariant(reservation.is_open() && is_sound(reservation), "a reservation begins open and sound");
  entry.touched.insert(reservation.no);
  hold(reservation, reservation.held());
  return entry.stock.reservations.emplace_back(std::move(reservation));
}

Reservation& Book::changing(OrderId order, int64_t no) {
  OrderEntry& entry = changing(order);
  invariant(no >= 1 && no <= std::ssize(entry.stock.reservations),
            "a reservation is changed that is there");
  entry.touched.insert(no);
  return entry.stock.reservations[static_cast<size_t>(no - 1)];
}

void Book::changed(const Reservation& before, const Reservation& after) {
  invariant(is_sound(after), "the parts of a reservation sum to what was asked for");
  invariant(before.order == after.order && before.no == after.no && before.item == after.item &&
                before.buyer == after.buyer && before.quantity == after.quantity,
            "a reservation stays what it is of");
  hold(after, after.held() - before.held());
}

// Of a buyer whose sum was not asked for it may be yet, before the tables know of this batch.
void Book::hold(const Reservation& r, int64_t units) {
  if (r.buyer == 0 || units == 0) return;
  const std::string who = holder(r.buyer, item(r.item).key().sku);
  int64_t& since = held_since_[who];
  if (savepoint_) savepoint_->held_since.try_emplace(who, since);
  since += units;
  const auto at = held_.find(who);
  if (at == held_.end()) return;
  at->second += units;
  invariant(at->second >= 0, "a buyer holds no less than nothing");
}

const Shortage& Book::open(Shortage shortage) {
  OrderEntry& entry = changing(shortage.order);
  shortage.no = std::ssize(entry.stock.shortages) + 1;
  invariant(shortage.missing() > 0, "a shortage lacks something");
  entry.touched.insert(-shortage.no);
  return entry.stock.shortages.emplace_back(std::move(shortage));
}

Shortage& Book::change_shortage(OrderId order, int64_t no) {
  OrderEntry& entry = changing(order);
  invariant(no >= 1 && no <= std::ssize(entry.stock.shortages),
            "a shortage is changed that is there");
  entry.touched.insert(-no);
  return entry.stock.shortages[static_cast<size_t>(no - 1)];
}

void Book::set_savepoint() {
  invariant(!savepoint_, "messages are taken over one after the other");
  Savepoint here;
  here.movements = movements_.size();
  savepoint_ = std::move(here);
}

void Book::roll_back() {
  invariant(savepoint_.has_value(), "there is a savepoint to go back to");
  movements_.resize(savepoint_->movements);
  for (auto& [id, was] : savepoint_->items) {
    const auto at = items_.find(id);
    if (was) {
      at->second = std::move(*was);
      continue;
    }
    keys_[text(at->second.key())] = 0;
    forget(at->second);
    new_items_.erase(id);
    items_.erase(at);
  }
  for (auto& [id, was] : savepoint_->orders) orders_.at(id) = std::move(was);
  for (const auto& [who, was] : savepoint_->held_since) {
    int64_t& since = held_since_[who];
    if (const auto at = held_.find(who); at != held_.end()) at->second += was - since;
    since = was;
  }
  for (const int64_t id : savepoint_->dirty_items) dirty_items_.erase(id);
  for (const int64_t id : savepoint_->dirty_orders) dirty_orders_.erase(id);
  savepoint_.reset();
}

// In the order of their ids: a batch writes the same whatever a hash table made of it.
Book::Changes Book::changes() const {
  Changes all;
  all.movements = &movements_;
  for (const int64_t id : dirty_items_) all.items.push_back(&items_.at(id));
  std::ranges::sort(all.items, {}, &Item::id);
  for (const int64_t id : new_items_) all.added.emplace_back(id);
  std::ranges::sort(all.added);
  std::vector<int64_t> orders(dirty_orders_.begin(), dirty_orders_.end());
  std::ranges::sort(orders);
  for (const int64_t id : orders) {
    const OrderEntry& entry = orders_.at(id);
    all.orders.push_back({OrderId(id), &entry.stock, entry.expiry, entry.reservations,
                          entry.shortages, &entry.touched});
  }
  return all;
}

void Book::committed() noexcept {
  for (const int64_t id : dirty_orders_) {
    OrderEntry& entry = orders_.at(id);
    entry.reservations = entry.stock.reservations.size();
    entry.shortages = entry.stock.shortages.size();
    entry.expiry = next_expiry(entry.stock);
    entry.touched.clear();
  }
  dirty_items_.clear();
  new_items_.clear();
  dirty_orders_.clear();
  held_since_.clear();
  movements_.clear();
  savepoint_.reset();
  if (orders_.size() > kOrdersMax) orders_.clear();
  if (held_.size() > kHoldersMax) held_.clear();
  if (items_.size() > kItemsMax || keys_.size() > kItemsMax || skus_.size() > kItemsMax) {
    items_.clear();
    keys_.clear();
    skus_.clear();
  }
}

// What changed is read anew; so are all sums that depend on it.
void Book::discard() noexcept {
  for (const int64_t id : dirty_items_) {
    if (const auto at = items_.find(id); at != items_.end()) {
      keys_.erase(text(at->second.key()));
      skus_[at->second.key().sku].complete = false;
      forget(at->second);
      items_.erase(at);
    }
  }
  for (const int64_t id : dirty_orders_) orders_.erase(id);
  dirty_items_.clear();
  new_items_.clear();
  dirty_orders_.clear();
  held_.clear();
  held_since_.clear();
  movements_.clear();
  savepoint_.reset();
}

}  // namespace ordo::stock
