// Giving back and giving away: what expires, is cancelled, is shipped, comes back, or arrives for those who
// wait for it.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/invariant.h"
#include "stock/reserve.h"

namespace ordo::stock {
namespace {

// Everything that a reservation holds goes back to where it came from.
int64_t release(Book& book, const Reservation& r, MovementKind kind, ReservationState end,
                const Origin& origin) {
  const Cause cause{r.order, r.line_no, {}};
  const Bucket shelf = book.item(r.item).shelf();
  const int64_t units = r.held();
  if (r.locked > 0) book.move(r.item, kind, Bucket::kLocked, shelf, r.locked, cause, origin);
  if (r.occupied > 0) book.move(r.item, kind, Bucket::kOccupied, shelf, r.occupied, cause, origin);
  if (r.promised > 0) {
    book.move(r.item, kind, Bucket::kPromised, Bucket::kIncoming, r.promised, cause, origin);
  }
  book.change(r.order, r.no, [&](Reservation& gone) {
    gone.locked = gone.occupied = gone.promised = 0;
    gone.released += units;
    gone.state = gone.consumed > 0 ? ReservationState::kConsumed : end;
  });
  return units;
}

// By number: releasing one changes the vector's entries.
template <class Fits>
int64_t release_all(Book& book, OrderId order, MovementKind kind, ReservationState end,
                    const Origin& origin, Fits&& fits) {
  int64_t units = 0;
  const size_t count = book.order(order).reservations.size();
  for (size_t i = 0; i < count; ++i) {
    const Reservation r = book.order(order).reservations[i];
    if (fits(r)) units += release(book, r, kind, end, origin);
  }
  return units;
}

// What has expired is let go of as well: a payment that comes after all takes nothing again.
bool can_be_let_go(const Reservation& r) { return r.is_open() || r.is_late(); }

// Answers how many.
template <class Fits>
int64_t drop_open(Book& book, OrderId order, const Origin& origin, Fits&& fits) {
  int64_t dropped = 0;
  const size_t count = book.order(order).shortages.size();
  for (size_t i = 0; i < count; ++i) {
    const Shortage& s = book.order(order).shortages[i];
    if (s.state != ShortageState::kOpen || !fits(s)) continue;
    Shortage& changing = book.change_shortage(order, s.no);
    changing.state = ShortageState::kDropped;
    changing.reason = origin.reason;
    ++dropped;
  }
  return dropped;
}

// Takes `quantity` from one reservation after the other, as far as `part` says that each has it.
template <class Part, class Take>
void take_in_turn(const std::vector<const Reservation*>& from, int64_t quantity, Part&& part,
                  Take&& take) {
  for (const Reservation* r : from) {
    const int64_t now = std::min(quantity, part(*r));
    if (now > 0) take(*r, now);
    quantity -= now;
  }
}

void consume(Book& book, const Reservation& r, int64_t quantity, const Origin& origin) {
  book.move(r.item, MovementKind::kConsume, Bucket::kOccupied, Bucket::kOutside, quantity,
            {r.order, r.line_no, {}}, origin);
  book.change(r.order, r.no, [quantity](Reservation& shipped) {
    shipped.occupied -= quantity;
    shipped.consumed += quantity;
    if (shipped.held() == 0) shipped.state = ReservationState::kConsumed;
  });
}

int64_t occupied_in(const std::vector<const Reservation*>& rows) {
  int64_t sum = 0;
  for (const Reservation* r : rows) sum += r->occupied;
  return sum;
}

int64_t returnable_in(const std::vector<const Reservation*>& rows) {
  int64_t sum = 0;
  for (const Reservation* r : rows) sum += r->consumed - r->returned;
  return sum;
}

struct Group {
  int64_t per_unit = 1;
  std::vector<const Reservation*> rows;  // of a SKU that is lacking altogether none
};

// What the line was let go of altogether is of it no more: it may be of another SKU since.
bool is_of_line(const Reservation& r) { return r.held() + r.consumed > 0 || r.is_late(); }

// What the line has and lacks by SKU, in one warehouse or (empty) in all: of a bundle one group a component, of
// two warehouses one group of two.
std::map<std::string, Group> by_sku(const Book& book, OrderId order, std::string_view line_no,
                                    std::string_view warehouse) {
  std::map<std::string, Group> groups;
  const auto is_meant = [&](const auto& row) {
    return row.line_no == line_no &&
           (warehouse.empty() || book.item(row.item).key().warehouse == warehouse);
  };
  const auto group_of = [&](const auto& row) -> Group& {
    Group& group = groups[book.item(row.item).key().sku];
    group.per_unit = row.per_unit;
    return group;
  };
  const OrderStock& stock = book.order(order);
  for (const Reservation& r : stock.reservations) {
    if (is_meant(r) && is_of_line(r)) group_of(r).rows.push_back(&r);
  }
  for (const Shortage& s : stock.shortages) {
    if (is_meant(s) && s.missing() > 0) (void)group_of(s);
  }
  return groups;
}

int64_t missing_of(const Book& book, OrderId order, std::string_view line_no,
                   std::string_view sku) {
  int64_t sum = 0;
  for (const Shortage& s : book.order(order).shortages) {
    if (s.line_no == line_no && book.item(s.item).key().sku == sku) sum += s.missing();
  }
  return sum;
}

// Of what the line lacks of a SKU; the rest of a shortage lacks on as one of its own. Answers what is left.
int64_t drop_part(Book& book, OrderId order, std::string_view line_no, std::string_view sku,
                  int64_t units, const Origin& origin) {
  const size_t count = book.order(order).shortages.size();
  for (size_t i = 0; i < count && units > 0; ++i) {
    Shortage rest = book.order(order).shortages[i];
    const int64_t now = std::min(units, rest.missing());
    if (now == 0 || rest.line_no != line_no || book.item(rest.item).key().sku != sku) continue;
    units -= now;
    Shortage& dropped = book.change_shortage(order, rest.no);
    dropped.state = ShortageState::kDropped;
    dropped.reason = origin.reason;
    rest.quantity = rest.missing() - now;
    rest.covered = 0;
    rest.at = origin.at;
    if (rest.quantity > 0) book.open(std::move(rest));
  }
  return units;
}

// What is still to come goes first, then what is not paid.
void release_part(Book& book, const Reservation& from, int64_t units, const Origin& origin) {
  const Reservation r = from;
  if (units == r.held()) {
    (void)release(book, r, MovementKind::kVoid, ReservationState::kVoided, origin);
    return;
  }
  const Cause cause{r.order, r.line_no, {}};
  const Bucket shelf = book.item(r.item).shelf();
  const int64_t promised = std::min(units, r.promised);
  const int64_t locked = std::min(units - promised, r.locked);
  const int64_t occupied = units - promised - locked;
  const auto back = [&](Bucket bucket, Bucket to, int64_t quantity) {
    if (quantity == 0) return;
    book.move(r.item, MovementKind::kVoid, bucket, to, quantity, cause, origin);
  };
  back(Bucket::kPromised, Bucket::kIncoming, promised);
  back(Bucket::kLocked, shelf, locked);
  back(Bucket::kOccupied, shelf, occupied);
  book.change(r.order, r.no, [&](Reservation& fewer) {
    fewer.promised -= promised;
    fewer.locked -= locked;
    fewer.occupied -= occupied;
    fewer.released += units;
  });
}

std::unexpected<Error> not_so_many(std::string_view code, std::string_view line_no,
                                   std::string detail) {
  return fail(ErrorClass::kRefused, code, detail, {{fmt::format("/lines/{}", line_no), detail}});
}

// A placeholder that is served: locked while it waits for its payment, occupied once it is paid.
int64_t serve(Book& book, const Waiting& waiting, int64_t left, const std::string& document,
              const Origin& origin) {
  const Reservation r =
      book.order(waiting.order).reservations.at(static_cast<size_t>(waiting.no - 1));
  const int64_t now = std::min(left, r.promised);
  if (now == 0) return 0;
  const bool paid = r.state == ReservationState::kPosted;
  book.move(r.item, MovementKind::kKeepPromise, Bucket::kPromised,
            paid ? Bucket::kOccupied : Bucket::kLocked, now, {r.order, r.line_no, document},
            origin);
  book.change(r.order, r.no, [&](Reservation& served) {
    served.promised -= now;
    (paid ? served.occupied : served.locked) += now;
  });
  return now;
}

}  // namespace

int64_t expire(Book& book, OrderId order, const Origin& origin) {
  return release_all(book, order, MovementKind::kExpire, ReservationState::kExpired, origin,
                     [&](const Reservation& r) {
                       return r.state == ReservationState::kPending && r.expires_at <= origin.at;
                     });
}

int64_t let_go(Book& book, OrderId order, const Origin& origin) {
  (void)drop_open(book, order, origin, [](const Shortage&) { return true; });
  return release_all(book, order, MovementKind::kVoid, ReservationState::kVoided, origin,
                     can_be_let_go);
}

int64_t let_go_line(Book& book, OrderId order, std::string_view line_no, const Origin& origin) {
  (void)drop_open(book, order, origin, [&](const Shortage& s) { return s.line_no == line_no; });
  return release_all(
      book, order, MovementKind::kVoid, ReservationState::kVoided, origin,
      [&](const Reservation& r) { return r.line_no == line_no && can_be_let_go(r); });
}

int64_t keep_at_most(Book& book, OrderId order, std::string_view line_no, int64_t units,
                     const Origin& origin) {
  int64_t released = 0;
  for (auto& [sku, group] : by_sku(book, order, line_no, {})) {
    int64_t surplus = missing_of(book, order, line_no, sku) - units * group.per_unit;
    for (const Reservation* r : group.rows) surplus += r->held() + r->consumed;
    surplus = drop_part(book, order, line_no, sku, std::max<int64_t>(0, surplus), origin);
    for (const Reservation* r : group.rows) {
      const int64_t now = std::min(surplus, r->held());
      if (now <= 0) continue;
      release_part(book, *r, now, origin);
      surplus -= now;
      released += now;
    }
  }
  return released;
}

LineUnits units_of(const Book& book, OrderId order, std::string_view line_no) {
  LineUnits units;
  const auto is_of_it = [&](const auto& row) { return row.line_no == line_no; };
  units.is_known = std::ranges::any_of(book.order(order).reservations, is_of_it) ||
                   std::ranges::any_of(book.order(order).shortages, is_of_it);
  bool first = true;
  for (const auto& [sku, group] : by_sku(book, order, line_no, {})) {
    int64_t bound = missing_of(book, order, line_no, sku), shipped = 0;
    for (const Reservation* r : group.rows) {
      bound += r->held() + r->consumed;
      shipped += r->consumed;
    }
    const LineUnits here{true, bound / group.per_unit, occupied_in(group.rows) / group.per_unit,
                         shipped / group.per_unit};
    units.bound = first ? here.bound : std::min(units.bound, here.bound);
    units.occupied = first ? here.occupied : std::min(units.occupied, here.occupied);
    units.shipped = first ? here.shipped : std::min(units.shipped, here.shipped);
    first = false;
  }
  return units;
}

Result<> ship(Book& book, OrderId order, std::string_view line_no, int64_t units,
              std::string_view warehouse, const Origin& origin) {
  if (units < 1 || units > kUnitsMax) {
    return invalid("/quantity", fmt::format("must be 1 to {} units", kUnitsMax),
                   "invalid_quantity");
  }
  const auto groups = by_sku(book, order, line_no, warehouse);
  if (groups.empty()) {
    return not_so_many("not_occupied", line_no, "nothing is bound to this line");
  }
  for (const auto& [sku, group] : groups) {
    const int64_t bound = occupied_in(group.rows) / group.per_unit;
    if (bound >= units) continue;
    return not_so_many("not_occupied", line_no,
                       fmt::format("{}: {} leave and {} are bound to the line", sku, units, bound));
  }
  for (const auto& [sku, group] : groups) {
    take_in_turn(
        group.rows, units * group.per_unit, [](const Reservation& r) { return r.occupied; },
        [&](const Reservation& r, int64_t now) { consume(book, r, now, origin); });
  }
  return {};
}

Result<> take_back(Book& book, OrderId order, std::string_view line_no, std::string_view sku,
                   int64_t quantity, Inspection found, ItemId arrived, const Origin& origin) {
  if (quantity < 1 || quantity > kUnitsMax) {
    return invalid("/quantity", fmt::format("must be 1 to {} units", kUnitsMax),
                   "invalid_quantity");
  }
  const auto groups = by_sku(book, order, line_no, {});
  const auto group = groups.find(std::string(sku));
  const int64_t out = group == groups.end() ? 0 : returnable_in(group->second.rows);
  if (out < quantity) {
    return not_so_many("not_shipped", line_no,
                       fmt::format("{}: {} come back and {} are out", sku, quantity, out));
  }
  invariant(!arrived || book.item(arrived).key().sku == sku, "what comes back is what was shipped");
  const auto back = [&](const Reservation& r, int64_t now) {
    const Item& into = book.item(arrived ? arrived : r.item);
    const Bucket to = found == Inspection::kGood ? into.shelf() : Bucket::kFrozen;
    book.move(into.id(), MovementKind::kRestock, Bucket::kOutside, to, now, {order, r.line_no, {}},
              origin);
    book.change(order, r.no, [now](Reservation& returned) { returned.returned += now; });
  };
  take_in_turn(
      group->second.rows, quantity, [](const Reservation& r) { return r.consumed - r.returned; },
      back);
  return {};
}

int64_t cover(Book& book, OrderId order, int64_t shortage_no, const Origin& origin) {
  const auto& all = book.order(order).shortages;
  if (shortage_no < 1 || shortage_no > std::ssize(all)) return 0;
  const Shortage s = all[static_cast<size_t>(shortage_no - 1)];
  const Item& item = book.item(s.item);
  const int64_t now = std::min(s.missing(), item.sellable());
  if (now == 0) return 0;
  book.move(s.item, MovementKind::kOccupy, item.shelf(), Bucket::kOccupied, now,
            {order, s.line_no, {}}, origin);
  Reservation r;
  r.order = order;
  r.item = s.item;
  r.line_no = s.line_no;
  r.per_unit = s.per_unit;
  r.shop = s.shop;
  r.buyer = s.buyer;
  r.state = ReservationState::kPosted;
  r.quantity = r.occupied = now;
  r.placed_at = origin.at;
  book.open(std::move(r));
  Shortage& covered = book.change_shortage(order, shortage_no);
  covered.covered += now;
  if (covered.covered == covered.quantity) covered.state = ShortageState::kCovered;
  return now;
}

Result<> drop_shortage(Book& book, OrderId order, int64_t shortage_no, const Origin& origin) {
  const auto is_it = [&](const Shortage& s) { return s.no == shortage_no; };
  if (drop_open(book, order, origin, is_it) > 0) return {};
  return fail(ErrorClass::kRefused, "shortage_not_open", "the order has no such open shortage");
}

std::vector<Waiting> waiting_for(const Book& book, ItemId item, std::vector<Waiting> stored) {
  const Book::Changes changes = book.changes();
  std::set<OrderId> changed;
  std::vector<Waiting> waiting;
  for (const Book::Changes::Order& order : changes.orders) {
    for (const Reservation& r : order.stock->reservations) {
      changed.insert(r.order);
      if (r.item != item || r.promised == 0) continue;
      waiting.push_back({r.order, r.no, r.state == ReservationState::kPosted, r.priority});
    }
  }
  for (const Waiting& w : stored) {
    if (!changed.contains(w.order)) waiting.push_back(w);
  }
  std::ranges::sort(waiting, {}, [](const Waiting& w) {
    return std::tuple(!w.paid, -w.priority, w.order, w.no);
  });
  return waiting;
}

Result<> arrive(Book& book, ItemId id, int64_t quantity, MovementKind kind,
                std::span<const Waiting> waiting, const Cause& cause, const Origin& origin) {
  const Item& item = book.item(id);
  if (quantity < 1 || quantity > kUnitsMax) {
    return invalid("/quantity", fmt::format("must be 1 to {} units", kUnitsMax),
                   "invalid_quantity");
  }
  int64_t served = 0;
  for (const Waiting& w : waiting) {
    const auto& r = book.order(w.order).reservations.at(static_cast<size_t>(w.no - 1));
    if (r.item == id) served += r.promised;
  }
  const int64_t rest = quantity - std::min(served, quantity);
  if (rest > item.in(Bucket::kIncoming)) {
    return fail(ErrorClass::kRefused, "more_than_expected",
                fmt::format("{}: {} came and {} were expected", item.key().sku, quantity,
                            item.in(Bucket::kIncoming) + item.in(Bucket::kPromised)));
  }
  int64_t left = quantity;
  for (const Waiting& w : waiting) {
    const auto& r = book.order(w.order).reservations.at(static_cast<size_t>(w.no - 1));
    if (r.item == id) left -= serve(book, w, left, cause.document, origin);
  }
  if (left > 0) {
    book.move(id, kind, Bucket::kIncoming, Bucket::kAvailable, left, cause, origin);
  }
  return {};
}

}  // namespace ordo::stock
