#include "flows/stock_flow.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "base/invariant.h"
#include "base/json_read.h"
#include "flows/commands.h"
#include "flows/raise.h"
#include "flows/stock_commands.h"
#include "orders/rules.h"
#include "stock/handling.h"

namespace ordo::flows {
namespace {

using orders::Fulfilment;
using orders::Line;
using orders::Order;
using orders::Payment;
using stock::Demand;

// Nothing of it will be shipped any more.
bool is_over(const Order& order) {
  return !order.id || order.axes.fulfilment == Fulfilment::kCancelled ||
         order.axes.payment == Payment::kRefunded;
}

// Units that were paid back and need not be shipped: of a line, all that is told of without a return.
int64_t wanted(const Order& order, const Line& line) {
  if (is_over(order)) return 0;
  const int64_t taken_off = std::min(line.refunded - line.returned, line.quantity - line.shipped);
  return line.quantity - std::max<int64_t>(0, taken_off);
}

// What has left of a line: of an order that has come all the way all of it, whatever its parcels tell.
int64_t left_of(const Order& order, const Line& line) {
  const Fulfilment f = order.axes.fulfilment;
  const bool arrived = f == Fulfilment::kDelivered || f == Fulfilment::kCompleted;
  return arrived ? std::max(line.shipped, wanted(order, line)) : line.shipped;
}

// A deposit binds as the whole payment does: only its cancellation frees the goods. So does what has left.
bool binds(const Order& order) {
  const Payment p = order.axes.payment;
  return p == Payment::kDepositPaid || p == Payment::kPaid || p == Payment::kPartiallyRefunded ||
         std::ranges::any_of(order.lines, [&](const Line& l) { return left_of(order, l) > 0; });
}

const Line* line_of(const Order& order, const std::string& line_no) {
  const auto at = std::ranges::find(order.lines, line_no, &Line::line_no);
  return at == order.lines.end() ? nullptr : &*at;
}

bool is_tagged(const Order& order) {
  return std::ranges::any_of(order.tags, [](const std::string& tag) {
    return std::ranges::find(orders::kStockTags, tag) != std::end(orders::kStockTags);
  });
}

class StockFlow {
 public:
  StockFlow(World& world, Context& context, const Order& last, Order& order,
            const std::string& actor)
      : context_(context),
        keeper_(world.stock()),
        book_(keeper_.book()),
        rules_(keeper_.rules()),
        last_(last),
        order_(order),
        origin_{actor, {}, context.entry.seq, context.batch.at} {}

  void run() {
    if (!keeper_.in_use()) return;
    // It is of goods that are kept only since this batch began.
    if (!book_.knows(order_.id)) return;
    find_lines();
    const stock::OrderStock& has = book_.order(order_.id);
    if (lines_.empty() && has.reservations.empty() && has.shortages.empty()) return;
    if (is_over(order_)) {
      for (const Kept& kept : lines_) ship(kept);  // what has left is not let go of
      (void)stock::let_go(book_, order_.id, origin_);
      return say({});
    }
    drop_lines();
    const bool owed = binds(order_) && pay();
    shrink();
    if (!owed) grow();
    if (order_.axes.payment == Payment::kPartiallyPaid && order_.paid > last_.paid) {
      (void)stock::extend(book_, rules_.settings, asker(), origin_);
    }
    for (const Kept& kept : lines_) ship(kept);
  }

 private:
  struct Kept {
    const Line* line;
    std::string sku;
    bool sells;  // may be given more; else it has what it had
  };

  void find_lines() {
    const bool old = order_.occurred_at.plus_ms(kStockHistoryMs) < order_.received_at;
    const bool managed = !rules_.shops_without.contains(order_.shop);
    for (const Line& line : order_.lines) {
      if (!last_.id && old && left_of(order_, line) > 0) continue;
      std::string sku = sku_of(line);
      const bool sells = managed && !sku.empty() && keeper_.keeps(sku);
      const bool known = stock::units_of(book_, order_.id, line.line_no).is_known;
      if (sells || known) lines_.push_back({&line, std::move(sku), sells});
    }
  }

