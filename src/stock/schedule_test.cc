// Any schedule of what can happen to stock, against a model that is too simple to be wrong: it knows how many
// units there are and who holds how many, and derives the rest. Batches are committed to a disk of the test's,
// or lost at any step and begun anew from it.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>

#include "stock/test_support.h"

namespace ordo::stock {
namespace {

struct Held {
  ItemId item;
  int64_t units = 0, shipped = 0, returned = 0;
  enum class Is : uint8_t { kLocked, kPaid, kGone, kLate } is = Is::kLocked;
  Instant until;
};

struct Model {
  std::map<int64_t, int64_t> owned, frozen, expected;  // by item
  std::map<int64_t, std::vector<Held>> orders;         // rows in the order of their numbers
  std::map<int64_t, int64_t> lacking;                  // by order

  [[nodiscard]] int64_t bound(ItemId item, Held::Is is) const {
    int64_t sum = 0;
    for (const auto& [order, rows] : orders) {
      for (const Held& h : rows) {
        if (h.item == item && h.is == is) sum += h.units;
      }
    }
    return sum;
  }
  [[nodiscard]] int64_t sellable(ItemId item) {
    return owned[item.value] - frozen[item.value] - bound(item, Held::Is::kLocked) -
           bound(item, Held::Is::kPaid);
  }
};

constexpr ItemId kPlaces[] = {kTea, kTeaSouth};

// What a store keeps of a book.
class Disk {
 public:
  void commit(Book& book) {
    const Book::Changes changes = book.changes();
    for (const Item* item : changes.items) items_.insert_or_assign(item->id().value, *item);
    for (const Movement& m : *changes.movements) ledger_.push_back(m);
    for (const auto& changed : changes.orders) {
      const OrderStock& now = *changed.stock;
      const OrderId order =
          now.reservations.empty() ? now.shortages.front().order : now.reservations.front().order;
      OrderStock& rows = orders_[order.value];
      EXPECT_EQ(rows.reservations.size(), changed.reservations);
      EXPECT_EQ(rows.shortages.size(), changed.shortages);
      for (const int64_t no : *changed.touched) {
        if (no > 0) {
          keep(rows.reservations, now.reservations, no);
        } else {
          keep(rows.shortages, now.shortages, -no);
        }
      }
    }
    book.committed();
  }
  [[nodiscard]] Book load() const {
    Book book;
    for (const auto& [id, item] : items_) book.put(item);
    for (const auto& [id, stock] : orders_) book.put(OrderId(id), stock);
    return book;
  }
  // The sum of the movements is the numbers, and the sum of what is open is what is bound.
  void prove() const {
    std::map<int64_t, Figures> counted;
    for (const Movement& m : ledger_) count(counted[m.item.value], m);
    for (const auto& [id, item] : items_) {
      ASSERT_EQ(counted[id], item.figures());
      int64_t locked = 0, occupied = 0;
      for (const auto& [order, stock] : orders_) {
        for (const Reservation& r : stock.reservations) {
          if (r.item.value != id || !r.is_open()) continue;
          locked += r.locked;
          occupied += r.occupied;
        }
      }
      ASSERT_EQ(locked, item.in(Bucket::kLocked));
      ASSERT_EQ(occupied, item.in(Bucket::kOccupied));
    }
  }

 private:
  template <class Rows>
  static void keep(Rows& stored, const Rows& now, int64_t no) {
    const auto at = static_cast<size_t>(no - 1);
    if (stored.size() <= at) stored.resize(at + 1);
    stored[at] = now[at];
  }

  std::map<int64_t, Item> items_;
  std::map<int64_t, OrderStock> orders_;
  std::vector<Movement> ledger_;
};

class Schedule {
 public:
  explicit Schedule(uint64_t seed) : dice_(seed) {
    disk_.commit(shelves_.book);
    committed_ = model_;
  }

  void run(int steps) {
    for (int i = 0; i < steps && !testing::Test::HasFatalFailure(); ++i) {
      now_ += dice_.below(4);
      const bool taken_back = dice_.below(10) == 0;
      const Model before = model_;
      if (taken_back) {
        for (int64_t order = 1; order <= orders_; ++order) shelves_.asker(order);
        shelves_.asker(orders_ + 1);
        shelves_.book.set_savepoint();
      }
      step();
      if (taken_back) {
        shelves_.book.roll_back();
        model_ = before;
      }
      compare();
      if (dice_.below(5) == 0) commit();
      if (dice_.below(25) == 0) crash();
    }
    commit();
    disk_.prove();
  }

 private:
  void step() {
    switch (dice_.below(12)) {
      case 0: return place();
      case 1: return place();
      case 2: return pay_for();
      case 3: return cancel();
      case 4: return expire_locks();
      case 5: return ship_some();
      case 6: return return_some();
      case 7: return count_all();
      case 8: return pay_part();
      case 9: return sell_paid();
      case 10: return cover_some();
      default: return move_goods();
    }
  }

