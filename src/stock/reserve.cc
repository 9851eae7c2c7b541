// Taking: placing an order, paying for it, and what arrives paid. Letting go stands in let_go.cc.
#include "stock/reserve.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/invariant.h"
#include "base/money.h"

namespace ordo::stock {
namespace {

// So many units of a demand out of one item.
struct Portion {
  size_t demand = 0;
  ItemId item;
  int64_t quantity = 0;
  bool placeholder = false;
};

struct Plan {
  std::vector<Portion> portions;
  std::vector<Missing> missing;
  std::string code = "insufficient_stock";  // of what is missing
};

// Where demands can be met: each from the first place that has all of it, else from several. Places are asked
// once for what the plan has not taken yet, so that two lines never share a unit.
class Planner {
 public:
  Planner(const Book& book, const StockSettings& settings) : book_(book), settings_(settings) {}

  Plan plan(std::span<const Demand> demands) {
    Plan plan;
    for (size_t i = 0; i < demands.size(); ++i) take(plan, demands[i], i);
    return plan;
  }

 private:
  void take(Plan& plan, const Demand& demand, size_t index) {
    const Presale* presale = settings_.presale_of(demand.sku);
    const bool placeholder = presale && presale->mode == PresaleMode::kPlaceholder;
    const Bucket promised = Bucket::kIncoming;
    int64_t left = demand.quantity;
    if (placeholder) {
      const int64_t room = room_below(*presale, demand);
      if (room < left) plan.code = "presale_ceiling";
      left = std::min(left, room);
    }
    const int64_t wanted = left;
    for (const ItemId id : places(demand, left, placeholder)) {
      const Item& item = book_.item(id);
      const int64_t there = item.in(placeholder ? promised : item.shelf()) - taken_[id.value];
      const int64_t part = std::min(left, there);
      if (part <= 0) continue;
      plan.portions.push_back({index, id, part, placeholder});
      taken_[id.value] += part;
      left -= part;
    }
    if (placeholder) placeholders_[demand.sku] += wanted - left;
    const int64_t missing = demand.quantity - (wanted - left);
    if (missing > 0) plan.missing.push_back({demand.line_no, demand.sku, demand.quantity, missing});
  }

  int64_t room_below(const Presale& presale, const Demand& demand) {
    int64_t held = placeholders_[demand.sku];
    for (const ItemId id : demand.from) held += book_.item(id).in(Bucket::kPromised);
    return std::max<int64_t>(0, presale.ceiling - held);
  }

  // The one place that has it all, or all of them.
  std::vector<ItemId> places(const Demand& demand, int64_t quantity, bool placeholder) {
    for (const ItemId id : demand.from) {
      const Item& item = book_.item(id);
      invariant(item.key().sku == demand.sku, "a demand is met by its own SKU");
      const int64_t there =
          item.in(placeholder ? Bucket::kIncoming : item.shelf()) - taken_[id.value];
      if (there >= quantity) return {id};
    }
    return demand.from;
  }