  [[nodiscard]] std::string sku_of(const Line& line) const {
    return stock::sku_of(rules_, order_.shop, line.sku, line.channel_sku);
  }

  [[nodiscard]] stock::Asker asker() const {
    const int64_t buyer = context_.prepared ? context_.prepared->personal.buyer : 0;
    return {order_.id, order_.shop, order_.channel, knows_held(buyer) ? buyer : 0, 0};
  }

  // A person's command names no buyer whose limits were loaded.
  [[nodiscard]] bool knows_held(int64_t buyer) const {
    return std::ranges::all_of(demands_, [&](const Demand& d) {
      return !rules_.settings.terms_of(order_.channel, d.sku).per_buyer ||
             book_.knows_held(buyer, d.sku);
    });
  }

  // Lines that the order has no more, or that are of other goods now.
  void drop_lines() {
    for (const Line& was : last_.lines) {
      const Line* is = line_of(order_, was.line_no);
      if (is && sku_of(*is) == sku_of(was)) continue;
      (void)stock::let_go_line(book_, order_.id, was.line_no, origin_);
    }
  }

  // Whether the buyer is owed something: what is lacking then is paid back, and no shortage.
  bool pay() {
    const stock::Paid paid = stock::pay(book_, rules_.settings, asker(), origin_);
    if (paid.missing.empty()) return false;
    raise(context_, AlertKind::kStockLatePayment,
          {{"order_no", order_.order_no},
           {"sku", paid.missing.front().sku},
           {"missing", paid.missing.front().missing},
           {"asked", paid.missing.front().asked},
           {"reason", paid.reason}},
          {order_.id, {}, order_.shop});
    return true;
  }

  void shrink() {
    for (const Kept& kept : lines_) {
      (void)stock::keep_at_most(book_, order_.id, kept.line->line_no, wanted(order_, *kept.line),
                                origin_);
    }
  }

  // What the order wants beyond what it has: what is new since its last event; where it was refused, all of it.
  void grow() {
    const bool refused = is_tagged(order_) || is_tagged(last_);
    bool fresh = is_tagged(last_) && !is_tagged(order_);  // somebody has it asked for once more
    for (const Kept& kept : lines_) {
      if (!kept.sells) continue;
      const Line* was = line_of(last_, kept.line->line_no);
      const int64_t want = wanted(order_, *kept.line);
      const bool same = was && sku_of(*was) == kept.sku;
      const int64_t more = want - (same ? wanted(last_, *was) : 0);
      const int64_t lacks = want - units_of(kept).bound;
      fresh = fresh || more > 0;
      add_demands(kept, refused ? lacks : std::min(lacks, more), refused);
    }
    if (demands_.empty()) return say({});
    if (!fresh && !binds(order_)) return;
    binds(order_) ? take() : lock();
  }

  [[nodiscard]] stock::LineUnits units_of(const Kept& kept) const {
    return stock::units_of(book_, order_.id, kept.line->line_no);
  }

  // It holds, lacks or has shipped something: else what it had has ended.
  [[nodiscard]] bool has_some(const Kept& kept) const {
    const stock::OrderStock& has = book_.order(order_.id);
    const auto of_line = [&](const auto& row) { return row.line_no == kept.line->line_no; };
    return std::ranges::any_of(has.reservations,
                               [&](const stock::Reservation& r) {
                                 return of_line(r) && r.held() + r.consumed > 0;
                               }) ||
           std::ranges::any_of(has.shortages, [&](const stock::Shortage& s) {
             return of_line(s) && s.missing() > 0;
           });
  }