  void place() {
    const int64_t order = ++orders_, units = 1 + dice_.below(6);
    const auto locked = shelves_.place(order, {tea(units, {kTea, kTeaSouth})}, now_);
    auto& rows = model_.orders[order];
    int64_t left = units;
    for (const ItemId item : kPlaces) {
      if (model_.sellable(item) < units) continue;
      rows.push_back({.item = item, .units = units, .until = minute(now_ + 15)});
      left = 0;
      break;
    }
    if (left > 0 && model_.sellable(kTea) + model_.sellable(kTeaSouth) >= units) {
      const int64_t north = model_.sellable(kTea);
      if (north > 0) rows.push_back({.item = kTea, .units = north, .until = minute(now_ + 15)});
      rows.push_back({.item = kTeaSouth, .units = units - north, .until = minute(now_ + 15)});
      left = 0;
    }
    ASSERT_EQ(locked.has_value(), left == 0);
  }

  // What a platform has sold: what is not there is lacking.
  void sell_paid() {
    const int64_t order = ++orders_, units = 1 + dice_.below(6);
    const std::vector<Demand> demands{tea(units, {kTea, kTeaSouth})};
    const auto missing =
        take_paid(shelves_.book, shelves_.settings, shelves_.asker(order), demands, at(now_));
    ASSERT_TRUE(missing.has_value());
    auto& rows = model_.orders[order];
    int64_t left = units;
    const auto take = [&](ItemId item, int64_t part) {
      if (part > 0) rows.push_back({.item = item, .units = part, .is = Held::Is::kPaid});
      left -= part;
    };
    for (const ItemId item : kPlaces) {
      if (left == units && model_.sellable(item) >= units) take(item, units);
    }
    for (const ItemId item : kPlaces) take(item, std::min(left, model_.sellable(item)));
    model_.lacking[order] = left;
    ASSERT_EQ(missing->empty(), left == 0);
  }

  void cover_some() {
    const int64_t order = any_order();
    int64_t& lacking = model_.lacking[order];
    const int64_t units = std::min(lacking, model_.sellable(kTea));
    ASSERT_EQ(cover(shelves_.book, OrderId(order), 1, at(now_)), units);
    if (units == 0) return;
    lacking -= units;
    model_.orders[order].push_back({.item = kTea, .units = units, .is = Held::Is::kPaid});
  }

  void pay_part() {
    const int64_t order = any_order(), no = 1 + dice_.below(2), units = 1 + dice_.below(4);
    auto& rows = model_.orders[order];
    Held* row = no <= std::ssize(rows) ? &rows[static_cast<size_t>(no - 1)] : nullptr;
    const bool fits = row && row->is == Held::Is::kLocked && units <= row->units;
    ASSERT_EQ(post(shelves_.book, OrderId(order), no, units, at(now_)).has_value(), fits);
    if (!fits) return;
    row->units = units;
    row->is = Held::Is::kPaid;
  }

  void pay_for() {
    const int64_t order = any_order();
    const Paid paid = shelves_.paid(order, now_);
    auto& rows = model_.orders[order];
    bool late = false;
    std::vector<Held> retaken;
    for (Held& h : rows) {
      if (h.is == Held::Is::kLocked) h.is = Held::Is::kPaid;
    }
    for (Held& h : rows) {
      if (h.is != Held::Is::kLate) continue;
      late = true;
      h.is = Held::Is::kGone;
      int64_t there = model_.sellable(h.item);
      for (const Held& r : retaken) there -= r.item == h.item ? r.units : 0;
      const int64_t units = std::min(h.units, there);
      if (units > 0) {
        retaken.push_back({.item = h.item, .units = units, .is = Held::Is::kPaid});
      }
    }
    rows.insert(rows.end(), retaken.begin(), retaken.end());
    ASSERT_EQ(late, paid.end == PaidEnd::kRetaken || paid.end == PaidEnd::kPartly ||
                        paid.end == PaidEnd::kRefused);
  }

  void cancel() {
    const int64_t order = any_order();
    (void)let_go(shelves_.book, OrderId(order), at(now_));
    model_.lacking[order] = 0;
    for (Held& h : model_.orders[order]) {
      h.is = Held::Is::kGone;
    }
  }

  // The same twice: each lock is let go of once.
  void expire_locks() {
    for (auto& [order, rows] : model_.orders) {
      shelves_.asker(order);
      for (Held& h : rows) {
        if (h.is == Held::Is::kLocked && h.until <= minute(now_)) h.is = Held::Is::kLate;
      }
      (void)expire(shelves_.book, OrderId(order), at(now_));
      ASSERT_EQ(expire(shelves_.book, OrderId(order), at(now_)), 0);
    }
  }

