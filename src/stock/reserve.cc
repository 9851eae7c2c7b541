// Taking: placing an order, paying for it, and what arrives paid. Letting go stands in let_go.cc.
#include "stock/reserve.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/invariant.h"
#include "base/money.h"
#include "stock/plan.h"

namespace ordo::stock {
namespace {

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
    return std::ranges::any_of(
        demands, [&](const Demand& d) { return d.line_no == row.line_no && !d.more; });
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

// Of a pending one; what is still to come goes first.
void void_part(Book& book, const Reservation& r, int64_t units, const Origin& origin) {
  const OrderId order = r.order;
  const int64_t no = r.no, promised = std::min(units, r.promised), locked = units - promised;
  const Cause cause{order, r.line_no, {}};
  if (promised > 0) {
    book.move(r.item, MovementKind::kVoid, Bucket::kPromised, Bucket::kIncoming, promised, cause,
              origin);
  }
  if (locked > 0) {
    book.move(r.item, MovementKind::kVoid, Bucket::kLocked, book.item(r.item).shelf(), locked,
              cause, origin);
  }
  book.change(order, no, [&](Reservation& fewer) {
    fewer.promised -= promised;
    fewer.locked -= locked;
    fewer.released += units;
    if (fewer.held() == 0) fewer.state = ReservationState::kVoided;
  });
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

// What a payment is to make of an order, judged before anything is moved.
struct Verdict {
  std::vector<Demand> late;  // what expired reservations were of that no payment has met yet
  std::vector<Portion> retaken;
  std::unordered_map<int64_t, int64_t> cut;  // of pending reservations by number: not to be posted
  std::vector<Missing> missing;
};

std::vector<Demand> late_demands(const Book& book, const OrderStock& stock) {
  std::vector<Demand> demands;
  for (const Reservation& r : stock.reservations) {
    if (!r.is_late()) continue;
    demands.push_back({r.line_no, book.item(r.item).key().sku, r.quantity, r.per_unit, {r.item}});
  }
  return demands;
}

// One SKU of a line that a late payment is for.
struct LinePart {
  int64_t per_unit = 1;
  int64_t bound = 0;  // paid before: stays whatever becomes of the rest
  std::vector<const Reservation*> pending;
  std::vector<Portion> retaken;
  int64_t late = 0;  // of what expired
  int64_t held = 0;  // pending and retaken

  // Leaves `most` units; gives up what would be taken again first.
  void cut_to(int64_t most, Verdict& verdict, Planner& planner) {
    int64_t surplus = std::min(held, std::max<int64_t>(0, bound + held - most));
    held -= surplus;
    for (Portion& p : retaken) {
      const int64_t now = std::min(surplus, p.quantity);
      p.quantity -= now;
      surplus -= now;
      if (now > 0) planner.give_up(p, now);
    }
    std::erase_if(retaken, [](const Portion& p) { return p.quantity == 0; });
    for (const Reservation* r : pending) {
      const int64_t now = std::min(surplus, r->held());
      if (now > 0) verdict.cut[r->no] = now;
      surplus -= now;
    }
  }
};

using LineParts = std::map<std::string, LinePart>;

// What the line has and can have again. The portions' demands are the verdict's.
LineParts parts_of(const Book& book, const OrderStock& stock, const std::string& line_no,
                   const Verdict& verdict, Planner& planner) {
  LineParts parts;
  for (const Reservation& r : stock.reservations) {
    if (r.line_no != line_no || (!r.is_open() && r.consumed == 0)) continue;
    LinePart& part = parts[book.item(r.item).key().sku];
    part.per_unit = r.per_unit;
    if (r.state == ReservationState::kPending) {
      part.pending.push_back(&r);
      part.held += r.held();
    } else {
      part.bound += r.held() + r.consumed;
    }
  }
  for (size_t i = 0; i < verdict.late.size(); ++i) {
    const Demand& demand = verdict.late[i];
    if (demand.line_no != line_no) continue;
    LinePart& part = parts[demand.sku];
    part.per_unit = demand.per_unit;
    part.late += demand.quantity;
    for (Portion p : planner.plan(std::span(&demand, 1)).portions) {
      p.demand = i;
      part.held += p.quantity;
      part.retaken.push_back(p);
    }
  }
  return parts;
}

// Of a bundle as many as all of its components are there for.
void judge_line(Verdict& verdict, LineParts parts, const std::string& line_no, Planner& planner) {
  int64_t units = kUnitsMax;
  for (const auto& [sku, part] : parts) {
    units = std::min(units, (part.bound + part.held) / part.per_unit);
  }
  for (auto& [sku, part] : parts) {
    int64_t asked = part.late;
    for (const Reservation* r : part.pending) asked += r->held();
    part.cut_to(units * part.per_unit, verdict, planner);
    verdict.retaken.insert(verdict.retaken.end(), part.retaken.begin(), part.retaken.end());
    if (part.held < asked) verdict.missing.push_back({line_no, sku, asked, asked - part.held});
  }
}

// All or nothing, and it is not all: the order keeps what was paid before.
void refuse_all(const Book& book, const OrderStock& stock, Verdict& verdict) {
  verdict.retaken.clear();
  verdict.missing.clear();
  std::map<std::pair<std::string, std::string>, int64_t> asked;
  for (const Demand& d : verdict.late) asked[{d.line_no, d.sku}] += d.quantity;
  for (const Reservation& r : stock.reservations) {
    if (r.state != ReservationState::kPending) continue;
    verdict.cut[r.no] = r.held();
    asked[{r.line_no, book.item(r.item).key().sku}] += r.held();
  }
  for (const auto& [of, units] : asked) {
    verdict.missing.push_back({of.first, of.second, units, units});
  }
}

Verdict judge(const Book& book, const StockSettings& settings, const Asker& asker) {
  const OrderStock& stock = book.order(asker.order);
  Verdict verdict;
  verdict.late = late_demands(book, stock);
  Planner planner(book, settings);
  std::set<std::string> judged;
  bool whole = false;
  for (const Demand& d : verdict.late) {
    const Terms terms = settings.terms_of(asker.channel, d.sku);
    whole = whole || terms.late_payment == LatePayment::kWhole;
    if (!judged.insert(d.line_no).second) continue;
    judge_line(verdict, parts_of(book, stock, d.line_no, verdict, planner), d.line_no, planner);
  }
  if (whole && !verdict.missing.empty()) refuse_all(book, stock, verdict);
  return verdict;
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
    return std::ranges::any_of(demands,
                               [&](const Demand& d) { return d.line_no == r.line_no && !d.more; });
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
    invariant(demand != demands.end(), "what is missing was asked for");
    Shortage s;
    s.order = asker.order;
    s.item = demand->from.empty() ? demand->lacks_at : demand->from.front();
    invariant(book.item(s.item).key().sku == m.sku, "a shortage is of an item of its SKU");
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
  Verdict verdict = judge(book, settings, asker);
  bool some = !verdict.retaken.empty();
  const size_t count = book.order(asker.order).reservations.size();
  for (size_t i = 0; i < count; ++i) {
    const Reservation& r = book.order(asker.order).reservations[i];
    if (r.state != ReservationState::kPending) continue;
    if (const auto cut = verdict.cut.find(r.no); cut != verdict.cut.end()) {
      void_part(book, r, cut->second, origin);
    }
    if (r.state != ReservationState::kPending) continue;
    post_pending(book, r, origin);
    some = true;
  }
  settle_expired(book, asker.order, [](const Reservation&) { return true; });
  for (const Portion& p : verdict.retaken) {
    occupy_portion(book, reservation_of(asker, verdict.late[p.demand], p, origin), origin);
  }
  if (verdict.late.empty()) return {some ? PaidEnd::kPosted : PaidEnd::kNothing, {}, {}};
  if (verdict.missing.empty()) return {PaidEnd::kRetaken, {}, {}};
  std::string reason = owed(verdict.missing);
  return {some ? PaidEnd::kPartly : PaidEnd::kRefused, std::move(verdict.missing),
          std::move(reason)};
}

Result<> post(Book& book, OrderId order, int64_t no, int64_t quantity, const Origin& origin) {
  const auto& all = book.order(order).reservations;
  if (no < 1 || no > std::ssize(all)) {
    return fail(ErrorClass::kNotFound, "reservation_not_found",
                "the order has no such reservation");
  }
  const Reservation& r = all[static_cast<size_t>(no - 1)];
  if (r.state != ReservationState::kPending || r.placeholder) {
    return fail(ErrorClass::kRefused, "reservation_not_pending",
                fmt::format("the reservation is {}{}", name(r.state),
                            r.placeholder ? ", of goods that are still to come" : ""));
  }
  if (quantity < 1 || quantity > r.locked) {
    return invalid("/quantity", fmt::format("must be 1 to {}, which are locked", r.locked),
                   "invalid_quantity");
  }
  if (quantity < r.locked) void_part(book, r, r.locked - quantity, origin);
  post_pending(book, r, origin);
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