  // `all`: what of the line has expired as well, which no payment is to take once more.
  void add_demands(const Kept& kept, int64_t units, bool all) {
    if (units <= 0) return;
    auto needed = stock::demands_of(kept.line->line_no, kept.sku, units, rules_.bundle(kept.sku));
    if (!needed) return say(needed.error());
    for (Demand& demand : *needed) {
      if (!keeper_.keeps(demand.sku)) continue;
      demand.from =
          stock::sources_of(rules_, {order_.channel, order_.shop}, book_.items_of(demand.sku));
      demand.more = !all || has_some(kept);
      demands_.push_back(std::move(demand));
    }
  }

  void lock() {
    auto locked = stock::lock(book_, rules_.settings, asker(), demands_, origin_);
    locked ? say({}) : say(locked.error());
  }

  // What may be taken nowhere is lacking in the main warehouse.
  void take() {
    for (Demand& demand : demands_) {
      if (!demand.from.empty()) continue;
      demand.lacks_at = keeper_.item(context_.batch, {demand.sku, rules_.main_warehouse, {}});
    }
    auto taken = stock::take_paid(book_, rules_.settings, asker(), demands_, origin_);
    if (!taken) return say(taken.error());
    say({});
    if (taken->empty()) return;
    raise(context_, AlertKind::kStockShortage,
          {{"order_no", order_.order_no},
           {"sku", taken->front().sku},
           {"missing", taken->front().missing},
           {"asked", taken->front().asked}},
          {order_.id, {}, order_.shop});
  }

  // The order's tag says what it was refused for; what it was told before is not told again.
  void say(const Error& refusal) {
    const bool had = is_tagged(order_);
    std::erase_if(order_.tags, [](const std::string& tag) {
      return std::ranges::find(orders::kStockTags, tag) != std::end(orders::kStockTags);
    });
    const auto* const tag = std::ranges::find(orders::kStockTags, refusal.code);
    if (tag != std::end(orders::kStockTags)) order_.tags.emplace_back(*tag);
    if (had || is_tagged(order_)) orders::refold(order_, *context_.settings.lifecycles);
    if (tag == std::end(orders::kStockTags) || is_tagged(last_)) return;
    raise(context_, AlertKind::kInsufficientStock,
          {{"order_no", order_.order_no}, {"code", refusal.code}, {"reason", refusal.detail}},
          {order_.id, "insufficient_stock/" + order_.shop.str() + "/" + demands_.front().sku,
           order_.shop});
  }

  // What left, and was not bound, was taken from what is still there where there was a shortage.
  void ship(const Kept& kept) {
    stock::LineUnits units = units_of(kept);
    const int64_t all = left_of(order_, *kept.line);
    if (!units.is_known || all <= units.shipped) return;
    const int64_t left = all - units.shipped;
    if (units.occupied < left) {
      cover(kept.line->line_no);
      units = units_of(kept);
    }
    const int64_t bound = std::min(left, units.occupied);
    if (bound > 0) {
      const auto gone = stock::ship(book_, order_.id, kept.line->line_no, bound, {}, origin_);
      invariant(gone.has_value(), "what is bound to a line can leave");
    }
    const Line* was = line_of(last_, kept.line->line_no);
    if (bound == left || (was && left_of(last_, *was) == all)) return;
    raise(context_, AlertKind::kStockShippedUnbound,
          {{"order_no", order_.order_no}, {"sku", kept.sku}, {"missing", left - bound}},
          {order_.id, "stock_shipped_unbound/" + order_.id.str(), order_.shop});
  }

  void cover(const std::string& line_no) {
    const size_t count = book_.order(order_.id).shortages.size();
    for (size_t i = 0; i < count; ++i) {
      const stock::Shortage& s = book_.order(order_.id).shortages[i];
      if (s.line_no == line_no && s.missing() > 0) {
        (void)stock::cover(book_, order_.id, s.no, origin_);
      }
    }
  }