  void ship_some() {
    const int64_t order = any_order();
    int64_t units = 1 + dice_.below(5), bound = 0;
    auto& rows = model_.orders[order];
    for (const Held& h : rows) bound += h.is == Held::Is::kPaid ? h.units : 0;
    ASSERT_EQ(ship(shelves_.book, OrderId(order), "1", units, {}, at(now_)).has_value(),
              bound >= units);
    if (bound < units) return;
    for (Held& h : rows) {
      if (h.is != Held::Is::kPaid) continue;
      const int64_t now = std::min(units, h.units);
      h.units -= now;
      h.shipped += now;
      units -= now;
      model_.owned[h.item.value] -= now;
      if (h.units == 0) h.is = Held::Is::kGone;
    }
  }

  void return_some() {
    const int64_t order = any_order();
    int64_t units = 1 + dice_.below(3), out = 0;
    auto& rows = model_.orders[order];
    for (const Held& h : rows) out += h.shipped - h.returned;
    const bool good = dice_.below(2) == 0;
    const auto back = take_back(shelves_.book, OrderId(order), "1", "tea", units,
                                good ? Inspection::kGood : Inspection::kDamaged, {}, at(now_));
    ASSERT_EQ(back.has_value(), out >= units);
    if (out < units) return;
    for (Held& h : rows) {
      const int64_t now = std::min(units, h.shipped - h.returned);
      h.returned += now;
      units -= now;
      model_.owned[h.item.value] += now;
      if (!good) model_.frozen[h.item.value] += now;
    }
  }

  void count_all() {
    const ItemId item = any_place();
    const int64_t counted = std::max<int64_t>(0, model_.owned[item.value] + dice_.below(9) - 4);
    const int64_t bound =
        model_.bound(item, Held::Is::kLocked) + model_.bound(item, Held::Is::kPaid);
    const Count sheet{item, on_hand_of(shelves_.book, item, {}), counted, 0};
    const auto posted = post_count(shelves_.book, sheet, {}, at(now_));
    ASSERT_EQ(posted.has_value(), counted >= bound);
    if (counted < bound) return;
    model_.owned[item.value] = counted;
    int64_t& frozen = model_.frozen[item.value];
    frozen = std::min(frozen, counted - bound);
  }

  void move_goods() {
    const int64_t units = 1 + dice_.below(8);
    if (dice_.below(3) == 0) {
      ASSERT_TRUE(receive(shelves_.book, kTea, units, {}, at(now_)));
      model_.owned[kTea.value] += units;
    } else if (dice_.below(2) == 0) {
      const bool there = model_.sellable(kTea) >= units;
      ASSERT_EQ(send(shelves_.book, kTea, kTeaSouth, units, {}, at(now_)).has_value(), there);
      if (!there) return;
      model_.owned[kTea.value] -= units;
      model_.expected[kTeaSouth.value] += units;
    } else {
      const bool sent = model_.expected[kTeaSouth.value] >= units;
      ASSERT_EQ(arrive(shelves_.book, kTeaSouth, units, MovementKind::kTransferIn, {}, {}, at(now_))
                    .has_value(),
                sent);
      if (!sent) return;
      model_.expected[kTeaSouth.value] -= units;
      model_.owned[kTeaSouth.value] += units;
    }
  }

  void compare() {
    for (const ItemId id : kPlaces) {
      const Item& item = shelves_.book.item(id);
      ASSERT_EQ(item.sellable(), model_.sellable(id));
      ASSERT_EQ(item.in(Bucket::kLocked), model_.bound(id, Held::Is::kLocked));
      ASSERT_EQ(item.in(Bucket::kOccupied), model_.bound(id, Held::Is::kPaid));
      ASSERT_EQ(item.in(Bucket::kFrozen), model_.frozen[id.value]);
      ASSERT_EQ(item.in(Bucket::kIncoming), model_.expected[id.value]);
      ASSERT_EQ(item.on_hand(), model_.owned[id.value]);
      ASSERT_GE(item.sellable(), 0);
    }
  }

  void commit() {
    disk_.commit(shelves_.book);
    committed_ = model_;
  }
  // What was not committed never was.
  void crash() {
    shelves_.book = disk_.load();
    model_ = committed_;
  }
  int64_t any_order() {
    const int64_t order = 1 + dice_.below(std::max<int64_t>(orders_, 1));
    shelves_.asker(order);
    return order;
  }
  ItemId any_place() { return kPlaces[dice_.below(2)]; }

  Dice dice_;
  Shelves shelves_;
  Disk disk_;
  Model model_, committed_;
  int64_t orders_ = 0, now_ = 0;
};

TEST(Schedule, ends_as_the_simplest_model_says) {
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(seed);
    Schedule(seed).run(150);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace ordo::stock