  const Book& book_;
  const StockSettings& settings_;
  std::unordered_map<int64_t, int64_t> taken_;
  std::unordered_map<std::string, int64_t> placeholders_;
};

Result<> check_demands(std::span<const Demand> demands) {
  for (const Demand& d : demands) {
    if (d.quantity >= 1 && d.quantity <= kUnitsMax && d.per_unit >= 1) continue;
    return invalid("/lines/" + d.line_no + "/quantity",
                   fmt::format("must be 1 to {} units", kUnitsMax), "invalid_quantity");
  }
  return {};
}

std::unexpected<Error> refuse_missing(const Plan& plan) {
  std::vector<FieldError> fields;
  for (const Missing& m : plan.missing) {
    fields.push_back({"/lines/" + m.line_no, fmt::format("{}: {} asked for, {} left", m.sku,
                                                         m.asked, m.asked - m.missing)});
  }
  std::string detail = fields.front().detail;
  return fail(ErrorClass::kRefused, plan.code, std::move(detail), std::move(fields));
}

// One visitor must not lock a whole shop.
Result<> check_buyer(const Book& book, const StockSettings& settings, const Asker& asker,
                     std::span<const Demand> demands) {
  if (asker.buyer == 0) return {};
  std::unordered_map<std::string, int64_t> asked;
  for (const Demand& d : demands) asked[d.sku] += d.quantity;
  for (const Demand& d : demands) {
    const auto limit = settings.terms_of(asker.channel, d.sku).per_buyer;
    if (!limit) continue;
    const int64_t held = book.held(asker.buyer, d.sku);
    if (held + asked[d.sku] <= *limit) continue;
    return fail(ErrorClass::kRefused, "buyer_limit",
                fmt::format("{}: a buyer may hold {} at once, this one holds {} and asks for {}",
                            d.sku, *limit, held, asked[d.sku]),
                {{"/lines/" + d.line_no, "is more than one buyer may hold"}});
  }
  return {};
}

Reservation reservation_of(const Asker& asker, const Demand& demand, const Portion& portion,
                           const Origin& origin) {
  Reservation r;
  r.order = asker.order;
  r.item = portion.item;
  r.line_no = demand.line_no;
  r.per_unit = demand.per_unit;
  r.shop = asker.shop;
  r.buyer = asker.buyer;
  r.priority = asker.priority;
  r.placeholder = portion.placeholder;
  r.quantity = portion.quantity;
  r.placed_at = origin.at;
  return r;
}

void lock_portion(Book& book, const Terms& terms, Reservation r, const Origin& origin) {
  const Cause cause{r.order, r.line_no, {}};
  if (r.placeholder) {
    book.move(r.item, MovementKind::kPlaceholder, Bucket::kIncoming, Bucket::kPromised, r.quantity,
              cause, origin);
    r.promised = r.quantity;
  } else {
    book.move(r.item, MovementKind::kLock, book.item(r.item).shelf(), Bucket::kLocked, r.quantity,
              cause, origin);
    r.locked = r.quantity;
  }
  r.expires_at = origin.at.plus_ms(r.placeholder ? terms.placeholder_ms : terms.lock_ms);
  book.open(std::move(r));
}

// Paid from the start.
void occupy_portion(Book& book, Reservation r, const Origin& origin) {
  const Cause cause{r.order, r.line_no, {}};
  if (r.placeholder) {
    book.move(r.item, MovementKind::kPlaceholder, Bucket::kIncoming, Bucket::kPromised, r.quantity,
              cause, origin);
    r.promised = r.quantity;
  } else {
    book.move(r.item, MovementKind::kOccupy, book.item(r.item).shelf(), Bucket::kOccupied,
              r.quantity, cause, origin);
    r.occupied = r.quantity;
  }
  r.state = ReservationState::kPosted;
  book.open(std::move(r));
}

// A line is reserved once: not while it holds something, not once it was shipped, and not while it waits for
// what was not there.
Result<> check_lines(const OrderStock& stock, std::span<const Demand> demands) {
  const auto is_of_line = [&](const auto& row) {
    return std::ranges::find(demands, row.line_no, &Demand::line_no) != demands.end();
  };
  const auto refuse = [](OrderId order, const std::string& line_no) {
    return fail(ErrorClass::kRefused, "already_reserved",
                fmt::format("line {} of order {} has its stock already", line_no, order.value),
                {{"/lines/" + line_no, "has its stock already"}});
  };
  for (const Reservation& r : stock.reservations) {
    const bool taken = r.is_open() || r.state == ReservationState::kConsumed;
    if (taken && is_of_line(r)) return refuse(r.order, r.line_no);
  }
  for (const Shortage& s : stock.shortages) {
    if (s.missing() > 0 && is_of_line(s)) return refuse(s.order, s.line_no);
  }
  return {};
}

void post_pending(Book& book, const Reservation& r, const Origin& origin) {
  const OrderId order = r.order;
  const int64_t no = r.no, locked = r.locked;
  if (locked > 0) {
    book.move(r.item, MovementKind::kPost, Bucket::kLocked, Bucket::kOccupied, locked,
              {order, r.line_no, {}}, origin);
  }
  book.change(order, no, [locked](Reservation& paid) {
    paid.locked = 0;
    paid.occupied = locked;
    paid.state = ReservationState::kPosted;
  });
}

// What expired reservations were of that no payment has met yet.
std::vector<Demand> expired_demands(const Book& book, const OrderStock& stock) {
  std::vector<Demand> demands;
  for (const Reservation& r : stock.reservations) {
    if (!r.is_late()) continue;
    demands.push_back({r.line_no, book.item(r.item).key().sku, r.quantity, r.per_unit, {r.item}});
  }
  return demands;
}

// What has expired is dealt with by the first payment that comes: taken again, or a refund is owed. A line that
// is taken anew leaves nothing to pay for of what it was before.
template <class Fits>
void settle_expired(Book& book, OrderId order, Fits&& fits) {
  const size_t count = book.order(order).reservations.size();
  for (size_t i = 0; i < count; ++i) {
    const Reservation& r = book.order(order).reservations[i];
    if (!r.is_late() || !fits(r)) continue;
    book.change(order, r.no, [](Reservation& met) { met.settled = true; });
  }
}

void settle_lines(Book& book, OrderId order, std::span<const Demand> demands) {
  settle_expired(book, order, [&](const Reservation& r) {
    return std::ranges::find(demands, r.line_no, &Demand::line_no) != demands.end();
  });
}

std::string owed(const std::vector<Missing>& missing) {
  std::string text = "the payment came after its lock had expired; not to be had any more:";
  for (const Missing& m : missing) {
    text += fmt::format(" {} of {} of line {}", m.missing, m.sku, m.line_no);
  }
  return text;
}

}  // namespace

Result<std::vector<Demand>> demands_of(const std::string& line_no, const std::string& sku,
                                       int64_t quantity, const Bundle* bundle) {
  std::vector<Demand> demands;
  const auto add = [&](const std::string& of, int64_t per_unit) {
    demands.push_back(
        {line_no, of, checked_multiply(quantity, per_unit).value_or(0), per_unit, {}});
  };
  if (bundle) {
    for (const Component& c : bundle->components) add(c.sku, c.units);
  } else {
    add(sku, 1);
  }
  if (auto sane = check_demands(demands); !sane) return std::unexpected(std::move(sane.error()));
  return demands;
}

Result<> lock(Book& book, const StockSettings& settings, const Asker& asker,
              std::span<const Demand> demands, const Origin& origin) {
  if (auto sane = check_demands(demands); !sane) return sane;
  if (auto once = check_lines(book.order(asker.order), demands); !once) return once;
  if (auto allowed = check_buyer(book, settings, asker, demands); !allowed) return allowed;
  const Plan plan = Planner(book, settings).plan(demands);
  if (!plan.missing.empty()) return refuse_missing(plan);
  settle_lines(book, asker.order, demands);
  for (const Portion& p : plan.portions) {
    const Demand& demand = demands[p.demand];
    lock_portion(book, settings.terms_of(asker.channel, demand.sku),
                 reservation_of(asker, demand, p, origin), origin);
  }
  return {};
}

Result<std::vector<Missing>> take_paid(Book& book, const StockSettings& settings,
                                       const Asker& asker, std::span<const Demand> demands,
                                       const Origin& origin) {
  if (auto sane = check_demands(demands); !sane) return std::unexpected(std::move(sane.error()));
  if (auto once = check_lines(book.order(asker.order), demands); !once) {
    return std::unexpected(std::move(once.error()));
  }
  Plan plan = Planner(book, settings).plan(demands);
  for (const Missing& m : plan.missing) {
    const Terms terms = settings.terms_of(asker.channel, m.sku);
    if (terms.overdraft == Overdraft::kRefuse) return refuse_missing(plan);
  }
  settle_lines(book, asker.order, demands);
  for (const Portion& p : plan.portions) {
    occupy_portion(book, reservation_of(asker, demands[p.demand], p, origin), origin);
  }
  for (const Missing& m : plan.missing) {
    const auto demand = std::ranges::find_if(
        demands, [&m](const Demand& d) { return d.line_no == m.line_no && d.sku == m.sku; });
    invariant(demand != demands.end() && !demand->from.empty(), "a shortage is of an item");
    Shortage s;
    s.order = asker.order;
    s.item = demand->from.front();
    s.line_no = m.line_no;
    s.per_unit = demand->per_unit;
    s.shop = asker.shop;
    s.buyer = asker.buyer;
    s.quantity = m.missing;
    s.at = origin.at;
    book.open(std::move(s));
  }
  return std::move(plan.missing);
}

Paid pay(Book& book, const StockSettings& settings, const Asker& asker, const Origin& origin) {
  Paid paid;
  const size_t count = book.order(asker.order).reservations.size();
  for (size_t i = 0; i < count; ++i) {
    const Reservation r = book.order(asker.order).reservations[i];
    if (r.state != ReservationState::kPending) continue;
    post_pending(book, r, origin);
    paid.end = PaidEnd::kPosted;
  }
  const std::vector<Demand> late = expired_demands(book, book.order(asker.order));
  if (late.empty()) return paid;
  Plan plan = Planner(book, settings).plan(late);
  const bool whole = std::ranges::any_of(late, [&](const Demand& d) {
    return settings.terms_of(asker.channel, d.sku).late_payment == LatePayment::kWhole;
  });
  const bool nothing = plan.portions.empty() || (whole && !plan.missing.empty());
  if (nothing) {
    plan.portions.clear();
    plan.missing.clear();
    for (const Demand& d : late) plan.missing.push_back({d.line_no, d.sku, d.quantity, d.quantity});
  }
  settle_expired(book, asker.order, [](const Reservation&) { return true; });
  for (const Portion& p : plan.portions) {
    occupy_portion(book, reservation_of(asker, late[p.demand], p, origin), origin);
  }
  paid.missing = std::move(plan.missing);
  if (!paid.missing.empty()) paid.reason = owed(paid.missing);
  const bool some = paid.end == PaidEnd::kPosted || !nothing;
  paid.end = paid.missing.empty() ? PaidEnd::kRetaken : some ? PaidEnd::kPartly : PaidEnd::kRefused;
  return paid;
}

Result<> post(Book& book, OrderId order, int64_t no, int64_t quantity, const Origin& origin) {
  const auto& all = book.order(order).reservations;
  if (no < 1 || no > std::ssize(all)) {
    return fail(ErrorClass::kNotFound, "reservation_not_found",
                "the order has no such reservation");
  }
  const Reservation r = all[static_cast<size_t>(no - 1)];
  if (r.state != ReservationState::kPending || r.placeholder) {
    return fail(ErrorClass::kRefused, "reservation_not_pending",
                fmt::format("the reservation is {}{}", name(r.state),
                            r.placeholder ? ", of goods that are still to come" : ""));
  }
  if (quantity < 1 || quantity > r.locked) {
    return invalid("/quantity", fmt::format("must be 1 to {}, which are locked", r.locked),
                   "invalid_quantity");
  }
  const Cause cause{order, r.line_no, {}};
  const int64_t rest = r.locked - quantity;
  book.move(r.item, MovementKind::kPost, Bucket::kLocked, Bucket::kOccupied, quantity, cause,
            origin);
  if (rest > 0) {
    book.move(r.item, MovementKind::kVoid, Bucket::kLocked, book.item(r.item).shelf(), rest, cause,
              origin);
  }
  book.change(order, no, [&](Reservation& posted) {
    posted.locked = 0;
    posted.occupied = quantity;
    posted.released += rest;
    posted.state = ReservationState::kPosted;
  });
  return {};
}

Result<> extend(Book& book, const StockSettings& settings, const Asker& asker,
                const Origin& origin) {
  bool pending = false, extended = false;
  const size_t count = book.order(asker.order).reservations.size();
  for (size_t i = 0; i < count; ++i) {
    const Reservation r = book.order(asker.order).reservations[i];
    if (r.state != ReservationState::kPending) continue;
    pending = true;
    const Terms terms = settings.terms_of(asker.channel, book.item(r.item).key().sku);
    if (r.extensions >= terms.payment_extensions) continue;
    extended = true;
    book.change(asker.order, r.no, [&](Reservation& longer) {
      ++longer.extensions;
      longer.expires_at = std::max(longer.expires_at, origin.at.plus_ms(terms.payment_ms));
    });
  }
  if (extended) return {};
  if (!pending) {
    return fail(ErrorClass::kRefused, "nothing_pending", "the order has no lock that runs");
  }
  return fail(ErrorClass::kRefused, "extended_enough",
              "the locks of this order were extended as often as is allowed");
}

}  // namespace ordo::stock