  Context& context_;
  StockKeeper& keeper_;
  stock::Book& book_;
  const stock::StockRules& rules_;
  const Order& last_;
  Order& order_;
  stock::Origin origin_;
  std::vector<Kept> lines_;
  std::vector<Demand> demands_;
};

}  // namespace

void follow_stock(World& world, Context& context, const orders::Order& last, orders::Order& order,
                  const std::string& actor) {
  StockFlow(world, context, last, order, actor).run();
}

core::Outcome take_back_goods(World& world, Context& context, const boost::json::object& body) {
  const boost::json::value* number = body.if_contains("id");
  const boost::json::value* pieces = body.if_contains("quantity");
  const OrderId id(number && number->is_int64() ? number->as_int64() : 0);
  if (!world.has(id)) {
    return refused(
        {ErrorClass::kNotFound, "order_not_found", "there is no order with this id", {}});
  }
  const std::string found = json_text(body, "found"), sku = json_text(body, "sku");
  if (found != "good" && found != "damaged") {
    return refused(invalid("/found", "must be good or damaged").error());
  }
  const std::string warehouse = json_text(body, "warehouse");
  if (!warehouse.empty() && !context.settings.catalogue->takes_warehouse(warehouse)) {
    return refused(
        invalid("/warehouse", "there is no warehouse " + warehouse, "unknown_warehouse").error());
  }
  StockWork work = stock_work(world, context, json_text(body, "reason"));
  const bool known = work.book.knows(id) && work.book.knows_all_of(sku);
  work.book.set_savepoint();  // what is refused makes no item either
  const auto done =
      known
          ? stock::take_back(
                work.book, id, json_text(body, "line_no"), sku,
                pieces && pieces->is_int64() ? pieces->as_int64() : 0,
                found == "good" ? stock::Inspection::kGood : stock::Inspection::kDamaged,
                warehouse.empty() ? stock::ItemId{} : work.item({sku, warehouse, {}}), work.origin)
          : Result<>(fail(ErrorClass::kRefused, "not_shipped", "nothing of this SKU is out"));
  done ? work.book.keep_changes() : work.book.roll_back();
  if (!done) {
    core::Outcome outcome = refused(done.error());
    outcome.order = id;
    return outcome;
  }
  return answered(200, {{"id", id.str()}, {"sku", sku}, {"found", found}}, id);
}

core::Outcome take_stock_fact(World& world, Context& context, const facts::StockFact& fact) {
  const auto parked = [](const Error& error, std::string pointer) {
    core::Outcome outcome;
    outcome.state = core::MessageState::kParked;
    outcome.code = error.code;
    outcome.detail = error.detail;
    outcome.pointer = std::move(pointer);
    return outcome;
  };
  StockWork work = stock_work(world, context, fact.reason.empty() ? "stock.adjusted" : fact.reason);
  work.origin.actor = "platform";
  const std::string& warehouse =
      fact.warehouse.empty() ? work.rules.main_warehouse : fact.warehouse;
  if (auto known = check_goods(*context.settings.catalogue, fact.sku, warehouse); !known) {
    return parked(known.error(), "/data" + known.error().fields.front().pointer);
  }
  // It was a bundle when the batch began.
  if (!work.book.knows_all_of(fact.sku)) {
    return parked({ErrorClass::kRefused, "sku_changed", "was edited at the same moment", {}},
                  "/data/sku");
  }
  // Of what is not there nothing can be taken: no item is made of a refusal.
  const stock::ItemKey key{fact.sku, warehouse, {}};
  const auto all = work.book.items_of(fact.sku);
  const bool there =
      std::ranges::any_of(all, [&](const stock::Item* item) { return item->key() == key; });
  if (!there && fact.quantity < 0) {
    return parked(
        {ErrorClass::kRefused, "not_enough", fact.sku + " in " + warehouse + ": there is none", {}},
        "/data/quantity");
  }
  const stock::ItemId item = work.item(key);
  const auto done =
      stock::adjust(work.book, item, fact.quantity, {{}, {}, "stock.adjusted"}, work.origin);
  return done ? core::Outcome{} : parked(done.error(), "/data/quantity");
}

}  // namespace ordo::flows
